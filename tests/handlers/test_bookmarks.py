"""The bookmark to the doorway: there once, whatever happens on the way."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from slack_sdk.errors import SlackApiError

from bot.app import Commons
from handlers.bookmarks import LET_GO, set_bookmark
from sandbox.faults import Fault
from sandbox.workspaces import Workspace
from templates.blocks import Bookmark

BOARD = "CNOTICEBO"


@pytest.fixture
def said(commons: Commons, workspace: Workspace) -> Bookmark:
    """To a message on the noticeboard."""
    posted = commons.bot.slack.chat_postMessage(
        channel=BOARD, text="Here.", unfurl_links=False, unfurl_media=False
    )
    workspace.channel("noticeboard").expects(text="Here.")
    return Bookmark("Start here", BOARD, str(posted["ts"]), frozenset())


@pytest.fixture
def link(said: Bookmark) -> str:
    return f"https://example-group.slack.com/archives/{BOARD}/p{said.ts.replace('.', '')}"


def test_set_twice_it_is_there_once(
    commons: Commons, workspace: Workspace, said: Bookmark, link: str
) -> None:
    """Also where nobody knows its id: an attempt ended without a word."""
    first = set_bookmark(commons.bot.slack, BOARD, said)
    assert set_bookmark(commons.bot.slack, BOARD, said) == first

    assert [each["link"] for each in workspace.conversation(BOARD).bookmarks] == [link]
    assert first == (BOARD, workspace.conversation(BOARD).bookmarks[0]["id"])


def test_an_answer_that_got_lost_leaves_one(
    commons: Commons, workspace: Workspace, said: Bookmark
) -> None:
    workspace.faults.add("bookmarks.add", Fault.resets(after=True))
    with pytest.raises(OSError):  # noqa: PT011  # whichever the connection broke with
        set_bookmark(commons.bot.slack, BOARD, said)
    set_bookmark(commons.bot.slack, BOARD, said)

    assert len(workspace.conversation(BOARD).bookmarks) == 1


def test_renamed_by_somebody_it_is_ours_by_its_id(
    commons: Commons, workspace: Workspace, said: Bookmark, link: str
) -> None:
    _, known = set_bookmark(commons.bot.slack, BOARD, said)
    commons.bot.slack.bookmarks_edit(channel_id=BOARD, bookmark_id=str(known), title="Door")
    set_bookmark(commons.bot.slack, BOARD, replace(said, ours=frozenset({str(known)})))

    assert workspace.channel("noticeboard").bookmarks == {"Start here": link}


def test_other_peoples_bookmarks_are_left_alone(
    commons: Commons, workspace: Workspace, said: Bookmark, link: str
) -> None:
    """One of the same name, too."""
    theirs = "https://example.org/start"
    for title in ("Start here", "Rota"):
        commons.bot.slack.bookmarks_add(channel_id=BOARD, title=title, type="link", link=theirs)
    set_bookmark(commons.bot.slack, BOARD, said)
    there = workspace.conversation(BOARD).bookmarks
    assert [each["link"] for each in there] == [theirs, theirs, link]

    moved = replace(said, channel="CHALLWAY0")
    assert set_bookmark(commons.bot.slack, BOARD, moved) == (None, None)
    assert [each["link"] for each in there] == [theirs, theirs]


@pytest.mark.parametrize("method", ["bookmarks.list", "bookmarks.add", "chat.getPermalink"])
@pytest.mark.parametrize("error", ["permission_denied", "too_many_bookmarks"])
def test_what_slack_would_refuse_again_is_let_go(
    commons: Commons, workspace: Workspace, said: Bookmark, method: str, error: str
) -> None:
    assert error in LET_GO
    workspace.faults.add(method, Fault.fails(error))

    assert set_bookmark(commons.bot.slack, BOARD, said) == (None, None)
    assert workspace.conversation(BOARD).bookmarks == []


@pytest.mark.parametrize(
    "fault", [Fault.fails("missing_scope"), Fault.rate_limited(), Fault.fails("internal_error")]
)
def test_what_may_pass_is_the_couriers_to_see_to(
    commons: Commons, workspace: Workspace, said: Bookmark, fault: Fault
) -> None:
    workspace.faults.add("bookmarks.list", fault)

    with pytest.raises(SlackApiError):
        set_bookmark(commons.bot.slack, BOARD, said)


def test_gone_already_it_is_gone(
    commons: Commons, workspace: Workspace, said: Bookmark, deliver: Callable[[], int]
) -> None:
    assert deliver() == 0
    moved = replace(said, channel="CHALLWAY0", ours=frozenset({"Bk0000009"}))

    assert set_bookmark(commons.bot.slack, BOARD, moved) == (None, None)
    assert workspace.conversation(BOARD).bookmarks == []
