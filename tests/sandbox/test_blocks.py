"""What Slack takes and refuses in the blocks of a message, and what we would rather not send.

Views, and what a person types into them, are in test_views.py.
"""

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.kit.blocks import blocks_too_long, validate_message
from sandbox.kit.ids import assign_ids
from sandbox.kit.lints import message_lints, unfurl_lints
from sandbox.kit.problems import Problem
from sandbox.kit.texts import render_text, text_length

Block = dict[str, Any]


def plain(words: str = "Words") -> Block:
    return {"type": "plain_text", "text": words}


def mrkdwn(words: str = "Words", **fields: Any) -> Block:
    return {"type": "mrkdwn", "text": words, **fields}


def option(words: str = "One", value: str = "1", **fields: Any) -> Block:
    return {"text": plain(words), "value": value, **fields}


def options(count: int) -> list[Block]:
    return [option(str(number), str(number)) for number in range(count)]


def element(kind: str, **fields: Any) -> Block:
    return {"type": kind, **fields}


def button(**fields: Any) -> Block:
    return {"type": "button", "text": plain("Open"), **fields}


def header(words: str = "Words", **fields: Any) -> Block:
    return {"type": "header", "text": plain(words), **fields}


def section(**fields: Any) -> Block:
    return {"type": "section", **fields}


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def inputs(held: Block, **fields: Any) -> Block:
    return {"type": "input", "label": plain("Name"), "element": held, **fields}


def image(**fields: Any) -> Block:
    return {"type": "image", "alt_text": "A tree", **fields}


def pictured(**fields: Any) -> Block:
    return image(image_url="https://example.org/tree.png", **fields)


def select(**fields: Any) -> Block:
    return element("static_select", **{"options": options(2), **fields})


def confirm(**fields: Any) -> Block:
    words = {name: plain() for name in ("title", "text", "confirm", "deny")}
    return button(confirm={**words, **fields})


def rich(*parts: Block) -> Block:
    return {"type": "rich_text", "elements": list(parts)}


def rich_section(*leaves: Block) -> Block:
    return {"type": "rich_text_section", "elements": list(leaves)}


def rich_list(**fields: Any) -> Block:
    return {"type": "rich_text_list", "style": "bullet", "elements": [], **fields}


def leaf(kind: str, **fields: Any) -> Block:
    return {"type": kind, **fields}


UNMATCHED_TEXT = "failed to match all allowed schemas"


def problems(*blocks: Any) -> list[Problem]:
    """The reasons: that nothing matched, which Slack says before some of them, is left out."""
    found = validate_message({"text": "Words", "blocks": list(blocks)})
    return [problem for problem in found if problem.message != UNMATCHED_TEXT]


ADDRESS = "https://example.org/"
EVERY_STYLE = dict.fromkeys(("bold", "italic", "strike", "code", "underline"), True)
TRIGGERS = {"trigger_actions_on": ["on_enter_pressed", "on_character_entered"]}

ACCEPTED: dict[str, Block] = {
    "divider": {"type": "divider"},
    "header": header(block_id="top"),
    "section-text": section(text=mrkdwn(verbatim=True), expand=True),
    "section-fields": section(fields=[plain(), mrkdwn()]),
    "section-plain-emoji": section(text={**plain(), "emoji": True}),
    "section-image": section(text=plain(), accessory=pictured()),
    "context": {"type": "context", "elements": [plain(), mrkdwn(), pictured()]},
    "image": pictured(title=plain()),
    "image-of-slack": image(slack_file={"id": "F0123ABC"}),
    "button": actions(button(value="1", style="primary", url="mailto:amina@example.org")),
    "button-confirm": actions(confirm(style="danger", text=mrkdwn())),
    "overflow": actions(element("overflow", options=[option(url=ADDRESS)])),
    "select": actions(select(initial_option=option("1", "1"), placeholder=plain())),
    "select-groups": actions(
        element("static_select", option_groups=[{"label": plain(), "options": options(2)}])
    ),
    "multi-select": inputs(
        element(
            "multi_static_select",
            options=options(3),
            initial_options=options(2),
            max_selected_items=2,
        )
    ),
    "external": actions(element("external_select", min_query_length=0)),
    "multi-external": inputs(element("multi_external_select", initial_options=options(1))),
    "users": actions(element("users_select", initial_user="UAMINA000")),
    "multi-users": inputs(element("multi_users_select", initial_users=["UAMINA000", "W0BEN"])),
    "conversations": inputs(
        element(
            "conversations_select",
            initial_conversation="CNOTICEBO",
            default_to_current_conversation=True,
            filter={"include": ["im", "mpim", "private", "public"], "exclude_bot_users": True},
        )
    ),
    "multi-conversations": inputs(
        element("multi_conversations_select", initial_conversations=["CNOTICEBO", "D012"])
    ),
    "channels": actions(element("channels_select", initial_channel="CNOTICEBO")),
    "multi-channels": inputs(element("multi_channels_select", initial_channels=["CNOTICEBO"])),
    "checkboxes": section(
        text=plain(),
        accessory=element(
            "checkboxes",
            options=[{"text": mrkdwn(), "value": "1", "description": mrkdwn()}],
            initial_options=[{"text": mrkdwn(), "value": "1", "description": mrkdwn()}],
        ),
    ),
    "radio": actions(element("radio_buttons", options=options(2), initial_option=options(2)[1])),
    "date": actions(element("datepicker", initial_date="2024-02-29", placeholder=plain())),
    "time": actions(element("timepicker", initial_time="23:59", timezone="Europe/Rome")),
    "instant": actions(element("datetimepicker", initial_date_time=1790000000)),
    "typed-empty": inputs(element("plain_text_input", initial_value="")),
    "channels-not-answering": actions(element("channels_select", response_url_enabled=False)),
    "filter-external": actions(
        element("conversations_select", filter={"exclude_external_shared_channels": True})
    ),
    "multi-external-at-once": inputs(element("multi_external_select", min_query_length=0)),
    "rich-zeros": rich(
        rich_list(offset=0, indent=0),
        rich_section(leaf("date", timestamp=0, format="{date}")),
        {"type": "rich_text_preformatted", "elements": []},
    ),
    "typed": inputs(
        element(
            "plain_text_input",
            multiline=True,
            min_length=2,
            max_length=5,
            initial_value="Words",
            focus_on_load=True,
            dispatch_action_config=TRIGGERS,
        ),
        hint=plain(),
        optional=True,
        dispatch_action=True,
    ),
    "number": inputs(
        element(
            "number_input",
            is_decimal_allowed=True,
            min_value="-1.5",
            initial_value="0.25",
            max_value="1.5",
        )
    ),
    "whole-number": inputs(element("number_input", is_decimal_allowed=False, initial_value="-3")),
    "email": inputs(element("email_text_input", initial_value="amina@example.org")),
    "url": inputs(element("url_text_input", initial_value=ADDRESS)),
    "rich-input": inputs(element("rich_text_input", initial_value=rich(rich_section()))),
    "rich-leaves": rich(
        rich_section(
            leaf("text", text="Words", style=EVERY_STYLE),
            leaf("link", url=ADDRESS, text="here", unsafe=True),
            leaf("user", user_id="UAMINA000"),
            leaf("usergroup", usergroup_id="S0123"),
            leaf("channel", channel_id="CNOTICEBO"),
            leaf("team", team_id="T0123"),
            leaf("emoji", name="wave", unicode="1f44b", skin_tone=2),
            leaf("broadcast", range="here"),
            leaf("color", value="#1f4d45"),
            leaf("date", timestamp=1790000000, format="{date}", url=ADDRESS, fallback="then"),
        )
    ),
    "rich-parts": rich(
        rich_list(elements=[rich_section()], indent=8, border=1, offset=2),
        {"type": "rich_text_quote", "elements": [], "border": 0},
        {"type": "rich_text_preformatted", "elements": [leaf("text", text="x")], "border": 1},
    ),
}


@pytest.mark.parametrize("block", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_slack_takes_every_sound_block(block: Block) -> None:
    assert problems(block) == []


@pytest.mark.parametrize("block", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_slack_refuses_a_field_it_does_not_know_in_any_block(block: Block) -> None:
    assert problems({**block, "colour": "red"}) == [
        Problem("/blocks/0", "invalid additional property: colour")
    ]


def less(most: int) -> str:
    return f"must be less than {most + 1} characters"


def items(most: int) -> str:
    return f"no more than {most} items allowed"


def typed(**fields: Any) -> Block:
    return inputs(element("plain_text_input", **fields))


def spelled(start: str, length: int) -> str:
    return start + "x" * (length - len(start))


# What is made so long, how long it may be, where the problem is seen, what is said.
Limit = tuple[Callable[[int], Block], int, str, Callable[[int], str]]
LIMITS: dict[str, Limit] = {
    "block-id": (lambda n: header(block_id="x" * n), 255, "block_id", less),
    "action-id": (lambda n: actions(button(action_id="x" * n)), 255, "elements/0/action_id", less),
    "header": (lambda n: header("x" * n), 150, "text/text", less),
    "section": (lambda n: section(text=plain("x" * n)), 3000, "text/text", less),
    "section-mrkdwn": (lambda n: section(text=mrkdwn("x" * n)), 3000, "text/text", less),
    "field": (lambda n: section(fields=[plain("x" * n)]), 2000, "fields/0/text", less),
    "fields": (lambda n: section(fields=[plain()] * n), 10, "fields", items),
    "context": (lambda n: {"type": "context", "elements": [plain()] * n}, 10, "elements", items),
    "context-text": (
        lambda n: {"type": "context", "elements": [mrkdwn("x" * n)]},
        3000,
        "elements/0/text",
        less,
    ),
    "actions": (lambda n: actions(*[button()] * n), 25, "elements", items),
    "alt-text": (lambda n: {**pictured(), "alt_text": "x" * n}, 2000, "alt_text", less),
    "image-title": (lambda n: pictured(title=plain("x" * n)), 2000, "title/text", less),
    "image-url": (lambda n: image(image_url=spelled(ADDRESS, n)), 3000, "image_url", less),
    "label": (
        lambda n: inputs(element("datepicker"), label=plain("x" * n)),
        2000,
        "label/text",
        less,
    ),
    "hint": (
        lambda n: inputs(element("datepicker"), hint=plain("x" * n)),
        2000,
        "hint/text",
        less,
    ),
    "button": (lambda n: actions(button(text=plain("x" * n))), 75, "elements/0/text/text", less),
    "value": (lambda n: actions(button(value="x" * n)), 2000, "elements/0/value", less),
    "url": (lambda n: actions(button(url=spelled(ADDRESS, n))), 3000, "elements/0/url", less),
    "accessibility": (
        lambda n: actions(button(accessibility_label="x" * n)),
        75,
        "elements/0/accessibility_label",
        less,
    ),
    "confirm-title": (
        lambda n: actions(confirm(title=plain("x" * n))),
        100,
        "elements/0/confirm/title/text",
        less,
    ),
    "confirm-text": (
        lambda n: actions(confirm(text=plain("x" * n))),
        300,
        "elements/0/confirm/text/text",
        less,
    ),
    "confirm-yes": (
        lambda n: actions(confirm(confirm=plain("x" * n))),
        30,
        "elements/0/confirm/confirm/text",
        less,
    ),
    "confirm-no": (
        lambda n: actions(confirm(deny=plain("x" * n))),
        30,
        "elements/0/confirm/deny/text",
        less,
    ),
    "options": (lambda n: actions(select(options=options(n))), 100, "elements/0/options", items),
    "groups": (
        lambda n: actions(
            element(
                "static_select",
                option_groups=[
                    {"label": plain(), "options": [option(value=str(number))]}
                    for number in range(n)
                ],
            )
        ),
        100,
        "elements/0/option_groups",
        items,
    ),
    "group-options": (
        lambda n: actions(
            element("static_select", option_groups=[{"label": plain(), "options": options(n)}])
        ),
        100,
        "elements/0/option_groups/0/options",
        items,
    ),
    "group-label": (
        lambda n: actions(
            element(
                "static_select", option_groups=[{"label": plain("x" * n), "options": options(1)}]
            )
        ),
        75,
        "elements/0/option_groups/0/label/text",
        less,
    ),
    "option-text": (
        lambda n: actions(select(options=[option("x" * n)])),
        75,
        "elements/0/options/0/text/text",
        less,
    ),
    "option-value": (
        lambda n: actions(select(options=[option(value="x" * n)])),
        150,
        "elements/0/options/0/value",
        less,
    ),
    "option-description": (
        lambda n: actions(select(options=[option(description=plain("x" * n))])),
        75,
        "elements/0/options/0/description/text",
        less,
    ),
    "option-url": (
        lambda n: actions(element("overflow", options=[option(url=spelled(ADDRESS, n))])),
        3000,
        "elements/0/options/0/url",
        less,
    ),
    "placeholder": (
        lambda n: actions(select(placeholder=plain("x" * n))),
        150,
        "elements/0/placeholder/text",
        less,
    ),
    "overflow": (
        lambda n: actions(element("overflow", options=options(n))),
        5,
        "elements/0/options",
        items,
    ),
    "checkboxes": (
        lambda n: actions(element("checkboxes", options=options(n))),
        10,
        "elements/0/options",
        items,
    ),
    "radio": (
        lambda n: actions(element("radio_buttons", options=options(n))),
        10,
        "elements/0/options",
        items,
    ),
    "formatted-option-text": (
        lambda n: actions(element("checkboxes", options=[option("x" * n)])),
        75,
        "elements/0/options/0/text/text",
        less,
    ),
    "formatted-option-value": (
        lambda n: actions(element("checkboxes", options=[option(value="x" * n)])),
        150,
        "elements/0/options/0/value",
        less,
    ),
    "formatted-option-description": (
        lambda n: actions(element("checkboxes", options=[option(description=mrkdwn("x" * n))])),
        75,
        "elements/0/options/0/description/text",
        less,
    ),
    "linked-option-text": (
        lambda n: actions(element("overflow", options=[option("x" * n)])),
        75,
        "elements/0/options/0/text/text",
        less,
    ),
    "linked-option-value": (
        lambda n: actions(element("overflow", options=[option(value="x" * n)])),
        150,
        "elements/0/options/0/value",
        less,
    ),
    "linked-option-description": (
        lambda n: actions(element("overflow", options=[option(description=plain("x" * n))])),
        75,
        "elements/0/options/0/description/text",
        less,
    ),
    "typed-placeholder": (
        lambda n: typed(placeholder=plain("x" * n)),
        150,
        "element/placeholder/text",
        less,
    ),
    "email": (
        lambda n: inputs(element("email_text_input", initial_value="x" * n)),
        3000,
        "element/initial_value",
        less,
    ),
    "typed-url": (
        lambda n: inputs(element("url_text_input", initial_value="x" * n)),
        3000,
        "element/initial_value",
        less,
    ),
    "context-plain": (
        lambda n: {"type": "context", "elements": [plain("x" * n)]},
        3000,
        "elements/0/text",
        less,
    ),
    "triggers": (
        lambda n: typed(dispatch_action_config={"trigger_actions_on": ["on_enter_pressed"] * n}),
        2,
        "element/dispatch_action_config/trigger_actions_on",
        items,
    ),
    "number": (
        lambda n: inputs(element("number_input", is_decimal_allowed=False, initial_value="1" * n)),
        255,
        "element/initial_value",
        less,
    ),
    "initials": (
        lambda n: inputs(
            element(
                "multi_static_select",
                options=options(9),
                initial_options=options(n),
                max_selected_items=3,
            )
        ),
        3,
        "element/initial_options",
        items,
    ),
    "initial-users": (
        lambda n: inputs(
            element("multi_users_select", initial_users=["UAMINA000"] * n, max_selected_items=2)
        ),
        2,
        "element/initial_users",
        items,
    ),
    "initial-value": (lambda n: typed(initial_value="x" * n), 3000, "element/initial_value", less),
    "initial-over-max": (
        lambda n: typed(initial_value="x" * n, max_length=20),
        20,
        "element/initial_value",
        less,
    ),
}


@pytest.mark.parametrize(("make", "most", "pointer", "said"), LIMITS.values(), ids=LIMITS.keys())
def test_a_limit_is_kept_at_its_edge(
    make: Callable[[int], Block], most: int, pointer: str, said: Callable[[int], str]
) -> None:
    assert problems(make(most)) == []
    assert problems(make(most + 1)) == [Problem(f"/blocks/0/{pointer}", said(most))]


# A field, the block around it, the least and the greatest number that it takes.
Range = tuple[Callable[[int], Block], int, int, str]
RANGES: dict[str, Range] = {
    "min-length": (lambda n: typed(min_length=n), 0, 3000, "element/min_length"),
    "max-length": (lambda n: typed(max_length=n), 1, 3000, "element/max_length"),
    "instant": (
        lambda n: inputs(element("datetimepicker", initial_date_time=n)),
        1_000_000_000,
        9_999_999_999,
        "element/initial_date_time",
    ),
    "min-lines": (
        lambda n: inputs(element("rich_text_input", min_lines=n)),
        1,
        100,
        "element/min_lines",
    ),
    "max-lines": (
        lambda n: inputs(element("rich_text_input", max_lines=n)),
        1,
        100,
        "element/max_lines",
    ),
    "skin-tone": (
        lambda n: rich(rich_section(leaf("emoji", name="wave", skin_tone=n))),
        1,
        6,
        "elements/0/elements/0/skin_tone",
    ),
    "indent": (lambda n: rich(rich_list(indent=n)), 0, 8, "elements/0/indent"),
    "border": (lambda n: rich(rich_list(border=n)), 0, 1, "elements/0/border"),
}


@pytest.mark.parametrize(("make", "least", "most", "pointer"), RANGES.values(), ids=RANGES.keys())
def test_a_number_stays_in_its_range(
    make: Callable[[int], Block], least: int, most: int, pointer: str
) -> None:
    assert problems(make(least)) == []
    assert problems(make(most)) == []
    assert problems(make(least - 1)) == [
        Problem(f"/blocks/0/{pointer}", f"must be more than {least - 1}")
    ]
    assert problems(make(most + 1)) == [
        Problem(f"/blocks/0/{pointer}", f"must be less than {most + 1}")
    ]


EMPTY = "must be more than 0 characters"
NONE = "must provide at least 1 items"
ENUM = "must be a valid enum value"
URL = "invalid url"
UNMATCHED = "`initial_option` must exactly match the provided options"

REFUSED: dict[str, tuple[Any, str, str]] = {
    "no-object": ("text", "", "must provide an object"),
    "no-type": ({"text": plain()}, "", "missing required field: type"),
    "unknown-block": ({"type": "sectoin"}, "/type", "unsupported type: sectoin"),
    "type-no-string": ({"type": ["section"]}, "/type", "unsupported type: ['section']"),
    "bare-section": (section(), "/type", "must define either `text` or `fields`"),
    "empty-text": (section(text=plain("")), "/text/text", EMPTY),
    "text-no-string": (section(text={"type": "mrkdwn", "text": 1}), "/text/text",
                       "must provide a string"),
    "text-no-object": (section(text="Words"), "/text", "must provide an object"),
    "text-without-text": (section(text={"type": "plain_text"}), "/text",
                          "missing required field: text"),
    "emoji-in-mrkdwn": (section(text=mrkdwn(emoji=True)), "/text",
                        "invalid additional property: emoji"),
    "verbatim-in-plain": (section(text={**plain(), "verbatim": True}), "/text",
                          "invalid additional property: verbatim"),
    "verbatim-no-boolean": (section(text=mrkdwn(verbatim=1)), "/text/verbatim",
                            "must provide a boolean"),
    "no-fields": (section(fields=[]), "/fields", NONE),
    "fields-no-array": (section(fields=plain()), "/fields", "must provide an array"),
    "header-mrkdwn": ({"type": "header", "text": mrkdwn()}, "/text/type",
                      "unsupported type: mrkdwn"),
    "header-without-text": ({"type": "header"}, "", "missing required field: text"),
    "empty-block-id": (header(block_id=""), "/block_id", EMPTY),
    "null-field": (inputs(element("datepicker"), hint=None), "/hint", "must provide an object"),
    "context-empty": ({"type": "context", "elements": []}, "/elements", NONE),
    "context-button": ({"type": "context", "elements": [button()]}, "/elements/0/type",
                       "unsupported type: button"),
    "actions-empty": (actions(), "/elements", NONE),
    "actions-image": (actions(pictured()), "/elements/0/type", "unsupported type: image"),
    "image-without-alt": ({"type": "image", "image_url": ADDRESS}, "",
                          "missing required field: alt_text"),
    "image-of-nothing": (image(), "", "must define either `image_url` or `slack_file`"),
    "image-of-both": (pictured(slack_file={"id": "F0123ABC"}), "",
                      "must define only one of `image_url` or `slack_file`"),
    "file-of-both": (image(slack_file={"id": "F0123ABC", "url": ADDRESS}), "/slack_file",
                     "must define only one of `id` or `url`"),
    "image-malformed": (image(image_url="tree.png"), "/image_url", URL),
    "image-not-web": (image(image_url="mailto:tree@example.org"), "/image_url", URL),
    "button-malformed-url": (actions(button(url="https://")), "/elements/0/url", URL),
    "button-spaced-url": (actions(button(url="https://a b.org")), "/elements/0/url", URL),
    "button-style": (actions(button(style="default")), "/elements/0/style", ENUM),
    "button-mrkdwn": (actions(button(text=mrkdwn())), "/elements/0/text/type",
                      "unsupported type: mrkdwn"),
    "button-disabled": (actions(button(disabled=True)), "/elements/0",
                        "invalid additional property: disabled"),
    "button-focus": (actions(button(focus_on_load=True)), "/elements/0",
                     "invalid additional property: focus_on_load"),
    "confirm-without-deny": (
        actions(button(confirm={name: plain() for name in ("title", "text", "confirm")})),
        "/elements/0/confirm", "missing required field: deny"),
    "confirm-title-mrkdwn": (actions(confirm(title=mrkdwn())), "/elements/0/confirm/title/type",
                             "unsupported type: mrkdwn"),
    "no-options": (actions(select(options=[])), "/elements/0/options", NONE),
    "neither-list": (actions(element("static_select")), "/elements/0",
                     "must define either `options` or `option_groups`"),
    "both-lists": (
        actions(select(option_groups=[{"label": plain(), "options": options(1)}])),
        "/elements/0", "must define only one of `options` or `option_groups`"),
    "option-mrkdwn": (actions(select(options=[{"text": mrkdwn(), "value": "1"}])),
                      "/elements/0/options/0/text/type", "unsupported type: mrkdwn"),
    "option-no-value": (actions(select(options=[option(value="")])),
                        "/elements/0/options/0/value", EMPTY),
    "option-link": (actions(select(options=[option(url=ADDRESS)])), "/elements/0/options/0",
                    "invalid additional property: url"),
    "same-values": (actions(select(options=[option("One"), option("Two")])), "/elements/0",
                    'option `value` "1" already exists'),
    "same-values-in-groups": (
        actions(element("static_select",
                        option_groups=[{"label": plain(), "options": options(1)}] * 2)),
        "/elements/0", 'option `value` "0" already exists'),
    "same-values-checked": (actions(element("checkboxes", options=[option()] * 2)),
                            "/elements/0", 'option `value` "1" already exists'),
    "same-values-overflow": (actions(element("overflow", options=[option()] * 2)),
                             "/elements/0", 'option `value` "1" already exists'),
    "initial-elsewhere": (actions(select(initial_option=option("9", "9"))),
                          "/elements/0/initial_option", UNMATCHED),
    "initial-reworded": (actions(select(initial_option=option("Uno", "1"))),
                         "/elements/0/initial_option", UNMATCHED),
    "radio-initial": (actions(element("radio_buttons", options=options(1),
                                      initial_option=option("9", "9"))),
                      "/elements/0/initial_option", UNMATCHED),
    "checked-initial": (
        actions(element("checkboxes", options=options(1), initial_options=options(2))),
        "/elements/0/initial_options",
        "`initial_options` must exactly match the provided options"),
    "no-initials": (inputs(element("multi_users_select", initial_users=[])),
                    "/element/initial_users", NONE),
    "none-selectable": (inputs(element("multi_users_select", max_selected_items=0)),
                        "/element/max_selected_items", "must be more than 0"),
    "user-id": (actions(element("users_select", initial_user="amina")),
                "/elements/0/initial_user", "must be a valid user id"),
    "channel-id": (actions(element("channels_select", initial_channel="D0123")),
                   "/elements/0/initial_channel", "must be a valid channel id"),
    "filter-empty": (actions(element("conversations_select", filter={})), "/elements/0/filter",
                     ("must define either `include` or `exclude_external_shared_channels` "
                      "or `exclude_bot_users`")),
    "filter-nothing": (actions(element("conversations_select", filter={"include": []})),
                       "/elements/0/filter/include", NONE),
    "filter-unknown": (actions(element("conversations_select", filter={"include": ["dm"]})),
                       "/elements/0/filter/include/0", ENUM),
    "date-form": (actions(element("datepicker", initial_date="1/2/2026")),
                  "/elements/0/initial_date", "must be a valid date"),
    "date-that-is-none": (actions(element("datepicker", initial_date="2026-02-29")),
                          "/elements/0/initial_date", "must be a valid date"),
    "time-that-is-none": (actions(element("timepicker", initial_time="24:00")),
                          "/elements/0/initial_time", "must be a valid time"),
    "address-broken": (actions(button(url="https://[::1")), "/elements/0/url", URL),
    "address-bare": (actions(button(url="mailto:")), "/elements/0/url", URL),
    "zone-unknown": (actions(element("timepicker", timezone="Europe/Rom")),
                     "/elements/0/timezone", "must be a valid timezone"),
    "zone-folder": (actions(element("timepicker", timezone="Europe")),
                    "/elements/0/timezone", "must be a valid timezone"),
    "instant-words": (actions(element("datetimepicker", initial_date_time="1790000000")),
                      "/elements/0/initial_date_time", "must provide an integer"),
    "instant-true": (actions(element("datetimepicker", initial_date_time=True)),
                     "/elements/0/initial_date_time", "must provide an integer"),
    "instant-placeholder": (actions(element("datetimepicker", placeholder=plain())),
                            "/elements/0", "invalid additional property: placeholder"),
    "instant-in-section": (section(text=plain(), accessory=element("datetimepicker")),
                           "/accessory/type", "unsupported type: datetimepicker"),
    "typed-in-section": (section(text=plain(), accessory=element("plain_text_input")),
                         "/accessory/type", "unsupported type: plain_text_input"),
    "rich-in-section": (section(text=plain(), accessory=element("rich_text_input")),
                        "/accessory/type", "unsupported type: rich_text_input"),
    "typed-in-actions": (actions(element("plain_text_input")), "/elements/0/type",
                         "unsupported type: plain_text_input"),
    "number-in-actions": (actions(element("number_input", is_decimal_allowed=True)),
                          "/elements/0/type", "unsupported type: number_input"),
    "button-in-input": (inputs(button()), "/element/type", "unsupported type: button"),
    "overflow-in-input": (inputs(element("overflow", options=options(1))), "/element/type",
                          "unsupported type: overflow"),
    "image-in-input": (inputs(pictured()), "/element/type", "unsupported type: image"),
    "input-without-label": ({"type": "input", "element": element("datepicker")}, "",
                            "missing required field: label"),
    "input-without-element": ({"type": "input", "label": plain()}, "",
                              "missing required field: element"),
    "label-mrkdwn": (inputs(element("datepicker"), label=mrkdwn()), "/label/type",
                     "unsupported type: mrkdwn"),
    "lengths-crossed": (typed(min_length=3, max_length=2), "/element/min_length",
                        "`min_length` must not be more than `max_length`"),
    "trigger-unknown": (typed(dispatch_action_config={"trigger_actions_on": ["on_blur"]}),
                        "/element/dispatch_action_config/trigger_actions_on/0", ENUM),
    "trigger-none": (typed(dispatch_action_config={"trigger_actions_on": []}),
                     "/element/dispatch_action_config/trigger_actions_on", NONE),
    "number-undecided": (inputs(element("number_input")), "/element",
                         "missing required field: is_decimal_allowed"),
    "number-not-written": (
        inputs(element("number_input", is_decimal_allowed=True, min_value=1)),
        "/element/min_value", "must provide a string"),
    "number-in-words": (
        inputs(element("number_input", is_decimal_allowed=True, max_value="ten")),
        "/element/max_value", "must be a valid number"),
    "number-broken": (
        inputs(element("number_input", is_decimal_allowed=False, initial_value="1.5")),
        "/element/initial_value", "must be a valid integer"),
    "numbers-crossed": (
        inputs(element("number_input", is_decimal_allowed=False, min_value="10", max_value="9")),
        "/element/min_value", "`min_value` must not be more than `max_value`"),
    "number-over": (
        inputs(element("number_input", is_decimal_allowed=False, initial_value="10",
                       max_value="9")),
        "/element/initial_value", "`initial_value` must not be more than `max_value`"),
    "number-under": (
        inputs(element("number_input", is_decimal_allowed=False, initial_value="9",
                       min_value="10")),
        "/element/min_value", "`min_value` must not be more than `initial_value`"),
    "lines-crossed": (inputs(element("rich_text_input", min_lines=3, max_lines=2)),
                      "/element/min_lines", "`min_lines` must not be more than `max_lines`"),
    "url-to-answer": (
        inputs(element("conversations_select", response_url_enabled=True)),
        "/element/response_url_enabled", "must be in an `input` block of a modal"),
    "rich-empty": (rich(), "/elements", NONE),
    "rich-part": (rich(leaf("text", text="x")), "/elements/0/type", "unsupported type: text"),
    "rich-leaf": (rich(rich_section(leaf("mention", text="x"))), "/elements/0/elements/0/type",
                  "unsupported type: mention"),
    "rich-empty-leaf": (rich(rich_section(leaf("text", text=""))), "/elements/0/elements/0/text",
                        EMPTY),
    "rich-style": (
        rich(rich_section(leaf("text", text="x", style={"blink": True}))),
        "/elements/0/elements/0/style", "invalid additional property: blink"),
    "rich-broadcast": (rich(rich_section(leaf("broadcast", range="all"))),
                       "/elements/0/elements/0/range", ENUM),
    "rich-date": (rich(rich_section(leaf("date", timestamp=1790000000))),
                  "/elements/0/elements/0", "missing required field: format"),
    "rich-link": (rich(rich_section(leaf("link", url="example"))),
                  "/elements/0/elements/0/url", URL),
    "rich-list-style": (rich(rich_list(style="dashed")), "/elements/0/style", ENUM),
    "rich-list-leaf": (rich(rich_list(elements=[leaf("text", text="x")])),
                       "/elements/0/elements/0/type", "unsupported type: text"),
    "preformatted-user": (
        rich({"type": "rich_text_preformatted", "elements": [leaf("user", user_id="UAMINA000")]}),
        "/elements/0/elements/0/type", "unsupported type: user"),
}  # fmt: skip


@pytest.mark.parametrize(("block", "pointer", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_slack_refuses_what_is_not_sound(block: Any, pointer: str, message: str) -> None:
    assert problems(block) == [Problem(f"/blocks/0{pointer}", message)]


def test_a_message_has_at_most_fifty_blocks() -> None:
    assert problems(*[{"type": "divider"}] * 50) == []
    assert problems(*[{"type": "divider"}] * 51) == [
        Problem("/blocks", "no more than 50 items allowed")
    ]


@pytest.mark.parametrize("payload", [{}, {"blocks": None}, {"blocks": []}], ids=str)
def test_a_message_may_have_no_blocks(payload: dict[str, object]) -> None:
    assert validate_message(payload) == []


def test_blocks_are_a_list() -> None:
    assert validate_message({"blocks": {}}) == [Problem("/blocks", "must provide an array")]


def test_block_ids_differ_within_a_message() -> None:
    assert problems(header(block_id="a"), header(block_id="b"), header(), header()) == []
    assert problems(header(block_id="a"), header(block_id="b"), header(block_id="a")) == [
        Problem("/blocks/2/block_id", '`block_id` "a" already exists')
    ]


def test_action_ids_differ_within_a_block_but_not_between_blocks() -> None:
    same = button(action_id="open")
    assert problems(actions(same), actions(same)) == []
    assert problems(actions(button(), button())) == []
    assert problems(actions(same, same)) == [
        Problem("/blocks/0/elements/1/action_id", '`action_id` "open" already exists')
    ]


def test_one_element_has_the_focus() -> None:
    focused, other = (inputs(element("datepicker", focus_on_load=on)) for on in (True, False))
    assert problems(focused, other) == []
    assert problems(focused, focused) == [
        Problem(
            "/blocks/1/element/focus_on_load", "`focus_on_load` can only be true for one element"
        )
    ]


def test_every_problem_is_named_at_once() -> None:
    assert problems(header("x" * 151), {"type": "divider"}, actions()) == [
        Problem("/blocks/0/text/text", less(150)),
        Problem("/blocks/2/elements", NONE),
    ]


def test_a_problem_reads_as_slack_writes_it() -> None:
    found = validate_message({"blocks": [section(text=plain("x" * 3001))]})
    assert [problem.wire for problem in found] == [
        "failed to match all allowed schemas [json-pointer:/blocks/0/text]",
        "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
    ]


def test_all_texts_of_a_message_count_towards_its_length() -> None:
    blocks = [
        section(text=plain("12345"), fields=[mrkdwn("678")], accessory=button(text=plain("90"))),
        rich(rich_section(leaf("text", text="1234"), leaf("link", url=ADDRESS, text="56"))),
        inputs(select(options=[option("123", "a value is not read")]), label=plain("4")),
    ]
    assert text_length(blocks) == 20


def test_a_message_of_13_200_characters_is_not_too_long() -> None:
    whole = [section(text=plain("x" * 3000))] * 4
    assert not blocks_too_long([*whole, section(text=plain("x" * 1200))])
    assert blocks_too_long([*whole, section(text=plain("x" * 1201))])


def test_a_proper_message_has_nothing_to_tidy() -> None:
    blocks = [section(text=mrkdwn(verbatim=True)), header()]
    assert message_lints({"text": "Words", "blocks": blocks}) == []


@pytest.mark.parametrize("payload", [{}, {"text": None}, {"text": " "}], ids=str)
def test_a_message_without_fallback_text_is_noted(payload: dict[str, object]) -> None:
    assert message_lints(payload) == ["/text: no fallback text"]


@pytest.mark.parametrize("fields", [{}, {"verbatim": False}], ids=["unset", "false"])
def test_mrkdwn_that_slack_may_rewrite_is_noted(fields: dict[str, Any]) -> None:
    blocks = [header(), section(fields=[plain(), mrkdwn(**fields)])]
    assert message_lints({"text": "Words", "blocks": blocks}) == [
        "/blocks/1/fields/1: mrkdwn without verbatim"
    ]


def test_more_than_ten_thousand_characters_are_noted() -> None:
    whole = [section(text=plain("x" * 3000))] * 3
    enough = [*whole, section(text=plain("x" * 1000))]
    assert message_lints({"text": "Words", "blocks": enough}) == []
    assert message_lints({"text": "Words", "blocks": [*enough, header("x")]}) == [
        "/blocks: more than 10000 characters of text"
    ]


def test_unfurling_is_decided_on_either_way() -> None:
    assert unfurl_lints({"unfurl_links": False, "unfurl_media": "0"}) == []
    assert unfurl_lints({"unfurl_links": True}) == ["/unfurl_media: not set"]
    assert unfurl_lints({}) == ["/unfurl_links: not set", "/unfurl_media: not set"]


def test_missing_ids_are_filled_and_given_ones_kept() -> None:
    blocks = [header(block_id="top"), actions(button(action_id="open"), button(), button())]
    top, row = assign_ids(blocks)
    assert top == {**blocks[0], "text": {**blocks[0]["text"], "emoji": True}}
    ids = [held["action_id"] for held in row["elements"]]
    assert ids[0] == "open"
    assert len(set(ids)) == 3
    assert [len(made) for made in (row["block_id"], *ids[1:])] == [5, 5, 5]


def test_made_up_ids_are_the_same_for_the_same_seed_alone() -> None:
    blocks = [header(), inputs(element("datepicker"))]
    assert assign_ids(blocks, "one") == assign_ids(blocks, "one")
    first, other = assign_ids(blocks, "one"), assign_ids(blocks, "two")
    assert first[1]["block_id"] != other[1]["block_id"]
    assert first[1]["element"]["action_id"] != other[1]["element"]["action_id"]


def test_a_made_up_id_never_takes_one_that_is_given() -> None:
    made = assign_ids([header()])[0]["block_id"]
    first, second = assign_ids([header(), header(block_id=made)])
    assert second["block_id"] == made
    assert first["block_id"] != made


def test_filling_ids_leaves_the_callers_blocks_alone() -> None:
    blocks = [actions(button())]
    assign_ids(blocks)
    assert blocks == [actions(button())]


def test_images_get_no_action_id() -> None:
    filled = assign_ids([section(text=plain(), accessory=pictured())])
    assert filled[0]["accessory"] == pictured()


READ: dict[str, tuple[Block, list[str]]] = {
    "video": (
        {
            "type": "video",
            "title": plain("A talk"),
            "description": plain("Of trees"),
            "author_name": "Amina",
            "provider_name": "Example",
            "video_url": ADDRESS,
            "thumbnail_url": ADDRESS,
            "alt_text": "Trees",
        },
        ["A talk", "Amina", "Of trees", "Example", "Trees"],
    ),
    "markdown": (
        {
            "type": "markdown",
            "text": "# Trees\n\n- **tall** and _old_ ones\n> [here](https://a.org)",
        },
        ["Trees", "tall and _old_ ones", "here"],
    ),
    "table": (
        {
            "type": "table",
            "rows": [
                [{"type": "raw_text", "text": "Trees"}, {"type": "raw_text", "text": "Age"}],
                [
                    rich(rich_section(leaf("text", text="Oak"))),
                    {"type": "raw_number", "value": 300, "text": "300 years"},
                ],
            ],
        },
        ["Trees | Age", "Oak | 300 years"],
    ),
    "container": (
        {
            "type": "container",
            "title": plain("Trees"),
            "subtitle": plain("Old ones"),
            "child_blocks": [section(text=plain("Oak"), accessory=button())],
        },
        ["Trees", "Old ones", "Oak", "Open"],
    ),
    "header": (header("Top"), ["Top"]),
    "divider": ({"type": "divider"}, []),
    "section": (
        section(text=plain("A"), fields=[plain("B"), mrkdwn("C")], accessory=button()),
        ["A", "B", "C", "Open"],
    ),
    "context": ({"type": "context", "elements": [pictured(), plain("A")]}, ["A tree", "A"]),
    "image": (pictured(title=plain("Oak")), ["Oak", "A tree"]),
    "buttons": (actions(button(), button(text=plain("Close"))), ["Open", "Close"]),
    "input": (
        inputs(element("plain_text_input", placeholder=plain("P")), hint=plain("H")),
        ["Name", "P", "H"],
    ),
    "options": (
        inputs(select(options=[option("One", "1", description=plain("First"))])),
        ["Name", "One", "First"],
    ),
    "groups": (
        actions(
            element("static_select", option_groups=[{"label": plain("G"), "options": options(1)}])
        ),
        ["G", "0"],
    ),
    "confirmation-not-yet": (actions(confirm()), ["Open"]),
    "entities": (section(text=mrkdwn("a &lt;b&gt; &amp; c &amp;lt;")), ["a <b> & c &lt;"]),
    "entities-plain": (section(text=plain("a &amp; b")), ["a &amp; b"]),
    "mentions": (
        section(text=mrkdwn("<@UAMINA000|amina> in <#CNOTICEBO|noticeboard> <!here>")),
        ["<@UAMINA000> in <#CNOTICEBO> @here"],
    ),
    "links": (
        section(text=mrkdwn("<https://example.org|the page> <https://example.org>")),
        ["the page https://example.org"],
    ),
    "dates": (section(text=mrkdwn("on <!date^179^{date}^https://x.org|5 May>")), ["on 5 May"]),
    "escaped-mark": (section(text=mrkdwn("&lt;@UAMINA000|amina&gt;")), ["<@UAMINA000|amina>"]),
    "rich-leaves": (
        rich(
            rich_section(
                leaf("text", text="a &amp; "),
                leaf("user", user_id="UAMINA000"),
                leaf("channel", channel_id="CNOTICEBO"),
                leaf("usergroup", usergroup_id="S0123"),
                leaf("broadcast", range="here"),
                leaf("emoji", name="wave"),
                leaf("date", timestamp=179, format="{date}", fallback="5 May"),
                leaf("link", url=ADDRESS, text=" page "),
                leaf("link", url=ADDRESS),
            )
        ),
        ["a &amp; <@UAMINA000><#CNOTICEBO><!subteam^S0123>@here:wave:5 May page " + ADDRESS],
    ),
    "rich-parts": (
        rich(
            rich_section(leaf("text", text="A")),
            rich_list(
                elements=[
                    rich_section(leaf("text", text="B")),
                    rich_section(leaf("text", text="C")),
                ]
            ),
            {"type": "rich_text_quote", "elements": [leaf("text", text="D")]},
        ),
        ["A", "B", "C", "D"],
    ),
}


@pytest.mark.parametrize(("block", "lines"), READ.values(), ids=READ.keys())
def test_a_person_reads(block: Block, lines: list[str]) -> None:
    assert problems(block) == []
    assert render_text([block]) == lines
