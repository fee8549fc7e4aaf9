"""The doorway: short, the same for everyone, and a line for each thing it leads to."""

from sandbox.kit.blocks import validate_message
from templates import words
from templates.doorway.views import WAYS, bookmark, doorway, goes_up, settings_lines


def test_it_is_a_message_that_slack_takes() -> None:
    said = doorway()

    assert validate_message({"text": said.text, "blocks": said.blocks}) == []
    assert said.text == "Start here: what Commons can do for you"
    assert said.stays_gone


def test_every_way_has_its_words_and_every_word_its_way() -> None:
    """Whoever adds a way adds a line here and a line there."""
    assert list(words("doorway/post").ways) == list(WAYS)
    [buttons] = [each["elements"] for each in doorway().blocks if each["type"] == "actions"]
    assert [each["action_id"] for each in buttons] == list(WAYS.values())
    assert [each for each in buttons if "style" in each or "value" in each] == []


def test_the_bookmark_is_named_as_the_message_begins() -> None:
    said = bookmark("C1", "1.000001", ours=["Bk1", "Bk1"])

    assert (said.title, said.channel, said.ts) == ("Start here", "C1", "1.000001")
    assert said.ours == {"Bk1"}


def test_in_the_settings_it_is_one_line() -> None:
    [line] = settings_lines()

    assert line["accessory"]["text"]["text"] == "Put the doorway up again"
    assert goes_up("C1")["title"]["text"] == "The doorway"
