"""What Slack takes and refuses in windows and Home, and what becomes of what a person types there.

The blocks in them are told of in test_blocks.py.
"""

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.kit.problems import Problem
from sandbox.kit.views import (
    assign_ids,
    carry_over,
    initial_values,
    missing_inputs,
    state_values,
    validate_view,
    view_lints,
    view_too_large,
)

View = dict[str, Any]


UNMATCHED = Problem("/view", "failed to match all allowed schemas")


def plain(words: str = "Words") -> View:
    return {"type": "plain_text", "text": words}


def option(words: str, value: str) -> View:
    return {"text": plain(words), "value": value}


ONE, TWO, THREE = option("One", "1"), option("Two", "2"), option("Three", "3")
OPTIONS = [ONE, TWO, THREE]
DIVIDER = {"type": "divider"}


def element(kind: str, **fields: Any) -> View:
    return {"type": kind, "action_id": "it", **fields}


def asked(held: View, **fields: Any) -> View:
    return {"type": "input", "block_id": "ask", "label": plain(), "element": held, **fields}


def modal(*blocks: View, **fields: Any) -> View:
    whole = {"title": plain("Title"), "submit": plain("Save"), "blocks": list(blocks)}
    return {"type": "modal", **whole, **fields}


def home(*blocks: View, **fields: Any) -> View:
    return {"type": "home", "blocks": list(blocks), **fields}


def without(view: View, *names: str) -> View:
    return {name: value for name, value in view.items() if name not in names}


TYPED = element("plain_text_input")

ACCEPTED = {
    "modal": modal(DIVIDER),
    "modal-of-words": without(modal(DIVIDER), "submit"),
    "modal-with-all": modal(
        asked(TYPED),
        close=plain("Cancel"),
        private_metadata="",
        callback_id="",
        external_id="",
        clear_on_close=True,
        notify_on_close=False,
    ),
    "modal-answering": modal(asked(element("conversations_select", response_url_enabled=True))),
    "home": home(DIVIDER),
    "home-with-all": home(DIVIDER, private_metadata="m", callback_id="c", external_id="e"),
    "home-with-input": home(asked(TYPED, dispatch_action=True)),
}


@pytest.mark.parametrize("view", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_slack_takes_every_sound_view(view: View) -> None:
    assert validate_view(view) == []


@pytest.mark.parametrize("view", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_slack_refuses_a_field_it_does_not_know_in_any_view(view: View) -> None:
    assert validate_view({**view, "submit_disabled": True}) == [
        UNMATCHED,
        Problem("/view", "invalid additional property: submit_disabled"),
    ]


def less(most: int) -> str:
    return f"must be less than {most + 1} characters"


LIMITS: dict[str, tuple[Callable[[int], View], int, str, str]] = {
    "title": (lambda n: modal(DIVIDER, title=plain("x" * n)), 24, "title/text", less(24)),
    "submit": (lambda n: modal(DIVIDER, submit=plain("x" * n)), 24, "submit/text", less(24)),
    "close": (lambda n: modal(DIVIDER, close=plain("x" * n)), 24, "close/text", less(24)),
    "metadata": (
        lambda n: modal(DIVIDER, private_metadata="x" * n),
        3000,
        "private_metadata",
        less(3000),
    ),
    "home-metadata": (
        lambda n: home(DIVIDER, private_metadata="x" * n),
        3000,
        "private_metadata",
        less(3000),
    ),
    "callback": (lambda n: modal(DIVIDER, callback_id="x" * n), 255, "callback_id", less(255)),
    "external": (lambda n: modal(DIVIDER, external_id="x" * n), 255, "external_id", less(255)),
    "modal-blocks": (
        lambda n: modal(*[DIVIDER] * n),
        100,
        "blocks",
        "no more than 100 items allowed",
    ),
    "home-blocks": (
        lambda n: home(*[DIVIDER] * n),
        100,
        "blocks",
        "no more than 100 items allowed",
    ),
}


@pytest.mark.parametrize(("make", "most", "pointer", "said"), LIMITS.values(), ids=LIMITS.keys())
def test_a_limit_is_kept_at_its_edge(
    make: Callable[[int], View], most: int, pointer: str, said: str
) -> None:
    assert validate_view(make(most)) == []
    assert validate_view(make(most + 1)) == [UNMATCHED, Problem(f"/view/{pointer}", said)]


SUBMIT = "must define `submit` to use an `input` block in modals"
ANSWER = "must be in an `input` block of a modal"
ANSWERING = element("conversations_select", response_url_enabled=True)

REFUSED: dict[str, tuple[Any, str, str]] = {
    "no-object": ("modal", "", "must provide an object"),
    "no-type": ({"blocks": []}, "", "missing required field: type"),
    "dialog": ({"type": "dialog"}, "/type", "unsupported type: dialog"),
    "modal-without-title": (
        without(modal(DIVIDER), "title"),
        "",
        "missing required field: title",
    ),
    "modal-without-blocks": (
        without(modal(), "blocks"),
        "",
        "missing required field: blocks",
    ),
    "modal-of-nothing": (modal(), "/blocks", "must provide at least 1 items"),
    "empty-title": (
        modal(DIVIDER, title=plain("")),
        "/title/text",
        "must be more than 0 characters",
    ),
    "title-mrkdwn": (
        modal(DIVIDER, title={"type": "mrkdwn", "text": "Title"}),
        "/title/type",
        "unsupported type: mrkdwn",
    ),
    "null-submit": (modal(DIVIDER, submit=None), "/submit", "must provide an object"),
    "input-without-submit": (
        without(modal(DIVIDER, asked(TYPED)), "submit"),
        "/blocks/1/input",
        SUBMIT,
    ),
    "home-with-title": (
        home(DIVIDER, title=plain()),
        "",
        "invalid additional property: title",
    ),
    "home-with-submit": (
        home(DIVIDER, submit=plain()),
        "",
        "invalid additional property: submit",
    ),
    "home-with-close": (
        home(DIVIDER, close=plain()),
        "",
        "invalid additional property: close",
    ),
    "home-answering": (
        home(asked(ANSWERING)),
        "/blocks/0/element/response_url_enabled",
        ANSWER,
    ),
    "actions-answering": (
        modal({"type": "actions", "elements": [ANSWERING]}),
        "/blocks/0/elements/0/response_url_enabled",
        ANSWER,
    ),
    "same-block-ids": (
        modal(asked(TYPED), asked(TYPED)),
        "/blocks/1/block_id",
        '`block_id` "ask" already exists',
    ),
    "block": (modal({"type": "header"}), "/blocks/0", "missing required field: text"),
}


@pytest.mark.parametrize(("view", "pointer", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_slack_refuses_what_is_not_sound(view: Any, pointer: str, message: str) -> None:
    found = [each for each in validate_view(view) if each != UNMATCHED]
    assert found == [Problem(f"/view{pointer}", message)]


def test_one_element_of_a_view_has_the_focus() -> None:
    first, second = (
        asked(element("datepicker", focus_on_load=True), block_id=name) for name in "ab"
    )
    assert validate_view(modal(first)) == []
    assert validate_view(modal(first, second)) == [
        Problem(
            "/view/blocks/1/element/focus_on_load",
            "`focus_on_load` can only be true for one element",
        )
    ]


def test_a_view_of_250_000_bytes_is_not_too_large() -> None:
    empty = '{"type":"home","blocks":[],"private_metadata":""}'
    room = 250_000 - len(empty)
    assert not view_too_large(home(private_metadata="x" * room))
    assert view_too_large(home(private_metadata="x" * (room + 1)))
    assert not view_too_large(home(private_metadata="x" * (room - 2) + "é"))
    assert view_too_large(home(private_metadata="x" * (room - 1) + "é"))


def test_a_proper_view_has_nothing_to_tidy() -> None:
    words = {"type": "mrkdwn", "text": "Words", "verbatim": True}
    view = modal({"type": "section", "text": words}, asked(TYPED))
    assert view_lints(view) == []


def test_mrkdwn_that_slack_may_rewrite_is_noted() -> None:
    view = home({"type": "context", "elements": [{"type": "mrkdwn", "text": "Words"}]})
    assert view_lints(view) == ["/view/blocks/0/elements/0: mrkdwn without verbatim"]


def test_an_action_id_used_twice_in_a_view_is_noted() -> None:
    view = modal(asked(TYPED), asked(TYPED, block_id="other"))
    assert validate_view(view) == []
    assert view_lints(view) == ['/view/blocks: action_id "it" stands 2 times']


# An element, its raw value untouched, a raw value typed, and the state of each.
RICH = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [{"type": "text", "text": "Old", "style": {"bold": True}}],
        }
    ],
}
NEW_RICH = {
    "type": "rich_text",
    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "New"}]}],
}
IT = "U0IT"
States = tuple[View, Any, View, Any, View]
STATES: dict[str, States] = {
    "typed": (
        element("plain_text_input", initial_value="Old"),
        "Old", {"value": "Old"}, "New", {"value": "New"},
    ),
    "typed-empty": (
        element("plain_text_input"), None, {"value": None}, "", {"value": None},
    ),
    "number": (
        element("number_input", is_decimal_allowed=False, initial_value="1"),
        "1", {"value": "1"}, "2", {"value": "2"},
    ),
    "email": (
        element("email_text_input", initial_value="a@example.org"),
        "a@example.org", {"value": "a@example.org"}, None, {"value": None},
    ),
    "url": (
        element("url_text_input"), None, {"value": None},
        "https://example.org", {"value": "https://example.org"},
    ),
    "rich": (
        element("rich_text_input", initial_value=RICH),
        "Old", {"rich_text_value": RICH}, "New", {"rich_text_value": NEW_RICH},
    ),
    "rich-empty": (
        element("rich_text_input"), None, {"rich_text_value": None},
        "New", {"rich_text_value": NEW_RICH},
    ),
    "select": (
        element("static_select", options=OPTIONS, initial_option=TWO),
        "2", {"selected_option": TWO}, "3", {"selected_option": THREE},
    ),
    "select-empty": (
        element("static_select", options=OPTIONS),
        None, {"selected_option": None}, "1", {"selected_option": ONE},
    ),
    "select-groups": (
        element("static_select", option_groups=[{"label": plain(), "options": OPTIONS}]),
        None, {"selected_option": None}, "3", {"selected_option": THREE},
    ),
    "radio": (
        element("radio_buttons", options=OPTIONS, initial_option=ONE),
        "1", {"selected_option": ONE}, "2", {"selected_option": TWO},
    ),
    "external": (
        element("external_select", initial_option=ONE),
        "1", {"selected_option": ONE},
        "far", {"selected_option": None},
    ),
    "multi-external": (
        element("multi_external_select", initial_options=[ONE]),
        ["1"], {"selected_options": [ONE]}, [], {"selected_options": []},
    ),
    "multi-select": (
        element("multi_static_select", options=OPTIONS, initial_options=[ONE, TWO]),
        ["1", "2"], {"selected_options": [ONE, TWO]}, ["3"], {"selected_options": [THREE]},
    ),
    "checkboxes": (
        element("checkboxes", options=OPTIONS),
        [], {"selected_options": []}, ["1", "3"], {"selected_options": [ONE, THREE]},
    ),
    "user": (
        element("users_select", initial_user=IT),
        IT, {"selected_user": IT}, None, {"selected_user": None},
    ),
    "users": (
        element("multi_users_select", initial_users=[IT]),
        [IT], {"selected_users": [IT]}, [], {"selected_users": []},
    ),
    "conversation": (
        element("conversations_select", initial_conversation="C0IT"),
        "C0IT", {"selected_conversation": "C0IT"}, "D0", {"selected_conversation": "D0"},
    ),
    "conversations": (
        element("multi_conversations_select"),
        [], {"selected_conversations": []}, ["C0IT"], {"selected_conversations": ["C0IT"]},
    ),
    "channel": (
        element("channels_select"),
        None, {"selected_channel": None}, "C0IT", {"selected_channel": "C0IT"},
    ),
    "channels": (
        element("multi_channels_select", initial_channels=["C0IT"]),
        ["C0IT"], {"selected_channels": ["C0IT"]}, ["C1"], {"selected_channels": ["C1"]},
    ),
    "date": (
        element("datepicker", initial_date="2026-01-02"),
        "2026-01-02", {"selected_date": "2026-01-02"}, None, {"selected_date": None},
    ),
    "time": (
        element("timepicker", initial_time="09:30"),
        "09:30", {"selected_time": "09:30"}, "10:00", {"selected_time": "10:00"},
    ),
    "time-in-zone": (
        element("timepicker", timezone="Europe/Rome"),
        None, {"selected_time": None, "timezone": "Europe/Rome"},
        "10:00", {"selected_time": "10:00", "timezone": "Europe/Rome"},
    ),
    "instant": (
        element("datetimepicker", initial_date_time=1790000000),
        1790000000, {"selected_date_time": 1790000000}, None, {"selected_date_time": None},
    ),
}  # fmt: skip
STATE_FIELDS = ("held", "raw", "state", "other", "then")


@pytest.mark.parametrize(STATE_FIELDS, STATES.values(), ids=STATES.keys())
def test_an_element_keeps_its_value_as_slack_tells_it(
    held: View, raw: Any, state: View, other: Any, then: View
) -> None:
    view = modal(asked(held))
    kind = held["type"]
    assert validate_view(view) == []
    assert initial_values(view) == {"ask": {"it": raw}}
    assert state_values(view, initial_values(view)) == {"ask": {"it": {"type": kind, **state}}}
    typed = {"ask": {"it": other}}
    assert state_values(view, typed) == {"ask": {"it": {"type": kind, **then}}}


def test_state_holds_elements_outside_inputs_and_leaves_buttons_out() -> None:
    select = element("static_select", options=OPTIONS, initial_option=ONE)
    button = {"type": "button", "action_id": "open", "text": plain()}
    menu = {"type": "overflow", "action_id": "more", "options": OPTIONS}
    row = {"type": "actions", "block_id": "row", "elements": [button, select, menu]}
    side = {"type": "section", "block_id": "side", "text": plain(), "accessory": TYPED}
    state = {"type": "static_select", "selected_option": ONE}
    blocks = [DIVIDER, row, {**side, "accessory": {**select, "action_id": "other"}}]
    assert state_values({"blocks": blocks}, {}) == {"row": {"it": state}, "side": {"other": state}}


def test_a_choice_that_was_cleared_stays_cleared() -> None:
    view = modal(asked(element("static_select", options=OPTIONS, initial_option=ONE)))
    cleared = {"ask": {"it": None}}
    assert state_values(view, cleared) == {
        "ask": {"it": {"type": "static_select", "selected_option": None}}
    }


def started(value: str, **fields: Any) -> View:
    return asked(element("plain_text_input", initial_value=value), **fields)


CHANGED: dict[str, tuple[View, str | None]] = {
    "same": (modal(started("Old")), "Typed"),
    "new-initial": (modal(started("New")), "Typed"),
    "new-label": (modal(started("New", label=plain("Other"))), "Typed"),
    "new-place": (modal(DIVIDER, started("New")), "Typed"),
    "new-type": (modal(asked(element("email_text_input", initial_value="a@b.org"))), "a@b.org"),
}


@pytest.mark.parametrize(("new", "value"), CHANGED.values(), ids=CHANGED.keys())
def test_what_was_typed_stays_with_its_element(new: View, value: str | None) -> None:
    old = modal(started("Old"))
    assert carry_over(old, {"ask": {"it": "Typed"}}, new) == {"ask": {"it": value}}


def test_what_was_typed_is_lost_with_another_block_id() -> None:
    new = modal(started("New", block_id="other"))
    typed = {"ask": {"it": "Typed"}}
    assert carry_over(modal(started("Old")), typed, new) == {"other": {"it": "New"}}


def test_what_was_typed_is_lost_with_another_action_id() -> None:
    new = modal(asked({**TYPED, "action_id": "that"}))
    typed = {"ask": {"it": "Typed"}}
    assert carry_over(modal(started("Old")), typed, new) == {"ask": {"that": None}}


def test_what_was_cleared_is_not_filled_again() -> None:
    assert carry_over(modal(started("Old")), {"ask": {"it": ""}}, modal(started("New"))) == {
        "ask": {"it": ""}
    }


def test_what_was_typed_is_lost_with_ids_that_slack_made_up_anew() -> None:
    bare = {"type": "input", "label": plain(), "element": {"type": "plain_text_input"}}
    old, same, new = (modal(*assign_ids([bare], seed)) for seed in ("1", "1", "2"))
    block_id, action_id = old["blocks"][0]["block_id"], old["blocks"][0]["element"]["action_id"]
    typed = {block_id: {action_id: "Typed"}}
    assert carry_over(old, typed, same) == typed
    assert block_id not in carry_over(old, typed, new)


REQUIRED = "Please complete this required field."
NUMBER = element("number_input", is_decimal_allowed=True, min_value="9", max_value="10.5")
WHOLE = element("number_input", is_decimal_allowed=False)
SELECT = element("static_select", options=OPTIONS)
MANY = element("multi_static_select", options=OPTIONS, max_selected_items=2)
USERS = element("multi_users_select", max_selected_items=1)

# An element, what stands in it, and what the client says of it.
OBJECTIONS: dict[str, tuple[View, Any, str]] = {
    "empty": (TYPED, "", REQUIRED),
    "untouched": (TYPED, None, REQUIRED),
    "unchosen": (SELECT, None, REQUIRED),
    "none-chosen": (MANY, [], REQUIRED),
    "no-instant": (element("datetimepicker"), None, REQUIRED),
    "short": (
        element("plain_text_input", min_length=3),
        "ab",
        "Please enter at least 3 characters.",
    ),
    "long": (
        element("plain_text_input", max_length=3),
        "abcd",
        "Please enter no more than 3 characters.",
    ),
    "very-long": (TYPED, "x" * 3001, "Please enter no more than 3000 characters."),
    "no-number": (NUMBER, "ten", "Please enter a number."),
    "broken": (WHOLE, "1.5", "Please enter a whole number."),
    "low": (NUMBER, "8.9", "Please enter a number of 9 or more."),
    "high": (NUMBER, "10.6", "Please enter a number of 10.5 or less."),
    "email": (
        element("email_text_input"),
        "amina@example",
        "Please enter a valid email address.",
    ),
    "url": (element("url_text_input"), "example.org", "Please enter a valid URL."),
    "option": (SELECT, "4", "Please choose one of the options."),
    "radio": (
        element("radio_buttons", options=OPTIONS),
        "4",
        "Please choose one of the options.",
    ),
    "options": (MANY, ["1", "4"], "Please choose from the options."),
    "checked": (
        element("checkboxes", options=OPTIONS),
        ["4"],
        "Please choose from the options.",
    ),
    "too-many": (MANY, ["1", "2", "3"], "Please choose no more than 2."),
    "too-many-people": (USERS, ["U01", "U02"], "Please choose no more than 1."),
    "date": (element("datepicker"), "2026-02-30", "Please enter a valid date."),
    "time": (element("timepicker"), "25:00", "Please enter a valid time."),
    "instant": (element("datetimepicker"), 1, "Please enter a valid date and time."),
    "never-offered": (
        element("external_select", initial_option=ONE),
        "2",
        "Please choose one of the options.",
    ),
    "one-for-many": (MANY, "1", "This does not fit into the field."),
    "many-for-one": (SELECT, ["1"], "This does not fit into the field."),
}


@pytest.mark.parametrize(("held", "raw", "said"), OBJECTIONS.values(), ids=OBJECTIONS.keys())
def test_the_client_keeps_a_window_open(held: View, raw: Any, said: str) -> None:
    assert missing_inputs(modal(asked(held)), {"ask": {"it": raw}}) == {"ask": said}


CONTENT: dict[str, tuple[View, Any]] = {
    "typed": (TYPED, "x" * 3000),
    "spaces": (TYPED, " "),
    "just-long-enough": (element("plain_text_input", min_length=3, max_length=3), "abc"),
    "least": (NUMBER, "9"),
    "most": (NUMBER, "10.50"),
    "zero": (WHOLE, "0"),
    "negative": (WHOLE, "-3"),
    "email": (element("email_text_input"), "amina.b+c@mail.example.org"),
    "url": (element("url_text_input"), "https://example.org/a?b=c"),
    "select": (SELECT, "1"),
    "grouped": (
        element("static_select", option_groups=[{"label": plain(), "options": OPTIONS}]),
        "3",
    ),
    "two": (MANY, ["1", "2"]),
    "one-person": (USERS, ["U01"]),
    "external": (element("external_select", initial_option=ONE), "1"),
    "date": (element("datepicker"), "2024-02-29"),
    "time": (element("timepicker"), "00:00"),
    "instant": (element("datetimepicker"), 1790000000),
}


@pytest.mark.parametrize(("held", "raw"), CONTENT.values(), ids=CONTENT.keys())
def test_the_client_sends_what_is_in_order(held: View, raw: Any) -> None:
    assert missing_inputs(modal(asked(held)), {"ask": {"it": raw}}) == {}


@pytest.mark.parametrize("held", [TYPED, SELECT, MANY, NUMBER], ids=lambda held: str(held["type"]))
def test_an_optional_input_may_stay_empty(held: View) -> None:
    assert missing_inputs(modal(asked(held, optional=True)), {}) == {}
    assert missing_inputs(modal(asked(held)), {}) == {"ask": REQUIRED}


def test_an_optional_input_is_checked_once_something_is_in_it() -> None:
    view = modal(asked(element("plain_text_input", min_length=3), optional=True))
    assert missing_inputs(view, {"ask": {"it": "ab"}}) == {
        "ask": "Please enter at least 3 characters."
    }


def test_what_an_input_starts_with_counts_as_filled() -> None:
    view = modal(started("Old"))
    assert missing_inputs(view, {}) == {}
    assert missing_inputs(view, {"ask": {"it": ""}}) == {"ask": REQUIRED}


def test_only_input_blocks_are_asked_for() -> None:
    row = {"type": "actions", "block_id": "row", "elements": [SELECT]}
    view = modal(row, asked(TYPED))
    assert missing_inputs(view, {}) == {"ask": REQUIRED}
