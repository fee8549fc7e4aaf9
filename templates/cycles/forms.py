"""The forms about how an experiment moves: their inputs, and what each choice offers."""

from hashlib import sha256
from typing import TYPE_CHECKING

from templates import plain, words
from templates.experiments.forms import SAFETY
from templates.forms import Choice, Day, Form, Text

if TYPE_CHECKING:
    from storage.experiments import Experiment

CHOOSE = "cycles.choose"  # the stage: told at once, since what is asked besides depends on it
WORDS = Text(300, multiline=True, optional=True)
REST: Form = {"wake_on": Day(optional=True), "words": WORDS}
END: Form = {"reason": Choice("radio_buttons"), "words": WORDS}


def where_form(question: str, *, safety: bool) -> Form:
    """`question` says whether a next one is "required", "optional" or "" not wanted."""
    form: dict[str, Text | Choice] = {CHOOSE: Choice(tells=True)}
    if question:
        form["question"] = Text(300, optional=question == "optional")
    form["words"] = WORDS
    return {**form, **(SAFETY if safety else {})}


def reasons(experiment_id: int, day: str) -> dict[str, str]:
    """The eight, in an order that changes with the day and from one to another: none is first."""
    said: dict[str, str] = words("cycles/pauses").reasons
    turned = sorted(
        said, key=lambda each: sha256(f"{experiment_id}:{day}:{each}".encode()).digest()
    )
    return {each: said[each] for each in turned}


def seen_hint(experiment: "Experiment", seen_by: str) -> str:
    """Where what is said will be seen."""
    said = words("cycles/where")
    if seen_by == "circle":
        return plain(said.seen_by_circle(experiment.ref))
    return str(said.seen[seen_by])
