"""Ids and buttons of signing up."""

from templates import words
from templates.blocks import Block, button

SIGN_UP = "signups.sign_up"  # its value is the session's id
JUST_NOTES = "signups.just_notes"  # its value is the session's id


def sign_up_button(workshop_id: int) -> Block:
    return button(words("signups/buttons").sign_up, SIGN_UP, str(workshop_id), style="primary")


def just_notes_button(workshop_id: int) -> Block:
    return button(words("signups/buttons").just_notes, JUST_NOTES, str(workshop_id))
