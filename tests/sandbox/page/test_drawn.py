"""Blocks to look at, as they are drawn: tables, videos, Markdown, boxes, and older attachments."""

from playwright.sync_api import Locator, Page, expect

from sandbox.messages import Post
from sandbox.workspaces import Workspace
from tests.sandbox.shapes import Json, words

CELL: Json = {"type": "raw_text", "text": "Visits"}
BOLD: Json = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [{"type": "text", "text": "Many", "style": {"bold": True}}],
        }
    ],
}
MARKDOWN = "# Title\n\nSome **bold** and `<b>` and [a link](https://example.org)\n\n- one\n- two\n"
BLOCKS: list[Json] = [
    {
        "type": "video",
        "title": words("How we began"),
        "alt_text": "A garden",
        "video_url": "https://example.org/video",
        "thumbnail_url": "data:,",
    },
    {"type": "markdown", "text": MARKDOWN},
    {"type": "table", "rows": [[CELL, CELL], [{"type": "raw_number", "value": 12}, BOLD]]},
    {"type": "alert", "level": "warning", "text": words("Careful :tada:")},
    {
        "type": "container",
        "title": words("A box"),
        "is_collapsible": True,
        "child_blocks": [{"type": "section", "block_id": "in", "text": words("Inside")}],
    },
]
ATTACHMENT: Json = {
    "color": "good",
    "title": "Older",
    "title_link": "https://example.org",
    "text": "Some *bold* words",
    "fields": [{"title": "Who", "value": "Tom", "short": True}],
    "footer": "A foot",
}


def test_blocks_and_attachments_are_drawn(page: Page, articles: Locator, alone: Workspace) -> None:
    blocks = [{**each, "block_id": str(number)} for number, each in enumerate(BLOCKS)]
    with alone.change():
        post = Post(alone.stamp(), "CNOTICEBO", alone.bot, "", blocks, bot=True)
        post.attachments = [ATTACHMENT]
        post.reactions = {"tada": ["UTOM00000"]}
        alone.posts.add(post)

    play = articles.get_by_role("link", name="Play How we began")
    expect(play).to_have_attribute("href", "https://example.org/video")
    expect(articles.get_by_role("listitem")).to_contain_text(["one", "two"])
    expect(articles.get_by_role("link", name="a link")).to_be_visible()
    expect(articles.locator("code")).to_have_text("<b>")
    expect(articles.get_by_role("columnheader")).to_have_count(2)
    expect(articles.get_by_role("cell")).to_have_text(["12", "Many"])
    expect(articles.get_by_role("note")).to_contain_text("Careful 🎉")
    expect(articles.get_by_text("Inside")).to_be_visible()
    articles.get_by_text("A box").click()
    expect(articles.get_by_text("Inside")).to_be_hidden()
    expect(articles.get_by_role("link", name="Older")).to_be_visible()
    expect(articles.get_by_text("Who")).to_be_visible()
    expect(articles.get_by_role("button", name="tada, 1: Tom Whitaker")).to_be_visible()
    expect(page.get_by_text("does not draw")).to_have_count(0)
