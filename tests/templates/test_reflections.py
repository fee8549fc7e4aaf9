"""What is arranged about reflections is what Slack takes, even at its worst."""

from collections.abc import Sequence
from typing import Any

import pytest

from sandbox.kit.blocks import validate_message
from sandbox.kit.lints import message_lints
from sandbox.kit.views import render_text, validate_view, view_lints
from storage.people import Member
from storage.reflections import Line, Reflection
from templates.blocks import home
from templates.reflections import views
from templates.reflections.boxes import (
    LONGEST,
    MOST_BOXES,
    Box,
    Remembered,
    Unsaved,
    boxes_for,
    draft_words,
    from_draft,
    spread,
    together,
)
from templates.reflections.forms import Page, form
from tests.templates.test_experiments import AMINA, TOM, experiment, worst

READERS: dict[str, Sequence[Member]] = {"circle": [TOM]}


def piece(*, full: bool) -> views.Piece:
    words = "🎉" * 3000 if full else "Words."
    count = 10 if full else 1
    reflection = Reflection(
        id=999_999_999,
        author_id=1,
        prompt_set="line",
        answers=[{"question": "🎉" * 300 if full else "", "words": words}] * count,
        visibility="circle",
    )
    line = Line(id=1, author_id=1, reflection_id=1, words="🎉" * 240, has_more=True)
    about = worst() if full else None
    return views.Piece(reflection, AMINA, "30 September 2026", about, line if full else None)


def page(*, full: bool, **more: Any) -> Page:
    levels: dict[str, Sequence[Member]] = {"only_me": (), "circle": [TOM], "group": ()}
    given: dict[str, Any] = {
        "unsaved": Unsaved("line", ["🎉" * 3000] * 3 if full else [], "🎉" * 240 if full else ""),
        "remembered": Remembered(holds=["V1"] if full else ()),
        "ways": {"line": "🎉" * 60 if full else "One thing I noticed"},
        "boxes": [Box("🎉" * 300 if full else "What?", "🎉" * 300 if full else "")] * 3,
        "mine": dict.fromkeys(map(str, range(1, 100)), "🎉" * 90) if full else {},
        "levels": levels,
        "ref": "E-999999999" if full else "",
        "is_first": full,
        "last": ("30 September", "🎉" * 200) if full else None,
        "began": "30 September" if full else "",
        "other": "30 September" if full else "",
        "tells": full,
        "note": "🎉" * 3000 if full else "",
        "there": ["🎉" * 3000, "other"] if full else (),
    }
    unsaved = given["unsaved"]
    given["unsaved"] = Unsaved(unsaved.way, unsaved.answers, unsaved.line, level="circle")
    return Page(**{**given, **more})


def all_views(*, full: bool) -> dict[str, dict[str, Any]]:
    one = piece(full=full)
    return {
        "form": form(page(full=full)),
        "hard day": form(page(full=full, is_alone=True)),
        "edit": form(page(full=full, remembered=Remembered(reflection=1, revision=1))),
        "saved": views.saved(one.reflection, READERS, "E-14", "E-14" if full else None),
        "saved alone": views.saved_alone([AMINA, TOM] if full else []),
        "gone": views.gone(),
        "window of the author": views.window(one, READERS, note="line_taken_back"),
        "window of a reader": views.window(one, None),
        "list": views.listing([one] * 10 if full else [], word="", whose="mine", has_more=full),
        "of others": views.listing([one], word="", whose="others", has_more=False),
        "nothing found": views.listing([], word="🎉" * 80, whose="others", has_more=False),
    }


@pytest.mark.parametrize("name", all_views(full=False))
@pytest.mark.parametrize("full", [False, True], ids=["usual", "worst"])
def test_slack_takes_every_window(name: str, *, full: bool) -> None:
    view = all_views(full=full)[name]

    assert validate_view(view) == []
    assert view_lints(view) == []


def test_slack_takes_the_line_and_its_lock_screen_says_no_words() -> None:
    line = Line(id=1, author_id=1, reflection_id=1, words="<!channel> *x*", has_more=True)
    said = views.line_message(line, AMINA, experiment())

    assert validate_message({"text": said.text, "blocks": said.blocks}) == []
    assert message_lints({"text": said.text, "blocks": said.blocks}) == []
    assert said.text == "A line from Amina about E-14"
    assert "<!channel> *x*" in "\n".join(render_text(said.blocks))
    line.has_more = False
    assert "Read on" not in render_text(views.line_message(line, AMINA, experiment()).blocks)


@pytest.mark.parametrize("full", [False, True], ids=["usual", "worst"])
def test_slack_takes_what_stands_in_home_and_in_a_window(*, full: bool) -> None:
    one = piece(full=full)
    line = Line(id=1, author_id=1, reflection_id=1, words="🎉" * 240, has_more=True)
    heard = [views.Heard(line, AMINA, may_read=full)]
    blocks = [
        *views.home_blocks(one),
        *views.lines_in_window(heard),
        *views.about_experiment([one], heard),
    ]

    assert validate_view(home(*blocks)) == []
    assert ("Read on" in render_text(blocks)) == full
    assert views.home_blocks(None) == views.about_experiment([], []) == []


def test_a_line_with_nobody_named_in_it_says_who_reads() -> None:
    said = "\n".join(render_text(form(page(full=False))["blocks"]))

    assert "Tom can read this, unless you choose otherwise below." in said


def test_there_is_a_box_for_everything_that_was_written() -> None:
    asked = boxes_for([{"question": "One?", "hint": ""}], 3)

    assert [each.question for each in asked] == [
        "One?", "What you wrote before", "What you wrote before",
    ]  # fmt: skip
    assert [each.question for each in boxes_for([], 0)] == ["Write"]


@pytest.mark.parametrize("text", ["", "  ", "short", "o" * 6001, "a word " * 2000, "x\n" * 4000])
def test_long_words_are_spread_and_none_is_lost(text: str) -> None:
    parts = spread(text)

    assert all(0 < len(each) <= LONGEST for each in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert len(parts) <= MOST_BOXES


def test_what_was_begun_joins_what_stands_there() -> None:
    now = Unsaved("line", ["new"], line="one", about=3, level="group")
    began = Unsaved("what", ["old", "second"], line="two", about=4)
    both = together(now, began)

    assert both == Unsaved("line", ["new\n\nold", "second"], line="one two", about=3)
    long = together(now, Unsaved("line", ["o" * 3000], line="l" * 240))
    assert long.answers == ["new", "o" * 3000, "l" * 240]


def test_a_draft_says_again_what_stood_there() -> None:
    one = Unsaved("line", ["words"], line="a line", about=3, level="group")

    assert from_draft(draft_words(one)) == Unsaved("line", ["words"], line="a line", about=3)
    assert draft_words(Unsaved("line", ["", ""])) == {}
