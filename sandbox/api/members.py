"""conversations.invite, kick and leave: who is in a channel, as far as the app decides it."""

from sandbox.acting.events import later
from sandbox.acting.memberships import admit, release
from sandbox.api.calls import Call, Json
from sandbox.api.channels import MANAGING, managed
from sandbox.api.refusals import Refusal
from sandbox.channels import Conversation

MOST_INVITED = 1000  # slack-facts §3.3
_INVITING = {"channel": "channels:write.invites", "private": "groups:write.invites"}


def invite(call: Call) -> Json:
    """All of them or nobody, but with `force` those who can come."""
    channel = call.conversation()
    if channel.is_direct:
        raise Refusal("method_not_supported_for_channel_type")
    call.needs(_INVITING[channel.kind], MANAGING[channel.kind])
    call.within(channel)
    if channel.archived:
        raise Refusal("is_archived")
    users = _wanted(call)
    errors = [
        {"user": user, "ok": False, "error": code}
        for user in users
        if (code := _why_not(call, channel, user))
    ]
    refused = {each["user"] for each in errors}
    if errors and not (call.args.flag("force") and len(refused) < len(users)):
        raise Refusal(str(errors[0]["error"]), errors=errors)
    for user in users:
        if user not in refused:
            admit(call.state, channel, user, call.state.bot, tell=later)
    found = {"channel": call.describe(channel)}
    return {**found, "errors": errors} if errors else found


def kick(call: Call) -> Json:
    channel = managed(call)
    user = call.args.text("user")
    if user == call.state.bot:
        raise Refusal("cant_kick_self")
    if user not in call.state.users:
        raise Refusal("user_not_found")
    if user not in channel.members:
        raise Refusal("not_in_channel")
    release(call.state, channel, user, call.state.bot, tell=later)
    return {"errors": {}}


def leave(call: Call) -> Json:
    channel = call.conversation()
    if channel.is_direct:
        raise Refusal("method_not_supported_for_channel_type")
    call.needs(MANAGING[channel.kind])
    if channel.archived:
        raise Refusal("is_archived")
    if call.state.bot not in channel.members:
        return {"not_in_channel": True}
    if channel.kind == "private" and channel.members == [call.state.bot]:
        raise Refusal("last_member")
    release(call.state, channel, call.state.bot, call.state.bot, tell=later)
    return {}


def _wanted(call: Call) -> list[str]:
    given = [each.strip() for each in call.args.text("users").split(",")]
    users = [each for each in dict.fromkeys(given) if each]
    if not users:
        raise Refusal("no_user")
    if len(users) > MOST_INVITED:
        raise Refusal("cant_invite")  # a guess: the pages name no error for it
    return users


def _why_not(call: Call, channel: Conversation, wanted: str) -> str:
    """Slack's word for it, "" where nothing is in the way."""
    if wanted not in call.state.users:
        return "user_not_found"
    if wanted == call.state.bot:
        return "cant_invite_self"
    if wanted in channel.members:
        return "already_in_channel"
    return call.state.why_not_in(wanted, channel)
