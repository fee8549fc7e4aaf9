"""Direct messages among a few, on the page."""

from playwright.sync_api import Page, expect
from slack_sdk import WebClient

from sandbox.workspaces import Workspace
from tests.sandbox.page.conftest import Told
from tests.sandbox.shapes import QUIET, button, row


def test_a_group_stands_among_the_direct_messages(
    page: Page, alone: Workspace, client: WebClient, told: Told
) -> None:
    group = client.conversations_open(users="UAMINA000,UTOM00000")["channel"]["id"]
    blocks = [row(button("Fine", value="1"))]
    client.chat_postMessage(channel=group, text="Tomorrow", blocks=blocks, **QUIET)

    direct = page.get_by_role("region", name="Direct messages")
    expect(direct.get_by_role("link", name="Tom, Commons")).to_contain_text("1")
    direct.get_by_role("link", name="Tom, Commons").click()
    expect(page.get_by_role("heading", name="Tom, Commons")).to_be_visible()
    log = page.get_by_role("log", name="Messages in Tom, Commons")
    log.get_by_role("button", name="Fine").click()
    assert told.body()["channel"]["id"] == group
    page.get_by_role("textbox", name="Message Tom, Commons").fill("See you")
    page.keyboard.press("Enter")

    expect(log.get_by_role("article").last).to_contain_text("See you")
    assert alone.group("tom", "amina").messages[-1].author == "Amina Okello"
