"""How it is arranged what comes back to those who wrote: thanks, and talks."""

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
    context,
    cut,
    message,
    modal,
    quote,
    rich,
    same_window,
    section,
)
from templates.forms import Form, Text, draw

if TYPE_CHECKING:
    from storage.people import Member
    from storage.reflections import Reflection

THANK = "thanks.thank"
SAME = "thanks.same"
UNDO = "thanks.undo"
MORE = "thanks.more"
SAVE_MORE = "thanks.save_more"
ASK_TO_TALK = "thanks.ask_to_talk"
NO_TALK = "thanks.no_talk"

MORE_FORM: Form = {"words": Text(500, multiline=True, optional=True)}
MOST_AT_ONCE = 40  # a message holds 50 blocks (slack-facts §1.1)
CUT = 200  # of one's own words in Home
_ANSWER = "thanks"  # how the blocks begin that answer a click in a window


@dataclass(frozen=True)
class Heard:
    """What a round says of one reflection: who, and which one it is, by its experiment or day."""

    thank: Sequence[str]
    same: Sequence[str]
    title: str
    day: str
    is_line: bool


def buttons(reflection_id: int) -> list[Block]:
    """What a reader may say to the one who wrote. No counts, ever."""
    said, value = words("thanks/buttons"), str(reflection_id)
    return [
        button(said.thank, THANK, value),
        button(said.same, SAME, value),
        button(said.more, MORE, value),
    ]


def given(author: str, reflection_id: int, kind: str, *, before: bool, told: bool) -> Message:
    """To the one who clicked: who hears it, and the way back while there is one."""
    said = words("thanks/heard")
    if told:
        sentence = plain(said.heard_already(author))
        return message(sentence, section(sentence))
    sentence = plain(said.will_already(author) if before else said.will_hear(author))
    undo = button(said.undo, UNDO, f"{reflection_id}:{kind}")
    return message(sentence, section(sentence), actions(undo))


def undone(author: str) -> Message:
    said = words("thanks/heard")
    sentence = plain(said.undone(author)) if author else said.nothing_to_undo
    return message(sentence, section(sentence))


def with_answer(view: Mapping[str, Any], clicked: str, answer: Sequence[Block]) -> View:
    """The window that was clicked in (in the block `clicked`), with the answer below the click and
    without earlier ones.
    """
    marked = [{**each, "block_id": f"{_ANSWER}:{at}"} for at, each in enumerate(answer)]
    blocks: list[Block] = []
    for block in view["blocks"]:
        if not block["block_id"].startswith(f"{_ANSWER}:"):
            blocks.append(block)
        if block["block_id"] == clicked:
            blocks += marked
    return same_window(view, blocks)


def thanks_round(heard: Sequence[Heard]) -> Message:
    """All that an author hears together: names, never how many, and never what was written."""
    said = words("thanks/heard")
    lines = [
        rich(said.round(each.thank, each.same, each.title, each.day, each.is_line))
        for each in heard[:MOST_AT_ONCE]
    ]
    return message(said.lock, *lines, context(said.only_you))


def more_form(author: "Member", reflection_id: int, place: str, ref: str) -> View:
    """Whom it asks, and where it goes."""
    said = words("thanks/talks")
    fields = {"words": {"label": said.label, "hint": said.hint[place]}}
    return modal(
        said.title,
        section(said.asks(author.name)),
        *draw(MORE_FORM, fields, initial={}),
        context(said.goes(place, author.name, ref)),
        submit=said.ask,
        close=said.close,
        callback_id=SAVE_MORE,
        remembers={"reflection": reflection_id, "place": place},
    )


def asked(author: "Member", place: str, ref: str) -> View:
    said = words("thanks/talks")
    sentence = section(said.asked(place, author.name, ref))
    return modal(said.asked_title, sentence, close=said.done)


def ask_in_thread(author: "Member", asker: "Member", day: str, typed: str) -> Message:
    """Under a card, for everybody; the one who is asked is told."""
    said = words("thanks/talks")
    first = rich(said.in_thread(author.slack_id, asker.name, day))
    return _ask(said, first, asker, typed)


def ask_in_messages(
    author: "Member", asker: "Member", *, title: str, day: str, typed: str
) -> Message:
    """In a conversation of the two and us."""
    said = words("thanks/talks")
    first = rich(said.in_messages(author.slack_id, asker.slack_id, title, day))
    return _ask(said, first, asker, typed)


def _ask(said: Any, first: Block, asker: "Member", typed: str) -> Message:
    quoted = [quote(typed)] if typed else []
    return message(said.lock(asker.name), first, *quoted, context(said.no_duty))


def _host(said: Any, host: "Member") -> Block:
    ask = button(said.ask(host.name), ASK_TO_TALK, str(host.id))
    return section(said.host(host.name, host.title), ask)


def talk_offer(hosts: Sequence["Member"]) -> list[Block]:
    """After a hard day: named people to talk to, who learn only that."""
    said = words("thanks/buttons")
    [asks, *people, what_they_see] = hosts_to_ask(hosts)
    return [asks, *people, actions(button(said.no_talk, NO_TALK)), what_they_see]


def hosts_to_ask(hosts: Sequence["Member"]) -> list[Block]:
    """The same where closing the window says no."""
    said = words("thanks/buttons")
    people = [_host(said, each) for each in hosts]
    return [section(said.talk), *people, context(said.what_they_see)]


def wish(asker: "Member") -> Message:
    """To the facilitator who was asked for: that, and nothing else."""
    said = words("thanks/talks")
    how = context(said.wish_how)
    return message(said.wish_lock(asker.name), rich(said.wish(asker.slack_id)), how)


def wished(host: "Member") -> View:
    said = words("thanks/talks")
    return modal(said.wished_title, section(said.wished(host.name)), close=said.done)


def no_talk() -> View:
    said = words("thanks/talks")
    return modal(said.wished_title, section(said.no_talk), close=said.done)


def three_months_ago(reflection: "Reflection | None", *, opens: str) -> list[Block]:
    """One's own words, for one's own Home, with the id of what opens them; nothing where there are
    none.
    """
    typed = _first_words(reflection) if reflection is not None else ""
    if reflection is None or not typed:
        return []
    said = words("thanks/back")
    more = button(said.open, opens, str(reflection.id))
    return [section(said.wrote(cut(typed, CUT)), more)]


def _first_words(reflection: "Reflection") -> str:
    """What was written first, as one line."""
    lines = (" ".join(each["words"].split()) for each in reflection.answers)
    return next(filter(None, lines), "")
