"""The body of a request as it came over the wire: a form, with files or without, or JSON.

What the arguments in it mean is read elsewhere (api/arguments.py, files.py).
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import Message
from typing import Any
from urllib.parse import parse_qsl

Json = dict[str, Any]

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
JSON = "application/json"
PLAIN = "text/plain"
_CHARSETS = ("utf-8", "utf8", "iso-8859-1")


@dataclass(frozen=True)
class Body:
    """`error` is Slack's, for a body that cannot be read; `warnings` do not keep it from being."""

    form: Json = field(default_factory=dict)
    json: Json = field(default_factory=dict)
    error: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """Of a form with files; `filename` is None for a field that is none."""

    name: str
    filename: str | None
    content: bytes


def read_body(content_type: str, raw: bytes) -> Body:
    """slack-facts §3.1 names the errors; which one is meant stands on Slack's method pages."""
    if not raw:
        return Body()
    if not content_type:
        return Body(error="missing_post_type")
    header = _header(content_type)
    read = _READERS.get(header.get_content_type())
    if read is None:
        return Body(error="invalid_post_type")
    charset = header.get_content_charset()
    if charset is not None and charset not in _CHARSETS:
        return Body(error="invalid_charset")
    return read(header, raw)


def read_parts(content_type: str, raw: bytes) -> list[Part] | None:
    """None for what is no form with files.

    Not read by `email`: it would take a mail that is uploaded apart, too.
    """
    header = _header(content_type)
    boundary = header.get_boundary()
    if header.get_content_type() != MULTIPART or boundary is None:
        return None
    return list(_split(boundary.encode(), raw))


def _split(boundary: bytes, raw: bytes) -> Iterator[Part]:
    for part in (b"\r\n" + raw).split(b"\r\n--" + boundary)[1:]:
        head, _, content = part.partition(b"\r\n\r\n")
        for line in head.decode(errors="replace").splitlines():
            key, _, value = line.partition(":")
            if key.strip().lower() == "content-disposition":
                said = Message()
                said["content-disposition"] = value.strip()
                name = said.get_param("name", "", "content-disposition")
                yield Part(str(name), said.get_filename(), content)


def _header(content_type: str) -> Message:
    header = Message()
    header["content-type"] = content_type
    return header


def _urlencoded(header: Message, raw: bytes) -> Body:
    form = dict(parse_qsl(raw.decode(errors="replace"), keep_blank_values=True))
    return Body(form, warnings=_superfluous(header))


def _multipart(header: Message, raw: bytes) -> Body:
    parts = read_parts(str(header["content-type"]), raw)
    if not parts:
        return Body(error="invalid_form_data")
    form = {each.name: each.content.decode(errors="replace") for each in parts}
    return Body(form, warnings=_superfluous(header))


def _json(header: Message, raw: bytes) -> Body:
    try:
        found = json.loads(raw)
    except ValueError:
        return Body(error="invalid_json")  # a guess: Slack's pages do not list it
    if not isinstance(found, dict):
        return Body(error="json_not_object")
    return Body(json=found, warnings=_missing(header))


def _plain(header: Message, raw: bytes) -> Body:
    """Taken, but nothing is read in it."""
    del raw
    return Body(warnings=_missing(header))


def _missing(header: Message) -> tuple[str, ...]:
    return () if header.get_content_charset() else ("missing_charset",)


def _superfluous(header: Message) -> tuple[str, ...]:
    return ("superfluous_charset",) if header.get_content_charset() else ()


_READERS: dict[str, Callable[[Message, bytes], Body]] = {
    URLENCODED: _urlencoded,
    MULTIPART: _multipart,
    JSON: _json,
    PLAIN: _plain,
}
