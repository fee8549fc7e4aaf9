"""Calendar files and feeds, read by two calendar libraries that know nothing of ours, and by rules
of RFC 5545 that both are lenient about.
"""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import ics
import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as some

from templates.calendars.events import Happening, calendar_feed, calendar_file
from templates.calendars.views import address_window, file, in_settings

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
STARTS = datetime(2027, 1, 14, 8, tzinfo=UTC)
LINK = "https://meet.example/1?a=b,c;d&e=%20"
SESSION = Happening(
    uid="0123abcd@commons.t0group",
    sequence=3,
    changed_at=NOW,
    starts_at=STARTS,
    ends_at=STARTS + timedelta(hours=3),
    title="Whose idea shall we work on?",
    purpose="One team's idea, turned into a small first try.",
    sharing_rule="no_names",
    link=LINK,
)
HOSTILE = [
    "Say 1, 2; 3\\n and: more",
    "Bring\r\nATTENDEE:mailto:everyone@example.org\r\nEND:VEVENT",
    "Wörk 👩‍👩‍👧‍👦🏽‍♀️ " * 9,
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaften" * 3,
    "BEGIN:VEVENT",
    '"quoted" <b>&amp;</b> {{ 7 }}',
    "\x00\x07 a\x1bb \u2028 c",
    "مرحبا بكم في الجلسة",
]


def events(content: bytes) -> list[Any]:
    return list(vobject.readOne(content.decode()).vevent_list)


def lines(content: bytes) -> list[bytes]:
    assert content.endswith(b"\r\n")
    return content[:-2].split(b"\r\n")


def unfolded(content: bytes) -> list[str]:
    return content.replace(b"\r\n ", b"").decode().removesuffix("\r\n").split("\r\n")


def test_it_says_when_in_utc_and_what() -> None:
    content = calendar_file(SESSION)
    [event] = events(content)
    [again] = ics.Calendar(content.decode()).events

    assert (event.dtstart.value, event.dtend.value) == (STARTS, STARTS + timedelta(hours=3))
    assert (again.begin.datetime, again.end.datetime) == (STARTS, STARTS + timedelta(hours=3))
    assert (event.summary.value, again.name) == (SESSION.title, SESSION.title)
    assert (event.uid.value, again.uid) == (SESSION.uid, SESSION.uid)
    assert event.sequence.value == "3"
    assert (event.location.value, event.url.value, again.url) == (LINK, LINK, LINK)
    assert again.description == (
        "One team's idea, turned into a small first try.\n\n"
        "What may leave the room: what was said, not who said it.\n\n"
        f"To join: {LINK}"
    )
    assert {"DTSTART:20270114T080000Z", "DTEND:20270114T110000Z", "METHOD:PUBLISH",
            "DTSTAMP:20261102T090000Z", "STATUS:CONFIRMED"} <= set(unfolded(content))  # fmt: skip


def test_without_a_link_there_is_none() -> None:
    content = calendar_file(replace(SESSION, link=""))

    assert not re.search(rb"LOCATION|URL|To join", content)


def test_taken_out_it_is_cancelled_and_says_no_more_than_it_must() -> None:
    content = calendar_file(replace(SESSION, is_cancelled=True, sequence=4))
    [again] = ics.Calendar(content.decode()).events

    assert (again.uid, again.status) == (SESSION.uid, "CANCELLED")
    assert {"METHOD:CANCEL", "SEQUENCE:4"} <= set(unfolded(content))
    assert b"meet.example" not in content


@pytest.mark.parametrize("words", HOSTILE)
def test_no_words_break_the_file(words: str) -> None:
    """Whatever a title or a purpose holds, it stays one event of the same properties."""
    content = calendar_file(replace(SESSION, title=words, purpose=words, link=f"https://x/{words}"))
    plain = calendar_file(SESSION)

    assert [_name(each) for each in unfolded(content)] == [_name(each) for each in unfolded(plain)]
    assert all(len(each) <= 75 for each in lines(content))
    assert [each.decode() for each in lines(content)]  # no letter is cut in two
    [event] = events(content)
    [again] = ics.Calendar(content.decode()).events
    clean = " ".join("".join(each for each in words if each >= " " or each in "\r\n").split())
    assert event.summary.value == clean
    if "\\" not in clean:  # which ics takes for the beginning of a new line
        assert again.name == clean


@given(some.text(max_size=200), some.text(max_size=400))
@settings(max_examples=60, deadline=None)
def test_nobodys_words_break_the_file(title: str, purpose: str) -> None:
    content = calendar_file(replace(SESSION, title=title, purpose=purpose))

    assert all(len(each) <= 75 for each in lines(content))
    assert len(unfolded(content)) == len(unfolded(calendar_file(SESSION)))
    assert events(content)[0].uid.value == SESSION.uid


def _name(line: str) -> str:
    return re.split(r"[:;]", line)[0]


@pytest.mark.parametrize(
    "starts",
    [
        datetime(2027, 3, 28, 0, 30, tzinfo=UTC),  # London skips 01:00 to 02:00
        datetime(2027, 10, 31, 0, 30, tzinfo=UTC),  # and has it twice
        datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
    ],
)
def test_on_the_nights_when_clocks_change_it_is_as_long_as_it_is(starts: datetime) -> None:
    content = calendar_file(replace(SESSION, starts_at=starts, ends_at=starts + timedelta(hours=3)))
    [event] = events(content)

    assert event.dtstart.value == starts
    assert event.dtend.value - event.dtstart.value == timedelta(hours=3)


def test_a_feed_holds_all_of_them() -> None:
    others = [replace(SESSION, uid=f"{each}@commons", sequence=each) for each in range(40)]
    content = calendar_feed(others)

    assert [each.uid.value for each in events(content)] == [each.uid for each in others]
    assert {each.uid for each in ics.Calendar(content.decode()).events} == {
        each.uid for each in others
    }


def test_an_empty_feed_is_a_calendar() -> None:
    assert ics.Calendar(calendar_feed([]).decode()).events == set()


def words_of(it: Happening, *, is_first: bool = True, zone: str = "Europe/Helsinki") -> str:
    made = file(it, zone, is_first=is_first, now=NOW)
    leaves = made.blocks[0]["elements"][0]["elements"]
    return "".join(each["text"] for each in leaves)


def test_its_message_says_what_it_is() -> None:
    when = "Thursday 14 January 2027, 10:00 to 13:00, Helsinki time"

    assert words_of(SESSION) == (
        f"{SESSION.title}\n{when}. Open the file to put it in your calendar. Join link"
    )
    assert words_of(replace(SESSION, link=""), is_first=False) == (
        f"{SESSION.title}\n{when}. This file brings your calendar up to date."
    )
    assert words_of(replace(SESSION, is_cancelled=True)) == (
        f"{SESSION.title}\n{when}. Open the file to take it out of your calendar."
    )


def test_a_title_rings_nobody_and_formats_nothing() -> None:
    made = file(replace(SESSION, title="<!channel> *now*"), "UTC", is_first=True, now=NOW)

    first = made.blocks[0]["elements"][0]["elements"][0]
    assert first == {"type": "text", "text": "<!channel> *now*", "style": {"bold": True}}
    assert made.title == "<!channel> *now*"


def test_the_address_is_shown_with_its_ways() -> None:
    shown = address_window("https://commons.example/calendar/abc.ics")
    [actions] = [each for each in shown["blocks"] if each["type"] == "actions"]

    assert [each["text"]["text"] for each in actions["elements"]] == [
        "Make a new one", "Switch it off",
    ]  # fmt: skip
    assert address_window("") != address_window("", was_dropped=True)
    assert in_settings()[0]["accessory"]["text"]["text"] == "Show"
