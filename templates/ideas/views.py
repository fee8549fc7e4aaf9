"""Ids and buttons of ideas for sessions."""

from templates import words
from templates.blocks import Block, button

OFFER = "ideas.offer"  # its value is the session's id, or "" for any
OFFER_EXPERIMENT = "ideas.offer_experiment"  # its value is the experiment's id
SAVE = "ideas.save"
OPEN = "ideas.open"  # its value, as of those below, is the idea's id
CHANGE = "ideas.change"
SAVE_CHANGE = "ideas.save_change"
TAKE_BACK = "ideas.take_back"
KEEP = "ideas.keep"
PUT_DOWN = "ideas.put_down"
TALK = "ideas.talk"
CHOOSE = "ideas.choose"
SAVE_CHOICE = "ideas.save_choice"
LIST = "ideas.list"
MORE = "ideas.more"
RELEASE = "ideas.release"  # its value is the session's id
SAVE_RELEASE = "ideas.save_release"


def offer_button(workshop_id: int | None = None) -> Block:
    value = "" if workshop_id is None else str(workshop_id)
    return button(words("ideas/buttons").offer, OFFER, value)


def offer_experiment_button(experiment_id: int) -> Block:
    return button(words("ideas/buttons").offer_experiment, OFFER_EXPERIMENT, str(experiment_id))


def ideas_button() -> Block:
    """For facilitators: what was offered."""
    return button(words("ideas/choices").button, LIST)
