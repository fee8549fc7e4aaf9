"""What people read of an experiment: its card, its window, and the list of those they may open."""
