"""Signing up in Slack: the form, changing and leaving, the notes, and a place that came free."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot import attendances, places
from bot.app import Commons
from bot.attendances import Wish
from bot.places import CUT_OFF
from bot.visibility import Keeper, person, read_as
from handlers.signups import jobs, my_part, waiting_lines, who_comes
from sandbox.faults import Fault
from sandbox.sights import Message
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from storage.signups import AccessNeed, signup_of
from storage.workshops import Role, slots_of, workshop_by_id
from templates.blocks import Block, actions, button
from templates.signups.views import (
    CHANGE,
    COME,
    LEAVE,
    LET_GO,
    NO_NOTES,
    TAKE,
    just_notes_button,
    sign_up_button,
)
from tests.cast import a_session
from tests.handlers import Deliver, errors, member, text, title, window
from tests.templates.test_words import HOSTILE

FRIDAY = datetime(2027, 1, 8, 10, 0, tzinfo=UTC)
MORNING = datetime(2027, 1, 14, 8, 0, tzinfo=UTC)  # a Thursday; 10:00 in Helsinki
EVENING = datetime(2027, 1, 14, 20, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CAME_FREE = "A place came free for you"
TITLE = "Whose idea shall we work on?"
QUIET: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}
IN_HELSINKI = "Thursday 14 January, 10:00 to 13:00, Helsinki time"


@pytest.fixture(autouse=True)
def on_a_friday_morning(commons: Commons, workspace: Workspace) -> None:
    workspace.clock.advance(FRIDAY.timestamp() - workspace.clock.now())
    with commons.database.transaction() as db:
        member(db, workspace, "jonas")


@pytest.fixture(autouse=True)
def what_others_say(workspace: Workspace) -> Any:
    """The announcement, and the calendar files in people's messages, are others' affairs."""
    yield
    board = workspace.channel("noticeboard")
    for each in board.messages:
        board.expects(text=each.text)
    for somebody in map(workspace.person, ("jonas", "mikko", "tom", "priya")):
        for each in somebody.messages:
            if each.text != CAME_FREE:
                somebody.expects(text=each.text)


class Stage:
    """A session with two times (or as `starts`), whose announcement stands in the hallway."""

    def __init__(
        self, commons: Commons, workspace: Workspace, *starts: datetime, **more: Any
    ) -> None:
        self.commons, self.workspace = commons, workspace
        with commons.database.transaction() as db:
            jonas = member(db, workspace, "jonas")
            read_as(db, person(jonas))
            found = a_session(db, jonas, *(starts or (MORNING, EVENING)), at=FRIDAY, **more)
            self.id, self.slots = found.id, [each.id for each in slots_of(db, found.id)]
        self.post = self.stands(sign_up_button(self.id), just_notes_button(self.id))

    def stands(self, *buttons: Block) -> Message:
        hallway = self.workspace.channel("hallway")
        self.commons.bot.slack.chat_postMessage(
            channel=hallway.id, text="Here", blocks=[actions(*buttons)], **QUIET
        )
        return hallway.expects(text="Here")

    def opens(self, who: str) -> Person:
        return self.workspace.person(who).clicks("Sign up", on=self.post)

    def signs_up(self, who: str, slot: int = 0, **more: str) -> None:
        """As a rule, quicker than through the window."""
        with self.commons.database.transaction() as db:
            by = member(db, self.workspace, who)
            read_as(db, person(by))
            wish = Wish(self.slots[slot], more.pop("coming_as", "take_part"), **more)
            attendances.sign_up(db, by, self.id, wish, now=self.commons.clock.now())

    def leaves(self, who: str) -> None:
        with self.commons.database.transaction() as db:
            by = member(db, self.workspace, who)
            read_as(db, person(by))
            attendances.leave(db, by, self.id, now=self.commons.clock.now())

    def changes(self, **what: Any) -> None:
        with self.commons.database.transaction(Keeper()) as db:
            workshop = workshop_by_id(db, self.id)
            assert workshop is not None
            for name, value in what.items():
                setattr(workshop, name, value)
            places.places_follow(db, workshop, now=self.commons.clock.now())

    def part(self, who: str) -> tuple[str, int | None, str]:
        with self.commons.database.transaction(Keeper()) as db:
            found = signup_of(db, self.id, member(db, self.workspace, who).id)
            assert found is not None
            slot = self.slots.index(found.slot_id) if found.slot_id is not None else None
            return found.state, slot, found.coming_as

    def needs(self) -> list[str]:
        with self.commons.database.read(Keeper()) as db:
            return list(db.scalars(select(AccessNeed.words).order_by(AccessNeed.signup_id)))

    def shown(self, what: Any, who: str) -> tuple[list[str], list[str]]:
        """What one of the parts of the session's window says to somebody, and its buttons."""
        with self.commons.database.transaction() as db:
            reader = member(db, self.workspace, who)
            read_as(db, person(reader))
            workshop = workshop_by_id(db, self.id)
            assert workshop is not None
            return read_blocks(what(db, reader, workshop, self.commons.clock.now()))

    def waits_in_home(self, who: str) -> tuple[list[str], list[str]]:
        with self.commons.database.transaction() as db:
            reader = member(db, self.workspace, who)
            read_as(db, person(reader))
            return read_blocks(waiting_lines(db, reader, self.commons.clock.now()))


def read_blocks(blocks: Sequence[Block]) -> tuple[list[str], list[str]]:
    lines, ways = [], []
    for each in blocks:
        if each["type"] == "actions":
            ways += [it["text"]["text"] for it in each["elements"]]
        elif each["type"] == "rich_text":
            leaves = each["elements"][0]["elements"]
            lines.append("".join(it.get("text") or it.get("url", "") for it in leaves))
        else:
            lines.append((each.get("text") or each["elements"][0])["text"])
    return lines, ways


def test_signing_up_is_three_answers(commons: Commons, workspace: Workspace) -> None:
    here = Stage(commons, workspace, link="https://meet.example/x")
    words = " ".join(HOSTILE)[:400]
    mikko = here.opens("mikko")
    assert title(mikko) == "Sign up"
    assert window(mikko).labels == [
        "Which time?",
        "How would you like to come?",
        "What would help you take part?",
    ]
    assert window(mikko).options("Which time?") == [
        "Thursday 10:00 to 13:00, Helsinki time",
        "Thursday 22:00 to Friday 01:00, Helsinki time",
    ]
    assert f"{TITLE}\nThursday 14 January" in text(mikko)
    assert "Only who holds this session reads it, now Jonas; it is deleted 30 days after." in text(
        mikko
    )
    mikko.fills(
        {
            "How would you like to come?": "Listen; nobody will call on me",
            "What would help you take part?": words,
        }
    ).saves(times=2)
    assert title(mikko) == "You're in"
    assert f"{TITLE}\n{IN_HELSINKI}." in text(mikko)
    assert "The link and a calendar file are in your messages." in text(mikko)
    assert "meet.example" not in text(mikko)
    assert window(mikko).buttons == ["Change or leave"]
    assert (here.part("mikko"), here.needs()) == (("coming", 0, "listen"), [words])


def test_looking_again_changing_and_leaving_are_a_click_each(
    commons: Commons, workspace: Workspace
) -> None:
    here = Stage(commons, workspace)
    here.signs_up("mikko", need="Captions")
    mikko = here.opens("mikko")
    assert title(mikko) == "You're in"
    assert "The link comes there too, once there is one." in text(mikko)
    mikko.clicks("Change or leave")
    assert (title(mikko), window(mikko).submit) == ("Change or leave", "Save")
    assert window(mikko).field("needs").value == "Captions"
    mikko.fills({"Which time?": "Thursday 22:00 to Friday 01:00, Helsinki time"})
    mikko.fills({"needs": ""}).saves()
    assert "22:00 to Friday 01:00" in text(mikko)
    assert (here.part("mikko"), here.needs()) == (("coming", 1, "take_part"), [])

    mikko.clicks("Change or leave")
    assert "You can come back as long as there are places." in text(mikko)
    mikko.clicks("Leave")
    assert title(mikko) == "That's fine"
    assert here.part("mikko")[0] == "left"
    assert window(mikko).buttons == ["Sign up", "Just send me the notes"]
    # And back, from there.
    mikko.clicks("Sign up")
    assert title(mikko) == "Sign up"


def test_one_time_needs_no_choice(commons: Commons, workspace: Workspace) -> None:
    here = Stage(commons, workspace, MORNING)
    tom = here.opens("mikko")
    assert window(tom).labels == ["How would you like to come?", "What would help you take part?"]
    assert f"{TITLE}\n{IN_HELSINKI}." in text(tom)
    tom.saves()
    assert here.part("mikko") == ("coming", 0, "take_part")


def test_full_is_said_and_can_still_be_chosen(commons: Commons, workspace: Workspace) -> None:
    here = Stage(commons, workspace, places=1, link="https://meet.example/x")
    for each in ("amina", "tom"):
        here.signs_up(each)
    mikko = here.opens("mikko")
    full = "Thursday 10:00 to 13:00, Helsinki time (full; one person waiting)"
    assert window(mikko).options("Which time?")[0] == full
    mikko.fills({"Which time?": full}).saves()
    assert title(mikko) == "You wait for a place"
    assert (
        f"{TITLE}\n{IN_HELSINKI}. You're next but one. "
        "If a place comes free I'll give it to you and tell you." in text(mikko)
    )
    assert "In the last two hours before the start" in text(mikko)
    assert "link" not in text(mikko)
    # Who leaves is told, kindly, that somebody gets their place.
    amina = here.opens("amina").clicks("Change or leave")
    assert "Somebody waits for a place and will get yours." in text(amina)
    tom = here.opens("tom").clicks("Change or leave")
    assert "Somebody waits" not in text(tom)


def test_a_place_that_came_free_is_told_and_taken(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    here = Stage(commons, workspace, MORNING, places=1)
    for each in ("amina", "mikko", "tom"):
        here.signs_up(each)
    here.leaves("amina")
    deliver()
    mikko = workspace.person("mikko")
    told = mikko.expects(text=CAME_FREE)
    assert f"{TITLE}\nA place came free on {IN_HELSINKI}, and it is yours." in told.shown
    assert told.buttons == ["I'll come", "Let it go"]
    assert CAME_FREE not in [each.text for each in workspace.person("tom").messages]
    assert here.waits_in_home("mikko")[1] == ["I'll come", "Let it go"]
    assert here.waits_in_home("tom") == ([], [])

    mikko.clicks("I'll come", on=told)
    deliver()
    assert told.shown == f"{TITLE}\nYou come on {IN_HELSINKI}."
    assert told.buttons == []
    assert here.waits_in_home("mikko") == ([], [])
    assert here.part("mikko")[0] == "coming"


def test_a_place_that_came_free_is_let_go_and_passes_on(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    here = Stage(commons, workspace, MORNING, places=1)
    for each in ("amina", "mikko", "tom"):
        here.signs_up(each)
    here.leaves("amina")
    deliver()
    mikko = workspace.person("mikko")
    told = mikko.expects(text=CAME_FREE)
    mikko.clicks("Let it go", on=told)
    deliver()
    assert told.shown.startswith(f"{TITLE}\nYou let the place go. Thank you for saying so.")
    tom = workspace.person("tom")
    his = tom.expects(text=CAME_FREE)
    assert "London time" in his.shown
    # Cancelled meanwhile: it says so, and asks nothing.
    here.changes(state="cancelled")
    deliver()
    assert his.shown == f"{TITLE} does not take place, so there is nothing to answer."
    assert his.buttons == []


def test_a_full_time_asks_before_it_costs_the_place_that_one_has(
    commons: Commons, workspace: Workspace
) -> None:
    here = Stage(commons, workspace, places=1)
    here.signs_up("amina")
    here.signs_up("mikko", slot=1)
    mikko = here.opens("mikko").clicks("Change or leave")
    morning = "Thursday 10:00 to 13:00, Helsinki time (full)"
    mikko.fills({"Which time?": morning, "needs": "A break"}).saves()
    assert title(mikko) == "Change or leave"
    assert (
        f"{IN_HELSINKI} is full. If you wait for it, you give up Thursday 14 January, 22:00 to "
        "Friday 01:00, Helsinki time." in text(mikko)
    )
    assert (window(mikko).submit, window(mikko).field("needs").value) == ("Wait for it", "A break")
    assert here.part("mikko") == ("coming", 1, "take_part")
    mikko.saves()
    assert title(mikko) == "You wait for a place"
    assert here.part("mikko") == ("waiting", 0, "take_part")


def test_who_would_read_what_helps_is_named_before(commons: Commons, workspace: Workspace) -> None:
    here = Stage(commons, workspace, MORNING)
    mikko = here.opens("mikko").fills({"needs": "Captions"})
    with commons.database.transaction() as db:
        leila = member(db, workspace, "leila")
        db.add(Role(slot_id=here.slots[0], member_id=leila.id, role="facilitator"))
    mikko.saves()
    assert "Leila holds it too now, and would see what helps you." in text(mikko)
    assert "Only who holds this session reads it, now Jonas and Leila" in text(mikko)
    assert (here.needs(), window(mikko).field("needs").value) == ([], "Captions")
    mikko.saves()
    assert (title(mikko), here.needs()) == ("You're in", ["Captions"])


def test_just_the_notes_and_back(commons: Commons, workspace: Workspace) -> None:
    here = Stage(commons, workspace)
    tom = workspace.person("tom").clicks("Just send me the notes", on=here.post)
    answer = tom.expects(shown="You will get the notes.")
    assert (answer.ephemeral, answer.buttons) == (True, ["Take that back"])
    assert here.part("tom")[0] == "reading"
    tom.clicks("Take that back", on=answer)
    assert "Taken back: no notes come to you." in answer.shown
    assert here.part("tom")[0] == "left"
    here.signs_up("mikko")
    mikko = workspace.person("mikko").clicks("Just send me the notes", on=here.post)
    mikko.expects(shown="You have a place; the notes come to you anyway.")
    assert here.part("mikko")[0] == "coming"


def test_what_is_too_late_is_said_and_nothing_typed_is_lost(
    commons: Commons, workspace: Workspace
) -> None:
    here = Stage(commons, workspace)
    mikko = here.opens("mikko").fills({"needs": "Captions"})
    workspace.clock.advance((MORNING - FRIDAY).total_seconds())
    mikko.saves()
    assert errors(mikko) == ["That time has passed. Please choose the other one."]
    assert window(mikko).field("needs").value == "Captions"
    evening = "Thursday 22:00 to Friday 01:00, Helsinki time"
    mikko.fills({"Which time?": evening}).saves()
    assert here.part("mikko") == ("coming", 1, "take_part")
    workspace.clock.advance(12 * 3600)
    tom = workspace.person("tom").clicks("Sign up", on=here.post)
    tom.expects(shown="This session has begun, or is over")


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("cancelled", "This session does not take place."),
        ("draft", "This session is not there any more."),
        ("happened", "This session has begun, or is over"),
    ],
)
def test_what_is_not_open_is_said_on_the_old_button(
    commons: Commons, workspace: Workspace, state: str, said: str
) -> None:
    here = Stage(commons, workspace)
    here.changes(state=state)
    here.opens("tom").expects(shown=said)


@pytest.mark.parametrize("action", [CHANGE, LEAVE, TAKE, NO_NOTES, COME, LET_GO])
def test_forged_buttons_do_nothing_for_whom_they_are_not(
    commons: Commons, workspace: Workspace, action: str
) -> None:
    here = Stage(commons, workspace, MORNING, places=1)
    here.signs_up("amina")
    tom = workspace.person("tom")
    for value in ("1", "999", "'; drop table"):
        tom.clicks("Press", on=here.stands(button("Press", action, value)))
        if tom.window is not None:
            tom.closes()
    for each in tom.sees:
        tom.expects(text=each.text)
    assert here.part("amina") == ("coming", 0, "take_part")


def test_two_who_save_at_the_same_instant_for_one_last_place(
    commons: Commons, workspace: Workspace
) -> None:
    here = Stage(commons, workspace, MORNING, places=1)
    both = [here.opens("mikko"), here.opens("tom")]
    ready = threading.Barrier(2)

    def save(somebody: Person) -> None:
        ready.wait()
        somebody.saves()

    threads = [threading.Thread(target=save, args=(each,)) for each in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(title(each) for each in both) == ["You wait for a place", "You're in"]


def test_shortly_before_the_start_a_free_place_is_taken_by_who_looks(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    here = Stage(commons, workspace, MORNING, places=1)
    for each in ("amina", "mikko"):
        here.signs_up(each)
    workspace.clock.advance((MORNING - CUT_OFF - FRIDAY).total_seconds())
    here.leaves("amina")
    deliver()
    mikko = here.opens("mikko")
    assert CAME_FREE not in [each.text for each in mikko.messages]
    assert f"{IN_HELSINKI}. A place is free now, and it is yours if you take it." in text(mikko)
    mikko.clicks("Take the place")
    assert (title(mikko), here.part("mikko")[0]) == ("You're in", "coming")


def test_somebody_who_left_slack_passes_their_place_on(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    here = Stage(commons, workspace, MORNING, places=1)
    for each in ("amina", "tom", "mikko"):
        here.signs_up(each)
    workspace.person("tom").becomes(deleted=True)
    workspace.person("amina").becomes(deleted=True)
    deliver()
    workspace.person("mikko").expects(text=CAME_FREE)
    assert [here.part(each)[0] for each in ("amina", "tom", "mikko")] == ["left", "left", "coming"]


def test_somebody_who_left_slack_unheard_passes_on_the_place_they_were_given(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    here = Stage(commons, workspace, MORNING, places=1)
    for each in ("amina", "tom", "mikko"):
        here.signs_up(each)
    deliver()
    workspace.faults.add("chat.postMessage", Fault.fails("user_disabled"))
    workspace.faults.add("users.info", Fault.fails("user_not_found"))
    here.leaves("amina")
    deliver()
    for file in workspace.person("amina").messages:
        workspace.person("amina").expects(text=file.text)  # of her calendar
    workspace.person("mikko").expects(text=CAME_FREE)
    assert [here.part(each)[0] for each in ("amina", "tom", "mikko")] == ["left", "left", "coming"]


def test_what_a_window_says_of_ones_own_part(commons: Commons, workspace: Workspace) -> None:
    here = Stage(commons, workspace, MORNING, places=1, link="https://meet.example/x")
    assert here.shown(my_part, "mikko") == ([], ["Sign up", "Just send me the notes"])
    here.signs_up("mikko", coming_as="listen")
    assert here.shown(my_part, "mikko") == (
        [
            f"You're in: {IN_HELSINKI}.",
            "You come to listen; nobody will call on you.",
        ],
        ["Change or leave"],
    )
    here.signs_up("tom")
    lines, ways = here.shown(my_part, "tom")
    [line] = lines
    assert line.startswith("You wait for Thursday 14 January, 08:00 to 11:00, London time. You're")
    assert ways == ["Change or leave"]
    here.leaves("mikko")
    lines, ways = here.shown(my_part, "tom")
    assert (len(lines), ways) == (1, ["I'll come", "Let it go"])
    here.changes(state="cancelled")
    assert here.shown(my_part, "tom") == ([], [])


def test_who_comes_is_seen_by_those_who_come(commons: Commons, workspace: Workspace) -> None:
    here = Stage(commons, workspace, places=2)
    for each in ("amina", "mikko", "tom", "priya"):
        here.signs_up(each, coming_as="listen" if each == "mikko" else "take_part")
    with commons.database.transaction() as db:
        ana = member(db, workspace, "ana")
        read_as(db, person(ana))
        attendances.just_notes(db, ana, here.id, now=FRIDAY)
    seen = "Who comes is seen by those who come; who waits or reads the notes, by whoever holds it."
    assert here.shown(who_comes, "mikko") == (
        [f"Who comes on {IN_HELSINKI}: Amina, Mikko (listening)", seen],
        [],
    )
    for nobody in ("tom", "ana", "wanjiru"):
        assert here.shown(who_comes, nobody) == ([], [])
    morning = "Thursday 14 January, 09:00 to 12:00, Copenhagen time"
    evening = "Thursday 14 January, 21:00 to Friday 00:00, Copenhagen time"
    assert here.shown(who_comes, "jonas")[0] == [
        f"Who comes on {morning}: Amina, Mikko (listening)",
        f"Who comes on {evening}: nobody has signed up yet",
        f"Waiting for {morning}, in this order: Tom, Priya",
        "Reading the notes: Ana",
        seen,
    ]


def test_what_would_help_is_forgotten_by_the_clock(commons: Commons, workspace: Workspace) -> None:
    here = Stage(commons, workspace, MORNING)
    here.signs_up("mikko", need="Captions")
    [job] = jobs(commons.bot)
    job.run(MORNING + 3 * HOUR + 30 * DAY - timedelta(seconds=1))
    assert here.needs() == ["Captions"]
    job.run(MORNING + 3 * HOUR + 30 * DAY)
    assert here.needs() == []
