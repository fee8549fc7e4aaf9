"""What Slack sends when a person types a command, saves the form, or looks at Home."""

from typing import Any
from uuid import uuid4

from templates.experiments.forms import REGISTRATION
from templates.experiments.views import REGISTER
from templates.forms import Text
from tests.benches.slacks import TEAM

Json = dict[str, Any]

ANSWERS = {
    "title": "Longer first visits",
    "purpose": "Families tell their story once, to one person, and are not sent on three times.",
    "question": "What changes when a first visit has no time limit?",
    "stage": "idea",
    "visibility": "group",
}


def slack_id(number: int) -> str:
    return f"U{number:05}"


def command(user: str, text: str) -> Json:
    return {
        "token": "bench",
        "team_id": TEAM,
        "team_domain": "bench",
        "channel_id": "C0HALLWAY",
        "channel_name": "hallway",
        "user_id": user,
        "user_name": user.lower(),
        "command": "/experiment",
        "text": text,
        "api_app_id": "A0BENCH",
        "is_enterprise_install": "false",
        "response_url": "http://127.0.0.1:9/respond",
        "trigger_id": uuid4().hex,
    }


def submission(user: str) -> Json:
    """The registration form, saved. Each is a window of its own, or it would be the same save."""
    return {
        "type": "view_submission",
        "user": {"id": user, "username": user.lower(), "name": user.lower(), "team_id": TEAM},
        "api_app_id": "A0BENCH",
        "token": "bench",
        "team": {"id": TEAM, "domain": "bench"},
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": uuid4().hex,
        "response_urls": [],
        "view": {
            "id": f"V{uuid4().hex}",
            "team_id": TEAM,
            "type": "modal",
            "callback_id": REGISTER,
            "private_metadata": "",
            "blocks": [{"type": "input", "block_id": name} for name in REGISTRATION],
            "state": {"values": {name: {name: _typed(name)} for name in REGISTRATION}},
        },
    }


def home_opened(user: str) -> Json:
    return {
        "token": "bench",
        "team_id": TEAM,
        "api_app_id": "A0BENCH",
        "type": "event_callback",
        "event_id": f"Ev{uuid4().hex[:10].upper()}",
        "event_time": 1700000000,
        "authorizations": [{"team_id": TEAM, "user_id": "U0BOT", "is_bot": True}],
        "event": {
            "type": "app_home_opened",
            "user": user,
            "channel": "D0HOME",
            "tab": "home",
            "event_ts": "1700000000.000100",
        },
    }


def _typed(name: str) -> Json:
    if isinstance(REGISTRATION[name], Text):
        return {"type": "plain_text_input", "value": ANSWERS[name]}
    return {"type": "static_select", "selected_option": {"value": ANSWERS[name]}}
