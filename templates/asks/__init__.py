"""What people read when somebody asks, and when somebody helps."""
