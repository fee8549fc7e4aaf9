"""Several people press *I can help* and save at the same instant, on either engine: one is quicker,
the others are asked whether they would help as well, and each has one conversation.
"""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.app import Commons
from bot.visibility import Keeper, read_as
from sandbox.server import Server
from sandbox.transports import Direct
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from storage.asks import Help
from tests.conftest import clock_of, empty, settings_for, without_doorway
from tests.handlers import text
from tests.journeys.years import window

MONDAY = datetime(2027, 1, 4, 10, 0, tzinfo=UTC)
HELPERS = ("tom", "mikko", "ana", "priya")
HELPED, QUICKER = "Amina hears it now", "Somebody was a moment quicker."


@pytest.fixture(params=["sqlite", "postgresql"])
def commons(
    request: pytest.FixtureRequest, server: Server, workspace: Workspace
) -> Iterator[Commons]:
    """Commons on that engine, on a Monday; Amina, Jonas and the helpers are known."""
    workspace.clock.offset += MONDAY.timestamp() - workspace.clock.now()
    on_sqlite = request.param == "sqlite"
    database = None if on_sqlite else request.getfixturevalue("postgres")
    url = (
        request.getfixturevalue("sqlite_url")
        if database is None
        else database.url.render_as_string(hide_password=False)
    )
    commons = Commons(settings_for(server, workspace, url), clock_of(workspace))
    commons.prepare()
    without_doorway(commons.database)
    workspace.transport = Direct(commons.app)
    for each in ("amina", "jonas", *HELPERS):
        workspace.person(each).opens_home()
    yield commons
    commons.stop()
    if database is not None:
        empty(database)


def at_once(*acts: Callable[[], object]) -> None:
    ready = threading.Barrier(len(acts))

    def act(one: Callable[[], object]) -> None:
        ready.wait()
        one()

    threads = [threading.Thread(target=act, args=(each,)) for each in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def states(commons: Commons) -> list[str]:
    with commons.database.read() as db:
        read_as(db, Keeper())
        return sorted(db.scalars(select(Help.state)))


def test_one_is_quicker_and_nobody_is_lost(commons: Commons, workspace: Workspace) -> None:
    amina = workspace.person("amina").types("/commons Who knows about nights?")
    amina.fills(wish="Ideas").saves().closes()
    commons.courier.deliver()
    post = workspace.channel("noticeboard").expects(text="A question by Amina")
    people = [workspace.person(each).clicks("I can help", on=post) for each in HELPERS]
    for each in people:
        each.fills(words=f"{each.handle} begins.")

    at_once(*(each.saves for each in people))
    quicker = [each for each in people if HELPED in text(each)]
    slower = [each for each in people if QUICKER in text(each)]
    assert (len(quicker), len(slower)) == (1, len(HELPERS) - 1)
    assert all(window(each).field("words").value == f"{each.handle} begins." for each in slower)
    first, second, third = slower
    at_once(first.saves, second.saves, third.saves, commons.courier.deliver)
    assert all(HELPED in text(each) for each in slower)
    commons.courier.deliver()
    for each in people:
        group = workspace.group("amina", each.handle)
        met = group.expects(text="somebody can help")
        assert f'begins: "{each.handle} begins."' in met.shown
        assert len(group.messages) == 1
    assert states(commons) == ["helping"] * len(HELPERS)

    everything_back(commons, workspace, people)


def everything_back(commons: Commons, workspace: Workspace, people: list[Person]) -> None:
    """All give it back at the same instant: it waits again, once."""
    groups = [workspace.group("amina", each.handle) for each in people]
    for each in people:
        each.closes()
    backs = [
        lambda who=who, on=group.messages[0]: who.clicks("I can't after all", on=on)
        for who, group in zip(people, groups, strict=True)
    ]
    at_once(*backs)
    commons.courier.deliver()
    assert states(commons) == ["given_back"] * len(HELPERS)
    for group in groups:
        group.expects(text="can't help after all")
        assert len(group.messages) == len(["what they met for", "that it is given back"])
    [post] = workspace.channel("noticeboard").messages
    assert "talking" not in post.shown


def test_helped_settled_and_taken_down_at_the_same_instant(
    commons: Commons, workspace: Workspace
) -> None:
    """Whatever comes first, the others get a sentence, and what stands says how it ended."""
    amina = workspace.person("amina").types("/commons Who knows about nights?")
    amina.fills(wish="Ideas").saves().closes()
    commons.courier.deliver()
    post = workspace.channel("noticeboard").expects(text="A question by Amina")
    tom, mikko = (workspace.person(each).clicks("I can help", on=post) for each in HELPERS[:2])
    amina.clicks("Open", on=post)
    at_once(tom.saves, mikko.saves, lambda: amina.clicks("Take it down"), commons.courier.deliver)
    for each in (tom, mikko):
        errors = list(window(each).errors.values())
        assert (
            HELPED in text(each)
            or QUICKER in text(each)
            or errors[0].startswith("That can't be read any more")
        )
    commons.courier.deliver()
    assert post.shown == "This was taken down by the one who put it up."
    with workspace.lock:
        said = [each for each in workspace.posts.everything() if each.user == workspace.bot]
    for post_of_ours in said:
        post_of_ours.expected = True
        assert "nights" not in str(post_of_ours.blocks)
