"""Ids and buttons of signing up."""

from templates import words
from templates.blocks import Block, button

SIGN_UP = "signups.sign_up"  # its value is the session's id
SAVE = "signups.save"
CHANGE = "signups.change"  # its value is the session's id, as of those below
LEAVE = "signups.leave"
TAKE = "signups.take"
JUST_NOTES = "signups.just_notes"  # its value is the session's id
NO_NOTES = "signups.no_notes"  # takes that back
COME = "signups.come"  # its value is the sign-up's id
LET_GO = "signups.let_go"  # its value is the sign-up's id


def sign_up_button(workshop_id: int) -> Block:
    return button(words("signups/buttons").sign_up, SIGN_UP, str(workshop_id), style="primary")


def just_notes_button(workshop_id: int) -> Block:
    return button(words("signups/buttons").just_notes, JUST_NOTES, str(workshop_id))


def change_button(workshop_id: int) -> Block:
    return button(words("signups/saved").change_or_leave, CHANGE, str(workshop_id))


def take_button(workshop_id: int) -> Block:
    return button(words("signups/saved").take, TAKE, str(workshop_id), style="primary")


def no_notes_button(workshop_id: int) -> Block:
    return button(words("signups/notes").take_back, NO_NOTES, str(workshop_id))


def answers(signup_id: int) -> list[Block]:
    """Yes and no to a place that came free, the one as large as the other."""
    said = words("signups/place")
    return [
        button(said.come, COME, str(signup_id)),
        button(said.let_go, LET_GO, str(signup_id)),
    ]
