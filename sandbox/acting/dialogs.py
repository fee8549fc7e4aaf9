"""What a person does in a dialog of before there were modals, made into Slack's payloads, and what
the app's answer does. How one is opened, and that it is shown as a modal, is in api/dialogs.py.

The payloads are those of bolt-js's types and of Slack's old page about dialogs.
"""

from typing import Any

from sandbox.acting.payloads import respond_url
from sandbox.api.dialogs import SUGGESTIONS, as_lists
from sandbox.kit.entries import raw_value, stateful
from sandbox.kit.fields import Choice, Items, Shape, Words
from sandbox.kit.problems import Problem
from sandbox.states import State
from sandbox.windows import TROUBLE, OpenView

Json = dict[str, Any]


def submission(state: State, view: OpenView) -> Json:
    """What was left empty is null."""
    entered = {
        place.block["block_id"]: raw_value(place, view.values) or None
        for place in stateful(view.body)
    }
    return {**_answerable(state, view, "dialog_submission"), "submission": entered}


def cancellation(state: State, view: OpenView) -> Json:
    return _answerable(state, view, "dialog_cancellation")


def suggestion(state: State, view: OpenView, name: str, query: str) -> Json:
    return {**_interaction(state, view, "dialog_suggestion"), "name": name, "value": query}


def answer_save(state: State, view: OpenView, ack: Json) -> None:
    """Nothing, or what is wrong with which elements. That no errors are as good as nothing is a
    guess.
    """
    names = Choice(tuple(place.block["block_id"] for place in stateful(view.body)))
    error = Shape(needs={"name": names, "error": Words()})
    problems = list(Shape(may={"errors": Items(error, least=0)}).check(ack, ""))
    if problems:
        sentences = [f"the answer was refused: {problem.wire}" for problem in problems]
        state.lint("dialog_submission", *sentences)
        view.note = TROUBLE
    elif ack.get("errors"):
        view.errors = {each["name"]: each["error"] for each in ack["errors"]}
    else:
        state.windows.close(view)


def validate_options(ack: Json) -> list[Problem]:
    return list(SUGGESTIONS.check(ack, ""))


def read_options(ack: Json) -> Json:
    """As an external menu of today is answered; the answer must have been validated."""
    return as_lists(ack)


def _answerable(state: State, view: OpenView, kind: str) -> Json:
    payload = _interaction(state, view, kind)
    return {**payload, "response_url": respond_url(state, view.user, payload["channel"]["id"])}


def _interaction(state: State, view: OpenView, kind: str) -> Json:
    """Unlike those of today, it does not name the app."""
    dialog = view.dialog or {}
    channel, user = state.conversations[dialog["channel"]], state.users[view.user]
    return {
        "type": kind,
        "token": "sandbox",
        "action_ts": state.stamp(),
        "team": {"id": state.team, "domain": state.domain},
        "user": {"id": user.id, "name": user.handle, "team_id": user.team or state.team},
        "channel": {"id": channel.id, "name": channel.payload_name},
        "callback_id": view.body["callback_id"],
        "state": dialog["state"],
        "enterprise": None,
        "is_enterprise_install": False,
    }
