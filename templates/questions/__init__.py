"""What people read about the group's questions."""
