"""Tables of Block Kit's composition objects: texts, options, confirmations, filters, files.
What holds them stands in elements.py and blocks.py; they know of no surface.
"""

from sandbox.kit.fields import Choice, EitherOf, Flag, Formed, Items, Kind, OneOf, Shape, Words
from sandbox.kit.forms import id_of, is_address, is_web_address
from sandbox.kit.rules import at_least_one, exactly_one

ID = Words(255)  # block_id, action_id (slack-facts §1.1)
ADDRESS = Formed(is_address, "invalid url", most=3000)
WEB_ADDRESS = Formed(is_web_address, "invalid url", most=3000)
PERSON = Formed(id_of("UW"), "must be a valid user id")
CHANNEL = Formed(id_of("CG"), "must be a valid channel id")
CONVERSATION = Formed(id_of("CGDUW"), "must be a valid conversation id")


def _plain(most: int) -> Shape:
    return Shape(needs={"text": Words(most)}, may={"emoji": Flag()})


def _mrkdwn(most: int) -> Shape:
    return Shape(needs={"text": Words(most)}, may={"verbatim": Flag()})


def plain(most: int) -> OneOf:
    """A text object where Slack takes plain_text only: labels, titles, buttons."""
    return OneOf({"plain_text": _plain(most)})


def text(most: int) -> OneOf:
    """A text object where Slack takes mrkdwn too."""
    return EitherOf({"plain_text": _plain(most), "mrkdwn": _mrkdwn(most)})


TEXTS = {"plain_text": _plain(3000), "mrkdwn": _mrkdwn(3000)}

SLACK_FILE = Shape(
    may={"id": Formed(id_of("F"), "must be a valid file id"), "url": WEB_ADDRESS},
    rules=(exactly_one("id", "url"),),
)


def image(**also: Kind) -> Shape:
    """The image, as a block and as an element: with an address or a file of Slack's."""
    return Shape(
        needs={"alt_text": Words(2000)},
        may={"image_url": WEB_ADDRESS, "slack_file": SLACK_FILE, **also},
        rules=(exactly_one("image_url", "slack_file"),),
    )


OPTION = Shape(
    needs={"text": plain(75), "value": Words(150)},
    may={"description": plain(75)},
)
# Only checkboxes and radio buttons show formatting in their options (slack-facts §1.4).
FORMATTED_OPTION = Shape(
    needs={"text": text(75), "value": Words(150)},
    may={"description": text(75)},
)
# Only an overflow menu's options may be links (slack-facts §1.4).
LINKED_OPTION = Shape(
    needs={"text": plain(75), "value": Words(150)},
    may={"description": plain(75), "url": ADDRESS},
)
OPTION_GROUP = Shape(needs={"label": plain(75), "options": Items(OPTION, most=100)})

CONFIRM = Shape(
    needs={"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    may={"style": Choice(("primary", "danger"))},
)
WORKFLOW = Shape(
    needs={
        "trigger": Shape(
            needs={"url": WEB_ADDRESS},
            may={
                "customizable_input_parameters": Items(
                    Shape(needs={"name": Words(), "value": Words()})
                ),
            },
        ),
    },
)
DISPATCH_ACTION_CONFIG = Shape(
    needs={
        "trigger_actions_on": Items(Choice(("on_enter_pressed", "on_character_entered")), most=2),
    },
)
FILTER = Shape(
    may={
        "include": Items(Choice(("im", "mpim", "private", "public"))),
        "exclude_external_shared_channels": Flag(),
        "exclude_bot_users": Flag(),
    },
    rules=(at_least_one("include", "exclude_external_shared_channels", "exclude_bot_users"),),
)
