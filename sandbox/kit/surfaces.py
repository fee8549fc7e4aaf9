"""The tables of Block Kit's blocks, one for each surface (slack-facts §1.2).
What holds between the blocks of one message or view stands in blocks.py and views.py.
"""

from collections.abc import Mapping

from sandbox.kit.elements import ACCESSORY, ACTION, ELEMENTS, INPUT, MODAL_INPUT
from sandbox.kit.fields import Choice, Flag, Formed, Items, Kind, Loose, OneOf, Shape, Words
from sandbox.kit.forms import is_secure_address
from sandbox.kit.objects import ID, TEXTS, WEB_ADDRESS, image, plain, text
from sandbox.kit.rich_texts import RICH_TEXT
from sandbox.kit.rules import (
    at_least_one,
    collapsed_if_collapsible,
    different_action_ids,
    no_dispatch_of_files,
    no_divider_if_collapsible,
)
from sandbox.kit.tables import TABLE

MOST_MARKDOWN = 12_000  # slack-facts §1.1: of all the markdown blocks of a message together
SECURE_ADDRESS = Formed(is_secure_address, "must be a valid HTTPS URL", most=3000)


def _block(needs: dict[str, Kind] | None = None, **may: Kind) -> Shape:
    return Shape(needs=needs or {}, may={**may, "block_id": ID})


def _input(element: OneOf) -> Shape:
    return Shape(
        needs={"label": plain(2000), "element": element},
        may={
            "hint": plain(2000),
            "optional": Flag(),
            "dispatch_action": Flag(),
            "block_id": ID,
        },
        rules=(no_dispatch_of_files,),
    )


# What every surface takes.
EVERYWHERE: Mapping[str, Shape] = {
    "section": Shape(
        may={
            "text": text(3000),
            "fields": Items(text(2000), most=10),
            "accessory": ACCESSORY,
            "expand": Flag(),
            "block_id": ID,
        },
        rules=(at_least_one("text", "fields"),),
    ),
    "header": _block({"text": plain(150)}),
    "divider": _block(),
    "context": _block(
        {"elements": Items(OneOf({**TEXTS, "image": ELEMENTS["image"]}), most=10)},
    ),
    "actions": Shape(
        needs={"elements": Items(ACTION, most=25)},
        may={"block_id": ID},
        rules=(different_action_ids,),
    ),
    "image": image(title=plain(2000), block_id=ID),
    "input": _input(INPUT),
    "rich_text": RICH_TEXT,
    # Whether the app may embed videos, and from where, is the manifest's to say (permits.py).
    "video": _block(
        {
            "alt_text": Words(),
            "title": plain(199),  # "less than 200", "less than 50"
            "video_url": SECURE_ADDRESS,
            "thumbnail_url": WEB_ADDRESS,
        },
        title_url=SECURE_ADDRESS,
        description=plain(3000),
        provider_icon_url=WEB_ADDRESS,
        provider_name=Words(),
        author_name=Words(49),
    ),
}
# As Slack's page lists them. Its file block is left out, since no app may send one; somebody who
# asked blocks.validate found rich_text and input refused there (slack-morphism's docs).
IN_CONTAINER = (
    *("actions", "context", "divider", "header", "image", "input", "rich_text", "section", "video"),
)
CONTAINER = Shape(
    needs={
        "child_blocks": Items(
            OneOf({**{name: EVERYWHERE[name] for name in IN_CONTAINER}, "table": TABLE}), most=10
        ),
    },
    may={
        "title": plain(150),
        "rich_text_title": OneOf({"rich_text": RICH_TEXT}),
        "subtitle": text(150),
        "width": Choice(("narrow", "standard", "wide", "full")),
        "icon": OneOf({"image": ELEMENTS["image"]}),
        "is_collapsible": Flag(),
        "default_collapsed": Flag(),
        "has_header_divider": Flag(),
        "block_id": ID,
    },
    rules=(
        at_least_one("title", "rich_text_title"),
        no_divider_if_collapsible,
        collapsed_if_collapsible,
    ),
)
MESSAGE = OneOf(
    {
        **EVERYWHERE,
        "markdown": _block({"text": Words(MOST_MARKDOWN)}),
        "table": TABLE,
        "container": CONTAINER,
        # calls.add makes the id; the sandbox has no calls, and takes any.
        "call": _block({"call_id": Words()}, api_decoration_available=Flag(), call=Loose()),
    },
)
MODAL = OneOf(
    {
        **EVERYWHERE,
        "input": _input(MODAL_INPUT),
        "alert": _block(
            {"text": text(3000)},
            level=Choice(("default", "info", "warning", "error", "success")),
        ),
    },
)
HOME = OneOf(EVERYWHERE)

_UNJUDGED = "is not judged here: Slack may take it. It is for agents, cards and data"
# Why a block is refused, where "unsupported type" alone would not be the whole truth.
UNTAKEN: Mapping[str, str] = {
    "file": "a file block is read-only: Slack shows one where somebody shared a remote file",
    **{
        name: f"{name} {_UNJUDGED}"
        for name in (
            *("auth_provider", "card", "carousel", "context_actions", "data_table"),
            *("data_visualization", "plan", "task_card"),
        )
    },
}
