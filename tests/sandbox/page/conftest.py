"""The page in a real Chromium, with an app made up for the test in the workspace behind it."""

import re
import shutil
from collections.abc import Iterator
from queue import Queue

import pytest
from playwright.sync_api import Browser, Locator, Page, sync_playwright
from slack_bolt import Ack, App

from sandbox.server import Server
from sandbox.workspaces import Workspace
from tests.sandbox.shapes import Json

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """As in tests/journeys/test_page.py: without a Chromium these are skipped, and say why."""
    missing = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: install `chromium`")
    for item in items:
        if "tests/sandbox/page/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            item.add_marker(missing)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, server: Server, alone: Workspace, direct: App) -> Iterator[Page]:
    """Amina on #noticeboard."""
    assert direct
    assert alone.transport.connected
    page = browser.new_page()
    page.set_default_timeout(5000)
    stumbles: list[str] = []
    page.on("pageerror", lambda error: stumbles.append(str(error)))
    page.goto(f"{server.url}/#as=UAMINA000&room=CNOTICEBO")
    yield page
    page.close()
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
