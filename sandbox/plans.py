"""What a workspace pays for: on the free plan Slack hides what is old, and later deletes it.

What else a plan decides (user groups, canvases) the methods ask for.
"""

from typing import Literal

Plan = Literal["paid", "free"]

DAY = 86_400
# slack-facts §7.1: messages and files are hidden after 90 days, and gone for good after a year.
HIDDEN_AFTER = 90 * DAY
GONE_AFTER = 365 * DAY

PLANS: dict[Plan, float | None] = {"paid": None, "free": HIDDEN_AFTER}
