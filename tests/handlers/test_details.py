"""*Add to it* in Slack: a form that grows, two who write at once, and what others see of it."""

from collections.abc import Callable

import pytest

from bot.app import Commons
from bot.visibility import person, read_as
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from storage.details import details_of
from storage.teams import Teammate
from tests.handlers import experiment_of, member, window

pytestmark = pytest.mark.usefixtures("commons")
Begin = Callable[..., Person]


@pytest.fixture
def begin(commons: Commons, workspace: Workspace) -> Begin:
    """Amina's experiment, perhaps with Tom on it, and Amina about to add to it."""

    def begin(stage: str = "co_design", visibility: str = "circle", *, tom: bool = False) -> Person:
        others = ["tom"] if tom else []
        experiment_of(commons, workspace, "amina", *others, stage=stage, visibility=visibility)
        return adds(workspace.person("amina"))

    return begin


def adds(somebody: Person) -> Person:
    return somebody.types("/experiment E-1").clicks("Add to it")


@pytest.mark.parametrize(
    ("stage", "labels"),
    [
        ("idea", ["Where is it?", "What kind of try is it?"]),
        ("understand", ["Who is in this system?", "What have people told you?"]),
        ("co_design", ["Who designed it with you?", "What exactly will you try?"]),
        ("explore", ["What did you actually do?", "What did you change as you went?"]),
        (
            "embed",
            ["What is becoming the usual way?", "What needs to change around you?"],
        ),
    ],
)
def test_each_stage_offers_two(begin: Begin, stage: str, labels: list[str]) -> None:
    assert window(begin(stage, "only_me")).labels == labels


def test_more_prompts_come_below_and_nothing_typed_goes_away(begin: Begin) -> None:
    amina = begin().fills(designed_with="Two families.")
    amina.chooses("Understanding what is going on", "window", action_id="details.more")
    assert window(amina).labels[:3] == [
        "Who designed it with you?",
        "What exactly will you try?",
        "Who is in this system?",
    ]
    assert window(amina).field("designed_with").value == "Two families."
    amina.fills(actors="Clerks, families.")
    amina.chooses("Just an idea", "window", action_id="details.more")
    amina.fills(place="Mombasa, Kenya", kind="See how the system reacts")
    amina.fills(scales=["A team", "A place"])
    amina.chooses("Deciding with others what to try", "window", action_id="details.more")
    amina.fills(look_again="2027-05-03").saves()

    said = window(amina).text
    for words in (
        "Who designed it with you?\nTwo families.",
        "Who is in this system?\nClerks, families.",
        "What kind of try is it?\nSee how the system reacts",
        "Where does it sit?\nA team, A place",
        "When will you look together?\n3 May",
    ):
        assert words in said
    assert "What exactly will you try?" not in said, "what is empty is not there"


def test_what_was_added_can_be_taken_away(
    commons: Commons, workspace: Workspace, begin: Begin
) -> None:
    amina = begin(visibility="only_me").fills(designed_with="Nobody.").saves()
    amina.clicks("Add to it")
    assert window(amina).field("designed_with").value == "Nobody."
    amina.fills(designed_with="").saves()

    assert "Nothing stands there now." in window(amina).text
    with commons.database.transaction() as db:
        read_as(db, person(member(db, workspace, "amina")))
        assert details_of(db, 1, 1) == {}


def test_everyone_reads_what_was_added_and_its_people_also_the_blanks(
    workspace: Workspace, deliver: Callable[[], int], begin: Begin
) -> None:
    amina = begin(visibility="group").fills({"try": "One evening a week."}).saves().closes()
    amina.types("/experiment E-1")
    tom = workspace.person("tom").types("/experiment E-1")

    for somebody in (amina, tom):
        assert "What exactly will you try?\nOne evening a week." in window(somebody).text
    assert "Who designed it with you?  Nobody has said yet" in window(amina).text
    assert "Whose view are we missing?" not in window(amina).text, "not before it is tried"
    assert "Nobody has said yet" not in window(tom).text
    deliver()
    workspace.channel("noticeboard").expects(text="E-1")


def test_two_who_write_the_same_answer_at_once_see_both(workspace: Workspace, begin: Begin) -> None:
    amina = begin(tom=True)
    tom = adds(workspace.person("tom"))
    tom.fills(designed_with="Tom's.", **{"try": "An evening."}).saves()
    amina.fills(designed_with="Amina's.").saves()

    assert "Someone changed this while you were writing." in window(amina).text
    assert "Theirs: Tom's." in window(amina).text
    assert "Theirs: An evening." not in window(amina).text, "I did not touch that one"
    assert window(amina).field("designed_with").value == "Amina's."
    assert (window(amina).submit, window(amina).close) == ("Use mine", "Use theirs")
    amina.saves()
    assert "Amina's." in window(amina).text
    assert "An evening." in window(amina).text, "Tom's other answer is still there"


def test_the_same_save_twice_blames_nobody(begin: Begin) -> None:
    amina = begin(tom=True).fills(designed_with="Families.").saves(times=2)

    assert "Saved. This is what stands there now." in window(amina).text


def test_someone_who_could_be_recognised_is_asked_about_first(begin: Begin) -> None:
    amina = begin(tom=True).fills(designed_with="Mrs Hale.").saves()
    assert "Could someone be recognised?" in window(amina).text
    amina.clicks("Change it").fills(designed_with="A family.").saves()

    assert "A family." in window(amina).text


def test_for_its_writer_alone_nothing_is_asked(begin: Begin) -> None:
    amina = begin(visibility="only_me").fills(designed_with="Mrs Hale.").saves()

    assert "Mrs Hale." in window(amina).text


def test_whoever_left_the_team_keeps_the_words_and_is_told(
    commons: Commons, workspace: Workspace, begin: Begin
) -> None:
    begin(tom=True)
    tom = adds(workspace.person("tom")).fills(designed_with="Tom's.")
    with commons.database.transaction() as db:
        db.delete(db.get(Teammate, (1, member(db, workspace, "tom").id)))
    tom.saves()

    assert "Only the people on E-1 can change it." in next(iter(window(tom).errors.values()))
    assert window(tom).field("designed_with").value == "Tom's."


def test_a_forged_stage_in_the_menu_adds_nothing(begin: Begin) -> None:
    amina = begin().fills(designed_with="Words.")
    [menu] = [
        element
        for block in window(amina).blocks
        if block["type"] == "actions"
        for element in block["elements"]
    ]
    menu["options"][0]["value"] = "secrets"
    amina.chooses("secrets", "window", action_id="details.more")

    assert window(amina).title == "Not just now"
    assert window(amina.closes()).field("designed_with").value == "Words."
