"""The Web API: what each method does, and in which order a call is checked.

What they ask for stands in methods.csv (table.py), what they do in the modules beside this one.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.api import (
    blocks,
    bookmarks,
    channels,
    chat,
    conversations,
    dialogs,
    files,
    members,
    pins,
    profiles,
    reactions,
    scheduled,
    shares,
    teams,
    tokens,
    unfurls,
    users,
    views,
)
from sandbox.api.arguments import Arguments, require
from sandbox.api.calls import Call, Json, TokenKind
from sandbox.api.refusals import Refusal
from sandbox.api.table import METHODS, Method
from sandbox.states import State

Run = Callable[[Call], Json]
# Taken by every method, and by slack_sdk sent along with some.
_EVERYWHERE = frozenset({"token", "pretty", "team_id"})
# slack-facts §3.1: "very long names and names with non-alphanumeric characters other than _";
# how long is very long is a guess.
_NAME = re.compile(r"[A-Za-z0-9_]{1,100}")

# Nothing is changed by these, so that nobody need be told.
READS: dict[str, Run] = {
    "apps.connections.open": users.open_connection,
    "apps.event.authorizations.list": teams.list_authorizations,
    "auth.test": users.test_auth,
    "bookmarks.list": bookmarks.list_bookmarks,
    "bots.info": teams.bot_info,
    "chat.getPermalink": chat.get_permalink,
    "chat.scheduledMessages.list": scheduled.list_scheduled,
    "conversations.history": conversations.history,
    "conversations.info": conversations.info,
    "conversations.list": conversations.list_conversations,
    "conversations.members": conversations.members,
    "conversations.replies": conversations.replies,
    "emoji.list": teams.list_emoji,
    "files.info": shares.info,
    "files.list": shares.list_files,
    "pins.list": pins.list_pins,
    "reactions.get": reactions.get,
    "reactions.list": reactions.list_reactions,
    "team.info": teams.info,
    "usergroups.list": teams.list_usergroups,
    "usergroups.users.list": teams.find_usergroup,
    "users.conversations": conversations.list_memberships,
    "users.getPresence": profiles.get_presence,
    "users.info": users.info,
    "users.list": users.list_users,
    "users.lookupByEmail": profiles.look_up,
    "users.profile.get": profiles.get_profile,
}
WRITES: dict[str, Run] = {
    "auth.revoke": tokens.revoke,
    "bookmarks.add": bookmarks.add,
    "bookmarks.edit": bookmarks.edit,
    "bookmarks.remove": bookmarks.remove,
    "chat.delete": chat.delete,
    "chat.deleteScheduledMessage": scheduled.delete_scheduled,
    "chat.meMessage": chat.me_message,
    "chat.postEphemeral": chat.post_ephemeral,
    "chat.postMessage": chat.post_message,
    "chat.scheduleMessage": scheduled.schedule_message,
    "chat.unfurl": unfurls.unfurl,
    "chat.update": chat.update,
    "conversations.archive": channels.archive,
    "conversations.close": channels.close,
    "conversations.create": channels.create,
    "conversations.invite": members.invite,
    "conversations.join": conversations.join,
    "conversations.kick": members.kick,
    "conversations.leave": members.leave,
    "conversations.mark": channels.mark,
    "conversations.open": conversations.open_conversation,
    "conversations.rename": channels.rename,
    "conversations.setPurpose": channels.set_purpose,
    "conversations.setTopic": channels.set_topic,
    "conversations.unarchive": channels.unarchive,
    "dialog.open": dialogs.open_dialog,
    "files.completeUploadExternal": files.complete_upload,
    "files.delete": shares.delete,
    "files.getUploadURLExternal": files.get_upload_url,
    "pins.add": pins.add,
    "pins.remove": pins.remove,
    "reactions.add": reactions.add,
    "reactions.remove": reactions.remove,
    "usergroups.create": teams.change_usergroups,
    "usergroups.disable": teams.change_usergroups,
    "usergroups.enable": teams.change_usergroups,
    "usergroups.update": teams.change_usergroups,
    "usergroups.users.update": teams.change_usergroups,
    "views.open": views.open_view,
    "views.publish": views.publish,
    "views.push": views.push,
    "views.update": views.update,
}
DONE = READS | WRITES


@dataclass(frozen=True)
class Request:
    """A call as it came. `given` is what stood in query and form, `body` what was in JSON."""

    method: str
    token: str
    given: dict[str, Any]
    body: dict[str, Any]
    # What was wrong with how it came, as Slack says it (bodies.py).
    error: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def arguments(self) -> dict[str, Any]:
        """Without the token, which is nobody's to read."""
        return {name: each for name, each in {**self.given, **self.body}.items() if name != "token"}


# These ask for no token. slack-facts §0.1: blocks.validate does not read JSON.
PUBLIC: dict[str, tuple[Callable[[Arguments], Json], bool]] = {
    "api.test": (users.test_api, True),
    "blocks.validate": (blocks.validate, False),
    "oauth.v2.access": (tokens.exchange_code, False),
}


def answer(request: Request, find: Callable[[str], State | None]) -> Json:
    """The answer to a call, refusals included; `find` knows the workspace of a token."""
    state = find(request.token)
    if state is None:
        return _said(request, find)
    now = state.clock.now()
    entry = state.journal.begin(now, "call", request.method, request.arguments)
    said = _said(request, find)
    state.journal.end(entry, said, ok=said["ok"])
    return said


def _said(request: Request, find: Callable[[str], State | None]) -> Json:
    try:
        return {"ok": True, **_answer(request, find)}
    except Refusal as refusal:
        return refusal.wire


def _answer(request: Request, find: Callable[[str], State | None]) -> Json:
    """In the order in which Slack says no: the token, its kind, the scope, the arguments, and then
    what the method itself looks up (slack-facts §5). How often one may call comes before all of it
    (server.py).
    """
    if request.error:
        raise Refusal(request.error)
    if request.method in PUBLIC:
        run, reads_json = PUBLIC[request.method]
        return run(_arguments(request, json=reads_json))
    method = METHODS.get(request.method)
    if method is None:
        raise Refusal("unknown_method", req_method=request.method)
    state, token = _authorise(request.token, find)
    if "retired" in method.tokens:
        raise Refusal("method_deprecated")
    if token not in method.tokens:
        raise Refusal("not_allowed_token_type")
    arguments = _arguments(request, json=method.json)
    with state.lock if method.name in READS else state.change():
        call = Call(method.name, state, arguments, token)
        call.warnings.extend(request.warnings)
        call.needs(*method.scopes)
        does = DONE.get(method.name)
        if does is None:
            raise call.not_here()
        require(arguments, method.required)
        _lint_unknown(call, method)
        result = does(call)
    return {**result, **_warnings(call)}


def _authorise(token: str, find: Callable[[str], State | None]) -> tuple[State, TokenKind]:
    if not token:
        raise Refusal("not_authed")
    state = find(token)
    if state is None:
        raise Refusal("invalid_auth")
    kind: TokenKind = "bot" if token == state.bot_token else "app"
    if kind == "bot" and state.revoked:
        raise Refusal("account_inactive")  # slack-facts §5: so it is called for a bot's token
    return state, kind


def _arguments(request: Request, *, json: bool) -> Arguments:
    given = {**request.given, **(request.body if json else {})}
    if not all(_NAME.fullmatch(name) for name in given):
        raise Refusal("invalid_arg_name")
    return Arguments(given)


def _lint_unknown(call: Call, method: Method) -> None:
    """Slack ignores arguments it does not know, if only their names are well-formed. A typing error
    would go unnoticed, so it is said, and the tests make an error of it.
    """
    for name in sorted(set(call.args.given) - method.arguments - _EVERYWHERE):
        call.state.lint(call.method, f"unknown argument {name}")


def _warnings(call: Call) -> Json:
    if not call.warnings:
        return {}
    joined = ",".join(call.warnings)
    return {"warning": joined, "response_metadata": {"warnings": call.warnings}}
