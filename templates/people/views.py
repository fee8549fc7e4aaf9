"""How a member's own settings are arranged."""

from collections.abc import Sequence
from typing import Any

from templates import words
from templates.blocks import Block, View, modal, section
from templates.forms import Choice, Choices, Form, draw

MY_SETTINGS = "people.settings"
SAVE_MY_SETTINGS = "people.save_settings"
SETTINGS: Form = {
    "keeps_drafts": Choice("radio_buttons"),
    "greeting": Choice("radio_buttons", optional=True),
    "reminders": Choices(),
}


def settings_form(
    *,
    keeps_drafts: bool,
    greeting: str,
    reminders: Sequence[str] = (),
    more: Sequence[Block] = (),
) -> View:
    """`more` is what other capabilities have to be set."""
    said = words("people/settings")
    inputs = draw(
        SETTINGS,
        said.fields,
        initial={
            "keeps_drafts": "yes" if keeps_drafts else "no",
            "greeting": greeting,
            "reminders": reminders,
        },
        options={
            "keeps_drafts": said.drafts,
            "greeting": said.greeting,
            "reminders": said.reminders,
        },
    )
    return modal(
        said.title, *inputs, *more, submit=said.save, close=said.close, callback_id=SAVE_MY_SETTINGS
    )


def settings_saved(*, keeps_drafts: bool, reminders: Sequence[str] = ()) -> View:
    said = words("people/settings")
    what = said.kept if keeps_drafts else said.not_kept
    return modal(said.saved_title, section(what), *_reminded(said, reminders), close=said.done)


def _reminded(said: Any, reminders: Sequence[str]) -> list[Block]:
    chosen = [said.reminders[each] for each in reminders]
    return [section(said.reminded(chosen) if chosen else said.not_reminded)]
