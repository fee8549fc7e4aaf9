"""blocks.validate: everything that Slack would refuse, with its reasons, for anyone who asks.

It knows no app, so that nothing is asked of scopes, domains or files.
"""

from collections.abc import Callable
from typing import Any

from sandbox.api.arguments import Arguments
from sandbox.api.calls import Json
from sandbox.api.refusals import Refusal
from sandbox.kit.attachments import MOST_ATTACHMENTS, shows_something, validate_attachments
from sandbox.kit.blocks import has_too_many_tables, validate_blocks, validate_message
from sandbox.kit.fields import Words
from sandbox.kit.problems import Problem, failed
from sandbox.kit.surfaces import MOST_MARKDOWN
from sandbox.kit.views import validate_view

TEXT = Words(40_000, least=0)
MARKDOWN_TEXT = Words(MOST_MARKDOWN)


def validate(arguments: Arguments) -> Json:
    """slack-facts §0.1: one of three arguments, and a shape of error of its own."""
    given = [name for name in _CHECKS if name in arguments]
    if len(given) != 1:
        raise Refusal("invalid_arguments")
    check, code = _CHECKS[given[0]]
    value = arguments.json(given[0], "invalid_arguments")
    if given[0] == "message" and not isinstance(value, dict):
        raise Refusal("invalid_arguments")
    problems = check(value)
    if problems:
        raise Refusal(code, errors=[_problem(problem) for problem in problems])
    return {}


def _check_blocks(blocks: Any) -> list[Problem]:
    """Slack's page shows the pointers of bare blocks without a name before them: `/0/text/type`."""
    return validate_blocks(blocks, "")


def _check_message(message: Json) -> list[Problem]:
    problems: list[Problem] = []
    for name, kind in (("text", TEXT), ("markdown_text", MARKDOWN_TEXT)):
        if message.get(name) is not None:
            problems += kind.check(message[name], f"/{name}")
    problems += validate_message(message)
    attachments = message.get("attachments")
    if attachments is not None:
        problems += validate_attachments(attachments)
    return problems or _check_together(message)


def _check_together(message: Json) -> list[Problem]:
    """What chat.postMessage has codes of its own for. Which words stand here is a guess."""
    attachments = message.get("attachments") or []
    said = [name for name in ("text", "blocks") if message.get(name)]
    if message.get("markdown_text"):
        return [Problem("/markdown_text", "markdown_text_conflict")] if said else []
    if not said and not shows_something(attachments):
        return [Problem("", "must define either `text` or `blocks` or `attachments`")]
    if len(attachments) > MOST_ATTACHMENTS:
        sentence = f"no more than {MOST_ATTACHMENTS} items allowed"
        got = len(attachments)
        return [failed("/attachments", sentence, "max_items", MOST_ATTACHMENTS, got)]
    if has_too_many_tables(message):
        return [Problem("/blocks", "only_one_table_allowed")]
    return []


_CHECKS: dict[str, tuple[Callable[[Any], list[Problem]], str]] = {
    "blocks": (_check_blocks, "invalid_blocks"),
    "message": (_check_message, "invalid_message"),
    "view": (validate_view, "invalid_view"),
}


def _problem(problem: Problem) -> Json:
    message = problem.message
    if message.startswith("unsupported type: "):  # as chat.* and views.* say it; here seen so
        message = "must be a valid enum value"
    told: Json = {"code": problem.code, "message": message, "pointer": problem.pointer}
    if problem.name is not None:
        told["field"] = problem.name
    if problem.constraint is not None:
        told["constraint"] = dict(problem.constraint)
    return told
