"""The one post of a notice. It looks the same to everyone, and says when the notice has ended."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from templates import words
from templates.asks.views import help_button
from templates.blocks import Block, Message, actions, button, context, message, rich, section
from templates.notices.boxes import ASK
from templates.notices.views import OPEN, STANDING, Seen

if TYPE_CHECKING:
    from storage.notices import Notice


def post(seen: Seen, line: str = "") -> Message:
    """`line` says where an ask stands, as everyone may know. Its words stay when it has ended, and
    of its buttons *Open*; where Slack has lost it by then, it is not put up afresh.
    """
    said, notice = words("notices/post"), seen.notice
    author = seen.author.name if seen.author else ""
    stands = notice.state == STANDING
    foot = _standing(seen, line) if stands else [section(said.ended[notice.state])]
    can_help = [help_button(notice.id)] if stands and notice.kind == ASK else []
    return message(
        said.lock(notice.kind, author),
        rich(said.body(notice.kind, author, notice.words, notice.more, notice.link)),
        *foot,
        actions(*can_help, button(said.open, OPEN, str(notice.id))),
        stays_gone=not stands,
    )


def gone(notice: "Notice") -> Message:
    """Taken down: without its words, and without who it was."""
    said = words("notices/post")
    return message(said.gone_lock(notice.kind), rich(said.gone()), stays_gone=True)


def _standing(seen: Seen, line: str) -> Sequence[Block]:
    said = words("notices/post")
    wish = words("asks/ask").wishes[seen.wish] if seen.wish else ""
    return [
        rich(said.stands(wish, seen.notice.stands_until)),
        *([context(line)] if line else []),
        *([context(said.carried(seen.carrier.name))] if seen.carrier else []),
    ]
