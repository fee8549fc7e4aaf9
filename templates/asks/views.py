"""How asks are arranged: what their posts and windows have besides, and what is said about them."""

from templates import words
from templates.blocks import Block, button

HELP = "asks.help"


def help_button(notice_id: int) -> Block:
    """*I can help*, wherever an ask is shown."""
    return button(words("asks/ask").help, HELP, str(notice_id), style="primary")
