"""What people read about sessions in their own calendars."""
