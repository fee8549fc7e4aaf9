"""Sessions as people come upon them: the announcement, the window, the list, and Home."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from bot.app import Commons
from bot.visibility import Keeper, person, read_as
from bot.workshops import announcement_follows
from sandbox.faults import Fault
from sandbox.sights import Message
from sandbox.vocabulary import Person as Someone
from sandbox.workspaces import Workspace
from storage.kinds import WorkshopKind
from storage.people import Member
from storage.signups import Signup
from storage.workshops import Workshop, slots_of, workshop_by_id
from templates.doorway.views import doorway
from tests.cast import a_session
from tests.handlers import Deliver, buttons, experiment_of, member, text, title

# The tests' Monday is the 30th of November 2026.
FIRST, SECOND = (datetime(2026, 12, 10, hour, tzinfo=UTC) for hour in (8, 20))
DAY = timedelta(days=1)
QUIET: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}
LOCK = "Experiment design session on 10 December: "


@pytest.fixture(autouse=True)
def kinds(commons: Commons) -> None:
    with commons.database.transaction() as db:
        if db.get(WorkshopKind, "design") is None:
            db.add(
                WorkshopKind(
                    code="design",
                    name="Experiment design session",
                    agenda=[],
                    sharing_rule="no_names",
                    recording="none",
                    access=[],
                    places=None,
                    position=1,
                    hidden=False,
                )
            )


def opened(
    commons: Commons, workspace: Workspace, *starts: datetime, by: str = "jonas", **more: Any
) -> int:
    """A session that was opened just now, and is announced."""
    with commons.database.transaction() as db:
        holder = member(db, workspace, by)
        read_as(db, person(holder))
        made = a_session(db, holder, *(starts or (FIRST, SECOND)), at=commons.bot.now(), **more)
        if made.state == "open":
            announcement_follows(db, made, now=commons.bot.now())
        return made.id


def change(commons: Commons, session_id: int, change: Callable[[Session, Workshop], None]) -> None:
    """Something becomes different about it, and what others see of it follows."""
    with commons.database.transaction(Keeper()) as db:
        workshop = workshop_by_id(db, session_id)
        assert workshop is not None
        change(db, workshop)
        db.flush()
        announcement_follows(db, workshop, now=commons.bot.now())


def becomes(**values: Any) -> Callable[[Session, Workshop], None]:
    def set_all(_: Session, workshop: Workshop) -> None:
        for name, value in values.items():
            setattr(workshop, name, value)

    return set_all


def take_part(
    db: Session, workshop: Workshop, who: Member, *, state: str = "coming", position: int = 1
) -> None:
    slot = slots_of(db, workshop.id)[position - 1]
    db.add(
        Signup(
            workshop_id=workshop.id,
            slot_id=slot.id,
            member_id=who.id,
            coming_as="take_part",
            state=state,
            waiting_since=FIRST if state == "waiting" else None,
            created_at=FIRST,
            updated_at=FIRST,
        )
    )


def signed_up(
    commons: Commons, workspace: Workspace, session_id: int, handle: str, **more: Any
) -> None:
    with commons.database.transaction() as db:
        who = member(db, workspace, handle)

    def come(db: Session, workshop: Workshop) -> None:
        take_part(db, workshop, who, **more)

    change(commons, session_id, come)


def announcement(
    workspace: Workspace, deliver: Deliver, ending: str = "sign-up is open"
) -> Message:
    deliver()
    return workspace.channel("noticeboard").expects(text=LOCK + ending)


def opens(somebody: Someone, post: Message) -> str:
    somebody.clicks("Open", on=post)
    return text(somebody)


# -- The announcement


def test_it_goes_up_once_and_says_in_place_what_becomes_different(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    number = opened(commons, workspace, FIRST, places=1)
    post = announcement(workspace, deliver)
    assert post.buttons == ["Sign up", "Offer your idea", "Just send me the notes", "Open"]

    signed_up(commons, workspace, number, "amina")
    signed_up(commons, workspace, number, "tom", state="waiting")
    deliver()
    assert "(full; one person waiting)" in post.shown
    change(commons, number, becomes(title="Another name"))
    deliver()

    assert [each.ts for each in workspace.channel("noticeboard").messages] == [post.ts]
    assert "Experiment design session: Another name" in post.shown
    assert post.rings == []


def test_a_time_that_is_moved_or_cancelled_is_so_in_the_announcement(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    number = opened(commons, workspace)
    post = announcement(workspace, deliver)

    def move_one_and_cancel_the_other(db: Session, workshop: Workshop) -> None:
        first, second = slots_of(db, workshop.id)
        first.starts_at, first.ends_at = first.starts_at + 7 * DAY, first.ends_at + 7 * DAY
        second.state = "cancelled"

    change(commons, number, move_one_and_cancel_the_other)
    deliver()

    assert post.text == "Experiment design session on 17 December: sign-up is open"
    assert "(cancelled)" in post.shown.splitlines()[3]


@pytest.mark.parametrize(
    ("state", "ending", "says"),
    [
        ("cancelled", "it is cancelled", "This session is cancelled. Jonas is ill."),
        ("happened", "it took place", "It took place on "),
    ],
)
def test_when_it_has_ended_only_open_is_left_and_nothing_is_put_up_again(
    commons: Commons, workspace: Workspace, deliver: Deliver, state: str, ending: str, says: str
) -> None:
    number = opened(commons, workspace)
    post = announcement(workspace, deliver)
    change(commons, number, becomes(state=state, reason="Jonas is ill."))
    deliver()

    assert post.text == LOCK + ending
    assert says in post.shown
    assert post.buttons == ["Open"]
    commons.bot.slack.chat_delete(channel=post.room, ts=post.ts)
    change(commons, number, becomes(title="Found again"))
    deliver()
    assert workspace.channel("noticeboard").messages == []


def test_a_draft_and_what_was_cancelled_before_it_stood_are_announced_to_nobody(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    draft = opened(commons, workspace, state="draft")
    change(commons, draft, becomes(title="Still a draft"))
    gone = opened(commons, workspace)
    change(commons, gone, becomes(state="cancelled"))
    deliver()

    assert workspace.channel("noticeboard").messages == []


def test_whose_work_it_is_is_said_as_far_as_everyone_may_know(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    shared = experiment_of(commons, workspace, "amina")
    hidden = experiment_of(commons, workspace, "tom", title="Between us", visibility="circle")
    with commons.database.transaction() as db:
        amina, tom = member(db, workspace, "amina"), member(db, workspace, "tom")
    first = opened(commons, workspace, presenter=amina, experiment=shared)
    opened(commons, workspace, presenter=tom, experiment=hidden)
    deliver()
    workspace.channel("noticeboard").expects(text="E-1, an experiment by Amina")
    one, other = (announcement(workspace, deliver) for _ in range(2))

    assert "Amina brings E-1 · Longer first visits." in one.shown
    assert "Tom brings an idea." in other.shown
    assert "Between us" not in other.shown
    assert "Offer your idea" not in one.buttons
    assert "Tom brings E-2 · Between us." in opens(workspace.person("tom"), other)
    assert "Between us" not in opens(workspace.person("priya"), other)
    change(commons, first, becomes(experiment_id=None, presenter_id=None))
    deliver()
    assert "Offer your idea" in one.buttons


# -- The window


def test_the_window_is_made_for_the_one_who_opens_it(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    number = opened(commons, workspace, link="https://meet.example/1")
    post = announcement(workspace, deliver)
    signed_up(commons, workspace, number, "mikko")
    signed_up(commons, workspace, number, "ana", state="waiting")

    mikko = opens(workspace.person("mikko"), post)
    assert "Thursday 10 December, 10:00 to 13:00, Helsinki time" in mikko
    assert "Thursday 10 December, 22:00 to Friday 01:00, Helsinki time" in mikko
    assert "10:00  Work\n11:40  What each takes\n13:00  The end" in mikko
    assert mikko.count("https://meet.example/1") == 1
    assert "https://meet.example/1" in opens(workspace.person("leila"), post) + opens(
        workspace.person("jonas"), post
    )
    for handle in ("ana", "mere"):
        assert "meet.example" not in opens(workspace.person(handle), post)
    assert "Friday 11 December, 09:00 to 12:00, Auckland time" in text(workspace.person("mere"))


def test_the_plan_goes_by_the_clock_of_the_time_that_one_comes_to(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    number = opened(commons, workspace)
    post = announcement(workspace, deliver)
    signed_up(commons, workspace, number, "mere", position=2)
    signed_up(commons, workspace, number, "mikko", position=2, state="waiting")

    assert "09:00  Work\n10:40  What each takes\n12:00  The end" in opens(
        workspace.person("mere"), post
    )
    assert "22:00  Work" in opens(workspace.person("mikko"), post)
    assert "08:00  Work" in opens(workspace.person("tom"), post)


def test_who_was_never_met_reads_their_own_time_at_once_or_that_it_is_utc(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    opened(commons, workspace, FIRST)
    post = announcement(workspace, deliver)
    workspace.faults.add("users.info", Fault.server_error(), times=2)

    assert "Thursday 10 December, 08:00 to 11:00, UTC" in opens(workspace.person("ana"), post)
    assert "Thursday 10 December, 14:45" not in text(workspace.person("ana"))
    sunita = workspace.person("sunita").types("/workshop", in_="hallway")
    assert "Thursday 10 December, 13:45 to 16:45, Kathmandu time" in text(sunita)


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "https://", "our usual room", "https://a b"]
)
def test_what_is_no_address_is_no_link(
    commons: Commons, workspace: Workspace, deliver: Deliver, link: str
) -> None:
    opened(commons, workspace, link=link)
    jonas = opens(workspace.person("jonas"), announcement(workspace, deliver))

    assert "Where" not in jonas


def test_an_old_button_of_what_is_a_draft_again_answers_with_a_sentence(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    number = opened(commons, workspace)
    post = announcement(workspace, deliver)
    change(commons, number, becomes(state="draft"))

    amina = workspace.person("amina").clicks("Open", on=post)
    assert amina.window is None
    amina.expects(shown="This session is not there any more.")
    assert "This is a draft." in opens(workspace.person("jonas"), post)
    deliver()
    assert workspace.channel("noticeboard").messages == []


# -- The list


def test_the_command_lists_what_is_coming_whatever_it_is_asked(
    commons: Commons, workspace: Workspace
) -> None:
    amina = workspace.person("amina")
    assert title(amina.types("/workshop", in_="hallway")) == "Sessions"
    assert "Nothing is planned just now." in text(amina)
    amina.closes()
    opened(commons, workspace, SECOND, state="draft")
    number = opened(commons, workspace)
    signed_up(commons, workspace, number, "amina", position=2)

    for typed in ("", " list", " 7", " what is on?"):
        amina.types(f"/workshop{typed}", in_="hallway")
        assert text(amina).startswith(
            "Experiment design session: Whose idea shall we work on?\n"
            "Thursday 10 December, 08:00 to 11:00, London time\n"
            "Thursday 10 December, 20:00 to 23:00, London time\n"
            "You have a place: Thursday 10 December, 20:00."
        )
        assert buttons(amina) == ["Open", "Offer your idea", "What was", "Our kinds of sessions"]
        amina.closes()
    assert "Sign up" in buttons(workspace.person("tom").types("/workshop", in_="hallway"))


def test_help_says_how_it_works(workspace: Workspace) -> None:
    amina = workspace.person("amina").types("/workshop help", in_="hallway")

    assert "/workshop shows the sessions that are coming" in amina.sees[-1].shown
    amina.expects(text="How /workshop works")


def test_drafts_are_listed_for_who_may_see_them(commons: Commons, workspace: Workspace) -> None:
    with commons.database.transaction() as db:
        member(db, workspace, "leila").facilitator = True
    opened(commons, workspace, by="tom", state="draft")

    for handle, sees in (("tom", True), ("leila", True), ("amina", False)):
        somebody = workspace.person(handle).types("/workshop", in_="hallway")
        assert ("Drafts, seen by" in text(somebody)) is sees
        assert ("Whose idea" in text(somebody)) is sees
        assert ("Open a session" in buttons(somebody)) is (handle == "leila")


def test_what_was_is_found_by_a_word_and_leads_back(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    for each in ("Nights", "Rotas"):
        number = opened(commons, workspace)
        change(commons, number, becomes(state="happened", title=each))
    opened(commons, workspace, SECOND + DAY)
    announcement_day = "Experiment design session on 11 December: sign-up is open"
    deliver()
    workspace.channel("noticeboard").expects(text=announcement_day)
    tom = workspace.person("tom").types("/workshop", in_="hallway").clicks("What was")

    assert title(tom) == "What was"
    assert "Rotas" in text(tom)
    assert "Whose idea" not in text(tom)
    tom.fills(word="night").saves()
    assert "Nights" in text(tom)
    assert "Rotas" not in text(tom)
    tom.fills(word="whose").saves()
    assert "Whose idea" in text(tom)
    tom.fills(word="nothing like it").saves()
    assert 'No session has "nothing like it" in it.' in text(tom)
    tom.clicks("What is coming")
    assert title(tom) == "Sessions"
    assert len(tom.windows) == 1
    assert "Whose idea" in text(tom)


def test_both_lists_have_pages(commons: Commons, workspace: Workspace) -> None:
    with commons.database.transaction() as db:
        jonas = member(db, workspace, "jonas")
        for number in range(34):
            at = FIRST + number * timedelta(hours=1)
            made = a_session(db, jonas, at, state="happened" if number % 2 else "open")
            made.title = f"No. {number:02}"
    tom = workspace.person("tom").types("/workshop", in_="hallway")

    assert [f"No. {each:02}" in text(tom) for each in (0, 28, 30)] == [True, True, False]
    tom.clicks("Later ones")
    assert [f"No. {each:02}" in text(tom) for each in (28, 30, 32)] == [False, True, True]
    assert "Later ones" not in buttons(tom)
    tom.clicks("What was")
    assert [f"No. {each:02}" in text(tom) for each in (33, 5, 3)] == [True, True, False]
    tom.clicks("Earlier ones")
    assert [f"No. {each:02}" in text(tom) for each in (5, 3, 1)] == [False, True, True]
    assert "Earlier ones" not in buttons(tom)


def test_a_long_list_asks_no_more_of_the_database_than_a_short_one(
    commons: Commons, workspace: Workspace
) -> None:
    def questions() -> int:
        asked: list[object] = []

        def note(*given: object) -> None:
            asked.append(given[2])

        event.listen(commons.database.engine, "before_cursor_execute", note)
        workspace.person("tom").types("/workshop", in_="hallway").closes()
        event.remove(commons.database.engine, "before_cursor_execute", note)
        return len(asked)

    opened(commons, workspace, places=1)
    questions()
    few = questions()
    for number in range(1, 9):
        opened(commons, workspace, FIRST + number * DAY, places=1)
    assert questions() == few


# -- Home


def test_home_has_my_next_session_what_i_hold_and_the_ways(
    commons: Commons, workspace: Workspace
) -> None:
    soon = opened(commons, workspace, FIRST, by="tom")
    opened(commons, workspace, SECOND + 30 * DAY, by="tom")
    signed_up(commons, workspace, soon, "amina")
    opened(commons, workspace, FIRST, by="tom", state="draft")
    amina, tom = (workspace.person(each).opens_home() for each in ("amina", "tom"))

    assert "You have a place." in amina.home.text
    assert "Thursday 10 December, 08:00 to 11:00, London time" in amina.home.text
    assert "You hold" not in amina.home.text
    assert "Whose idea shall we work on?, a draft" in tom.home.text
    assert tom.home.text.count("You hold Whose idea shall we work on?") == 1
    assert "You hold Whose idea shall we work on? on Thursday 10 December, 08:00" in tom.home.text
    assert "Open a session" not in tom.home.buttons
    assert "Open a session" in workspace.person("jonas").opens_home().home.buttons
    amina.clicks("Sessions", on="home")
    assert title(amina) == "Sessions"


def test_from_my_things_everything_is_within_three_windows(
    commons: Commons, workspace: Workspace
) -> None:
    opened(commons, workspace)
    tom = workspace.person("tom").opens_home()
    said = doorway()
    commons.bot.slack.chat_postMessage(
        channel=workspace.channel("hallway").id, text=said.text, blocks=said.blocks, **QUIET
    )
    here = workspace.channel("hallway").expects(text=said.text)
    tom.clicks("My things", on=here).clicks("Sessions")
    assert title(tom) == "Sessions"
    tom.clicks("What was").clicks("What is coming").clicks("Open")

    assert title(tom) == "A session"
    assert [each.title for each in tom.windows] == ["My things", "Sessions", "A session"]
