"""The weekly digest, as the group meets it: from the preview the day before to what becomes of the
post when somebody takes something back.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from bot.app import Commons
from bot.notices import take_down
from bot.people import greet
from bot.reflections import take_line_back
from bot.visibility import person, read_as
from bot.workshops import announcement_follows
from sandbox.faults import Fault
from sandbox.sights import Message
from sandbox.vocabulary import Person as Someone
from sandbox.workspaces import Workspace
from storage.digests import current_digest
from storage.people import Member
from storage.workshops import workshop_by_id
from tests import weeks
from tests.cast import a_session
from tests.handlers import Deliver, buttons, errors, member, text, title, value, window

pytestmark = pytest.mark.usefixtures("commons", "sunday")

# An hour before the preview, the preview, and the digest: on a Monday, at nine in Copenhagen.
SUNDAY = datetime(2027, 1, 10, 7, 0, tzinfo=UTC)
PREVIEW = SUNDAY + timedelta(hours=1)
MONDAY = PREVIEW + timedelta(days=1)
WEEK = timedelta(weeks=1)
BEFORE = "The weekly digest, before it goes out"
FOOT = (
    "Only what people chose to share. Something here you'd rather not? "
    "Take it back in Home and it leaves this post."
)
HOSTILE = "*bold* _it_ <!channel> <@U0> @here &amp; https://evil.example " + "\u202e" + "x" * 120
Goes = Callable[[datetime], None]


@pytest.fixture
def goes(commons: Commons, workspace: Workspace) -> Goes:
    """The clock goes on to a moment; the heart beats, and what is due is said."""

    def goes(to: datetime) -> None:
        workspace.clock.advance(to.timestamp() - workspace.clock.now())
        commons.heartbeat.tick(commons.clock.now())
        commons.courier.deliver()

    return goes


@pytest.fixture
def sunday(commons: Commons, goes: Goes) -> None:
    """Jonas, the first facilitator, lives in Copenhagen."""
    goes(SUNDAY)
    with commons.database.read() as db:
        digest = current_digest(db)
        assert digest is not None
        assert digest.due_at == MONDAY


def somebody(db: Session, workspace: Workspace, handle: str) -> Member:
    """Whose eyes the session reads with from then on."""
    author = member(db, workspace, handle)
    read_as(db, person(author))
    return author


def says(commons: Commons, workspace: Workspace, handle: str, words: str) -> int:
    """Somebody shares a line; the id of their reflection."""
    with commons.database.transaction() as db:
        author = somebody(db, workspace, handle)
        return weeks.said(db, author, words, at=commons.clock.now())


def standing(workspace: Workspace, room: str = "noticeboard") -> list[Message]:
    posts = workspace.channel(room).messages
    return [each for each in posts if each.text.startswith("This week in the group")]


def digests(workspace: Workspace, room: str = "noticeboard") -> list[Message]:
    """Those that stand there, and are expected by that."""
    found = standing(workspace, room)
    for each in found:
        workspace.channel(room).expects(text=each.text)
    return found


def test_what_is_coming_is_in_it_until_it_is_cancelled_and_edited_in_place(
    commons: Commons, workspace: Workspace, goes: Goes
) -> None:
    with commons.database.transaction() as db:
        jonas = somebody(db, workspace, "jonas")
        starts = MONDAY + timedelta(days=10)
        session_id = a_session(db, jonas, starts, at=commons.clock.now()).id
    goes(PREVIEW)
    shown = workspace.person("jonas").expects(text=BEFORE)
    jonas_ = workspace.person("jonas").clicks("See it as it will be", on=shown)
    assert "Experiment design session: Whose idea shall we work on?" in text(jonas_)
    jonas_.closes()
    goes(MONDAY)
    [digest] = digests(workspace)
    assert digest.shown.splitlines()[:4] == [
        "This week in the group",
        "A quiet week, and that's fine.",
        "Coming up",
        "Experiment design session: Whose idea shall we work on?",
    ]
    assert digest.buttons == ["Sign up", "Open"]

    with commons.database.transaction() as db:
        somebody(db, workspace, "jonas")
        workshop = workshop_by_id(db, session_id)
        assert workshop is not None
        workshop.state, workshop.reason = "cancelled", "Jonas is ill."
        db.flush()
        announcement_follows(db, workshop, now=commons.clock.now())
    commons.courier.deliver()
    assert "It is cancelled." in digest.shown
    assert digest.buttons == ["Open"]
    assert [each.ts for each in standing(workspace)] == [digest.ts]


def test_a_session_can_be_left_out(commons: Commons, workspace: Workspace, goes: Goes) -> None:
    with commons.database.transaction() as db:
        jonas = somebody(db, workspace, "jonas")
        a_session(db, jonas, MONDAY + timedelta(days=3), at=commons.clock.now())
    goes(PREVIEW)
    shown = workspace.person("jonas").expects(text=BEFORE)
    jonas_ = workspace.person("jonas").clicks("Leave something out", on=shown)
    jonas_.fills({"Coming up": ["Experiment design session: Whose idea shall we work on?"]}).saves()

    assert "Whose idea" not in text(jonas_)


def lines_of(message: Message) -> list[str]:
    """All but its title, and its foot where there is something to take back."""
    title, *said = message.shown.splitlines()
    assert title == "This week in the group"
    return said[:-1] if said[-1] == FOOT else said


def previewed(workspace: Workspace, goes: Goes) -> tuple[Someone, Message]:
    """Jonas the day before, and the preview in his messages."""
    goes(PREVIEW)
    jonas = workspace.person("jonas")
    return jonas, jonas.expects(text=BEFORE)


def test_a_week_is_told_in_one_post_with_a_button_for_each_thing(
    commons: Commons, workspace: Workspace, goes: Goes
) -> None:
    at = SUNDAY - timedelta(hours=1)
    with commons.database.transaction() as db:
        tom = somebody(db, workspace, "tom")
        weeks.line(db, tom, "I threw away my form.", at=at)
        weeks.notice(db, tom, "A desk in Leeds.", at=at)
        wanjiru = somebody(db, workspace, "wanjiru")
        weeks.ask(db, wanjiru, "How do you invite people?", at=at)
        weeks.ask(db, wanjiru, "Who has it in writing?", at=at, unnamed=True)
        old = weeks.ask(db, wanjiru, "Who knows nights?", at=at, state="closed")
        weeks.told(db, old, "We share a rota.", at=at)
        amina = somebody(db, workspace, "amina")
        visits = weeks.experiment(db, amina, "Longer first visits", at=at - WEEK)
        weeks.line(db, amina, "We got our Fridays back.", at=SUNDAY, about=visits)
        weeks.move(db, visits, "looped_back", at=at, words="The clerks knew.")
        weeks.experiment(db, amina, "Rooms", at=at, question="Who speaks when nobody chairs?")
        weeks.greet(db, amina, at=at)
        weeks.greet(db, tom, at=SUNDAY)
    previewed(workspace, goes)
    goes(MONDAY)

    [digest] = digests(workspace)
    for ref in ("E-1", "E-2"):
        workspace.channel("noticeboard").expects(text=f"{ref}, an experiment by Amina")
    assert digest.text == "This week in the group: somebody waits for an answer"
    assert lines_of(digest) == [
        '"We got our Fridays back." Amina, E-1',
        "Read on",
        "Waiting for an answer",
        "Wanjiru: How do you invite people?",
        "I can help",
        "Someone in the group: Who has it in writing?",
        "I can help",
        "On the move",
        "E-2 Rooms is new. Amina wants to find out: Who speaks when nobody chairs?",
        "Open",
        'E-1 Longer first visits. Back to understanding. "The clerks knew."',
        "Open",
        "Heard this week",
        'Tom: "I threw away my form."',
        "Read on",
        "On the noticeboard",
        "Offer · Tom: A desk in Leeds.",
        "Open",
        "New here: Amina and Tom. Hello!",
        "What happened next",
        "In January Wanjiru asked: Who knows nights?",
        "We share a rota.",
        "Open",
    ]
    assert digest.rings == []


@pytest.mark.parametrize("told", [0, 1])
def test_a_quiet_week_is_fine(
    commons: Commons, workspace: Workspace, goes: Goes, told: int
) -> None:
    if told:
        says(commons, workspace, "amina", "They knew.")
    previewed(workspace, goes)
    goes(MONDAY)

    [digest] = digests(workspace)
    line = ['"They knew." Amina', "Read on"] if told else []
    assert (FOOT in digest.shown) is bool(told)
    assert lines_of(digest) == ["A quiet week, and that's fine.", *line]
    assert digest.text == "This week in the group"


def test_read_on_opens_the_whole_for_who_may_read_it_and_the_line_for_others(
    commons: Commons, workspace: Workspace, goes: Goes
) -> None:
    reflection_id = says(commons, workspace, "amina", "They knew.")
    previewed(workspace, goes)
    goes(MONDAY)
    [digest] = digests(workspace)
    tom = workspace.person("tom").clicks("Read on", on=digest)
    assert (title(tom), "They knew." in text(tom), "The rest." in text(tom)) == (
        "A line for the group", True, False,
    )  # fmt: skip
    assert buttons(tom) == ["Thank you", "Same here", "Tell me more"]
    amina = workspace.person("amina").clicks("Read on", on=digest)
    assert "The rest." in text(amina)

    with commons.database.transaction() as db:
        take_line_back(db, somebody(db, workspace, "amina"), reflection_id, now=MONDAY)
    tom.closes().clicks("Read on", on=digest)
    tom.expects(text="That line was taken back")


def test_what_was_taken_back_a_second_before_is_not_in_it(
    commons: Commons, workspace: Workspace, goes: Goes
) -> None:
    says(commons, workspace, "tom", "We meet outside.")
    gone = says(commons, workspace, "amina", "They knew.")
    previewed(workspace, goes)
    workspace.clock.advance(MONDAY.timestamp() - workspace.clock.now())
    commons.heartbeat.tick(commons.clock.now())  # it is chosen, and on its way
    with commons.database.transaction() as db:
        take_line_back(db, somebody(db, workspace, "amina"), gone, now=MONDAY)
    commons.courier.deliver()

    [digest] = digests(workspace)
    assert lines_of(digest) == [
        "A quiet week, and that's fine.",
        "Heard this week",
        'Tom: "We meet outside."',
        "Read on",
    ]


def test_what_is_taken_back_afterwards_leaves_it(
    commons: Commons, workspace: Workspace, goes: Goes, deliver: Deliver
) -> None:
    with commons.database.transaction() as db:
        amina = somebody(db, workspace, "amina")
        visits = weeks.experiment(db, amina, "Longer first visits", at=SUNDAY)
        line = weeks.said(db, amina, "They knew.", at=SUNDAY, about=visits)
        greet(db, amina, wants=True, now=SUNDAY)
    previewed(workspace, goes)
    goes(MONDAY)
    [digest] = digests(workspace)
    assert [each in digest.shown for each in ("They knew.", "Longer", "New here: Amina")] == [
        True, True, True,
    ]  # fmt: skip
    workspace.channel("noticeboard").expects(text="E-1, an experiment by Amina")

    amina_herself = workspace.person("amina").types("/experiment E-1").clicks("Edit")
    amina_herself.fills(visibility="Only me for now").saves().closes(everything=True)
    deliver()
    assert "Longer" not in digest.shown
    assert "E-1" not in digest.shown
    with commons.database.transaction() as db:
        take_line_back(db, somebody(db, workspace, "amina"), line, now=MONDAY)
    deliver()
    assert "They knew." not in digest.shown
    amina_herself.opens_home().clicks("My settings", on="home").clicks("Change the rest")
    amina_herself.fills(greeting="I come in quietly").saves()
    deliver()
    assert lines_of(digest) == ["What stood here was taken back by those who wrote it."]
    assert len(standing(workspace)) == 1


def test_an_ask_that_is_taken_down_takes_what_came_of_it_along(
    commons: Commons, workspace: Workspace, goes: Goes, deliver: Deliver
) -> None:
    with commons.database.transaction() as db:
        amina = somebody(db, workspace, "amina")
        asked = weeks.ask(db, amina, "Who knows nights?", at=SUNDAY, state="closed")
        asked.state = "settled"
        weeks.told(db, asked, "We share a rota.", at=SUNDAY)
    previewed(workspace, goes)
    goes(MONDAY)
    [digest] = digests(workspace)
    assert "Who knows nights?\nWe share a rota." in digest.shown
    with commons.database.transaction() as db:
        take_down(db, somebody(db, workspace, "amina"), asked.id, now=MONDAY)
    deliver()

    assert lines_of(digest) == ["A quiet week, and that's fine."]


def test_killed_before_it_was_said_and_down_for_a_week_it_comes_once(
    commons: Commons, workspace: Workspace, goes: Goes
) -> None:
    """The courier starts again before the clock does."""
    says(commons, workspace, "tom", "I threw away my form.")
    goes(PREVIEW)
    workspace.clock.advance(MONDAY.timestamp() - workspace.clock.now())
    commons.heartbeat.tick(commons.clock.now())  # and then it is killed
    workspace.clock.advance((WEEK + timedelta(hours=2)).total_seconds())
    commons.courier.deliver()
    assert standing(workspace) == []
    commons.heartbeat.tick(commons.clock.now())
    commons.courier.deliver()

    [digest] = digests(workspace)
    assert "I threw away my form." in digest.shown
    workspace.person("jonas").expects(text=BEFORE)


def test_a_digest_that_somebody_deleted_is_not_put_up_afresh(
    commons: Commons, workspace: Workspace, goes: Goes, deliver: Deliver
) -> None:
    gone = says(commons, workspace, "amina", "They knew.")
    previewed(workspace, goes)
    goes(MONDAY)
    [digest] = digests(workspace)
    commons.bot.slack.chat_delete(channel=digest.room, ts=digest.ts)
    with commons.database.transaction() as db:
        take_line_back(db, somebody(db, workspace, "amina"), gone, now=MONDAY)
    deliver()

    assert digests(workspace) == []


def test_two_hundred_things_of_the_longest_hostile_words(
    commons: Commons, workspace: Workspace, goes: Goes
) -> None:
    with commons.database.transaction() as db:
        for number in range(40):
            at = SUNDAY - timedelta(minutes=number)
            for handle in ("amina", "tom", "wanjiru", "leila", "jonas"):
                author = somebody(db, workspace, handle)
                weeks.line(db, author, HOSTILE[:240], at=at)
            weeks.ask(db, author, HOSTILE[:240], at=at)
            weeks.notice(db, author, HOSTILE[:240], at=at)
            try_ = weeks.experiment(db, author, HOSTILE[:80], at=at, question=HOSTILE * 2)
            weeks.move(db, try_, "closed", at=at, words=HOSTILE * 4, reason="left_open")
            asked = weeks.ask(db, author, HOSTILE[:240], at=at, state="closed")
            weeks.told(db, asked, HOSTILE * 4, at=at)
    jonas, preview = previewed(workspace, goes)
    jonas.clicks("Leave something out", on=preview)
    assert len(window(jonas).options("Lines")) == 6
    jonas.closes()
    goes(MONDAY)

    [digest] = digests(workspace)
    assert len(digest.blocks) < 40
    assert len(str(digest.blocks)) < 13_000
    assert digest.rings == []
    for number in range(1, 41):
        workspace.channel("noticeboard").expects(text=f"E-{number}, an experiment by")


def test_the_preview_says_there_is_nothing_to_do_and_follows(
    workspace: Workspace, goes: Goes, deliver: Deliver
) -> None:
    jonas, preview = previewed(workspace, goes)
    assert preview.shown.splitlines()[0] == (
        "The weekly digest goes out on Monday 11 January, 09:00 (Copenhagen) in #noticeboard. "
        "If it reads well, there is nothing to do."
    )
    assert preview.buttons == [
        "See it as it will be", "Add a line", "Leave something out", "Hold this one", "Send it now",
    ]  # fmt: skip

    jonas.clicks("Hold this one", on=preview)
    deliver()
    assert "is held" in preview.shown
    assert "Let it go out after all" in preview.buttons
    goes(MONDAY)
    assert digests(workspace) == []
    jonas.clicks("Let it go out after all", on=preview)
    deliver()
    assert len(digests(workspace)) == 1
    assert preview.shown == "The weekly digest is out in #noticeboard."
    assert preview.buttons == []


def test_a_facilitator_adds_a_line_and_sees_it_as_it_will_be(
    workspace: Workspace, goes: Goes, deliver: Deliver
) -> None:
    jonas, preview = previewed(workspace, goes)
    jonas.clicks("Add a line", on=preview).fills(words="See you on Thursday.").saves()
    assert title(jonas) == "As it will be"
    assert "Saved. This is how it will be." in text(jonas)
    assert "Jonas: See you on Thursday." in text(jonas)
    jonas.closes()
    deliver()

    jonas.clicks("Change my line", on=preview)
    assert value(jonas, "words") == "See you on Thursday."
    jonas.clicks("Take my line out")
    assert "See you on Thursday." not in text(jonas)
    jonas.closes()
    deliver()
    jonas.clicks("Add a line", on=preview).fills(words="Bring an apple.").saves().closes()
    goes(MONDAY)
    [digest] = digests(workspace)
    assert lines_of(digest) == ["A quiet week, and that's fine.", "Jonas: Bring an apple."]


def test_somebody_recognised_in_a_facilitators_line_is_asked_about(
    workspace: Workspace, goes: Goes
) -> None:
    jonas, preview = previewed(workspace, goes)
    jonas.clicks("Add a line", on=preview).fills(words="Mrs Hale is back.").saves()
    assert title(jonas) == "Before you save" or "Mrs Hale" in text(jonas)
    jonas.saves()
    assert "Jonas: Mrs Hale is back." in text(jonas)


def test_what_is_left_out_is_not_in_it_and_another_takes_its_place(
    commons: Commons, workspace: Workspace, goes: Goes
) -> None:
    for number in range(7):
        workspace.clock.advance(60)
        says(commons, workspace, "amina", f"Number {number}.")
    jonas, preview = previewed(workspace, goes)
    jonas.clicks("Leave something out", on=preview)
    assert window(jonas).options("Lines") == [f"Amina: Number {n}." for n in (6, 5, 4, 3, 2, 1)]
    jonas.fills(lines=["Amina: Number 5."]).saves()
    assert "Saved. This is how it will be." in text(jonas)
    assert [n for n in range(7) if f"Number {n}." in text(jonas)] == [0, 1, 2, 3, 4, 6]
    jonas.closes().clicks("Leave something out", on=preview)
    assert value(jonas, "lines") == ["6"], "its id"
    jonas.closes()
    goes(MONDAY)

    [digest] = digests(workspace)
    assert [n for n in range(7) if f"Number {n}." in digest.shown] == [0, 1, 2, 3, 4, 6]


def test_sent_now_by_a_click_in_home(workspace: Workspace, deliver: Deliver) -> None:
    jonas = workspace.person("jonas").opens_home()
    assert "Monday 11 January, 09:00 (Copenhagen)" in jonas.home.text
    jonas.clicks("Send it now", on="home")
    deliver()

    assert len(digests(workspace)) == 1
    assert "Monday 18 January, 09:00 (Copenhagen)" in jonas.home.text
    assert "weekly digest goes out" not in workspace.person("tom").opens_home().home.text


def test_an_old_button_says_where_the_next_one_is(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    jonas = workspace.person("jonas").opens_home()
    with commons.database.transaction() as db:
        digest = current_digest(db)
        assert digest is not None
        digest.state = "passed"
    jonas.clicks("Hold this one", on="home")

    assert title(jonas) == "Not just now"
    assert "Home has the one that comes next." in text(jonas)
    deliver()


def test_the_settings_move_it_and_say_when_it_comes(
    workspace: Workspace, goes: Goes, deliver: Deliver
) -> None:
    goes(SUNDAY)
    jonas = workspace.person("jonas").opens_home().clicks("When and where", on="home")
    assert (value(jonas, "weekday"), value(jonas, "hour")) == ("0", "9")
    jonas.fills(channel="tea-corner").saves()
    assert errors(jonas) == [
        "I am not in that channel yet. Type /invite @Commons there, then save again."
    ]
    jonas.types("/invite @Commons", in_="tea-corner")
    jonas.fills(other_zone="Moon/Base").saves()
    assert errors(jonas) == [
        "I don't know that time zone. Write it like Europe/Helsinki, or leave this empty."
    ]
    jonas.fills(other_zone="Europe/Helsinki", country="Atlantis").saves()
    assert [each[:40] for each in errors(jonas)] == ["I don't know that country's holidays. Wr"]
    jonas.fills(country="Finland", weekday="Wednesday", hour="14:00").saves()
    assert "The next digest comes on Wednesday 13 January, 14:00 (Helsinki)." in text(jonas)
    jonas.closes()
    deliver()
    assert "Wednesday 13 January, 14:00 (Helsinki) in #tea-corner" in jonas.home.text

    goes(datetime(2027, 1, 12, 12, 0, tzinfo=UTC))
    jonas.expects(text=BEFORE)
    goes(datetime(2027, 1, 13, 12, 0, tzinfo=UTC))
    assert digests(workspace) == []
    assert len(digests(workspace, "tea-corner")) == 1


def test_days_without_a_digest_are_added_and_taken_out(workspace: Workspace, goes: Goes) -> None:
    goes(SUNDAY)
    jonas = workspace.person("jonas").opens_home().clicks("When and where", on="home")
    jonas.clicks("Days without a digest")
    assert "There are none so far." in text(jonas)
    jonas.fills(first="2027-01-12", last="2027-01-11").saves()
    assert errors(jonas) == ["The last day comes before the first. Please choose it anew."]
    jonas.fills(first="2027-01-11").saves()
    assert "11 January 2027" in text(jonas)
    assert "The next digest comes on Tuesday 12 January, 09:00 (Copenhagen)." in text(jonas)
    jonas.clicks("Take out")
    assert "The next digest comes on Monday 11 January, 09:00 (Copenhagen)." in text(jonas)


def test_an_archived_channel_and_then_another_one(
    workspace: Workspace, goes: Goes, deliver: Deliver
) -> None:
    jonas, _ = previewed(workspace, goes)
    workspace.faults.add("chat.postMessage", Fault.fails("is_archived"))
    goes(MONDAY)
    assert digests(workspace) == []
    jonas.opens_home().clicks("When and where", on="home").saves().closes()
    deliver()

    assert len(digests(workspace)) == 1


def test_whoever_is_new_is_asked_in_home_once(
    workspace: Workspace, goes: Goes, deliver: Deliver
) -> None:
    goes(SUNDAY)
    amina, tom = workspace.person("amina").opens_home(), workspace.person("tom").opens_home()
    asks = "Shall the weekly digest say that you came?"
    assert [asks in each.home.text for each in (amina, tom)] == [True, True]
    amina.clicks("Yes, say hello", on="home")
    tom.clicks("I come in quietly", on="home")
    deliver()
    assert [asks in each.home.text for each in (amina, tom)] == [False, False]
    previewed(workspace, goes)
    goes(MONDAY)

    [digest] = digests(workspace)
    assert "New here: Amina. Hello!" in digest.shown
