"""The one door for what the app sends to be shown: refused as Slack refuses it, or kept, and the
lints told. What is judged stands in kit/; who may say something, and where, with who says it.
"""

import mimetypes
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sandbox.api.refusals import (
    Refusal,
    invalid_arguments,
    invalid_attachments,
    invalid_blocks,
    invalid_view,
)
from sandbox.kit.attachments import (
    MOST_ATTACHMENTS,
    number_attachments,
    shows_something,
    validate_attachments,
)
from sandbox.kit.blocks import has_too_many_tables, validate_message
from sandbox.kit.ids import assign_ids
from sandbox.kit.lints import message_lints, unfurled_lints
from sandbox.kit.options import validate_options
from sandbox.kit.permits import Permits
from sandbox.kit.problems import Problem
from sandbox.kit.surfaces import MOST_MARKDOWN, UNTAKEN
from sandbox.kit.views import validate_view, view_lints, view_too_large
from sandbox.states import State

Json = dict[str, Any]

IMAGES = ("image/png", "image/jpeg", "image/gif")  # slack-facts §1.4: of Slack's files
_FILE_ID = re.compile(r"\bF[A-Z0-9]{2,}\b")


@dataclass(frozen=True)
class Content:
    """What a message says, as Slack keeps it."""

    text: str
    blocks: list[Json]
    attachments: list[Json]

    @property
    def fields(self) -> Json:
        return {"text": self.text, "blocks": self.blocks, "attachments": self.attachments}


def judge_message(state: State, where: str, payload: Json) -> Content:
    """`where` names the method or the answer, for the lints."""
    if payload.get("markdown_text"):
        payload = _unfold_markdown(payload)
    blocks, attachments = payload.get("blocks") or [], payload.get("attachments") or []
    if isinstance(attachments, list) and len(attachments) > MOST_ATTACHMENTS:
        raise Refusal("too_many_attachments")
    _refuse(state, invalid_blocks, validate_message({"blocks": blocks}, _permits(state)))
    _refuse(state, invalid_attachments, validate_attachments(attachments, _permits(state)))
    text = str(payload.get("text") or payload.get("markdown_text") or "")
    if not text and not blocks and not shows_something(attachments):
        raise Refusal("no_text")
    if has_too_many_tables(payload):
        said = {"messages": ["only_one_table_allowed"]}
        raise Refusal("invalid_attachments", response_metadata=said)
    state.lint(where, *message_lints(payload))
    seed = state.stamp()
    return Content(text, assign_ids(blocks, seed), number_attachments(attachments, seed))


def _unfold_markdown(payload: Json) -> Json:
    """slack-facts §1.1. Slack may make several blocks of it; here it is one (a guess)."""
    if payload.get("text") or payload.get("blocks"):
        raise Refusal("markdown_text_conflict")
    words = str(payload["markdown_text"])
    if len(words) > MOST_MARKDOWN:
        raise Refusal("msg_too_long")  # a guess: only the limit is documented
    return {**payload, "blocks": [{"type": "markdown", "text": words}]}


def judge_answer(state: State, where: str, body: Json) -> Content:
    """What is said to a command or by a response_url; another response_type is refused (a guess:
    only the two are documented).
    """
    if body.get("response_type") not in (None, "ephemeral", "in_channel"):
        raise invalid_arguments("must be a valid enum value [json-pointer:/response_type]")
    return judge_message(state, where, body)


def judge_unfurl(state: State, where: str, attachment: Json) -> Json:
    """What is shown of a link: an attachment, and how the composer would preview it."""
    shown = {name: value for name, value in attachment.items() if name != "preview"}
    refusal = partial(invalid_blocks, code="cannot_parse_attachment")
    _refuse(state, refusal, validate_attachments([shown], _permits(state)))
    if not shows_something([shown]):
        raise Refusal("cannot_parse_attachment")
    state.lint(where, *unfurled_lints(shown))
    (kept,) = number_attachments([shown], state.stamp())
    return kept


def judge_view(state: State, where: str, view: Any, kind: str | None = None) -> Json:
    """The view, when Slack would take it. `kind`: what alone is expected there."""
    if not isinstance(view, dict):
        raise invalid_arguments("must provide an object [json-pointer:/view]")
    if view_too_large(view):
        raise Refusal("view_too_large")
    _refuse(state, invalid_view, validate_view(view, _permits(state)))
    if kind is not None and view["type"] != kind:
        raise invalid_arguments(f"must be a {kind} [json-pointer:/view/type]")
    state.lint(where, *view_lints(view))
    return view


def judge_options(state: State, ack: Any) -> list[Json]:
    """The options, or groups of them, that the app answered an external menu with."""
    _refuse(state, invalid_view, validate_options(ack))
    found: list[Json] = ack.get("options") or ack.get("option_groups") or []
    return found


def _refuse(state: State, refusal: Any, problems: Sequence[Problem]) -> None:
    if not problems:
        return
    for problem in problems:
        got = (problem.constraint or {}).get("got")
        if isinstance(got, str) and got in UNTAKEN:
            state.journal.remark(UNTAKEN[got])
    raise refusal(problems)


def _permits(state: State) -> Permits:
    manifest = state.manifest
    return Permits(manifest.scopes, manifest.unfurl_domains, partial(_has_image, state))


def _has_image(state: State, slack_file: Json) -> bool:
    """By its id or an address of it. The app has only its own files to show: those are in `files`
    once their upload is complete.
    """
    named = slack_file.get("id") or " ".join(_FILE_ID.findall(slack_file.get("url", "")))
    found = [state.files[each] for each in named.split() if each in state.files]
    return any(file.shared and mimetypes.guess_type(file.name)[0] in IMAGES for file in found)
