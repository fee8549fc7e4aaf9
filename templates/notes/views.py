"""How notes are arranged: the message under the announcement, the form, and where they are read."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from templates import words
from templates.blocks import (
    Block,
    Message,
    View,
    actions,
    button,
    confirmation,
    cut,
    divider,
    message,
    modal,
    rich,
    section,
)
from templates.forms import LONGEST, Form, Text, draw
from templates.signups.views import just_notes_button

if TYPE_CHECKING:
    from storage.notes import Learning, Note, Writeup
    from storage.workshops import Slot, Workshop

ADD = "notes.add"  # its value is the id of one time
SAVE = "notes.save"
READ = "notes.read"  # its value is the session's id
MORE = "notes.more"  # its value is the id of the last note that is shown
CHANGE = "notes.change"  # its value is the note's id, as of the next two
SAVE_CHANGE = "notes.save_change"
TAKE_BACK = "notes.take_back"
SHOWN_AT_ONCE, IN_WINDOW, EXCERPT = 12, 3, 600
FORM: Form = {"words": Text(LONGEST, multiline=True)}


def thread_post(slot: "Slot", times: int, *, over: bool) -> Message:
    """Under the announcement. It looks the same to everyone: who may is answered at the click."""
    said = words("notes/notes")
    text = (said.post_over if over else said.post)(slot.position, times)
    return message(
        said.lock(slot.position, times),
        section(text),
        actions(add_button(slot.id), read_button(slot.workshop_id)),
    )


def add_button(slot_id: int) -> Block:
    return button(words("notes/notes").add, ADD, str(slot_id))


def read_button(workshop_id: int) -> Block:
    return button(words("notes/notes").read, READ, str(workshop_id))


def for_those_signed_up(workshop_id: int) -> Message:
    """To whoever clicked and did not sign up, alone."""
    said = words("notes/notes")
    return message(
        said.for_signed_up_lock,
        section(said.for_signed_up),
        actions(just_notes_button(workshop_id)),
    )


def only_for_them(workshop_id: int) -> View:
    """The same, in a window."""
    said = words("notes/notes")
    way = actions(just_notes_button(workshop_id))
    return modal(said.list_title, section(said.for_signed_up), way, close=said.close)


def form(workshop: "Workshop", slot: "Slot") -> View:
    return _form(workshop, "", callback_id=SAVE, remembers={"slot": slot.id})


def change_form(workshop: "Workshop", note: "Note") -> View:
    return _form(workshop, note.words, callback_id=SAVE_CHANGE, remembers={"note": note.id})


def saved(workshop_id: int, *, what: str) -> View:
    """`what` happened: it is `saved`, or `changed`."""
    said = words("notes/notes")
    again = actions(read_button(workshop_id))
    return modal(said.saved_title, section(getattr(said, what)), again, close=said.done)


def taken_back(workshop_id: int) -> View:
    said = words("notes/notes")
    again = actions(read_button(workshop_id))
    return modal(said.taken_back_title, section(said.taken_back), again, close=said.done)


def listing(
    workshop: "Workshop",
    slots: Sequence["Slot"],
    notes: Sequence["Note"],
    reader_id: int,
    *,
    may_add: int | None,
    written_up: "Writeup | None" = None,
    learned: Sequence["Learning"] = (),
    has_more: bool = False,
) -> View:
    """What was written up, if it was, and what was learned; then each note under its time.
    `may_add` is the time to which the reader could add one.
    """
    said = words("notes/notes")
    blocks: list[Block] = [rich(said.list_head(workshop.title))]
    if written_up is not None:
        blocks += [section(said.note(written_up.words)), *learnings(learned), divider()]
    position: Mapping[int, int] = {each.id: each.position for each in slots}
    before = 0
    for each in notes:
        if len(slots) > 1 and each.slot_id != before:
            blocks.append(rich(said.time(position.get(each.slot_id, 1))))
        before = each.slot_id
        blocks += _note(said, each, reader_id)
    if not notes and written_up is None:
        blocks.append(section(said.nothing))
    ways = [add_button(may_add)] if may_add is not None else []
    ways += [button(said.more, MORE, str(notes[-1].id))] if has_more else []
    return modal(
        said.list_title,
        *blocks,
        *([actions(*ways)] if ways else []),
        close=said.close,
        remembers={"workshop": workshop.id},
    )


def left_behind(notes: Sequence["Note"]) -> list[Block]:
    """What the first time left, for the people of the second."""
    said = words("notes/notes")
    if not notes:
        return []
    return [rich(said.first_left()), *(section(said.note(_short(each))) for each in notes)]


def learnings(found: Sequence["Learning"], *, of_experiment: bool = False) -> list[Block]:
    """What was learned, in the window of a session or of an experiment."""
    said = words("notes/notes")
    if not found:
        return []
    head = said.learned_of() if of_experiment else said.learned()
    return [divider(), rich(head), *(section(said.learning(e.words, e.context)) for e in found)]


def _note(said: Any, note: "Note", reader_id: int) -> list[Block]:
    block = section(said.note(note.words))
    if note.author_id != reader_id:
        return [block]
    sure = confirmation(
        said.sure["title"], said.sure["text"], yes=said.sure["yes"], no=said.sure["no"]
    )
    change = button(said.change, CHANGE, str(note.id))
    return [block, actions(change, button(said.take_back, TAKE_BACK, str(note.id), confirm=sure))]


def _form(
    workshop: "Workshop", written: str, *, callback_id: str, remembers: Mapping[str, int]
) -> View:
    said = words("notes/notes")
    hint = said.rules.get(workshop.sharing_rule, said.rules["no_names"])
    return modal(
        said.title,
        rich(said.list_head(workshop.title)),
        *draw(FORM, {"words": {"label": said.label, "hint": hint}}, initial={"words": written}),
        submit=said.save,
        close=said.not_now,
        callback_id=callback_id,
        remembers=remembers,
    )


def _short(note: "Note") -> str:
    return cut(note.words, EXCERPT)
