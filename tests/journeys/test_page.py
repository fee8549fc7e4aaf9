"""The same story once through the page, in a real Chromium and over real Socket Mode."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bot.app import Commons
from bot.checks import MANIFEST
from sandbox.groups import read_group
from sandbox.manifests import read_manifest
from sandbox.server import Server
from sandbox.workspaces import Workspace
from tests.conftest import clock_of, settings_for

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: install Debian's `chromium`"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def place(sqlite_url: str) -> Iterator[tuple[Server, Workspace]]:
    """A server that this test has to itself, with Commons connected to it."""
    server = Server(port=0).start()
    workspace = server.add(read_group(read_manifest(MANIFEST)))
    workspace.rates.enforced = False
    commons = Commons(settings_for(server, workspace, sqlite_url), clock_of(workspace))
    commons.prepare()
    commons.start()
    yield server, workspace
    commons.stop()
    server.stop()


@pytest.fixture
def page(browser: Browser, place: tuple[Server, Workspace]) -> Iterator[Page]:
    page = browser.new_page()
    stumbles: list[str] = []
    page.on("pageerror", lambda error: stumbles.append(str(error)))
    page.goto(f"{place[0].url}/#as=UAMINA000&room=CNOTICEBO")
    yield page
    page.close()
    assert stumbles == []


def test_a_newcomer_puts_down_an_experiment_with_mouse_and_keyboard(page: Page) -> None:
    page.get_by_role("textbox", name="Message #noticeboard").fill("/experiment Longer first visits")
    page.keyboard.press("Enter")
    form = page.get_by_role("dialog", name="A new experiment")
    expect(form.get_by_label("Give it a short name")).to_have_value("Longer first visits")
    form.get_by_label("What matters to the people this is for?").fill("<b>One</b> story, once.")
    form.get_by_label("What do you want to find out?").fill("What changes?")
    form.get_by_label("Where are you now?").select_option(label="Trying it")
    form.get_by_label("Everyone in the group").check()
    form.get_by_role("button", name="Save").click()

    safety = page.get_by_role("dialog", name="Before others see it")
    safety.get_by_label("Who could this go badly for, and how?").fill("The clerks.")
    safety.get_by_label("Do they know, and can they say no?").fill("   ")
    safety.get_by_label("How would you stop, and who can say stop?").fill("Anyone says so.")
    safety.get_by_role("button", name="Save").click()
    expect(safety.get_by_text("A few words are needed here.")).to_be_visible()
    expect(safety.get_by_label("Do they know, and can they say no?")).to_be_focused()
    page.keyboard.type("Yes, they do.")
    safety.get_by_role("button", name="Save").click()

    page.get_by_role("dialog", name="E-1 is on the board").get_by_role(
        "button", name="Done"
    ).click()
    card = page.get_by_role("log", name="Messages in #noticeboard").get_by_role("article").last
    expect(card).to_contain_text("E-1 · Longer first visits")
    expect(card).to_contain_text("<b>One</b> story, once.")

    page.get_by_role("link", name="Commons: App Home").click()
    expect(page.get_by_role("main")).to_contain_text("E-1 · Longer first visits")


def test_another_member_opens_it_and_may_only_read(
    page: Page, place: tuple[Server, Workspace]
) -> None:
    amina = place[1].person("amina").types("/experiment Longer first visits")
    amina.fills(purpose="p", question="q", stage="Just an idea", visibility="group").saves()
    amina.closes()

    page.get_by_role("button", name="Acting as Amina Okello").click()
    page.get_by_role("link", name="Tom").click()
    expect(page.get_by_role("button", name="Acting as Tom Whitaker")).to_be_visible()
    page.get_by_role("link", name="noticeboard").click()
    card = page.get_by_role("log", name="Messages in #noticeboard").get_by_role("article").last
    card.get_by_role("button", name="Open").click()
    window = page.get_by_role("dialog", name="E-1")
    expect(window).to_contain_text("Who to talk to: Amina")
    expect(window.get_by_role("button", name="Edit")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(window).to_have_count(0)


def test_what_was_typed_survives_a_slack_that_stumbles(
    page: Page, place: tuple[Server, Workspace]
) -> None:
    page.get_by_role("textbox", name="Message #noticeboard").fill("/experiment Longer")
    page.keyboard.press("Enter")
    form = page.get_by_role("dialog", name="A new experiment")
    form.get_by_label("What do you want to find out?").fill("What changes?")
    workspace = place[1]
    assert workspace.sockets is not None
    workspace.sockets.cut()
    workspace.person("tom").types("somebody else says something", in_="noticeboard")

    expect(form.get_by_label("What do you want to find out?")).to_have_value("What changes?")
    expect(form.get_by_label("Give it a short name")).to_have_value("Longer")


def test_it_looks_as_it_should_on_a_phone(
    browser: Browser, place: tuple[Server, Workspace], tmp_path: Path
) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto(f"{place[0].url}/#as=UAMINA000&room=CNOTICEBO")
    page.get_by_role("textbox", name="Message #noticeboard").fill("/experiment Longer")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="A new experiment")).to_be_visible()
    page.screenshot(path=tmp_path / "phone.png")
    wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    page.close()

    assert wider <= 0, "nothing has to be scrolled sideways"
