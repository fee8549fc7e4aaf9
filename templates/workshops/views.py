"""Ids of what sessions are opened, shown and listed with, and the buttons for that."""

from templates import words
from templates.blocks import Block, Message, button, message, rich

NEW = "workshops.new"  # opens the first step
OPEN = "workshops.open"  # its value is the session's id
LIST = "workshops.list"
KINDS = "workshops.kinds"  # the kinds of sessions


def open_button(workshop_id: int) -> Block:
    return button(words("workshops/buttons").open, OPEN, str(workshop_id))


def list_button() -> Block:
    return button(words("workshops/buttons").list, LIST)


def new_button() -> Block:
    return button(words("workshops/buttons").new, NEW)


def kinds_button() -> Block:
    return button(words("workshops/our_kinds").button, KINDS)


def help_message() -> Message:
    said = words("workshops/help")
    return message(said.lock, rich(said.body()))
