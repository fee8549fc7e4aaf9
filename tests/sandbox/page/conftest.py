"""The page in a real Chromium, with an app made up for the test in the workspace behind it."""

import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from queue import Queue

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Error,
    Locator,
    Page,
    ViewportSize,
    sync_playwright,
)
from slack_bolt import Ack, App

from sandbox.server import Server
from sandbox.workspaces import Workspace
from tests.sandbox.shapes import Json, field, options

HERE = Path(__file__).parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


KINDS = (
    "plain_text_input",
    "rich_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "datepicker",
    "timepicker",
    "datetimepicker",
    "users_select",
    "multi_users_select",
    "conversations_select",
    "multi_conversations_select",
    "channels_select",
    "multi_channels_select",
    "external_select",
    "multi_external_select",
    "file_input",
)
LISTED = ("static_select", "multi_static_select", "checkboxes", "radio_buttons")
_MORE: Mapping[str, Json] = {
    "number_input": {"is_decimal_allowed": True},
    "timepicker": {"timezone": "Asia/Kolkata"},
}
# Every element that an input block of a window takes.
EVERYTHING: list[Json] = [
    *[field(kind, kind, **_MORE.get(kind, {})) for kind in KINDS],
    *[field(kind, kind, options=options("Red", "Green")) for kind in LISTED],
]


class Told:
    """The clicks and choices that reached the app, one after the other."""

    def __init__(self) -> None:
        self._bodies: Queue[Json] = Queue()

    def listen(self, ack: Ack, body: Json) -> None:
        ack()
        self._bodies.put(body)

    def body(self) -> Json:
        """The next one, as soon as it has come."""
        return self._bodies.get(timeout=5)

    def action(self) -> Json:
        action: Json = self.body()["actions"][0]
        return action

    @property
    def nothing(self) -> bool:
        return self._bodies.empty()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of this folder, and only that, before anything is chosen by its mark."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium here: install Debian's `chromium`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


SIZE = ViewportSize(width=1280, height=720)


@pytest.fixture(scope="package")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One for all: the page keeps nothing in it but its own parts, which would be loaded anew for
    each test, fifty files at a time.
    """
    with browser.new_context() as context:
        yield context
        assert context.storage_state() == {"cookies": [], "origins": []}


@pytest.fixture(scope="package")
def tab(context: BrowserContext) -> Page:
    """Chromium opens a whole window for a new one, which takes longer than most of what is done in
    it.
    """
    tab = context.new_page()
    tab.set_default_timeout(5000)
    return tab


@pytest.fixture
def page(tab: Page, server: Server, alone: Workspace, direct: App) -> Iterator[Page]:
    """Amina on #noticeboard, in a document of its own."""
    assert direct
    assert alone.transport.connected
    stumbles: list[str] = []

    def stumble(error: Error) -> None:
        stumbles.append(str(error))

    tab.on("pageerror", stumble)
    tab.set_viewport_size(SIZE)
    tab.emulate_media(color_scheme="null", reduced_motion="null")
    tab.goto(f"{server.url}/#as=UAMINA000&room=CNOTICEBO")
    yield tab
    tab.goto("about:blank")
    tab.remove_listener("pageerror", stumble)
    assert stumbles == []


@pytest.fixture
def articles(page: Page) -> Locator:
    """The messages in the room."""
    return page.get_by_role("log", name="Messages in #noticeboard").get_by_role("article")


@pytest.fixture
def told(direct: App) -> Told:
    told = Told()
    direct.action(re.compile(""))(told.listen)
    direct.shortcut(re.compile(""))(told.listen)
    direct.view("window")(told.listen)
    return told
