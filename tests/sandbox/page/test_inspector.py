"""The inspector: what went to and fro, as it happens, with what was said to be odd about it."""

import pytest
from playwright.sync_api import Page, expect
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.journal import Journal
from sandbox.workspaces import Workspace
from tests.sandbox.page.conftest import Told
from tests.sandbox.shapes import QUIET, Json, button, row

NOTICEBOARD: Json = {"channel": "CNOTICEBO", **QUIET}


def test_what_went_to_and_fro_comes_as_it_happens_and_is_sifted(
    page: Page, client: WebClient, alone: Workspace, told: Told
) -> None:
    alone.journal.clear()
    page.get_by_role("button", name="Inspector").click()
    pane = page.get_by_role("region", name="Inspector")
    lines = pane.get_by_role("list", name="What went to and fro").locator(":scope > li")
    expect(pane).to_contain_text("Nothing went to and fro yet.")

    client.chat_postMessage(text="Card", blocks=[row(button("Open", value="1"))], **NOTICEBOARD)
    with pytest.raises(SlackApiError):
        client.chat_postMessage(text="No", blocks=[{"type": "nope"}], **NOTICEBOARD)
    page.get_by_role("article").get_by_role("button", name="Open").click()
    assert told.action()["value"] == "1"

    posted = lines.filter(has_text="chat.postMessage").first
    refused = lines.filter(has_text="invalid_blocks")
    clicked = lines.filter(has_text="block_actions")
    expect(posted).to_contain_text("ok")
    expect(refused).to_contain_text("unsupported type: nope")
    expect(clicked).to_contain_text("to the app")

    posted.get_by_text("chat.postMessage").click()
    expect(pane.get_by_label("Sent", exact=True)).to_contain_text('"text": "Card"')
    expect(pane.get_by_label("Answered", exact=True)).to_contain_text('"ok": true')

    pane.get_by_role("button", name="Close inspector").click()
    page.get_by_role("button", name="Workspace", exact=False).last.click()
    page.get_by_role("button", name="Inspector").click()
    # Whoever makes Slack stumble watches what comes of it.
    pane.get_by_role("button", name="Close inspector").click(trial=True)
    page.get_by_role("button", name="Close workspace").click()

    pane.get_by_label("With remarks").check()
    expect(clicked).to_have_count(0)
    expect(refused).to_have_count(1)
    pane.get_by_label("With remarks").uncheck()
    pane.get_by_label("Which way").select_option(label="To the app")
    expect(refused).to_have_count(0)
    expect(clicked).to_have_count(1)
    pane.get_by_label("Name", exact=True).fill("view")
    expect(pane).to_contain_text("Nothing of that kind.")

    pane.get_by_role("button", name="Clear").click()
    expect(pane).to_contain_text("Nothing went to and fro yet.")
    assert alone.journal.since() == []


def test_the_newest_line_opens_in_sight(page: Page, client: WebClient) -> None:
    for number in range(30):
        client.conversations_info(channel="CNOTICEBO", include_num_members=bool(number % 2))
    page.get_by_role("button", name="Inspector").click()
    pane = page.get_by_role("region", name="Inspector")
    last = pane.get_by_role("list", name="What went to and fro").locator(":scope > li").last
    last.locator("summary").click()
    expect(last.get_by_label("Sent", exact=True)).to_be_in_viewport()


def test_a_journal_that_begins_again_is_read_from_its_beginning(
    page: Page, client: WebClient, alone: Workspace
) -> None:
    for _ in range(30):
        client.auth_test()
    page.get_by_role("button", name="Inspector").click()
    pane = page.get_by_role("region", name="Inspector")
    lines = pane.get_by_role("list", name="What went to and fro").locator(":scope > li")
    expect(lines.filter(has_text="auth.test").nth(29)).to_be_visible()

    alone.journal = Journal()  # as after the sandbox was started again
    client.conversations_info(channel="CNOTICEBO")

    expect(lines.filter(has_text="conversations.info")).to_have_count(1)
    expect(lines).to_have_count(1)
