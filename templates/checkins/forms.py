"""The form in which people say more of how it is going, or say so unasked."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from templates import plain, words
from templates.blocks import View, actions, button, context, modal, quote, section
from templates.checkins.boxes import Remembered, Unsaved, inputs_for
from templates.experiments.views import PUT_DOWN
from templates.forms import draw
from templates.forms.drafts import begun_lines, kept_line
from templates.forms.versions import with_notes
from templates.reflections.views import WRITE
from templates.visibility import Audiences, level_options

SAVE = "checkins.save"
SAVE_EDIT = "checkins.save_edit"
KEEP_ALONE = "checkins.keep_alone"
BEGIN_ANEW = "checkins.begin_anew"
BRING_BACK = "checkins.bring_back"


@dataclass(frozen=True)
class LastTime:
    """What they said before of this experiment, on a day as they read it."""

    day: str
    feel: str
    noticed: str
    will_try: str


@dataclass(frozen=True)
class Page:
    """All that the form is drawn from. `mine` are the experiments to choose from, where it asks
    which; `there` is what another window saved meanwhile, by input.
    """

    unsaved: Unsaved
    remembered: Remembered
    levels: Audiences
    ref: str
    title: str
    mine: Mapping[str, str] = field(default_factory=dict)
    last_try: str = ""
    last_time: LastTime | None = None
    began: str = ""
    other: str = ""
    tells: bool = False
    note: str = ""
    there: Mapping[str, str] = field(default_factory=dict)


def form(page: Page) -> View:
    said, known = words("checkins/form"), page.remembered
    return modal(
        plain(said.title("" if page.mine else page.ref)),
        *([section(page.note)] if page.note else []),
        *([] if page.mine else [context(said.about_one(page.title))]),
        *_before(said, page),
        *begun_lines(page.began, page.other, begin_anew=BEGIN_ANEW, bring_back=BRING_BACK),
        *_inputs(said, page),
        *kept_line(tells=page.tells),
        submit=said.save,
        close=said.close,
        callback_id=SAVE_EDIT if known.edits else SAVE,
        remembers=_remember(page),
    )


def nothing_to_check_in(typed: str) -> View:
    """With what they typed, so that it can be copied."""
    said = words("checkins/form")
    kept = [quote(typed)] if typed else []
    ways = actions(button(said.put_down, PUT_DOWN, style="primary"), button(said.reflect, WRITE))
    return modal(said.nothing_title, section(said.nothing), *kept, ways, close=said.close)


def feel_words(feel: str) -> str:
    """How it goes, as it is said."""
    return str(words("checkins/feels").feels[feel])


def _before(said: Any, page: Page) -> list[Any]:
    """What they said before, and by the tap."""
    out = []
    last = page.last_time
    if last is not None:
        told = said.last_time(last.day, feel_words(last.feel), last.noticed, last.will_try)
        out.append(quote(told))
    elif page.last_try:
        out.append(quote(said.last_try(page.last_try)))
    if page.remembered.feel:
        out.append(section(said.tapped(feel_words(page.remembered.feel))))
    return out


def _inputs(said: Any, page: Page) -> list[Any]:
    one = page.unsaved
    drawn = draw(
        inputs_for(page.remembered, one.about, tells=page.tells),
        said.fields,
        initial={**asdict(one), "about": str(one.about), "visibility": one.level},
        options={
            "about": page.mine,
            "feel": words("checkins/feels").feels,
            "visibility": level_options(page.levels, page.ref),
        },
    )
    return with_notes(drawn, {name: said.there(each) for name, each in page.there.items()})


def _remember(page: Page) -> dict[str, Any]:
    named = {level: [each.id for each in people] for level, people in page.levels.items() if people}
    known = replace(page.remembered, named=named)
    return {name: value for name, value in asdict(known).items() if value}


def spoken(levels: Audiences, ref: str, name: str, value: str) -> str:
    """What stands in an input, as its option says it."""
    if name == "feel":
        return feel_words(value)
    return level_options(levels, ref).get(value, value) if name == "visibility" else value
