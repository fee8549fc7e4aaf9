"""How is it going? Asked, tapped, left alone: in the one message, which says what came of it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.app import Commons
from bot.checkins import Said, edit, narrow, say
from bot.pauses import end
from bot.proposals import answer, ask_to_lead
from bot.teams import change_people, choose_rhythm
from bot.visibility import person, read_as
from handlers import checkins
from sandbox.sights import Message
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from storage.checkins import check_ins_about
from storage.experiments import Experiment, experiment_by_id
from tests.handlers import Deliver, experiment_of, member, text, title

MONDAY = datetime(2027, 1, 11, 10, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WORDS = [
    "Things are moving", "Slow but learning", "Stuck", "Changing direction", "Resting for now",
    "Coming to an end",
]  # fmt: skip
MENU = ["Ask me next week", "Ask less often", "Stop asking"]
LOCK = "How is E-1 going?"


class Time:
    """It goes by, and what is due is asked and carried."""

    def __init__(self, commons: Commons, workspace: Workspace, deliver: Deliver) -> None:
        self._commons = commons
        self._workspace = workspace
        self._deliver = deliver

    def goes_by(self, by: timedelta = timedelta(), *, carries: bool = True) -> None:
        self._workspace.clock.advance(by.total_seconds())
        for job in checkins.jobs(self._commons.bot):
            job.run(self._commons.clock.now())
        if carries:
            self._deliver()


@pytest.fixture
def time(commons: Commons, workspace: Workspace, deliver: Deliver) -> Time:
    """It is a Monday morning in a month without public holidays in London."""
    workspace.clock.advance(MONDAY.timestamp() - workspace.clock.now())
    return Time(commons, workspace, deliver)


@pytest.fixture
def asked(commons: Commons, workspace: Workspace, time: Time) -> Message:
    """Amina is asked, on a Monday morning, about what she tries with Tom."""
    experiment_of(commons, workspace, "amina", "tom", visibility="circle")
    time.goes_by()
    return workspace.person("amina").expects(text=LOCK)


@pytest.fixture
def amina(workspace: Workspace) -> Person:
    return workspace.person("amina")


def now_shown(somebody: Person) -> Message:
    [message] = somebody.messages
    return message


def shown_anew(somebody: Person, time: Time) -> Message:
    time.goes_by()
    return somebody.messages[-1]


def feels(commons: Commons, workspace: Workspace, reader: str) -> list[tuple[str, str]]:
    """What somebody may read of it."""
    with commons.database.transaction() as db:
        read_as(db, person(member(db, workspace, reader)))
        return [(each.feel, each.visibility) for each in check_ins_about(db, 1, limit=9)]


def experiment(commons: Commons, workspace: Workspace) -> Experiment:
    with commons.database.transaction() as db:
        read_as(db, person(member(db, workspace, "amina")))
        found = experiment_by_id(db, 1)
        assert found is not None
        return found


def test_one_tap_is_enough(
    asked: Message, amina: Person, commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    assert asked.shown.splitlines()[0] == (
        "How is Longer first visits going? One tap is enough, and so is none."
    )
    assert asked.buttons == [*WORDS, "Nothing new", *MENU]
    assert "Tom, who is on E-1 with you, can see your answer." in asked.shown
    assert asked.rings == []

    amina.clicks("Slow but learning", on=asked)
    deliver()
    noted = now_shown(amina)
    assert (noted.ts, noted.text) == (asked.ts, LOCK)
    assert noted.shown.splitlines()[0] == "Noted: Slow but learning. Tom can see it."
    assert noted.buttons == ["Add a few words", "Only me", "Undo"]
    assert feels(commons, workspace, "tom") == [("slow", "circle")]
    assert workspace.person("tom").messages == []  # one tap messages nobody

    amina.clicks("Only me", on=noted)
    deliver()
    assert (
        now_shown(amina).shown.splitlines()[0] == "Noted: Slow but learning. Only you can see it."
    )
    assert now_shown(amina).buttons == ["Add a few words", "Undo"]
    assert feels(commons, workspace, "tom") == []


def test_undone_it_is_asked_again_in_the_same_message(
    asked: Message, amina: Person, commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    amina.clicks("Stuck", on=asked)
    deliver()
    amina.clicks("Undo", on=now_shown(amina))
    deliver()
    assert now_shown(amina).buttons == [*WORDS, "Nothing new", *MENU]
    assert feels(commons, workspace, "amina") == []

    amina.clicks("Nothing new", on=now_shown(amina))
    deliver()
    assert now_shown(amina).shown.startswith("Noted: Nothing new. Tom can see it.")
    assert feels(commons, workspace, "amina") == [("nothing_new", "circle")]


def test_tapped_twice_at_once_it_is_said_once_and_another_word_gets_a_sentence(
    asked: Message, amina: Person, commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    for _ in range(2):
        amina.clicks("Things are moving", on=asked)
    assert amina.sees == []
    amina.clicks("Stuck", on=asked)
    deliver()

    amina.expects(shown="You have said already: Things are moving.")
    assert feels(commons, workspace, "amina") == [("moving", "circle")]


def test_stuck_offers_help_and_no_is_as_good(
    asked: Message, amina: Person, deliver: Deliver
) -> None:
    amina.clicks("Stuck", on=asked)
    deliver()
    stuck = now_shown(amina)
    assert "Would anything help?" in stuck.shown
    assert '"Ask the group" opens a draft. Nothing goes out before you save it.' in stuck.shown
    assert stuck.buttons[3:] == ["Ask the group", "Someone to talk to", "No, thank you"]

    amina.clicks("No, thank you", on=stuck)
    deliver()
    assert now_shown(amina).buttons == ["Add a few words", "Only me", "Undo"]
    assert "Would anything help?" not in now_shown(amina).shown


@pytest.mark.parametrize(
    ("word", "way", "opens"),
    [
        ("Resting for now", "Let E-1 rest, too", "Let E-1 rest"),
        ("Coming to an end", "End E-1", "E-1"),
        ("Changing direction", "Where is E-1 now?", "Where is E-1 now?"),
    ],
)
def test_some_words_lead_somewhere_and_nothing_happens_by_the_word_alone(
    asked: Message, amina: Person, deliver: Deliver, word: str, way: str, opens: str
) -> None:
    amina.clicks(word, on=asked)
    deliver()
    noted = now_shown(amina)
    assert noted.buttons == ["Add a few words", "Only me", "Undo", way]
    assert ("I shall not ask about E-1 again" in noted.shown) == (word == "Resting for now")

    amina.clicks(way, on=noted)
    assert opens in title(amina)


def test_a_pause_lasts_until_somebody_says_how_it_goes(
    asked: Message, amina: Person, deliver: Deliver, time: Time
) -> None:
    amina.clicks("Resting for now", on=asked)
    deliver()
    time.goes_by(100 * DAY)
    assert len(amina.messages) == 1

    amina.clicks("Undo", on=now_shown(amina))
    time.goes_by()
    assert now_shown(amina).buttons == [*WORDS, "Nothing new", *MENU]


def test_left_alone_for_a_week_it_needs_no_answer_and_it_says_so_where_it_stands(
    asked: Message, amina: Person, time: Time
) -> None:
    time.goes_by(7 * DAY - HOUR)
    assert now_shown(amina).buttons == [*WORDS, "Nothing new", *MENU]
    time.goes_by(2 * HOUR)
    lapsed = now_shown(amina)
    assert lapsed.ts == asked.ts
    assert lapsed.shown.splitlines()[0] == (
        "No answer needed about Longer first visits. /checkin works whenever you like."
    )
    assert lapsed.buttons == ["Check in"]


def test_a_word_that_comes_late_counts(
    asked: Message, amina: Person, commons: Commons, workspace: Workspace, time: Time
) -> None:
    time.goes_by(8 * DAY, carries=False)
    amina.clicks("Slow but learning", on=asked)  # in a message that was not drawn again yet
    time.goes_by()

    assert now_shown(amina).shown.startswith("Noted: Slow but learning.")
    assert feels(commons, workspace, "tom") == [("slow", "circle")]


@pytest.mark.parametrize(
    ("choice", "said", "rhythm"),
    [
        ("That's fine", "Noted: once a month.", "monthly"),
        ("Every two weeks", "Noted: every two weeks.", "fortnightly"),
        ("Stop asking", "Noted: I don't ask.", "when_i_choose"),
    ],
)
def test_after_three_that_were_left_alone_it_is_asked_less(
    asked: Message, amina: Person, commons: Commons, workspace: Workspace, time: Time,
    choice: str, said: str, rhythm: str,
) -> None:  # fmt: skip
    assert asked.text == LOCK
    for _ in range(2):
        time.goes_by(14 * DAY)
        amina.expects(text=LOCK)
    time.goes_by(7 * DAY)
    last = amina.messages[-1]
    assert last.shown.splitlines()[0] == (
        "I've asked a few times about Longer first visits; it may not be a good moment. "
        "I'll ask once a month from now on."
    )
    assert last.buttons == ["That's fine", "Every two weeks", "Stop asking"]
    assert experiment(commons, workspace).rhythm == "monthly"

    amina.clicks(choice, on=last)
    time.goes_by()
    assert amina.messages[-1].shown.startswith(said)
    assert amina.messages[-1].buttons == ["How often to ask"]
    assert experiment(commons, workspace).rhythm == rhythm
    time.goes_by(18 * DAY)
    if rhythm == "fortnightly":
        amina.expects(text=LOCK)
    assert len(amina.messages) == (4 if rhythm == "fortnightly" else 3)


def test_the_small_menu(
    asked: Message, amina: Person, commons: Commons, workspace: Workspace, time: Time
) -> None:
    amina.clicks("Ask me next week", on=asked)
    time.goes_by()
    assert now_shown(amina).shown.startswith("All right. I'll ask about Longer first visits a week")
    time.goes_by(7 * DAY)
    again = amina.expects(text=LOCK)

    amina.clicks("Ask less often", on=again)
    time.goes_by()
    assert amina.messages[-1].shown.startswith("Noted: once a month.")
    amina.clicks("How often to ask", on=amina.messages[-1])
    assert "Noted: once a month." in text(amina)
    assert experiment(commons, workspace).rhythm == "monthly"


def test_stop_asking_stops(
    asked: Message, amina: Person, commons: Commons, workspace: Workspace, time: Time
) -> None:
    amina.clicks("Stop asking", on=asked)
    time.goes_by(60 * DAY)

    assert now_shown(amina).shown.startswith("Noted: I don't ask.")
    assert experiment(commons, workspace).rhythm == "when_i_choose"


def test_who_said_something_before_may_start_from_it_and_once_a_month_is_not_less_often(
    asked: Message, amina: Person, commons: Commons, workspace: Workspace, time: Time
) -> None:
    amina.clicks("Slow but learning", on=asked)
    with commons.database.transaction() as db:
        me = member(db, workspace, "amina")
        read_as(db, person(me))
        choose_rhythm(db, me, 1, "monthly", now=commons.clock.now())
    time.goes_by(28 * DAY)

    again = amina.expects(text=LOCK)
    assert again.buttons == [
        *WORDS, "Nothing new", "What I said last time", "Ask me next week", "Stop asking",
    ]  # fmt: skip


def test_alone_on_it_only_they_see_it(
    commons: Commons, workspace: Workspace, amina: Person, time: Time
) -> None:
    experiment_of(commons, workspace, "amina", visibility="only_me", title="*Late* <!here> @tom")
    time.goes_by()

    asked = amina.expects(text=LOCK)
    assert asked.shown.startswith("How is *Late* <!here> @tom going? One tap is enough")
    assert "Only you can see it." in asked.shown
    assert asked.rings == []


def test_a_tap_goes_no_further_than_the_message_said(
    asked: Message, amina: Person, commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    with commons.database.transaction() as db:  # Priya joins, and the message does not say so yet
        me, now = member(db, workspace, "amina"), commons.clock.now()
        read_as(db, person(me))
        priya = workspace.person("priya").id
        change_people(db, me, 1, shown=[], chosen=[priya], now=now)
    amina.clicks("Stuck", on=asked)
    deliver()

    workspace.person("priya").expects(text="You are on E-1 now")
    assert now_shown(amina).shown.splitlines()[0] == "Noted: Stuck. Only you can see it."
    assert feels(commons, workspace, "priya") == feels(commons, workspace, "tom") == []


def test_who_was_alone_last_time_is_told_when_that_changes(
    asked: Message, amina: Person, commons: Commons, workspace: Workspace, time: Time
) -> None:
    amina.clicks("Slow but learning", on=asked)
    with commons.database.transaction() as db:
        me = member(db, workspace, "amina")
        read_as(db, person(me))
        narrow(db, me, 1, now=commons.clock.now())
    time.goes_by(14 * DAY)
    last = amina.expects(text=LOCK)
    assert "Only you can see it." in last.shown

    with commons.database.transaction() as db:  # Tom may read the old one after all
        me = member(db, workspace, "amina")
        read_as(db, person(me))
        edit(db, me, 1, Said("slow", visibility="circle"), now=commons.clock.now())
    amina.clicks("Stuck", on=last)
    assert feels(commons, workspace, "tom") == [("slow", "circle")]

    amina.clicks("Undo", on=shown_anew(amina, time))
    assert "Tom, who is on E-1 with you, can see your answer." in shown_anew(amina, time).shown


def test_it_comes_in_their_working_hours_and_not_while_they_are_away(
    commons: Commons, workspace: Workspace, amina: Person, time: Time
) -> None:
    experiment_of(commons, workspace, "amina")
    with commons.database.transaction() as db:
        member(db, workspace, "amina").away_until = date(2027, 1, 18)
    time.goes_by(7 * DAY - 3 * HOUR)  # Monday, 7:00
    assert amina.messages == []

    time.goes_by(3 * HOUR)
    workspace.channel("noticeboard").expects(text="E-1")
    said = amina.expects(text=LOCK)
    assert datetime.fromtimestamp(float(said.ts), UTC).date() == date(2027, 1, 18)


def test_said_by_somebody_else_meanwhile_it_needs_no_answer(
    asked: Message, amina: Person, commons: Commons, workspace: Workspace, time: Time
) -> None:
    with commons.database.transaction() as db:
        tom = member(db, workspace, "tom")
        read_as(db, person(tom))
        said = say(db, tom, 1, Said("stuck"), origin=None, now=commons.clock.now())
    time.goes_by()
    told = now_shown(amina)
    assert told.ts == asked.ts
    assert told.shown.splitlines()[0] == (
        "Tom has said how Longer first visits is going: Stuck. No answer needed."
    )
    assert told.buttons == ["Say how I see it"]

    with commons.database.transaction() as db:
        tom = member(db, workspace, "tom")
        read_as(db, person(tom))
        narrow(db, tom, said.id, now=commons.clock.now())
    time.goes_by()
    assert now_shown(amina).shown.startswith("No answer needed about Longer first visits.")


def test_a_word_beside_that_of_somebody_else_counts(
    asked: Message, amina: Person, commons: Commons, workspace: Workspace, time: Time
) -> None:
    with commons.database.transaction() as db:
        tom = member(db, workspace, "tom")
        read_as(db, person(tom))
        say(db, tom, 1, Said("stuck"), origin=None, now=commons.clock.now())
    amina.clicks("Slow but learning", on=asked)
    time.goes_by()

    assert now_shown(amina).shown.startswith("Noted: Slow but learning.")
    assert feels(commons, workspace, "tom") == [("slow", "circle"), ("stuck", "circle")]


def test_what_has_ended_is_not_asked_and_a_tap_gets_a_sentence(
    asked: Message, amina: Person, commons: Commons, workspace: Workspace, time: Time
) -> None:
    with commons.database.transaction() as db:
        me = member(db, workspace, "amina")
        read_as(db, person(me))
        end(db, me, 1, "learned_enough", origin=None, now=commons.clock.now())
    amina.clicks("Stuck", on=asked)
    time.goes_by(60 * DAY)

    amina.expects(shown="E-1 has ended, so it is not asked about any more.")
    assert [each.shown for each in amina.messages] == ["E-1 has ended. No answer needed."]
    assert feels(commons, workspace, "amina") == []


def test_whoever_is_to_be_talked_to_now_is_asked_and_the_other_need_not(
    asked: Message, amina: Person, commons: Commons, workspace: Workspace, time: Time
) -> None:
    with commons.database.transaction() as db:
        me, tom = member(db, workspace, "amina"), member(db, workspace, "tom")
        read_as(db, person(me))
        proposal = ask_to_lead(db, me, 1, tom.id, now=commons.clock.now())
        read_as(db, person(tom))
        answer(db, tom, proposal.id, yes=True, now=commons.clock.now())
    time.goes_by()
    amina.expects(shown="Tom is the one to talk to for")
    first = next(each for each in amina.messages if each.ts == asked.ts)
    assert first.shown.splitlines()[0] == (
        "Tom is the one to talk to about Longer first visits now. No answer needed."
    )

    time.goes_by(14 * DAY)
    workspace.person("tom").expects(shown="You are the one to talk to")
    workspace.person("tom").expects(text=LOCK)


def test_who_was_taken_off_is_asked_nothing_and_a_tap_gets_a_sentence(
    asked: Message, amina: Person, commons: Commons, workspace: Workspace, time: Time
) -> None:
    with commons.database.transaction() as db:
        me, tom = member(db, workspace, "amina"), member(db, workspace, "tom")
        read_as(db, person(me))
        proposal = ask_to_lead(db, me, 1, tom.id, now=commons.clock.now())
        read_as(db, person(tom))
        answer(db, tom, proposal.id, yes=True, now=commons.clock.now())
    tom_ = workspace.person("tom").types("/experiment E-1").clicks("People")
    tom_.fills(people=["tom"]).saves()
    amina.clicks("Stuck", on=asked)
    time.goes_by()

    amina.expects(shown="You are not on E-1 (any more), so its people say how it is going.")
    workspace.person("tom").expects(shown="You are the one to talk to")
    assert amina.messages == []
