"""views.*: the windows the app opens for a person, and everybody's Home.

What a person does in a window is in interactions.py.
"""

from sandbox.acting.triggers import Trigger
from sandbox.api.calls import Call, Json
from sandbox.api.refusals import Refusal, invalid_arguments
from sandbox.judging import judge_view
from sandbox.windows import OpenView, check_hash, describe_view


def open_view(call: Call) -> Json:
    view = _view(call, "modal")
    user = _exchange(call).user
    return _shown(call, call.state.windows.open(user, view))


def push(call: Call) -> Json:
    """Only from within a window: what came from elsewhere has no stack to be pushed on."""
    view = _view(call, "modal")
    trigger = _exchange(call)
    if trigger.origin == "home":
        raise invalid_arguments(
            "must match the `type` of the root view whose stack we're pushing onto "
            "[json-pointer:/view/type]"
        )
    if trigger.origin != "modal":
        raise Refusal("not_found")  # that it is this one is a guess
    return _shown(call, call.state.windows.push(trigger.user, view))


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


def _view(call: Call, kind: str | None = None) -> Json:
    try:
        view = call.args.json("view", "invalid_arguments")
    except Refusal:
        raise invalid_arguments("must be valid JSON [json-pointer:/view]") from None
    return judge_view(call.state, call.method, view, kind)


def _exchange(call: Call) -> Trigger:
    # Workflows have the pointer, and it is spent as a trigger is.
    trigger_id = call.args.text("trigger_id") or call.args.text("interactivity_pointer")
    if not trigger_id:
        raise invalid_arguments("missing required field: trigger_id")
    return call.state.triggers.exchange(trigger_id)


def _shown(call: Call, view: OpenView) -> Json:
    return {"view": describe_view(view, call.state.app)}
