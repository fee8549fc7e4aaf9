"""How reflections are arranged."""

WRITE = "reflections.write_about"
