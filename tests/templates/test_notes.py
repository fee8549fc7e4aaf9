"""What is arranged about notes, run sheets and takeaways is what Slack takes, even at its worst."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.runsheets import PARTS
from sandbox.kit.blocks import validate_message
from sandbox.kit.lints import message_lints
from sandbox.kit.views import render_text, validate_view, view_lints
from storage.intentions import Intention
from storage.notes import Learning, Note, Writeup
from storage.reflections import Reflection
from storage.workshops import Role, Slot, Workshop
from templates.blocks import Message, home, modal
from templates.notes import views, writeups
from templates.runsheets import views as sheets
from templates.takeaways import views as takeaways
from templates.workshops.views import open_button
from tests.cast import NOW
from tests.templates.test_experiments import experiment, worst
from tests.templates.test_words import HOSTILE

LONG = "🎉" * 60


def workshop(*, full: bool, **more: Any) -> Workshop:
    given = {
        "id": 999_999_999 if full else 1,
        "title": "🎉" * 40 if full else "Whose idea?",
        "agenda": [{"minutes": 10, "title": LONG if full else "Welcome"}] * (20 if full else 2),
        "sharing_rule": "no_names",
        "recording": "none",
        "access": ["captions", "breaks", "slides", "interpreter", "phone_in"] if full else [],
    }
    return Workshop(**{**given, **more})


def slot(*, full: bool, position: int = 1, starts: datetime = NOW) -> Slot:
    number = 999_999_990 if full else 1
    return Slot(
        id=number + position,
        workshop_id=number,
        position=position,
        starts_at=starts,
        ends_at=starts + timedelta(hours=3),
        state="coming",
    )


def note(*, full: bool, number: int = 1, author: int = 1) -> Note:
    words = "🎉" * 1500 if full else "The clerks knew."
    return Note(id=number, slot_id=1 + number % 2, author_id=author, words=words, created_at=NOW)


def writeup(*, full: bool, state: str = "offered") -> Writeup:
    words = "🎉" * 1500 if full else "We drew it."
    return Writeup(workshop_id=1, words=words, state=state, revision=1, updated_at=NOW)


def learning(*, full: bool, number: int = 1) -> Learning:
    return Learning(
        id=number,
        words="🎉" * 120 if full else "We found that clerks know.",
        context="🎉" * 200 if full else "",
    )


def role(part: str, *, full: bool, answered: bool = False) -> Role:
    number = 999_999_999 if full else 7
    return Role(id=number, member_id=1, role=part, answered_at=NOW if answered else None)


def time(*, full: bool, position: int = 1) -> sheets.Time:
    names = [f"{LONG}{each}" for each in range(80)] if full else ["Amina"]
    parts = ("facilitator", "presenter", *PARTS) if full else ("facilitator",)
    return sheets.Time(
        slot(full=full, position=position),
        take_part=names[:20],
        listen=names if full else [],
        needs=dict.fromkeys(names[:10], "🎉" * 500) if full else {},
        roles=[(role(each, full=full), LONG if full else "Jonas") for each in parts],
        left=[note(full=full)] * 5 if full else (),
    )


def sheet(*, full: bool) -> sheets.Sheet:
    times = [time(full=full, position=each) for each in ((1, 2) if full else (1,))]
    link = "https://x.example/" + "a" * 480 if full else ""
    return sheets.Sheet(workshop(full=full), times, PARTS, link, "Europe/Helsinki", NOW)


def all_views(*, full: bool) -> dict[str, dict[str, Any]]:
    one, people = workshop(full=full), {str(n): LONG for n in range(120 if full else 2)}
    notes = [note(full=full, number=each) for each in range(1, 13 if full else 2)]
    learnings = [learning(full=full, number=each) for each in range(1, 6 if full else 2)]
    name = LONG if full else "Amina"
    mine = {
        "words": "🎉" * 1500 if full else "",
        "learnings": "x" * 1300 if full else "",
        "context": "",
    }
    theirs = {"words": "🎉" * 1500, "learnings": "x" * 1300} if full else None
    boxes = {"words": "🎉" * 1500, **{f"learning_{n}": "🎉" * 120 for n in range(1, 8)}}
    card = worst() if full else experiment()
    return {
        "form": views.form(one, slot(full=full)),
        "change": views.change_form(one, notes[0]),
        "saved": views.saved(one.id, what="saved"),
        "taken back": views.taken_back(one.id),
        "only for them": views.only_for_them(one.id),
        "notes": views.listing(
            one,
            [slot(full=full, position=each) for each in (1, 2)],
            notes,
            1,
            may_add=2,
            written_up=writeup(full=full, state="sent") if full else None,
            has_more=full,
        ),
        "no notes": views.listing(one, [], [], 1, may_add=None),
        "lines": modal(
            "A session",
            *views.left_behind(notes[:3]),
            *views.learnings(learnings),
            *views.learnings(learnings, of_experiment=True),
            *writeups.card_lines(card, open_button(1)),
            *writeups.holding_lines(one, writeup(full=full), presenter=name),
            *writeups.holding_lines(one, writeup(full=full, state="draft"), presenter=name),
            *sheets.my_parts([role("host", full=full)], slot(full=full), PARTS),
            close="Close",
        ),
        "write up": writeups.form(
            one, mine, dict.fromkeys(mine, "0" * 8), presenter=name, more_notes=full, theirs=theirs
        ),
        "written up": writeups.saved(one, writeup(full=full, state="draft"), presenter=name),
        "passed on": writeups.passed_on(presenter=name),
        "decide": writeups.decide_form(
            one, writeup(full=full), learnings, mine=boxes if full else None
        ),
        "decided": writeups.decided(again=full),
        "run sheet": sheets.window(sheet(full=full)),
        "give": sheets.give_form(sheet(full=False), time(full=False), people),
        "nobody to give": sheets.give_form(sheet(full=full), time(full=full), {}),
        "a part": sheets.done(role("host", full=full), 1),
        "home": home(takeaways.home_line(one, intention(full=full), open_button(one.id))),
    }


def intention(*, full: bool) -> Intention:
    return Intention(words="🎉" * 1500 if full else "Ask the clerk.")


def all_messages(*, full: bool) -> dict[str, Message]:
    one, name = workshop(full=full), LONG if full else "Amina"
    told = Reflection(id=999_999_999)
    when = sheet(full=full).span(slot(full=full))
    return {
        "thread": views.thread_post(slot(full=full), 2 if full else 1, over=full),
        "not signed up": views.for_those_signed_up(one.id),
        "how": writeups.how_was_it(one, 7, None, presenter="", answered=False),
        "let be": writeups.how_was_it(one, 7, None, presenter="", answered=True),
        **{
            state: writeups.how_was_it(
                one, 7, writeup(full=full, state=state), presenter=name, answered=False
            )
            for state in ("draft", "offered", "sent")
        },
        "offered": writeups.offered(one, writeup(full=full)),
        "decided": writeups.offered(one, writeup(full=full, state="sent")),
        "unanswered": writeups.unanswered(one, name, over=full),
        "there": writeups.notes_are_there(
            one, *takeaways.question(one, 1, let_go=False, written=None)
        ),
        "asked": takeaways.asked(one, 1, let_go=False, written=None),
        "let go": takeaways.asked(one, 1, let_go=True, written=None),
        "written": takeaways.asked(one, 1, let_go=False, written=told),
        "sheet": sheets.post(sheet(full=full), time(full=full)),
        "given": sheets.given(role("note_taker", full=full), name, one.title, when),
        "gladly": sheets.given(role("host", full=full, answered=True), name, one.title, when),
        "given back": sheets.given_back(),
    }


@pytest.mark.parametrize("name", all_views(full=False))
@pytest.mark.parametrize("full", [False, True], ids=["usual", "worst"])
def test_slack_takes_every_window(name: str, *, full: bool) -> None:
    view = all_views(full=full)[name]

    assert validate_view(view) == []
    assert view_lints(view) == []


@pytest.mark.parametrize("name", all_messages(full=False))
@pytest.mark.parametrize("full", [False, True], ids=["usual", "worst"])
def test_slack_takes_every_message(name: str, *, full: bool) -> None:
    said = all_messages(full=full)[name]
    sent = {"text": said.text, "blocks": said.blocks}

    assert validate_message(sent) == []
    assert message_lints(sent) == []


def text_of(view: dict[str, Any]) -> str:
    return "\n".join(render_text(view["blocks"]))


def test_no_lock_screen_says_what_somebody_wrote() -> None:
    for said in all_messages(full=True).values():
        assert "🎉" not in said.text


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_was_typed_is_shown_exactly(typed: str) -> None:
    one = workshop(full=False, title=typed)
    noted = Note(id=1, slot_id=1, author_id=2, words=typed)

    shown = text_of(views.listing(one, [], [noted], 1, may_add=None))
    assert shown.count(typed) == 2
    told = sheets.Time(slot(full=False), take_part=[typed], needs={typed: typed})
    page = sheets.Sheet(one, [told], PARTS, "", "UTC", NOW)
    assert text_of(sheets.window(page)).count(typed) == 4


def test_the_plan_has_clock_times_in_the_readers_zone() -> None:
    page = sheet(full=False)

    shown = text_of(sheets.window(page))
    assert "Monday 2 March, 11:00 to 14:00, Helsinki time" in shown
    assert "11:00 Welcome\n11:10 Welcome" in shown


def test_a_write_up_is_never_passed_on_by_saving_it() -> None:
    """Saving and passing on are two steps; where somebody presents, it goes to them."""
    for presenter, step in {"": "Send it around", "Amina": "Show it to Amina"}.items():
        view = writeups.saved(
            workshop(full=False), writeup(full=False, state="draft"), presenter=presenter
        )
        [button] = view["blocks"][-1]["elements"]
        assert button["text"]["text"] == step
