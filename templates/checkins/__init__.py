"""What people read about how it is going."""
