"""dialog.open: the windows from before there were modals. A dialog is shown as a modal whose blocks
and elements have the names of its elements, so that nothing but this and acting/dialogs.py knows.

The limits are those of slack_sdk.models.dialogs and of Slack's old page about dialogs; in which
words a dialog is refused is a guess.
"""

from collections.abc import Iterator
from typing import Any

from sandbox.api.calls import Call, Json
from sandbox.api.refusals import Refusal
from sandbox.kit.fields import Choice, Flag, Items, Kind, OneOf, Shape, Whole, Words
from sandbox.kit.problems import Json as Given
from sandbox.kit.problems import Problem
from sandbox.kit.rules import different_values, exactly_one, in_order, options_of

MOST_OPTIONS = 100

# As views.open has these, and as dialog.open does.
_TRIGGERS = {
    "invalid_trigger_id": "invalid_trigger",
    "exchanged_trigger_id": "trigger_exchanged",
    "expired_trigger_id": "trigger_expired",
}


def _one_list(element: Given, at: str) -> Iterator[Problem]:
    if element.get("data_source", "static") == "static":
        yield from exactly_one("options", "option_groups")(element, at)


def _one_word(dialog: Given, at: str) -> Iterator[Problem]:
    """python-message-dialogs #2."""
    if len(dialog.get("submit_label", "").split()) > 1:
        yield Problem(f"{at}/submit_label", "The field `submit_label` can only be one word")


def _different_names(dialog: Given, at: str) -> Iterator[Problem]:
    names = [element["name"] for element in dialog["elements"]]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Problem(f"{at}/elements", f'element `name` "{name}" already exists')


_OPTION = Shape(needs={"label": Words(75), "value": Words(75)})


def _listed(least: int) -> dict[str, Kind]:
    options = Items(_OPTION, most=MOST_OPTIONS, least=least)
    group = Shape(needs={"label": Words(75), "options": options})
    return {"options": options, "option_groups": Items(group, most=MOST_OPTIONS, least=least)}


_NAMED: dict[str, Kind] = {"name": Words(300), "label": Words(48)}
_ASKING: dict[str, Kind] = {"placeholder": Words(150), "hint": Words(150), "optional": Flag()}


def _typed(most: int) -> Shape:
    return Shape(
        needs=_NAMED,
        may={
            **_ASKING,
            "value": Words(most),
            "min_length": Whole(0, most),
            "max_length": Whole(1, most),
            "subtype": Choice(("email", "number", "tel", "url")),
        },
        rules=(in_order("min_length", "max_length"),),
    )


_SELECT = Shape(
    needs=_NAMED,
    may={
        **_ASKING,
        **_listed(1),
        "value": Words(75),
        "data_source": Choice(("static", "users", "channels", "conversations", "external")),
        "selected_options": Items(_OPTION, most=1),
        "min_query_length": Whole(0),
    },
    rules=(_one_list, different_values),
)
DIALOG = Shape(
    needs={
        "title": Words(24),
        "callback_id": Words(255),
        "elements": Items(
            OneOf({"text": _typed(150), "textarea": _typed(3000), "select": _SELECT}), most=10
        ),
    },
    may={"submit_label": Words(24), "state": Words(3000), "notify_on_cancel": Flag()},
    rules=(_one_word, _different_names),
)
SUGGESTIONS = Shape(may=_listed(0), rules=(exactly_one("options", "option_groups"),))


def open_dialog(call: Call) -> Json:
    for name in ("trigger_id", "dialog"):
        if not call.args.text(name):
            raise Refusal(f"missing_{name.removesuffix('_id')}")
    state = call.state
    if not state.manifest.interactivity:
        raise Refusal("app_missing_action_url")
    dialog = _without_nothing(call.args.json("dialog", "validation_errors"))
    problems = [f"[ERROR] {problem.wire}" for problem in DIALOG.check(dialog, "")]
    if problems:
        raise Refusal("validation_errors", response_metadata={"messages": problems})
    try:
        user = state.triggers.exchange(call.args.text("trigger_id")).user
    except Refusal as refusal:
        raise Refusal(_TRIGGERS[refusal.code]) from None
    # Where nobody looks at a conversation, it is the one with the app (a guess).
    room = state.windows.looking_at.get(user) or state.direct(user).id
    opened = state.windows.open(user, as_modal(dialog))
    opened.dialog = {"state": dialog.get("state", ""), "channel": room}
    return {}


def _without_nothing(given: Any) -> Any:
    """Libraries send null or "" for what was not given; that Slack takes it so is a guess."""
    if isinstance(given, list):
        return [_without_nothing(each) for each in given]
    if isinstance(given, dict):
        return {
            name: _without_nothing(each) for name, each in given.items() if each not in (None, "")
        }
    return given


def as_modal(dialog: Json) -> Json:
    return {
        "type": "modal",
        "callback_id": dialog["callback_id"],
        "title": _plain(dialog["title"]),
        "submit": _plain(dialog.get("submit_label", "Submit")),
        "close": _plain("Cancel"),
        "notify_on_close": dialog.get("notify_on_cancel", False),
        "blocks": [_block(element) for element in dialog["elements"]],
    }


def as_lists(given: Json) -> Json:
    """Options or groups of them, as blocks have them."""
    if "option_groups" in given:
        groups = given["option_groups"]
        return {
            "option_groups": [
                {"label": _plain(group["label"]), **as_lists({"options": group["options"]})}
                for group in groups
            ]
        }
    return {"options": [_option(option) for option in given["options"]]}


def _block(element: Json) -> Json:
    asks = _menu(element) if element["type"] == "select" else _field(element)
    asks["action_id"] = element["name"]
    if "placeholder" in element:
        asks["placeholder"] = _plain(element["placeholder"])
    block = {
        "type": "input",
        "block_id": element["name"],
        "label": _plain(element["label"]),
        "optional": element.get("optional", False),
        "element": asks,
    }
    return {**block, "hint": _plain(element["hint"])} if "hint" in element else block


def _field(element: Json) -> Json:
    """A subtype only chooses a keyboard on a phone: it refuses nothing."""
    wide = element["type"] == "textarea"
    most = 3000 if wide else 150
    asks: Json = {"type": "plain_text_input", "multiline": wide, "max_length": most}
    asks |= {name: element[name] for name in ("min_length", "max_length") if name in element}
    return {**asks, "initial_value": element["value"]} if "value" in element else asks


def _menu(element: Json) -> Json:
    source, chosen = element.get("data_source", "static"), element.get("selected_options", [])
    asks: Json = {"type": f"{source}_select"}
    if source in ("users", "channels", "conversations"):
        initial = element.get("value") or next((each["value"] for each in chosen), None)
        return {**asks, f"initial_{source.removesuffix('s')}": initial} if initial else asks
    if source == "external":
        asks["min_query_length"] = element.get("min_query_length", 1)
    else:
        asks |= as_lists(element)
        known = [
            option for option in options_of(element) if option["value"] == element.get("value")
        ]
        chosen = known or chosen
    return {**asks, "initial_option": _option(chosen[0])} if chosen else asks


def _option(option: Json) -> Json:
    return {"text": _plain(option["label"]), "value": option["value"]}


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": True}
