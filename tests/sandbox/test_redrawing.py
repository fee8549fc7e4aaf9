"""What stays of a person's words and choices when the app draws their window anew."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from slack_sdk import WebClient

from sandbox.workspaces import Workspace
from tests.sandbox.shapes import Json, field, modal, options, words

COLOURS = options("Red", "Green", "Blue")
# element, what a test fills in, what stands there then, what it starts with where it is new.
KINDS: dict[str, tuple[Json, Any, Any, tuple[str, Any, Any]]] = {
    "plain_text_input": ({}, "Typed", "Typed", ("initial_value", "New", "New")),
    "static_select": (
        {"options": COLOURS}, "Green", "green", ("initial_option", COLOURS[2], "blue"),
    ),
    "radio_buttons": (
        {"options": COLOURS}, "Green", "green", ("initial_option", COLOURS[2], "blue"),
    ),
    "checkboxes": (
        {"options": COLOURS}, ["Red", "Green"], ["red", "green"],
        ("initial_options", COLOURS[2:], ["blue"]),
    ),
    "multi_static_select": (
        {"options": COLOURS}, ["Red", "Green"], ["red", "green"],
        ("initial_options", COLOURS[2:], ["blue"]),
    ),
    "datepicker": (
        {}, date(2026, 5, 1), "2026-05-01", ("initial_date", "2026-06-01", "2026-06-01"),
    ),
    "multi_users_select": (
        {}, ["tom", "priya"], ["UTOM00000", "UPRIYA000"],
        ("initial_users", ["UMIKKO000"], ["UMIKKO000"]),
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_filled_in_stays_where_the_ids_stay(
    client: WebClient, workspace: Workspace, show: Callable[..., Json], kind: str
) -> None:
    more, wish, raw, (initial, new, starts_with) = KINDS[kind]
    view = show(field("it", kind, **more))
    amina = workspace.person("amina").fills(it=wish)

    again = [
        {"type": "section", "text": words("A new line above")},
        field("it", kind, **{**more, initial: new}),
        field("another", kind, **{**more, initial: new}),
    ]
    client.views_update(view_id=view["id"], view=modal("Changed", *again))

    assert amina.window is not None
    assert amina.window.field("it").value == raw
    assert amina.window.field("another").value == starts_with


@pytest.mark.parametrize("kind", ["static_select", "radio_buttons"])
@pytest.mark.parametrize(
    ("offered", "initial", "left"),
    [
        (options("Green", "White"), None, "green"),
        (options("White", "Black"), None, None),
        (options("White", "Black"), 1, "black"),
    ],
)
def test_a_choice_that_is_offered_no_more_is_dropped(
    client: WebClient,
    workspace: Workspace,
    show: Callable[..., Json],
    kind: str,
    offered: list[Json],
    initial: int | None,
    left: str | None,
) -> None:
    view = show(field("it", kind, options=COLOURS))
    amina = workspace.person("amina").fills(it="Green")

    starting: Json = {} if initial is None else {"initial_option": offered[initial]}
    changed = modal("Changed", field("it", kind, options=offered, **starting))
    client.views_update(view_id=view["id"], view=changed)

    assert amina.window is not None
    assert amina.window.field("it").value == left


@pytest.mark.parametrize("kind", ["checkboxes", "multi_static_select"])
@pytest.mark.parametrize(
    ("offered", "left"),
    [
        (options("Blue", "White"), ["blue"]),
        (options("White", "Black"), ["white"]),
    ],
)
def test_of_several_choices_those_stay_that_are_still_offered(
    client: WebClient,
    workspace: Workspace,
    show: Callable[..., Json],
    kind: str,
    offered: list[Json],
    left: list[str],
) -> None:
    view = show(field("it", kind, options=COLOURS))
    amina = workspace.person("amina").fills(it=["Red", "Blue"])

    starting: Json = {"initial_options": [each for each in offered if each["value"] == "white"]}
    changed = modal("Changed", field("it", kind, options=offered, **starting))
    client.views_update(view_id=view["id"], view=changed)

    assert amina.window is not None
    assert amina.window.field("it").value == left


def test_a_choice_within_groups_of_options_stays(
    client: WebClient, workspace: Workspace, show: Callable[..., Json]
) -> None:
    groups = [{"label": words("Colours"), "options": COLOURS}]
    view = show(field("it", "static_select", option_groups=groups))
    amina = workspace.person("amina").fills(it="Green")

    changed = modal("Changed", field("it", "static_select", option_groups=groups[::-1]))
    client.views_update(view_id=view["id"], view=changed)

    assert amina.window is not None
    assert amina.window.field("it").shown == "Green"
