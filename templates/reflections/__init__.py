"""What people read about reflections."""
