"""The group's questions in Slack: the whole life of both kinds, and what goes otherwise."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.app import Commons
from bot.errors import Refusal
from bot.questions import Asking, Wording, set_up
from bot.rounds import ask_now
from bot.visibility import person, read_as
from handlers.questions.answers import chosen
from sandbox.sights import Message
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from storage.people import member_by_slack_id
from storage.questions import Answer, Question
from tests.handlers import Deliver, buttons, errors, member, text, title, value
from tests.handlers.sessions import beat

DAY = timedelta(days=1)
pytestmark = pytest.mark.usefixtures("commons")
ASKED, CLOSED, TOLD = (
    "A question to the group", "A question to the group has closed", "You said, we changed",
)  # fmt: skip
SECRET = "I would rather not come on Fridays."


@pytest.fixture(autouse=True)
def what_came_is_looked_at_in_each_story(workspace: Workspace) -> Iterator[None]:
    yield
    for user in [*workspace.users.values()]:
        somebody = workspace.person(user.handle)
        for message in somebody.messages:
            if any(message.shown in each for each in workspace.leftovers()):
                somebody.expects(text=message.text)


def set_question(
    commons: Commons,
    workspace: Workspace,
    *who: str,
    choices: tuple[str, ...] = (),
    anonymous: bool = False,
) -> int:
    """One by Jonas that is asked now of those who know Commons; the id of its round."""
    now = commons.clock.now()
    with commons.database.transaction() as db:
        for each in who:
            member(db, workspace, each)
        jonas = member(db, workspace, "jonas")
        read_as(db, person(jonas))
        wording = Wording("What helps?", choices, anonymous, days=10)
        asking = Asking((), (), "once", now.date())
        question = set_up(db, jonas, wording, asking, origin="test", now=now)
        return ask_now(db, jonas, question.id, now=now).id


def passes(commons: Commons, workspace: Workspace, deliver: Deliver, by: timedelta) -> None:
    workspace.clock.advance(by.total_seconds())
    beat(commons, deliver)


def dm(somebody: Person, said: str = ASKED) -> Message:
    """The message of that kind, which stands once."""
    [found] = [each for each in somebody.messages if each.text == said]
    return found


def answers(commons: Commons, workspace: Workspace) -> set[tuple[bool, str, str]]:
    with commons.database.read() as db:
        leila = member_by_slack_id(db, workspace.person("jonas").id)
        assert leila is not None
        read_as(db, person(leila))
        return {(a.member_id is not None, a.choice, a.words) for a in db.scalars(select(Answer))}


def looks(workspace: Workspace, who: str) -> Person:
    somebody = workspace.person(who)
    if somebody.window is not None:
        somebody.closes(everything=True)
    return somebody.opens_home().clicks("Questions to the group", on="home")


def test_a_facilitator_sets_one_up_sees_it_first_and_everybody_reads_it(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    with commons.database.transaction() as db:
        for each in ("amina", "tom", "priya", "ana"):
            member(db, workspace, each)
    jonas = looks(workspace, "jonas").clicks("A new question")
    jonas.fills(words="Which hour?", choices="Morning\n\nEvening", named="Without names").saves()
    assert title(jonas) == "Check, then set it"
    assert buttons(jonas) == ["Morning", "Evening", "Not this time", "Change it"]
    assert "Nobody is told who said what" in text(jonas)
    jonas.clicks("Morning")
    jonas.fills({"rhythm": "Every four weeks"}).clicks("Change it")
    assert value(jonas, "words") == "Which hour?"
    jonas.fills(words="Which hour is yours?").saves()
    jonas.saves(times=2)

    assert "It is set: it will be asked from Tuesday 1 December on." in text(jonas)
    tom = looks(workspace, "tom")
    assert "Which hour is yours?\n• Morning\n• Evening" in text(tom)
    assert "Everyone. Every four weeks, without names." in text(tom)
    assert text(tom).count("Which hour") == 1
    deliver()
    passes(commons, workspace, deliver, DAY)
    assert dm(tom).buttons == ["Morning", "Evening", "Not this time"]


def test_the_whole_life_of_one_with_names(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    set_question(commons, workspace, "amina", "tom", "priya", choices=("Silence", "Cake"))
    deliver()
    amina, tom, priya = (workspace.person(each) for each in ("amina", "tom", "priya"))
    amina.clicks("Silence", on=dm(amina)).clicks("Silence", on=dm(amina))
    deliver()
    assert dm(amina).shown.startswith("A question to the group\nWhat helps?\nNoted: Silence.")
    assert dm(amina).buttons == ["Add a few words", "Undo"]
    amina.clicks("Undo", on=dm(amina))
    deliver()
    assert dm(amina).buttons == ["Silence", "Cake", "Not this time"]
    amina.clicks("Cake", on=dm(amina))
    deliver()
    amina.clicks("Add a few words", on=dm(amina))
    assert value(amina, "choice") == "1"
    amina.fills(words=SECRET).saves(times=2)
    assert "It is saved." in text(amina)
    deliver()
    assert SECRET not in dm(amina).shown
    assert dm(amina).buttons == ["Change", "Take it back"]
    [ways] = [each["elements"] for each in dm(amina).blocks if each["type"] == "actions"]
    assert [each.get("confirm", {}).get("title", {}).get("text") for each in ways] == [
        None,
        "Take it back?",
    ]
    tom.clicks("Not this time", on=dm(tom))
    deliver()
    assert "That's fine." in dm(tom).shown
    assert dm(tom).buttons == ["Answer after all"]

    priya.opens_home()
    assert "A question to the group: What helps?" in priya.home.text
    tom.opens_home()
    assert "A question to the group:" not in tom.home.text
    passes(commons, workspace, deliver, 10 * DAY)
    assert [each.buttons for each in (dm(amina), dm(tom), dm(priya))] == [[], [], []]
    assert [len(each.messages) for each in (amina, tom, priya)] == [1, 1, 1], "no reminder"

    jonas = workspace.person("jonas")
    jonas.clicks("Read what was said", on=dm(jonas, CLOSED))
    assert "Amina: Cake" in text(jonas)
    assert SECRET in text(jonas)
    jonas.clicks("Tell the group").fills(heard="Cake.", changes="").saves()
    assert errors(jonas) != []
    jonas.fills(changes="There will be cake.").saves(times=2)
    assert title(jonas) == "Told"
    deliver()
    for each in (amina, tom, priya):
        assert "What will change  There will be cake." in dm(each, TOLD).shown
    assert "The group was told" in dm(jonas, CLOSED).shown
    jonas.closes(everything=True).clicks("Edit what was told", on=dm(jonas, CLOSED))
    jonas.fills(changes="Cake on Fridays.").saves()
    deliver()
    assert "What will change  Cake on Fridays." in dm(tom, TOLD).shown
    ana = workspace.person("ana").opens_home().clicks("You said, we changed", on="home")
    assert "Cake on Fridays." in text(ana)
    assert buttons(ana) == []


def test_what_has_closed_waits_in_a_facilitators_home_until_the_group_was_told(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    set_question(commons, workspace, "tom", choices=("Silence", "Cake"))
    deliver()
    tom = workspace.person("tom")
    tom.clicks("Cake", on=dm(tom))
    passes(commons, workspace, deliver, 10 * DAY)
    jonas = workspace.person("jonas").opens_home()
    assert '"What helps?" has closed. Everyone who was asked is to hear' in jonas.home.text
    assert "has closed." not in tom.opens_home().home.text
    jonas.clicks("Read what was said", on="home").clicks("Tell the group")
    jonas.fills(heard="Cake.", changes="There will be cake.").saves()
    deliver()
    assert "has closed." not in jonas.home.text


def test_the_whole_life_of_one_without_names(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    who = ("amina", "tom", "priya", "ana", "wanjiru")
    set_question(commons, workspace, *who, choices=("Silence", "Cake"), anonymous=True)
    deliver()
    for each in who:  # a tap opens the form: what cannot be undone is not one tap away
        somebody = workspace.person(each)
        somebody.clicks("Cake", on=dm(somebody))
        assert value(somebody, "choice") == "1"
    assert answers(commons, workspace) == set()
    for each in who:
        workspace.person(each).fills(words=f"{SECRET} ({each})").saves(times=2)
    deliver()
    amina = workspace.person("amina")
    assert dm(amina).shown.endswith("Thank you. Your answer is kept without your name.")
    assert dm(amina).buttons == []
    jonas = looks(workspace, "jonas").clicks("What was said", index=0).clicks("Read what was said")
    assert "It is still open." in text(jonas)
    assert SECRET not in text(jonas)

    passes(commons, workspace, deliver, 10 * DAY)
    jonas.closes(everything=True).clicks("Read what was said", on=dm(jonas, CLOSED))
    assert "Silence: 0\nCake: 5" in text(jonas)
    assert all(f"{SECRET} ({each})" in text(jonas) for each in who)
    assert "Amina" not in text(jonas)
    assert answers(commons, workspace) == {(False, "Cake", f"{SECRET} ({each})") for each in who}


def test_an_answer_that_comes_after_it_closed_keeps_its_words(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    set_question(commons, workspace, "amina")
    deliver()
    amina = workspace.person("amina")
    amina.clicks("Answer", on=dm(amina)).fills(words=SECRET)
    workspace.clock.advance((10 * DAY).total_seconds())
    amina.saves()
    [said] = errors(amina)
    assert said.startswith("It closed on 10 December. Your words are still here to copy. ")
    assert value(amina, "words") == SECRET
    amina.closes(everything=True).clicks("Not this time", on=dm(amina))


def test_whoever_could_be_recognised_is_asked_about_first(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    set_question(commons, workspace, "amina")
    deliver()
    amina = workspace.person("amina")
    amina.clicks("Answer", on=dm(amina)).fills(words="Ask Mrs Hale.").saves()
    assert "Mrs Hale" in text(amina)
    assert answers(commons, workspace) == set()
    amina.saves()
    assert answers(commons, workspace) == {(True, "", "Ask Mrs Hale.")}


def test_how_this_space_works_can_be_told_unasked_and_is_asked_in_its_time(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    amina = workspace.person("amina").opens_home()
    assert "How is this space working for you? Which tools would help?" in amina.home.text
    amina.clicks("Tell us", on="home").fills(words="A map.").saves(times=2)
    assert "It is saved." in text(amina)
    amina.closes().clicks("Tell us", on="home")
    assert value(amina, "words") == "A map."
    amina.fills(words="A big map.").saves()
    deliver()
    assert amina.messages == []
    passes(commons, workspace, deliver, 10 * DAY)
    jonas = workspace.person("jonas")
    jonas.clicks("Read what was said", on=dm(jonas, CLOSED))
    assert "A big map." in text(jonas)
    with commons.database.transaction() as db:
        db.execute(update(Question).values(asks_at=commons.clock.now() + DAY))
    passes(commons, workspace, deliver, DAY)
    assert dm(amina).buttons == ["Answer", "Not this time"]
    amina.closes(everything=True).opens_home()
    assert amina.home.text.count("How is this space working for you?") == 1
    amina.clicks("Not this time", on=dm(amina)).opens_home()
    assert "Tell us" in amina.home.buttons


def test_two_facilitators_at_once_see_both_versions(commons: Commons, workspace: Workspace) -> None:
    with commons.database.transaction() as db:
        member(db, workspace, "leila").facilitator = True
    jonas = looks(workspace, "jonas").clicks("Edit")
    leila = looks(workspace, "leila").clicks("Edit")
    leila.fills(words="Leila's words?").saves().fills({"rhythm": "Once"}).saves()
    assert "Saved. The next time it is asked like this." in text(leila)
    jonas.fills(words="Jonas's words?").saves().saves()
    assert "Someone changed this while you were writing" in text(jonas)
    assert "Leila's words?" in text(jonas)
    assert value(jonas, "words") == "Jonas's words?"
    jonas.saves()
    assert "Once" in text(jonas)
    jonas.saves()
    tom = looks(workspace, "tom")
    assert "Jonas's words?" in text(tom)


def test_ended_it_is_not_asked_nor_told_unasked(workspace: Workspace) -> None:
    amina = workspace.person("amina").opens_home().clicks("Tell us", on="home")
    amina.fills(words="A map.")
    jonas = looks(workspace, "jonas").clicks("Ask no more")
    assert "It is not asked again." in text(jonas)
    assert "Ask no more" not in buttons(jonas)
    amina.saves()
    [said] = errors(amina)
    assert said.startswith("The group does not ask that any more.")
    amina.closes().opens_home()
    assert "Tell us" not in amina.home.buttons


@pytest.mark.parametrize("label", ["Edit", "Ask now", "Ask no more", "What was said"])
def test_whoever_does_not_facilitate_any_more_changes_nothing(
    commons: Commons, workspace: Workspace, label: str
) -> None:
    with commons.database.transaction() as db:
        member(db, workspace, "leila").facilitator = True
    leila = looks(workspace, "leila")
    with commons.database.transaction() as db:
        member(db, workspace, "leila").facilitator = False
    leila.clicks(label)
    assert "facilitator" in text(leila)
    with commons.database.read() as db:
        [question] = db.scalars(select(Question))
        assert (question.asks_at is not None, question.revision) == (True, 1)


def test_whoever_left_slack_is_not_asked_until_they_come_back(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    amina, tom = workspace.person("amina").opens_home(), workspace.person("tom").opens_home()
    tom.becomes(deleted=True)
    set_question(commons, workspace, "priya")
    deliver()
    assert dm(amina).buttons == ["Answer", "Not this time"]
    assert tom.messages == []
    tom.becomes(deleted=False)
    # Back again, they may answer what everyone is asked, and are asked the next time.
    tom.opens_home().clicks("Questions to the group", on="home").clicks("Answer")
    tom.fills(words="I am back.").saves()
    assert answers(commons, workspace) == {(True, "", "I am back.")}


@pytest.mark.parametrize("value", ["", "7", "7:", "7:x", "7:10", "-7:1", "'; DROP TABLE answers"])
def test_a_forged_choice_means_nothing(value: str) -> None:
    with pytest.raises(Refusal, match=r"errors\.nothing_there"):
        chosen({"actions": [{"value": value}]})
    assert chosen({"actions": [{"selected_option": {"value": "7:9"}}]}) == (7, 9)
