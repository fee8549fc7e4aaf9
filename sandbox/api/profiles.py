"""What an app may ask of a person besides users.info: profile, address, presence."""

from sandbox.api.calls import Call, Json
from sandbox.api.refusals import Refusal
from sandbox.people import User


def get_profile(call: Call) -> Json:
    user = _named(call)
    return {"profile": call.state.describe_user(user)["profile"]}


def look_up(call: Call) -> Json:
    """users.lookupByEmail: slack-facts §7.2, the address of somebody from elsewhere is withheld."""
    wanted = call.args.text("email").lower()
    for user in call.state.users.values():
        if wanted == user.email.lower() and user.email and not (user.deleted or user.team):
            return {"user": call.state.describe_user(user)}
    raise Refusal("users_not_found")


def get_presence(call: Call) -> Json:
    """Everybody is there, until they are gone for good. Of the app itself, more is said."""
    user = _named(call)
    if user.id != call.state.bot:
        return {"presence": "away" if user.deleted else "active"}
    now = int(call.state.clock.now())
    return {
        "presence": "active",
        "online": True,
        "auto_away": False,
        "manual_away": False,
        "connection_count": 1,
        "last_activity": now,
    }


def _named(call: Call) -> User:
    user = call.state.find_user(call.args.text("user") or call.state.bot)
    if user is None:
        raise Refusal("user_not_found")
    return user
