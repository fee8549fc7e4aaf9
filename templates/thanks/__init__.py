"""What people read when something comes back to those who wrote."""
