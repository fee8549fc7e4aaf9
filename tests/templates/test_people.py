"""What is said about members and facilitators."""

from bot.errors import Refusal
from templates import sentence


def test_whoever_may_not_name_facilitators_is_told_whom_to_ask() -> None:
    said = sentence(Refusal("people.facilitators_only"))

    assert said == "Only facilitators can do this. You could ask one of them."
