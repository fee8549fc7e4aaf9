"""*Where is it now?* in Slack: what its people are asked, what others see, and nothing lost."""

from collections.abc import Callable

import pytest
from sqlalchemy import delete

from bot.app import Commons
from bot.cycles import Step, move
from bot.experiments import Safety, answer_safety
from bot.links import join
from bot.visibility import person, read_as
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from storage.cycles import moves_of
from storage.teams import Teammate
from tests.cast import NOW, SAFETY, put_down, put_on
from tests.handlers import Deliver, member, window

pytestmark = pytest.mark.usefixtures("commons")
THREE = {
    "Who could this go badly for, and how?": "The clerks.",
    "Do they know, and can they say no?": "Yes.",
    "How would you stop, and who can say stop?": "Anyone says so.",
}
UNDERSTAND, DECIDE, TRY = (
    "Understanding what is going on",
    "Deciding with others what to try",
    "Trying it",
)


@pytest.fixture
def begin(commons: Commons, workspace: Workspace, deliver: Deliver) -> Callable[..., Person]:
    """Amina's experiment, perhaps with Tom on it, and Amina about to say where it is."""

    def begin(stage: str = "idea", visibility: str = "group", *, tom: bool = False) -> Person:
        with commons.database.transaction() as db:
            amina = member(db, workspace, "amina")
            experiment = put_down(db, amina, stage=stage, visibility=visibility)
            if stage == "explore":
                answer_safety(db, amina, experiment.id, SAFETY, tries=True, now=NOW)
            if tom:
                put_on(db, experiment.id, member(db, workspace, "tom"))
        deliver()
        if visibility == "group":
            workspace.channel("noticeboard").expects(text="E-1")
        return asks(workspace.person("amina"))

    return begin


def asks(somebody: Person) -> Person:
    return somebody.types("/experiment E-1").clicks("Where is it now?")


def thread(workspace: Workspace) -> list[str]:
    [card] = workspace.channel("noticeboard").messages
    return [each.shown for each in card.thread]


def test_it_moves_back_with_a_sentence_that_its_thread_tells(
    workspace: Workspace, deliver: Deliver, begin: Callable[..., Person]
) -> None:
    amina = begin("explore")
    assert window(amina).title == "Where is E-1 now?"
    assert "What matters was: Families tell their story once" in window(amina).text
    amina.fills({"Where is it now?": UNDERSTAND, "What did you find out?": "The clerks knew."})
    assert window(amina).field("What did you find out?").hint == (
        "This sentence goes on the card and may be in the weekly digest."
    )
    amina.saves()

    assert "Back to understanding." in window(amina).text
    assert "Going back usually means that you learned something." in window(amina).text
    assert "trying → understanding" in window(amina).text
    deliver()
    line = workspace.channel("noticeboard").expects(shown='↳ Back to understanding: "The clerks')
    assert line.text == "E-1 moved", "a lock screen carries nobody's words"
    assert "trying → understanding" in workspace.channel("noticeboard").messages[0].shown
    tom = workspace.person("tom").types("/experiment E-1")
    assert 'Back to understanding\n"The clerks knew."' in window(tom).text
    assert window(tom).buttons == ["Same question here"]
    amina.clicks("Add to it")
    assert window(amina).labels == ["Who is in this system?", "What have people told you?"]


@pytest.mark.parametrize(
    ("stage", "label"),
    [
        (UNDERSTAND, "What makes you ready to move on?"),
        (DECIDE, "What do you already know about the system?"),
        ("Just an idea", "Is there something to say about it?"),
    ],
)
def test_the_question_fits_the_move_and_what_was_typed_stays(
    begin: Callable[..., Person], stage: str, label: str
) -> None:
    amina = begin().fills(words="Typed before.").fills({"Where is it now?": stage})

    assert window(amina).field(label).value == "Typed before."


def test_into_trying_it_one_save_does_all(
    workspace: Workspace, deliver: Deliver, begin: Callable[..., Person]
) -> None:
    amina = begin("co_design").fills(words="They said yes.").fills({"Where is it now?": TRY})
    assert window(amina).labels == [
        "Where is it now?",
        "What makes you ready to move on?",
        *THREE,
    ]
    amina.fills(THREE).fills({"Where is it now?": DECIDE})
    assert window(amina).labels[-1] == "Is there something to say about it?"
    amina.fills({"Where is it now?": TRY})
    assert window(amina).field("Do they know, and can they say no?").value == "Yes."
    amina.saves()

    assert "On to trying it." in window(amina).text
    deliver()
    workspace.channel("noticeboard").expects(shown='↳ On to trying it: "They said yes."')
    assert "Now  Trying it" in workspace.channel("noticeboard").messages[0].shown


def test_an_old_form_is_asked_for_the_three_answers_with_every_word_kept(
    begin: Callable[..., Person],
) -> None:
    amina = begin("co_design").fills(words="They said yes.")
    forged = next(each for each in window(amina).blocks if each["block_id"] == "cycles.choose")
    forged["element"].pop("initial_option")
    forged["dispatch_action"] = False  # nobody was told of the choice
    amina.fills({"Where is it now?": TRY}).saves()

    assert next(iter(THREE)) in window(amina).labels
    assert window(amina).field("words").value == "They said yes."
    assert window(amina).field("Where is it now?").value == "explore"


def test_a_new_turn_begins_with_its_question_and_the_old_one_stays_readable(
    workspace: Workspace, deliver: Deliver, begin: Callable[..., Person]
) -> None:
    amina = begin("embed").fills({"Where is it now?": UNDERSTAND})
    amina.fills({"What is your next question?": "What of evenings?"}).saves()
    assert "A new question, and a second turn." in window(amina).text
    deliver()
    line = workspace.channel("noticeboard").expects(shown="a second turn: What of evenings?")
    assert "evenings" not in line.text

    tom = workspace.person("tom").types("/experiment E-1").clicks("Earlier turns")
    assert window(tom).title == "E-1, turn 1"
    assert "What changes when a first visit has no time limit?" in window(tom).text
    tom.closes()
    assert "What of evenings?" in window(tom).text


def test_a_new_turn_asks_about_people_again_and_offers_what_was_said(
    workspace: Workspace, deliver: Deliver, begin: Callable[..., Person]
) -> None:
    amina = begin("explore").fills({"Where is it now?": UNDERSTAND})
    assert window(amina).field("A new question?").optional
    amina.fills({"A new question?": "And at night?"}).saves().closes()
    asks(amina).fills({"Where is it now?": TRY})

    assert window(amina).field("how_stop").value == SAFETY.how_stop
    deliver()
    workspace.channel("noticeboard").expects(shown="And at night?")


def test_two_who_move_it_at_once_both_know_and_nothing_is_lost(
    workspace: Workspace, deliver: Deliver, begin: Callable[..., Person]
) -> None:
    amina = begin(tom=True)
    tom = asks(workspace.person("tom"))
    tom.fills({"Where is it now?": DECIDE}).fills(words="We know enough.").saves()
    amina.fills({"Where is it now?": UNDERSTAND}).fills(words="We know nothing.").saves()

    said = 'Tom moved E-1 to deciding with others while you were writing, and said: "We know'
    assert said in window(amina).text
    assert "Now: Deciding with others what to try." in window(amina).text
    assert window(amina).field("Where is it now?").value == "understand"
    assert window(amina).field("words").value == "We know nothing."
    amina.saves()
    assert "Back to understanding." in window(amina).text
    deliver()
    channel = workspace.channel("noticeboard")
    channel.expects(shown="Ahead to deciding with others")
    channel.expects(shown="We know nothing.")


def test_two_who_answer_the_three_questions_at_once_see_both(
    commons: Commons, workspace: Workspace, deliver: Deliver, begin: Callable[..., Person]
) -> None:
    amina = begin("co_design", tom=True).fills({"Where is it now?": TRY}).fills(THREE)
    with commons.database.transaction() as db:
        tom = member(db, workspace, "tom")
        read_as(db, person(tom))
        answer_safety(db, tom, 1, SAFETY, tries=False, now=NOW)
    amina.saves()

    assert f"Theirs: {SAFETY.how_stop}" in window(amina).text
    assert window(amina).field("how_stop").value == "Anyone says so."
    amina.saves()
    assert "On to trying it." in window(amina).text
    deliver()
    workspace.channel("noticeboard").expects(shown="On to trying it.")


def test_the_same_save_twice_is_one_move(
    workspace: Workspace, deliver: Deliver, begin: Callable[..., Person]
) -> None:
    amina = begin().fills({"Where is it now?": UNDERSTAND}).fills(words="Once.").saves(times=2)

    assert "On to understanding." in window(amina).text
    deliver()
    workspace.channel("noticeboard").expects(shown="Once.")
    assert len(thread(workspace)) == 1


def test_one_window_may_move_it_twice(
    workspace: Workspace, deliver: Deliver, begin: Callable[..., Person]
) -> None:
    amina = begin().fills({"Where is it now?": UNDERSTAND}).saves().clicks("Add to it").closes()
    asks(amina).fills({"Where is it now?": DECIDE}).saves()

    assert "idea → understanding → deciding" in window(amina).text
    deliver()
    for line in ("On to understanding.", "On to deciding with others."):
        workspace.channel("noticeboard").expects(shown=line)


def test_nothing_said_and_nowhere_gone_is_no_change(
    workspace: Workspace, deliver: Deliver, begin: Callable[..., Person]
) -> None:
    amina = begin().saves()

    assert "Nothing changed, and that is fine." in window(amina).text
    deliver()
    assert thread(workspace) == []


def test_what_matters_is_changed_over_the_form_whose_words_stay(
    workspace: Workspace, deliver: Deliver, begin: Callable[..., Person]
) -> None:
    amina = begin().fills(words="Begun here.").clicks("Change it")
    assert window(amina).title == "Edit E-1"
    amina.fills(purpose="Nobody waits.").saves().closes()

    assert window(amina).field("words").value == "Begun here."
    deliver()
    assert "Nobody waits." in workspace.channel("noticeboard").messages[0].shown


def test_someone_who_could_be_recognised_is_asked_about_first(
    workspace: Workspace, deliver: Deliver, begin: Callable[..., Person]
) -> None:
    amina = begin().fills({"Where is it now?": UNDERSTAND}).fills(words="Mrs Hale said no.")
    amina.saves()
    assert "Could someone be recognised?" in window(amina).text
    amina.clicks("Keep it for me alone")

    assert "On to understanding." in window(amina).text
    deliver()
    line = workspace.channel("noticeboard").expects(shown="↳ On to understanding.")
    assert "Hale" not in line.shown
    assert "Mrs Hale said no." in window(amina.types("/experiment E-1")).text
    assert "Hale" not in window(workspace.person("tom").types("/experiment E-1")).text


def test_what_is_private_leaves_no_trace_for_others(
    workspace: Workspace, deliver: Deliver, begin: Callable[..., Person]
) -> None:
    amina = begin(visibility="only_me").fills({"Where is it now?": UNDERSTAND})
    assert window(amina).field("words").hint == "Only you will see it."
    amina.fills(words="Mrs Hale said no.").saves()
    assert "On to understanding." in window(amina).text, "nobody else reads it: nothing is asked"
    deliver()

    assert workspace.channel("noticeboard").messages == []
    workspace.person("tom").types("/experiment E-1").expects(shown="I don't know an E-1")


def test_with_companions_the_hint_names_who_reads(begin: Callable[..., Person]) -> None:
    amina = begin(visibility="circle", tom=True)

    assert window(amina).field("words").hint == "Only the people on E-1 will see it."


def test_made_narrower_the_thread_is_taken_down_with_the_card(
    workspace: Workspace, deliver: Deliver, begin: Callable[..., Person]
) -> None:
    channel = workspace.channel("noticeboard")
    amina = begin().fills({"Where is it now?": UNDERSTAND}).fills(words="Said.").saves().closes()
    deliver()
    channel.expects(shown="Said.")
    [card] = channel.messages
    assert len(card.thread) == 1
    amina.types("/experiment E-1").clicks("Edit").fills(visibility="Only me for now").saves()
    deliver()

    assert card.thread == []
    assert [each for each in channel.messages if not each.deleted] == []
    amina.clicks("Edit").fills(visibility="Everyone in the group").saves()
    deliver()
    channel.expects(text="E-1, an experiment by Amina")
    channel.expects(shown="Said.")


@pytest.mark.parametrize("handle", ["tom", "leila"])
def test_nobody_else_is_let_in_by_an_old_form_or_a_forged_button(
    commons: Commons, workspace: Workspace, begin: Callable[..., Person], handle: str
) -> None:
    begin()
    card = workspace.channel("noticeboard").messages[0]
    somebody = workspace.person(handle)
    button = card.blocks[1]["elements"][0]
    opened = button["action_id"]
    for forged in ("cycles.ask", "cycles.ask_rest", "cycles.ask_end", "cycles.let_rest",
                   "details.add"):  # fmt: skip
        button["action_id"] = forged
        somebody.clicks("Open", on=card)
        somebody.expects(shown="Only the people on E-1 can change it.")
        assert somebody.window is None
    button["action_id"] = opened
    with commons.database.read() as db:
        assert len(moves_of(db, 1)) == 1


def test_whoever_left_the_team_is_told_so_with_the_words_left_in_the_form(
    commons: Commons, workspace: Workspace, begin: Callable[..., Person]
) -> None:
    begin(tom=True)
    tom = asks(workspace.person("tom")).fills(words="My words.")
    with commons.database.transaction() as db:
        db.delete(db.get(Teammate, (1, member(db, workspace, "tom").id)))
    tom.saves()

    assert list(window(tom).errors.values()) == [
        "Only the people on E-1 can change it. You could ask them."
    ]
    assert window(tom).field("words").value == "My words."


@pytest.mark.parametrize("value", ["", "1", "x:y", "1:99", "9999999999:1"])
def test_a_forged_turn_opens_nothing(
    commons: Commons, workspace: Workspace, begin: Callable[..., Person], value: str
) -> None:
    begin("embed").closes()
    with commons.database.transaction() as db:
        amina = member(db, workspace, "amina")
        read_as(db, person(amina))
        move(db, amina, 1, Step("understand", question="Next?"), origin=None, now=NOW)
    tom = workspace.person("tom").types("/experiment E-1")
    commons.courier.deliver()
    workspace.channel("noticeboard").expects(shown="Next?")
    [place] = [
        element
        for block in window(tom).blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if element["action_id"] == "cycles.earlier"
    ]
    place["value"] = value
    tom.clicks("Earlier turns")

    assert window(tom).title == "Not just now"


@pytest.mark.parametrize("length", [900, 1000])
def test_long_answers_in_any_script_outlast_another_choice_and_a_question(
    begin: Callable[..., Person], length: int
) -> None:
    amina = begin("co_design", "circle", tom=True).fills({"Where is it now?": TRY})
    amina.fills(dict.fromkeys(THREE, "ж" * length)).fills({"Where is it now?": "Just an idea"})
    amina.fills(words="Write to hale@example.org").saves()
    assert "Could someone be recognised?" in window(amina).text
    amina.clicks("Change it", index=0).fills({"Where is it now?": TRY})

    assert window(amina).field("how_stop").value == "ж" * length
    assert window(amina).field("words").value == "Write to hale@example.org"


def test_answers_that_stand_already_push_out_nothing_that_was_typed(
    commons: Commons, workspace: Workspace
) -> None:
    with commons.database.transaction() as db:
        amina = member(db, workspace, "amina")
        put_down(db, amina, visibility="only_me", stage="explore")
        answer_safety(db, amina, 1, Safety(*("x" * 1000,) * 3), tries=True, now=NOW)
    somebody = asks(workspace.person("amina")).fills({"Where is it now?": UNDERSTAND})
    somebody.fills(question="Typed and dear?")
    somebody.fills({"Where is it now?": DECIDE}).fills({"Where is it now?": UNDERSTAND})

    assert window(somebody).field("question").value == "Typed and dear?"


@pytest.fixture
def on_top(commons: Commons, workspace: Workspace, begin: Callable[..., Person]) -> Person:
    """Tom, in the third window of three, with words typed into its form."""
    begin(tom=True, visibility="circle")
    with commons.database.transaction() as db:
        amina = member(db, workspace, "amina")
        put_down(db, amina, visibility="circle", title="Rooms without agendas")
        put_on(db, 2, member(db, workspace, "tom"))
        join(db, amina, 1, 2, "same_place", now=NOW)
    tom = workspace.person("tom").types("/experiment list").clicks("Open", index=0).clicks("Open")
    tom.clicks("Where is it now?").fills(words="Typed and dear.")
    assert len(tom.windows) == 3
    return tom


def test_where_no_window_goes_on_top_what_was_begun_stays(on_top: Person) -> None:
    on_top.clicks("Change it")

    assert "No more windows fit on top of these. Save this first" in window(on_top).text
    assert window(on_top).field("words").value == "Typed and dear."
    on_top.clicks("Change it").fills({"Where is it now?": UNDERSTAND}).saves()
    assert "On to understanding." in window(on_top).text


def test_a_refusal_in_the_third_window_takes_no_words_away(
    commons: Commons, workspace: Workspace, on_top: Person
) -> None:
    with commons.database.transaction() as db:
        tom_id = member(db, workspace, "tom").id
        db.execute(delete(Teammate).where(Teammate.member_id == tom_id))
    on_top.fills({"Where is it now?": DECIDE})

    assert "Only the people on E-1 can change it." in window(on_top).text
    assert window(on_top).field("words").value == "Typed and dear."
