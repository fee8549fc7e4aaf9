"""What people read of the notes of a session, and of what is written up of it."""
