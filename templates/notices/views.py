"""How a notice is shown to one person: the window that *Open* makes, and what the form says after
a save. The form is in forms.py, the post in posts.py, lists and Home in lists.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from templates import plain, words
from templates.blocks import (
    Block,
    Message,
    View,
    actions,
    button,
    confirmation,
    context,
    message,
    modal,
    rich,
    section,
)
from templates.notices.boxes import ASK, GROUP, UNNAMED
from templates.visibility import who_can_read

if TYPE_CHECKING:
    from storage.notices import Notice
    from storage.people import Member

NEW = "notices.new"  # *Ask or offer*; its value may name a kind
OPEN = "notices.open"  # its value is the notice's id
LIST = "notices.list"
LOOK = "notices.look"
EARLIER = "notices.earlier"
PUT_UP = "notices.put_up"
KIND = "notices.kind"
SAVE = "notices.save"
SAVE_EDIT = "notices.save_edit"
BEGIN_ANEW = "notices.begin_anew"
BRING_BACK = "notices.bring_back"
EDIT = "notices.edit"
TAKE_DOWN = "notices.take_down"
STAND_LONGER = "notices.stand_longer"
PUT_UP_AGAIN = "notices.put_up_again"
STANDING = "standing"


@dataclass(frozen=True)
class Seen:
    """A notice as somebody reads it. `author` is None when that is not for them to know; `carrier`
    carries what comes back to an unnamed one. `day` is until when it stands, or when it ended, in
    their zone; `choice` who sees it, with the people whom that names, about `ref`.
    """

    notice: "Notice"
    author: "Member | None"
    carrier: "Member | None" = None
    wish: str = ""
    day: str = ""
    choice: str = GROUP
    readers: Sequence["Member"] = ()
    ref: str = ""


@dataclass(frozen=True)
class Parts:
    """What stands in a notice's window besides: `lines` and `ways` (rows of buttons) are of asks.
    `can_stand_longer` when there is room for more time.
    """

    lines: Sequence[Block] = ()
    ways: Sequence[Block] = ()
    can_stand_longer: bool = False


def window(seen: Seen, reader: "Member", parts: Parts, *, note: str = "") -> View:
    """The whole, for the one who opened it; for its author with the ways to change it. `note` is
    which of this window's sentences comes first.
    """
    said, notice = words("notices/window"), seen.notice
    mine = seen.author is not None and seen.author.id == reader.id
    author = seen.author.name if seen.author else ""
    own = _ways(said, notice, longer=parts.can_stand_longer) if mine else []
    return modal(
        said.title if notice.visibility == GROUP else said.quiet_title,
        *([section(getattr(said, note))] if note else []),
        context(said.head(notice.kind, author, mine)),
        rich(said.body(notice.words, notice.more, notice.link)),
        context(_how_it_stands(said, seen, mine=mine)),
        *([context(_carried(said, seen.carrier, reader))] if seen.carrier else []),
        *parts.lines,
        *([actions(*own)] if own else []),
        *parts.ways,
        close=said.close,
    )


def saved(seen: Seen, noticeboard: str | None, host: "Member | None") -> View:
    """What the form turns into: where it stands, until when, and what follows. `host` looks after
    an ask.
    """
    said, notice = words("notices/saved"), seen.notice
    blocks = [rich(_where(said, seen, noticeboard))]
    if seen.carrier is not None:
        blocks.append(section(said.unnamed(seen.carrier.name)))
    if notice.kind == ASK and notice.visibility == "circle":
        blocks.append(section(said.comes_back))
    elif notice.kind == ASK and host is not None:
        follows = said.quietly if seen.choice == "facilitators" else said.looked_after
        blocks.append(section(follows(host.name)))
    blocks.append(actions(button(said.open, OPEN, str(notice.id))))
    return modal(said.title, *blocks, close=said.done)


def help_message() -> Message:
    said = words("notices/help")
    return message(said.lock, rich(said.body()))


def readers_named(choice: str, readers: Sequence["Member"], ref: str) -> str:
    """The beginning of a sentence: "Tom and Priya, who are on E-14 with you,"."""
    level = choice.partition(":")[0]
    audience: Mapping[str, Sequence[Member]] = {level: readers}
    return who_can_read(audience, level, ref)


def _where(said: Any, seen: Seen, noticeboard: str | None) -> Any:
    if seen.choice not in {GROUP, UNNAMED}:
        return said.among(readers_named(seen.choice, seen.readers, seen.ref), seen.day)
    return said.on_board(noticeboard, seen.day) if noticeboard else said.waits(seen.day)


def _how_it_stands(said: Any, seen: Seen, *, mine: bool) -> str:
    """Until when or since when; its author reads there who can read it, too."""
    state = seen.notice.state
    stands = plain(said.standing(seen.day) if state == STANDING else said.ended(state, seen.day))
    who = _who_reads(said, seen) if mine and state != "taken_down" else ""
    return " ".join(filter(None, (stands, who)))


def _carried(said: Any, carrier: "Member", reader: "Member") -> str:
    return plain(said.i_carry() if carrier.id == reader.id else said.carried(carrier.name))


def _who_reads(said: Any, seen: Seen) -> str:
    named = readers_named(seen.choice, seen.readers, seen.ref)
    return plain(said.readers(seen.choice, named))


def _ways(said: Any, notice: "Notice", *, longer: bool) -> list[Block]:
    value = str(notice.id)
    again = button(said.put_up_again, PUT_UP_AGAIN, value)
    sure = confirmation(
        said.sure["title"], said.sure["text"], yes=said.sure["yes"], no=said.sure["no"]
    )
    down = button(said.take_down, TAKE_DOWN, value, confirm=sure)
    if notice.state == "taken_down":
        return [again]
    if notice.state != STANDING:
        return [again, down]
    more = [button(said.stand_longer, STAND_LONGER, value)] if longer else []
    return [button(said.edit, EDIT, value), *more, down]
