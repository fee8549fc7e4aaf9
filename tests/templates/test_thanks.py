"""What is arranged about thanks and talks is what Slack takes, and says what it should."""

from typing import Any

import pytest

from sandbox.kit.blocks import validate_message
from sandbox.kit.lints import message_lints
from sandbox.kit.views import render_text, validate_view, view_lints
from storage.people import Member
from storage.reflections import Reflection
from templates.blocks import Message, actions, context, modal, section
from templates.thanks import views
from tests.templates.test_words import HOSTILE

AMINA = Member(id=1, slack_id="UAMINA000", name="Amina", title="a coastal council")
TOM = Member(id=2, slack_id="UTOM00000", name="Tom", title="")
LONG = Member(id=3, slack_id="ULONG0000", name="🎉" * 60, title="🎉" * 60)


def heard(
    *, thank: list[str], same: list[str], title: str = "", is_line: bool = True
) -> views.Heard:
    return views.Heard(thank, same, title, "3 November", is_line)


def messages(one: Member, typed: str) -> dict[str, Message]:
    said = heard(thank=[one.name] * 20, same=[one.name] * 20, title=typed)
    return {
        "given": views.given(one.name, 14, "thank", before=False, told=False),
        "given before": views.given(one.name, 14, "same", before=True, told=False),
        "told": views.given(one.name, 14, "same", before=True, told=True),
        "undone": views.undone(one.name),
        "undone before": views.undone(""),
        "a round": views.thanks_round([said]),
        "asked in a thread": views.ask_in_thread(one, one, "3 November", typed),
        "asked in messages": views.ask_in_messages(
            one, one, title=typed, day="3 November", typed=typed
        ),
        "asked without words": views.ask_in_messages(
            one, one, title="", day="3 November", typed=""
        ),
        "a wish": views.wish(one),
    }


def windows(one: Member) -> dict[str, dict[str, Any]]:
    reading = modal("Read", section("a"), actions(*views.buttons(14)), close="Close")
    for at, block in enumerate(reading["blocks"]):
        block["block_id"] = f"b{at}"
    answer = views.given(one.name, 14, "thank", before=False, told=False).blocks
    return {
        "more in a thread": views.more_form(one, 14, "thread", "E-999999999"),
        "more in messages": views.more_form(one, 14, "messages", ""),
        "asked": views.asked(one, "thread", "E-1"),
        "asked in messages": views.asked(one, "messages", ""),
        "wished": views.wished(one),
        "no talk": views.no_talk(),
        "offer": modal("Saved", *views.talk_offer([one] * 10), close="Done"),
        "answered": views.with_answer(reading, "b1", answer),
    }


@pytest.mark.parametrize("one", [AMINA, LONG], ids=["usual", "long"])
def test_slack_takes_every_message(one: Member) -> None:
    for name, said in messages(one, "🎉" * 250).items():
        payload = {"text": said.text, "blocks": said.blocks}
        assert validate_message(payload) == [], name
        assert message_lints(payload) == [], name


@pytest.mark.parametrize("one", [AMINA, LONG], ids=["usual", "long"])
def test_slack_takes_every_window(one: Member) -> None:
    for name, view in windows(one).items():
        assert validate_view(view) == [], name
        assert view_lints(view) == [], name


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_was_typed_is_shown_as_it_was_and_never_on_a_lock_screen(typed: str) -> None:
    for name, said in messages(TOM, typed).items():
        assert validate_message({"text": said.text, "blocks": said.blocks}) == [], name
        assert typed not in said.text
    asked = views.ask_in_thread(AMINA, TOM, "3 November", typed)
    assert render_text(asked.blocks)[1:-1] == [typed]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            heard(thank=["Tom", "Wanjiru"], same=["Mikko"], title="Longer first visits"),
            (
                "Tom and Wanjiru say thank you for your line about Longer first visits. "
                "Mikko: same here."
            ),
        ),
        (
            heard(thank=["Tom"], same=[], is_line=False),
            "Tom says thank you for what you wrote on 3 November.",
        ),
        (
            heard(thank=["Ana", "Tom", "Mikko"], same=[]),
            "Ana, Tom and Mikko say thank you for your line of 3 November.",
        ),
        (
            heard(thank=[], same=["Mikko"], title="Longer first visits", is_line=False),
            'Mikko says "same here" to what you wrote about Longer first visits.',
        ),
    ],
)
def test_a_round_names_who_and_which_and_counts_nobody(said: views.Heard, expected: str) -> None:
    told = views.thanks_round([said])

    assert render_text(told.blocks) == [expected, "Only you see this."]
    assert told.text == "Thanks from people in the group"


def test_a_round_of_very_many_still_goes_out() -> None:
    told = views.thanks_round([heard(thank=["Tom"], same=[])] * 70)

    assert validate_message({"text": told.text, "blocks": told.blocks}) == []


def test_only_those_who_are_spoken_to_are_rung() -> None:
    def rung(said: Message) -> list[str]:
        first = said.blocks[0]["elements"][0]["elements"]
        return [each["user_id"] for each in first if each["type"] == "user"]

    assert rung(views.ask_in_thread(AMINA, TOM, "3 November", "<@UTOM00000>")) == ["UAMINA000"]
    in_messages = views.ask_in_messages(AMINA, TOM, title="", day="3 November", typed="")
    assert rung(in_messages) == ["UAMINA000", "UTOM00000"]
    assert rung(views.wish(AMINA)) == ["UAMINA000"]
    assert views.wish(AMINA).text == "Amina would like to talk"


def test_an_answer_in_a_window_stands_below_the_click_and_replaces_the_one_before() -> None:
    reading = modal("Read", section("a"), actions(*views.buttons(14)), context("b"), close="Close")
    for at, block in enumerate(reading["blocks"]):
        block["block_id"] = f"b{at}"
    answer = views.given("Amina", 14, "thank", before=False, told=False).blocks
    once = views.with_answer(reading, "b1", answer)
    undone = views.with_answer(once, once["blocks"][3]["block_id"], views.undone("Amina").blocks)

    ids = [each["block_id"] for each in once["blocks"]]
    assert ids == ["b0", "b1", "thanks:0", "thanks:1", "b2"]
    assert render_text(once["blocks"])[4:6] == [
        "Amina will hear it from you, together with others.",
        "Undo",
    ]
    assert [each["block_id"] for each in undone["blocks"]] == ["b0", "b1", "thanks:0", "b2"]


def test_own_words_come_back_as_one_line_cut() -> None:
    def back(*typed: str) -> list[str]:
        answers = [{"question": "q", "words": each} for each in typed]
        return render_text(
            views.three_months_ago(Reflection(id=7, answers=answers), opens="reflections.open")
        )

    assert back("", "two\n lines ") == ['Three months ago you wrote: "two lines"', "Open"]
    assert len(back("word " * 200)[0]) < 240
    assert views.three_months_ago(None, opens="reflections.open") == []
    assert back("", " ") == []
    [block] = views.three_months_ago(
        Reflection(id=7, answers=[{"question": "q", "words": "w"}]), opens="reflections.open"
    )
    assert (block["accessory"]["action_id"], block["accessory"]["value"]) == (
        "reflections.open",
        "7",
    )
