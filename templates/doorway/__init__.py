"""What people read at the doorway."""
