"""What people read when something is in the way."""
