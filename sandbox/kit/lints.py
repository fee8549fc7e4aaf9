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
    lints = [*mrkdwn_lints(blocks, "/blocks"), *menu_lints(blocks, "/blocks")]
    lints += _text_lints(text, "/text")
    for number, attachment in enumerate(attachments):
        lints += _attachment_lints(attachment, f"/attachments/{number}")
    if not text.strip() and not payload.get("markdown_text"):
        lints.append("/text: no fallback text")
    if text_length([*blocks, *attachments]) > WISE_TEXT:
        lints.append(f"/blocks: more than {WISE_TEXT} characters of text")
    return lints


def unfurled_lints(attachment: Json) -> Iterator[str]:
    """Of what is shown of a link: its message has a text already."""
    return _attachment_lints({"fallback": "a link", **attachment}, "/unfurls")


def menu_lints(blocks: Sequence[Json], at: str) -> Iterator[str]:
    """Slack's pages list these menus for actions, and slack-facts §1.3 does after them; people who
    sent them were refused (python-slack-sdk #1631, java-slack-sdk #680). In a section they go.
    """
    for number, block in enumerate(blocks):
        if block["type"] != "actions":
            continue
        for place, element in enumerate(block["elements"]):
            if element["type"].startswith("multi_"):
                yield (
                    f"{at}/{number}/elements/{place}: {element['type']} among actions, where Slack "
                    "was seen to say: unsupported element: multiselect"
                )


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
    blocks = attachment.get("blocks") or []
    yield from mrkdwn_lints(blocks, f"{at}/blocks")
    yield from menu_lints(blocks, f"{at}/blocks")
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
