"""Nobody is shut out: axe-core finds nothing, wide and narrow, light and dark."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from slack_sdk import WebClient

from tests.sandbox.page.conftest import EVERYTHING
from tests.sandbox.shapes import QUIET, Json, button, row, words

HEADER: Json = {"type": "header", "text": words("A header")}
WIDE, NARROW = (1280, 800), (360, 740)


@pytest.fixture(params=[(WIDE, "light"), (NARROW, "dark")], ids=["wide", "narrow"])
def look(request: pytest.FixtureRequest, page: Page) -> Callable[[], list[str]]:
    """What axe finds in the page as it stands, in sentences."""
    (width, height), scheme = request.param
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")

    def found() -> list[str]:
        violations = Axe().run(page).response["violations"]
        return [
            f"{each['id']}: {node['html'][:200]}" for each in violations for node in each["nodes"]
        ]

    return found


def test_rooms_threads_and_home(
    page: Page, client: WebClient, look: Callable[[], list[str]]
) -> None:
    given: Json = {"channel": "CNOTICEBO", **QUIET}
    ts = client.chat_postMessage(text="Card", blocks=[HEADER, row(button("Open"))], **given)["ts"]
    client.chat_postMessage(text="A line", blocks=[HEADER], thread_ts=ts, **given)
    expect(page.get_by_role("button", name="1 reply")).to_be_visible()
    assert look() == []

    page.get_by_role("button", name="1 reply").click()
    expect(page.get_by_role("log", name="Thread").get_by_role("article")).to_have_count(2)
    assert look() == []

    client.views_publish(user_id="UAMINA000", view={"type": "home", "blocks": [HEADER]})
    page.goto(f"{page.url.split('#')[0]}#as=UAMINA000&room=home")
    expect(page.get_by_role("heading", name="A header")).to_be_visible()
    assert look() == []


@pytest.mark.usefixtures("granted")
def test_a_window_with_everything_to_fill_in(
    page: Page, show: Callable[..., Json], look: Callable[[], list[str]]
) -> None:
    show(HEADER, *EVERYTHING)
    expect(page.get_by_role("dialog", name="A window")).to_be_visible()
    assert look() == []


def test_the_inspector_and_the_workspaces_drawer(
    page: Page, client: WebClient, look: Callable[[], list[str]]
) -> None:
    client.chat_postMessage(channel="CNOTICEBO", text="Hello", **QUIET)
    page.get_by_role("button", name="Inspector").click()
    inspector = page.get_by_role("region", name="Inspector")
    inspector.get_by_text("chat.postMessage").click()
    expect(inspector.get_by_label("Sent", exact=True)).to_contain_text("Hello")
    assert look() == []

    page.keyboard.press("Escape")
    expect(inspector).to_be_hidden()
    expect(page.get_by_role("button", name="Inspector")).to_be_focused()
    if page.get_by_role("button", name="Rooms and workspace").is_visible():
        page.get_by_role("button", name="Rooms and workspace").click()
    page.get_by_role("button", name="Workspace", exact=False).last.click()
    drawer = page.get_by_role("region", name="Workspace", exact=True)
    drawer.get_by_text("Tom Whitaker").click()
    assert look() == []
