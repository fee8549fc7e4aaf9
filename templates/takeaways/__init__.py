"""What people read of what stays with them."""
