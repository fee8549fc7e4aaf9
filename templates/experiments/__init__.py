"""What people read about experiments."""
