"""*Rest*, waking up and *End* in Slack: chosen by its people, told quietly, never the last word."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.app import Commons
from bot.cycles import Step, move, record
from bot.pauses import plan_wake_up
from bot.teams import for_team
from bot.visibility import person, read_as
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from tests.cast import NOW
from tests.handlers import Deliver, experiment_of, member, window

pytestmark = pytest.mark.usefixtures("commons")
DAY = 24 * 60 * 60


@pytest.fixture
def amina(commons: Commons, workspace: Workspace, deliver: Deliver) -> Person:
    """With an experiment for the group, and Tom on it."""
    experiment_of(commons, workspace, "amina", "tom", stage="co_design")
    deliver()
    workspace.channel("noticeboard").expects(text="E-1")
    return workspace.person("amina").types("/experiment E-1")


def today(workspace: Workspace) -> datetime:
    return datetime.fromtimestamp(workspace.clock.now(), UTC)


def until(workspace: Workspace, day: str) -> None:
    """On to ten in the morning of that day, in London."""
    then = datetime.fromisoformat(f"{day}T10:00:00+00:00")
    workspace.clock.advance(then.timestamp() - workspace.clock.now())


def test_it_rests_for_four_weeks_unless_another_day_is_chosen(
    workspace: Workspace, deliver: Deliver, amina: Person
) -> None:
    amina.clicks("Rest")
    day = window(amina).field("When shall I ask again?").value
    assert day == (today(workspace) + timedelta(weeks=4)).date().isoformat()
    amina.fills(words="Until the budget is there.").saves()
    assert window(amina).title == "E-1 is resting"
    assert "I'll ask you on that morning." in window(amina).text
    deliver()

    channel = workspace.channel("noticeboard")
    line = channel.expects(shown="Until the budget is there.")
    assert line.text == "E-1 is resting"
    assert "↳ Resting until" in line.shown
    assert "Now  Resting until" in channel.messages[0].shown
    buttons = window(amina.closes().types("/experiment E-1")).buttons
    assert buttons[:4] == ["Edit", "Wake it", "End", "Check in"]
    until(workspace, day)
    deliver()
    asked = amina.expects(text="You asked me to come back to E-1 today")
    assert "Longer first visits" not in asked.text
    assert asked.shown.startswith("You asked me to come back to Longer first visits today.")
    assert asked.buttons == ["Where is it now?", "Let it rest"]
    amina.clicks("Where is it now?", on=asked).fills(words="The budget came.").saves()
    deliver()
    channel.expects(shown='↳ Awake again, with deciding with others: "The budget came."')
    assert "It rests no more." in amina.messages[-1].shown
    assert amina.messages[-1].buttons == []


def test_asked_on_the_day_it_may_rest_on_in_the_same_message(
    workspace: Workspace, deliver: Deliver, amina: Person
) -> None:
    day = (today(workspace) + timedelta(days=2)).date().isoformat()
    amina.clicks("Rest").fills(wake_on=day).saves()
    deliver()
    workspace.channel("noticeboard").expects(shown="Resting until")
    until(workspace, day)
    deliver()
    asked = amina.closes().expects(text="You asked me to come back")
    amina.clicks("Let it rest", on=asked)
    deliver()

    [message] = amina.messages
    assert message.shown.startswith("Longer first visits rests on, until somebody wakes it.")
    assert message.buttons == ["Where is it now?"]
    assert "Now  Resting" in workspace.channel("noticeboard").messages[0].shown
    until(workspace, (today(workspace) + timedelta(days=60)).date().isoformat())
    deliver()
    assert len(amina.messages) == 1, "nobody is asked twice"


def test_who_travels_west_meanwhile_is_asked_all_the_same(
    workspace: Workspace, deliver: Deliver, amina: Person
) -> None:
    day = (today(workspace) + timedelta(days=2)).date().isoformat()
    amina.clicks("Rest").fills(wake_on=day).saves()
    deliver()
    workspace.channel("noticeboard").expects(shown="Resting until")
    amina.becomes(zone="Pacific/Honolulu")
    until(workspace, day)
    deliver()

    amina.expects(text="You asked me to come back to E-1 today")


def test_woken_before_the_day_nobody_is_asked(
    commons: Commons, workspace: Workspace, deliver: Deliver, amina: Person
) -> None:
    day = (today(workspace) + timedelta(days=2)).date().isoformat()
    amina.clicks("Rest").fills(wake_on=day).saves()
    with commons.database.transaction() as db:
        tom = member(db, workspace, "tom")
        read_as(db, person(tom))
        move(db, tom, 1, Step("embed"), origin=None, now=NOW)
    until(workspace, day)
    deliver()

    assert amina.messages == []
    for line in ("Resting until", "Awake again"):
        workspace.channel("noticeboard").expects(shown=line)


def test_a_day_that_is_over_is_refused_under_its_field(workspace: Workspace, amina: Person) -> None:
    day = today(workspace).date().isoformat()
    amina.clicks("Rest").fills(wake_on=day, words="Mine.").saves()

    assert window(amina).errors == {
        "When shall I ask again?": "Please choose a day after today, or leave it empty."
    }
    assert window(amina).field("words").value == "Mine."


def test_without_a_day_it_rests_until_somebody_wakes_it(
    workspace: Workspace, deliver: Deliver, amina: Person
) -> None:
    amina.clicks("Rest").fills(wake_on=None).saves()
    assert "It rests until somebody wakes it." in window(amina).text
    deliver()

    workspace.channel("noticeboard").expects(shown="↳ Resting for now.")
    tom = workspace.person("tom").types("/experiment E-1").clicks("Wake it")
    assert "Resting. Saying where it is wakes it." in window(tom).text
    assert "What has changed while it rested?" in window(tom).labels


def test_it_ends_for_one_of_eight_reasons_that_are_equals(
    workspace: Workspace, deliver: Deliver, amina: Person
) -> None:
    amina.clicks("End")
    assert "Thank you for trying this." in window(amina).text
    assert len(window(amina).options("Which fits best?")) == 8
    amina.fills({"Which fits best?": "We learned what we needed"}).saves()
    assert "Ended: we learned what we needed." in window(amina).text
    assert window(amina).buttons == ["Not now", "Write a few lines"]
    amina.clicks("Not now")
    assert window(amina).buttons == []
    deliver()

    channel = workspace.channel("noticeboard")
    line = channel.expects(shown="↳ Ended: we learned what we needed.")
    assert line.text == "E-1 has ended"
    assert "Now  Ended: we learned what we needed" in channel.messages[0].shown
    amina.closes().types("/experiment E-1")
    assert window(amina).buttons[:3] == ["Edit", "Take it up again", "Add to it"]


@pytest.mark.parametrize(
    ("reason", "prompts"),
    [("It was not helping", "1:stopped"), ("It became how we work", "1:look_back")],
)
def test_what_is_offered_to_write_about_fits_the_end(
    workspace: Workspace, deliver: Deliver, amina: Person, reason: str, prompts: str
) -> None:
    amina.clicks("End").fills(reason=reason).saves()
    values = [
        element["value"]
        for block in window(amina).blocks
        if block["type"] == "actions"
        for element in block["elements"]
    ]

    assert values == [prompts] * 2
    deliver()
    workspace.channel("noticeboard").expects(shown="Ended")


def test_the_reasons_come_in_another_order_on_another_day(
    workspace: Workspace, amina: Person
) -> None:
    first = set()
    for _ in range(10):
        amina.clicks("End")
        first.add(window(amina).options("Which fits best?")[0])
        amina.closes().types("/experiment E-1")
        workspace.clock.advance(DAY)

    assert len(first) > 2, "none is always on top"


def test_what_has_ended_is_taken_up_again_in_any_stage(
    workspace: Workspace, deliver: Deliver, amina: Person
) -> None:
    amina.clicks("End").fills(reason="We drifted apart (fine to say)").saves().closes()
    amina.types("/experiment E-1").clicks("Take it up again")
    assert "What brings you back?" in window(amina).labels
    amina.fills({"Where is it now?": "Just an idea"}).fills(words="A new colleague.").saves()
    deliver()

    channel = workspace.channel("noticeboard")
    channel.expects(shown="Ended: we drifted apart")
    channel.expects(shown='↳ Taken up again, with an idea: "A new colleague."')
    assert "Now  Just an idea" in channel.messages[0].shown


@pytest.mark.parametrize("button", ["Rest", "End"])
def test_somebody_else_was_quicker(
    commons: Commons, workspace: Workspace, deliver: Deliver, amina: Person, button: str
) -> None:
    amina.clicks(button).fills(words="My reasons.")
    if button == "End":
        amina.fills(reason="We learned what we needed")
    with commons.database.transaction() as db:
        tom = member(db, workspace, "tom")
        read_as(db, person(tom))
        move(db, tom, 1, Step("understand", "We forgot whom to ask."), origin=None, now=NOW)
    amina.saves()

    assert "Tom moved E-1 to understanding while you were writing" in window(amina).text
    assert 'said: "We forgot whom to ask."' in window(amina).text
    assert window(amina).field("words").value == "My reasons."
    assert (window(amina).submit, window(amina).close) == ("Save mine", "Leave it as it is")
    amina.saves()
    deliver()
    workspace.channel("noticeboard").expects(shown="We forgot whom to ask.")
    workspace.channel("noticeboard").expects(shown="My reasons.")


@pytest.mark.parametrize("button", ["Rest", "End"])
def test_the_same_save_twice_happens_once(
    workspace: Workspace, deliver: Deliver, amina: Person, button: str
) -> None:
    amina.clicks(button).fills(words="Once.")
    if button == "End":
        amina.fills(reason="We learned what we needed")
    amina.saves(times=2)

    assert window(amina).title in {"E-1 is resting", "E-1 has ended"}
    deliver()
    workspace.channel("noticeboard").expects(shown="Once.")


@pytest.mark.parametrize("button", ["Rest", "End"])
def test_words_in_which_someone_could_be_recognised_may_be_kept(
    workspace: Workspace, deliver: Deliver, amina: Person, button: str
) -> None:
    amina.clicks(button).fills(words="Mrs Hale said no.")
    if button == "End":
        amina.fills(reason="We learned what we needed")
    amina.saves()
    assert "Could someone be recognised?" in window(amina).text
    amina.clicks("Keep it for me alone")
    deliver()

    [card] = workspace.channel("noticeboard").messages
    [line] = card.thread
    assert "Hale" not in line.shown
    workspace.channel("noticeboard").expects(shown=line.shown)
    assert "Mrs Hale" in window(amina.closes().types("/experiment E-1")).text


def test_an_old_form_cannot_end_what_has_ended(
    workspace: Workspace, deliver: Deliver, amina: Person
) -> None:
    tom = workspace.person("tom").types("/experiment E-1").clicks("Rest")
    amina.clicks("End").fills(reason="We learned what we needed").saves()
    tom.saves()
    assert "Amina ended E-1 while you were writing." in window(tom).text
    tom.saves()

    assert "E-1 has ended already." in next(iter(window(tom).errors.values()))
    deliver()
    workspace.channel("noticeboard").expects(shown="Ended")


@pytest.mark.parametrize("planned", [False, True], ids=["forgotten", "planned"])
def test_handed_over_while_it_rests_the_new_lead_is_asked(
    commons: Commons, workspace: Workspace, deliver: Deliver, amina: Person, *, planned: bool
) -> None:
    day = (today(workspace) + timedelta(days=2)).date()
    amina.clicks("Rest").fills(wake_on=day.isoformat()).saves()
    with commons.database.transaction() as db:
        by, tom = member(db, workspace, "amina"), member(db, workspace, "tom")
        read_as(db, person(by))
        experiment = for_team(db, by, 1)
        experiment.lead_id = tom.id
        handed = record(db, experiment, by, "handed_over", now=NOW)
        if planned:
            plan_wake_up(db, experiment, handed, now=NOW)
    until(workspace, day.isoformat())
    deliver()

    workspace.channel("noticeboard").expects(shown="Resting until")
    assert amina.messages == []
    if planned:
        workspace.person("tom").expects(text="You asked me to come back to E-1 today")
    assert len(workspace.person("tom").messages) == int(planned)
