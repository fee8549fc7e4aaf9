"""Ids and buttons of offering an idea."""

from templates import words
from templates.blocks import Block, button

OFFER = "ideas.offer"  # its value is the session's id, or "" for any
OFFER_EXPERIMENT = "ideas.offer_experiment"  # its value is the experiment's id


def offer_button(workshop_id: int | None = None) -> Block:
    value = "" if workshop_id is None else str(workshop_id)
    return button(words("ideas/buttons").offer, OFFER, value)


def offer_experiment_button(experiment_id: int) -> Block:
    return button(words("ideas/buttons").offer_experiment, OFFER_EXPERIMENT, str(experiment_id))
