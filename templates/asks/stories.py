"""How *What happened next?* is arranged, and the question whether to ask again."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from templates import plain, words
from templates.asks.views import ASK_AGAIN, LET_GO, NEXT, SAVE_NEXT, TAKE_NEXT_BACK
from templates.blocks import (
    OPTION,
    Block,
    Message,
    View,
    actions,
    button,
    context,
    message,
    modal,
    rich,
    section,
)
from templates.forms import Choice, Form, Text, draw

if TYPE_CHECKING:
    from storage.asks import LoopClosure
    from storage.notices import Notice
    from storage.people import Member

FORM: Form = {"words": Text(500, multiline=True), "who": Choice("radio_buttons")}


def what_next(notice: "Notice", helpers: Sequence["Member"]) -> Message:
    said = words("asks/next")
    names = [each.name for each in helpers]
    return message(said.lock, rich(said.asks(notice.words, names)), actions(*_answers(notice)))


def what_next_told(notice: "Notice", closure: "LoopClosure") -> Message:
    """The question once it is answered."""
    said, value = words("asks/next"), str(notice.id)
    return message(
        said.lock,
        rich(said.told(closure.words, closure.visibility)),
        actions(
            button(said.change, NEXT, value),
            button(said.take_back, TAKE_NEXT_BACK, value),
        ),
    )


def what_next_let_go() -> Message:
    said = words("asks/next")
    return message(said.lock, section(said.let_go))


def home_lines(notice: "Notice") -> list[Block]:
    said = words("asks/next")
    return [rich(said.home_line(notice.words)), actions(*_answers(notice))]


def form(
    notice: "Notice",
    helpers: Sequence["Member"],
    levels: Sequence[str],
    closure: "LoopClosure | None",
    *,
    unnamed: bool,
) -> View:
    """Words, and who hears them: by name, where the names fit (mockups, habit 4)."""
    said = words("asks/next")
    names = [each.name for each in helpers]
    initial = {"words": "", "who": levels[0]}
    if closure is not None:
        initial = {"words": closure.words, "who": closure.visibility}
    options = {level: _audience(said, level, names, unnamed=unnamed) for level in levels}
    return modal(
        said.title,
        rich(said.intro(notice.words)),
        *draw(FORM, said.fields, initial=initial, options={"who": options}),
        submit=said.save,
        close=said.close,
        callback_id=SAVE_NEXT,
        remembers={"notice": notice.id},
    )


def saved(notice: "Notice", closure: "LoopClosure") -> View:
    said = words("asks/next")
    back = button(said.take_back, TAKE_NEXT_BACK, str(notice.id))
    line = rich(said.told(closure.words, closure.visibility))
    return modal(said.saved_title, line, actions(back), close=said.done)


def taken_back() -> View:
    said = words("asks/next")
    return modal(said.taken_back_title, section(said.taken_back), close=said.done)


def told(closure: "LoopClosure", notice: "Notice | None", who: str) -> Message:
    """To one who helped."""
    said = words("asks/next")
    about = notice.words if notice is not None else ""
    line = rich(said.tells(who, about, closure.words))
    return message(said.told_lock, line, context(said.thanks))


def again(notice: "Notice", *, let_go: bool) -> Message:
    """To the asker: it stood as long as it was to, and nobody could help."""
    said, value = words("asks/next"), str(notice.id)
    if notice.state == "standing":
        return message(said.again_lock, rich(said.again_stands(notice.words)))
    if let_go:
        return message(said.again_lock, section(said.again_let_go))
    yes = button(said.ask_again, ASK_AGAIN, value)
    no = button(said.let_it_go, LET_GO, value)
    return message(said.again_lock, rich(said.again(notice.words)), actions(yes, no))


def asked_again() -> View:
    said = words("asks/next")
    return modal(said.asked_again_title, section(said.asked_again), close=said.done)


def let_go() -> View:
    said = words("asks/next")
    return modal(said.let_go_title, section(said.let_go), close=said.done)


def _answers(notice: "Notice") -> list[Block]:
    said, value = words("asks/next"), str(notice.id)
    return [button(said.write, NEXT, value), button(said.not_this_time, LET_GO, value)]


def _audience(said: Any, level: str, names: Sequence[str], *, unnamed: bool) -> str:
    if level == "circle":
        by_name, plainly = said.circle(names), said.helpers
    else:
        by_name = (said.group_unnamed if unnamed else said.group)(names)
        plainly = said.helpers_and_group
    named = plain(by_name)
    return named if len(named) <= OPTION else plain(plainly)
