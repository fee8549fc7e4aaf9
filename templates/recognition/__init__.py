"""What people read when their words look as if someone could be recognised."""
