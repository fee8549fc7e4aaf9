"""The README's picture: the noticeboard, and the form over it with words typed in.

Everything in it is fixed, the time too: made again without a change, it looks the same.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from bot.checks import MANIFEST
from bot.settings import read_settings
from sandbox.clock import Clock
from sandbox.furnishing import _move_in
from sandbox.groups import read_group
from sandbox.manifests import read_manifest
from sandbox.server import Server

PICTURE = Path(__file__).parent.parent.parent / "docs" / "page.png"
AT = datetime(2026, 3, 2, 9, 41, tzinfo=UTC)
WIDTH, HEIGHT, SCALE = 1280, 832, 1.4
WORDS = {
    "What matters to the people this is for?": (
        "Families tell their story once, to one person, and are not sent on three times."
    ),
    "What do you want to find out?": "What changes when a first visit has no time limit?",
}
# The form stands in the middle of the page; here it is moved aside, so that whole cards can be read
# beside it.
ASIDE = """
    #main { padding-right: 556px }
    #main article:nth-of-type(n + 3) { visibility: hidden }
    #window { margin: auto 16px 16px auto }
    #window::backdrop { background: rgb(0 0 0 / 4%) }
"""


@contextmanager
def sandbox() -> Iterator[str]:
    """The example group with Commons in it, as `make run` has it; its address."""
    manifest = read_manifest(MANIFEST)
    began = time.monotonic()
    clock = Clock(real=lambda: AT.timestamp() + time.monotonic() - began)
    environ = {"COMMONS_CHANNEL_SECONDS": "0", "COMMONS_POSTS_PER_SECOND": "0"}
    server = Server(port=0).start()
    with tempfile.TemporaryDirectory(prefix="commons-picture-") as folder:
        workspace = server.add(read_group(manifest, clock=clock))
        workspace.rates.enforced = False
        settings = read_settings(environ, env_file="")
        database = f"sqlite:///{folder}/picture.db"
        commons = _move_in(settings, server, workspace, database, is_new=True)
        yield server.url
        commons.stop()
        server.stop()


def fill_in(page: Page) -> None:
    """Amina is about to put down an experiment."""
    board = page.get_by_role("log", name="Messages in #noticeboard").get_by_role("article")
    expect(board.filter(has_text="Grandparents at the table")).to_have_count(1)
    page.get_by_role("textbox", name="Message #noticeboard").fill("/experiment Longer first visits")
    page.keyboard.press("Enter")
    form = page.get_by_role("dialog", name="A new experiment")
    for label, words in WORDS.items():
        form.get_by_label(label).fill(words)
    form.get_by_label("Where are you now?").select_option(label="Trying it")
    form.get_by_label("Everyone in the group").check()
    page.add_style_tag(content=ASIDE)
    page.evaluate("document.activeElement.blur()")
    board.first.scroll_into_view_if_needed()


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("The picture needs Chromium: on Debian and Ubuntu, apt install chromium.")
    PICTURE.parent.mkdir(exist_ok=True)
    with sandbox() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT},
            device_scale_factor=SCALE,
            bypass_csp=True,  # for the style of the picture
            color_scheme="light",
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="Europe/London",
        )
        page.goto(f"{url}/#as=UAMINA000&room=CNOTICEBO")
        fill_in(page)
        page.screenshot(path=PICTURE, animations="disabled", caret="hide")
        browser.close()
    print(f"{PICTURE} is made.")  # noqa: T201


if __name__ == "__main__":
    main()
