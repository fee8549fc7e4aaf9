"""How a session is shown: its announcement, its window, and the lists."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.signups import Places
from sandbox.kit.blocks import validate_message
from sandbox.kit.views import render_text, validate_view, view_lints
from storage.experiments import Experiment
from storage.people import Member
from storage.signups import Signup
from storage.workshops import Slot, Workshop
from templates.blocks import Block, Message, View, section
from templates.workshops import lists, posts, windows
from templates.workshops.lists import Line
from templates.workshops.sessions import Seen, Time, can_sign_up, how_it_stands, time_lines
from templates.workshops.windows import Parts
from tests.cast import called

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
FIRST, SECOND = (datetime(2027, 1, 14, hour, tzinfo=UTC) for hour in (8, 20))
HOUR, LENGTH, DAY = timedelta(hours=1), timedelta(hours=3), timedelta(days=1)
AT_TEN = "Thursday 14 January 2027, 22:00"
HOSTILE = "*b* _i_ `c` <!channel> <@U0> @here &amp; {{ 7 * 7 }} \u202e\U0001f600"
JONAS, LEILA = called("Jonas"), called("Leila", 2)
TOM = Member(id=3, slack_id="U3", name="Tom", title="", time_zone="Europe/Helsinki")


def workshop(**more: Any) -> Workshop:
    given: dict[str, Any] = {
        "id": 7,
        "kind": "design",
        "title": "Whose idea shall we work on?",
        "purpose": "One team's idea, turned into a small first try.",
        "agenda": [{"minutes": 100, "title": "Work"}, {"minutes": 80, "title": "What each takes"}],
        "sharing_rule": "no_names",
        "recording": "none",
        "access": ["captions", "breaks"],
        "places": 12,
        "state": "open",
        "reason": "",
    }
    return Workshop(**{**given, **more})


def time(
    number: int, starts_at: datetime, *, state: str = "coming", coming: int = 0, waiting: int = 0
) -> Time:
    slot = Slot(id=number, starts_at=starts_at, ends_at=starts_at + LENGTH, state=state)
    return Time(slot, Places(coming, waiting, 12))


def seen(*times: Time, **more: Any) -> Seen:
    both = (time(1, FIRST), time(2, SECOND))
    return Seen(
        workshop(**more), times or both, kind="Experiment design session", holders=[JONAS, LEILA]
    )


def post(this: Seen, *, takes_ideas: bool = True, now: datetime = NOW) -> Message:
    said = posts.post(this, takes_ideas=takes_ideas, zone="Europe/London", now=now)
    assert validate_message({"text": said.text, "blocks": said.blocks}) == []
    return said


def window(this: Seen, reader: Member = TOM, now: datetime = NOW, **more: Any) -> View:
    view = windows.window(this, reader, Parts(), now=now, **more)
    assert validate_view(view) == []
    assert view_lints(view) == []
    return view


def text(blocks: list[Block]) -> str:
    return "\n".join(render_text(blocks))


def buttons(blocks: list[Block]) -> list[str]:
    rows = [each["elements"] for each in blocks if each["type"] == "actions"]
    beside = [each["accessory"] for each in blocks if "accessory" in each]
    return [each["text"]["text"] for each in [*(one for row in rows for one in row), *beside]]


def dates(blocks: list[Block]) -> list[tuple[int, str]]:
    return [
        (leaf["timestamp"], leaf["fallback"])
        for block in blocks
        if block["type"] == "rich_text"
        for leaf in block["elements"][0]["elements"]
        if leaf["type"] == "date"
    ]


def test_the_announcement_says_all_that_one_needs_to_come() -> None:
    said = post(seen())

    assert said.text == "Experiment design session on 14 January 2027: sign-up is open"
    assert buttons(said.blocks) == [
        "Sign up", "Offer your idea", "Just send me the notes", "Open",
    ]  # fmt: skip
    assert text(said.blocks[:1]) == (
        "Experiment design session: Whose idea shall we work on?\n"
        "One team's idea, turned into a small first try."
    )
    assert "The same plan twice; each hears what the other found." in text(said.blocks)
    assert text(said.blocks[-1:]) == (
        "Jonas and Leila hold it. No recording. Captions, breaks. "
        "Who comes is seen by those who come."
    )
    assert not said.stays_gone


def test_its_times_are_in_each_readers_own_zone() -> None:
    shown = post(seen()).blocks

    assert dates(shown) == [
        (int(FIRST.timestamp()), "2027-01-14 08:00 UTC"),
        (int((FIRST + LENGTH).timestamp()), "11:00 UTC"),
        (int(SECOND.timestamp()), "2027-01-14 20:00 UTC"),
        (int((SECOND + LENGTH).timestamp()), "23:00 UTC"),
    ]


def test_a_lock_screen_says_the_day_that_it_is_in_the_group() -> None:
    late = datetime(2027, 1, 14, 23, 30, tzinfo=UTC)
    now = late - LENGTH
    said = posts.post(seen(time(1, late)), takes_ideas=False, zone="Europe/Helsinki", now=now)

    assert said.text == "Experiment design session on 15 January: sign-up is open"


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ({"coming": 2}, ""),
        ({"coming": 9}, "3 places left"),
        ({"coming": 11}, "one place left"),
        ({"coming": 12}, "full"),
        ({"coming": 12, "waiting": 1}, "full; one person waiting"),
        ({"coming": 13, "waiting": 4}, "full; 4 people waiting"),
    ],
)
def test_fullness_is_said_in_places_and_only_when_it_matters(
    places: dict[str, int], said: str
) -> None:
    there = replace(Places(0, 0, 12), **places)

    assert how_it_stands(replace(time(1, FIRST), places=there), NOW) == said


def test_without_a_limit_nothing_is_counted() -> None:
    unlimited = Time(time(1, FIRST).slot, Places(40, 0, None))

    assert how_it_stands(unlimited, NOW) == ""
    assert how_it_stands(Time(unlimited.slot), NOW) == ""


@pytest.mark.parametrize(
    ("state", "now", "said"),
    [
        ("coming", FIRST - HOUR, ""),
        ("coming", FIRST, "it has begun"),
        ("coming", FIRST + LENGTH, "over"),
        ("over", FIRST + LENGTH, "over"),
        ("cancelled", FIRST - HOUR, "cancelled"),
    ],
)
def test_how_a_time_stands(state: str, now: datetime, said: str) -> None:
    assert how_it_stands(time(1, FIRST, state=state), now) == said


def test_full_means_that_every_time_to_come_is() -> None:
    full = time(1, FIRST, coming=12)
    free, gone = time(2, SECOND), time(2, SECOND, state="cancelled")

    assert post(seen(full, free)).text.endswith("sign-up is open")
    assert post(seen(full, gone)).text.endswith("full, with a waiting list")
    assert "Sign up" in buttons(post(seen(full, gone)).blocks)


def test_once_the_last_time_began_nobody_is_asked_to_sign_up() -> None:
    begun = post(seen(), now=SECOND + HOUR)

    assert begun.text.endswith("it has begun")
    assert buttons(begun.blocks) == ["Just send me the notes", "Open"]


def test_an_idea_is_asked_for_only_while_there_is_none() -> None:
    assert "Offer your idea" not in buttons(post(seen(), takes_ideas=False).blocks)


def test_when_it_is_over_the_announcement_says_so_and_is_not_put_up_again() -> None:
    over = post(
        seen(time(1, FIRST, state="over"), time(2, SECOND, state="cancelled"), state="happened")
    )

    assert over.text.endswith("it took place")
    assert dates(over.blocks) == [(int(FIRST.timestamp()), "2027-01-14 UTC")]
    assert buttons(over.blocks) == ["Open"]
    assert over.stays_gone


def test_when_it_is_cancelled_it_says_why() -> None:
    gone = post(seen(state="cancelled", reason="Jonas is ill."))

    assert gone.text.endswith("it is cancelled")
    assert "This session is cancelled. Jonas is ill." in text(gone.blocks)
    assert buttons(gone.blocks) == ["Open"]
    assert dates(gone.blocks) == []
    assert gone.stays_gone


def test_whose_work_it_is_about_is_named_as_far_as_the_reader_may_know() -> None:
    about = Experiment(id=14, title="Longer first visits")
    amina = called("Amina", 4)

    named = replace(seen(), presenter=amina, experiment=about)
    assert text(post(named).blocks[1:2]) == "Amina brings E-14 · Longer first visits."
    hidden = replace(named, experiment=None)
    assert text(post(hidden).blocks[1:2]) == "Amina brings an idea."
    alone = replace(named, presenter=None)
    assert text(post(alone).blocks[1:2]) == "It is about E-14 · Longer first visits."


@pytest.mark.parametrize("state", ["open", "happened", "cancelled"])
def test_hostile_words_ring_nobody_and_stand_nowhere_as_markup(state: str) -> None:
    bad = seen(title=HOSTILE[:80], purpose=HOSTILE * 30, reason=HOSTILE, state=state)
    bad = replace(bad, kind=HOSTILE[:60], holders=[called(HOSTILE)] * 4)
    bad.workshop.agenda = [{"minutes": 5, "title": HOSTILE}] * 40
    said = post(bad)

    assert HOSTILE * 30 in text(said.blocks)
    assert "<!channel>" not in said.text
    assert '"type": "user"' not in str(said.blocks).replace("'", '"')
    assert HOSTILE in text(window(bad)["blocks"])
    for view in (
        lists.coming([Line(bad, bad.times[0].slot)], [bad], TOM, has_more=False, now=NOW),
        lists.past([Line(bad, bad.times[0].slot)], TOM, word=HOSTILE[:80], has_more=True, now=NOW),
    ):
        assert validate_view(view) == []
        assert all(
            each["text"]["type"] == "plain_text" for each in view["blocks"] if "text" in each
        )


def test_the_window_has_its_times_in_the_readers_own_zone() -> None:
    said = text(window(seen(), now=datetime(2027, 1, 2, tzinfo=UTC))["blocks"])

    assert (
        "Thursday 14 January, 10:00 to 13:00, Helsinki time\n"
        "Thursday 14 January, 22:00 to Friday 01:00, Helsinki time\n"
        "The same plan twice; each hears what the other found."
    ) in said


@pytest.mark.parametrize(
    ("zone", "starts_at", "line"),
    [
        ("America/St_Johns", FIRST, "Thursday 14 January 2027, 04:30 to 07:30, St Johns time"),
        ("UTC", FIRST, "Thursday 14 January 2027, 08:00 to 11:00, UTC"),
        # The night when London's clocks go back, and the one when they go on.
        ("Europe/London", datetime(2027, 10, 30, 23, 30, tzinfo=UTC),
         "Sunday 31 October 2027, 00:30 to 02:30, London time"),
        ("Europe/London", datetime(2027, 3, 28, 0, 30, tzinfo=UTC),
         "Sunday 28 March 2027, 00:30 to 04:30, London time"),
    ],
)  # fmt: skip
def test_the_times_are_right_in_every_zone(zone: str, starts_at: datetime, line: str) -> None:
    reader = Member(id=3, slack_id="U3", name="Tom", title="", time_zone=zone)

    assert line in text(window(seen(time(1, starts_at)), reader)["blocks"])


def test_the_plan_goes_by_the_readers_clock_at_the_next_time() -> None:
    first = text(window(seen())["blocks"])
    second = text(window(seen(time(1, FIRST, state="cancelled"), time(2, SECOND)))["blocks"])

    assert (
        "The plan, in Helsinki time\n10:00  Work\n11:40  What each takes\n13:00  The end" in first
    )
    assert "22:00  Work\n23:40  What each takes\n01:00  The end" in second
    assert "The plan" not in text(window(seen(agenda=[]))["blocks"])


def test_the_window_says_what_was_agreed_and_where_it_meets() -> None:
    said = window(seen(), link="https://meet.example/1")

    assert (
        "Who holds it  Jonas and Leila\n"
        "What may leave the room  What was said, not who said it\n"
        "Recording  None\n"
        "In place  Captions, Breaks"
    ) in text(said["blocks"])
    assert "Where  https://meet.example/1" in text(said["blocks"])
    assert "Where" not in text(window(seen())["blocks"])


def test_what_others_have_to_say_stands_apart_and_mine_comes_first() -> None:
    parts = Parts(mine=[section("mine")], more=[[section("first")], [], [section("last")]])
    blocks = windows.window(seen(), TOM, parts, note="Saved.", now=NOW)["blocks"]
    said = [each["text"]["text"] for each in blocks if each["type"] == "section"]

    assert said[0] == "Saved."
    assert said[2:] == ["mine", "first", "last"]
    assert [each["type"] for each in blocks].count("divider") == 2


def test_a_window_says_what_became_of_it() -> None:
    assert "This is a draft." in text(window(seen(state="draft"))["blocks"])
    gone = text(window(seen(state="cancelled", reason="Jonas is ill."))["blocks"])
    assert "This session is cancelled. Jonas is ill." in gone
    assert "This is a draft." not in gone
    assert "The plan" not in gone
    assert "The same plan" not in gone


def test_of_what_is_over_or_cancelled_as_a_whole_its_times_do_not_say_it_again() -> None:
    over = seen(time(1, FIRST, state="over"), time(2, SECOND, state="cancelled"), state="happened")
    gone = seen(time(1, FIRST, state="cancelled"), state="cancelled")

    assert time_lines(over, "UTC", SECOND + DAY) == [
        "Thursday 14 January, 08:00 to 11:00, UTC",
        "Thursday 14 January, 20:00 to 23:00, UTC (cancelled)",
    ]
    assert time_lines(gone, "UTC", SECOND + DAY) == ["Thursday 14 January, 08:00 to 11:00, UTC"]


def line(*, state: str = "", held: bool = False, given: bool = False, **more: Any) -> Line:
    this = seen(**more)
    signup = Signup(slot_id=2, state=state, given_at=NOW if given else None) if state else None
    return Line(this, this.times[0].slot, signup=signup, held=held)


@pytest.mark.parametrize(
    ("mine", "said", "can"),
    [
        (line(), "", ["Sign up", "Open"]),
        (line(state="coming"), "You have a place: Thursday 14 January 2027, 22:00.", ["Open"]),
        (line(state="waiting"), "You wait for a place: Thursday 14 January 2027, 22:00.", ["Open"]),
        (line(state="reading"), "You get the notes.", ["Sign up", "Open"]),
        (line(state="left"), "", ["Sign up", "Open"]),
        (line(state="coming", given=True),
         f"A place came free for you: {AT_TEN}. Open it to say whether you come.", ["Open"]),
        (line(held=True), "You hold it.", ["Open"]),
    ],
)  # fmt: skip
def test_a_list_says_what_one_has_to_do_with_each(mine: Line, said: str, can: list[str]) -> None:
    view = lists.coming([mine], [], TOM, has_more=False, now=NOW)

    assert text(view["blocks"][:1]) == "\n".join(
        filter(
            None,
            (
                "Experiment design session: Whose idea shall we work on?",
                "Thursday 14 January 2027, 10:00 to 13:00, Helsinki time",
                "Thursday 14 January 2027, 22:00 to Friday 01:00, Helsinki time",
                said,
            ),
        )
    )
    assert buttons(view["blocks"])[: len(can)] == can


def test_an_empty_list_is_friendly_and_has_ways_on() -> None:
    view = lists.coming([], [], TOM, has_more=False, now=NOW)

    assert "Nothing is planned just now." in text(view["blocks"])
    assert buttons(view["blocks"]) == ["Offer your idea", "What was", "Our kinds of sessions"]
    past = lists.past([], TOM, word="", has_more=False, now=NOW)
    assert "No session was held yet." in text(past["blocks"])
    assert 'No session has "x" in it.' in text(
        lists.past([], TOM, word="x", has_more=False, now=NOW)["blocks"]
    )


def test_as_many_as_a_list_shows_fit_into_one_window() -> None:
    many, some = [line(state="waiting")] * lists.SHOWN_AT_ONCE, [seen(state="draft")] * 10
    leila = Member(id=2, slack_id="U2", name="L", title="", time_zone="UTC", facilitator=True)
    view = lists.coming(many, some, leila, has_more=True, now=NOW)

    assert validate_view(view) == []
    assert buttons(view["blocks"])[lists.SHOWN_AT_ONCE : lists.SHOWN_AT_ONCE + 4] == [
        "Later ones", "Open a session", "Offer your idea", "What was",
    ]  # fmt: skip


def test_home_says_where_i_go_next_and_what_i_hold() -> None:
    mine = replace(line(state="coming"), slot=time(2, SECOND).slot)
    held = line(held=True, title="A launch")
    drafted = Line(seen(state="draft", title="A review"), time(1, FIRST).slot, held=True)
    said = [each["text"]["text"] for each in lists.my_lines([mine], [held, drafted], TOM, now=NOW)]

    assert said == [
        (
            "Experiment design session: Whose idea shall we work on?\n"
            "Thursday 14 January 2027, 22:00 to Friday 01:00, Helsinki time\n"
            "You have a place."
        ),
        "You hold A launch on Thursday 14 January 2027, 10:00",
        "A review, a draft",
    ]


def test_one_can_sign_up_until_the_last_of_its_times_begins() -> None:
    assert can_sign_up(seen(), FIRST + HOUR)
    assert not can_sign_up(seen(), SECOND)
    assert not can_sign_up(seen(state="draft"), NOW)
    assert not can_sign_up(seen(state="cancelled"), NOW)
