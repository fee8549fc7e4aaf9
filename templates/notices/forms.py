"""The form *Ask or offer*: one for all kinds. Another kind asks in other words, and what was
written stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from templates import plain, words
from templates.blocks import Block, View, context, modal, section, select
from templates.forms import draw
from templates.forms.drafts import begun_lines, kept_line
from templates.forms.versions import said_of_both, with_theirs
from templates.notices.boxes import (
    ASK,
    GROUP,
    HOW_LONG,
    LONGEST_LINK,
    UNNAMED,
    Remembered,
    Unsaved,
    inputs_for,
)
from templates.notices.views import BEGIN_ANEW, BRING_BACK, KIND, SAVE, SAVE_EDIT
from templates.visibility import naming, who_can_read

if TYPE_CHECKING:
    from storage.people import Member

AS_NOW = "0"
_NAMED_AS = {"facilitators": "quietly"}


@dataclass(frozen=True)
class Page:
    """All that the form is drawn from. `choices` are those of who sees an ask, with the people
    whom each names; `refs` the experiments of circles, by choice; `stands_until` until when it
    stands, where it stands already; `theirs` what another window saved meanwhile.
    """

    unsaved: Unsaved
    remembered: Remembered
    choices: Mapping[str, Sequence["Member"]]
    refs: Mapping[str, str]
    stands_until: str = ""
    began: str = ""
    other: str = ""
    tells: bool = False
    note: str = ""
    theirs: Mapping[str, str] | None = None


def form(page: Page) -> View:
    said, both = words("notices/form"), said_of_both()
    edits, clashes = bool(page.remembered.notice), page.theirs is not None
    return modal(
        said.edit_title if edits else said.title,
        *([section(page.note)] if page.note else []),
        *([section(both.changed)] if clashes else []),
        context(_who_reads(said, page)),
        *begun_lines(page.began, page.other, begin_anew=BEGIN_ANEW, bring_back=BRING_BACK),
        *([] if edits else [_kind(said, page)]),
        *_inputs(said, page),
        *kept_line(tells=page.tells),
        submit=both.use_mine if clashes else said.save,
        close=both.use_theirs if clashes else said.close,
        callback_id=SAVE_EDIT if edits else SAVE,
        remembers=_remember(page),
    )


def spoken(page: Page, name: str, value: str) -> str:
    """What was chosen, as its option says it."""
    return _options(words("notices/form"), page).get(name, {}).get(value, value)


def _who_reads(said: Any, page: Page) -> str:
    if page.unsaved.kind != ASK:
        return str(said.everyone)
    who = page.unsaved.who
    level, chooses = who.partition(":")[0], len(page.choices) > 1
    readers = who_can_read({level: page.choices.get(who, ())}, level, page.refs.get(who, ""))
    return plain(said.who(who, readers, chooses))


def _kind(said: Any, page: Page) -> Block:
    kinds = words("notices/kinds").menu
    menu = select(KIND, said.another_kind, kinds, page.unsaved.kind)
    # Under an id of its own for each kind, or the menu goes on showing what was chosen first.
    return {**section(said.kind, menu), "block_id": f"kind:{page.unsaved.kind}"}


def _inputs(said: Any, page: Page) -> list[Block]:
    one, key = page.unsaved, str(page.remembered.round or "")
    inputs = inputs_for(one.kind, chooses=len(page.choices) > 1, tells=page.tells, key=key)
    hint = plain(said.who_hint(UNNAMED in page.choices))
    asked = {
        "words": said.words[one.kind],
        "more": said.background if one.kind == ASK else said.more,
        "link": said.link,
        "wish": said.wish,
        "who": {"label": plain(said.who_label()), "hint": hint},
    }
    drawn = draw(inputs, asked, initial=asdict(one), options=_options(said, page))
    drawn = with_theirs(drawn, page.theirs or {})
    at = next((at for at, each in enumerate(drawn) if _is_who(each)), len(drawn))
    return [*drawn[:at], _how_long(said, page), *drawn[at:]]


def _is_who(block: Block) -> bool:
    return str(block.get("block_id", "")).startswith("who")


def _how_long(said: Any, page: Page) -> Block:
    now = {AS_NOW: plain(said.as_now(page.stands_until))} if page.stands_until else {}
    menu = select(HOW_LONG, said.how_long, {**now, **said.days}, page.unsaved.days)
    return {**section(said.stands, menu), "block_id": f"how_long:{page.remembered.round or ''}"}


def _options(said: Any, page: Page) -> dict[str, dict[str, str]]:
    return {
        "wish": words("asks/ask").wishes,
        "who": {choice: _choice(said, page, choice) for choice in page.choices},
    }


def _choice(said: Any, page: Page, choice: str) -> str:
    if choice == GROUP:
        return str(said.named)
    level = choice.partition(":")[0]
    names = [each.name for each in page.choices[choice]]
    return naming(_NAMED_AS.get(level, level), names, page.refs.get(choice, ""))


def _remember(page: Page) -> dict[str, Any]:
    one = page.unsaved
    placed = inputs_for(one.kind, chooses=len(page.choices) > 1)
    named = {who: [each.id for each in people] for who, people in page.choices.items() if people}
    known = replace(
        page.remembered,
        kind=one.kind,
        link="" if "link" in placed else one.link[:LONGEST_LINK],
        wish="" if "wish" in placed else one.wish,
        who="" if "who" in placed else one.who,
        named=named,
    )
    return {name: value for name, value in asdict(known).items() if value}
