"""What people read when they reflect, and when they read what others wrote."""
