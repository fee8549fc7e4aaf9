"""views.*: the windows the app opens for a person, and everybody's Home.

What a person does in a window is in interactions.py.
"""

from typing import Any

from sandbox.api.calls import Call, Json
from sandbox.api.refusals import Refusal, invalid_arguments, invalid_view
from sandbox.kit.views import validate_view, view_lints, view_too_large
from sandbox.states import State
from sandbox.windows import OpenView, check_hash, describe_view


def open_view(call: Call) -> Json:
    view = _view(call, "modal")
    user = _exchange(call)
    return _shown(call, call.state.windows.open(user, view))


def push(call: Call) -> Json:
    view = _view(call, "modal")
    user = _exchange(call)
    return _shown(call, call.state.windows.push(user, view))


def update(call: Call) -> Json:
    wanted = {"view_id": call.args.text("view_id"), "external_id": call.args.text("external_id")}
    if not any(wanted.values()):
        raise invalid_arguments("missing required field: view_id")
    view = _view(call)
    current = call.state.windows.find(**wanted)
    if current.body["type"] != view["type"]:
        raise invalid_arguments(f"must be a {current.body['type']} [json-pointer:/view/type]")
    check_hash(current, call.args.text("hash"))
    return _shown(call, call.state.windows.update(current, view))


def publish(call: Call) -> Json:
    view = _view(call, "home")
    user = call.state.users.get(call.args.text("user_id"))
    # slack-facts §7.2: nobody of another organisation has a Home of this app; in which words Slack
    # says so, and that it says so of the deactivated, is a guess.
    if user is None or user.bot or user.team or user.deleted:
        raise invalid_arguments("failed to match all allowed schemas [json-pointer:/user_id]")
    if not call.state.manifest.home_tab:
        raise Refusal("not_enabled")
    current = call.state.windows.homes.get(user.id)
    if current is not None:
        check_hash(current, call.args.text("hash"))
    return _shown(call, call.state.windows.publish(user.id, view))


def check_view(state: State, where: str, view: Any, kind: str | None = None) -> Json:
    """The view, when Slack would take it; used for acknowledgements that carry one, too."""
    if not isinstance(view, dict):
        raise invalid_arguments("must provide an object [json-pointer:/view]")
    if view_too_large(view):
        raise Refusal("view_too_large")
    problems = validate_view(view)
    if problems:
        raise invalid_view(problems)
    if kind is not None and view["type"] != kind:
        raise invalid_arguments(f"must be a {kind} [json-pointer:/view/type]")
    state.lint(where, *view_lints(view))
    return view


def _view(call: Call, kind: str | None = None) -> Json:
    try:
        view = call.args.json("view", "invalid_arguments")
    except Refusal:
        raise invalid_arguments("must be valid JSON [json-pointer:/view]") from None
    return check_view(call.state, call.method, view, kind)


def _exchange(call: Call) -> str:
    trigger_id = call.args.text("trigger_id") or call.args.text("interactivity_pointer")
    if not trigger_id:
        raise invalid_arguments("missing required field: trigger_id")
    return call.state.triggers.exchange(trigger_id)


def _shown(call: Call, view: OpenView) -> Json:
    return {"view": describe_view(view, call.state.app)}
