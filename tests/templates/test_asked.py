"""The message that asks how it goes, in all that becomes of it, is what Slack takes."""

from collections.abc import Sequence
from typing import Any

import pytest

from bot.rides import MOST_TOGETHER
from sandbox.kit.blocks import validate_message
from sandbox.kit.lints import message_lints
from sandbox.kit.views import render_text
from storage.checkins import CheckIn
from storage.experiments import Experiment
from storage.people import Member
from templates.blocks import Block, Message
from templates.checkins import views
from templates.deliveries.views import together
from tests.templates.test_experiments import TOM, experiment, worst
from tests.templates.test_teams import CROWD
from tests.templates.test_words import HOSTILE

FEELS = ("moving", "slow", "stuck", "turning", "resting", "ending", "nothing_new")


def said(feel: str, **words: str) -> CheckIn:
    return CheckIn(id=4, feel=feel, **{"noticed": "", "will_try": "", **words})


def question(
    one: Experiment, *, has_said: bool = True, people: Sequence[Member] = CROWD
) -> Message:
    readers = {"only_me": (), "circle": people}
    return views.question(one, 7, readers=readers, level="circle", has_said=has_said)


def all_messages(one: Experiment) -> dict[str, Message]:
    one.state = one.state or "active"
    noted = {
        feel: views.noted(
            one, said(feel), 7, readers={"circle": CROWD}, has_line=False, let_go=False
        )
        for feel in FEELS
    }
    return {
        **noted,
        "asks": question(one),
        "with words": views.noted(
            one, said("stuck", noticed="!"), 7, readers={"only_me": ()}, has_line=False, let_go=True
        ),
        "told": views.told(one, said("slow"), "🎉" * 60),
        "no answer": views.no_answer(one),
        "put off": views.put_off(one),
        "slowed": views.slowed(one, 7),
        "somebody else": views.somebody_else(one, "🎉" * 60),
        "chosen": views.rhythm_chosen(one, "weekly"),
        "pauses": views.pauses(one),
    }


@pytest.mark.parametrize("name", all_messages(experiment()))
@pytest.mark.parametrize("one", [experiment(), worst()], ids=["usual", "worst"])
def test_slack_takes_every_message(name: str, one: Experiment) -> None:
    message = all_messages(one)[name]
    payload = {"text": message.text, "blocks": message.blocks}

    assert validate_message(payload) == []
    assert message_lints(payload) == []
    assert message.text == f"How is {one.ref} going?"


@pytest.mark.parametrize("typed", HOSTILE)
def test_titles_and_names_are_shown_as_typed_and_stand_on_no_lock_screen(typed: str) -> None:
    for message in all_messages(experiment(title=typed)).values():
        payload = {"text": message.text, "blocks": message.blocks}
        assert validate_message(payload) == []
        assert message_lints(payload) == []
        assert typed not in message.text
    for name in ("asks", "no answer", "put off", "slowed", "told"):
        shown = render_text(all_messages(experiment(title=typed))[name].blocks)
        assert typed in "\n".join(shown)


def elements(message: Message) -> list[Block]:
    rows = [each for each in message.blocks if each["type"] == "actions"]
    return [each for row in rows for each in row["elements"]]


def test_no_word_looks_better_than_another() -> None:
    buttons = elements(question(experiment()))[:7]

    assert [each.get("style") for each in buttons] == [None] * 7
    assert len({each["action_id"] for each in buttons}) == 7
    assert {each["value"].partition(":")[0] for each in buttons} == {"7"}


def menu(one: Experiment) -> list[tuple[str, str]]:
    [dots] = [each for each in elements(question(one)) if each["type"] == "overflow"]
    return [(each["value"], each["text"]["text"]) for each in dots["options"]]


@pytest.mark.parametrize(
    ("rhythm", "less"), [(None, "monthly"), ("weekly", "fortnightly"), ("fortnightly", "monthly")]
)
def test_less_often_is_the_next_one(rhythm: str | None, less: str) -> None:
    one = experiment()
    one.rhythm = rhythm

    assert menu(one) == [
        ("next_week:7", "Ask me next week"),
        (f"{less}:7", "Ask less often"),
        ("when_i_choose:7", "Stop asking"),
    ]


def test_once_a_month_is_not_asked_less_often() -> None:
    one = experiment()
    one.rhythm = "monthly"

    assert [text for _, text in menu(one)] == ["Ask me next week", "Stop asking"]


def test_what_one_said_last_time_is_offered_to_who_said_something() -> None:
    def offers(*, has_said: bool) -> bool:
        ids = [each["action_id"] for each in elements(question(experiment(), has_said=has_said))]
        return views.LAST_TIME in ids

    assert (offers(has_said=True), offers(has_said=False)) == (True, False)


def test_what_has_ended_leads_nowhere() -> None:
    one = experiment()
    one.state = "closed"
    for feel in FEELS:
        message = views.noted(
            one, said(feel), 7, readers={"circle": [TOM]}, has_line=False, let_go=False
        )
        assert [each["action_id"] for each in elements(message)] == [
            views.SAY_MORE,
            views.ONLY_ME,
            views.UNDO,
        ]


def test_as_many_as_come_together_fit_into_one_message() -> None:
    """Also once each is answered by what needs most room."""
    one = experiment(title="An experiment with a long name " * 2)
    one.state = "active"
    team = [Member(id=1000 + number, name=f"Somebody Long-Name {number}") for number in range(6)]
    asks = question(one, people=team)
    stuck = views.noted(
        one, said("stuck"), 7, readers={"circle": team}, let_go=False, has_line=False
    )

    assert together([asks] * MOST_TOGETHER, grows=True)[1] == MOST_TOGETHER
    assert together([stuck] * MOST_TOGETHER, grows=False)[1] == MOST_TOGETHER


def test_of_longer_ones_fewer_stand_in_one_message() -> None:
    asked: Any
    asked, fits = together([question(worst())] * MOST_TOGETHER, grows=True)

    assert 1 < fits < MOST_TOGETHER
    assert validate_message({"text": asked.text, "blocks": asked.blocks}) == []
    assert len([each for each in elements(asked) if each["type"] == "overflow"]) == fits
