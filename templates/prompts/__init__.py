"""What people read about the questions that reflections begin with."""
