"""The inspector: what went to and fro, as it happens, with what was said to be odd about it."""

import pytest
from playwright.sync_api import Page, expect
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

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
