"""users.*, auth.test, api.test and apps.connections.open.

Everything about messages, channels and windows is in the other the modules beside it.
"""

from sandbox.api.arguments import Arguments, page
from sandbox.api.calls import Call, Json
from sandbox.api.refusals import Refusal
from sandbox.people import User
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
        # Which error it is at Slack is a guess; the sentence is the sandbox's own.
        sentence = (
            "[ERROR] the manifest does not switch Socket Mode on: settings.socket_mode_enabled"
        )
        raise Refusal("internal_error", response_metadata={"messages": [sentence]})
    if call.state.transport.disabled:
        raise Refusal("access_denied")  # a guess
    ticket = call.state.transport.issue_ticket()
    origin = call.state.origin.replace("http", "ws", 1)
    return {"url": f"{origin}/socket/{ticket}?ticket={ticket}&app_id={call.state.app['app']}"}


def info(call: Call) -> Json:
    user = call.state.find_user(call.args.text("user"))
    if user is None:
        raise Refusal("user_not_found")
    return {"user": {**call.state.describe_user(user), **_locale(call, user)}}


def list_users(call: Call) -> Json:
    rows, metadata = page(call.args, call.state.listed_people())
    members = [{**call.state.describe_user(user), **_locale(call, user)} for user in rows]
    return {"members": members, "cache_ts": int(call.state.clock.now()), **metadata}


def _locale(call: Call, user: User) -> Json:
    """Where it is asked for; slack-facts §7.2: of nobody from elsewhere."""
    return {} if user.team or not call.args.flag("include_locale") else {"locale": "en-GB"}
