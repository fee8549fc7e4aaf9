"""Everything a person reads: words in .j2 files, arrangement in the views.py beside them.

Jinja is used here only. Words come out in one of three renderings: `plain`, `fallback` (for lock
screens and screen readers), or `leaves` (rich text). What a person typed is shown exactly as
typed in all of them: it is fenced when it enters a template, and never read as markup.
"""

import json
import re
from datetime import UTC, datetime
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.errors import Refusal

Leaf = dict[str, Any]

# Fences from Unicode's private use area: nobody's keyboard types them, and `_fence` removes them.
_VALUE, _MARK, _END = "\ue000", "\ue001", "\ue002"
_FENCED = re.compile(f"([{_VALUE}{_MARK}])(.*?){_END}", re.DOTALL)
_FENCES = str.maketrans("", "", _VALUE + _MARK + _END)
_STYLES = {"*": "bold", "_": "italic"}


def words(name: str) -> Any:
    """The words of one template: its `{% set %}` values and macros, as attributes."""
    return _environment().get_template(f"{name}.j2").module


def use_folder(folder: str) -> None:
    """Let a group's own copies of templates come first (COMMONS_TEMPLATES)."""
    wanted = [Path(folder)] if folder else []
    if wanted != _folders:
        _folders[:] = wanted
        _environment.cache_clear()


def sentence(refusal: Refusal) -> str:
    """What a refusal says, from its capability's refusals.j2."""
    capability, name = refusal.name.split(".")
    return plain(getattr(words(f"{capability}/refusals"), name)(**refusal.values))


def plain(text: str) -> str:
    """Words without any formatting. Marks cannot be shown here: they raise ValueError."""
    return "".join(_plain(part) for part in leaves(text))


def fallback(text: str) -> str:
    """Words for a message's `text`, escaped as Slack asks (& < > and nothing else)."""
    return plain(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def leaves(text: str) -> list[Leaf]:
    """Words as leaves of rich text: `*bold*` and `_italic_` of the template count, those of a
    person do not.
    """
    if not isinstance(text, Markup):
        return [{"type": "text", "text": text}] if text else []
    out: list[Leaf] = []
    style: dict[str, bool] = {}
    for kind, part in _parts(str(text).strip()):
        if kind == _MARK:
            out.append(_dressed(json.loads(unescape(part)), style))
        elif kind == _VALUE:
            out += _styled(unescape(part), style)
        else:
            out += _formatted(part, style)
    return _joined(out)


def _joined(leaves: list[Leaf]) -> list[Leaf]:
    """Neighbours of one style as one leaf."""
    out: list[Leaf] = []
    for leaf in leaves:
        alike = out and leaf["type"] == "text" == out[-1]["type"]
        if alike and out[-1].get("style") == leaf.get("style"):
            out[-1] = {**out[-1], "text": out[-1]["text"] + leaf["text"]}
        else:
            out.append(leaf)
    return out


def _parts(text: str) -> list[tuple[str, str]]:
    """(fence, text) in order; no fence for the template's own words."""
    out: list[tuple[str, str]] = []
    at = 0
    for found in _FENCED.finditer(text):
        out += [("", text[at : found.start()]), (found[1], found[2])]
        at = found.end()
    return [*out, ("", text[at:])]


def _formatted(text: str, style: dict[str, bool]) -> list[Leaf]:
    out: list[Leaf] = []
    for piece in re.split(r"([*_])", text):
        if piece in _STYLES:
            name = _STYLES[piece]
            style[name] = not style.get(name, False)
        else:
            out += _styled(piece, style)
    return out


def _styled(text: str, style: dict[str, bool]) -> list[Leaf]:
    if not text:
        return []
    return [_dressed({"type": "text", "text": text}, style)]


def _dressed(leaf: Leaf, style: dict[str, bool]) -> Leaf:
    on = {name: True for name, is_on in style.items() if is_on}
    return {**leaf, "style": on} if on else leaf


def _plain(leaf: Leaf) -> str:
    if leaf["type"] != "text":
        raise ValueError(f"A {leaf['type']} mark cannot stand in plain text.")
    return str(leaf["text"])


def _fence(value: object) -> object:
    """Jinja's finalize: what a person typed gets its fence; our own rendered words have theirs."""
    if value is None:
        raise ValueError("A template was given nothing to show.")
    if isinstance(value, Markup):
        return value
    return Markup(f"{_VALUE}{{}}{_END}").format(str(value).translate(_FENCES))


def _channel(channel_id: str) -> Markup:
    """A mark: the channel, by its name as the reader may see it."""
    return _mark({"type": "channel", "channel_id": channel_id})


def _person(slack_id: str) -> Markup:
    """A mark: somebody, so that Slack tells them. Only for those who are being spoken to."""
    return _mark({"type": "user", "user_id": slack_id})


def _link(url: str, text: str = "") -> Markup:
    """A mark: an address that can be clicked, and is read as what it is, unless we say what it is
    for.
    """
    return _mark({"type": "link", "url": url, "text": text or url})


def _day(moment: datetime) -> Markup:
    """A mark: a date, as it is in each reader's own zone."""
    return _date(moment, "{date_long}", "%Y-%m-%d %Z")


def _when(moment: datetime) -> Markup:
    """A mark: a date and a time of day, as they are in each reader's own zone."""
    return _date(moment, "{date_long}, {time}", "%Y-%m-%d %H:%M %Z")


def _clock(moment: datetime) -> Markup:
    """A mark: a time of day, as it is in each reader's own zone."""
    return _date(moment, "{time}", "%H:%M %Z")


def _date(moment: datetime, shown: str, otherwise: str) -> Markup:
    leaf = {"type": "date", "timestamp": int(moment.timestamp()), "format": shown}
    return _mark({**leaf, "fallback": moment.astimezone(UTC).strftime(otherwise)})


def _mark(leaf: Leaf) -> Markup:
    return Markup(f"{_MARK}{escape(json.dumps(leaf))}{_END}")


_folders: list[Path] = []


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=ChoiceLoader([FileSystemLoader([*_folders, Path(__file__).parent])]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_fence,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for unsafe in ("safe", "forceescape", "join", "xmlattr", "urlize"):
        environment.filters.pop(unsafe, None)
    environment.filters["channel"] = _channel
    environment.filters["person"] = _person
    environment.filters["link"] = _link
    environment.filters["day"] = _day
    environment.filters["when"] = _when
    environment.filters["clock"] = _clock
    return environment
