"""The bar of bookmarks on the page, and channels that are archived there."""

from playwright.sync_api import Locator, Page, expect
from slack_sdk import WebClient

from tests.sandbox.shapes import QUIET, Json

BOARD: Json = {"channel": "CNOTICEBO"}


def test_a_bookmark_leads_to_the_message_from_any_room(
    page: Page, articles: Locator, client: WebClient
) -> None:
    ts = client.chat_postMessage(text="The first", **BOARD, **QUIET)["ts"]
    for number in range(40):
        client.chat_postMessage(text=f"Number {number}", **BOARD, **QUIET)
    link = client.chat_getPermalink(message_ts=ts, **BOARD)["permalink"]
    for channel in ("CNOTICEBO", "CHALLWAY0"):
        client.bookmarks_add(channel_id=channel, title="Start here", type="link", link=link)
    expect(articles.first).not_to_be_in_viewport()
    bar = page.get_by_role("navigation", name="Bookmarks")
    bar.get_by_role("link", name="Start here").click()
    expect(articles.first).to_be_in_viewport()

    page.get_by_role("link", name="hallway").click()
    expect(page.get_by_role("heading", name="#hallway")).to_be_visible()
    bar.get_by_role("link", name="Start here").click()
    expect(page.get_by_role("heading", name="#noticeboard")).to_be_visible()
    expect(articles.first).to_be_focused()
    client.chat_delete(ts=ts, **BOARD)
    expect(articles.first).to_contain_text("Number 0")
    bar.get_by_role("link", name="Start here").click()
    expect(page.get_by_text("That message is not here any more.")).to_be_visible()


def test_where_there_are_none_there_is_no_bar(page: Page, client: WebClient) -> None:
    bar = page.get_by_role("navigation", name="Bookmarks")
    expect(page.get_by_role("heading", name="#noticeboard")).to_be_visible()
    expect(bar).to_have_count(0)
    link = "https://example.org/rota"
    added = client.bookmarks_add(channel_id="CNOTICEBO", title="Rota", type="link", link=link)
    elsewhere = bar.get_by_role("link", name="Rota")
    expect(elsewhere).to_have_attribute("href", link)
    expect(elsewhere).to_have_attribute("target", "_blank")

    client.bookmarks_remove(channel_id="CNOTICEBO", bookmark_id=added["bookmark"]["id"])
    expect(bar).to_have_count(0)


def test_an_archived_channel_says_so_and_opens_again(page: Page) -> None:
    box = page.get_by_role("textbox", name="Message #noticeboard")
    expect(box).to_be_visible()
    page.get_by_role("button", name="Archive", exact=True).click()
    expect(page.get_by_text("This channel is archived.")).to_be_visible()
    expect(box).to_have_count(0)

    page.get_by_role("button", name="Unarchive").click()
    expect(box).to_be_visible()
