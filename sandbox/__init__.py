"""A Slack workspace on your own machine: state, transports and page, strict where Slack is strict.

Imports nothing of the project's other folders; only furnishing.py brings Commons and the workspace
together. What Slack would refuse is refused here, with Slack's own error in Slack's own shape.
"""
