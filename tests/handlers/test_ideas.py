"""Ideas for sessions in Slack: offered, talked about, chosen, and what becomes of the others."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.app import Commons
from bot.visibility import person, read_as
from handlers.ideas import idea_lines
from sandbox.sights import Message
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from storage.workshops import Workshop, workshop_by_id
from templates.blocks import actions, modal
from templates.ideas.views import OPEN, ideas_button, offer_button
from tests.cast import a_session
from tests.handlers import Deliver, buttons, errors, experiment_of, member, text, title, window

QUIET: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}
WEDNESDAY = datetime(2026, 12, 2, 10, 0, tzinfo=UTC)
HOURS, DAYS = 3600, 24 * 3600
IDEA = "Let the clerk book the visit, and see who calls."
