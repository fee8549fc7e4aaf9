"""The Web API: which methods there are, what each asks for, and in which order it is checked.

What the methods do is in the modules beside it, one file for each of Slack's families.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.api import bookmarks, chat, conversations, files, users, views
from sandbox.api.arguments import Arguments, require
from sandbox.api.calls import Call, Json, TokenKind
from sandbox.api.refusals import Refusal
from sandbox.states import State

_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
_OPENING = ("channels:manage", "groups:write", "im:write", "mpim:write")
# Taken by every method, and by slack_sdk sent along with some.
_EVERYWHERE = frozenset({"token", "pretty", "team_id"})


@dataclass(frozen=True)
class Method:
    """A row of slack-facts §3.4. `scopes`: any of them; `json`: whether a JSON body is read;
    `reads`: nothing is changed, so that nobody need be told.
    """

    run: Callable[[Call], Json]
    required: str = ""
    optional: str = ""
    scopes: tuple[str, ...] = ()
    json: bool = True
    tokens: tuple[TokenKind, ...] = ("bot",)
    reads: bool = False


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


_POST = (
    "as_user attachments blocks icon_emoji icon_url link_names markdown_text metadata mrkdwn "
    "parse reply_broadcast text thread_ts unfurl_links unfurl_media username"
)
_UPDATE = (
    "as_user attachments blocks file_ids link_names markdown_text metadata parse "
    "reply_broadcast text unfurled_attachments"
)
_EPHEMERAL = (
    "as_user attachments blocks icon_emoji icon_url link_names markdown_text metadata parse "
    "text thread_ts username"
)
_RANGE = "cursor include_all_metadata inclusive latest limit oldest"
_LIST = "cursor exclude_archived limit types"

METHODS: dict[str, Method] = {
    "auth.test": Method(users.test_auth, tokens=("bot", "app"), reads=True),
    "apps.connections.open": Method(users.open_connection, tokens=("app",), reads=True),
    "chat.postMessage": Method(chat.post_message, "channel", _POST, ("chat:write",)),
    "chat.update": Method(chat.update, "channel ts", _UPDATE, ("chat:write",)),
    "chat.delete": Method(chat.delete, "channel ts", "as_user", ("chat:write",)),
    "chat.postEphemeral": Method(chat.post_ephemeral, "channel user", _EPHEMERAL, ("chat:write",)),
    "chat.getPermalink": Method(chat.get_permalink, "channel message_ts", json=False, reads=True),
    "views.open": Method(views.open_view, "view", "trigger_id interactivity_pointer"),
    "views.push": Method(views.push, "view", "trigger_id interactivity_pointer"),
    "views.update": Method(views.update, "view", "view_id external_id hash"),
    "views.publish": Method(views.publish, "user_id view", "hash interactivity_pointer"),
    "conversations.info": Method(
        conversations.info,
        "channel",
        "include_locale include_num_members",
        _READ,
        json=False,
        reads=True,
    ),
    "conversations.list": Method(
        conversations.list_conversations, "", _LIST, _READ, json=False, reads=True
    ),
    "conversations.members": Method(
        conversations.members, "channel", "cursor limit", _READ, json=False, reads=True
    ),
    "conversations.history": Method(conversations.history, "channel", _RANGE, _HISTORY, reads=True),
    "conversations.replies": Method(
        conversations.replies, "channel ts", _RANGE, _HISTORY, json=False, reads=True
    ),
    "conversations.open": Method(
        conversations.open_conversation, "", "channel return_im users prevent_creation", _OPENING
    ),
    "conversations.join": Method(conversations.join, "channel", "", ("channels:join",)),
    "bookmarks.add": Method(
        bookmarks.add,
        "channel_id title type",
        "access_level emoji entity_id link parent_id",
        ("bookmarks:write",),
    ),
    "bookmarks.edit": Method(
        bookmarks.edit, "channel_id bookmark_id", "emoji link title", ("bookmarks:write",)
    ),
    "bookmarks.list": Method(
        bookmarks.list_bookmarks, "channel_id", "", ("bookmarks:read",), reads=True
    ),
    "bookmarks.remove": Method(
        bookmarks.remove, "channel_id bookmark_id", "quip_section_id", ("bookmarks:write",)
    ),
    "files.getUploadURLExternal": Method(
        files.get_upload_url,
        "filename length",
        "alt_txt snippet_type",
        ("files:write",),
        json=False,
    ),
    "files.completeUploadExternal": Method(
        files.complete_upload,
        "files",
        "blocks channel_id channels icon_emoji icon_url initial_comment thread_ts username",
        ("files:write",),
    ),
    "files.upload": Method(
        files.upload,
        "",
        "channels content file filename filetype initial_comment thread_ts title",
        ("files:write",),
        json=False,
    ),
    "users.info": Method(
        users.info, "user", "include_locale", ("users:read",), json=False, reads=True
    ),
    "users.list": Method(
        users.list_users, "", "cursor include_locale limit", ("users:read",), json=False, reads=True
    ),
    "users.conversations": Method(
        conversations.list_memberships,
        "",
        f"{_LIST} exclude_muted user",
        _READ,
        json=False,
        reads=True,
    ),
}

# These ask for no token. slack-facts §0.1: blocks.validate does not read JSON.
PUBLIC: dict[str, tuple[Callable[[Arguments], Json], bool]] = {
    "api.test": (users.test_api, True),
    "blocks.validate": (users.validate_blocks, False),
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
    if request.error:
        raise Refusal(request.error)
    if request.method in PUBLIC:
        run, reads_json = PUBLIC[request.method]
        return run(_arguments(request, json=reads_json))
    method = METHODS.get(request.method)
    if method is None:
        raise Refusal("unknown_method", req_method=request.method)
    state, token = _authorise(request.token, find)
    if token not in method.tokens:
        raise Refusal("not_allowed_token_type")
    arguments = _arguments(request, json=method.json)
    with state.lock if method.reads else state.change():
        call = Call(request.method, state, arguments, token)
        call.warnings.extend(request.warnings)
        call.needs(*method.scopes)
        require(arguments, method.required.split())
        _lint_unknown(call, method)
        result = method.run(call)
    return {**result, **_warnings(call)}


def _authorise(token: str, find: Callable[[str], State | None]) -> tuple[State, TokenKind]:
    if not token:
        raise Refusal("not_authed")
    state = find(token)
    if state is None:
        raise Refusal("invalid_auth")
    return state, "bot" if token == state.bot_token else "app"


def _arguments(request: Request, *, json: bool) -> Arguments:
    return Arguments({**request.given, **(request.body if json else {})})


def _lint_unknown(call: Call, method: Method) -> None:
    """Slack ignores arguments it does not know; a typing error would go unnoticed."""
    known = {*method.required.split(), *method.optional.split(), *_EVERYWHERE}
    for name in sorted(set(call.args.given) - known):
        call.state.lint(call.method, f"unknown argument {name}")


def _warnings(call: Call) -> Json:
    if not call.warnings:
        return {}
    joined = ",".join(call.warnings)
    return {"warning": joined, "response_metadata": {"warnings": call.warnings}}
