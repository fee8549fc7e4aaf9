"""What is arranged about asks is what Slack takes, says what it should, and names nobody who would
rather not be named.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.asks import WISHES
from sandbox.kit.blocks import validate_message
from sandbox.kit.lints import message_lints
from sandbox.kit.views import render_text, validate_view, view_lints
from storage.asks import Ask, Help, LoopClosure
from storage.notices import Notice
from storage.people import Member
from templates.asks import helping, stories, views, waiting
from templates.blocks import Message, actions, memory_of, modal
from tests.cast import NOW, called
from tests.templates.test_words import HOSTILE

SHARED = (NOW, NOW + timedelta(hours=2, minutes=30))
LONG = "🎉" * 60


def asked(typed: str = "How?", *, visibility: str = "group", state: str = "standing") -> Notice:
    return Notice(
        id=7, kind="ask", words=typed, more=typed, visibility=visibility, state=state,
        created_at=NOW,
    )  # fmt: skip


def ask(state: str = "open", wish: str = "ideas", *, left: bool = False) -> Ask:
    return Ask(notice_id=7, state=state, wish=wish, open_since=NOW, left=left)


def part(state: str = "helping", typed: str = "") -> Help:
    return Help(id=3, notice_id=7, member_id=1, state=state, words=typed, since=NOW)


def two(name: str) -> tuple[Member, Member]:
    """One who helps, and Ana."""
    helper, partner = called(name, 1), called("Ana", 2)
    helper.slack_id, partner.slack_id = "UTOM00000", "UANA00000"
    return helper, partner


def meeting(
    typed: str = "How?",
    name: str = "Tom",
    *,
    wish: str = "ideas",
    carried: bool = False,
    together: bool = False,
    shared: tuple[datetime, datetime] | None = SHARED,
) -> helping.Meeting:
    helper, partner = two(name)
    partner.time_zone = "Asia/Kolkata"
    return helping.Meeting(asked(typed), wish, helper, partner, carried, together, shared)


def here(typed: str = "How?", name: str = "Ana", **more: Any) -> waiting.Waiting:
    names = [name] * 3
    return waiting.Waiting(more.get("notice") or asked(typed), more.get("ask") or ask(), name,
                           names, names)  # fmt: skip


def closure(typed: str, level: str = "circle") -> LoopClosure:
    return LoopClosure(notice_id=7, words=typed, visibility=level)


def messages(typed: str, name: str = "Tom") -> dict[str, Message]:
    one, other = two(name)
    met = meeting(typed, name)
    return {
        "meeting": helping.meeting(met, part(typed=typed), over=False),
        "over": helping.meeting(met, part(typed=typed), over=True),
        "carried meeting": helping.meeting(meeting(typed, name, carried=True), part(), over=False),
        "gave back": helping.gave_back(one, other),
        "returned": helping.returned(one, other, asked_again=True),
        "returned to others": helping.returned(one, other, asked_again=False),
        "direct": helping.they_talk_directly(one, other),
        "gone": helping.meeting_is_gone(one, other),
        "carried": helping.carried(asked(typed), part(), one, other),
        "carried over": helping.carried_over(part(), one),
        "carried back": helping.carried_over(part("given_back"), one),
        "carried ended": helping.carried_ended(asked(typed)),
        "waiting": waiting.waiting(here(typed, name)),
        "left": waiting.waiting(here(typed, name, ask=ask(left=True))),
        "quiet": waiting.waiting(here(name=name, notice=asked(typed, visibility="facilitators"))),
        "nobody on it": waiting.nobody_on_it(asked(typed)),
        "talking": waiting.looked_after(here(typed, name, ask=ask("talking"))),
        "closed": waiting.looked_after(here(typed, name, ask=ask("closed"))),
        "invited": waiting.invited(part("asked", typed), asked(typed), name, name),
        "invited by nobody": waiting.invited(part("asked"), asked(typed), "", ""),
        "declined": waiting.invited_answered(part("declined"), asked(typed)),
        "helping": waiting.invited_answered(part(), asked(typed)),
        "invited in vain": waiting.invited_answered(part("asked"), None),
        "what next": stories.what_next(asked(typed), [one] * 20),
        "told": stories.what_next_told(asked(typed), closure(typed)),
        "told the group": stories.what_next_told(asked(typed), closure(typed, "group")),
        "let go": stories.what_next_let_go(),
        "tells": stories.told(closure(typed), asked(typed), name),
        "tells of nothing": stories.told(closure(typed), None, ""),
        "again": stories.again(asked(typed, state="expired"), let_go=False),
        "again not": stories.again(asked(typed, state="expired"), let_go=True),
        "asked again": stories.again(asked(typed), let_go=False),
    }


def standing(typed: str, name: str, **more: Any) -> views.Standing:
    given: dict[str, Any] = {
        "notice": asked(typed), "ask": ask(), "asker": name, "is_own": False, "mine": None,
        "partner": name, "host": name, "helping": [], "asked": [], "declined": [],
        "facilitates": False, "closure": None, **more,
    }  # fmt: skip
    return views.Standing(**given)


def windows(typed: str, name: str = "Tom") -> dict[str, dict[str, Any]]:
    form = helping.help_form(meeting(typed, name), name, talking=False, now=NOW)
    opened = {**form, "state": {"values": {"words": {"words": {"value": typed[:500]}}}}}
    known = [waiting.Known(called(name, each), [name, name]) for each in range(1, 4)]
    helpers, both = [called(name)] * 20, ("circle", "group")
    everything = standing(
        typed, name, helping=[name] * 9, asked=[name] * 9, declined=[name] * 9, facilitates=True,
        ask=ask("talking"), mine=part(), closure=closure(typed),
    )  # fmt: skip
    return {
        "form": form,
        "talking": helping.help_form(meeting(typed, name), "", talking=True, now=NOW),
        "quicker": helping.somebody_was_quicker(opened, name),
        "helps": helping.helps(name),
        "already": helping.helps_already(name),
        "find": waiting.find_form(here(typed, name), known),
        "find without": waiting.find_form(here(typed, name), []),
        "asked": waiting.asked([name] * 3),
        "left": waiting.left_be(),
        "next": stories.form(asked(typed), helpers, both, None, unnamed=False),
        "next again": stories.form(asked(typed), helpers, both, closure(typed), unnamed=True),
        "saved": stories.saved(asked(typed), closure(typed)),
        "taken back": stories.taken_back(),
        "asked again": stories.asked_again(),
        "let go": stories.let_go(),
        "given back": helping.after_giving_back(),
        "declined": helping.after_declining(),
        "settled": helping.after_settling(),
        "they know": helping.they_know(called(name)),
        "window": modal(
            "An ask", *views.window_lines(everything), *views.window_ways(everything), close="Done"
        ),
        "home": modal(
            "Home", *waiting.home_lines(here(typed, name)), *stories.home_lines(asked(typed)),
            *waiting.invited_lines(part("asked", typed), asked(typed), name, name), close="Done",
        ),
    }  # fmt: skip


@pytest.mark.parametrize("name", ["Tom", LONG], ids=["usual", "long"])
def test_slack_takes_every_message(name: str) -> None:
    for which, said in messages("🎉" * 240, name).items():
        payload = {"text": said.text, "blocks": said.blocks}
        assert validate_message(payload) == [], which
        assert message_lints(payload) == [], which


@pytest.mark.parametrize("name", ["Tom", LONG], ids=["usual", "long"])
def test_slack_takes_every_window(name: str) -> None:
    for which, view in windows("🎉" * 240, name).items():
        assert validate_view(view) == [], which
        assert view_lints(view) == [], which


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_was_typed_is_shown_as_it_was_and_never_on_a_lock_screen(typed: str) -> None:
    for which, said in messages(typed).items():
        assert validate_message({"text": said.text, "blocks": said.blocks}) == [], which
        assert typed not in said.text, which
    [line, thanks] = render_text(stories.told(closure(typed), None, "Ana").blocks)
    assert line == f'Ana tells what happened next: "{typed}"'
    assert thanks == "Thank you for having helped."


@pytest.mark.parametrize("wish", WISHES)
def test_every_wish_has_a_way_that_fits(wish: str) -> None:
    met = helping.meeting(meeting(wish=wish), part(), over=False)
    [title] = [each for each in render_text(met.blocks) if each.startswith("One way: ")]

    assert (
        title.removeprefix("One way: ")
        == {
            "listen": "A call of 30 minutes",
            "questions": "A call of 30 minutes",
            "experience": "A call of 30 minutes",
            "ideas": "Thinking aloud, 10 minutes each time",
            "look_over": "Tuning a draft, 45 minutes",
            "challenge": "A consultancy of 50 minutes",
            "connect": "An introduction",
        }[wish]
    )
    openly = any(each.startswith("Questions that open:") for each in render_text(met.blocks))
    assert openly is (wish in {"questions", "challenge"})


def test_hours_that_never_meet_are_said_and_writing_fits() -> None:
    said = render_text(helping.meeting(meeting(shared=None), part(), over=False).blocks)

    assert "Your working hours do not meet, so writing may fit better than a call." in said
    assert "One way: In writing, here, whenever each of you has time" in said
    assert "1. Say hello here.\n2. Write when it suits each of you." in "\n".join(said)


def test_both_times_are_those_at_which_they_met() -> None:
    said = render_text(helping.meeting(meeting(), part(), over=False).blocks)

    assert "When it is 14:30 for Ana in Kolkata, it is 09:00 for Tom." in said
    assert (
        "You are both at work from 14:30 to 17:00 for Ana, which is 09:00 to 11:30 for Tom."
    ) in said


def test_only_the_two_are_rung() -> None:
    def rung(said: Message) -> list[str]:
        return [
            leaf["user_id"]
            for block in said.blocks if block["type"] == "rich_text"
            for each in block["elements"] for leaf in each["elements"] if leaf["type"] == "user"
        ]  # fmt: skip

    rings = {which: rung(said) for which, said in messages("<@U9> <!channel>").items()}

    assert {which: each for which, each in rings.items() if each} == {
        "meeting": ["UANA00000", "UTOM00000"],
        "carried meeting": ["UANA00000", "UTOM00000"],
        "returned": ["UANA00000"],
        "returned to others": ["UANA00000"],
    }


def test_the_second_finds_their_words_and_two_answers() -> None:
    view = windows("How?")["quicker"]

    assert view["blocks"][0]["elements"][0]["elements"][0]["text"] == (
        "Somebody was a moment quicker."
    )
    assert (view["submit"]["text"], view["close"]["text"]) == ("I can help as well", "Leave it")
    assert memory_of(view) == {"notice": 7, "beside": True}


def test_where_both_clocks_show_the_same_it_is_said_once() -> None:
    met = meeting()
    met.partner.time_zone = met.helper.time_zone
    form = helping.help_form(met, "Ana", talking=False, now=NOW)

    assert "It is 09:00 for both of you." in render_text(form["blocks"])


def test_an_ask_that_waited_before_says_so() -> None:
    later = ask()
    later.open_since = datetime(2026, 4, 1, tzinfo=UTC)
    [first, *_] = render_text(waiting.waiting(here(ask=later)).blocks)

    assert first == (
        'Ana still asks "How?" and nobody is talking with them about it. Who might know?'
    )


def own(state: str = "standing", **more: Any) -> views.Standing:
    return standing("How?", "Ana", is_own=True, notice=asked(state=state), **more)


@pytest.mark.parametrize(
    ("reader", "lines", "ways"),
    [
        (own(), ["Nobody is talking with you yet. Ana looks after it with you."],
         ["That's settled"]),
        (own(helping=["Tom"]), ["Tom is talking with you about it."], ["That's settled"]),
        (own("settled", helping=["Tom"]), [], ["What happened next?"]),
        (own("expired"), [], []),
        (own("settled", helping=["Tom"], closure=closure("It went.")),
         ['What happened next: "It went."', "Those who helped can read that, and you."],
         ["Change it", "Take it back"]),
        (standing("How?", "Ana", ask=ask("talking")),
         ["Somebody is talking with Ana about it. More help is welcome."], ["I can help"]),
        (standing("How?", "", ask=ask("talking")),
         ["Somebody is talking with them about it. More help is welcome."], ["I can help"]),
        (standing("How?", "Ana", mine=part()),
         ["You are talking with Ana about it, in a conversation of you two and me."],
         ["I can't after all"]),
        (standing("How?", "Ana", facilitates=True, asked=["Mere"], declined=["Tom"]),
         ["For facilitators only: Mere was asked. Tom can't just now."],
         ["I can help", "Find someone"]),
        (standing("How?", "Ana", notice=asked(state="settled")), [], []),
    ],
)  # fmt: skip
def test_each_reader_finds_where_it_stands_and_what_they_can_do(
    reader: views.Standing, lines: list[str], ways: list[str]
) -> None:
    found = views.window_ways(reader)

    assert render_text(views.window_lines(reader)) == ["What would help most: Ideas", *lines]
    assert [each["text"]["text"] for block in found for each in block["elements"]] == ways


def test_the_button_is_the_same_for_everyone() -> None:
    help_ = views.help_button(7)

    assert (help_["action_id"], help_["value"]) == (views.HELP, "7")
    assert actions(help_)["elements"][0]["text"]["text"] == "I can help"


def test_long_names_give_way_to_what_they_have_in_common() -> None:
    helpers: list[Member] = [called("Wilhelmina", each) for each in range(9)]
    view = stories.form(asked(), helpers, ("circle", "group"), None, unnamed=False)

    options = view["blocks"][-1]["element"]["options"]
    assert [each["text"]["text"] for each in options] == [
        "Those who helped",
        "Those who helped and everyone, perhaps in the digest",
    ]
