"""The doorway, as people find it on the noticeboard: it stands, it moves, it is there in a year."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.app import Commons
from bot.deliveries import BOOKMARK, DOORWAY
from bot.settings import Settings
from handlers.doorway import jobs
from sandbox.faults import Fault
from sandbox.sights import Message
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from storage.deliveries import Delivery
from storage.programme import programme
from tests.handlers import Deliver, experiment_of, member, text, title
from tests.handlers.boards import PAST_THE_LEASE, later

LOCK = "Start here: what Commons can do for you"
DAY = 24 * 60 * 60


@pytest.fixture
def goes_by(commons: Commons, workspace: Workspace) -> Callable[..., None]:
    """Days, in strides, as they go by while Commons runs: its jobs look, the courier comes."""

    def go_by(days: float = 0) -> None:
        workspace.clock.advance(days * DAY)
        for _ in range(3):  # what stands, or is gone, is noticed at the next beat
            for job in jobs(commons.bot):
                job.run(commons.clock.now())
            commons.courier.deliver()

    return go_by


@pytest.fixture
def stands(commons: Commons, workspace: Workspace, goes_by: Callable[..., None]) -> Message:
    """A doorway on the noticeboard."""
    with commons.database.transaction() as db:
        programme(db).doorway = 0
    goes_by()
    return workspace.channel("noticeboard").expects(text=LOCK)


def doorways(workspace: Workspace, room: str = "noticeboard") -> list[str]:
    there = workspace.channel(room).messages
    return [each.ts for each in there if each.text == LOCK]


def permalink(workspace: Workspace, room: str = "noticeboard") -> str:
    """Of the one doorway there."""
    [ts] = doorways(workspace, room)
    channel = workspace.channel(room).id
    return f"https://example-group.slack.com/archives/{channel}/p{ts.replace('.', '')}"


def test_it_has_a_button_for_everything_and_rings_nobody(stands: Message) -> None:
    assert stands.buttons == [
        "Put down an experiment", "Reflect", "Check in", "Ask or offer", "Sessions", "My things",
    ]  # fmt: skip
    assert stands.shown.startswith("Start here")
    assert stands.rings == []


def test_each_of_its_buttons_opens_something_of_ones_own(
    commons: Commons, workspace: Workspace, stands: Message
) -> None:
    experiment_of(commons, workspace, "amina", title="Mine")
    amina = workspace.person("amina")
    for button, opened in {
        "Put down an experiment": "A new experiment",
        "Reflect": "Reflect",
        "Check in": "How is E-1 going?",
        "Sessions": "Sessions",
        "My things": "My things",
    }.items():
        amina.clicks(button, on=stands)
        assert title(amina) == opened
        if opened == "My things":
            assert "E-1 · Mine" in text(amina)
        amina.closes()


def test_the_bookmark_leads_to_it(workspace: Workspace, stands: Message) -> None:
    assert doorways(workspace) == [stands.ts]
    assert workspace.channel("noticeboard").bookmarks == {"Start here": permalink(workspace)}


def test_nothing_is_said_twice(
    workspace: Workspace, stands: Message, goes_by: Callable[..., None]
) -> None:
    goes_by(days=79)
    goes_by()

    assert doorways(workspace) == [stands.ts]
    assert not stands.edited


def test_on_day_80_there_is_a_new_one_before_slack_hides_the_old(
    workspace: Workspace, stands: Message, goes_by: Callable[..., None]
) -> None:
    goes_by(days=79.9)
    assert doorways(workspace) == [stands.ts]
    goes_by(days=0.2)
    new = workspace.channel("noticeboard").expects(text=LOCK)

    assert doorways(workspace) == [new.ts]
    assert new.ts != stands.ts
    assert workspace.channel("noticeboard").bookmarks == {"Start here": permalink(workspace)}


@pytest.mark.usefixtures("stands")
def test_in_a_year_there_is_always_one(workspace: Workspace, goes_by: Callable[..., None]) -> None:
    workspace.forgets(days=90)
    for _ in range(50):
        goes_by(days=7.3)
        assert len(doorways(workspace)) == 1
        assert workspace.channel("noticeboard").bookmarks == {"Start here": permalink(workspace)}
    while any(not each.post.expected for each in workspace.channel("noticeboard").messages):
        workspace.channel("noticeboard").expects(text=LOCK)


@pytest.mark.usefixtures("stands")
def test_after_months_of_sleep_there_is_one(
    workspace: Workspace, goes_by: Callable[..., None]
) -> None:
    workspace.forgets(days=90)
    goes_by(days=200)

    new = workspace.channel("noticeboard").expects(text=LOCK)
    assert doorways(workspace) == [new.ts]
    assert workspace.channel("noticeboard").bookmarks == {"Start here": permalink(workspace)}


def test_the_old_one_stays_until_the_new_one_stands(
    workspace: Workspace, stands: Message, goes_by: Callable[..., None]
) -> None:
    workspace.faults.add("chat.postMessage", Fault.fails("restricted_action"))
    goes_by(days=80)
    assert doorways(workspace) == [stands.ts]
    jonas = workspace.person("jonas").opens_home()
    assert "Waiting to go out: the doorway" in jonas.home.text

    jonas.clicks("Try again", on="home")
    goes_by()
    new = workspace.channel("noticeboard").expects(text=LOCK)
    assert doorways(workspace) == [new.ts]


def open_settings(jonas: Person) -> Person:
    return jonas.opens_home().clicks("Settings", on="home")


def test_it_moves_with_the_noticeboard(
    workspace: Workspace, stands: Message, goes_by: Callable[..., None]
) -> None:
    jonas = open_settings(workspace.person("jonas"))
    jonas.fills(noticeboard="hallway").saves().closes()
    assert doorways(workspace) == [stands.ts]
    goes_by()

    workspace.channel("hallway").expects(text=LOCK)
    assert doorways(workspace) == []
    assert workspace.channel("noticeboard").bookmarks == {}
    link = permalink(workspace, "hallway")
    assert workspace.channel("hallway").bookmarks == {"Start here": link}


def test_there_and_back_leaves_one(workspace: Workspace, goes_by: Callable[..., None]) -> None:
    jonas = workspace.person("jonas")
    for room in ("hallway", "noticeboard", "hallway", "noticeboard"):
        open_settings(jonas).fills(noticeboard=room).saves().closes()
    goes_by()

    workspace.channel("noticeboard").expects(text=LOCK)
    assert (len(doorways(workspace)), doorways(workspace, "hallway")) == (1, [])
    assert workspace.channel("noticeboard").bookmarks == {"Start here": permalink(workspace)}
    assert workspace.channel("hallway").bookmarks == {}


@pytest.mark.usefixtures("stands")
def test_settings_saved_as_they_were_move_nothing(
    workspace: Workspace, goes_by: Callable[..., None]
) -> None:
    before = doorways(workspace)
    open_settings(workspace.person("jonas")).saves().closes()
    goes_by()

    assert doorways(workspace) == before


def test_out_of_an_archived_channel_it_moves_and_nobody_hears_of_the_old(
    workspace: Workspace, stands: Message, goes_by: Callable[..., None]
) -> None:
    workspace.person("amina").archives("noticeboard")
    jonas = open_settings(workspace.person("jonas"))
    workspace.faults.add("chat.delete", Fault.fails("is_archived"))
    jonas.fills(noticeboard="hallway").saves().closes()
    goes_by()

    workspace.channel("hallway").expects(text=LOCK)
    assert doorways(workspace) == [stands.ts]
    assert "waiting to go out" not in jonas.opens_home().home.text


def test_a_facilitator_puts_it_up_again_after_somebody_deleted_it(
    commons: Commons, workspace: Workspace, stands: Message, goes_by: Callable[..., None]
) -> None:
    commons.bot.slack.chat_delete(channel=stands.room, ts=stands.ts)
    jonas = open_settings(workspace.person("jonas")).clicks("Put the doorway up again")
    assert title(jonas) == "The doorway"
    assert "It goes up in #noticeboard in a moment." in text(jonas)
    jonas.closes().clicks("Put the doorway up again").closes(everything=True)
    goes_by()

    new = workspace.channel("noticeboard").expects(text=LOCK)
    assert doorways(workspace) == [new.ts]
    assert workspace.channel("noticeboard").bookmarks == {"Start here": permalink(workspace)}


def test_put_up_again_while_it_stands_it_is_the_newest_message(
    workspace: Workspace, stands: Message, goes_by: Callable[..., None]
) -> None:
    workspace.person("amina").types("Hello all.", in_="noticeboard")
    open_settings(workspace.person("jonas")).clicks("Put the doorway up again")
    goes_by()

    new = workspace.channel("noticeboard").expects(text=LOCK)
    assert doorways(workspace) == [new.ts]
    assert new.ts > stands.ts


def test_only_facilitators_put_it_up_again(
    commons: Commons, workspace: Workspace, stands: Message, goes_by: Callable[..., None]
) -> None:
    jonas = open_settings(workspace.person("jonas"))
    with commons.database.transaction() as db:
        member(db, workspace, "jonas").facilitator = False
    jonas.clicks("Put the doorway up again")
    assert "Only facilitators can do this." in text(jonas)
    goes_by()

    assert doorways(workspace) == [stands.ts]


def test_a_new_start_finds_out_that_it_is_gone(
    commons: Commons, workspace: Workspace, stands: Message, goes_by: Callable[..., None]
) -> None:
    commons.bot.slack.chat_delete(channel=stands.room, ts=stands.ts)
    commons.prepare()
    goes_by()

    new = workspace.channel("noticeboard").expects(text=LOCK)
    assert doorways(workspace) == [new.ts]
    assert workspace.channel("noticeboard").bookmarks == {"Start here": permalink(workspace)}


def test_a_group_that_had_a_noticeboard_before_gets_its_doorway(
    commons: Commons, workspace: Workspace, goes_by: Callable[..., None]
) -> None:
    with commons.database.transaction() as db:
        group = programme(db)
        group.doorway, group.changed_at = 0, commons.clock.now()
    commons.prepare()
    goes_by()

    workspace.channel("noticeboard").expects(text=LOCK)


def test_posted_without_a_word_it_is_found_again(
    commons: Commons, workspace: Workspace, goes_by: Callable[..., None]
) -> None:
    """A kill between posting and settling: the token finds it."""
    with commons.database.transaction() as db:
        programme(db).doorway = 0
    workspace.faults.add("chat.postMessage", Fault.resets(after=True))
    goes_by()
    with commons.database.transaction() as db:
        held = db.scalars(select(Delivery).where(Delivery.kind == DOORWAY)).one()
        held.claimed_until = commons.clock.lease_now() - timedelta(days=1)
    goes_by()

    workspace.channel("noticeboard").expects(text=LOCK)
    assert len(doorways(workspace)) == 1
    assert workspace.channel("noticeboard").bookmarks == {"Start here": permalink(workspace)}


@pytest.fixture
def noor(workspace: Workspace) -> Person:
    """Of another organisation, in the channel by Slack Connect: no commands, no shortcuts."""
    user = workspace.add_user("noor", "Noor Visser", team="TELSEWHER")
    workspace.conversation("noticeboard").members.append(user.id)
    return workspace.person("noor")


def test_who_comes_from_another_organisation_loses_nothing(
    workspace: Workspace, deliver: Deliver, stands: Message, noor: Person
) -> None:
    noor.types("/experiment Doors", in_="noticeboard").expects(text="not a valid command")
    noor.clicks("Put down an experiment", on=stands)
    noor.fills(title="Doors", purpose="p", question="q", stage="Just an idea", visibility="group")
    noor.saves().closes(everything=True)
    deliver()
    card = workspace.channel("noticeboard").expects(text="E-1, an experiment by Noor")
    noor.clicks("Open", on=card)
    assert title(noor) == "E-1"
    noor.closes().clicks("Reflect", on=stands)
    noor.fills(answer_1="Doors that stand open.").saves().closes(everything=True)

    noor.clicks("My things", on=stands)
    assert "E-1 · Doors" in text(noor)
    assert "Doors that stand open." in text(noor)


def test_my_things_says_what_home_says_but_for_the_commands(
    commons: Commons, workspace: Workspace, stands: Message
) -> None:
    experiment_of(commons, workspace, "amina", title="Mine")
    experiment_of(commons, workspace, "tom", title="Toms own", visibility="only_me")
    for who in ("amina", "jonas"):
        person = workspace.person(who).clicks("My things", on=stands)
        things = text(person)
        person.closes()
        workspace.person(who).opens_home()
        assert person.home.text.startswith(f"{things}\nIn any channel: /experiment")
        assert "/experiment" not in things
        assert "Toms own" not in things


def test_every_button_of_my_things_opens_over_it(
    commons: Commons, workspace: Workspace, stands: Message
) -> None:
    experiment_of(commons, workspace, "jonas", title="Mine", stage="explore")
    jonas = workspace.person("jonas").clicks("My things", on=stands)
    buttons = [each for each in jonas.window.buttons if each != "Try again"] if jonas.window else []
    assert {"Open", "Put down an experiment", "Reflect", "Settings", "Answer"} <= set(buttons)
    for button in dict.fromkeys(buttons):
        jonas.clicks(button, on="window", index=0)
        assert jonas.windows[0].title == "My things"
        assert title(jonas) not in {"My things", "Not just now"}, button
        jonas.closes()


def test_a_bookmark_that_slack_refuses_keeps_nothing_up(
    commons: Commons, workspace: Workspace, goes_by: Callable[..., None]
) -> None:
    with commons.database.transaction() as db:
        programme(db).doorway = 0
    workspace.faults.add("bookmarks.add", Fault.fails("permission_denied"))
    goes_by()

    workspace.channel("noticeboard").expects(text=LOCK)
    assert workspace.channel("noticeboard").bookmarks == {}
    assert "waiting to go out" not in workspace.person("jonas").opens_home().home.text
    with commons.database.read() as db:
        bookmark = db.scalars(select(Delivery).where(Delivery.kind == BOOKMARK)).one()
        assert (bookmark.held, bookmark.shown) == (None, bookmark.wanted)


KILLED_AT = [
    (method, after)
    for method in (
        "chat.postMessage",
        "chat.delete",
        "chat.getPermalink",
        "bookmarks.list",
        "bookmarks.add",
        "bookmarks.edit",
        "bookmarks.remove",
    )
    for after in (False, True)
]


@pytest.mark.parametrize(("method", "after"), KILLED_AT)
@pytest.mark.parametrize("room", ["noticeboard", "hallway"])
def test_cut_off_anywhere_there_is_one_doorway_and_one_bookmark(
    settings: Settings,
    workspace: Workspace,
    stands: Message,
    room: str,
    method: str,
    *,
    after: bool,
) -> None:
    """It is being replaced, or moves, and nobody hears what became of a call."""
    assert stands.room == workspace.channel("noticeboard").id
    workspace.faults.add(method, Fault.resets(after=after))
    jonas = open_settings(workspace.person("jonas")).clicks("Put the doorway up again").closes()
    jonas.fills(noticeboard=room).saves().closes()
    for number in range(1, 7):  # each finds what the one before it left behind
        copy = later(settings, workspace, by=number * PAST_THE_LEASE)
        copy.heartbeat.tick(copy.clock.now())
        copy.courier.deliver()
        copy.stop()

    workspace.channel(room).expects(text=LOCK)
    assert len(doorways(workspace, room)) == 1
    assert workspace.channel(room).bookmarks == {"Start here": permalink(workspace, room)}
    [other] = {"noticeboard", "hallway"} - {room}
    assert (doorways(workspace, other), workspace.channel(other).bookmarks) == ([], {})
    assert len(workspace.conversation(room).bookmarks) == 1
    workspace.faults.clear()
