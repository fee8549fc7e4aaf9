"""Threads on the page: the app's lines, its buttons, and what only one person sees."""

from playwright.sync_api import Locator, Page, expect
from slack_bolt import App
from slack_sdk import WebClient

from sandbox.workspaces import Workspace
from tests.sandbox.page.conftest import Told
from tests.sandbox.shapes import QUIET, Json, button, row

NOTICEBOARD: Json = {"channel": "CNOTICEBO"}


def test_lines_come_change_and_go_in_an_open_thread(
    page: Page, articles: Locator, client: WebClient, told: Told
) -> None:
    ts = client.chat_postMessage(text="Card", **NOTICEBOARD, **QUIET)["ts"]
    given: Json = {"thread_ts": ts, **NOTICEBOARD, **QUIET}
    blocks = [row(button("Open", value="1"))]
    first = client.chat_postMessage(text="First", blocks=blocks, **given)["ts"]
    second = client.chat_postMessage(text="Second", **given)["ts"]
    articles.first.get_by_role("button", name="2 replies").click()
    lines = page.get_by_role("log", name="Thread").get_by_role("article")
    expect(lines).to_have_count(3)

    lines.nth(1).get_by_role("button", name="Open").click()
    assert told.body()["container"]["thread_ts"] == ts
    client.chat_update(ts=first, text="Changed", **NOTICEBOARD)
    expect(lines.nth(1)).to_contain_text("Changed")
    client.chat_delete(ts=second, **NOTICEBOARD)
    expect(lines).to_have_count(2)
    client.chat_delete(ts=ts, **NOTICEBOARD)
    expect(articles.first).to_contain_text("This message was deleted.")
    expect(lines.first).to_contain_text("This message was deleted.")
    expect(lines.nth(1)).to_contain_text("Changed")
    expect(articles.first.get_by_role("button", name="1 reply")).to_be_visible()


def test_an_answer_for_one_person_is_shown_in_the_thread_and_not_in_the_room(
    page: Page, articles: Locator, client: WebClient, direct: App, told: Told
) -> None:
    assert direct
    blocks = [row(button("Open"))]
    ts = client.chat_postMessage(text="Card", **NOTICEBOARD, **QUIET)["ts"]
    given: Json = {"thread_ts": ts, **NOTICEBOARD, **QUIET}
    client.chat_postMessage(text="A line", blocks=blocks, **given)
    articles.first.get_by_role("button", name="1 reply").click()
    thread = page.get_by_role("log", name="Thread")
    thread.get_by_role("button", name="Open").click()

    user = told.body()["user"]["id"]
    client.chat_postEphemeral(user=user, text="Only for you", thread_ts=ts, **NOTICEBOARD)

    aside = thread.get_by_role("article").last
    expect(aside).to_contain_text("Only visible to you")
    expect(aside).to_contain_text("Only for you")
    expect(articles).to_have_count(1)
    below = articles.first.get_by_role("button", name="1 reply, 1 only visible to you")
    expect(below).to_be_visible()


def test_what_was_said_earlier_in_a_long_room_can_be_had(
    page: Page, articles: Locator, alone: Workspace
) -> None:
    tom = alone.person("tom")
    for number in range(203):
        tom.types(f"Words {number}", "noticeboard")
    expect(articles).to_have_count(200)
    ts = alone.channel("noticeboard").messages[0].ts

    page.get_by_role("button", name="Show 3 earlier messages").press("Enter")
    expect(articles).to_have_count(203)
    expect(articles.nth(3)).to_be_focused()
    expect(articles.nth(3)).to_be_in_viewport()

    page.goto(f"{page.url}&thread={ts}")
    page.reload()
    expect(page.get_by_role("log", name="Thread").get_by_role("article")).to_contain_text("Words 0")
