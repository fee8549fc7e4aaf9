"""/reflect in Slack: what is asked, who is named, what is saved, and who reads it then."""

from datetime import timedelta

import pytest

import templates
from bot.app import Commons
from bot.prompts import FIRST, HARD_DAY
from bot.visibility import Keeper, person, read_as
from handlers.messages import as_typed
from sandbox.sights import Message
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from storage.experiments import experiment_by_id
from storage.people import member_by_slack_id
from storage.prompts import prompt_set
from storage.reflections import Reflection, newest_reflection_of
from storage.teams import remove_teammate
from templates.blocks import actions, button, home
from tests.cast import NOW, put_down, put_on, reflect
from tests.handlers import Deliver, buttons, errors, member, text, title, value, window

pytestmark = pytest.mark.usefixtures("commons")

SETS = [(each["code"], each["name"]) for each in templates.words("prompts/sets").sets]
CIRCLE = "Tom and Priya, who are on E-1 with you"
WRITTEN = "What people wrote about it"
LEVELS = {
    "Only me": set(),
    CIRCLE: {"tom", "priya"},
    "Jonas, the facilitator": {"jonas"},
    "Everyone in the group": {"tom", "priya", "jonas", "wanjiru"},
}
HOSTILE = [
    "<!channel> <!here> <@UNOBODY00>",
    "*_~bold~_* `code`",
    "{{ 7 * 7 }} {% endif %}",
    "🎉" * 3000,
    '"quoted" & <b>bold</b>',
]


@pytest.fixture
def team(commons: Commons, workspace: Workspace) -> None:
    """E-1 is Amina's, with Tom and Priya on it; Wanjiru and Jonas are there, too."""
    with commons.database.transaction() as db:
        for handle in ("wanjiru", "jonas", "ana"):
            member(db, workspace, handle)
        experiment = put_down(db, member(db, workspace, "amina"))
        for handle in ("tom", "priya"):
            put_on(db, experiment.id, member(db, workspace, handle), at=NOW)


def last_of(commons: Commons, somebody: Person) -> Reflection:
    with commons.database.read() as db:
        known = member_by_slack_id(db, somebody.id)
        assert known is not None
        read_as(db, person(known))
        found = newest_reflection_of(db, known.id)
    assert found is not None
    return found


def write(workspace: Workspace, **answers: str) -> Person:
    """Amina writes about E-1 and saves."""
    amina = workspace.person("amina").types("/reflect")
    amina.fills(about="E-1 Longer first visits")
    return amina.fills({"answer_1": "The clerks knew.", **answers}).saves()


def card_of(workspace: Workspace, deliver: Deliver) -> Message:
    deliver()
    return workspace.channel("noticeboard").expects(text="E-1, an experiment by Amina")


# -- The form


def test_words_after_the_command_begin_the_page(workspace: Workspace) -> None:
    amina = workspace.person("amina").types("/reflect the clerks knew", in_="hallway")

    assert title(amina) == "Reflect"
    assert value(amina, "What is one thing you noticed?") == "the clerks knew"
    assert "Only you can read this, unless you choose otherwise below." in text(amina)


def test_help_is_told_to_the_one_who_asks(workspace: Workspace) -> None:
    amina = workspace.person("amina").types("/reflect help", in_="hallway")

    amina.expects(shown="/reflect opens a page with one question.")


def test_the_first_time_it_says_what_private_does_not_mean(workspace: Workspace) -> None:
    amina = workspace.person("amina").types("/reflect")
    assert "The person who looks after the server could reach it" in text(amina)
    assert "use your own organisation's route" in text(amina)
    amina.fills(answer_1="The quiet ones spoke.").saves().closes().types("/reflect")

    assert "The person who looks after the server" not in text(amina)
    assert 'you wrote: "The quiet ones spoke."' in text(amina)
    assert "The quiet ones" not in text(workspace.person("tom").types("/reflect"))


@pytest.mark.parametrize(("code", "name"), SETS)
def test_every_way_in_can_be_saved(
    commons: Commons, workspace: Workspace, code: str, name: str
) -> None:
    amina = workspace.person("amina").types("/reflect It was odd.")
    if code != FIRST:
        amina.chooses(name, on="window", action_id="reflections.way")
    with commons.database.read() as db:
        asked = prompt_set(db, code)
    assert asked is not None
    labels = [each["question"] for each in asked.prompts] or ["Write"]

    assert window(amina).labels[: len(labels)] == labels
    assert value(amina, "answer_1") == "It was odd.", "what is written stays"
    amina.saves()
    saved = last_of(commons, amina)
    question = labels[0] if asked.prompts else ""
    assert saved.answers == [{"question": question, "words": "It was odd."}]
    assert (saved.prompt_set, saved.visibility) == (code, "only_me")


def test_where_there_are_fewer_questions_no_words_are_lost(
    commons: Commons, workspace: Workspace
) -> None:
    amina = workspace.person("amina").types("/reflect")
    amina.chooses("What? So what? Now what?", on="window", action_id="reflections.way")
    amina.fills(answer_1="one", answer_3="three")
    amina.chooses("One thing I noticed", on="window", action_id="reflections.way")

    assert window(amina).labels[:3] == [
        "What is one thing you noticed?", "What you wrote before", "What you wrote before",
    ]  # fmt: skip
    amina.saves()
    assert [each["words"] for each in last_of(commons, amina).answers] == ["one", "three"]
    assert [each["question"] for each in last_of(commons, amina).answers][1] == ""


def test_questions_that_were_put_away_are_refused_in_a_sentence(
    commons: Commons, workspace: Workspace
) -> None:
    amina = workspace.person("amina").types("/reflect kept")
    with commons.database.transaction() as db:
        away = prompt_set(db, "surprise")
        assert away is not None
        away.hidden = True
    amina.chooses("A surprise", on="window", action_id="reflections.way")

    assert "Those questions are not here any more." in text(amina)
    amina.closes()
    assert value(amina, "answer_1") == "kept"
    amina.closes().types("/reflect")
    assert "A surprise" not in window(amina).fields[0].options


def test_one_answer_is_enough_and_none_is_not(workspace: Workspace) -> None:
    amina = workspace.person("amina").types("/reflect").fills(line="Only a line").saves()
    assert errors(amina) == ["One answer is enough, whichever you like. A few words will do."]

    amina.fills(answer_1="x").saves()
    assert title(amina) == "Saved"


@pytest.mark.usefixtures("team")
def test_who_reads_is_named_for_what_it_is_about(workspace: Workspace) -> None:
    amina = workspace.person("amina").types("/reflect")
    assert CIRCLE not in window(amina).options("visibility")
    amina.fills(about="E-1 Longer first visits")

    assert window(amina).options("Who can read the rest?") == list(LEVELS)
    assert value(amina, "Who can read the rest?") == "only_me", "what was chosen stays"


@pytest.mark.usefixtures("team")
def test_a_circle_never_becomes_anothers_without_a_word(
    commons: Commons, workspace: Workspace
) -> None:
    with commons.database.transaction() as db:
        put_down(db, member(db, workspace, "amina"), title="Another")
        for handle in ("wanjiru", "ana"):
            put_on(db, 2, member(db, workspace, handle), at=NOW)
    amina = workspace.person("amina").types("/reflect").fills(about="E-1 Longer first visits")
    amina.fills({"Who can read the rest?": CIRCLE}).fills(about="E-2 Another")
    assert value(amina, "Who can read the rest?") == "only_me"

    amina.fills({"Who can read the rest?": "Everyone in the group"})
    amina.fills(about="E-1 Longer first visits")
    assert value(amina, "Who can read the rest?") == "group"


@pytest.mark.usefixtures("team")
def test_it_starts_no_wider_than_is_safe_and_remembers_the_narrower(workspace: Workspace) -> None:
    amina = write(workspace, **{"Who can read the rest?": "Everyone in the group"}).closes()
    amina.opens_home().clicks("Open", on="home", index=0).clicks("Reflect on this")
    assert value(amina, "Who can read the rest?") == "circle"
    assert f"{CIRCLE}, can read this, unless" in text(amina)
    amina.fills({"answer_1": "x", "Who can read the rest?": "Only me"}).saves()
    amina.closes(everything=True).clicks("Open", on="home", index=0).clicks("Reflect on this")

    assert value(amina, "Who can read the rest?") == "only_me"


# -- Saving, and who reads


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize("level", LEVELS)
def test_who_is_named_reads_it_and_nobody_else(
    commons: Commons, workspace: Workspace, deliver: Deliver, level: str
) -> None:
    card = card_of(workspace, deliver)
    amina = write(workspace, line="They knew.", **{"Who can read the rest?": level})
    who = {"Only me": "Only you", "Everyone in the group": level}.get(level, f"{level},")
    assert f"{who} can read it." in text(amina)
    assert "under E-1's card" in text(amina)
    amina.closes()
    deliver()
    [line] = card.thread
    assert line.text == "A line from Amina about E-1"
    assert 'Amina: "They knew."' in line.shown
    assert ("Read on" in line.buttons) == (level != "Only me")
    for handle in ("tom", "priya", "jonas", "wanjiru"):
        somebody = workspace.person(handle)
        if "Read on" in line.buttons:
            somebody.clicks("Read on", on=line)
            if handle in LEVELS[level]:
                assert "The clerks knew." in text(somebody)
                assert amina.name.split()[0] in text(somebody)
                assert buttons(somebody) == ["Thank you", "Same here", "Tell me more"]
                somebody.closes()
            else:
                said = "Only Amina and those that Amina chose can read that. You could ask."
                assert somebody.expects(shown=said)
        somebody.clicks("Open", on=card)
        assert (WRITTEN in text(somebody)) == (handle in LEVELS[level])
    workspace.channel("noticeboard").expects(text="A line from Amina")
    assert last_of(commons, amina).visibility != "public"


@pytest.mark.usefixtures("team")
def test_who_joins_later_does_not_read_what_was_said_before(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    card = card_of(workspace, deliver)
    amina = write(workspace, **{"Who can read the rest?": CIRCLE}).closes()
    deliver()
    with commons.database.transaction() as db:
        ana = member(db, workspace, "ana")
        later = last_of(commons, amina).shared_at.replace(year=2050)
        put_on(db, 1, ana, at=later)

    assert WRITTEN not in text(workspace.person("ana").clicks("Open", on=card))
    assert WRITTEN in text(workspace.person("tom").clicks("Open", on=card))
    amina.types("/reflect list").clicks("Open")
    assert f"{CIRCLE}, can read this." in text(amina)


def test_the_same_save_twice_is_one(commons: Commons, workspace: Workspace) -> None:
    amina = workspace.person("amina").types("/reflect once").saves(times=2)
    assert title(amina) == "Saved"
    amina.closes().types("/reflect list")

    assert buttons(amina) == ["Open"]
    assert last_of(commons, amina).id == 1


@pytest.mark.usefixtures("team")
def test_who_came_while_it_was_written_is_named_first(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    card_of(workspace, deliver)
    amina = workspace.person("amina").types("/reflect").fills(about="E-1 Longer first visits")
    amina.fills({"answer_1": "Words.", "Who can read the rest?": CIRCLE})
    with commons.database.transaction() as db:
        put_on(db, 1, member(db, workspace, "ana"), at=NOW)
    amina.saves()

    assert "Ana joined while you were writing and would read this, too." in text(amina)
    assert value(amina, "answer_1") == "Words."
    assert value(amina, "Who can read the rest?") == "circle"
    amina.saves()
    assert "Ana, Tom and Priya, who are on E-1 with you, can read it." in text(amina)


@pytest.mark.usefixtures("team")
def test_what_was_taken_back_meanwhile_is_said_and_the_words_stay(
    commons: Commons, workspace: Workspace
) -> None:
    tom = workspace.person("tom").types("/reflect").fills(about="E-1 Longer first visits")
    tom.fills(answer_1="Words.")
    with commons.database.transaction() as db:
        known = member(db, workspace, "tom")
        remove_teammate(db, 1, known.id)
    tom.saves()

    [said] = errors(tom)
    assert said.startswith("You cannot write about E-1 any more")
    tom.fills(about="My work in general").saves()
    assert title(tom) == "Saved"
    assert last_of(commons, tom).experiment_id is None


# -- A hard day


@pytest.mark.usefixtures("team")
def test_a_hard_day_is_for_its_writer_alone_and_offers_someone_to_talk_to(
    commons: Commons, workspace: Workspace
) -> None:
    amina = workspace.person("amina").types("/reflect").fills(line="Before I knew")
    amina.chooses("A hard day", on="window", action_id="reflections.way")
    assert {"A line for the group", "Who can read the rest?"}.isdisjoint(window(amina).labels)
    assert "Only you can read this." in text(amina)
    amina.chooses("One thing I noticed", on="window", action_id="reflections.way")
    assert value(amina, "line") == "Before I knew", "what is written stays"
    amina.chooses("A hard day", on="window", action_id="reflections.way")
    amina.fills(answer_1="They shouted.").saves()

    assert "Saved, for you alone." in text(amina)
    assert buttons(amina) == ["Ask Jonas", "No, thank you"]
    saved = last_of(commons, amina)
    assert (saved.prompt_set, saved.visibility) == (HARD_DAY, "only_me")


def test_a_facilitators_hard_day_offers_no_talk_with_oneself(workspace: Workspace) -> None:
    jonas = workspace.person("jonas").types("/reflect")
    jonas.chooses("A hard day", on="window", action_id="reflections.way")
    jonas.fills(answer_1="Long.").saves()

    assert buttons(jonas) == []


# -- Could someone be recognised?


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize("answer", ["change", "alone", "save"])
def test_someone_who_could_be_recognised_is_asked_about(
    commons: Commons, workspace: Workspace, deliver: Deliver, answer: str
) -> None:
    card = card_of(workspace, deliver)
    words = {"answer_1": "Mrs Hale rang twice.", "Who can read the rest?": CIRCLE}
    amina = write(workspace, line="They rang.", **words)
    assert "Could someone be recognised?" in text(amina)
    if answer == "alone":
        amina.clicks("Keep it for me alone")
        assert "Only you can read it." in text(amina)
        assert "Your line" not in text(amina)
    elif answer == "change":
        amina.clicks("Change it").fills(answer_1="Somebody rang twice.").saves()
        assert "can read it." in text(amina)
    else:
        amina.saves()
    deliver()

    saved = last_of(commons, amina)
    assert saved.visibility == ("only_me" if answer == "alone" else "circle")
    assert len(card.thread) == (answer != "alone")
    if answer != "alone":
        workspace.channel("noticeboard").expects(text="A line from Amina about E-1")


def test_what_is_for_me_alone_is_not_asked_about(workspace: Workspace) -> None:
    amina = workspace.person("amina").types("/reflect Mrs Hale rang twice.").saves()

    assert title(amina) == "Saved"


# -- Changing and taking back


@pytest.mark.usefixtures("team")
def test_a_line_is_taken_back_from_where_it_stood(workspace: Workspace, deliver: Deliver) -> None:
    card = card_of(workspace, deliver)
    amina = write(workspace, line="They knew.")
    deliver()
    workspace.channel("noticeboard").expects(text="A line from Amina about E-1")
    assert "They knew." in workspace.person("tom").opens_home().home.text
    amina.clicks("Take the line back")
    deliver()

    assert "Your line is taken back. What people have read cannot be called back." in text(amina)
    assert "Take the line back" not in buttons(amina)
    assert card.thread == []
    assert "They knew." not in workspace.person("tom").opens_home().home.text


@pytest.mark.usefixtures("team")
def test_made_narrower_the_post_follows(workspace: Workspace, deliver: Deliver) -> None:
    card = card_of(workspace, deliver)
    amina = write(workspace, line="They knew.", **{"Who can read the rest?": CIRCLE}).closes()
    deliver()
    post = workspace.channel("noticeboard").expects(text="A line from Amina about E-1")
    tom = workspace.person("tom").clicks("Read on", on=post).closes()
    amina.types("/reflect list").clicks("Open").clicks("Edit")
    amina.fills({"line": "They knew it.", "Who can read the rest?": "Only me"}).saves()
    deliver()

    assert "Only you can read this." in text(amina)
    [line] = card.thread
    assert 'Amina: "They knew it."' in line.shown
    assert "Read on" not in line.buttons
    tom.clicks("Open", on=card)
    assert "The clerks knew." not in text(tom)


@pytest.mark.usefixtures("team")
def test_taken_back_it_is_gone_for_everybody(workspace: Workspace, deliver: Deliver) -> None:
    card = card_of(workspace, deliver)
    level = {"Who can read the rest?": "Everyone in the group"}
    amina = write(workspace, line="They knew.", **level).closes()
    deliver()
    post = workspace.channel("noticeboard").expects(text="A line from Amina about E-1")
    tom = workspace.person("tom").clicks("Open", on=card)
    amina.types("/reflect list").clicks("Open").clicks("Take it back")
    assert "It is taken back." in text(amina)
    tom.clicks("Open", on="window")
    assert "It may have been taken back." in text(tom)
    tom.closes(everything=True).clicks("Read on", on=post)
    tom.expects(shown="That line was taken back, so there is nothing to open here any more.")
    deliver()

    assert card.thread == []


@pytest.mark.usefixtures("team")
def test_an_experiment_made_narrower_takes_its_lines_down(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    card = card_of(workspace, deliver)
    amina = write(workspace, line="They knew.").closes()
    deliver()
    workspace.channel("noticeboard").expects(text="A line from Amina about E-1")
    amina.clicks("Open", on=card).clicks("Edit")
    amina.fills(visibility="Tom and Priya, who are on E-1 with you").saves()
    deliver()

    with commons.database.read(Keeper()) as db:
        assert experiment_by_id(db, 1) is None
    stands = [each for each in workspace.channel("noticeboard").messages if not each.deleted]
    assert stands == []


def test_two_windows_at_once_lose_nothing(commons: Commons, workspace: Workspace) -> None:
    amina = workspace.person("amina").types("/reflect first").saves().closes()
    amina.types("/reflect list").clicks("Open").clicks("Edit")
    with commons.database.transaction() as db:
        read_as(db, person(member(db, workspace, "amina")))
        known = newest_reflection_of(db, 1) or newest_reflection_of(db, 2)
        assert known is not None
        known.answers = [{"question": "What is one thing you noticed?", "words": "theirs"}]
    amina.fills(answer_1="mine").saves()

    assert "You changed this in another window meanwhile." in text(amina)
    assert "Saved there: theirs" in text(amina)
    assert value(amina, "answer_1") == "mine"
    amina.saves()
    assert "Saved." in text(amina)
    assert last_of(commons, amina).answers[0]["words"] == "mine"


def test_an_edit_saved_twice_is_one(commons: Commons, workspace: Workspace) -> None:
    amina = workspace.person("amina").types("/reflect first").saves().closes()
    amina.types("/reflect list").clicks("Open").clicks("Edit")
    amina.fills(answer_1="second").saves(times=2)

    assert "Saved." in text(amina)
    assert last_of(commons, amina).answers[0]["words"] == "second"


# -- The list


def test_ones_own_are_found_again_by_a_word(workspace: Workspace) -> None:
    amina = workspace.person("amina")
    for number in range(12):
        amina.types(f"/reflect Écoute number {number}.").saves().closes()
    amina.types("/reflect list")
    assert "number 11." in text(amina)
    assert "number 1." not in text(amina)
    amina.fills(word="ecoute").saves().clicks("Earlier ones")
    assert "number 1." in text(amina)
    assert value(amina, "word") == "ecoute"
    amina.fills(word="number 7").saves()
    assert buttons(amina) == ["Open"]
    amina.fills(word="100%").saves()
    assert 'Nothing here has "100%" in it.' in text(amina)
    tom = workspace.person("tom").types("/reflect list")
    assert "Nothing here yet." in text(tom)


def test_home_leads_to_it(workspace: Workspace) -> None:
    amina = workspace.person("amina").opens_home().clicks("Reflect", on="home")
    amina.fills(answer_1="The clerks knew.").saves().closes().opens_home()

    assert 'you wrote: "The clerks knew."' in amina.home.text
    amina.clicks("What I wrote", on="home").clicks("Open", on="window")
    assert "The clerks knew." in text(amina)
    assert "The clerks" not in workspace.person("tom").opens_home().home.text


# -- A message of one's own


def test_a_message_of_ones_own_is_kept(commons: Commons, workspace: Workspace) -> None:
    with commons.database.transaction() as db:
        tom = member(db, workspace, "tom").slack_id
    words = f"<@{tom}> & I read <https://example.org|this> & 3 < 4"
    amina = workspace.person("amina").types(words, in_="hallway")
    message = workspace.channel("hallway").messages[-1]
    amina.uses("Keep as a reflection", on=message)

    assert title(amina) == "Reflect"
    assert "3 < 4" in str(value(amina, "answer_1"))
    assert "&amp;" not in str(value(amina, "answer_1"))
    amina.saves()
    assert title(amina) == "Saved"


def test_a_message_of_somebody_else_is_not(workspace: Workspace) -> None:
    workspace.person("amina").types("Mine alone.", in_="hallway")
    message = workspace.channel("hallway").messages[-1]
    tom = workspace.person("tom").uses("Keep as a reflection", on=message)

    tom.expects(shown="Only your own messages. You could ask them to keep it.")
    assert tom.window is None


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("a &amp; b &lt;c&gt;", "a & b <c>"),
        ("&lt;@U1&gt; &amp;amp;", "<@U1> &amp;"),
        ("<@UNOBODY> and <@UNOBODY|ada>", "somebody and ada"),
        (
            "<https://a.org/?b=1&amp;c=2|a page> <https://a.org/?b&amp;c>",
            "a page https://a.org/?b&c",
        ),
        ("<#C1|hallway> <!channel> <!subteam^S1|@team>", "#hallway @channel @team"),
        ("<mailto:a@b.org|a@b.org>", "a@b.org"),
    ],
)
def test_slacks_marks_become_words(commons: Commons, typed: str, read: str) -> None:
    with commons.database.read() as db:
        assert as_typed(db, typed) == read


def test_people_whom_we_know_are_their_names(commons: Commons, workspace: Workspace) -> None:
    with commons.database.transaction() as db:
        tom = member(db, workspace, "tom")
        assert as_typed(db, f"Ask <@{tom.slack_id}|whoever>!") == "Ask Tom!"


# -- What is forged, or old


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize("forged", ["", "x", "1:line:line", "1; drop", "99999999999", "1:"])
def test_a_forged_button_is_answered_with_a_sentence(
    commons: Commons, workspace: Workspace, forged: str
) -> None:
    amina = workspace.person("amina")
    for action in ("reflections.write_about", "reflections.open", "reflections.read"):
        forgery = home(actions(button("Forged", action, forged)))
        commons.bot.slack.views_publish(user_id=amina.id, view=forgery)
        amina.clicks("Forged", on="home")
        assert "There is nothing behind that button any more." in text(amina)
        amina.closes()


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize("level", ["Only me", CIRCLE])
def test_a_forged_id_opens_nothing_that_is_not_for_me(
    commons: Commons, workspace: Workspace, level: str
) -> None:
    write(workspace, **{"Who can read the rest?": level})
    wanjiru = workspace.person("wanjiru")
    for action in ("open", "edit", "take_back", "take_line_back"):
        forgery = home(actions(button("Forged", f"reflections.{action}", "1")))
        commons.bot.slack.views_publish(user_id=wanjiru.id, view=forgery)
        wanjiru.clicks("Forged", on="home")
        assert "There is nothing here that you can open." in text(wanjiru)
        wanjiru.closes()


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize(
    ("way", "first"), [("stopped", "What did we hope?"), ("nonsense", "What is one thing")]
)
def test_after_an_ending_the_experiment_and_the_questions_are_chosen(
    commons: Commons, workspace: Workspace, way: str, first: str
) -> None:
    amina = workspace.person("amina")
    offer = home(actions(button("Write a few lines", "reflections.write_about", f"1:{way}")))
    commons.bot.slack.views_publish(user_id=amina.id, view=offer)
    amina.clicks("Write a few lines", on="home")

    assert window(amina).labels[0].startswith(first)
    assert value(amina, "about") == "1"
    assert window(amina).options("Who can read the rest?") == list(LEVELS)


@pytest.mark.usefixtures("team")
def test_an_edit_may_be_kept_alone_too(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    card = card_of(workspace, deliver)
    amina = write(workspace, line="They knew.", **{"Who can read the rest?": CIRCLE}).closes()
    deliver()
    workspace.channel("noticeboard").expects(text="A line from Amina about E-1")
    amina.types("/reflect list").clicks("Open").clicks("Edit")
    amina.fills(answer_1="Mrs Hale rang.").saves()
    assert "Could someone be recognised?" in text(amina)
    amina.clicks("Keep it for me alone")
    deliver()

    assert "Only you can read this." in text(amina)
    assert last_of(commons, amina).visibility == "only_me"
    assert card.thread == []


@pytest.mark.usefixtures("team")
def test_what_stands_in_the_form_survives_question_and_other_ways(workspace: Workspace) -> None:
    """Asked once, it is not asked again, whatever is chosen afterwards."""
    amina = write(workspace, answer_1="Mrs Hale rang.", **{"Who can read the rest?": CIRCLE})
    amina.clicks("Change it")
    amina.chooses("A surprise", on="window", action_id="reflections.way")
    assert value(amina, "What did you expect?") == "Mrs Hale rang."
    assert value(amina, "Who can read the rest?") == "circle"
    amina.saves()

    assert title(amina) == "Saved"


@pytest.mark.usefixtures("team")
def test_who_is_not_on_it_does_not_write_about_it(workspace: Workspace, deliver: Deliver) -> None:
    card = card_of(workspace, deliver)
    wanjiru = workspace.person("wanjiru").clicks("Open", on=card)

    assert "Reflect on this" not in buttons(wanjiru)


# -- Hostile


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_is_typed_is_shown_as_typed_and_rings_nobody(
    workspace: Workspace, deliver: Deliver, typed: str
) -> None:
    card = card_of(workspace, deliver)
    level = {"Who can read the rest?": "Everyone in the group"}
    amina = write(workspace, answer_1=typed, line=typed[:240], **level).closes()
    deliver()
    line = workspace.channel("noticeboard").expects(text="A line from Amina about E-1")

    assert f'Amina: "{typed[:240]}"' in line.shown
    assert line.rings == []
    assert typed[:5] not in line.text
    tom = workspace.person("tom").opens_home()
    assert typed[:240] in tom.home.text
    tom.clicks("Open", on=card)
    assert typed[:95] in text(tom)
    tom.clicks("Open", on="window")
    assert typed in text(tom)
    amina.types("/reflect")
    assert typed[:95] in text(amina)
    amina.closes().types("/reflect list")
    assert typed[:95] in text(amina)


def test_what_others_opened_is_found_also_without_a_line_or_an_experiment(
    commons: Commons, workspace: Workspace
) -> None:
    with commons.database.transaction() as db:
        jonas = member(db, workspace, "jonas")
        jonas.facilitator = True
        amina = member(db, workspace, "amina")
        reflect(db, amina, "For everyone, in general.", visibility="group")
        reflect(db, amina, "For those who hold it.", visibility="facilitators")
        reflect(db, amina, "For nobody else.")
    tom = workspace.person("tom").opens_home().clicks("What others let me read", on="home")
    assert "For everyone, in general." in text(tom)
    assert "For those who hold it." not in text(tom)
    assert "For nobody else." not in text(tom)
    tom.clicks("Open")
    assert "For everyone, in general." in text(tom)
    host = workspace.person("jonas").types("/reflect list")
    host.fills(whose="What others let me read", word="HOLD").saves()
    assert "For those who hold it." in text(host)
    assert "For everyone" not in text(host)


def test_a_hard_day_does_not_come_back_unasked(commons: Commons, workspace: Workspace) -> None:
    with commons.database.transaction() as db:
        amina = member(db, workspace, "amina")
        reflect(db, amina, "The stairs were quiet.", at=NOW - timedelta(days=3))
        reflect(db, amina, "They shouted.", prompt_set="feelings", at=NOW)
    person = workspace.person("amina").opens_home()

    assert "They shouted." not in person.home.text
    assert "The stairs were quiet." in person.home.text
    person.types("/reflect")
    assert "They shouted." not in text(person)
    assert 'you wrote: "The stairs were quiet."' in text(person)
    person.closes().types("/reflect list")
    assert "They shouted." in text(person), "what one wrote is always there to be found"
