"""How the form of a check-in and what it becomes are arranged, whatever people typed."""

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.errors import Refusal
from storage.checkins import CheckIn
from storage.experiments import Experiment
from storage.reflections import Line
from templates.checkins.boxes import (
    Remembered,
    Unsaved,
    draft_words,
    from_draft,
    remembered,
    together,
    unsaved,
    written,
)
from templates.checkins.forms import SAVE, SAVE_EDIT, LastTime, Page, form, nothing_to_check_in
from templates.checkins.pages import Piece, Seen, in_home, saved, someone_to_talk_to, told, window
from tests.cast import NOW, called

HOSTILE = "<!channel> *bold* {{ 7 * 7 }} & <@U1>"
AMINA, TOM = called("Amina", 1), called("Tom", 2)
LEVELS = {"only_me": (), "circle": (TOM,), "group": ()}
PAGE = Page(
    Unsaved(14, "slow", HOSTILE, HOSTILE, HOSTILE[:100], "circle"),
    Remembered(about=14),
    LEVELS,
    "E-14",
    HOSTILE,
)


def check_in(feel: str = "slow", **more: Any) -> CheckIn:
    given = {"noticed": "", "will_try": "", "visibility": "circle", **more}
    return CheckIn(id=7, author_id=1, experiment_id=14, feel=feel, created_at=NOW, **given)


def piece(feel: str = "slow", line: str = "", **more: Any) -> Piece:
    kept = Line(words=line) if line else None
    return Piece(check_in(feel, **more), AMINA, "2 March", kept)


def experiment(state: str = "active") -> Experiment:
    return Experiment(id=14, title=HOSTILE, state=state)


def seen(one: Piece, state: str = "active", **more: Any) -> Seen:
    plain = Seen(
        one,
        experiment(state),
        {"circle": [TOM]},
        on_it=True,
        under_card=False,
        has_card=True,
        has_hosts=True,
    )
    return replace(plain, **more)


def stands(view: dict[str, Any]) -> dict[str, Any]:
    """The view as Slack sends it back, with what the form began with."""
    values: dict[str, Any] = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            given = {
                "value": element.get("initial_value"),
                "selected_option": element.get("initial_option"),
            }
            values[block["block_id"]] = {element["action_id"]: given}
    return {**view, "state": {"values": values}}


def words_in(view: dict[str, Any]) -> str:
    return json.dumps(view, ensure_ascii=False)


def labels(view: dict[str, Any]) -> list[str]:
    return [each["label"]["text"] for each in view["blocks"] if each["type"] == "input"]


def buttons(view: dict[str, Any]) -> list[str]:
    found = [each for block in view["blocks"] for each in block.get("elements", [])]
    found += [block["accessory"] for block in view["blocks"] if "accessory" in block]
    return [each["text"]["text"] for each in found if each["type"] == "button"]


def test_the_form_reads_back_what_it_was_drawn_with() -> None:
    view = stands(form(PAGE))

    assert written(view) == unsaved(view) == PAGE.unsaved
    assert remembered(view).named == {"circle": [2]}
    assert view["title"]["text"] == "How is E-14 going?"
    assert view["callback_id"] == SAVE


def test_after_a_tap_it_asks_for_words_alone() -> None:
    view = stands(form(replace(PAGE, remembered=Remembered(about=14, feel="stuck", check_in=7))))

    assert labels(view)[0] == "What have you noticed?"
    assert len(labels(view)) == 4
    assert "You said: Stuck" in words_in(view)
    assert written(view).feel == "stuck"
    assert view["callback_id"] == SAVE, "its words are kept as a draft"
    assert form(replace(PAGE, remembered=Remembered(about=14, check_in=7)))["callback_id"] == (
        SAVE_EDIT
    )


def test_with_several_it_asks_which_and_a_forged_one_is_none() -> None:
    page = replace(PAGE, remembered=Remembered(), mine={"14": "E-14 Visits", "3": "E-3 Letters"})
    view = stands(form(page))
    assert view["title"]["text"] == "How is it going?"
    assert labels(view)[0] == "Which one?"
    assert written(view).about == 14

    view["state"]["values"]["about"]["about"]["selected_option"] = {"value": "1; drop"}
    assert written(view).about == 0


@pytest.mark.parametrize(("name", "most"), [("noticed", 500), ("will_try", 300), ("line", 240)])
def test_what_is_too_long_is_said_under_its_box_and_stays(name: str, most: int) -> None:
    just, more = _noted(name, most), _noted(name, most + 1)
    fits = stands(form(replace(PAGE, unsaved=just)))
    assert getattr(written(fits), name) == "x" * most
    view = stands(form(replace(PAGE, unsaved=more)))

    with pytest.raises(Refusal) as refused:
        written(view)
    assert (refused.value.name, refused.value.field) == ("forms.too_long", name)
    assert getattr(unsaved(view), name) == "x" * (most + 1)


def _noted(name: str, length: int) -> Unsaved:
    kept: dict[str, Any] = {name: "x" * length}
    return replace(PAGE.unsaved, **kept)


def test_their_own_words_come_back_on_top() -> None:
    tried = form(replace(PAGE, last_try=HOSTILE))
    assert tried["blocks"][1]["elements"][0]["type"] == "rich_text_quote"
    last = LastTime("2 March", "turning", HOSTILE, "")
    assert (
        form(replace(PAGE, last_try="not this", last_time=last))["blocks"][1]
        != (tried["blocks"][1])
    )
    assert "not this" not in words_in(form(replace(PAGE, last_try="not this", last_time=last)))


def test_two_begun_ones_become_one_and_nothing_is_lost() -> None:
    now, began = Unsaved(14, "", "One.", "", "A"), Unsaved(14, "slow", "Two.", "Try.", "B")

    both = together(now, began)
    assert both == Unsaved(14, "slow", "One.\n\nTwo.", "Try.", "A B")
    assert together(now, now) == now
    assert from_draft(draft_words(replace(both, level="group"))) == both
    assert draft_words(Unsaved(14, "slow")) == {}, "one word is no draft"


def test_where_there_is_nothing_to_check_in_on_what_was_typed_stays() -> None:
    assert HOSTILE.split(maxsplit=1)[0] in words_in(nothing_to_check_in(HOSTILE))
    assert "rich_text_quote" not in words_in(nothing_to_check_in(""))


def test_after_a_save_the_form_says_who_reads_it_and_where() -> None:
    view = saved(seen(piece()))

    assert "Tom, who is on E-14 with you, can see it." in words_in(view)
    assert "They find it in the window of E-14 and in Home." in words_in(view)
    assert buttons(view) == ["Edit", "Take it back"]
    alone = saved(seen(piece(visibility="only_me"), readers={"only_me": ()}))
    assert "Only you can see it." in words_in(alone)
    assert "They find it" not in words_in(alone)
    lined = saved(seen(piece(line="A line."), under_card=True, readers={"group": ()}))
    assert buttons(lined) == ["Edit", "Take the line back", "Take it back"]
    assert "It goes under E-14's card, too" in words_in(lined)
    assert "and under E-14's card, perhaps" in words_in(lined)


@pytest.mark.parametrize(
    ("feel", "state", "ways"),
    [
        ("moving", "active", []),
        ("slow", "active", []),
        ("nothing_new", "active", []),
        ("stuck", "active", ["Ask the group", "Someone to talk to", "No, thank you"]),
        ("stuck", "closed", []),
        ("turning", "active", ["Where is it now?"]),
        ("resting", "active", ["Rest"]),
        ("resting", "resting", []),
        ("ending", "resting", ["End"]),
        ("ending", "closed", []),
    ],
)
def test_what_a_word_leads_to(feel: str, state: str, ways: list[str]) -> None:
    assert buttons(saved(seen(piece(feel), state)))[2:] == ways
    assert buttons(saved(seen(piece(feel), state, on_it=False)))[2:] == []
    without_hosts = [each for each in ways if each != "Someone to talk to"]
    assert buttons(saved(seen(piece(feel), state, has_hosts=False)))[2:] == without_hosts


def test_its_window_has_ways_to_change_it_for_its_author_alone() -> None:
    one = piece(noticed=HOSTILE, will_try=HOSTILE, line="A line.")

    assert buttons(window(one, experiment(), None)) == []
    mine = window(one, None, {"circle": [TOM]})
    assert buttons(mine) == ["Edit", "Take the line back", "Take it back"]
    assert "Tom can see this." in words_in(mine)
    on_it = window(one, experiment(), {"circle": [TOM]}, on_it=True)
    assert "Tom, who is on E-14 with you, can see this." in words_in(on_it)


def test_under_the_card_nobodys_words_are_on_a_lock_screen_or_ring() -> None:
    post = told(piece(noticed=HOSTILE, line=HOSTILE), experiment())

    assert post.text == "Amina says how E-14 is going"
    [leaf_types] = [
        {each["type"] for each in block["elements"][0]["elements"]} for block in post.blocks
    ]
    assert leaf_types == {"text"}


def test_in_home_one_line_says_who_and_when() -> None:
    assert in_home(piece(), TOM) == "Amina, 2 March: Slow but learning"
    assert in_home(piece(), AMINA) == "You, 2 March: Slow but learning"


def test_someone_to_talk_to_is_named_or_there_is_a_friendly_word() -> None:
    assert buttons(someone_to_talk_to([TOM])) == ["Ask Tom"]
    assert "There is no facilitator to ask just now." in words_in(someone_to_talk_to([]))
