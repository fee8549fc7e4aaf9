"""What facilitators read about what did not go out: which kinds, why, and what to do."""

import pytest

from bot.troubles import Troubles
from sandbox.kit.blocks import validate_message
from sandbox.kit.views import render_text
from storage.deliveries import Delivery
from storage.troubles import Stumble
from templates.blocks import Message, actions, button, message, section
from templates.deliveries.views import MOST_LINES, in_home, together, trouble

EVERY_REASON = (
    "not_in_channel", "channel_not_found", "is_archived", "restricted_action", "missing_scope",
    "invalid_auth", "http_502", "TimeoutError", "internal_error", "user_disabled", "broken", "odd",
)  # fmt: skip


def on_board(held: str, kind: str = "experiments.card") -> Delivery:
    return Delivery(kind=kind, held=held)


def lines(troubles: Troubles) -> list[str]:
    """In the message, as in Home."""
    said = [each["text"]["text"] for each in trouble(troubles).blocks if each["type"] == "section"]
    assert said == [each["text"]["text"] for each in in_home(troubles)]
    return said


def test_one_line_a_reason_with_each_kind_once() -> None:
    held = [
        on_board("not_in_channel"),
        on_board("not_in_channel"),
        on_board("not_in_channel", "notices.post"),
        on_board("is_archived", "digests.post"),
    ]

    assert lines(Troubles(held=held)) == [
        (
            "Waiting to go out: the card of an experiment, a notice. I am not in the noticeboard's "
            "channel. Type /invite @Commons there, or choose another one in Settings."
        ),
        (
            "Waiting to go out: the weekly digest. The digest's channel is archived. Bring it "
            "back, or choose another one in Settings."
        ),
    ]


@pytest.mark.parametrize(
    ("delivery", "what"),
    [
        (Delivery(kind="a", held="odd", under="experiments.card:1"), "a line in a thread"),
        (Delivery(kind="a", held="odd", member_id=1), "a message to one person"),
        (
            Delivery(kind="a", held="odd", member_id=1, with_id=2),
            "a message that brings two people together",
        ),
        (Delivery(kind="a", held="odd"), "a message for the noticeboard's channel"),
    ],
    ids=["thread", "letter", "talk", "channel"],
)
def test_what_has_no_name_is_called_by_where_it_goes(delivery: Delivery, what: str) -> None:
    [line] = lines(Troubles(held=[delivery]))

    assert line.startswith(f"Waiting to go out: {what}. ")


@pytest.mark.parametrize("reason", EVERY_REASON)
def test_every_reason_says_what_to_do(reason: str) -> None:
    for delivery in (on_board(reason), Delivery(kind="a", held=reason, member_id=1)):
        [line] = lines(Troubles(held=[delivery]))
        ways = ("/invite", "try again", "Settings", "Try again", "python -m bot check", "Let it go")

        assert any(each in line for each in ways), line
        assert "  " not in line


def test_what_is_tried_again_and_what_stumbles_is_said() -> None:
    told = Troubles(
        again=[on_board("", "digests.post")],
        stumbles=[
            Stumble(job="digests.plan", reference="1a2b3c4d"),
            Stumble(job="x", reference="2"),
        ],
    )

    assert lines(told) == [
        "I am trying again: the weekly digest.",
        (
            "This keeps failing: the weekly digest. Whoever set me up finds out why in the log, at "
            "1a2b3c4d. I go on trying."
        ),
        (
            "This keeps failing: something that I do by the clock. Whoever set me up finds out why "
            "in the log, at 2. I go on trying."
        ),
    ]


def test_slack_takes_the_message_however_much_is_held() -> None:
    held = [on_board(f"odd_{number}") for number in range(40)]
    said = trouble(Troubles(held=held, again=held))

    assert validate_message({"text": said.text, "blocks": said.blocks}) == []
    assert said.text == "Something of mine did not go out"
    assert sum("Waiting" in each for each in render_text(said.blocks)) == MOST_LINES
    assert {"Try again", "Let it go"} <= set(render_text(said.blocks))


def test_what_nobody_can_try_again_has_no_button() -> None:
    said = trouble(Troubles(stumbles=[Stumble(job="asks.look", reference="1a2b3c4d")]))

    assert said.text == "Something of mine keeps failing"
    assert "Try again" not in render_text(said.blocks)


def test_in_home_only_what_is_held_can_be_tried_again() -> None:
    told = Troubles(
        held=[on_board("is_archived")],
        again=[on_board("")],
        stumbles=[Stumble(job="asks.look", reference="1a2b3c4d")],
    )

    assert ["accessory" in each for each in in_home(told)] == [True, False, False]


def a_part(name: str, blocks: int = 2, *, stays_gone: bool = False) -> Message:
    said = [section(f"{name}, {each}") for each in range(blocks - 1)]
    return message(
        name, *said, actions(button("Answer", "asks.again", name)), stays_gone=stays_gone
    )


def test_several_things_are_one_message_with_a_line_between_them() -> None:
    said, fits = together([a_part("How is it going?"), a_part("A question")], grows=True)

    assert fits == 2
    assert said is not None
    assert said.text == "How is it going? And one more thing."
    assert [each["type"] for each in said.blocks] == [
        "section", "actions", "divider", "section", "actions",
    ]  # fmt: skip
    assert validate_message({"text": said.text, "blocks": said.blocks}) == []


def test_what_a_lock_screen_says_reads_well() -> None:
    parts = [a_part("Something you asked"), *map(a_part, "ab")]

    assert together(parts[:1], grows=True) == (parts[0], 1)
    said, _ = together(parts, grows=True)
    assert said is not None
    assert said.text == "Something you asked. And 2 more things."
    assert together([], grows=True) == (None, 0)


@pytest.mark.parametrize(
    ("blocks", "grows", "fits"),
    [
        ([9, 9, 9, 10], True, 4),  # 40 with the lines between
        ([9, 9, 9, 11], True, 3),
        ([9, 9, 9, 9, 10], False, 5),  # 50
        ([9, 9, 9, 9, 11], False, 4),
        ([50, 1], True, 1),
        ([20, 30, 1], True, 1),  # in order: what is planned first is said first
    ],
)
def test_what_does_not_fit_is_left_for_the_next(
    blocks: list[int], *, grows: bool, fits: int
) -> None:
    parts = [a_part(f"Part {at}", each) for at, each in enumerate(blocks)]
    said, fitting = together(parts, grows=grows)

    assert fitting == fits
    assert said is not None
    assert len(said.blocks) == sum(blocks[:fits]) + fits - 1
    assert validate_message({"text": said.text, "blocks": said.blocks}) == []


def test_nor_does_what_is_too_long_for_slack() -> None:
    long = [message("Long", section("w" * 2900), section("w" * 1000)) for _ in range(4)]

    assert [together(long, grows=grows)[1] for grows in (True, False)] == [2, 2]
    short = [message("Short", section("w" * 2700)) for _ in range(5)]
    assert [together(short, grows=grows)[1] for grows in (True, False)] == [3, 4]


def test_it_stays_gone_only_where_all_of_it_does() -> None:
    gone, back = a_part("Gone", stays_gone=True), a_part("Back")
    first, _ = together([gone, gone], grows=True)
    second, _ = together([gone, back], grows=True)

    assert [each.stays_gone for each in (first, second) if each] == [True, False]
