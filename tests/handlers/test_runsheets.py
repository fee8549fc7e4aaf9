"""The run sheet: with whoever holds a session the day before, and who does what in it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.app import Commons
from bot.holders import give
from bot.runsheets import runsheets_follow
from bot.visibility import Keeper, person, read_as
from handlers.runsheets import running_lines
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from storage.signups import signups_of
from storage.workshops import roles_of, workshop_by_id
from templates.runsheets.views import OPEN, TAKE_AWAY, TAKE_TIMEKEEPER
from tests.handlers import Deliver, buttons, member, text, title
from tests.handlers.sessions import (
    TITLE,
    WEDNESDAY,
    after_it,
    beat,
    expect_the_board,
    lines,
    session_of,
    slot_ids,
    until,
)

TUESDAY = WEDNESDAY - timedelta(hours=24)


@pytest.fixture(autouse=True)
def the_board(workspace: Workspace) -> Iterator[None]:
    yield
    expect_the_board(workspace)


def sheet(commons: Commons, workspace: Workspace, workshop_id: int, who: str = "jonas") -> Person:
    shown = lines(commons, workspace, who, running_lines, workshop_id)
    return workspace.person(who).clicks("Run sheet", on=shown)


def parts(commons: Commons, workshop_id: int) -> set[str]:
    with commons.database.read() as db:
        read_as(db, Keeper())
        found = roles_of(db, slot_ids(commons, workshop_id))
        return {each.role for each in found if each.role != "facilitator"}


def test_the_day_before_whoever_holds_it_has_it_at_hand(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    needs = {"tom": "Breaks, please."}
    session_of(commons, workspace, "amina", "tom", listens=("wanjiru",), needs=needs)
    beat(commons, deliver)  # two days before
    jonas = workspace.person("jonas")
    assert jonas.messages == []
    until(commons, workspace, deliver, TUESDAY)
    said = jonas.expects(text="A session that you hold: your run sheet")
    assert f"Soon: {TITLE}" in said.shown
    assert "Wednesday 2 December, 11:00 to 14:00, Copenhagen time" in said.shown
    assert (
        "To take part: Amina and Tom. To listen, and nobody calls on them: Wanjiru." in said.shown
    )
    assert "11:00 Work" in said.shown
    assert "12:40 What each takes" in said.shown
    assert "Keeps time: nobody yet" in said.shown
    assert "https://meet.example.org/x" in said.shown
    assert "What may leave the room: what was said, not who said it. Recording: none." in said.shown
    assert "Breaks, please." not in said.shown  # what people wrote stands in the window
    assert "What would help people take part stands in the run sheet" in said.shown
    jonas.clicks("Run sheet", on=said)
    assert "What would help Tom: Breaks, please." in text(jonas)
    beat(commons, deliver)
    assert len(jonas.messages) == 1


def test_it_follows_who_comes_and_goes_when_it_is_over(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    workshop_id = session_of(commons, workspace, "amina", "tom")
    until(commons, workspace, deliver, TUESDAY)
    jonas = workspace.person("jonas")
    jonas.expects(text="A session that you hold: your run sheet")
    with commons.database.transaction() as db:
        read_as(db, Keeper())
        [_, tom] = signups_of(db, workshop_id)
        tom.state, tom.slot_id = "left", None
        workshop = workshop_by_id(db, workshop_id)
        assert workshop is not None
        runsheets_follow(db, workshop, now=commons.clock.now())
    deliver()
    [said] = jonas.messages
    assert "To take part: Amina." in said.shown
    until(commons, workspace, deliver, after_it())
    with commons.database.transaction() as db:
        read_as(db, Keeper())
        workshop = workshop_by_id(db, workshop_id)
        assert workshop is not None
        runsheets_follow(db, workshop, now=commons.clock.now())
    deliver()
    assert [each.text for each in jonas.messages if "run sheet" in each.text] == []
    for who in ("amina", "jonas"):
        for each in workspace.person(who).messages:
            workspace.person(who).expects(text=each.text)


def test_a_part_is_given_and_given_back_with_one_tap(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    workshop_id = session_of(commons, workspace, "amina", "tom")
    jonas = sheet(commons, workspace, workshop_id).clicks("Give a part to somebody")
    assert title(jonas) == "Give a part"
    jonas.fills(part="Keeps time", who="Amina").saves(times=2)
    assert "Keeps time: Amina (asked)" in text(jonas)
    deliver()
    amina = workspace.person("amina")
    asked = amina.expects(text="Would you take a part in a session?")
    assert "Jonas asks whether you would keep time." in asked.shown
    assert asked.buttons == ["Gladly", "Rather not"]
    amina.clicks("Gladly", on=asked)
    sheet(commons, workspace, workshop_id)
    assert "Keeps time: Amina\n" in text(jonas)
    deliver()
    [asked] = amina.messages
    assert "Thank you: you keep time." in asked.shown
    amina.clicks("Give it back", on=asked)
    deliver()
    [asked] = amina.messages
    assert "That's fine." in asked.shown
    assert parts(commons, workshop_id) == set()


def test_who_comes_takes_an_open_part_and_the_next_one_is_told(
    commons: Commons, workspace: Workspace
) -> None:
    workshop_id = session_of(commons, workspace, "amina", "tom")
    seen = {who: lines(commons, workspace, who, running_lines, workshop_id)
            for who in ("amina", "tom")}  # fmt: skip
    assert seen["tom"] is not None
    assert seen["tom"].buttons == [
        "Let people in", "Keep time", "Take notes", "Be a critical friend",
    ]  # fmt: skip
    amina = workspace.person("amina").clicks("Keep time", on=seen["amina"])
    assert "You keep time." in text(amina)
    assert buttons(amina) == ["Give it back", "Open"]
    tom = workspace.person("tom").clicks("Keep time", on=seen["tom"])
    tom.expects(shown="Amina has this part already.")
    amina.clicks("Give it back")
    assert "That's fine." in text(amina)
    assert parts(commons, workshop_id) == set()


def test_who_holds_much_reads_a_gentle_line(commons: Commons, workspace: Workspace) -> None:
    workshop_id = session_of(commons, workspace, "amina")
    jonas = sheet(commons, workspace, workshop_id)
    for part in ("Lets people in, looks after chat and access", "Takes notes"):
        jonas.clicks("Give a part to somebody").fills(part=part, who="Jonas").saves()
    assert "It is lighter with one of these in other hands." in text(jonas)
    jonas.clicks("Open it again", index=0)
    assert "It is lighter" not in text(jonas)


def test_a_forged_button_opens_nothing(commons: Commons, workspace: Workspace) -> None:
    workshop_id = session_of(commons, workspace, "amina")
    tom = workspace.person("tom")
    assert lines(commons, workspace, "tom", running_lines, workshop_id) is None
    [slot] = slot_ids(commons, workshop_id)
    with commons.database.read() as db:
        read_as(db, Keeper())
        [role] = roles_of(db, [slot])
    hallway = workspace.channel("hallway")
    holders_only = "Only the facilitators and whoever holds this session can change that."
    for action, value, why in (
        (OPEN, workshop_id, holders_only),
        (TAKE_AWAY, role.id, holders_only),
        (TAKE_TIMEKEEPER, slot, "Those who come at this time share the parts."),
    ):
        element = {"type": "button", "action_id": action, "value": str(value),
                   "text": {"type": "plain_text", "text": "Forged"}}  # fmt: skip
        commons.bot.slack.chat_postMessage(
            channel=hallway.id,
            text="Here",
            blocks=[{"type": "actions", "elements": [element]}],
            unfurl_links=False,
            unfurl_media=False,
        )
        tom.clicks("Forged", on=hallway.expects(text="Here"))
        tom.expects(shown=why)
    assert parts(commons, workshop_id) == set()


def test_who_holds_it_no_more_has_it_no_more(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    workshop_id = session_of(commons, workspace, "amina", "tom")
    jonas, leila = workspace.person("jonas"), workspace.person("leila")

    def held_by(*now_hold: Person, shown: list[Person]) -> None:
        with commons.database.transaction() as db:
            by = member(db, workspace, "jonas")
            read_as(db, person(by))
            was, is_now = [each.id for each in shown], [each.id for each in now_hold]
            give(db, by, workshop_id, shown=was, chosen=is_now, now=commons.clock.now())
        deliver()

    held_by(jonas, leila, shown=[jonas])
    until(commons, workspace, deliver, TUESDAY)
    for who in (jonas, leila):
        assert any("To take part: Amina and Tom." in each.shown for each in who.messages)
    for who in (jonas, leila, workspace.person("amina"), workspace.person("tom")):
        for each in who.messages:
            who.expects(text=each.text)
    held_by(jonas, shown=[jonas, leila])
    leila.expects(text=leila.messages[-1].text)  # the file that takes it out of her calendar
    assert [each.shown for each in leila.messages if "Amina" in each.shown] == []
    assert any("To take part: Amina and Tom." in each.shown for each in jonas.messages)


def test_once_it_has_begun_the_announcement_offers_no_place(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    session_of(commons, workspace, "amina")
    deliver()
    [announced] = workspace.channel("noticeboard").messages
    assert "Sign up" in announced.buttons
    until(commons, workspace, deliver, WEDNESDAY)
    announced = workspace.channel("noticeboard").messages[0]
    assert "Sign up" not in announced.buttons
    assert "Just send me the notes" in announced.buttons
    for who in ("amina", "jonas"):
        for each in workspace.person(who).messages:
            workspace.person(who).expects(text=each.text)
