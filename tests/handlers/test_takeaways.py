"""What stays with people after a session, and how what they will try comes back to them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.app import Commons
from bot.takeaways import last_intention
from bot.visibility import Keeper, person, read_as
from handlers.takeaways import takeaway_lines
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from storage.people import member_by_slack_id
from storage.reflections import newest_reflection_of
from tests.cast import a_session, comes
from tests.handlers import Deliver, member, text, title, value, window
from tests.handlers.sessions import (
    TITLE,
    WEDNESDAY,
    after_it,
    beat,
    expect_the_board,
    lines,
    session_of,
    until,
)

ASKED = "After the session: what stays with you?"
MINE, OTHERS = "Let the clerk book the visit.", "I would rather nobody knew."


@pytest.fixture(autouse=True)
def what_is_not_told_here(workspace: Workspace) -> Iterator[None]:
    yield
    expect_the_board(workspace)
    jonas = workspace.person("jonas")
    for each in jonas.messages:
        jonas.expects(text=each.text)


def intention_of(commons: Commons, somebody: Person) -> str:
    with commons.database.read() as db:
        known = member_by_slack_id(db, somebody.id)
        assert known is not None
        read_as(db, person(known))
        found = last_intention(db, known)
        return found.words if found is not None else ""


def writes(commons: Commons, workspace: Workspace, deliver: Deliver, who: str = "amina") -> Person:
    until(commons, workspace, deliver, after_it())
    somebody = workspace.person(who)
    return somebody.clicks("Write a line", on=somebody.expects(text=ASKED))


def test_whoever_came_is_asked_once_and_it_comes_back(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    workshop_id = session_of(commons, workspace, "amina", reading=("priya",))
    until(commons, workspace, deliver, WEDNESDAY + timedelta(hours=2))
    amina = workspace.person("amina")
    assert amina.messages == []
    amina = writes(commons, workspace, deliver)
    assert [each.text for each in workspace.person("priya").messages] == []
    fields = [each.label for each in window(amina).fields]
    assert fields[1:3] == ["What stays with you?", "What will you try, by when?"]
    assert "What would have made it better for you?" not in fields
    assert value(amina, "about") == f"s{workshop_id}" or TITLE in str(value(amina, "about"))
    amina.fills({"answer_1": "The silence.", "answer_2": MINE}).saves(times=2)
    assert "Only you can read it." in text(amina)
    deliver()
    [said] = amina.messages
    assert said.shown.startswith("Thank you. It is among what you wrote.")
    assert intention_of(commons, amina) == MINE
    beat(commons, deliver)
    assert len(amina.messages) == 1

    amina.types("/reflect list")
    assert TITLE in text(amina)
    amina.clicks("Open")
    assert f"About the session {TITLE}" in text(amina)
    # It comes back before the next one, in the window and in Home, and to nobody else.
    with commons.database.transaction() as db:
        read_as(db, Keeper())
        now = commons.clock.now()
        by = member(db, workspace, "jonas")
        coming = a_session(db, by, now + timedelta(hours=47), at=now)
        for who in ("amina", "tom"):
            comes(db, coming, member(db, workspace, who))
        next_id = coming.id
    shown = lines(commons, workspace, "amina", takeaway_lines, next_id)
    assert shown is not None
    assert f'Last time you wanted to try: "{MINE}"' in shown.shown
    assert MINE not in shown.text
    assert lines(commons, workspace, "tom", takeaway_lines, next_id) is None
    amina.closes(everything=True).opens_home()
    assert f'Last time you wanted to try: "{MINE}"' in amina.home.text
    tom = workspace.person("tom").opens_home()
    assert "wanted to try" not in tom.home.text


def test_not_this_time_is_final(commons: Commons, workspace: Workspace, deliver: Deliver) -> None:
    workshop_id = session_of(commons, workspace, "amina")
    until(commons, workspace, deliver, after_it())
    amina = workspace.person("amina")
    amina.clicks("Not this time", on=amina.expects(text=ASKED))
    deliver()
    beat(commons, deliver)
    [said] = amina.messages
    assert said.shown == "That's fine. You will not be asked again."
    shown = lines(commons, workspace, "amina", takeaway_lines, workshop_id)
    assert shown is not None
    assert shown.buttons == ["Write a line"]  # the way stays


def test_changed_or_taken_back_it_comes_back_so(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    session_of(commons, workspace, "amina")
    amina = writes(commons, workspace, deliver).fills({"answer_2": MINE}).saves()
    amina.types("/reflect list").clicks("Open").clicks("Edit")
    amina.fills({"answer_2": "Ask the clerk."}).saves()
    assert intention_of(commons, amina) == "Ask the clerk."
    amina.clicks("Take it back")
    assert intention_of(commons, amina) == ""
    deliver()
    [said] = amina.messages
    assert said.buttons == ["Write a line", "Not this time"]


def test_reflect_may_be_about_a_session_that_they_came_to(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    workshop_id = session_of(commons, workspace, "amina")
    amina = workspace.person("amina").types("/reflect")
    assert TITLE not in str(window(amina).fields)
    amina.closes()
    until(commons, workspace, deliver, WEDNESDAY + timedelta(minutes=5))
    amina.types("/reflect")
    amina.fills({"about": f"A session: {TITLE}", "answer_1": "They listened."}).saves()
    with commons.database.read() as db:
        known = member_by_slack_id(db, amina.id)
        assert known is not None
        read_as(db, person(known))
        found = newest_reflection_of(db, known.id)
        assert found is not None
        assert (found.workshop_id, found.experiment_id) == (workshop_id, None)
    tom = workspace.person("tom").types("/reflect")
    assert title(tom) == "Reflect"
    assert TITLE not in str(window(tom).fields)


def test_what_was_begun_is_brought_back(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    session_of(commons, workspace, "amina")
    amina = writes(commons, workspace, deliver).fills({"answer_1": "Half a thou"})
    amina.closes()
    [said] = amina.messages
    amina.clicks("Write a line", on=said).clicks("Bring back what I began")
    assert value(amina, "answer_1") == "Half a thou"
    amina.saves()
    deliver()
    assert amina.messages[0].shown.startswith("Thank you.")


def test_who_was_not_there_cannot_write_about_it(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    session_of(commons, workspace, "amina")
    until(commons, workspace, deliver, after_it())
    said = workspace.person("amina").expects(text=ASKED)
    buttons = said.blocks[1]["elements"]
    hallway = workspace.channel("hallway")
    commons.bot.slack.chat_postMessage(
        channel=hallway.id,
        text="Here",
        blocks=[{"type": "actions", "elements": buttons}],
        unfurl_links=False,
        unfurl_media=False,
    )
    post, tom = hallway.expects(text="Here"), workspace.person("tom")
    for each in ("Write a line", "Not this time"):
        tom.clicks(each, on=post)
        tom.expects(shown="That is for those who were there or read the notes.")
    assert OTHERS not in said.shown
