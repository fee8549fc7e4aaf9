"""What an app may answer when somebody types into an external menu (slack-facts §2.6).

Asking it, and remembering what it offered, is in acting/suggestions.py.
"""

from sandbox.kit.fields import Items, Json, Problem, Shape
from sandbox.kit.objects import OPTION, OPTION_GROUP
from sandbox.kit.rules import exactly_one

MOST = 100  # slack-facts §1.4
# Nothing found is an answer: here, unlike in a view, the lists may be empty.
ANSWER = Shape(
    may={
        "options": Items(OPTION, most=MOST, least=0),
        "option_groups": Items(OPTION_GROUP, most=MOST, least=0),
    },
    rules=(exactly_one("options", "option_groups"),),
)


def validate_options(ack: Json) -> list[Problem]:
    return list(ANSWER.check(ack, ""))
