"""Commons killed at any point, and what has come to Slack by then: `make kills` for hundreds."""
