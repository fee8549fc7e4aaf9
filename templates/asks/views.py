"""How asks are arranged: what their posts and windows have besides."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from templates import plain, words
from templates.blocks import Block, actions, button, context, section

if TYPE_CHECKING:
    from storage.asks import Ask, Help, LoopClosure
    from storage.notices import Notice

HELP = "asks.help"
SAVE_HELP = "asks.save_help"
GIVE_BACK = "asks.give_back"
SETTLED = "asks.settled"
TELL_NAME = "asks.tell_name"
NOT_NOW = "asks.not_now"
FIND = "asks.find"
SAVE_FIND = "asks.save_find"
LEAVE_BE = "asks.leave_be"
ASK_AGAIN = "asks.ask_again"
LET_GO = "asks.let_go"
NEXT = "asks.next"
SAVE_NEXT = "asks.save_next"
TAKE_NEXT_BACK = "asks.take_next_back"


@dataclass(frozen=True)
class Standing:
    """Where an ask stands, as one reader may know it. `asker` is "" for those who may not."""

    notice: "Notice"
    ask: "Ask"
    asker: str
    is_own: bool
    mine: "Help | None"
    partner: str  # with whom the reader talks about it
    host: str
    helping: Sequence[str]
    asked: Sequence[str]
    declined: Sequence[str]
    facilitates: bool
    closure: "LoopClosure | None"

    @property
    def stands(self) -> bool:
        return self.notice.state == "standing"

    @property
    def helps(self) -> bool:
        return self.mine is not None and self.mine.state == "helping"


def help_button(notice_id: int) -> Block:
    """*I can help*, wherever an ask is shown."""
    return button(words("asks/ask").help, HELP, str(notice_id), style="primary")


def settled_button(notice_id: int) -> Block:
    return button(words("asks/ask").settled, SETTLED, str(notice_id))


def talking_line(asker: str) -> str:
    """On its post, for everyone: that somebody helps, and never who."""
    return plain(words("asks/ask").talking(asker))


def window_lines(here: Standing) -> list[Block]:
    """What the window of an ask says besides its words."""
    said = words("asks/ask")
    lines = [context(said.wish(here.ask.wish))]
    if here.stands:
        lines += _standing_lines(here)
    if here.facilitates and not here.is_own and (here.helping or here.asked or here.declined):
        lines.append(context(said.for_facilitators(here.helping, here.asked, here.declined)))
    if here.closure is not None:
        lines.append(section(said.happened(here.closure.words)))
        if here.closure.visibility != "group":
            lines.append(context(said.only_helpers))
    return lines


def window_ways(here: Standing) -> list[Block]:
    """The buttons of an ask's window, for the one who opened it."""
    buttons = _own_ways(here) if here.is_own else _others_ways(here)
    return [actions(*buttons)] if buttons else []


def _standing_lines(here: Standing) -> list[Block]:
    said = words("asks/ask")
    if here.is_own and here.helping:
        return [section(said.talks_with(each)) for each in here.helping]
    if here.is_own and here.notice.visibility == "circle":
        return [context(said.circle_asked)]
    if here.is_own:
        return [context(said.looked_after(here.host))] if here.host else []
    if here.helps:
        return [section(said.you_talk_with(here.partner))]
    return [context(talking_line(here.asker))] if here.ask.state == "talking" else []


def _own_ways(here: Standing) -> list[Block]:
    said, value = words("asks/ask"), str(here.notice.id)
    if here.stands:
        return [settled_button(here.notice.id)]
    if here.closure is not None:
        change = button(said.change, NEXT, value)
        return [change, button(said.take_back, TAKE_NEXT_BACK, value)]
    return [button(said.next, NEXT, value)] if here.helping else []


def _others_ways(here: Standing) -> list[Block]:
    said = words("asks/ask")
    if not here.stands:
        return []
    buttons = [] if here.helps else [help_button(here.notice.id)]
    if here.mine is not None and here.helps:
        buttons.append(button(said.give_back, GIVE_BACK, str(here.mine.id)))
    if here.facilitates and here.notice.visibility != "circle":
        buttons.append(button(said.find, FIND, str(here.notice.id)))
    return buttons
