"""Tables of rich_text: its leaves, their styles, and the four things that hold leaves.
How rich_text reads to a person stands in texts.py.
"""

from sandbox.kit.fields import Choice, Flag, Formed, Items, Kind, OneOf, Shape, Whole, Words
from sandbox.kit.forms import id_of
from sandbox.kit.objects import ADDRESS, CONVERSATION, ID, PERSON

# The last three are on Slack's pages of the leaves; its SDKs do not know them.
STYLES = (
    *("bold", "italic", "strike", "code", "underline"),
    *("highlight", "client_highlight", "unlink"),
)
STYLE = Shape(may={name: Flag() for name in STYLES})


def _leaf(needs: dict[str, Kind], **may: Kind) -> Shape:
    return Shape(needs=needs, may={**may, "style": STYLE})


# slack-facts §1.5: no limit is known for a leaf; the message's own limit holds (blocks.py).
LEAVES = {
    "text": _leaf({"text": Words()}),
    "link": _leaf({"url": ADDRESS}, text=Words(), unsafe=Flag()),
    "user": _leaf({"user_id": PERSON}),
    "usergroup": _leaf({"usergroup_id": Formed(id_of("S"), "must be a valid usergroup id")}),
    "channel": _leaf({"channel_id": CONVERSATION}),
    "team": _leaf({"team_id": Formed(id_of("TE"), "must be a valid team id")}),
    "emoji": _leaf({"name": Words()}, unicode=Words(), skin_tone=Whole(1, 6)),
    "broadcast": _leaf({"range": Choice(("here", "channel", "everyone"))}),
    "color": _leaf({"value": Words()}),
    "date": _leaf({"timestamp": Whole(0), "format": Words()}, url=ADDRESS, fallback=Words()),
}
BORDER = Whole(0, 1)
# Only the four parts may be empty, the rich_text itself may not (slack-facts §1.5).
LEAF_LIST = Items(OneOf(LEAVES), least=0)
SECTION = Shape(needs={"elements": LEAF_LIST})

PARTS = {
    "rich_text_section": SECTION,
    "rich_text_list": Shape(
        needs={
            "style": Choice(("bullet", "ordered")),
            "elements": Items(OneOf({"rich_text_section": SECTION}), least=0),
        },
        may={"indent": Whole(0, 8), "border": BORDER, "offset": Whole(0)},
    ),
    "rich_text_preformatted": Shape(
        needs={
            "elements": Items(OneOf({name: LEAVES[name] for name in ("text", "link")}), least=0),
        },
        may={"border": BORDER, "language": Words()},
    ),
    "rich_text_quote": Shape(needs={"elements": LEAF_LIST}, may={"border": BORDER}),
}
RICH_TEXT = Shape(needs={"elements": Items(OneOf(PARTS))}, may={"block_id": ID})
