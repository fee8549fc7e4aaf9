"""What people do, made into what Slack sends to an app, and what its answers come to."""
