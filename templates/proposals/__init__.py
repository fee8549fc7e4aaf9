"""What people read when somebody asks for their yes."""
