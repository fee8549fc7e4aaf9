"""Tables of Block Kit's elements, and of which block may hold which (slack-facts §1.3, §1.4).
What an element keeps of a person's typing stands in entries.py.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.kit.fields import Choice, Flag, Formed, Items, Kind, OneOf, Shape, Whole, Words
from sandbox.kit.forms import is_date, is_number, is_time, is_zone
from sandbox.kit.objects import (
    ADDRESS,
    CHANNEL,
    CONFIRM,
    CONVERSATION,
    DISPATCH_ACTION_CONFIG,
    FILTER,
    FORMATTED_OPTION,
    ID,
    LINKED_OPTION,
    OPTION,
    OPTION_GROUP,
    PERSON,
    WORKFLOW,
    image,
    plain,
)
from sandbox.kit.problems import Json
from sandbox.kit.rich_texts import RICH_TEXT
from sandbox.kit.rules import (
    different_values,
    exactly_one,
    in_order,
    initial_among,
    initial_not_over_max,
    initial_not_too_long,
    whole_unless_decimal,
)

Fields = Mapping[str, Kind]

# What many elements share.
FOCUS: Fields = {"action_id": ID, "focus_on_load": Flag()}
ASKING: Fields = {**FOCUS, "confirm": CONFIRM}
MENU: Fields = {**ASKING, "placeholder": plain(150)}
MENU_OF_MANY: Fields = {**MENU, "max_selected_items": Whole(1)}
TYPED: Fields = {
    **FOCUS,
    "placeholder": plain(150),
    "dispatch_action_config": DISPATCH_ACTION_CONFIG,
}
LISTED: Fields = {
    "options": Items(OPTION, most=100),
    "option_groups": Items(OPTION_GROUP, most=100),
}
CONVERSATIONS: Fields = {"default_to_current_conversation": Flag(), "filter": FILTER}
NUMBER = Formed(is_number, "must be a valid number")
ONE_LIST = exactly_one("options", "option_groups")
INITIAL_AMONG = initial_among("initial_option")
INITIALS_AMONG = initial_among("initial_options")


def _of_many(initial: str, one: Kind, **also: Kind) -> Shape:
    return Shape(
        may={**MENU_OF_MANY, initial: Items(one), **also},
        rules=(initial_not_over_max(initial),),
    )


ELEMENTS = {
    "button": Shape(
        needs={"text": plain(75)},
        may={
            "action_id": ID,
            "value": Words(2000),
            "url": ADDRESS,
            "style": Choice(("primary", "danger")),
            "accessibility_label": Words(75),
            "confirm": CONFIRM,
            "visible_to_user_ids": Items(PERSON),
        },
    ),
    # It starts a workflow of Slack's: the app hears nothing of it.
    "workflow_button": Shape(
        needs={"text": plain(75), "workflow": WORKFLOW},
        may={
            "action_id": ID,
            "style": Choice(("primary", "danger")),
            "accessibility_label": Words(75),
        },
    ),
    "image": image(),
    "overflow": Shape(
        needs={"options": Items(LINKED_OPTION, most=5)},
        may={"action_id": ID, "confirm": CONFIRM},
        rules=(different_values,),
    ),
    "checkboxes": Shape(
        needs={"options": Items(FORMATTED_OPTION, most=10)},
        may={**ASKING, "initial_options": Items(FORMATTED_OPTION)},
        rules=(different_values, INITIALS_AMONG),
    ),
    "radio_buttons": Shape(
        needs={"options": Items(FORMATTED_OPTION, most=10)},
        may={**ASKING, "initial_option": FORMATTED_OPTION},
        rules=(different_values, INITIAL_AMONG),
    ),
    "static_select": Shape(
        may={**MENU, **LISTED, "initial_option": OPTION},
        rules=(ONE_LIST, different_values, INITIAL_AMONG),
    ),
    "multi_static_select": Shape(
        may={**MENU_OF_MANY, **LISTED, "initial_options": Items(OPTION)},
        rules=(
            ONE_LIST,
            different_values,
            INITIALS_AMONG,
            initial_not_over_max("initial_options"),
        ),
    ),
    "external_select": Shape(may={**MENU, "initial_option": OPTION, "min_query_length": Whole(0)}),
    "multi_external_select": _of_many("initial_options", OPTION, min_query_length=Whole(0)),
    "users_select": Shape(may={**MENU, "initial_user": PERSON}),
    "multi_users_select": _of_many("initial_users", PERSON),
    "conversations_select": Shape(
        may={
            **MENU,
            **CONVERSATIONS,
            "initial_conversation": CONVERSATION,
            "response_url_enabled": Flag(),
        },
    ),
    "multi_conversations_select": _of_many("initial_conversations", CONVERSATION, **CONVERSATIONS),
    "channels_select": Shape(
        may={**MENU, "initial_channel": CHANNEL, "response_url_enabled": Flag()},
    ),
    "multi_channels_select": _of_many("initial_channels", CHANNEL),
    "datepicker": Shape(may={**MENU, "initial_date": Formed(is_date, "must be a valid date")}),
    "timepicker": Shape(
        may={
            **MENU,
            "initial_time": Formed(is_time, "must be a valid time"),
            "timezone": Formed(is_zone, "must be a valid timezone"),
        },
    ),
    "datetimepicker": Shape(
        may={**ASKING, "initial_date_time": Whole(1_000_000_000, 9_999_999_999)},  # 10 digits
    ),
    "plain_text_input": Shape(
        may={
            **TYPED,
            "multiline": Flag(),
            "min_length": Whole(0, 3000),
            "max_length": Whole(1, 3000),
            "initial_value": Words(3000, least=0),
        },
        rules=(in_order("min_length", "max_length"), initial_not_too_long),
    ),
    "number_input": Shape(
        needs={"is_decimal_allowed": Flag()},
        may={**TYPED, "initial_value": NUMBER, "min_value": NUMBER, "max_value": NUMBER},
        rules=(
            whole_unless_decimal,
            in_order("min_value", "max_value"),
            in_order("min_value", "initial_value"),
            in_order("initial_value", "max_value"),
        ),
    ),
    "email_text_input": Shape(may={**TYPED, "initial_value": Words(3000)}),
    "url_text_input": Shape(may={**TYPED, "initial_value": Words(3000)}),
    "file_input": Shape(
        may={
            "action_id": ID,
            "filetypes": Items(Words()),
            "max_files": Whole(1, 10),
        },
    ),
    "rich_text_input": Shape(
        may={
            **TYPED,
            "initial_value": OneOf({"rich_text": RICH_TEXT}),
            "min_lines": Whole(1, 100),
            "max_lines": Whole(1, 100),
        },
        rules=(in_order("min_lines", "max_lines"),),
    ),
}

MENUS = tuple(name for name in ELEMENTS if name.endswith("_select"))
CHOOSERS = (*MENUS, "checkboxes", "radio_buttons", "datepicker", "timepicker")
TEXT_INPUTS = ("plain_text_input", "number_input", "email_text_input", "url_text_input")


def only(*names: str) -> OneOf:
    return OneOf({name: ELEMENTS[name] for name in names})


BUTTONS = ("button", "overflow", "workflow_button")
INPUTS = (*CHOOSERS, "datetimepicker", "rich_text_input", *TEXT_INPUTS)
ACCESSORY = only(*CHOOSERS, *BUTTONS, "image")
ACTION = only(*CHOOSERS, *BUTTONS, "datetimepicker", "rich_text_input")
INPUT = only(*INPUTS)
MODAL_INPUT = only(*INPUTS, "file_input")  # slack-facts §1.4: in modals alone

HOLDERS = {"section": "accessory", "actions": "elements", "input": "element"}


@dataclass(frozen=True)
class Place:
    """An element where it stands."""

    pointer: str
    block: Json
    element: dict[str, Any]


def every_block(blocks: Sequence[Json], at: str = "") -> Iterator[tuple[str, Any]]:
    """Each block with its pointer, and after a container those that it holds."""
    for number, block in enumerate(blocks):
        yield f"{at}/{number}", block
        if block.get("type") == "container":
            yield from every_block(block["child_blocks"], f"{at}/{number}/child_blocks")


def places(blocks: Sequence[Json], at: str = "") -> Iterator[Place]:
    """Every element that a person can do something with, and images, in reading order."""
    for pointer, block in every_block(blocks, at):
        holder = HOLDERS.get(block.get("type", ""), "")
        held = block.get(holder, [])
        if isinstance(held, dict):
            yield Place(f"{pointer}/{holder}", block, held)
            continue
        for place, element in enumerate(held):
            yield Place(f"{pointer}/{holder}/{place}", block, element)
