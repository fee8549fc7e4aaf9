"""What people read about members and facilitators."""
