"""Drafts in Slack: what was typed and not saved comes back, to its writer alone."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from bot.app import Commons
from bot.drafts import KEPT_FOR
from bot.visibility import person, read_as
from handlers.drafts import jobs
from sandbox.transports import FIRST, Json, Kind, Retry, Transport
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from storage.database import Database
from storage.drafts import drafts_of
from storage.people import member_by_slack_id
from templates.reflections.views import SAVE
from tests.cast import NOW
from tests.handlers import buttons, text, value

pytestmark = pytest.mark.usefixtures("commons")


class Wire:
    """Slack's line to the app, on which something may be sent once more."""

    def __init__(self, inner: Transport) -> None:
        self._inner = inner
        self.late, self.retries = inner.late, inner.retries
        self.sent: list[Json] = []

    @property
    def connected(self) -> bool:
        return self._inner.connected

    @property
    def rests(self) -> bool:
        return self._inner.rests

    def send(self, kind: Kind, payload: Json, retry: Retry = FIRST) -> Json | None:
        self.sent.append(payload)
        return self._inner.send(kind, payload, retry)

    def rest(self) -> None:
        self._inner.rest()


def kept(database: Database, somebody: Person) -> list[Mapping[str, Any]]:
    with database.read() as db:
        known = member_by_slack_id(db, somebody.id)
        assert known is not None
        read_as(db, person(known))
        return [each.words for each in drafts_of(db, known.id, SAVE, since=NOW - 99 * KEPT_FOR)]


def test_what_was_not_saved_is_there_again(commons: Commons, workspace: Workspace) -> None:
    amina = workspace.person("amina").types("/reflect")
    assert "I keep a draft for you alone while you write, for 30 days." in text(amina)
    amina.chooses("A surprise", on="window", action_id="reflections.way")
    amina.fills(answer_1="Calm.", answer_2="Noise.", line="Noise teaches.").closes()
    amina.types("/reflect")

    assert "You began this on " in text(amina)
    assert value(amina, "What did you expect?") == "Calm."
    assert value(amina, "What happened instead?") == "Noise."
    assert value(amina, "A line for the group") == "Noise teaches."
    assert "Calm." not in text(workspace.person("tom").types("/reflect"))
    amina.saves().closes().types("/reflect")
    assert "You began this on " not in text(amina)
    assert kept(commons.database, amina) == []


def test_begin_anew_drops_it(commons: Commons, workspace: Workspace) -> None:
    amina = workspace.person("amina").types("/reflect").fills(answer_1="Old.").closes()
    amina.types("/reflect").fills(answer_1="Old and more.").clicks("Begin anew")

    assert value(amina, "What is one thing you noticed?") is None
    assert "You began this" not in text(amina)
    assert [each for each in kept(commons.database, amina) if each] == []
    amina.closes().types("/reflect")
    assert value(amina, "What is one thing you noticed?") is None


def test_words_after_the_command_come_first_and_the_draft_on_request(
    commons: Commons, workspace: Workspace
) -> None:
    amina = workspace.person("amina").types("/reflect").fills(answer_1="Old.").closes()
    amina.types("/reflect New.")
    assert value(amina, "answer_1") == "New."
    amina.fills(answer_1="New, and longer.").clicks("Bring back what I began")

    assert value(amina, "answer_1") == "New, and longer.\n\nOld."
    assert "Bring back what I began" not in buttons(amina)
    amina.saves()
    assert kept(commons.database, amina) == []


def test_what_was_not_brought_back_is_there_the_next_time(
    commons: Commons, workspace: Workspace
) -> None:
    amina = workspace.person("amina").types("/reflect").fills(answer_1="Old.").closes()
    amina.types("/reflect New.").fills(answer_1="New, and longer.").saves().closes()

    assert [each["answers"] for each in kept(commons.database, amina)] == [["Old."]]
    assert value(amina.types("/reflect"), "answer_1") == "Old."


def test_what_has_no_room_gets_a_box_of_its_own(workspace: Workspace) -> None:
    amina = workspace.person("amina").types("/reflect").fills(answer_1="o" * 3000).closes()
    amina.types("/reflect New.").clicks("Bring back what I began")

    assert value(amina, "answer_1") == "New."
    assert value(amina, "What you wrote before") == "o" * 3000


def test_strokes_may_arrive_in_any_order(commons: Commons, workspace: Workspace) -> None:
    amina = workspace.person("amina").types("/reflect")
    wire = Wire(workspace.transport)
    workspace.transport = wire
    amina.fills(answer_1="On").fills(answer_1="One thing.")
    wire.send("interactive", wire.sent[0])
    assert [each["answers"] for each in kept(commons.database, amina)] == [["One thing."]]

    amina.saves()
    strokes = [each for each in wire.sent if each["type"] == "block_actions"]
    wire.send("interactive", strokes[-1])
    assert kept(commons.database, amina) == [], "a stroke that comes after the save keeps nothing"


def test_a_stroke_from_before_begin_anew_brings_nothing_back(
    commons: Commons, workspace: Workspace
) -> None:
    amina = workspace.person("amina").types("/reflect").fills(answer_1="Old.").closes()
    amina.types("/reflect")
    wire = Wire(workspace.transport)
    workspace.transport = wire
    amina.fills(answer_1="Old and more.").clicks("Begin anew")
    wire.send("interactive", wire.sent[0])

    assert [each for each in kept(commons.database, amina) if each] == []


def test_switched_off_nothing_is_kept(commons: Commons, workspace: Workspace) -> None:
    amina = workspace.person("amina").types("/reflect").fills(answer_1="Old.").closes()
    amina.opens_home().clicks("My settings", on="home").clicks("Change the rest")
    assert value(amina, "keeps_drafts") == "yes"
    amina.fills(keeps_drafts="Keep nothing until I save").saves()
    assert "The drafts that there were are gone." in text(amina)
    assert kept(commons.database, amina) == []
    amina.closes(everything=True).types("/reflect").fills(answer_1="Gone.")

    assert "I keep a draft" not in text(amina)
    assert kept(commons.database, amina) == []
    amina.closes().types("/reflect")
    assert value(amina, "answer_1") is None


def test_after_thirty_days_it_goes(commons: Commons, workspace: Workspace) -> None:
    amina = workspace.person("amina").types("/reflect").fills(answer_1="Old.").closes()
    [job] = jobs(commons.bot)
    now = commons.bot.now()
    job.run(now + KEPT_FOR - timedelta(minutes=2))
    assert len(kept(commons.database, amina)) == 1
    job.run(now + KEPT_FOR + timedelta(minutes=2))
    assert len(kept(commons.database, amina)) == 1, "it looks once an hour"
    job.run(now + KEPT_FOR + timedelta(hours=2))

    assert kept(commons.database, amina) == []


def test_what_is_too_old_is_not_offered(commons: Commons, workspace: Workspace) -> None:
    amina = workspace.person("amina").types("/reflect").fills(answer_1="Old.").closes()
    with commons.database.transaction() as db:
        known = member_by_slack_id(db, amina.id)
        assert known is not None
        read_as(db, person(known))
        [draft] = drafts_of(db, known.id, SAVE, since=NOW - 99 * KEPT_FOR)
        draft.saved_at -= KEPT_FOR + timedelta(days=1)
    amina.types("/reflect")

    assert value(amina, "answer_1") is None
