"""What an app may answer when an external menu asks it for options (slack-facts §2.6)."""

from typing import Any

from sandbox.kit.fields import Items, Shape
from sandbox.kit.objects import OPTION, plain
from sandbox.kit.problems import Problem
from sandbox.kit.rules import exactly_one

MOST = 100

# An empty list is the answer that nothing was found.
ANSWER = Shape(
    may={
        "options": Items(OPTION, most=MOST, least=0),
        "option_groups": Items(
            Shape(needs={"label": plain(75), "options": Items(OPTION, most=MOST, least=0)}),
            most=MOST,
            least=0,
        ),
    },
    rules=(exactly_one("options", "option_groups"),),
)


def validate_options(ack: Any) -> list[Problem]:
    return list(ANSWER.check(ack, ""))
