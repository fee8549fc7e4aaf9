"""What people read when a session changes."""
