"""The courier meets a Slack that stumbles: every card comes, and comes once."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from bot.app import Commons
from bot.deliveries import Claimed
from bot.settings import Settings
from sandbox.faults import Fault
from sandbox.server import Server
from sandbox.workspaces import Workspace
from storage.database import Database
from storage.deliveries import delivery_by_occasion
from tests.cast import join, put_down
from tests.conftest import clock_of, empty, settings_for, without_doorway
from tests.handlers import Deliver
from tests.handlers.boards import cards, later

TROUBLE = "Something of mine did not go out"


@pytest.mark.usefixtures("planned")
def test_a_card_goes_up_once_however_often_the_courier_looks(
    workspace: Workspace, deliver: Deliver
) -> None:
    assert deliver() == 2, "the card, and her Home"
    assert deliver() == 0

    workspace.channel("noticeboard").expects(text="E-1, an experiment by Amina")
    assert len(cards(workspace)) == 1


def test_whoever_looks_and_finds_nothing_waits_for_no_writer(
    commons: Commons, deliver: Deliver, caplog: pytest.LogCaptureFixture
) -> None:
    deliver()
    with commons.database.transaction():
        assert deliver() == 0

    assert [each.message for each in caplog.records if each.levelname == "ERROR"] == []


@pytest.mark.usefixtures("planned")
def test_told_to_wait_it_waits_as_long_as_slack_says(
    workspace: Workspace, deliver: Deliver
) -> None:
    workspace.faults.add("chat.postMessage", Fault.rate_limited(retry_after=40))
    deliver()
    assert cards(workspace) == []

    workspace.clock.advance(30)
    deliver()
    assert cards(workspace) == []

    workspace.clock.advance(15)
    deliver()
    workspace.channel("noticeboard").expects(text="E-1")
    assert len(cards(workspace)) == 1


@pytest.mark.usefixtures("planned")
@pytest.mark.parametrize(
    ("fault", "took_effect"),
    [
        (Fault.server_error(), False),
        (Fault.server_error(503), False),
        (Fault.server_error(403), False),
        (Fault.server_error(200), False),
        (Fault.fails("internal_error"), False),
        (Fault.fails("service_unavailable"), False),
        (Fault.resets(), False),
        (Fault.resets(after=True), True),
        (Fault.times_out_before(), False),
        (Fault.times_out_after(), True),
    ],
    ids=[
        "500",
        "503",
        "a page with 403",
        "a page with 200",
        "internal_error",
        "service_unavailable",
        "a reset",
        "a reset after",
        "no answer",
        "no answer after",
    ],
)
def test_without_word_it_looks_before_it_posts_again(
    commons: Commons,
    settings: Settings,
    workspace: Workspace,
    deliver: Deliver,
    fault: Fault,
    *,
    took_effect: bool,
) -> None:
    commons.bot.slack.timeout = 1  # seconds; a courier's patience is ten times that
    workspace.faults.add("chat.postMessage", fault)
    deliver()
    assert len(cards(workspace)) == took_effect
    assert deliver() == 0, "nobody may touch it before the lease lapses"

    other = later(settings, workspace)
    other.courier.deliver()
    other.stop()

    workspace.channel("noticeboard").expects(text="E-1")
    assert len(cards(workspace)) == 1
    with commons.database.read() as db:
        row = delivery_by_occasion(db, "experiments.card:1")
        assert row is not None
        assert row.shown == row.wanted


@pytest.mark.usefixtures("planned")
def test_when_slack_cannot_be_asked_either_it_does_not_post_blindly(
    settings: Settings, workspace: Workspace, deliver: Deliver
) -> None:
    workspace.faults.add("chat.postMessage", Fault.resets(after=True))
    deliver()
    workspace.faults.add("conversations.history", Fault.server_error())
    other = later(settings, workspace)
    other.courier.deliver()
    other.stop()

    workspace.channel("noticeboard").expects(text="E-1")
    assert len(cards(workspace)) == 1


@pytest.mark.usefixtures("planned")
def test_told_to_wait_while_it_looks_it_still_does_not_post_blindly(
    settings: Settings, workspace: Workspace, deliver: Deliver
) -> None:
    workspace.faults.add("chat.postMessage", Fault.resets(after=True))
    deliver()
    workspace.faults.add("conversations.history", Fault.rate_limited(retry_after=5))
    for _ in range(2):
        other = later(settings, workspace)
        other.courier.deliver()
        other.stop()
        workspace.clock.advance(10)

    workspace.channel("noticeboard").expects(text="E-1")
    assert len(cards(workspace)) == 1


def test_told_to_wait_it_leaves_the_whole_channel_alone(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    with commons.database.transaction() as db:
        for number in range(15):
            put_down(db, join(db, "amina"), title=f"Number {number}.")
    workspace.faults.add("chat.postMessage", Fault.rate_limited(retry_after=60))
    deliver()
    assert cards(workspace) == [], "nor do those of the next batch go up"

    workspace.clock.advance(70)
    deliver()
    for number in range(15):
        workspace.channel("noticeboard").expects(shown=f"Number {number}.")


def test_a_batch_that_outlives_its_lease_is_not_posted_twice(
    commons: Commons, settings: Settings, workspace: Workspace
) -> None:
    with commons.database.transaction() as db:
        for number in range(3):
            put_down(db, join(db, "amina"), title=f"Number {number}")
    batch = commons.courier._claim()
    other = later(settings, workspace)
    other.courier.deliver()
    other.stop()
    for each in batch:
        commons.courier._carry(each)

    for number in range(3):
        workspace.channel("noticeboard").expects(shown=f"Number {number}")
    assert len(cards(workspace)) == 3


@pytest.mark.usefixtures("planned")
def test_somebody_elses_joining_lets_go_of_nothing(workspace: Workspace, deliver: Deliver) -> None:
    workspace.faults.add("chat.postMessage", Fault.fails("restricted_action"))
    deliver()
    tom = workspace.person("tom").leaves("hallway").joins("hallway")
    deliver()

    workspace.person("jonas").expects(text=TROUBLE)
    assert cards(workspace) == []
    assert tom.handle == "tom"


@pytest.mark.usefixtures("planned")
def test_it_rests_when_there_is_nothing_to_say(commons: Commons, workspace: Workspace) -> None:
    """The courier's own commits must not wake it."""
    claims: list[int] = []
    claim = commons.courier._claim

    def counted() -> list[Claimed]:
        claims.append(1)
        return claim()

    commons.courier._claim = counted  # type: ignore[method-assign]  # it only counts
    workspace.patience = 3
    commons.courier.start()
    workspace.channel("noticeboard").expects(text="E-1")
    commons.courier._thread.join(0.5)

    assert len(claims) <= 6, "the card, a Home, and for each one more look; one before that"


def test_stopping_does_not_wait_for_a_slack_that_is_silent(
    commons: Commons, workspace: Workspace
) -> None:
    with commons.database.transaction() as db:
        for number in range(5):
            put_down(db, join(db, "amina"), title=f"Number {number}")
    commons.bot.slack.timeout = 3
    workspace.faults.add("chat.postMessage", Fault.times_out_before(), times=5)
    commons.courier.start()
    look = threading.Event()
    while workspace.faults.waiting == 5:
        look.wait(0.01)
    began = time.monotonic()
    commons.courier.stop()

    assert time.monotonic() - began < 2
    assert cards(workspace) == []
    commons.courier._crew.rest()  # or it would write into the next test's time


@pytest.fixture(params=["sqlite", "postgresql"])
def shared(
    request: pytest.FixtureRequest, server: Server, workspace: Workspace
) -> Iterator[Settings]:
    """A database on which two copies of the bot run."""
    if request.param == "sqlite":
        yield settings_for(server, workspace, request.getfixturevalue("sqlite_url"))
        return
    database: Database = request.getfixturevalue("postgres")
    yield settings_for(server, workspace, database.url.render_as_string(hide_password=False))
    empty(database)


def test_two_copies_of_the_bot_post_a_card_once(shared: Settings, workspace: Workspace) -> None:
    copies = [Commons(shared, clock_of(workspace)) for _ in range(2)]
    for each in copies:
        each.prepare()
        without_doorway(each.database)
    with copies[0].database.transaction() as db:
        for number in range(8):
            put_down(db, join(db, "amina"), title=f"Number {number}")
    threads = [_thread(each.courier.deliver) for each in copies for _ in range(2)]
    for thread in threads:
        thread.join()
    for each in copies:
        each.stop()

    for number in range(8):
        workspace.channel("noticeboard").expects(shown=f"Number {number}")
    assert len(cards(workspace)) == 8


@pytest.mark.usefixtures("planned")
def test_what_slack_refuses_is_told_to_facilitators_who_can_try_again(
    workspace: Workspace, deliver: Deliver
) -> None:
    channel = workspace.channel("noticeboard")
    workspace.person("commons").leaves("noticeboard")
    deliver()
    assert cards(workspace) == []

    jonas = workspace.person("jonas").opens_home()
    assert "Waiting to go out: the card of an experiment." in jonas.home.text
    assert "/invite @Commons" in jonas.home.text
    jonas.expects(text=TROUBLE, shown="Waiting to go out: the card of an experiment.")
    assert workspace.person("tom").messages == []
    assert "Waiting to go out" not in workspace.person("tom").opens_home().home.text

    workspace.person("commons").joins("noticeboard")
    deliver()
    channel.expects(text="E-1")
    assert "Waiting to go out" not in jonas.home.text
    assert jonas.messages == [], "what is put right is not told any more"


@pytest.mark.usefixtures("planned")
def test_try_again_tries_again(workspace: Workspace, deliver: Deliver) -> None:
    workspace.faults.add("chat.postMessage", Fault.fails("restricted_action"))
    deliver()
    jonas = workspace.person("jonas").opens_home()
    assert "I may not write in the noticeboard's channel." in jonas.home.text

    jonas.clicks("Try again", on="home")
    deliver()
    workspace.channel("noticeboard").expects(text="E-1")
    assert jonas.messages == []


def _thread(run: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=run)
    thread.start()
    return thread
