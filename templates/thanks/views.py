"""How it is arranged what comes back to those who wrote: thanks, and talks."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from templates import words
from templates.blocks import Block, actions, button, context, section

if TYPE_CHECKING:
    from storage.people import Member

THANK = "thanks.thank"
SAME = "thanks.same"
MORE = "thanks.more"
ASK_TO_TALK = "thanks.ask_to_talk"
NO_TALK = "thanks.no_talk"


def buttons(reflection_id: int) -> list[Block]:
    """What a reader may say to the one who wrote. No counts, ever."""
    said, value = words("thanks/buttons"), str(reflection_id)
    return [
        button(said.thank, THANK, value),
        button(said.same, SAME, value),
        button(said.more, MORE, value),
    ]


def _host(said: Any, host: "Member") -> Block:
    ask = button(said.ask(host.name), ASK_TO_TALK, str(host.id))
    return section(said.host(host.name, host.title), ask)


def talk_offer(hosts: Sequence["Member"]) -> list[Block]:
    """After a hard day: named people to talk to, who learn only that."""
    said = words("thanks/buttons")
    return [
        section(said.talk),
        *(_host(said, each) for each in hosts),
        actions(button(said.no_talk, NO_TALK)),
        context(said.what_they_see),
    ]
