"""What facilitators read when they set the group up."""
