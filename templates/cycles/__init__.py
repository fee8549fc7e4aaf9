"""What people read about how an experiment moves, rests and ends."""
