"""What joins experiments, in Slack."""

import pytest

from bot.app import Commons
from bot.experiments import edit
from bot.proposals import answer, ask_to_lead
from bot.visibility import person, read_as
from sandbox.workspaces import Workspace
from tests.cast import NOW, answers
from tests.handlers import Deliver, experiment_of, member, text, title, window

pytestmark = pytest.mark.usefixtures("commons")


def test_the_same_question_is_told_once_to_the_one_to_talk_to(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    experiment_of(commons, workspace, "amina")
    deliver()
    card = workspace.channel("noticeboard").expects(text="E-1")
    amina, tom = workspace.person("amina"), workspace.person("tom")
    tom.clicks("Same question here", on=card)
    assert "Tell Amina?" in text(tom)
    assert window(tom).submit == "Tell Amina"
    tom.fills(words="We ask it <!channel> at the harbour.").saves(times=2)
    assert "Amina can see that you have the same question, and your line." in text(tom)
    deliver()

    told = amina.expects(text="Tom has the same question as E-1")
    assert "harbour" not in told.text
    assert "We ask it <!channel> at the harbour." in told.shown
    assert told.rings == [f"@{tom.id}"], "he is not in these messages, so it rings nobody"
    assert len(amina.messages) == 1
    tom.closes().clicks("Same question here", on=card)
    assert "Amina knows already" in text(tom)
    amina.types("/experiment E-1")
    assert "Same question here: Tom" in text(amina)
    assert "Tom: We ask it <!channel> at the harbour." in text(amina)
    priya = workspace.person("priya").types("/experiment E-1")
    assert "Tom" not in text(priya)


def test_undo_before_and_after_it_was_sent(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    experiment_of(commons, workspace, "amina")
    deliver()
    card = workspace.channel("noticeboard").expects(text="E-1")
    amina, tom = workspace.person("amina"), workspace.person("tom")
    tom.clicks("Same question here", on=card).saves().clicks("Undo")
    assert "Taken back" in text(tom)
    deliver()
    assert amina.messages == []

    tom.closes().clicks("Same question here", on=card).saves()
    deliver()
    amina.expects(text="Tom has the same question as E-1")
    tom.closes().types("/experiment E-1").clicks("Undo")
    deliver()
    assert amina.messages == []


def test_on_ones_own_it_is_said_that_it_is(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    experiment_of(commons, workspace, "amina")
    deliver()
    card = workspace.channel("noticeboard").expects(text="E-1")
    amina = workspace.person("amina").clicks("Same question here", on=card)

    amina.expects(shown="This one is yours.")


def test_taken_back_while_the_form_was_open(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    experiment_of(commons, workspace, "amina")
    deliver()
    card = workspace.channel("noticeboard").expects(text="E-1")
    tom = workspace.person("tom").clicks("Same question here", on=card)
    with commons.database.transaction() as db:
        amina = member(db, workspace, "amina")
        read_as(db, person(amina))
        edit(db, amina, 1, answers(visibility="only_me"), now=NOW)
    tom.saves()

    assert "E-1 is not open to you any more" in str(window(tom).errors)


def test_a_line_in_which_somebody_could_be_recognised_asks_first(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    experiment_of(commons, workspace, "amina")
    deliver()
    tom = workspace.person("tom").types("/experiment E-1").clicks("Same question here")
    workspace.channel("noticeboard").expects(text="E-1")
    tom.fills(words="Mrs Hale asks it too").saves()
    assert "Could someone be recognised?" in text(tom)
    tom.fills(words="A neighbour asks it too").saves()

    assert "and your line" in text(tom)
    deliver()
    assert "A neighbour" in workspace.person("amina").expects(text="Tom has").shown


def test_two_belong_together_and_whoever_reads_both_sees_it(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    experiment_of(commons, workspace, "amina")
    experiment_of(commons, workspace, "tom", title="Rooms without agendas")
    experiment_of(commons, workspace, "tom", title="Tom's own", visibility="only_me")
    deliver()
    for ref in ("E-1", "E-2"):
        workspace.channel("noticeboard").expects(text=ref)
    amina = workspace.person("amina").types("/experiment E-1").clicks("Belongs with …")
    assert window(amina).options("other") == ["E-2 · Rooms without agendas"]
    amina.fills(other="E-2 · Rooms without agendas", how="What we learn here helps there")
    amina.saves(times=2)

    assert "Informs E-2 · Rooms without agendas" in text(amina)
    tom = workspace.person("tom").types("/experiment E-2")
    assert text(tom).count("Informed by E-1 · Longer first visits") == 1
    tom.clicks("Belongs with …").clicks("They don't")
    assert "Informed by" not in text(tom)
    amina.closes().types("/experiment E-1")
    assert "Informs E-2" not in text(amina)


def test_windows_that_lead_on_and_on_never_come_to_an_end(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    """Slack takes three on top of each other."""
    experiment_of(commons, workspace, "amina")
    experiment_of(commons, workspace, "amina", title="Rooms without agendas")
    deliver()
    for ref in ("E-1", "E-2"):
        workspace.channel("noticeboard").expects(text=ref)
    amina = workspace.person("amina").types("/experiment E-1").clicks("Belongs with …")
    amina.fills(other="2", how="same_place").saves()
    for ref in ("E-2", "E-1", "E-2", "E-1"):
        amina.clicks("Open")
        assert title(amina) == ref


def test_what_asks_something_close_is_offered_after_saving(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    experiment_of(commons, workspace, "tom", title="Visits to families at night", question="Why?")
    experiment_of(
        commons, workspace, "jonas", title="Rooms", purpose="Quiet voices.", question="Who speaks?"
    )
    experiment_of(
        commons, workspace, "jonas",
        title="Home visits", purpose="Families feel safe.", question="Why not?",
    )  # fmt: skip
    deliver()
    for ref in ("E-1", "E-2", "E-3"):
        workspace.channel("noticeboard").expects(text=ref)
    amina = workspace.person("amina").types("/experiment Longer first visits")
    amina.fills(
        purpose="Families are heard.", question="What changes?", stage="Just an idea"
    ).saves()
    assert "Two others ask something close: E-3 (Jonas), E-1 (Tom)." in text(amina)
    amina.clicks("See them")
    assert "Both speak of families and visits." in text(amina)
    assert "E-2" not in text(amina)
    amina.clicks("They belong together", index=0)
    assert "E-4 and E-3 belong together now." in text(amina)
    amina.clicks("Undo")
    assert "belong together now" not in text(amina)
    amina.clicks("They belong together", index=0).clicks("Open", index=0)
    assert title(amina) == "E-3"


def test_nothing_close_is_not_mentioned(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    experiment_of(commons, workspace, "tom")
    deliver()
    workspace.channel("noticeboard").expects(text="E-1")
    amina = workspace.person("amina").types("/experiment Something else")
    amina.fills(purpose="p", question="q", stage="Just an idea").saves()

    assert "ask something close" not in text(amina)
    assert "asks something close" not in text(amina)


def test_the_whole_team_is_named_before_one_tells(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    experiment_of(commons, workspace, "amina", "jonas")
    deliver()
    card = workspace.channel("noticeboard").expects(text="E-1")
    tom = workspace.person("tom").clicks("Same question here", on=card)

    assert "Amina and Jonas, who are on it, can see your name and your line." in text(tom)


def test_who_left_keeps_no_line_that_was_for_its_people(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    experiment_of(commons, workspace, "amina", "priya")
    deliver()
    card = workspace.channel("noticeboard").expects(text="E-1")
    tom = workspace.person("tom").clicks("Same question here", on=card)
    tom.fills(words="We ask it at the harbour.").saves()
    deliver()
    amina = workspace.person("amina")
    assert "harbour" in amina.expects(text="Tom has the same question as E-1").shown
    with commons.database.transaction() as db:
        read_as(db, person(member(db, workspace, "amina")))
        priya = member(db, workspace, "priya")
        asked = ask_to_lead(db, member(db, workspace, "amina"), 1, priya.id, now=NOW)
        read_as(db, person(member(db, workspace, "priya")))
        answer(db, member(db, workspace, "priya"), asked.id, yes=True, now=NOW)
    amina.types("/experiment E-1").clicks("Leave it")
    deliver()

    amina.expects(text="An answer about E-1")
    workspace.channel("noticeboard").expects(shown="There is someone else to talk to now")
    assert len(amina.messages) == 1
    workspace.person("priya").expects(text="A question about E-1")
