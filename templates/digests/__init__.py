"""What people read once a week, and what facilitators read about it before."""
