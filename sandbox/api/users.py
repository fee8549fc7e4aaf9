"""users.*, auth.test, api.test, apps.connections.open and blocks.validate.

Everything about messages, channels and windows is in the other the modules beside it.
"""

from collections.abc import Callable
from typing import Any

from sandbox.api.arguments import Arguments, page
from sandbox.api.calls import Call, Json
from sandbox.api.refusals import Refusal
from sandbox.kit.blocks import Problem, validate_message
from sandbox.kit.views import validate_view
from sandbox.people import describe_user
from sandbox.sockets import Sockets


def test_api(arguments: Arguments) -> Json:
    if "error" in arguments:
        raise Refusal(arguments.text("error"), args=arguments.given)
    return {"args": arguments.given}


def test_auth(call: Call) -> Json:
    state = call.state
    known = {"url": f"https://{state.domain}.slack.com/", "team": state.name, "team_id": state.team}
    if call.token == "app":  # noqa: S105 - a kind of token, not one
        return {**known, "app_id": state.app["app"], "app_name": state.manifest.name}
    return {
        **known,
        "user": state.users[state.bot].handle,
        "user_id": state.bot,
        "bot_id": state.app["bot"],
        "is_enterprise_install": False,
    }


def open_connection(call: Call) -> Json:
    """slack-facts §2.10: the address carries a ticket that opens one socket."""
    if not call.state.manifest.socket_mode or not isinstance(call.state.transport, Sockets):
        raise Refusal("internal_error")
    if call.state.transport.disabled:
        raise Refusal("access_denied")  # a guess
    ticket = call.state.transport.issue_ticket()
    origin = call.state.origin.replace("http", "ws", 1)
    return {"url": f"{origin}/socket/{ticket}?ticket={ticket}&app_id={call.state.app['app']}"}


def info(call: Call) -> Json:
    user = call.state.users.get(call.args.text("user"))
    if user is None:
        raise Refusal("user_not_found")
    return {"user": describe_user(user, call.state.team, call.state.clock.now())}


def list_users(call: Call) -> Json:
    rows, metadata = page(call.args, list(call.state.users.values()))
    now = call.state.clock.now()
    members = [describe_user(user, call.state.team, now) for user in rows]
    return {"members": members, "cache_ts": int(now), **metadata}


def validate_blocks(arguments: Arguments) -> Json:
    """slack-facts §0.1: a method for everyone, with a shape of error of its own."""
    given = [name for name in _CHECKS if name in arguments]
    if len(given) != 1:
        raise Refusal("invalid_arguments")
    check, code = _CHECKS[given[0]]
    value = arguments.json(given[0], "invalid_arguments")
    if given[0] == "message" and not isinstance(value, dict):
        raise Refusal("invalid_arguments")
    problems = check(value)
    if problems:
        raise Refusal(code, errors=[_problem(problem) for problem in problems])
    return {}


def _check_blocks(blocks: Any) -> list[Problem]:
    return validate_message({"blocks": blocks})


_CHECKS: dict[str, tuple[Callable[[Any], list[Problem]], str]] = {
    "blocks": (_check_blocks, "invalid_blocks"),
    "message": (validate_message, "invalid_message"),
    "view": (validate_view, "invalid_view"),
}


def _problem(problem: Problem) -> dict[str, Any]:
    return {"code": "invalid", "message": problem.message, "pointer": problem.pointer}
