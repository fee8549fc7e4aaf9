"""The table block: rows of cells, and how its columns are shown.
Slack's newer data_table is another block, and not judged here (surfaces.py).
"""

from collections.abc import Iterator, Sequence

from sandbox.kit.fields import Choice, Flag, Items, Maybe, Number, OneOf, Shape, Words
from sandbox.kit.objects import ID
from sandbox.kit.problems import Json, Problem, failed
from sandbox.kit.rich_texts import RICH_TEXT
from sandbox.kit.texts import words_of

MOST_CELL_TEXT = 10_000  # slack-facts §1.2: of all the cells together

CELL = OneOf(
    {
        "raw_text": Shape(needs={"text": Words()}),
        "raw_number": Shape(needs={"value": Number(), "text": Words()}),
        "rich_text": RICH_TEXT,
    },
)
COLUMN = Shape(may={"align": Choice(("left", "center", "right")), "is_wrapped": Flag()})


def _not_too_long(table: Json, at: str) -> Iterator[Problem]:
    got = sum(len(words) for words in words_of(table["rows"]))
    if got > MOST_CELL_TEXT:
        said = f"must be less than {MOST_CELL_TEXT + 1} characters"
        yield failed(f"{at}/rows", said, "max_length", MOST_CELL_TEXT, got)


# slack-facts §1.2: 100 rows of 20 cells; null leaves a column as it is.
TABLE = Shape(
    needs={"rows": Items(Items(CELL, most=20), most=100)},
    may={"column_settings": Items(Maybe(COLUMN), most=20), "block_id": ID},
    rules=(_not_too_long,),
)


def count_tables(blocks: Sequence[Json]) -> int:
    """Those in containers count as well."""
    return sum(
        count_tables(block["child_blocks"])
        if block["type"] == "container"
        else block["type"] == "table"
        for block in blocks
    )
