"""What Commons knows and decides. Rules import storage; Slack and handlers never enter here,
but in `app.py`, `checks.py` and `__main__.py`.
"""
