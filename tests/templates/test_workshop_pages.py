"""How a session is laid out for whoever holds it: what stands where, and Slack's limits."""

import json
from datetime import UTC, datetime, timedelta

import pytest

import templates
from bot.errors import Refusal
from bot.zones import clock_changes, clocks_of
from storage.kinds import WorkshopKind
from storage.workshops import Slot, Workshop
from templates import sentence
from templates.blocks import View
from templates.workshops.checks import Sheet, Standing, change_page, check_page
from templates.workshops.edits import FORMS, cancel_form, change_form, in_words
from templates.workshops.forms import kind_name, outline_form
from templates.workshops.kinds import listing
from tests.cast import NOW, called
from tests.templates.test_words import HOSTILE

ZONES = ("Europe/London", "Europe/Lisbon", "Pacific/Auckland", "Asia/Kolkata", "Etc/GMT+3")
SPRING = datetime(2027, 3, 28, 8, 0, tzinfo=UTC)  # the clocks of Europe went forward that night


def sheet(
    *starts: datetime, title: str = "Whose idea?", channel: str | None = "CNOTICEBO"
) -> Sheet:
    workshop = Workshop(
        id=7,
        kind="design",
        title=title,
        purpose="p",
        agenda=[{"minutes": 180, "title": "Work"}],
        sharing_rule="no_names",
        recording="none",
        access=[],
        places=8,
        state="draft",
        revision=1,
    )
    slots = [
        Slot(id=n, position=n, starts_at=each, ends_at=each + timedelta(hours=3), state="coming")
        for n, each in enumerate(starts, start=1)
    ]
    times = [
        Standing(
            each,
            clocks_of(each.starts_at, each.ends_at, ZONES),
            clock_changes(each.starts_at, each.ends_at, ZONES),
        )
        for each in slots
    ]
    return Sheet(workshop, "Design", times, ["Jonas"], "", channel, soon=False)


def words(view: View) -> str:
    """Everything that is read in it."""
    found: list[str] = []

    def look(part: object) -> None:
        if isinstance(part, dict):
            if isinstance(part.get("text"), str):
                found.append(part["text"])
            for each in part.values():
                look(each)
        elif isinstance(part, list):
            for each in part:
                look(each)

    look(view["blocks"])
    return "".join(found)


def test_another_day_and_the_night_are_said_in_words() -> None:
    winter = datetime(2027, 1, 14, 20, 0, tzinfo=UTC)
    said = words(check_page(sheet(winter), "Europe/London", now=NOW))

    assert (
        "First time, Thursday 14 January 2027\n"
        "UTC 17:00 · Lisbon, London 20:00 · Kolkata 01:30 Friday (night) · Auckland 09:00 Friday"
    ) in said


def test_a_night_on_which_clocks_change_is_said_once_for_both_times() -> None:
    both = sheet(SPRING, SPRING + timedelta(hours=12))
    said = words(check_page(both, "Europe/London", now=NOW))

    assert said.count("The clocks go forward in Lisbon, London in the night before") == 1
    autumn = sheet(datetime(2027, 10, 31, 8, 0, tzinfo=UTC))
    assert "The clocks go back in Lisbon, London" in words(
        change_page(autumn, "Europe/London", now=NOW)
    )


def test_without_a_noticeboard_it_says_where_the_session_will_stand() -> None:
    said = words(check_page(sheet(SPRING, channel=None), "Europe/London", now=NOW))
    assert "No noticeboard is chosen yet" in said


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_was_typed_stands_as_it_was(typed: str) -> None:
    for draw in (check_page, change_page):
        view = draw(sheet(SPRING, title=typed), "Europe/London", now=NOW)
        assert typed in words(view)
        assert '"mrkdwn"' not in json.dumps(view)


def test_the_longest_fits_into_slacks_limits() -> None:
    parts = [{"minutes": 18, "title": "x" * 120}] * 40
    kinds = [
        WorkshopKind(
            code=f"k{n}",
            name="n" * 60,
            agenda=parts,
            sharing_rule="no_names",
            recording="none",
            access=[],
            places=None,
            hidden=False,
        )
        for n in range(20)
    ]
    jonas = called("Jonas")
    jonas.facilitator = True
    assert len(listing(kinds, jonas)["blocks"]) <= 100
    assert len(kind_name("n" * 60, [{"minutes": 719, "title": "x"}])) < 100
    form = outline_form(kinds, "Europe/London", {}, remembers={})
    assert max(len(each["text"]["text"]) for each in form["blocks"][0]["element"]["options"]) <= 75
    plan = "\n".join(f"18 {'x' * 60}" for _ in range(40))
    [box, *_] = change_form("plan", {"agenda": plan}, remembers={})["blocks"]
    assert box["element"]["initial_value"] == plan


def test_where_no_kind_is_offered_a_sentence_says_so() -> None:
    view = outline_form([], "Europe/London", {}, remembers={})
    assert "submit" not in view
    assert words(view).startswith("No kind of session is offered at the moment.")


def test_every_small_form_has_its_title_within_slacks_limit() -> None:
    titles = templates.words("workshops/edit").titles

    assert list(titles) == list(FORMS)
    assert max(map(len, titles.values())) <= 24


@pytest.mark.parametrize(
    ("name", "answer", "said"),
    [
        ("sharing_rule", "open", "Anything, with names"),
        ("access", "captions,breaks", "Captions, Breaks"),
        ("access", "", "nothing."),
        ("places", "", "nothing."),
        ("title", "A, b", "A, b"),
    ],
)
def test_what_somebody_else_chose_is_told_in_words(name: str, answer: str, said: str) -> None:
    assert in_words(name, answer) == said


@pytest.mark.parametrize(
    ("people", "said"),
    [(0, "nobody is told."), (1, "1 person is told."), (5, "5 people are told.")],
)
def test_who_will_be_told_is_said_before_it_is_cancelled(people: int, said: str) -> None:
    [slot] = [each.slot for each in sheet(SPRING).times]
    view = cancel_form([slot], "Europe/London", people, remembers={}, now=NOW)

    assert said in words(view)
    assert [each["value"] for each in view["blocks"][1]["element"]["options"]] == ["all"]


def test_the_day_that_was_meant_is_named_whole() -> None:
    refusal = Refusal("workshops.time_passed", day=datetime(2027, 1, 21, tzinfo=UTC).date())
    assert sentence(refusal) == "That time has passed. Did you mean Thursday 21 January?"
