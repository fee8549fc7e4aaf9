"""The questions that reflections begin with: data that the group may change."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict

from sqlalchemy.orm import Session

from bot.errors import Refusal
from bot.names import already, code_for, one_line
from bot.rights import must_facilitate
from storage.people import Member
from storage.prompts import Prompt, PromptChange, PromptSet, locked_prompt_sets, prompt_sets

FIRST = "line"  # the way in that the form opens with
HARD_DAY = "feelings"  # for its writer alone, and without a line for the group (domain B4)
# What the forms build on: they may be reworded, but not put away.
STAY = (FIRST, HARD_DAY)

MOST_SETS = 40  # as many as a menu and a window hold
MOST_QUESTIONS, MOST_WORDS, LONGEST_QUESTION, LONGEST_HINT = 6, 12, 150, 200


class Planted(TypedDict):
    """A set as the templates give it."""

    code: str
    name: str
    prompts: list[Prompt]


def plant(db: Session, sets: Sequence[Planted]) -> None:
    """Put in the sets that this group has never had. What it changed or put away stays so."""
    known = {each.code for each in prompt_sets(db, hidden=True)}
    for position, each in enumerate(sets):
        if each["code"] in known:
            continue
        row = PromptSet(
            code=each["code"],
            name=each["name"],
            prompts=list(each["prompts"]),
            position=position,
            hidden=False,
        )
        db.add(row)


def set_to_change(db: Session, by: Member, code: str) -> PromptSet:
    """The set, for a facilitator; others who change one at this instant wait. Raises Refusal for
    anyone else, and for a set that there is not.
    """
    must_facilitate(by)
    found = {each.code: each for each in locked_prompt_sets(db)}
    if code not in found:
        raise Refusal("prompts.unknown")
    return found[code]


def change(
    db: Session, by: Member, code: str, *, name: str, questions: str, now: datetime
) -> PromptSet:
    """Reword a set: its name, and its questions as lines. Raises Refusal for anyone but a
    facilitator, for a name that another set has, and for questions that are too long or too many.
    """
    one = set_to_change(db, by, code)
    name, prompts = _read(db, name, questions, but=code)
    if (name, prompts) != (one.name, one.prompts):
        _note(db, by, "changed", one, name=name, prompts=prompts, now=now)
        one.name, one.prompts = name, prompts
    return one


def add(db: Session, by: Member, *, name: str, questions: str, now: datetime) -> PromptSet:
    """A new way in, after the others. Saved twice it is one. Raises Refusal as `change` does."""
    must_facilitate(by)
    sets = locked_prompt_sets(db)
    asked = read_questions(questions)
    for each in sets:
        if (each.name, each.prompts, each.hidden) == (one_line(name), asked, False):
            return each
    if len(sets) >= MOST_SETS:
        raise Refusal("prompts.enough", most=MOST_SETS)
    name, prompts = _read(db, name, questions, but="")
    one = PromptSet(
        code=code_for(name, {each.code for each in sets}, otherwise="way"),
        name="",
        prompts=[],
        position=max((each.position for each in sets), default=-1) + 1,
        hidden=False,
    )
    _note(db, by, "added", one, name=name, prompts=prompts, now=now)
    one.name, one.prompts = name, prompts
    db.add(one)
    db.flush()
    return one


def put_away(db: Session, by: Member, code: str, *, now: datetime) -> PromptSet:
    """No longer offered; what was written with it stays. Raises Refusal for anyone but a
    facilitator, and for the two that the forms build on.
    """
    one = set_to_change(db, by, code)
    if code in STAY:
        raise Refusal("prompts.first_stays" if code == FIRST else "prompts.hard_day_stays")
    return _hide(db, by, one, hidden=True, now=now)


def bring_back(db: Session, by: Member, code: str, *, now: datetime) -> PromptSet:
    """Offered again, where it was. Raises Refusal for anyone but a facilitator."""
    return _hide(db, by, set_to_change(db, by, code), hidden=False, now=now)


def read_questions(text: str) -> list[Prompt]:
    """One question a line, a hint behind it in brackets. Raises Refusal that names the line."""
    lines = [one_line(each) for each in text.splitlines()]
    numbered = [(number, line) for number, line in enumerate(lines, start=1) if line]
    if len(numbered) > MOST_QUESTIONS:
        raise Refusal("prompts.too_many", field="questions", most=MOST_QUESTIONS)
    prompts = [_split(line) for _, line in numbered]
    for (number, _), prompt in zip(numbered, prompts, strict=True):
        _check(prompt, number)
    return prompts


def write_questions(prompts: Sequence[Prompt]) -> str:
    """The same lines again."""
    return "\n".join(_line(each) for each in prompts)


def _read(db: Session, name: str, questions: str, *, but: str) -> tuple[str, list[Prompt]]:
    name, prompts = one_line(name), read_questions(questions)
    others = [each.name for each in prompt_sets(db, hidden=True) if each.code != but]
    if taken := already(name, others):
        raise Refusal("prompts.name_taken", field="name", taken=taken)
    return name, prompts


def _hide(db: Session, by: Member, one: PromptSet, *, hidden: bool, now: datetime) -> PromptSet:
    if one.hidden != hidden:
        what = "put_away" if hidden else "brought_back"
        _note(db, by, what, one, name=one.name, prompts=one.prompts, now=now)
        one.hidden = hidden
    return one


def _note(
    db: Session,
    by: Member,
    what: str,
    one: PromptSet,
    *,
    name: str,
    prompts: Sequence[Prompt],
    now: datetime,
) -> None:
    """Write into the log, which everybody may read, what it is before and after."""
    noted = PromptChange(
        code=one.code,
        what=what,
        name_before=one.name,
        name_after=name,
        before=list(one.prompts),
        after=list(prompts),
        changed_by=by.id,
        changed_at=now,
    )
    db.add(noted)


def _split(line: str) -> Prompt:
    """The last brackets of a line, if it ends with them, are its hint."""
    depth = 0
    for at in range(len(line) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(line[at], 0)
        if depth == 0:
            break
    if depth or not line.endswith(")"):
        return {"question": line, "hint": ""}
    return {"question": line[:at].strip(), "hint": line[at + 1 : -1].strip()}


def _line(prompt: Prompt) -> str:
    question, hint = prompt["question"], prompt["hint"]
    if hint or _split(question)["question"] != question:  # it ends with brackets of its own
        return f"{question} ({hint})"
    return question


def _check(prompt: Prompt, line: int) -> None:
    question, hint = prompt["question"], prompt["hint"]
    if not question:
        raise Refusal("prompts.only_hint", field="questions", line=line)
    if len(question.split()) > MOST_WORDS or len(question) > LONGEST_QUESTION:
        raise Refusal(
            "prompts.long_question",
            field="questions",
            line=line,
            words=MOST_WORDS,
            letters=LONGEST_QUESTION,
        )
    if len(hint) > LONGEST_HINT:
        raise Refusal("prompts.long_hint", field="questions", line=line, letters=LONGEST_HINT)
