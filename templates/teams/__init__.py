"""What people read about who is on an experiment."""
