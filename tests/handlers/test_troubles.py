"""When something does not go out, somebody hears: each facilitator once, until it is put right."""

from datetime import timedelta
from threading import Event
from typing import Any

import pytest

from bot.app import Commons
from bot.deliveries import DIGEST, TROUBLE, show
from bot.outcomes import MOST_BROKEN
from bot.scheduler import OFTEN, Heartbeat
from bot.settings import Settings
from handlers import Job
from handlers.deliveries import Courier, Watch
from sandbox.faults import Fault
from sandbox.workspaces import Workspace
from storage.deliveries import delivery_by_occasion
from tests.cast import NOW, join, put_down
from tests.handlers import Deliver, member
from tests.handlers.boards import cards, later

DID_NOT_GO_OUT = "Something of mine did not go out"


def refused(workspace: Workspace, deliver: Deliver, reason: str = "restricted_action") -> None:
    workspace.faults.add("chat.postMessage", Fault.fails(reason))
    deliver()


@pytest.mark.usefixtures("planned")
def test_each_facilitator_has_one_message_that_goes_when_it_is_put_right(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    with commons.database.transaction() as db:
        member(db, workspace, "leila").facilitator = True
    refused(workspace, deliver, "not_in_channel")
    told = [workspace.person(each) for each in ("jonas", "leila")]
    for each in told:
        each.expects(text=DID_NOT_GO_OUT, shown="I am not in the noticeboard's channel.")
    assert workspace.person("amina").messages == []

    told[0].clicks("Try again", on=told[0].messages[-1])
    deliver()
    workspace.channel("noticeboard").expects(text="E-1")
    assert [each.messages for each in told] == [[], []]


@pytest.mark.usefixtures("planned")
def test_however_often_it_is_refused_it_is_one_message(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    refused(workspace, deliver)
    jonas = workspace.person("jonas")
    first = jonas.expects(text=DID_NOT_GO_OUT)
    with commons.database.transaction() as db:
        put_down(db, join(db, "amina"), title="Another")
    refused(workspace, deliver)
    workspace.faults.add("chat.postMessage", Fault.fails("is_archived"), times=2)
    jonas.clicks("Try again", on=first)
    deliver()

    [message] = jonas.messages
    assert message.ts == first.ts
    assert "The noticeboard's channel is archived." in message.shown
    assert "I may not write" not in message.shown


@pytest.mark.usefixtures("planned")
def test_at_the_next_trouble_it_is_told_anew(workspace: Workspace, deliver: Deliver) -> None:
    refused(workspace, deliver)
    jonas = workspace.person("jonas")
    first = jonas.expects(text=DID_NOT_GO_OUT)
    jonas.clicks("Try again", on=first)
    deliver()
    workspace.channel("noticeboard").expects(text="E-1")

    amina = workspace.person("amina")
    amina.types("/experiment Shorter meetings", in_="hallway")
    amina.fills(purpose="p", question="q", stage="Just an idea", visibility="group").saves()
    amina.closes()
    refused(workspace, deliver)
    again = jonas.expects(text=DID_NOT_GO_OUT)
    assert again.ts != first.ts
    assert len(jonas.messages) == 1


@pytest.mark.usefixtures("planned")
def test_what_is_let_go_is_not_said_and_not_told_any_more(
    workspace: Workspace, deliver: Deliver
) -> None:
    refused(workspace, deliver)
    jonas = workspace.person("jonas")
    jonas.clicks("Let it go", on=jonas.expects(text=DID_NOT_GO_OUT))
    deliver()

    assert jonas.messages == []
    assert "Waiting to go out" not in jonas.opens_home().home.text
    assert cards(workspace) == []


@pytest.mark.usefixtures("planned")
def test_who_does_not_facilitate_any_more_can_do_nothing_with_an_old_message(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    refused(workspace, deliver)
    jonas = workspace.person("jonas")
    told = jonas.expects(text=DID_NOT_GO_OUT)
    with commons.database.transaction() as db:
        member(db, workspace, "jonas").facilitator = False
    jonas.clicks("Let it go", on=told)

    jonas.expects(text="Only facilitators can do this. You could ask one of them.")
    with commons.database.read() as db:
        card = delivery_by_occasion(db, "experiments.card:1")
        assert card is not None
        assert card.held == "restricted_action"


@pytest.mark.usefixtures("planned")
def test_that_it_could_not_be_told_is_not_told(workspace: Workspace, deliver: Deliver) -> None:
    workspace.faults.add("chat.postMessage", Fault.fails("restricted_action"), times=2)
    deliver()

    jonas = workspace.person("jonas")
    assert jonas.messages == []
    assert "Waiting to go out: the card of an experiment." in jonas.opens_home().home.text
    assert deliver() == 0


def test_the_digest_is_called_by_its_name(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    with commons.database.transaction() as db:
        show(db, DIGEST, 1, now=NOW)
    commons.courier._posts._composers = {  # what a digest says is not this test's
        **commons.composers,
        DIGEST: commons.composers[TROUBLE],
    }
    with commons.database.transaction() as db:
        row = delivery_by_occasion(db, f"{DIGEST}:1")
        assert row is not None
        row.held = "is_archived"
        show(db, TROUBLE, member(db, workspace, "jonas").id, now=NOW, member_id=1)
    deliver()

    told = workspace.person("jonas").expects(text=DID_NOT_GO_OUT)
    assert "Waiting to go out: the weekly digest. The digest's channel is archived." in told.shown


@pytest.mark.usefixtures("planned")
@pytest.mark.parametrize("event", ["channel_unarchive", "group_unarchive"])
def test_a_channel_that_is_opened_again_has_what_waited_for_it(
    workspace: Workspace, deliver: Deliver, event: str
) -> None:
    refused(workspace, deliver, "is_archived")
    workspace.person("jonas").expects(text=DID_NOT_GO_OUT)
    deliver()
    assert cards(workspace) == []

    opened: dict[str, Any] = {"type": event, "channel": "CNOTICEBO", "user": "UJONAS000"}
    envelope = {"type": "event_callback", "event_id": "Ev1", "team_id": workspace.team}
    workspace.transport.send("events_api", {**envelope, "event": opened})
    workspace.transport.rest()
    deliver()
    workspace.channel("noticeboard").expects(text="E-1")


@pytest.mark.usefixtures("planned")
def test_at_the_next_start_it_is_tried_again(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    refused(workspace, deliver, "missing_scope")
    workspace.person("jonas").expects(text=DID_NOT_GO_OUT)
    workspace.patience = 3
    commons.courier.start()

    workspace.channel("noticeboard").expects(text="E-1")


def test_somebody_who_has_left_keeps_nobody_busy(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    with commons.database.transaction() as db:
        put_down(db, member(db, workspace, "amina"))
    deliver()
    workspace.channel("noticeboard").expects(text="E-1")
    with commons.database.transaction() as db:
        show(db, "test.letter", 1, now=NOW, member_id=member(db, workspace, "tom").id)
    letters = {"test.letter": commons.composers["experiments.card"]}
    commons.courier._posts._composers = {**commons.composers, **letters}
    refused(workspace, deliver, "user_disabled")

    assert workspace.faults.waiting == 0
    assert deliver() == 0
    assert workspace.person("jonas").messages == []


def test_what_breaks_while_it_is_composed_is_told_and_stops_nothing_else(
    commons: Commons, settings: Settings, workspace: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(*_: object) -> None:
        raise ValueError("words that somebody wrote")

    with commons.database.transaction() as db:
        put_down(db, member(db, workspace, "amina"))
        show(db, DIGEST, 1, now=NOW)
    for number in range(MOST_BROKEN):
        again = later(settings, workspace, number * timedelta(hours=1))
        courier = Courier(again.bot, {**again.composers, DIGEST: breaks}, Event())
        courier.deliver()
        again.stop()

    workspace.channel("noticeboard").expects(text="E-1")
    told = workspace.person("jonas").expects(text=DID_NOT_GO_OUT)
    assert "the weekly digest. Something in me is broken." in told.shown
    assert "ValueError" in caplog.text
    assert "words that" not in caplog.text


def test_a_job_that_keeps_failing_is_told_until_it_goes_again(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    works = [False]

    def run(_: object) -> None:
        if not works[0]:
            raise ValueError("words that somebody wrote")

    jobs = [Job("digests.plan", run)]
    heartbeat = Heartbeat(jobs, commons.clock.now, Watch(commons.bot))
    for _ in range(OFTEN + 3):
        heartbeat.tick(commons.clock.now())
        deliver()
    jonas = workspace.person("jonas")
    told = jonas.expects(text="Something of mine keeps failing")
    assert "This keeps failing: the weekly digest." in told.shown
    assert "words that" not in told.shown
    assert len(jonas.messages) == 1

    works[0] = True
    heartbeat.tick(commons.clock.now())
    deliver()
    assert jonas.messages == []
