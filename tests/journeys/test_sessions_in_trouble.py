"""Sessions when things go wrong: Commons was off for a week around one, its channel was archived,
somebody left Slack unheard, and the clocks change in the night of it.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.app import Commons
from sandbox.faults import Fault
from sandbox.workspaces import Workspace
from tests.journeys.chapters import Chapters
from tests.journeys.programmes import Programme
from tests.journeys.test_a_programme import DESIGN, DESIGN_KIND, changes, leaves, signs_up

SOON = datetime(2027, 1, 14, 8, tzinfo=UTC)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
ANOTHER = "Another name"


@pytest.fixture
def programme(commons: Commons, workspace: Workspace, chapters: Chapters) -> Iterator[Programme]:
    programme = Programme(commons, workspace)
    chapters.goes_on(programme, begins)
    yield programme
    programme.goes_by()
    with workspace.lock:
        for post in workspace.posts.everything():
            post.expected = True


def begins(programme: Programme) -> None:
    jonas = programme.person("jonas").opens_home().clicks("Settings", on="home")
    jonas.fills(facilitators=["jonas", "leila"]).saves().closes()
    for each in ("leila", "amina", "tom", "mere", "mikko"):
        programme.person(each).opens_home()


def told(programme: Programme, who: str) -> list[str]:
    return [each for each in programme.inboxes.get(who, []) if "weekly digest" not in each]


def test_off_for_a_week_around_it_nothing_stale_is_said(programme: Programme) -> None:
    programme.opens(programme.person("jonas"), DESIGN_KIND, DESIGN, SOON)
    for each in ("amina", "mere"):
        signs_up(programme, each, DESIGN)
    programme.until(SOON - 3 * DAY)
    programme.workspace.clock.advance(WEEK.total_seconds())  # nobody looks at it meanwhile
    programme.goes_by()
    programme.until(SOON + 2 * WEEK)
    stays = "After the session: what stays with you?"
    assert told(programme, "amina") == [f"file: {DESIGN}", stays]
    assert told(programme, "mere") == [f"file: {DESIGN}", stays]
    assert told(programme, "jonas") == [f"file: {DESIGN}", "How was the session?"]
    assert "it took place" in programme.board.messages[0].text


def test_its_channel_is_archived_while_it_is_edited(programme: Programme) -> None:
    """People hear of the change all the same, and once it is back the post says so."""
    jonas = programme.person("jonas")
    programme.opens(jonas, DESIGN_KIND, DESIGN, SOON)
    signs_up(programme, "amina", DESIGN)
    jonas.clicks("Open", on=programme.post(DESIGN)).clicks("Change or cancel")
    jonas.clicks("Change", index=0).fills(title=ANOTHER)
    jonas.archives("noticeboard")
    jonas.saves().closes(everything=True)
    programme.until(programme.now + DAY)
    assert told(programme, "amina") == [
        f"file: {DESIGN}", f"Changed: {ANOTHER}", f"file again: {ANOTHER}",
    ]  # fmt: skip
    jonas.unarchives("noticeboard")
    programme.until(programme.now + 2 * DAY)
    [post] = [each for each in programme.board.messages if "Sign up" in each.buttons]
    assert ANOTHER in post.shown


def test_who_is_given_a_place_and_is_gone_from_slack(programme: Programme) -> None:
    """Slack never told of it: Commons was off then."""
    programme.opens(programme.person("jonas"), DESIGN_KIND, DESIGN, SOON, places=1)
    for each in ("amina", "tom", "mikko"):
        signs_up(programme, each, DESIGN)
    with programme.workspace.lock:
        programme.workspace.user("tom").deleted = True
    programme.workspace.faults.add("chat.postMessage", Fault.fails("channel_not_found"))
    leaves(programme, "amina", DESIGN)
    programme.until(programme.now + DAY)
    assert "A place came free for you" in told(programme, "mikko")


@pytest.mark.parametrize(
    ("starts", "clocks"),
    [
        # Clocks go forward in Europe at 01:00 UTC on this night, and go back in October.
        (datetime(2027, 3, 28, 1, 30, tzinfo=UTC), {"mikko": "04:30", "tom": "02:30"}),
        (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), {"mikko": "03:30", "tom": "01:30"}),
        # In the United States on these nights, and in Auckland.
        (datetime(2027, 3, 14, 7, 30, tzinfo=UTC), {"amina": "03:30", "tom": "07:30"}),
        (datetime(2027, 11, 7, 6, 30, tzinfo=UTC), {"amina": "01:30", "tom": "06:30"}),
        (datetime(2027, 4, 3, 14, 30, tzinfo=UTC), {"mere": "02:30", "tom": "15:30"}),
    ],
)
def test_in_the_night_in_which_the_clocks_change(
    programme: Programme, starts: datetime, clocks: dict[str, str]
) -> None:
    programme.person("amina").becomes(zone="America/New_York")
    programme.workspace.clock.advance((starts - 5 * DAY - programme.now).total_seconds())
    programme.goes_by()
    programme.opens(programme.person("jonas"), "Trios, 45 minutes", DESIGN, starts)
    for each in clocks:
        signs_up(programme, each, DESIGN)
    programme.until(starts + HOUR)
    for who, clock in clocks.items():
        said = told(programme, who)
        assert (said[0], len(said)) == (f"file: {DESIGN}", 3), said
        assert f", {clock}, " in f", {said[1]}", said
        assert said[2].startswith(f"{clock}, "), said
        assert programme.calendars[who].shows == [(DESIGN, starts, starts + 0.75 * HOUR)]


def test_two_facilitators_edit_it_at_once(programme: Programme) -> None:
    """Whoever comes hears once what it is in the end."""
    jonas, leila = programme.person("jonas"), programme.person("leila")
    programme.opens(jonas, DESIGN_KIND, DESIGN, SOON)
    signs_up(programme, "amina", DESIGN)
    jonas.clicks("Open", on=programme.post(DESIGN)).clicks("Change or cancel")
    jonas.clicks("Change", index=1).fills(first=SOON + DAY)
    changes(programme, "leila", DESIGN, 0, title=ANOTHER)
    leila.clicks("Open", on=programme.post(ANOTHER)).clicks("Change or cancel")
    leila.clicks("Change", index=1).fills(first=SOON + 2 * DAY).saves().closes(everything=True)
    jonas.saves()
    found: Any = jonas.window
    assert "Someone changed this while you were writing." in found.text
    jonas.saves().closes(everything=True)
    programme.until(programme.now + DAY)
    assert [each for each in told(programme, "amina") if "file" not in each] == [
        f"Moved: {ANOTHER}"
    ]
    assert programme.calendars["amina"].shows == [(ANOTHER, SOON + DAY, SOON + DAY + 3 * HOUR)]
