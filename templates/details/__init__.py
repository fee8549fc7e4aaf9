"""What people read about the answers that each stage offers."""
