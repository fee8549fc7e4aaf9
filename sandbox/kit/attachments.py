"""Attachments, the older way to say more in a message (slack-facts §1.1).
Slack passes over the fields that it does not know there, other than in blocks.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sandbox.kit.blocks import validate_blocks
from sandbox.kit.fields import Items, Loose
from sandbox.kit.ids import assign_ids
from sandbox.kit.permits import Permits
from sandbox.kit.problems import Json, Problem, wrong_type

MOST_ATTACHMENTS = 100
MOST_ACTIONS = 5  # of the oldest kind of button
# What is read as mrkdwn.
MRKDWN = ("pretext", "text")
# What somebody sees; an attachment with none of these is empty.
SHOWN = (*MRKDWN, "title", "author_name", "fields", "image_url", "thumb_url", "footer", "blocks")
FIELDS = frozenset(
    {
        *SHOWN,
        *("actions", "app_id", "app_unfurl_url", "attachment_type", "author_icon", "author_id"),
        *("author_link", "author_subname", "bot_id", "callback_id", "color", "external_id"),
        *("fallback", "footer_icon", "from_url", "id", "image_bytes", "image_height"),
        *("image_width", "is_app_unfurl", "mrkdwn_in", "original_url", "preview", "service_icon"),
        *("service_name", "slack_file", "thumb_height", "thumb_width", "title_link", "ts"),
    },
)
# What Slack says of an attachment, and no app (that it passes over them is a guess).
_SLACKS_OWN = frozenset({"app_id", "app_unfurl_url", "bot_id", "id", "is_app_unfurl"})
NO_PREVIEW = "[no preview available]"


def validate_attachments(attachments: Any, permits: Permits | None = None) -> list[Problem]:
    """What Slack would refuse in them; how many there may be is asked apart."""
    if not isinstance(attachments, list):
        return [wrong_type("/attachments", "an array")]
    found: list[Problem] = []
    for number, attachment in enumerate(attachments):
        found += _check(attachment, f"/attachments/{number}", permits)
    return found


def _check(attachment: Any, at: str, permits: Permits | None) -> Iterator[Problem]:
    if not isinstance(attachment, dict):
        yield wrong_type(at, "an object")
        return
    yield from _objects(attachment.get("fields") or [], f"{at}/fields")
    yield from _objects(attachment.get("actions") or [], f"{at}/actions", most=MOST_ACTIONS)
    if attachment.get("blocks") is not None:
        yield from validate_blocks(attachment["blocks"], f"{at}/blocks", permits)


def _objects(value: Any, at: str, most: int | None = None) -> Iterator[Problem]:
    yield from Items(Loose(), most=most, least=0).check(value, at)


def shows_something(attachments: Sequence[Json]) -> bool:
    return any(attachment.get(name) for attachment in attachments for name in SHOWN)


def number_attachments(attachments: Sequence[Json], seed: str) -> list[dict[str, Any]]:
    """As Slack keeps them: numbered, with ids in their blocks and never without a fallback."""
    return [
        _keep(
            {"fallback": NO_PREVIEW, **_of_the_app(attachment), "id": number},
            f"{seed}/attachments/{number}",
        )
        for number, attachment in enumerate(attachments, start=1)
    ]


def _of_the_app(attachment: Json) -> Json:
    return {name: value for name, value in attachment.items() if name not in _SLACKS_OWN}


def _keep(attachment: dict[str, Any], seed: str) -> dict[str, Any]:
    if not attachment.get("blocks"):
        return {name: value for name, value in attachment.items() if name != "blocks"}
    return {**attachment, "blocks": assign_ids(attachment["blocks"], seed)}
