"""What is arranged about stories is what Slack takes, and is shown exactly as it was written."""

from datetime import timedelta
from typing import Any

import pytest

from sandbox.kit.views import render_text, validate_view, view_lints
from storage.reflections import Reflection
from storage.stories import Chapter, Story
from storage.workshops import Workshop
from templates.blocks import modal
from templates.stories import views
from tests.cast import NOW
from tests.templates.test_words import HOSTILE

CODES = ("why", "understood", "deciding", "tried", "usual", "wonder")
ZONE = "Pacific/Auckland"


def workshop(typed: str = "Whose idea?") -> Workshop:
    return Workshop(id=7, title=typed[:80], kind="sharing", state="open")


def story(typed: str, *, shared: bool = False) -> Story:
    chapters = [Chapter(code=each, words=typed) for each in CODES]
    return Story(workshop_id=7, author_id=1, chapters=chapters, shared=shared)


def reflection(typed: str, number: int = 1) -> Reflection:
    asked = [{"question": "What?", "words": ""}, {"question": "So?", "words": typed}]
    return Reflection(id=number, answers=asked, created_at=NOW + timedelta(hours=5))


def windows(typed: str) -> dict[str, dict[str, Any]]:
    initial = dict.fromkeys(CODES, typed)
    opened = dict.fromkeys(CODES, "01234567")
    some = [reflection(typed, each) for each in range(1, 11)]
    own = [
        views.own_lines(workshop(), each) for each in (None, story(typed), story("", shared=True))
    ]
    return {
        "choose": views.choose_form(workshop(typed), some, ZONE, now=NOW),
        "form": views.form(workshop(), CODES, initial, opened=opened, shared=False),
        "both": views.form(
            workshop(), CODES, initial, opened=opened, shared=True, theirs=initial, round_=1
        ),
        "saved": views.saved(workshop(), story(typed)),
        "share": views.share_form(workshop(), story(typed)),
        "shared": views.shared(workshop(), story(typed, shared=True)),
        "back": views.taken_back(workshop(), story(typed)),
        "reading": views.reading(typed, story(typed)),
        "lines": modal(
            "Lines", *[block for each in own for block in each],
            *views.others_lines(workshop(), typed), close="Done",
        ),
    }  # fmt: skip


@pytest.mark.parametrize("typed", ["Because.", "x" * 3000, "🎉" * 1500])
def test_slack_takes_every_window(typed: str) -> None:
    for which, view in windows(typed).items():
        assert validate_view(view) == [], which
        assert view_lints(view) == [], which


@pytest.mark.parametrize("typed", HOSTILE)
def test_it_is_read_exactly_as_it_was_written(typed: str) -> None:
    said = render_text(views.reading("Amina", story(typed))["blocks"])

    assert said[:2] == ["Why we began", typed]
    assert said.count(typed) == len(CODES)


def test_a_reflection_is_offered_by_its_day_there_and_its_first_words() -> None:
    view = views.choose_form(workshop(), [reflection("line one\nline two")], ZONE, now=NOW)
    [options] = [each["element"]["options"] for each in view["blocks"] if each["type"] == "input"]

    assert [each["text"]["text"] for each in options] == ["3 March: line one line two"]
