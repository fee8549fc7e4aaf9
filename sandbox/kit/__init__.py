"""Block Kit: what Slack takes of blocks, messages and views, as tables and one small engine."""
