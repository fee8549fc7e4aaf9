"""What people read in their Home."""
