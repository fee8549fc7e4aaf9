"""The menu at a message, and the one beside the box to write in."""

from playwright.sync_api import Locator, Page, expect
from slack_sdk import WebClient

from sandbox.workspaces import Workspace
from tests.sandbox.page.conftest import Told
from tests.sandbox.shapes import QUIET


def test_a_message_has_a_menu_of_shortcuts_for_mouse_and_keyboard(
    page: Page, articles: Locator, alone: Workspace, told: Told
) -> None:
    alone.person("tom").types("It went well", in_="noticeboard")
    message = articles.filter(has_text="It went well")
    message.hover()
    more = message.get_by_role("button", name="More actions")
    more.click()
    page.get_by_role("button", name="Keep as a reflection").click()
    body = told.body()
    assert (body["type"], body["message"]["text"]) == ("message_action", "It went well")

    expect(more).not_to_have_attribute("aria-busy", "true")
    more.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Keep as a reflection")).to_be_focused()
    page.keyboard.press("Enter")
    assert told.body()["callback_id"] == "keep"
    expect(page.get_by_role("button", name="Keep as a reflection")).to_be_hidden()


def test_replies_have_the_menu_and_what_only_one_person_sees_has_not(
    page: Page, articles: Locator, client: WebClient, told: Told
) -> None:
    ts = client.chat_postMessage(channel="CNOTICEBO", text="Card", **QUIET)["ts"]
    client.chat_postMessage(channel="CNOTICEBO", text="A line", thread_ts=ts, **QUIET)
    client.chat_postEphemeral(channel="CNOTICEBO", user="UAMINA000", text="Psst")
    expect(articles).to_have_count(2)
    expect(articles.last.get_by_role("button", name="More actions")).to_have_count(0)

    articles.first.get_by_role("button", name="1 reply").click()
    reply = page.get_by_role("log", name="Thread").get_by_role("article").last
    reply.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Keep as a reflection").click()

    assert told.body()["message"]["text"] == "A line"


def test_a_global_shortcut_stands_beside_the_box(page: Page, told: Told) -> None:
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_role("button", name="New experiment").click()

    assert told.body()["type"] == "shortcut"
