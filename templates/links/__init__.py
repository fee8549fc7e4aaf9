"""What people read about experiments that belong together, and about questions they share."""
