"""How it is going, in words: the form, who reads it where, and what a word leads to."""

import pytest

from bot import checkins as rules
from bot.app import Commons
from bot.visibility import person, read_as
from sandbox.sights import Message
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from storage.checkins import CheckIn, newest_check_in_of
from storage.drafts import drafts_of
from storage.experiments import experiment_by_id
from storage.people import member_by_slack_id
from storage.teams import remove_teammate
from templates.blocks import actions, button, home
from templates.checkins.forms import SAVE
from templates.checkins.views import ASK_GROUP, LAST_TIME, OPEN, SAY_MORE, TALK
from tests.cast import NOW, checked_in, put_down, put_on
from tests.handlers import (
    Deliver,
    buttons,
    errors,
    experiment_of,
    member,
    text,
    title,
    value,
    window,
)

pytestmark = pytest.mark.usefixtures("commons")

CIRCLE = "Tom and Priya, who are on E-1 with you"
HOSTILE = "<!channel> *_~bold~_* {{ 7 * 7 }} <@UNOBODY00> & `code`"
EVERYONE = ("amina", "tom", "priya", "jonas", "wanjiru")


@pytest.fixture
def team(commons: Commons, workspace: Workspace) -> None:
    """E-1 is Amina's, with Tom and Priya on it; Wanjiru and Jonas, who facilitates, are there."""
    with commons.database.transaction() as db:
        for handle in ("wanjiru", "jonas"):
            member(db, workspace, handle)
        experiment = put_down(db, member(db, workspace, "amina"))
        for handle in ("tom", "priya"):
            put_on(db, experiment.id, member(db, workspace, handle), at=NOW)


def last_of(commons: Commons, somebody: Person, about: int = 1) -> CheckIn:
    with commons.database.read() as db:
        known = member_by_slack_id(db, somebody.id)
        assert known is not None
        read_as(db, person(known))
        found = newest_check_in_of(db, known.id, experiment_id=about)
    assert found is not None
    return found


def tapped(commons: Commons, workspace: Workspace, feel: str = "slow") -> int:
    """What Amina said of E-1 by one tap."""
    with commons.database.transaction() as db:
        amina = member(db, workspace, "amina")
        read_as(db, person(amina))
        said = rules.Said(feel)
        return rules.say(db, amina, 1, said, origin=None, now=commons.clock.now()).id


def presses(commons: Commons, somebody: Person, action_id: str, value: object) -> Person:
    """A button of ours, as one stands in a message, pressed in Home."""
    blocks = [actions(button("Press", action_id, str(value)))]
    commons.bot.slack.views_publish(user_id=somebody.id, view=home(*blocks))
    return somebody.clicks("Press", on="home")


def card_of(workspace: Workspace, deliver: Deliver) -> Message:
    deliver()
    return workspace.channel("noticeboard").expects(text="E-1, an experiment by Amina")


def read_by(workspace: Workspace, words: str) -> set[str]:
    """Who finds these words in the window of E-1."""
    found = set()
    for handle in EVERYONE:
        somebody = workspace.person(handle).types("/experiment E-1")
        if words in text(somebody):
            found.add(handle)
        somebody.closes()
    return found


# -- The form


@pytest.mark.usefixtures("team")
def test_words_after_the_command_begin_the_form_and_the_people_on_it_are_named(
    commons: Commons, workspace: Workspace
) -> None:
    amina = workspace.person("amina").types("/checkin the clerks knew", in_="hallway")

    assert title(amina) == "How is E-1 going?"
    assert window(amina).labels == [
        "How is it going?", "What have you noticed?",
        "What will you try next, and what do you expect?",
        "A line for the group?", "Who can see this?",
    ]  # fmt: skip
    assert value(amina, "noticed") == "the clerks knew"
    amina.saves()
    assert len(errors(amina)) == 1, "how it goes is needed, and nothing is lost"
    amina.fills(feel="Slow but learning", will_try="Let the clerk book.").saves()

    assert title(amina) == "Noted"
    assert f"Noted: Slow but learning. {CIRCLE}, can see it." in text(amina)
    assert "They find it in the window of E-1 and in Home." in text(amina)
    assert buttons(amina) == ["Edit", "Take it back"]
    saved = last_of(commons, amina)
    assert (saved.feel, saved.noticed, saved.will_try, saved.visibility) == (
        "slow", "the clerks knew", "Let the clerk book.", "circle",
    )  # fmt: skip
    assert workspace.person("tom").messages == [], "nobody is messaged"
    amina.closes().types("/checkin")
    assert 'Last time you wanted to try: "Let the clerk book."' in text(amina)
    tom = workspace.person("tom").types("/checkin E-1 me too")
    assert "Let the clerk book." not in text(tom), "that comes back to her alone"
    assert value(tom, "noticed") == "me too"


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize(("length", "said"), [(2900, "All of it"), (3500, "its beginning")])
def test_more_words_after_the_command_than_there_is_room_for_are_theirs_to_shorten(
    workspace: Workspace, length: int, said: str
) -> None:
    typed = ("the clerks knew " * 400)[: length - 1] + "."
    amina = workspace.person("amina").types(f"/checkin {typed}")

    assert value(amina, "noticed") == typed[:3000]
    assert said in text(amina)
    amina.fills(feel="Slow but learning").saves()
    assert errors(amina) == [
        f"That is {len(typed[:3000]):,} characters, and 500 is the most here. Could you shorten it?"
    ]
    assert value(amina, "noticed") == typed[:3000]
    amina.fills(noticed="the clerks knew").saves()
    assert title(amina) == "Noted"


def test_help_is_told_and_whoever_is_on_nothing_is_shown_the_way(workspace: Workspace) -> None:
    tom = workspace.person("tom").types("/checkin help", in_="hallway")
    tom.expects(shown="/checkin opens a few boxes")

    tom.types("/checkin so quiet", in_="hallway")
    assert "You are not on an experiment that is going on" in text(tom)
    assert "so quiet" in text(tom), "nothing that was typed is lost"
    tom.clicks("Put down an experiment")
    assert title(tom) == "A new experiment"


def test_with_several_the_form_asks_which_and_names_the_people_of_that_one(
    commons: Commons, workspace: Workspace
) -> None:
    experiment_of(commons, workspace, "amina", "tom", title="Visits")
    experiment_of(commons, workspace, "amina", title="Letters", visibility="circle")
    amina = workspace.person("amina").types("/checkin").fills(noticed="So quiet.")
    assert title(amina) == "How is it going?"
    assert value(amina, "about") == "2"
    assert window(amina).field("Who can see this?").options == ["Only me"]

    amina.fills(about="E-1 Visits")
    assert value(amina, "noticed") == "So quiet."
    assert window(amina).field("Who can see this?").options == [
        "Only me", "Tom, who is on E-1 with you", "Jonas, the facilitator",
        "Everyone in the group",
    ]  # fmt: skip
    assert value(amina, "Who can see this?") == "circle"
    amina.fills(feel="Nothing new").saves()

    assert last_of(commons, amina).noticed == "So quiet."


@pytest.mark.usefixtures("team")
def test_what_ended_or_is_not_ones_own_is_refused_in_a_sentence(
    commons: Commons, workspace: Workspace
) -> None:
    wanjiru = workspace.person("wanjiru").types("/checkin E-1 hm", in_="hallway")
    wanjiru.expects(shown="You are not on E-1 (any more)")
    amina = workspace.person("amina").types("/checkin").fills(noticed="Kept.", feel="Stuck")
    priya = workspace.person("priya").types("/checkin").fills(noticed="Kept, too.", feel="Stuck")
    with commons.database.transaction() as db:
        read_as(db, person(member(db, workspace, "amina")))
        experiment = experiment_by_id(db, 1)
        assert experiment is not None
        experiment.state = "closed"
        remove_teammate(db, 1, member(db, workspace, "priya").id)
    amina.saves()
    priya.saves()

    assert [each for each in errors(amina) if "E-1 has ended" in each] == errors(amina) != []
    assert value(amina, "noticed") == "Kept."
    assert [each for each in errors(priya) if "You are not on E-1" in each] == errors(priya) != []
    presses(commons, amina.closes(), OPEN, 1)
    assert "Reflect on this in its window" in text(amina)
    amina.closes().types("/experiment E-1")
    assert "Check in" not in buttons(amina)


@pytest.mark.usefixtures("team")
def test_the_same_save_twice_is_one_and_hostile_words_stay_words(
    workspace: Workspace,
) -> None:
    amina = workspace.person("amina").types("/checkin")
    amina.fills(feel="Stuck", noticed=HOSTILE, will_try=HOSTILE).saves(times=3)

    assert read_by(workspace, HOSTILE) == {"amina", "tom", "priya"}
    tom = workspace.person("tom").types("/experiment E-1")
    assert buttons(tom).count("Open") == 1
    assert text(tom.clicks("Open")).count(HOSTILE) == 2


# -- From a tap


@pytest.mark.usefixtures("team")
def test_a_tap_gets_its_first_words_and_keeps_its_word(
    commons: Commons, workspace: Workspace
) -> None:
    check_in = tapped(commons, workspace)
    amina = presses(commons, workspace.person("amina"), SAY_MORE, check_in)

    assert title(amina) == "How is E-1 going?"
    assert "You said: Slow but learning" in text(amina)
    assert window(amina).labels[0] == "What have you noticed?"
    assert value(amina, "Who can see this?") == "circle"
    amina.fills(noticed="They knew.").saves(times=2)

    assert f"Noted: Slow but learning. {CIRCLE}, can see it." in text(amina)
    saved = last_of(commons, amina)
    assert (saved.id, saved.feel, saved.noticed) == (check_in, "slow", "They knew.")
    presses(commons, amina.closes(), SAY_MORE, check_in)
    assert window(amina).labels[0] == "How is it going?", "with words, all of it can be changed"
    assert value(amina, "noticed") == "They knew."


@pytest.mark.usefixtures("team")
def test_what_was_not_saved_is_there_again_and_a_saved_one_is_not(
    commons: Commons, workspace: Workspace
) -> None:
    check_in = tapped(commons, workspace)
    amina = presses(commons, workspace.person("amina"), SAY_MORE, check_in)
    assert "I keep a draft for you alone while you write" in text(amina)
    amina.fills(noticed="Half a thought").closes()
    presses(commons, amina, SAY_MORE, check_in)
    assert value(amina, "noticed") == "Half a thought"
    assert "You began this on" in text(amina)
    late = window(amina).field("noticed")
    amina.fills(noticed="A whole one.").saves().closes()
    amina.types("/checkin")

    assert value(amina, "noticed") in {None, ""}, late
    assert "You began this on" not in text(amina)
    with commons.database.read() as db:
        known = member_by_slack_id(db, amina.id)
        assert known is not None
        read_as(db, person(known))
        assert [each.words for each in drafts_of(db, known.id, SAVE, since=NOW) if each.words] == []


@pytest.mark.usefixtures("team")
def test_a_draft_belongs_to_its_experiment(commons: Commons, workspace: Workspace) -> None:
    experiment_of(commons, workspace, "amina", title="Letters")
    amina = workspace.person("amina").types("/checkin E-1").fills(noticed="Of visits.").closes()

    assert value(amina.types("/checkin E-2"), "noticed") in {None, ""}
    assert "Bring back what I began" not in buttons(amina)
    amina.closes().types("/checkin E-1 more")
    amina.clicks("Bring back what I began")
    assert value(amina, "noticed") == "more\n\nOf visits."
    amina.clicks("Begin anew")
    assert value(amina, "noticed") in {None, ""}
    assert title(amina) == "How is E-1 going?"


@pytest.mark.usefixtures("team")
def test_what_they_said_last_time_stands_above(commons: Commons, workspace: Workspace) -> None:
    with commons.database.transaction() as db:
        amina_row = member(db, workspace, "amina")
        read_as(db, person(amina_row))
        experiment = experiment_by_id(db, 1)
        assert experiment is not None
        checked_in(db, amina_row, experiment, "turning", noticed="Doors.", will_try="Windows.")
    amina = presses(commons, workspace.person("amina"), LAST_TIME, 1)

    assert "2 March, you said: Changing direction" in text(amina)
    assert '"Doors."' in text(amina)
    assert 'You wanted to try: "Windows."' in text(amina)
    tom = presses(commons, workspace.person("tom"), LAST_TIME, 1)
    assert "you said" not in text(tom)


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize("forged", ["", "x", "99999999999", "99"])
def test_what_nobody_could_click_is_answered_in_a_sentence(
    commons: Commons, workspace: Workspace, forged: str
) -> None:
    tapped(commons, workspace)
    tom = workspace.person("tom")
    for action_id in (SAY_MORE, LAST_TIME, ASK_GROUP, TALK):
        presses(commons, tom, action_id, forged)
        assert title(tom) == "Not just now"
        tom.closes()
    presses(commons, tom, SAY_MORE, 1)
    assert text(tom).startswith("That check-in is not there any more.")


# -- Two windows, and who came meanwhile


@pytest.mark.usefixtures("team")
def test_two_windows_that_change_the_same_are_both_shown(
    commons: Commons, workspace: Workspace
) -> None:
    check_in = tapped(commons, workspace)
    amina = presses(commons, workspace.person("amina"), SAY_MORE, check_in)
    with commons.database.transaction() as db:
        known = member(db, workspace, "amina")
        read_as(db, person(known))
        said = rules.Said("slow", noticed="In the other window.", will_try="Rest.")
        rules.edit(db, known, check_in, said, now=NOW)
    amina.fills(noticed="In this one.").saves()

    assert "You changed this in another window meanwhile." in text(amina)
    assert "Saved there: In the other window." in text(amina)
    assert value(amina, "noticed") == "In this one."
    assert value(amina, "will_try") == "Rest.", "what was touched there alone is taken"
    amina.saves()
    saved = last_of(commons, amina)
    assert (saved.noticed, saved.will_try) == ("In this one.", "Rest.")


@pytest.mark.usefixtures("team")
def test_only_me_in_the_message_holds_whatever_is_saved_from_an_open_form(
    commons: Commons, workspace: Workspace
) -> None:
    check_in = tapped(commons, workspace)
    amina = presses(commons, workspace.person("amina"), SAY_MORE, check_in)
    with commons.database.transaction() as db:
        known = member(db, workspace, "amina")
        read_as(db, person(known))
        rules.narrow(db, known, check_in, now=NOW)
    amina.fills(noticed="Between us.").saves()

    assert "Noted: Slow but learning. Only you can see it." in text(amina)
    assert read_by(workspace, "Between us.") == {"amina"}


@pytest.mark.usefixtures("team")
def test_taken_back_meanwhile_the_words_stay_in_the_form(
    commons: Commons, workspace: Workspace
) -> None:
    check_in = tapped(commons, workspace)
    amina = presses(commons, workspace.person("amina"), SAY_MORE, check_in)
    with commons.database.transaction() as db:
        known = member(db, workspace, "amina")
        read_as(db, person(known))
        rules.take_back(db, known, check_in, now=NOW)
    amina.fills(noticed="Between us.").saves()

    assert errors(amina) == ["That check-in is not there any more."]
    assert value(amina, "noticed") == "Between us."


@pytest.mark.usefixtures("team")
def test_whoever_came_meanwhile_is_named_before_they_read_it(
    commons: Commons, workspace: Workspace
) -> None:
    amina = workspace.person("amina").types("/checkin They knew.").fills(feel="Stuck")
    with commons.database.transaction() as db:
        put_on(db, 1, member(db, workspace, "wanjiru"), at=commons.clock.now())
    amina.saves()

    assert "Wanjiru joined while you were writing and would read this, too." in text(amina)
    assert value(amina, "noticed") == "They knew."
    amina.saves()
    assert read_by(workspace, "They knew.") == {"amina", "tom", "priya", "wanjiru"}


@pytest.mark.usefixtures("team")
def test_what_could_tell_who_it_was_is_asked_about_once(
    commons: Commons, workspace: Workspace
) -> None:
    amina = workspace.person("amina").types("/checkin")
    amina.fills(feel="Stuck", noticed="Mrs Hale rang.", line="A line.").saves()
    assert title(amina) == "One question first"
    amina.clicks("Keep it for me alone")

    assert "Only you can see it." in text(amina)
    saved = last_of(commons, amina)
    assert (saved.visibility, saved.noticed) == ("only_me", "Mrs Hale rang.")
    assert "A line." not in workspace.person("tom").opens_home().home.text


# -- Where it is read


@pytest.mark.usefixtures("team")
def test_its_people_find_it_in_the_window_and_in_home_and_nobody_else_does(
    workspace: Workspace, deliver: Deliver
) -> None:
    card = card_of(workspace, deliver)
    amina = workspace.person("amina").types("/checkin They knew.").fills(feel="Stuck").saves()
    deliver()

    assert card.thread == [], "the thread is read by everyone"
    assert read_by(workspace, "They knew.") == {"amina", "tom", "priya"}
    tom = workspace.person("tom").opens_home()
    assert "Just an idea\nAmina, 30 November: Stuck" in tom.home.text
    assert "They knew." not in tom.home.text, "unobtrusively"
    assert "Stuck" not in workspace.person("wanjiru").opens_home().home.text
    tom.clicks("Open", on="home", index=0)
    assert "Amina, 30 November: Stuck\nThey knew." in text(tom)
    tom.clicks("Open")
    assert title(tom) == "A check-in"
    assert buttons(tom) == []
    amina.types("/experiment E-1").clicks("Open").clicks("Take it back")
    assert title(amina) == "Taken back"
    deliver()
    assert "Stuck" not in tom.closes(everything=True).home.text, "it leaves their Homes by itself"
    assert read_by(workspace, "They knew.") == set()


@pytest.mark.usefixtures("team")
def test_the_newest_few_stand_there_and_all_is_a_page_away(
    commons: Commons, workspace: Workspace
) -> None:
    with commons.database.transaction() as db:
        amina_row = member(db, workspace, "amina")
        read_as(db, person(amina_row))
        experiment = experiment_by_id(db, 1)
        assert experiment is not None
        for at in range(13):
            checked_in(db, amina_row, experiment, noticed=f"Note {at}.")
        checked_in(db, amina_row, experiment, noticed="Mine.", visibility="only_me")
    tom = workspace.person("tom").types("/experiment E-1")
    assert [f"Note {at}." in text(tom) for at in range(13)] == [False] * 10 + [True] * 3
    tom.clicks("All of them")
    assert title(tom) == "How E-1 is going"
    assert "Note 3." in text(tom)
    tom.clicks("Earlier ones")

    assert "Note 0." in text(tom)
    assert "Mine." not in text(tom)


@pytest.mark.usefixtures("team")
def test_for_everyone_it_goes_under_the_card_once_with_its_line(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    card = card_of(workspace, deliver)
    amina = workspace.person("amina").types("/checkin They knew.")
    amina.fills(feel="Things are moving", line="Ask the clerks.")
    amina.fills({"Who can see this?": "Everyone in the group"}).saves()
    assert "It goes under E-1's card, too" in text(amina)
    deliver()
    post = workspace.channel("noticeboard").expects(text="Amina says how E-1 is going")
    assert [each.ts for each in card.thread] == [post.ts], "the line stands in it"
    assert post.shown == 'Amina: Things are moving\n"Ask the clerks."\nThey knew.'
    assert post.rings == []

    amina.clicks("Edit").fills(noticed="They all knew.").saves()
    deliver()
    assert "They all knew." in post.shown
    amina.clicks("Edit").fills({"Who can see this?": CIRCLE}).saves()
    deliver()
    line = workspace.channel("noticeboard").expects(text="A line from Amina about E-1")
    assert [each.ts for each in card.thread] == [line.ts], "narrowed, only its line stays"
    assert line.buttons == ["Read on"]
    wanjiru = workspace.person("wanjiru").clicks("Read on", on=line)
    wanjiru.expects(shown="Only Amina and those that Amina chose can read that.")
    tom = workspace.person("tom").clicks("Read on", on=line)
    assert "They all knew." in text(tom)
    assert "Ask the clerks." in wanjiru.opens_home().home.text
    amina.clicks("Take the line back")
    deliver()

    assert card.thread == []
    assert "Ask the clerks." not in wanjiru.home.text
    assert last_of(commons, amina).noticed == "They all knew."


# -- What a word leads to


@pytest.mark.usefixtures("team")
def test_stuck_offers_a_question_to_the_group_which_nobody_sees_before_it_is_saved(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    with commons.database.transaction() as db:
        member(db, workspace, "jonas").facilitator = True
    amina = workspace.person("amina").types("/checkin Between us.")
    amina.fills(feel="Stuck", line="How do you begin?").saves()
    assert "Would anything help?" in text(amina)
    assert {"Ask the group", "Someone to talk to", "No, thank you"} <= set(buttons(amina))
    amina.clicks("Ask the group")

    assert title(amina) == "Ask or offer"
    assert value(amina, "words") == "How do you begin?", "what she chose for the group"
    assert value(amina, "more") == "It is about E-1, Longer first visits."
    assert "Between us." not in text(amina)
    amina.closes().clicks("Someone to talk to").clicks("Ask Jonas")
    deliver()
    workspace.person("jonas").expects(text="Amina would like to talk")
    workspace.channel("noticeboard").expects(text="E-1, an experiment by Amina")
    workspace.channel("noticeboard").expects(text="A line from Amina about E-1")
    amina.closes().clicks("No, thank you")
    assert title(amina) == "A check-in"


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize(
    ("feel", "way", "opens"),
    [
        ("Resting for now", "Rest", "Let E-1 rest"),
        ("Coming to an end", "End", "The end of E-1"),
        ("Changing direction", "Where is it now?", "Where is E-1 now?"),
    ],
)
def test_other_words_lead_to_the_cards_own_forms(
    workspace: Workspace, feel: str, way: str, opens: str
) -> None:
    amina = workspace.person("amina").types("/checkin").fills(feel=feel).saves()
    amina.clicks(way)

    assert title(amina) == opens
