"""What facilitators read about messages that did not go out."""
