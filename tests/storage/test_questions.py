"""The group's questions."""
