"""What is arranged about moves is what Slack takes, even at its worst, and says it plainly."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.cycles import STAGES
from bot.pauses import REASONS
from sandbox.kit.blocks import validate_message
from sandbox.kit.lints import message_lints
from sandbox.kit.views import render_text, validate_view, view_lints
from storage.cycles import PastCycle, Remark, StageMove
from storage.experiments import Experiment
from templates import words
from templates.cycles import pauses, stories, views
from templates.cycles.forms import CHOOSE, reasons
from templates.details.views import ADD, answers_shown
from tests.templates.test_experiments import experiment, worst
from tests.templates.test_words import HOSTILE

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MAY = date(2026, 5, 3)
KINDS = (
    "began", "onward", "looped_back", "jumped", "noted", "rested", "woke", "closed", "reopened",
    "new_cycle", "handed_over", "merged",
)  # fmt: skip


def moving(one: Experiment, **more: Any) -> Experiment:
    given = {"state": "active", "cycle": 1, "wake_on": None, "closed_reason": None, **more}
    for name, value in given.items():
        setattr(one, name, value)
    return one


def move(kind: str, **more: Any) -> StageMove:
    given = {
        "id": 7,
        "kind": kind,
        "stage": "understand",
        "cycle": 2,
        "moved_at": NOW,
        "until": MAY if kind == "rested" else None,
        "reason": "left_open" if kind == "closed" else None,
    }
    return StageMove(**{**given, **more})


def past(typed: str) -> PastCycle:
    answers = dict.fromkeys(
        ("purpose", "question", "could_be_hurt", "people_know", "how_stop"), typed
    )
    return PastCycle(number=2, ended_at=NOW, **answers)


def asks(**more: Any) -> views.Asks:
    given = {"kind": "onward", "question": "", "safety": False, "seen_by": "group"}
    return views.Asks(**{**given, **more})


def all_views(one: Experiment, typed: str) -> dict[str, dict[str, Any]]:
    answers = dict.fromkeys(("could_be_hurt", "people_know", "how_stop"), typed)
    initial = {CHOOSE: "explore", "words": typed, "question": typed[:300], **answers}
    remembered = {"experiment": one.id, "at": 999_999_999}
    news = views.meanwhile(one, move("closed"), typed[:120], typed[:300], now=NOW)
    pause: dict[str, Any] = {"seen_by": "circle", "remembered": remembered}
    moves = [move(kind) for kind in KINDS] * 4
    remarks = {7: Remark(words=typed[:300])}
    went = stories.how_it_went(moves, remarks, "Asia/Kolkata", now=NOW)
    details = answers_shown({"actors": typed}, {"understand": ("actors",)}, now=NOW)
    return {
        "where": views.where(
            one, asks=asks(), initial={CHOOSE: "idea"}, remembered=remembered, now=NOW
        ),
        "where, with all that can be asked": views.where(
            one,
            asks=asks(question="required", safety=True),
            initial=initial,
            remembered=remembered,
            now=NOW,
            news=news,
            theirs=answers,
        ),
        "where, remembering what is not asked": views.where(
            one, asks=asks(), initial=initial, typed=initial, remembered=remembered, now=NOW
        ),
        "moved": views.moved(one, typed, "looped_back", list(STAGES) * 9, [typed, typed], ADD),
        "not moved": views.moved(one, "", "", ["idea"], ["One?", "Two?"], ADD),
        "rest": pauses.rest_form(one, initial={"wake_on": "2026-03-30", "words": typed}, **pause),
        "rest, with news": pauses.rest_form(one, initial={}, news=news, **pause),
        "rested": pauses.rested(one, MAY, typed[:120], "UTC", now=NOW),
        "rested on": pauses.rested(one, None, "", "UTC", now=NOW),
        "end": pauses.end_form(one, initial={"words": typed}, today=MAY, **pause),
        "end, with news": pauses.end_form(one, initial={}, today=MAY, news=news, **pause),
        "ended": pauses.ended(moving(one, state="closed"), "look_back", now=NOW),
        "not now": pauses.not_now("E-14 has ended"),
        "earlier": stories.earlier_turn(
            one, past(typed), list(STAGES) * 9, [*details, *went], "UTC", earlier="e.e", now=NOW
        ),
    }


@pytest.mark.parametrize("name", all_views(moving(experiment()), "Words."))
@pytest.mark.parametrize(
    ("one", "typed"), [(experiment(), "Words."), (worst(), "🎉" * 1000)], ids=["usual", "worst"]
)
def test_slack_takes_every_window(name: str, one: Experiment, typed: str) -> None:
    view = all_views(moving(one), typed)[name]

    assert validate_view(view) == []
    assert view_lints(view) == []


@pytest.mark.parametrize("typed", HOSTILE)
def test_slack_takes_every_window_whatever_was_typed(typed: str) -> None:
    one = moving(experiment(title=typed, purpose=typed, question=typed))
    for view in all_views(one, typed).values():
        assert validate_view(view) == []


@pytest.mark.parametrize("typed", [*HOSTILE, "🎉" * 300])
@pytest.mark.parametrize("kind", KINDS)
def test_slack_takes_every_line_and_shows_words_as_typed(kind: str, typed: str) -> None:
    line = stories.line("E-14", move(kind), typed, question=typed, now=NOW)

    assert validate_message({"text": line.text, "blocks": line.blocks}) == []
    assert message_lints({"text": line.text, "blocks": line.blocks}) == []
    assert f'"{typed}"' in render_text(line.blocks)[0]
    assert typed not in line.text
    assert line.text.startswith("E-14 ")


@pytest.mark.parametrize(
    ("what", "remark", "said"),
    [
        (move("onward", stage="explore"), "", "↳ On to trying it."),
        (move("looped_back"), "They knew.", '↳ Back to understanding: "They knew."'),
        (move("jumped", stage="embed"), "", "↳ Ahead to making it the usual way."),
        (move("rested"), "", "↳ Resting until 3 May."),
        (move("rested", until=None), "", "↳ Resting for now."),
        (move("closed", reason="learned_enough"), "", "↳ Ended: we learned what we needed."),
        (move("reopened"), "", "↳ Taken up again, with understanding."),
        (move("woke"), "", "↳ Awake again, with understanding."),
        (move("noted"), "Slowly.", '↳ Still understanding: "Slowly."'),
        (move("new_cycle"), "", "↳ A new question, and a second turn: Why?"),
        (move("new_cycle"), "So.", '↳ A new question, and a second turn: Why?\n"So."'),
        (move("new_cycle", cycle=11), "", "↳ A new question, and another turn: Why?"),
    ],
)
def test_the_thread_says_each_move_in_a_few_words(what: StageMove, remark: str, said: str) -> None:
    line = stories.line("E-14", what, remark, question="Why?", now=NOW)

    assert render_text(line.blocks) == [said]


@pytest.mark.parametrize("typed", HOSTILE)
def test_the_question_on_the_day_shows_the_title_to_its_lead_only_in_the_message(
    typed: str,
) -> None:
    one = moving(experiment(title=typed))
    for message in (
        stories.wake_up(one, "a.b", "c.d"),
        stories.let_be(one, "a.b"),
        stories.rests_no_more(one),
    ):
        assert validate_message({"text": message.text, "blocks": message.blocks}) == []
        assert message.text == "You asked me to come back to E-14 today"
        assert typed in render_text(message.blocks)[0]


def test_how_it_stands_is_said_in_words() -> None:
    one = moving(experiment())
    assert stories.standing(one, now=NOW) == ""
    assert stories.standing(moving(one, state="resting"), now=NOW) == "Resting"
    resting = moving(one, state="resting", wake_on=MAY)
    assert stories.standing(resting, now=NOW) == "Resting until 3 May"
    ended = moving(one, state="closed", closed_reason="embedded")
    assert stories.standing(ended, now=NOW) == "Ended: it became how we work"


def test_how_it_went_is_told_in_the_readers_days() -> None:
    late = datetime(2026, 3, 2, 22, 0, tzinfo=UTC)
    moves = [move("began", stage="idea", moved_at=late), move("onward", id=8, moved_at=late)]
    went = stories.how_it_went(moves, {8: Remark(words="Ready.")}, "Asia/Kolkata", now=NOW)

    assert render_text(went)[-2:] == [
        "3 March  Began with an idea",
        '3 March  On to understanding\n"Ready."',
    ]
    assert stories.how_it_went(moves[:1], {}, "UTC", now=NOW) == [], "nothing happened yet"


def test_every_reason_and_every_stage_has_its_words() -> None:
    said = words("cycles/moves")

    assert set(said.ended) == set(words("cycles/pauses").reasons) == set(REASONS)
    assert set(said.to) == set(STAGES)


def test_no_reason_is_always_on_top() -> None:
    firsts = {next(iter(reasons(1, f"2026-03-{day:02}"))) for day in range(1, 32)}

    assert len(firsts) >= 6
    assert reasons(1, "2026-03-01") == reasons(1, "2026-03-01"), "but it stays while one looks"


def test_a_resting_or_ended_one_offers_other_ways() -> None:
    def texts(**more: Any) -> list[str]:
        return [each["text"]["text"] for each in views.ways(moving(experiment(), **more))]

    assert texts() == ["Where is it now?", "Rest", "End"]
    assert texts(state="resting") == ["Wake it", "End"]
    assert texts(state="closed") == ["Take it up again"]
