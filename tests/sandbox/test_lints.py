"""What Slack takes and an author would rather know of: words that were not escaped."""

import pytest

from sandbox.kit.lints import message_lints
from sandbox.kit.views import view_lints

LESS = "a < that begins no mark: write &lt;"
MORE = "a > that ends no mark: write &gt;"
AND = "an & that begins no entity: write &amp;"

QUIET = (
    "Words",
    "&lt;b&gt; &amp; so on",
    "<@UAMINA000> in <#CNOTICEBO|noticeboard>, <!subteam^S012|all>",
    "<https://example.org/?a=1&b=2|there> and <mailto:amina@example.org|by mail>",
    "<!date^1790000000^{date} at {time}^https://example.org|then>",
    "> quoted\n>>> and more",
)
LOUD = {
    "1 < 2": [LESS],
    "1 > 2": [MORE],
    "you & me": [AND],
    "&nbsp;": [AND],
    "<b>bold</b>": [LESS, MORE],
    "<@amina>": [LESS, MORE],
    "<!channel>": ["<!channel> rings everybody"],
    "<!here|here> & there": ["<!here> rings everybody", AND],
}


@pytest.mark.parametrize("words", QUIET)
def test_what_is_escaped_is_in_order(words: str) -> None:
    block = {"type": "section", "text": {"type": "mrkdwn", "text": words, "verbatim": True}}
    assert message_lints({"text": words, "blocks": [block]}) == []


@pytest.mark.parametrize(("words", "said"), LOUD.items(), ids=LOUD)
def test_what_is_not_escaped_is_told_wherever_it_is_read(words: str, said: list[str]) -> None:
    block = {"type": "section", "text": {"type": "mrkdwn", "text": words, "verbatim": True}}
    bar = {"fallback": "x", "text": words, "blocks": [block]}

    told = message_lints({"text": words, "blocks": [block], "attachments": [bar]})

    places = ("/blocks/0/text", "/text", "/attachments/0/blocks/0/text", "/attachments/0/text")
    assert told == [f"{place}: {each}" for place in places for each in said]


def test_plain_text_is_never_read_as_marks() -> None:
    block = {"type": "header", "text": {"type": "plain_text", "text": "1 < 2 & <!channel>"}}
    assert message_lints({"text": "Words", "blocks": [block]}) == []


def test_markdown_has_marks_of_its_own() -> None:
    assert message_lints({"markdown_text": "1 < 2 & <b>"}) == []


def test_a_field_that_slack_passes_over_is_told() -> None:
    bar = {"fallback": "x", "text": "x", "colour": "red"}
    assert message_lints({"text": "Words", "attachments": [bar]}) == [
        "/attachments/0: unknown field colour, which Slack passes over"
    ]


def test_a_menu_of_several_belongs_in_a_section() -> None:
    """Slack's pages list it for actions; people who sent it there were refused."""
    menu = {"type": "multi_users_select"}
    words = {"type": "plain_text", "text": "Who?"}
    among = {"type": "actions", "elements": [{"type": "users_select"}, menu]}
    beside = {"type": "section", "text": words, "accessory": menu}

    (said,) = message_lints({"text": "Who?", "blocks": [beside, among]})
    assert said.startswith("/blocks/1/elements/1: multi_users_select among actions")
    assert len(view_lints({"type": "home", "blocks": [among]})) == 1
