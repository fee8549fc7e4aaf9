"""What Slack takes, and an author would rather know of (slack-facts §10.9).
It is told beside the answer, never in place of it.
"""

import re
from collections.abc import Iterator, Sequence

from sandbox.kit.attachments import FIELDS, MRKDWN
from sandbox.kit.problems import Json
from sandbox.kit.texts import text_length, text_objects

WISE_TEXT = 10_000  # slack-facts §0.4: the budget that leaves room for what Slack counts besides

# slack-facts §6: everything that Slack reads between < and >.
_MARK = re.compile(
    r"<(?:@[UW]\w+|#[CDG]\w+|!subteam\^S\w+|!(?:here|channel|everyone)|!date\^[^|>]+"
    r"|[a-zA-Z][a-zA-Z0-9+.-]*:[^|>\s]+)(?:\|[^<>]*)?>",
)
_EVERYBODY = re.compile(r"<!(here|channel|everyone)\b[^>]*>")
_QUOTE = re.compile(r"^\s*>+", re.MULTILINE)
_RAW = (
    ("<", "a < that begins no mark: write &lt;"),
    (">", "a > that ends no mark: write &gt;"),
)
_RAW_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt);)")


def message_lints(payload: Json) -> list[str]:
    text = str(payload.get("text") or "")
    blocks, attachments = payload.get("blocks") or [], payload.get("attachments") or []
    lints = [*mrkdwn_lints(blocks, "/blocks"), *_text_lints(text, "/text")]
    for number, attachment in enumerate(attachments):
        lints += _attachment_lints(attachment, f"/attachments/{number}")
    if not text.strip() and not payload.get("markdown_text"):
        lints.append("/text: no fallback text")
    if text_length([*blocks, *attachments]) > WISE_TEXT:
        lints.append(f"/blocks: more than {WISE_TEXT} characters of text")
    return lints


def unfurl_lints(payload: Json) -> list[str]:
    """For chat.postMessage alone: the other methods do not know these arguments."""
    names = ("unfurl_links", "unfurl_media")
    return [f"/{name}: not set" for name in names if payload.get(name) is None]


def mrkdwn_lints(blocks: Sequence[Json], at: str) -> Iterator[str]:
    """slack-facts §0.2: without verbatim, a typed #channel becomes a link and @here a ping."""
    for pointer, found in text_objects(blocks, at):
        if found["type"] != "mrkdwn":
            continue
        if found.get("verbatim") is not True:
            yield f"{pointer}: mrkdwn without verbatim"
        yield from _text_lints(found["text"], pointer)


def _attachment_lints(attachment: Json, at: str) -> Iterator[str]:
    yield from mrkdwn_lints(attachment.get("blocks") or [], f"{at}/blocks")
    for name in MRKDWN:
        yield from _text_lints(str(attachment.get(name) or ""), f"{at}/{name}")
    if not attachment.get("fallback"):
        yield f"{at}: no fallback"
    for name in sorted(attachment.keys() - FIELDS):
        yield f"{at}: unknown field {name}, which Slack passes over"


def _text_lints(words: str, at: str) -> Iterator[str]:
    """slack-facts §6: a person's text has to be escaped, and rings nobody."""
    if not ("<" in words or ">" in words or "&" in words):
        return
    for name in _EVERYBODY.findall(words):
        yield f"{at}: <!{name}> rings everybody"
    rest = _MARK.sub("", _QUOTE.sub("", words))
    yield from (f"{at}: {said}" for raw, said in _RAW if raw in rest)
    if _RAW_AMPERSAND.search(rest):
        yield f"{at}: an & that begins no entity: write &amp;"
