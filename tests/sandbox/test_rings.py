"""Whom a message would ring is known before it does."""

from typing import Any

import pytest

from sandbox.kit.rings import list_rings


def leaf(**element: Any) -> dict[str, Any]:
    section = {"type": "rich_text_section", "elements": [element]}
    return {"type": "rich_text", "elements": [section]}


def words(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"text": text, **more}}


@pytest.mark.parametrize(
    ("text", "block", "rings"),
    [
        ("<!channel> look", None, ["!channel"]),
        ("<@UAMINA000|amina>", None, ["@UAMINA000"]),
        ("<!subteam^S1>", None, ["!subteam^S1"]),
        ("&lt;!channel&gt; @here", None, []),
        ("", leaf(type="broadcast", range="here"), ["!here"]),
        ("", leaf(type="user", user_id="UAMINA000"), ["@UAMINA000"]),
        ("", leaf(type="usergroup", usergroup_id="S1"), ["!subteam^S1"]),
        ("", leaf(type="text", text="@here <!channel>"), []),
        ("", words("@channel", type="mrkdwn"), ["!channel"]),
        ("", words("@channel", type="mrkdwn", verbatim=True), []),
        ("", words("<!here>", type="mrkdwn", verbatim=True), ["!here"]),
        ("", words("<!here> @channel", type="plain_text"), []),
    ],
)
def test_what_rings_is_listed(text: str, block: dict[str, Any] | None, rings: list[str]) -> None:
    assert list_rings(text, [block] if block else []) == rings
