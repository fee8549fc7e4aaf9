"""How quick Commons is beside a bare Bolt app. It informs, and fails nobody: `make bench`."""
