"""/experiment in Slack: what each command, button and save does, and for whom."""

import pytest

from bot.app import Commons
from bot.experiments import answer_safety, edit
from bot.visibility import person, read_as
from sandbox.workspaces import Workspace
from storage.teams import remove_teammate
from tests.cast import NOW, SAFETY, answers, put_down
from tests.handlers import Deliver, buttons, experiment_of, member, text, title, window

pytestmark = pytest.mark.usefixtures("commons")

FIVE = {
    "title": "Longer first visits",
    "purpose": "Families tell their story once, to one person.",
    "question": "What changes when a first visit has no time limit?",
    "stage": "Just an idea",
    "visibility": "Everyone in the group",
}
THREE = {
    "could_be_hurt": "The clerks.",
    "people_know": "Yes.",
    "how_stop": "Anyone says so.",
}


@pytest.mark.parametrize(
    "words", ["Longer first visits", "help me listen", "list everything", "E-mail"]
)
def test_words_after_the_command_begin_the_form(workspace: Workspace, words: str) -> None:
    amina = workspace.person("amina").types(f"/experiment {words}")

    assert title(amina) == "A new experiment"
    assert window(amina).field("Give it a short name").value == words


def test_help_is_told_to_the_one_who_asks(workspace: Workspace) -> None:
    amina = workspace.person("amina").types("/experiment help", in_="hallway")

    amina.expects(shown="/experiment opens a form with five short answers.")
    assert amina.window is None


@pytest.mark.parametrize("reference", ["E-1", "e-1", "E1", " e-1 "])
def test_a_reference_opens_that_one(commons: Commons, workspace: Workspace, reference: str) -> None:
    experiment_of(commons, workspace, "amina")
    tom = workspace.person("tom").types(f"/experiment {reference}")

    assert title(tom) == "E-1"
    assert "Longer first visits" in text(tom)
    assert "Who to talk to: Amina" in text(tom)


def test_a_reference_to_what_is_not_for_me_is_like_one_that_there_is_not(
    commons: Commons, workspace: Workspace
) -> None:
    experiment_of(commons, workspace, "amina", visibility="only_me")
    tom = workspace.person("tom").types("/experiment E-1").types("/experiment E-2")

    said = "I don't know an {} that you can open. /experiment list shows those that you can."
    assert [message.text for message in tom.sees] == [said.format("E-1"), said.format("E-2")]
    for ref in ("E-1", "E-2"):
        tom.expects(shown=ref)


def test_the_list_shows_what_i_may_read_page_by_page(
    commons: Commons, workspace: Workspace
) -> None:
    with commons.database.transaction() as db:
        amina = member(db, workspace, "amina")
        put_down(db, amina, title="Nobody's business", visibility="only_me")
        for number in range(1, 30):
            put_down(db, amina, title=f"Number {number}.")
    tom = workspace.person("tom").types("/experiment list")

    assert "Number 29." in text(tom)
    assert "Number 4." not in text(tom)
    tom.clicks("Earlier ones")
    assert "Number 4." in text(tom)
    assert "Number 1." in text(tom)
    assert "Nobody's business" not in text(tom)
    tom.clicks("Open", index=0)
    assert title(tom) == "E-5"
    tom.closes()
    assert title(tom) == "Experiments", "closing it brings the list back"


def test_an_empty_list_says_how_to_begin(workspace: Workspace) -> None:
    tom = workspace.person("tom").types("/experiment list")

    assert "Somebody has to be the first" in text(tom)


def test_a_private_one_is_saved_and_nothing_goes_up(workspace: Workspace, deliver: Deliver) -> None:
    amina = workspace.person("amina").types("/experiment")
    assert window(amina).field("Who can see this?").value == "only_me", "it never starts wider"
    amina.fills({**FIVE, "visibility": "Only me for now"}).saves()
    deliver()

    assert title(amina) == "E-1 is saved"
    assert "yours alone for now" in text(amina)
    assert workspace.channel("noticeboard").messages == []


def test_what_is_tried_already_asks_three_questions_first(
    workspace: Workspace, deliver: Deliver
) -> None:
    amina = workspace.person("amina").types("/experiment")
    amina.fills({**FIVE, "stage": "Trying it"}).saves()
    deliver()

    assert title(amina) == "Before others see it"
    assert "E-1 is saved. Three short answers, and its card goes up." in text(amina)
    assert workspace.channel("noticeboard").messages == []
    assert "E-1" not in workspace.person("tom").opens_home().home.text

    amina.fills(THREE).saves()
    assert title(amina) == "E-1 is on the board"
    deliver()
    workspace.channel("noticeboard").expects(text="E-1, an experiment by Amina")


def test_the_three_questions_can_wait_in_home(workspace: Workspace, deliver: Deliver) -> None:
    amina = workspace.person("amina").types("/experiment")
    amina.fills({**FIVE, "stage": "Trying it"}).saves().closes()
    deliver()

    assert "Three short answers, and it is ready." in amina.home.text
    amina.clicks("Answer", on="home").fills(THREE).saves().closes()
    deliver()
    workspace.channel("noticeboard").expects(text="E-1")
    assert "Three short answers" not in amina.home.text


def test_the_three_answers_can_be_changed_like_everything_else(
    workspace: Workspace, deliver: Deliver
) -> None:
    amina = workspace.person("amina").types("/experiment")
    amina.fills({**FIVE, "stage": "Trying it"}).saves().fills(THREE).saves().closes()
    deliver()
    card = workspace.channel("noticeboard").expects(text="E-1")
    amina.clicks("Open", on=card).clicks("Edit the three answers")
    assert title(amina) == "Three answers"
    amina.fills(how_stop="Anyone, by a word.").saves()

    assert title(amina) == "E-1"
    assert "Anyone, by a word." in text(amina)
    deliver()
    assert len(workspace.channel("noticeboard").messages) == 1


def test_open_on_the_card_shows_each_their_own_window(
    workspace: Workspace, deliver: Deliver
) -> None:
    amina = workspace.person("amina").types("/experiment").fills(FIVE).saves().closes()
    deliver()
    card = workspace.channel("noticeboard").expects(text="E-1")

    assert card.buttons == ["Open", "Same question here"]
    amina.clicks("Open", on=card)
    assert "You are the one to talk to." in text(amina)
    moving = ["Edit", "Where is it now?", "Rest", "End", "Check in", "Add to it"]
    assert buttons(amina)[:6] == moving
    tom = workspace.person("tom").clicks("Open", on=card)
    assert "Who to talk to: Amina, a coastal council" in text(tom)
    assert buttons(tom) == ["Same question here"]


def test_an_edit_changes_the_one_card_and_its_thread_tells_the_move(
    workspace: Workspace, deliver: Deliver
) -> None:
    channel = workspace.channel("noticeboard")
    amina = workspace.person("amina").types("/experiment").fills(FIVE).saves().closes()
    deliver()
    card = channel.expects(text="E-1")
    amina.clicks("Open", on=card).clicks("Edit")
    amina.fills(title="Much longer first visits", stage="Understanding what is going on").saves()
    assert "Saved." in text(amina)
    assert "Much longer first visits" in text(amina)
    deliver()

    channel.expects(shown="↳ On to understanding.")
    [card] = channel.messages
    assert "E-1 · Much longer first visits" in card.shown
    assert "idea → understanding" in card.shown


def test_made_narrower_the_card_is_withdrawn_and_its_old_button_says_so(
    workspace: Workspace, deliver: Deliver
) -> None:
    channel = workspace.channel("noticeboard")
    amina = workspace.person("amina").types("/experiment").fills(FIVE).saves().closes()
    deliver()
    card = channel.expects(text="E-1")
    tom = workspace.person("tom")
    amina.clicks("Open", on=card).clicks("Edit").fills(visibility="Only me for now").saves()
    assert "Its card leaves the noticeboard." in text(amina)

    tom.clicks("Open", on=card)
    assert tom.window is None
    tom.expects(shown="E-1 was taken back by Amina, so there is nothing to open here any more.")
    deliver()
    assert channel.messages == []

    amina.closes().opens_home().clicks("Open", on="home", index=0).clicks("Edit")
    amina.fills(visibility="Everyone in the group").saves()
    assert "Its card goes up on the noticeboard." in text(amina)
    deliver()
    channel.expects(text="E-1")
    assert len(channel.messages) == 1


def test_a_forged_button_learns_nothing_of_what_was_never_shown(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    with commons.database.transaction() as db:
        put_down(db, member(db, workspace, "amina"))
        put_down(db, member(db, workspace, "amina"), visibility="only_me")
    deliver()
    card = workspace.channel("noticeboard").expects(text="E-1")
    tom = workspace.person("tom")
    button = card.blocks[1]["elements"][0]
    for value, said in {
        "2": "I don't know an E-2",
        "x": "There is nothing behind that button any more.",
        "9" * 24: "There is nothing behind that button any more.",
    }.items():
        button["value"] = value
        tom.clicks("Open", on=card)
        tom.expects(shown=said)


def test_moved_into_trying_by_an_edit_it_asks_first_and_stays_where_it_was(
    workspace: Workspace, deliver: Deliver
) -> None:
    channel = workspace.channel("noticeboard")
    amina = workspace.person("amina").types("/experiment").fills(FIVE).saves().closes()
    deliver()
    card = channel.expects(text="E-1")
    amina.clicks("Open", on=card).clicks("Edit").fills(stage="Trying it").saves()
    assert title(amina) == "Before you try it"
    assert "Until then E-1 stays where it was." in text(amina)
    deliver()
    assert "Now  Just an idea" in channel.messages[0].shown

    amina.fills(THREE).saves()
    deliver()
    assert "Now  Trying it" in channel.messages[0].shown
    channel.expects(shown="↳ Ahead to trying it.")


def test_two_who_edit_at_once_see_both_versions_and_lose_nothing(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    experiment_of(commons, workspace, "amina", "tom")
    amina = workspace.person("amina").types("/experiment E-1").clicks("Edit")
    tom = workspace.person("tom").types("/experiment E-1").clicks("Edit")
    assert window(tom).options("Who can see this?") == [
        "Amina, who is on E-1 with you",
        "Everyone in the group",
    ]
    tom.fills(title="Tom's name").saves()
    amina.fills(title="Amina's name", question="Amina's question?").saves()

    assert "Someone changed this while you were writing." in text(amina)
    assert "Theirs: Tom's name" in text(amina)
    assert window(amina).field("Give it a short name").value == "Amina's name"
    assert (window(amina).submit, window(amina).close) == ("Use mine", "Use theirs")
    amina.saves()
    assert "Amina's name" in text(amina)
    deliver()
    workspace.channel("noticeboard").expects(shown="Amina's question?")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": "Shorter"}, "Saved."),
        ({"stage": "Trying it"}, "Three short answers, and it moves on to trying it."),
    ],
    ids=["a name", "into trying it"],
)
def test_an_edit_that_is_sent_twice_blames_nobody(
    workspace: Workspace, deliver: Deliver, change: dict[str, str], said: str
) -> None:
    amina = workspace.person("amina").types("/experiment").fills(FIVE).saves().closes()
    deliver()
    card = workspace.channel("noticeboard").expects(text="E-1")
    amina.clicks("Open", on=card).clicks("Edit").fills(change).saves(times=2)

    assert said in text(amina)
    assert "Someone changed this" not in text(amina)


def test_two_who_answer_the_three_questions_at_once_see_both(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    experiment_of(commons, workspace, "amina", "tom", stage="explore")
    amina = workspace.person("amina").types("/experiment E-1").clicks("Answer three questions")
    tom = workspace.person("tom").types("/experiment E-1").clicks("Answer three questions")
    tom.fills({**THREE, "how_stop": "Tom says so."}).saves()
    amina.fills(THREE).saves()

    assert "Someone changed this while you were writing." in text(amina)
    assert "Theirs: Tom says so." in text(amina)
    amina.saves()
    assert "Anyone says so." in text(amina)
    deliver()
    workspace.channel("noticeboard").expects(text="E-1")


def test_an_old_edit_form_is_no_way_in_for_someone_no_longer_on_it(
    commons: Commons, workspace: Workspace
) -> None:
    experiment_of(commons, workspace, "amina", "tom")
    tom = workspace.person("tom").types("/experiment E-1").clicks("Edit")
    with commons.database.transaction() as db:
        remove_teammate(db, 1, member(db, workspace, "tom").id)
    tom.fills(title="Tom's name").saves()

    assert list(window(tom).errors.values()) == [
        "Only the people on E-1 can change it. You could ask them."
    ]


def test_a_name_of_nothing_but_blanks_stays_in_the_form_with_a_sentence(
    workspace: Workspace,
) -> None:
    amina = workspace.person("amina").types("/experiment").fills({**FIVE, "title": "   "}).saves()

    assert window(amina).errors == {
        "Give it a short name": "A few words are needed here. A guess is fine."
    }
    assert window(amina).field("What do you want to find out?").value == FIVE["question"]
    amina.fills(title="Longer first visits").saves()
    assert title(amina) == "E-1 is on the board"


def test_a_name_of_five_thousand_characters_is_kept_for_its_writer_to_shorten(
    workspace: Workspace,
) -> None:
    amina = workspace.person("amina").types("/experiment " + "long " * 1000)
    amina.fills({key: value for key, value in FIVE.items() if key != "title"}).saves()

    assert window(amina).errors == {
        "Give it a short name": "That is 2,999 characters, and 80 is the most here. "
        "Could you shorten it?"
    }


def test_while_three_answers_lack_only_its_team_reads_it(
    commons: Commons, workspace: Workspace
) -> None:
    with commons.database.transaction() as db:
        amina = member(db, workspace, "amina")
        put_down(db, amina, stage="explore")
    leila = workspace.person("leila").types("/experiment E-1")
    leila.expects(shown="I don't know an E-1")
    with commons.database.transaction() as db:
        read_as(db, person(member(db, workspace, "amina")))
        answer_safety(db, member(db, workspace, "amina"), 1, SAFETY, tries=True, now=NOW)

    leila.types("/experiment E-1")
    assert "Who could this go badly for, and how?" in text(leila)


def test_home_follows_what_was_saved(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    amina = workspace.person("amina").opens_home()
    with commons.database.transaction() as db:
        hers = put_down(db, member(db, workspace, "amina"), visibility="only_me")
    deliver()
    assert "E-1 · Longer first visits" in amina.home.text
    with commons.database.transaction() as db:
        by = member(db, workspace, "amina")
        read_as(db, person(by))
        edit(db, by, hers.id, answers(title="Shorter", visibility="only_me"), now=NOW)
    deliver()

    assert "E-1 · Shorter" in amina.home.text


def test_the_list_finds_a_word_and_what_is_mine(commons: Commons, workspace: Workspace) -> None:
    with commons.database.transaction() as db:
        amina, tom = member(db, workspace, "amina"), member(db, workspace, "tom")
        put_down(db, tom, title="Fewer forms")
        put_down(db, amina, title="Élan without forms")
        put_down(db, amina, title="Nobody else's FORMS", visibility="only_me")
        for number in range(26):
            put_down(db, amina, title=f"Number {number}.")
    somebody = workspace.person("tom").types("/experiment list").fills(word="forms").saves()
    assert "Fewer forms" in text(somebody)
    assert "Élan without forms" in text(somebody)
    assert "Nobody else's" not in text(somebody)
    somebody.fills(whose="Mine").saves()
    assert "Fewer forms" in text(somebody)
    assert "Élan" not in text(somebody)
    somebody.fills(word="nothing like it").saves()
    assert "Nothing found." in text(somebody)

    amina_now = workspace.person("amina").types("/experiment list")
    amina_now.fills(word="number", whose="Mine").saves().clicks("Earlier ones")
    assert "Number 0." in text(amina_now)
    assert "forms" not in text(amina_now)
    assert window(amina_now).field("word").value == "number", "what is looked for stays"
