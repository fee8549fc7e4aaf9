"""How a presenter's story is arranged: chosen from, written, shared, and read."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from templates import plain, words
from templates.blocks import (
    OPTION,
    Block,
    View,
    actions,
    button,
    context,
    cut,
    memory_of,
    modal,
    quote,
    rich,
    section,
)
from templates.dates import day
from templates.forms import LONGEST, Choices, Form, Text, draw
from templates.forms.versions import said_of_both, with_theirs

if TYPE_CHECKING:
    from storage.reflections import Reflection
    from storage.stories import Story
    from storage.workshops import Workshop

LAY_OUT = "stories.lay_out"  # its value, as of all these, is the session's id
CHOOSE = "stories.choose"
CHANGE = "stories.change"
SAVE = "stories.save"
SHARE = "stories.share"
SAVE_SHARE = "stories.save_share"
TAKE_BACK = "stories.take_back"
READ = "stories.read"
READ_OWN = "stories.read_own"
REFLECTIONS: Form = {"reflections": Choices()}


def lay_out_button(workshop_id: int) -> Block:
    return button(words("stories/story").lay_out, LAY_OUT, str(workshop_id), style="primary")


def chapters_form(chapters: Sequence[str], *, round_: int = 0) -> Form:
    """With another `round_` the boxes are others: what is drawn stands in them, not what was."""
    key = str(round_) if round_ else ""
    return {each: Text(LONGEST, multiline=True, optional=True, key=key) for each in chapters}


def choose_form(
    workshop: "Workshop", reflections: Sequence["Reflection"], zone: str, *, now: datetime
) -> View:
    """Which reflections belong in it."""
    said = words("stories/story")
    options = {str(each.id): _in_short(said, each, zone, now) for each in reflections}
    return modal(
        said.choose_title,
        rich(said.choose_intro(workshop.title)),
        *draw(REFLECTIONS, said.choose_fields, initial={}, options={"reflections": options}),
        submit=said.choose_save,
        close=said.close,
        callback_id=CHOOSE,
        remembers={"workshop": workshop.id},
    )


def form(
    workshop: "Workshop",
    chapters: Sequence[str],
    initial: Mapping[str, str],
    *,
    opened: Mapping[str, str],
    shared: bool,
    theirs: Mapping[str, str] | None = None,
    round_: int = 0,
) -> View:
    """A box for each heading; `opened` are marks of what was saved when it was opened, `theirs`
    what another window saved since.
    """
    said, both = words("stories/story"), said_of_both()
    drawn = draw(chapters_form(chapters, round_=round_), said.headings, initial=initial)
    top: Block = context(said.intro_shared if shared else said.intro_alone)
    if theirs is not None:
        told = {name: each or said.blank for name, each in theirs.items()}
        top, drawn = section(both.changed), with_theirs(drawn, told)
    return modal(
        said.title,
        top,
        *drawn,
        submit=said.save if theirs is None else both.use_mine,
        close=said.close if theirs is None else both.use_theirs,
        callback_id=SAVE,
        remembers={"workshop": workshop.id, "opened": dict(opened), "round": round_},
    )


def saved(workshop: "Workshop", story: "Story") -> View:
    said = words("stories/story")
    line = said.saved_shared if story.shared else said.saved_alone
    return _said(said.saved_title, line, workshop, story)


def share_form(workshop: "Workshop", story: "Story") -> View:
    """All that others would read, and who they are, before it is shared."""
    said = words("stories/story")
    return modal(
        said.share_title,
        section(said.share_who),
        *_chapters(said, story),
        submit=said.share,
        close=said.close,
        callback_id=SAVE_SHARE,
        remembers={"workshop": workshop.id},
    )


def shared(workshop: "Workshop", story: "Story") -> View:
    said = words("stories/story")
    return _said(said.shared_title, said.shared, workshop, story)


def taken_back(workshop: "Workshop", story: "Story") -> View:
    said = words("stories/story")
    return _said(said.taken_back_title, said.taken_back, workshop, story)


def reading(name: str, story: "Story") -> View:
    """For those who signed up."""
    said = words("stories/story")
    title = cut(plain(said.read_title(name)), 24)
    return modal(title, *_chapters(said, story), close=said.done)


def own_lines(workshop: "Workshop", story: "Story | None") -> list[Block]:
    """For the session's window, for whoever it is about."""
    said = words("stories/story")
    if story is None:
        return [section(said.yours_not_yet), actions(lay_out_button(workshop.id))]
    line = said.yours_shared if story.shared else said.yours_alone
    return [section(line), _own_ways(workshop, story)]


def others_lines(workshop: "Workshop", name: str) -> list[Block]:
    said = words("stories/story")
    return [section(said.others(name), button(said.read_it, READ, str(workshop.id)))]


def kept_lines(workshop: "Workshop") -> list[Block]:
    """For whoever laid it out, where it is not told (any more)."""
    said = words("stories/story")
    return [section(said.kept, button(said.read_it, READ_OWN, str(workshop.id)))]


def is_of_story(view: Mapping[str, Any]) -> bool:
    """A window of ours: what is clicked in it comes in its place."""
    return bool(memory_of(view).get("story"))


def _said(title: str, line: str, workshop: "Workshop", story: "Story") -> View:
    ways = _own_ways(workshop, story)
    close = words("stories/story").done
    return modal(title, section(line), ways, close=close, remembers={"story": True})


def _own_ways(workshop: "Workshop", story: "Story") -> Block:
    said, value = words("stories/story"), str(workshop.id)
    change = button(said.change, CHANGE, value)
    if story.shared:
        return actions(change, button(said.take_back, TAKE_BACK, value))
    share = [button(said.share, SHARE, value)] if story.chapters else []
    return actions(change, *share)


def _chapters(said: Any, story: "Story") -> list[Block]:
    blocks: list[Block] = []
    for each in story.chapters:
        label = said.headings[each["code"]]["label"]
        blocks += [rich(said.heading(label)), quote(each["words"])]
    return blocks


def _in_short(said: Any, reflection: "Reflection", zone: str, now: datetime) -> str:
    first = next((each["words"] for each in reflection.answers if each["words"]), "")
    when = day(reflection.created_at, zone, now=now)
    return cut(plain(said.reflection(when, " ".join(first.split()))), OPTION)
