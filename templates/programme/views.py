"""How the group's settings are arranged, for facilitators."""

from collections.abc import Sequence

from templates import words
from templates.blocks import View, actions, context, modal, rich
from templates.doorway.views import settings_lines
from templates.forms import Channel, Form, People, draw
from templates.people.disclosures import who_button

OPEN_SETTINGS = "programme.open_settings"
SAVE_SETTINGS = "programme.save_settings"

SETTINGS: Form = {"noticeboard": Channel(), "facilitators": People()}


def settings_form(noticeboard: str | None, facilitators: Sequence[str]) -> View:
    """Where the noticeboard is, and who facilitates (Slack ids)."""
    said = words("programme/settings")
    initial = {"noticeboard": noticeboard, "facilitators": facilitators}
    return modal(
        said.title,
        context(said.intro),
        *draw(SETTINGS, said.fields, initial=initial),
        *(settings_lines() if noticeboard else []),
        actions(who_button()),
        submit=said.save,
        close=said.close,
        callback_id=SAVE_SETTINGS,
    )


def saved(noticeboard: str) -> View:
    said = words("programme/settings")
    return modal(said.saved_title, rich(said.saved(noticeboard)), close=said.done)
