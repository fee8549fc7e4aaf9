"""The digest in words, within Slack's limits whatever people typed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.errors import Refusal
from sandbox.kit.views import render_text, validate_view, view_lints
from storage.cycles import StageMove
from storage.digests import Digest, DigestBreak
from storage.experiments import Experiment
from storage.notices import Notice
from storage.workshops import Slot, Workshop
from templates import sentence
from templates.blocks import View
from templates.digests import hosts, settings, views
from templates.digests.hosts import Plan
from templates.digests.settings import Arranged
from templates.digests.views import Asked, Moved, Posted, Said, Week, WhatNext
from templates.workshops.sessions import Seen, Time

NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)
DAY = timedelta(days=1)
HOSTILE = "*b* _i_ `c` <!channel> <@U0> &amp; {{ 7 * 7 }} \u202e\U0001f600" + "W\u0301" * 200


def notice(number: int, words: str = "How?", kind: str = "ask") -> Notice:
    return Notice(id=number, words=words, kind=kind, created_at=NOW)


def experiment(words: str = "Rooms") -> Experiment:
    return Experiment(id=3, title=words[:80], question=words, cycle=1, lead_id=1)


def move(kind: str = "began", stage: str = "understand", cycle: int = 1) -> StageMove:
    return StageMove(id=5, kind=kind, stage=stage, cycle=cycle, experiment_id=3, reason="left_open")


def session(words: str = "Whose idea?", number: int = 7, state: str = "open") -> Seen:
    workshop = Workshop(id=number, title=words[:80], purpose=words, state=state)
    slots = [
        Slot(id=each, starts_at=NOW + each * DAY, ends_at=NOW + (each + 1) * DAY, state="coming")
        for each in (3, 4)
    ]
    return Seen(workshop, [Time(each) for each in slots], kind=words[:60])


def full(words: str) -> Week:
    """As much as there can be."""
    name = words[:120]
    return Week(
        notes=[Said(1, name, words)] * 5,
        opening=[Said(1, name, words, ref="E-1")],
        asks=[Asked(notice(each, words), name, waits=True) for each in range(3)],
        moves=[Moved(experiment(words), name, move("closed"), words)] * 5,
        lines=[Said(each, name, words) for each in range(5)],
        notices=[Posted(notice(each, words, "offer"), name) for each in range(3)],
        sessions=[session(words, number) for number in range(3)],
        people=dict.fromkeys(range(8), words),
        next=[WhatNext(each, notice(each, words), name, "January", words) for each in range(2)],
    )


def plan(state: str = "coming", **more: object) -> Plan:
    digest = Digest(id=7, for_day=date(2027, 1, 11), state=state, due_at=NOW)
    made = Plan(digest, channel="C1", hour=9, zone="America/St_Johns", has_line=False)
    return replace(made, **more)  # type: ignore[arg-type]


def texts(blocks: list[dict[str, object]]) -> str:
    return str(blocks)


def test_as_much_as_there_can_be_of_the_longest_words_fits() -> None:
    said = views.post(full(HOSTILE[:240]), now=NOW)

    assert len(said.blocks) < 50
    shown = [each["text"]["text"] for each in said.blocks if each["type"] in {"section", "header"}]
    assert sum(map(len, shown)) < 10_000
    assert all(each["text"]["type"] == "plain_text" for each in said.blocks if "text" in each)
    assert said.stays_gone
    assert HOSTILE[:9] not in said.text


@pytest.mark.parametrize("words", [HOSTILE, "x", " ", "{{", "<!here>"])
def test_slack_takes_every_window(words: str) -> None:
    week = full(words[:240])
    windows: list[View] = [
        views.as_it_will_be(week, note="Saved.", now=NOW),
        views.as_it_will_be(Week(is_quiet=True), now=NOW),
        views.line_window(Said(1, words[:120], words[:240], ref="E-1"), "3 November", 1),
        hosts.line_form(7, ""),
        hosts.line_form(7, words.strip()[:240] or "x"),
        hosts.leave_out_form(7, {}, {}),
        hosts.leave_out_form(7, views.options(week, now=NOW), {"lines": ["1"]}),
        settings.settings_form(Arranged("C0BOARD", 0, 9, "Europe/London", ""), ["UTC"] * 3),
        settings.settings_form(
            Arranged(None, 6, 23, "UTC", "GB-SCT"), [f"Zone/{number}" for number in range(150)]
        ),
        settings.settings_saved("Monday"),
        settings.settings_saved(""),
        settings.breaks_form([], ""),
        settings.breaks_form(
            [
                DigestBreak(id=each, first=date(2027, 8, 2), last=date(2027, 8, 2 + each))
                for each in range(20)
            ],
            "Monday",
        ),
    ]
    for window in windows:
        assert validate_view(window) == []
        assert view_lints(window) == []


@pytest.mark.parametrize(
    ("moved", "said"),
    [
        (
            Moved(experiment(), "Jonas", move(), ""),
            "E-3 Rooms is new. Jonas wants to find out: Rooms",
        ),
        (
            Moved(experiment(), "Jonas", move("looped_back"), "They knew."),
            'E-3 Rooms. Back to understanding. "They knew."',
        ),
        (
            Moved(experiment(), "Jonas", move("closed"), ""),
            "E-3 Rooms. Ended: we drifted apart.",
        ),
        (
            Moved(experiment(), "Jonas", move("new_cycle"), "We go on."),
            'E-3 Rooms. A new question, and a first turn: Rooms "We go on."',
        ),
        (
            Moved(experiment(), "Jonas", move("new_cycle", cycle=9), ""),
            "E-3 Rooms. A new question, and a ninth turn.",
        ),
    ],
)
def test_a_move_in_a_sentence(moved: Moved, said: str) -> None:
    assert views.move_words(moved, NOW) == said


def test_a_quiet_week_and_one_of_which_everything_was_taken_back() -> None:
    quiet = views.post(Week(is_quiet=True), now=NOW)
    gone = views.post(Week(), now=NOW)

    assert "A quiet week, and that's fine." in texts(quiet.blocks)
    assert "What stood here was taken back" in texts(gone.blocks)
    assert quiet.text == gone.text == "This week in the group"
    for nothing_to_take_back in (quiet, gone):
        assert "Only what people chose to share." not in texts(nothing_to_take_back.blocks)


def test_an_ask_that_found_somebody_is_opened_and_not_answered() -> None:
    waiting = views.post(Week(asks=[Asked(notice(1), "", waits=True)]), now=NOW)
    found = views.post(Week(asks=[Asked(notice(1), "", waits=False)]), now=NOW)

    assert [
        each["accessory"]["action_id"]
        for post in (waiting, found)
        for each in post.blocks
        if "accessory" in each
    ] == ["asks.help", "notices.open"]
    assert "Someone in the group: How?" in texts(waiting.blocks)
    assert found.text == "This week in the group"


@pytest.mark.parametrize("state", ["coming", "held", "sent", "passed"])
def test_a_preview_has_nobodys_words_on_a_lock_screen(state: str) -> None:
    said = hosts.preview(plan(state), now=NOW)

    assert said.text == "The weekly digest, before it goes out"
    assert ("actions" in [each["type"] for each in said.blocks]) == (state in {"coming", "held"})


def test_the_place_stands_beside_the_hour() -> None:
    when = hosts.when(plan(), now=NOW + timedelta(days=1))
    assert when == "Monday 11 January, 09:00 (St Johns)"
    assert "Change my line" in texts(hosts.plan_lines(plan(has_line=True), now=NOW))


@pytest.mark.parametrize(
    "name",
    [
        "over", "backwards", "too_long_a_break", "too_many_breaks", "unknown_zone",
        "unknown_country",
    ],
)  # fmt: skip
def test_a_refusal_says_what_to_do(name: str) -> None:
    assert len(sentence(Refusal(f"digests.{name}")).split(". ")) > 1


def test_what_is_coming_has_its_times_in_each_readers_zone_and_a_way_to_sign_up() -> None:
    said = views.post(Week(sessions=[session()]), now=NOW)
    heading, line, ways, _ = said.blocks[1:]

    assert render_text([heading]) == ["Coming up"]
    assert [each["text"]["text"] for each in ways["elements"]] == ["Sign up", "Open"]
    [leaves] = [each["elements"] for each in line["elements"]]
    assert [(each["timestamp"], each["fallback"]) for each in leaves if each["type"] == "date"] == [
        (int((NOW + 3 * DAY).timestamp()), "2027-01-14 09:00 UTC"),
        (int((NOW + 4 * DAY).timestamp()), "2027-01-15 09:00 UTC"),
    ]


@pytest.mark.parametrize(
    ("state", "now", "says", "ways"),
    [
        ("open", NOW + 4 * DAY, "your time", ["Open"]),
        ("cancelled", NOW, "It is cancelled.", ["Open"]),
        ("happened", NOW + 9 * DAY, "It took place.", ["Open"]),
    ],
)
def test_what_was_coming_says_what_became_of_it(
    state: str, now: datetime, says: str, ways: list[str]
) -> None:
    was = session(state=state)
    for each in was.times:
        each.slot.state = "over" if state == "happened" else each.slot.state
    said = views.post(Week(sessions=[was]), now=now)

    assert says in "\n".join(render_text(said.blocks))
    [buttons] = [each["elements"] for each in said.blocks if each["type"] == "actions"]
    assert [each["text"]["text"] for each in buttons] == ways


def test_a_quiet_week_names_the_next_one() -> None:
    said = render_text(views.post(Week(is_quiet=True, sessions=[session()]), now=NOW).blocks)

    assert said[:3] == ["This week in the group", "A quiet week, and that's fine.", "Coming up"]
