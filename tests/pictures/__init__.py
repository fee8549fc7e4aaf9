"""The README's picture, made by a script: `make picture`."""
