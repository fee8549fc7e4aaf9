"""The words and the arrangement of signing up."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import available_timezones

import pytest

from bot.signups import Places
from storage.signups import Signup
from storage.workshops import Slot, Workshop
from templates import plain, words
from templates.blocks import OPTION, View
from templates.signups import forms, lines, places, saved
from templates.signups.forms import Page
from templates.signups.saved import Standing
from templates.signups.times import Time, is_one_day, time_option
from tests.cast import called
from tests.templates.test_words import HOSTILE

STARTS = datetime(2027, 9, 29, 20, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
HELSINKI = "Europe/Helsinki"


def time(
    coming: int = 0, waiting: int = 0, limit: int | None = 3, zone: str = HELSINKI, number: int = 1
) -> Time:
    slot = Slot(
        id=number,
        workshop_id=7,
        position=number,
        starts_at=STARTS + timedelta(days=number - 1),
        ends_at=STARTS + timedelta(days=number - 1, hours=3),
        state="coming",
    )
    return Time(slot, Places(coming, waiting, limit), zone)


def workshop(title: str = "Whose idea?", state: str = "open") -> Workshop:
    return Workshop(id=7, title=title, state=state)


def part(state: str = "coming", **more: Any) -> Signup:
    return Signup(id=5, state=state, **{"slot_id": 1, "coming_as": "take_part", **more})


def page(*times: Time, **more: Any) -> Page:
    given: dict[str, Any] = {"holders": [called("Jonas")], "now": NOW, **more}
    return Page(given.pop("workshop", workshop()), list(times), **given)


def strings(view: View) -> str:
    found: list[str] = []

    def look(at: Any) -> None:
        if isinstance(at, dict):
            found.extend(
                value for key, value in at.items() if key == "text" and value == str(value)
            )
            for value in at.values():
                look(value)
        elif isinstance(at, list):
            for each in at:
                look(each)

    look([view.get("title"), view["blocks"]])
    return "\n".join(each for each in found if isinstance(each, str))


WHOLE = "Wednesday 29 September, 23:00 to Thursday 02:00, Helsinki time"


@pytest.mark.parametrize(
    ("stands", "mine", "said"),
    [
        (time(), "", WHOLE),
        (time(9, 0, None), "", WHOLE),
        (time(2, 0), "", WHOLE),
        (time(3, 0), "", f"{WHOLE} (full)"),
        (time(3, 1), "coming", WHOLE),
        (time(2, 1), "waiting", WHOLE),
    ],
)
def test_a_time_is_said_with_whether_it_is_full(stands: Time, mine: str, said: str) -> None:
    assert time_option(stands, mine=mine, dated=True) == said


def test_a_day_that_all_of_them_share_is_said_once() -> None:
    def short(mine: str = "", **more: Any) -> str:
        return time_option(replace(time(3, 1), **more), mine=mine, dated=False)

    assert short() == "Wednesday 23:00 to Thursday 02:00, Helsinki time (full; one person waiting)"
    in_lima = "Wednesday 15:00 to 18:00, Lima time (full; one person waiting)"
    assert short(zone="America/Lima") == in_lima
    assert short("waiting", zone="America/Lima") == (
        "Wednesday 15:00 to 18:00, Lima time (you wait for it)"
    )
    assert short(zone="UTC").startswith("Wednesday 20:00 to 23:00, UTC (full")
    assert is_one_day([time(), time()])
    assert not is_one_day([time(), time(number=2)])
    # One day here may be two there.
    early = replace(time(number=2), slot=time().slot)
    late = time()
    late.slot.starts_at = STARTS - timedelta(hours=12)
    assert is_one_day([late, replace(early, zone="Europe/London")])
    assert not is_one_day([replace(each, zone="Pacific/Auckland") for each in (late, early)])


def test_how_many_wait_is_said_where_there_is_room() -> None:
    short = replace(time(3, 1), zone="Europe/London")
    assert time_option(short, mine="", dated=True) == (
        "Wednesday 29 September, 21:00 to Thursday 00:00 (full; one person waiting)"
    )
    assert time_option(time(3, 2), mine="", dated=True).endswith(" (full; two people waiting)")


def test_an_option_always_says_whether_it_is_full_in_every_zone() -> None:
    for zone in sorted(available_timezones() - {"Factory", "localtime"}):
        for dated in (True, False):
            said = time_option(time(3, 1234, zone=zone), mine="", dated=dated)
            assert len(said) <= OPTION, said
            assert "(full" in said, said
            assert time_option(time(3, zone=zone), mine="waiting", dated=dated)


def test_times_are_right_on_the_nights_when_the_clocks_change() -> None:
    for starts, said in (
        (datetime(2027, 3, 28, 0, tzinfo=UTC), "Sunday 28 March, 01:00 to 05:00, Copenhagen time"),
        (datetime(2027, 10, 31, 0, tzinfo=UTC), "Sunday 31 October, 02:00 to 04:00, Copenhagen"),
    ):
        there = replace(time(), zone="Europe/Copenhagen")
        there.slot.starts_at, there.slot.ends_at = starts, starts + timedelta(hours=3)
        assert there.said(starts).startswith(said)


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (0, "You're next."),
        (1, "You're next but one."),
        (2, "Two people are before you."),
        (12, "Twelve people are before you."),
        (13, "13 people are before you."),
    ],
)
def test_the_order_is_said_in_words(before: int, said: str) -> None:
    assert plain(words("signups/times").turn(before)) == said


def test_who_reads_what_would_help_is_named_exactly() -> None:
    def hint(*names: str) -> str:
        people = [called(each, number) for number, each in enumerate(names)]
        view = forms.sign_up_form(page(time(), holders=people))
        return str(
            next(it for it in view["blocks"] if it.get("block_id") == "needs")["hint"]["text"]
        )

    told = "Captions, breaks, anything. Only who holds this session reads it"
    assert hint("Jonas") == f"{told}, now Jonas; it is deleted 30 days after."
    assert hint("Jonas", "Leila") == f"{told}, now Jonas and Leila; it is deleted 30 days after."
    assert hint("") == f"{told}; it is deleted 30 days after."


def test_the_form_begins_with_what_was_chosen_or_with_what_has_a_place() -> None:
    def chosen(here: Page) -> dict[str, str]:
        view = forms.sign_up_form(here)
        inputs = {each["block_id"]: each["element"] for each in view["blocks"] if "element" in each}
        return {
            name: element["initial_option"]["value"]
            for name, element in inputs.items()
            if "initial_option" in element
        }

    times = (time(3), time(2, number=2))
    assert chosen(page(*times)) == {"slot": "2", "coming_as": "take_part"}
    assert chosen(page(time(3), time(3, number=2)))["slot"] == "1"
    mine = part(coming_as="listen")
    assert chosen(page(*times, mine=mine)) == {"slot": "1", "coming_as": "listen"}
    lost = part("reading", slot_id=99)
    assert chosen(page(*times, mine=lost))["slot"] == "2"
    assert chosen(page(time())) == {"coming_as": "take_part"}


def test_what_is_full_is_said_where_there_is_only_one_time() -> None:
    assert "It is full; two people waiting." in strings(forms.sign_up_form(page(time(3, 2))))
    assert "full" not in strings(forms.sign_up_form(page(time(3, 2), mine=part())))


def test_whoever_leaves_knows_what_becomes_of_their_place() -> None:
    def said(waiting: int, mine: str) -> str:
        view = forms.change_form(page(time(3, waiting), mine=part(mine)))
        return str(view["blocks"][-1]["text"]["text"])

    assert said(1, "coming") == "Somebody waits for a place and will get yours."
    assert said(0, "coming") == "You can come back as long as there are places."
    assert said(1, "waiting") == "You can come back; you would be last in line then."


@pytest.mark.parametrize("hostile", HOSTILE)
def test_titles_and_names_are_shown_as_they_are(hostile: str) -> None:
    title = hostile[:80]
    there = workshop(title)
    standing = Standing(there, part("waiting"), time(3, 1), NOW)
    views = [
        forms.sign_up_form(page(time(), time(number=2), workshop=there)),
        forms.change_form(page(time(), time(number=2), workshop=there, mine=part())),
        saved.standing(standing),
        saved.standing(replace(standing, part=part())),
        saved.standing(replace(standing, part=part(given_at=NOW))),
        places.in_window(places.yours(there, part(given_at=NOW), "Thursday")),
        places.in_window(places.answered(there, part(), "Thursday", begun=False)),
    ]
    assert [title in strings(each) for each in views] == [True] * len(views)
    named = lines.who_comes(NOW, [(time(), [(hostile, False)])], [], [], holds=True)
    assert hostile in strings({"blocks": named})
    assert "user_id" not in str(named)
    assert places.yours(there, part(), "Thursday").text == "A place came free for you"


def test_long_lists_are_cut_with_words() -> None:
    names = [(f"Member {each}", each % 2 == 0) for each in range(lines.MOST_NAMES + 1)]
    [line, _] = lines.who_comes(NOW, [(time(), names)], [], [], holds=False)
    said = strings({"blocks": [line]})
    assert said.endswith("Member 29, and others")
    assert "Member 28 (listening)" in said
    # Whose time nobody has chosen yet: only who holds it is told so.
    assert lines.who_comes(NOW, [(time(), [])], [], [], holds=False) == []


@pytest.mark.parametrize(
    ("state", "begun", "said"),
    [
        ("coming", False, "Whose idea?\nYou come on Thursday."),
        ("coming", True, "Whose idea?\nYour place was on Thursday."),
        ("left", False, "Whose idea?\nYou let the place go. Thank you for saying so."),
        ("waiting", False, "Whose idea?\nYou wait for a place on Thursday now."),
        ("reading", False, "Whose idea?\nThat time does not take place"),
    ],
)
def test_what_the_question_turns_into(state: str, *, begun: bool, said: str) -> None:
    after = places.answered(workshop(), part(state), "Thursday", begun=begun)
    shown = "".join(leaf["text"] for leaf in after.blocks[0]["elements"][0]["elements"])
    assert shown.startswith(said)
    cancelled = places.answered(workshop(state="cancelled"), part(state), "", begun=begun)
    assert "does not take place" in str(cancelled.blocks)


@pytest.mark.parametrize(
    ("had", "said"),
    [("coming", "You have left"), ("waiting", "You don't wait"), ("left", "You are not signed up")],
)
def test_leaving_says_what_was_left(had: str, said: str) -> None:
    assert said in strings(saved.left(7, had))


def test_the_notes_are_said_as_they_stand() -> None:
    texts = {each: saved.notes_come(7, each).text for each in ("reading", "coming", "waiting")}
    assert texts == {
        "reading": "You will get the notes.",
        "coming": "You have a place; the notes come to you anyway.",
        "waiting": "You wait for a place; the notes come to you anyway.",
    }
    assert saved.notes_taken_back(7, "coming").text == texts["coming"]
    assert saved.notes_taken_back(7, "left").text == "Taken back: no notes come to you."


def test_every_refusal_says_what_to_do() -> None:
    said = words("signups/refusals")
    two = {"begun", "time_cancelled"}
    names = ["not_open_yet", "cancelled", "over", "no_such_time", "has_begun", "no_such_way"]
    names += ["not_waiting", "not_yours_now", "somebody_elses"]
    sentences = [plain(getattr(said, each)()) for each in names]
    sentences += [plain(getattr(said, each)(yes)) for each in two for yes in (True, False)]
    assert all(each.count(".") >= 1 and each[0].isupper() for each in sentences)


def test_a_window_that_was_left_open_keeps_what_was_typed() -> None:
    view = forms.sign_up_form(page(time(), time(3, number=2)))
    values = {"needs": {"needs": {"type": "plain_text_input", "value": "A break"}}}
    opened = {**view, "state": {"values": values}}
    wanted, had = time(3, number=2), time(1)
    asked = forms.gives_up(opened, wanted, had, NOW)
    again = {**asked, "state": {"values": values}}
    leila = [called("Jonas"), called("Leila", 2)]
    both = forms.holds_too(again, leila, ["Leila"])
    for each in (asked, both):
        needs = next(it for it in each["blocks"] if it.get("block_id") == "needs")
        assert needs["element"]["initial_value"] == "A break"
    # One note at a time.
    assert len(both["blocks"]) == len(asked["blocks"]) == len(view["blocks"]) + 1
    assert "Leila holds it too now" in strings(both)
