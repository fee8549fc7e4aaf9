"""The forms about experiments: their inputs, and what each choice offers."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from templates import words
from templates.forms import Choice, Form, Text
from templates.visibility import naming

if TYPE_CHECKING:
    from storage.experiments import Experiment

REGISTRATION: Form = {
    "title": Text(80),
    "purpose": Text(500, multiline=True),
    "question": Text(300),
    "stage": Choice(),
    "visibility": Choice("radio_buttons"),
}
SAFETY: Form = {
    "could_be_hurt": Text(1000, multiline=True),
    "people_know": Text(1000, multiline=True),
    "how_stop": Text(1000, multiline=True),
}


def registration_options(
    experiment: "Experiment | None" = None, companions: Sequence[str] = ()
) -> Mapping[str, Mapping[str, str]]:
    """Stages, and who can see it. A level with nobody in it is not offered, and `public` never is:
    publishing is a path of its own.
    """
    said = words("experiments/registration")
    narrow = {"only_me": said.only_me}
    if experiment is not None and companions:
        narrow = {"circle": naming("circle", companions, experiment.ref)}
    return {
        "stage": words("experiments/stages").long,
        "visibility": {**narrow, "group": said.group},
    }


def registration_values(experiment: "Experiment") -> Mapping[str, str]:
    return {name: getattr(experiment, name) for name in REGISTRATION}


def safety_values(experiment: "Experiment") -> Mapping[str, str]:
    return {name: getattr(experiment, name) for name in SAFETY}
