"""What is arranged about ideas is what Slack takes, and nobody's words stand on a lock screen."""

from typing import Any

import pytest

from sandbox.kit.blocks import validate_message
from sandbox.kit.lints import message_lints
from sandbox.kit.views import render_text, validate_view, view_lints
from storage.experiments import Experiment
from storage.ideas import Idea
from storage.workshops import Workshop
from templates import plain, words
from templates.blocks import Message, modal
from templates.ideas import choices, lines, messages, offers
from tests.cast import NOW, called
from tests.templates.test_words import HOSTILE

LONG = "🎉" * 120


def idea(typed: str = "Quiet rooms.", state: str = "offered", **more: Any) -> Idea:
    return Idea(id=3, words=typed, people=typed, state=state, member_id=1, created_at=NOW, **more)


def workshop(typed: str = "Whose idea?", state: str = "open") -> Workshop:
    return Workshop(id=7, title=typed[:80], state=state, kind="design")


def experiment(typed: str = "Longer first visits") -> Experiment:
    return Experiment(id=5, title=typed[:80], question=typed)


def all_messages(typed: str, name: str = "Tom") -> dict[str, Message]:
    host, who = called(name, 1), called("Ana", 2)
    host.slack_id, who.slack_id = "UTOM00000", "UANA00000"
    one = idea(typed)
    return {
        "news": messages.news([workshop(typed)], offered=True),
        "talk": messages.talk(one, host, who, title=""),
        "talk chosen": messages.talk(idea(typed, "chosen"), host, who, title=typed[:80]),
        "talk over": messages.talk_is_over(host, who),
        "told draft": messages.told(one, workshop(state="draft"), "", has_place=False,
                                    with_story=True),
        "told": messages.told(one, workshop(), "14 January", has_place=True, with_story=True),
        "told full": messages.told(one, workshop(), "", has_place=False, with_story=False),
        "told over": messages.told_over(one),
        "told gone": messages.told_over(idea(typed, "withdrawn")),
        "another": messages.another_time(one, typed[:80], name),
        "another of nobody": messages.another_time(one, "", ""),
        "kept": messages.another_time_answered(one),
        "gone": messages.another_time_answered(idea(typed, "withdrawn")),
        "chosen since": messages.another_time_answered(idea(typed, "chosen")),
    }  # fmt: skip


def page(typed: str, **more: Any) -> offers.Page:
    initial = {"words": typed, "people": typed[:300], "experiment": "5"}
    return offers.Page([typed] * 3, [experiment(typed)], initial, **more)


def windows(typed: str, name: str = "Tom") -> dict[str, dict[str, Any]]:
    who, host = called(name, 1), called("Ana", 2)
    host.facilitator = True
    seen = choices.Offered(idea(typed), who, "3 May", typed[:80], experiment(typed), host)
    hidden = choices.Offered(idea(typed, "later", experiment_id=5), who, "3 May")
    theirs = {"words": typed, "people": "", "experiment": "5"}
    sessions = [(workshop(typed), "14 January")] * 20
    said = [
        *lines.session_lines(workshop(), typed, [idea(typed)], takes_ideas=True, facilitates=True),
        *lines.session_lines(workshop(), typed, [], takes_ideas=False, facilitates=True),
        *lines.experiment_lines([(workshop(typed), "")] * 3, idea(typed), typed[:80]),
        *lines.home_lines([idea(typed)]),
    ]
    return {
        "form": offers.form(page(typed, session=typed[:80], workshop_id=7)),
        "both": offers.form(page(typed, idea=3, theirs=theirs, round=1)),
        "first": offers.form(offers.Page([], [], {})),
        "mine": offers.window(offers.Mine(idea(typed), [name]), just_saved=True),
        "chosen": offers.window(
            offers.Mine(idea(typed, "chosen"), [name], title=typed[:80], experiment=experiment())
        ),
        "later": offers.window(offers.Mine(idea(typed, "later"), [name])),
        "back": offers.taken_back(),
        "kept": offers.kept(),
        "list": choices.listing(
            [seen, hidden] * 6,
            [choices.Chosen(workshop(typed), who), choices.Chosen(workshop(typed), None)] * 5,
            host,
            has_more=True,
        ),
        "nothing": choices.listing([], [], host, has_more=False),
        "one": choices.window(seen, who),
        "talk": choices.after_talk(choices.talk_line(who, NOW, host, now=NOW)),
        "choose": choices.choose_form(seen, typed, sessions[:1], initial="7", over_list=True),
        "no session": choices.choose_form(seen, typed, [], initial="", over_list=False),
        "done": choices.chosen(workshop(typed), who),
        "release": choices.release_form(workshop(typed), who, over_list=True),
        "lines": modal("Lines", *said, close="Done"),
    }


@pytest.mark.parametrize("name", ["Tom", LONG], ids=["usual", "long"])
def test_slack_takes_every_message(name: str) -> None:
    for which, said in all_messages("🎉" * 500, name).items():
        payload = {"text": said.text, "blocks": said.blocks}
        assert validate_message(payload) == [], which
        assert message_lints(payload) == [], which


@pytest.mark.parametrize("name", ["Tom", LONG], ids=["usual", "long"])
def test_slack_takes_every_window(name: str) -> None:
    for which, view in windows("🎉" * 500, name).items():
        assert validate_view(view) == [], which
        assert view_lints(view) == [], which


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_was_offered_is_shown_exactly_and_never_on_a_lock_screen(typed: str) -> None:
    told = all_messages(typed)
    for which, said in told.items():
        assert validate_message({"text": said.text, "blocks": said.blocks}) == [], which
        if which not in {"told", "told draft", "told full"}:  # a session's own title may
            assert typed not in said.text, which
    [quoted] = [each for each in render_text(told["talk"].blocks) if "would like to talk" in each]
    assert quoted.endswith(f'about your idea for a session: "{typed}"')
    assert typed in render_text(windows(typed)["one"]["blocks"])


def test_only_the_two_who_talk_are_rung() -> None:
    def rung(said: Message) -> list[str]:
        return [
            leaf["user_id"]
            for block in said.blocks if block["type"] == "rich_text"
            for each in block["elements"] for leaf in each["elements"] if leaf["type"] == "user"
        ]  # fmt: skip

    rings = {which: rung(said) for which, said in all_messages("<@U9> <!channel>").items()}

    assert {which: each for which, each in rings.items() if each} == {
        "talk": ["UANA00000", "UTOM00000"], "talk chosen": ["UANA00000", "UTOM00000"],
    }  # fmt: skip


def test_whose_idea_it_is_never_in_the_offers_words() -> None:
    assert lines.subject("Amina", experiment()) == "Amina brings E-5 · Longer first visits."
    assert lines.subject("Amina", None) == "Amina brings an idea."
    assert lines.subject("Amina", None, is_own=True) == "It is about your idea."
    assert lines.subject("Amina", experiment(), is_own=True) == (
        "It is about your idea: E-5, Longer first visits."
    )


def test_taking_back_what_a_session_is_about_is_asked_first() -> None:
    assert "confirm" not in offers.take_back_button(idea())
    asked = offers.take_back_button(idea(state="chosen"))["confirm"]
    assert asked["deny"]["text"] == "Leave it"


def test_who_reads_it_is_named_and_without_anyone_they_are_called_the_facilitators() -> None:
    said = words("ideas/form")
    hosts = plain(said.who_reads(["Jonas", "Leila"], False))
    assert hosts == "Jonas and Leila can read this. Nobody else."
    assert plain(said.talk_first([])).startswith("The facilitators will talk with you first.")
