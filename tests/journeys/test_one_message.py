"""Several things that are due to one person come as one message, once, whatever Slack does; each
part goes on by itself.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from bot.app import Commons
from bot.claims import renew
from bot.deliveries import CHECK_IN, QUESTION, Claimed, refresh, show
from bot.peace import ALWAYS, AT_WORK, FROM_PEOPLE, UNASKED
from bot.people import meet
from bot.settings import Settings
from bot.takeaways import ASKED
from bot.watches import WAITING
from sandbox.faults import Fault
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from storage.deliveries import delivery_by_occasion
from templates.blocks import Message, actions, button, divider, message, section
from tests.handlers import Deliver, member
from tests.handlers.boards import later

ROOT = Path(__file__).parents[2]
HOURS, DAYS = 3600, 24 * 3600
KINDS = (CHECK_IN, QUESTION, ASKED)
FIRST = f"{CHECK_IN}: words?"
# For a room, for two, or a Home: what is not for one person alone.
NOT_LETTERS = {
    "asks.meeting", "asks.together", "checkins.told", "cycles.line", "digests.post",
    "doorway.bookmark", "doorway.post", "experiments.card", "home", "ideas.talk", "notes.thread",
    "notices.post", "reflections.line", "thanks.talk", "workshops.post",
}  # fmt: skip

Words = dict[str, str | None]


@pytest.fixture
def words(commons: Commons) -> Words:
    """What each has to say, at any time; a number is how many blocks it takes."""
    said: Words = dict.fromkeys(KINDS, "words")

    def compose(db: Session, taken: Claimed, now: object) -> Message | None:
        del db, now
        text = said[taken.kind]
        if text is None:
            return None
        if text == "broken":
            raise ValueError
        many = [divider()] * int(text) if text.isdecimal() else []
        answer = actions(button(f"Answer {taken.kind}", "tests.answer", f"{taken.subject_id}"))
        return message(f"{taken.kind}: {text}?", section(f"{taken.kind}: {text}"), answer, *many)

    commons.composers.update(dict.fromkeys(KINDS, compose))
    return said


@pytest.fixture
def tom(commons: Commons, workspace: Workspace, words: Words) -> Person:
    """To whom all of it is due, on a Monday morning."""
    del words
    with commons.database.transaction() as db:
        for handle in ("tom", "amina", "mikko", "ana"):
            member(db, workspace, handle)
    commons.courier.deliver()  # their Homes
    with commons.database.transaction() as db:
        to = member(db, workspace, "tom")
        for each in KINDS:
            show(db, each, 1, now=commons.clock.now(), member_id=to.id)
    return workspace.person("tom")


@pytest.fixture
def another(commons: Commons, settings: Settings, workspace: Workspace) -> Callable[[], None]:
    """Another copy of Commons looks, when leases have lapsed."""

    def look(by: float = 60) -> None:
        other = later(settings, workspace, timedelta(seconds=by))
        other.composers.update({each: commons.composers[each] for each in KINDS})
        other.courier.deliver()
        other.stop()

    return look


def shown(somebody: Person) -> list[str]:
    """The words of each message, without its buttons."""
    said = [each.shown.splitlines() for each in somebody.messages]
    return ["\n".join(it for it in lines if not it.startswith("Answer ")) for lines in said]


def changes(commons: Commons, *kinds: str) -> None:
    with commons.database.transaction() as db:
        for each in kinds:
            refresh(db, each, 1, now=commons.clock.now())


def after(workspace: Workspace, deliver: Deliver, seconds: float) -> None:
    workspace.clock.advance(seconds)
    deliver()


def all_of(*parts: str) -> str:
    return "\n".join(f"{kind}: {text}" for kind, text in zip(KINDS, parts, strict=True))


def test_every_letter_is_of_a_kind_that_somebody_thought_about(commons: Commons) -> None:
    """Whoever adds one says when it may come: see bot/peace.py."""
    letters = set(commons.composers) - NOT_LETTERS

    assert letters | set(UNASKED) == {*UNASKED, *AT_WORK, *FROM_PEOPLE, *ALWAYS}


def test_nobody_but_the_courier_writes_over_a_message() -> None:
    """Others may have their words in it: whoever is clicked changes rows, and asks for it anew."""
    own = {"handlers/posts.py", "handlers/answers.py"}  # the latter: what one person alone sees
    overwrites = re.compile(r"chat_update\(|chat_delete\(|(replace|delete)_original")
    found = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "handlers").rglob("*.py")
        if overwrites.search(path.read_text(encoding="utf-8"))
    }

    assert found == own


def test_three_things_are_one_message_of_which_each_changes_by_itself(
    commons: Commons, workspace: Workspace, deliver: Deliver, tom: Person, words: Words
) -> None:
    deliver()
    told = tom.expects(text=f"{FIRST} And 2 more things.")
    assert shown(tom) == [all_of("words", "words", "words")]
    assert told.buttons == [f"Answer {each}" for each in KINDS]

    words[QUESTION] = "answered"
    changes(commons, QUESTION)
    deliver()
    assert shown(tom) == [all_of("words", "answered", "words")]

    words[CHECK_IN] = None
    changes(commons, CHECK_IN)
    deliver()
    assert shown(tom) == [f"{QUESTION}: answered\n{ASKED}: words"]

    words[CHECK_IN] = "again"
    changes(commons, CHECK_IN)
    after(workspace, deliver, DAYS)
    tom.expects(text=f"{CHECK_IN}: again?")
    assert len(shown(tom)) == 2, "it had left that message"

    words.update(dict.fromkeys(KINDS))
    changes(commons, *KINDS)
    deliver()
    assert shown(tom) == []


@pytest.mark.parametrize("silent", [[], [CHECK_IN], [QUESTION], [CHECK_IN, QUESTION], [*KINDS]])
def test_what_has_nothing_to_say_is_not_in_it(
    deliver: Deliver, tom: Person, words: Words, silent: list[str]
) -> None:
    words.update(dict.fromkeys(silent))
    deliver()

    heard = [each for each in KINDS if each not in silent]
    if heard:
        more = {1: "", 2: " And one more thing.", 3: " And 2 more things."}[len(heard)]
        tom.expects(text=f"{heard[0]}: words?{more}")
    assert shown(tom) == ["\n".join(f"{each}: words" for each in heard)] * bool(heard)


@pytest.mark.parametrize(
    "fault",
    [
        Fault.resets(),
        Fault.resets(after=True),
        Fault.times_out_after(),
        Fault.server_error(),
        Fault.fails("internal_error"),
        Fault.rate_limited(retry_after=40),
    ],
    ids=["a reset", "a reset after", "no answer after", "500", "internal_error", "wait"],
)
def test_without_word_from_slack_it_comes_once(
    commons: Commons,
    workspace: Workspace,
    deliver: Deliver,
    tom: Person,
    words: Words,
    another: Callable[[], None],
    fault: Fault,
) -> None:
    commons.bot.slack.timeout = 1
    workspace.faults.add("chat.postMessage", fault)
    deliver()
    words[ASKED] = "changed"
    changes(commons, ASKED)
    workspace.clock.advance(60)
    another()
    another()

    tom.expects()
    assert shown(tom) == [all_of("words", "words", "changed")]


def test_a_courier_that_dies_on_the_way_leaves_it_to_the_next(
    commons: Commons, tom: Person, another: Callable[[], None]
) -> None:
    [taken] = commons.courier._claim()
    assert len(taken.riders) == 2
    commons.courier._posts.say(taken)
    another()
    with commons.database.transaction() as db:
        assert not renew(db, taken, lease_now=commons.clock.lease_now())

    tom.expects(text=f"{FIRST} And 2 more things.")
    assert shown(tom) == [all_of("words", "words", "words")]


def test_what_is_too_much_for_one_message_comes_in_the_next(
    workspace: Workspace, deliver: Deliver, tom: Person, words: Words
) -> None:
    words[CHECK_IN], words[QUESTION] = "20", "30"
    deliver()
    tom.expects(text=f"{CHECK_IN}: 20?")
    assert len(shown(tom)) == 1, "a minute later would be too soon"
    after(workspace, deliver, DAYS)
    tom.expects(text=f"{QUESTION}: 30? And one more thing.")

    assert shown(tom)[1] == f"{QUESTION}: 30\n{ASKED}: words"


@pytest.mark.parametrize("broken", [CHECK_IN, ASKED])
def test_what_is_broken_keeps_no_other_from_going_out(
    commons: Commons,
    workspace: Workspace,
    deliver: Deliver,
    tom: Person,
    words: Words,
    broken: str,
) -> None:
    words[broken] = "broken"
    deliver()
    tom.expects()
    assert shown(tom) == ["\n".join(f"{each}: words" for each in KINDS if each != broken)]

    words[broken] = "mended"
    after(workspace, deliver, DAYS)
    tom.expects(text=f"{broken}: mended?")
    assert commons.courier.deliver() == 0


def test_a_message_that_is_gone_rings_nobody_anew(
    commons: Commons, deliver: Deliver, tom: Person
) -> None:
    deliver()
    told = tom.expects()
    commons.bot.slack.chat_delete(channel=told.room, ts=told.ts)
    changes(commons, QUESTION)
    deliver()

    assert shown(tom) == []
    with commons.database.read() as db:
        rows = [delivery_by_occasion(db, f"{each}:1") for each in KINDS]
    assert [(each.ts, each.rides_on) for each in rows if each] == [(None, None)] * 3
    assert commons.courier.deliver() == 0


def test_what_did_not_go_out_by_day_does_not_come_by_night(
    workspace: Workspace, deliver: Deliver, tom: Person, another: Callable[..., None]
) -> None:
    workspace.faults.add("chat.postMessage", Fault.server_error())
    deliver()
    workspace.clock.advance(12 * HOURS)
    another(13 * HOURS)
    assert shown(tom) == []

    workspace.clock.advance(12 * HOURS)
    another(26 * HOURS)
    tom.expects(text=f"{FIRST} And 2 more things.")


def test_what_may_be_out_keeps_the_next_waiting(
    commons: Commons,
    workspace: Workspace,
    deliver: Deliver,
    tom: Person,
    another: Callable[..., None],
) -> None:
    workspace.faults.add("chat.postMessage", Fault.resets(after=True))
    deliver()
    with commons.database.transaction() as db:  # nobody knows yet that he was written to
        to = member(db, workspace, "tom")
        show(db, CHECK_IN, 2, now=commons.clock.now(), member_id=to.id)
    after(workspace, deliver, 2)
    tom.expects(text=f"{FIRST} And 2 more things.")
    assert len(shown(tom)) == 1

    workspace.clock.advance(60)
    another(60)
    after(workspace, deliver, 60)
    assert len(shown(tom)) == 1
    after(workspace, deliver, DAYS)
    tom.expects(text=FIRST)


def test_what_is_held_keeps_no_other_waiting(
    commons: Commons, workspace: Workspace, deliver: Deliver, tom: Person
) -> None:
    with commons.database.transaction() as db:
        to = member(db, workspace, "tom")
        lost = delivery_by_occasion(db, f"{CHECK_IN}:1")
        assert lost is not None
        lost.begun_at, lost.held = commons.clock.now(), "internal_error"
        show(db, CHECK_IN, 2, now=commons.clock.now(), member_id=to.id)
    deliver()

    tom.expects(text=f"{QUESTION}: words? And 2 more things.")


def test_gone_by_day_it_does_not_come_back_by_night(
    commons: Commons, workspace: Workspace, deliver: Deliver, tom: Person
) -> None:
    deliver()
    tom.expects()
    commons.composers[WAITING] = lambda *_: message("An ask waits", section("An ask waits."))
    with commons.database.transaction() as db:
        to = member(db, workspace, "tom")
        show(db, WAITING, 1, now=commons.clock.now(), member_id=to.id)
    deliver()
    told = tom.expects(text="An ask waits")
    commons.bot.slack.chat_delete(channel=told.room, ts=told.ts)
    workspace.clock.advance(12 * HOURS)
    changes(commons, WAITING)
    deliver()
    assert len(shown(tom)) == 1

    after(workspace, deliver, 12 * HOURS)
    tom.expects(text="An ask waits")


def test_before_somebody_is_written_to_slack_says_where_they_are(
    commons: Commons, workspace: Workspace, deliver: Deliver, words: Words
) -> None:
    del words
    mikko = workspace.user("mikko")
    mikko.zone = "Pacific/Auckland"  # where it is eleven at night
    with commons.database.transaction() as db:
        met = meet(db, mikko.id, name="", now=commons.clock.now())  # a click, and nothing else yet
        for each in (CHECK_IN, QUESTION):
            show(db, each, 1, now=commons.clock.now(), member_id=met.id)
    deliver()
    assert shown(workspace.person("mikko")) == []

    after(workspace, deliver, 9 * HOURS)
    assert shown(workspace.person("mikko")) == []
    after(workspace, deliver, 1 * HOURS)
    workspace.person("mikko").expects(shown=f"{CHECK_IN}: words")


def test_those_who_are_away_keep_no_other_waiting(
    commons: Commons, workspace: Workspace, deliver: Deliver, tom: Person
) -> None:
    with commons.database.transaction() as db:
        back = commons.clock.now().date() + timedelta(days=9)
        for handle in ("amina", "mikko", "ana"):
            away = member(db, workspace, handle)
            away.away_until = back
            show(db, CHECK_IN, away.id + 10, now=commons.clock.now(), member_id=away.id)
    assert deliver() == 1
    assert deliver() == 0
    tom.expects(text=f"{FIRST} And 2 more things.")
    after(workspace, deliver, 9 * DAYS)

    for handle in ("amina", "mikko", "ana"):
        workspace.person(handle).expects(text=FIRST)
