"""What people read on the day of a session."""
