"""Menus, pickers and questions outside of input blocks: in windows, on Home, and in threads."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from slack_sdk import WebClient

from tests.sandbox.page.conftest import Told
from tests.sandbox.shapes import QUIET, Json, button, options, row, words

COLOURS = options("Red", "Green", "Blue")
CONFIRM: Json = {
    "title": words("Take it back?"),
    "text": words("It will be gone for everyone."),
    "confirm": words("Take it back"),
    "deny": words("Leave it"),
    "style": "danger",
}
BLOCKS: list[Json] = [
    {
        "type": "section",
        "block_id": "colour",
        "text": words("A colour"),
        "accessory": {"type": "static_select", "action_id": "go", "options": COLOURS},
    },
    {
        "type": "section",
        "block_id": "more",
        "text": words("An entry"),
        "accessory": {"type": "overflow", "action_id": "go", "options": options("Edit", "Copy")},
    },
    {
        "type": "section",
        "block_id": "people",
        "text": words("With whom"),
        "accessory": {"type": "multi_users_select", "action_id": "go"},
    },
    row(
        {"type": "datepicker", "action_id": "day"},
        {"type": "checkboxes", "action_id": "boxes", "options": COLOURS},
        button("Take it back", "back", value="1", confirm=CONFIRM),
    ),
]


def in_a_window(page: Page, client: WebClient, show: Callable[..., Json]) -> Locator:
    assert client.token
    show(*BLOCKS)
    return page.get_by_role("dialog", name="A window")


def on_home(page: Page, client: WebClient, show: Callable[..., Json]) -> Locator:
    assert callable(show)
    client.views_publish(user_id="UAMINA000", view={"type": "home", "blocks": BLOCKS})
    page.get_by_role("link", name="Commons: App Home").click()
    return page.get_by_role("main")


def in_a_thread(page: Page, client: WebClient, show: Callable[..., Json]) -> Locator:
    assert callable(show)
    given: Json = {"channel": "CNOTICEBO", **QUIET}
    ts = client.chat_postMessage(text="Card", **given)["ts"]
    client.chat_postMessage(text="A line", thread_ts=ts, blocks=BLOCKS, **given)
    page.get_by_role("button", name="1 reply").click()
    return page.get_by_role("log", name="Thread").get_by_role("article").last


Place = Callable[[Page, WebClient, Callable[..., Json]], Locator]


@pytest.fixture(params=[in_a_window, on_home, in_a_thread])
def place(
    request: pytest.FixtureRequest, page: Page, client: WebClient, show: Callable[..., Json]
) -> Locator:
    lead: Place = request.param
    return lead(page, client, show)


def settled(place: Locator) -> None:
    """What was pressed last no longer waits for the app."""
    expect(place.locator('[aria-busy="true"]')).to_have_count(0)


def test_everything_works_with_the_mouse(page: Page, place: Locator, told: Told) -> None:
    place.get_by_label("A colour").select_option(label="Green")
    assert told.action()["selected_option"] == COLOURS[1]
    settled(place)
    place.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("button", name="Copy").click()
    assert told.action()["selected_option"]["value"] == "copy"
    settled(place)
    place.get_by_role("group", name="With whom").get_by_label("Tom Whitaker").check()
    assert told.action()["selected_users"] == ["UTOM00000"]
    place.locator('input[type="date"]').fill("2026-05-01")
    assert told.action()["selected_date"] == "2026-05-01"
    place.get_by_label("Blue").check()
    assert told.action()["selected_options"] == COLOURS[2:]


def test_everything_works_with_the_keyboard(page: Page, place: Locator, told: Told) -> None:
    place.get_by_label("A colour").focus()
    page.keyboard.press("G")  # chosen when it is left: the next key may choose another
    page.keyboard.press("Tab")
    assert told.action()["selected_option"] == COLOURS[1]
    expect(place.get_by_role("button", name="More", exact=True)).to_be_focused()
    settled(place)

    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Edit")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Edit")).to_be_hidden()
    expect(place).to_be_visible()
    expect(place.get_by_role("button", name="More", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Edit")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert told.action()["selected_option"]["value"] == "copy"
    settled(place)

    people = place.get_by_role("group", name="With whom")
    page.keyboard.press("Tab")
    expect(people.get_by_role("checkbox").first).to_be_focused()
    page.keyboard.press("Space")
    assert told.action()["selected_users"] == ["UAMINA000"]
    assert told.nothing


def test_a_question_comes_before_the_click(page: Page, place: Locator, told: Told) -> None:
    ask = page.get_by_role("alertdialog", name="Take it back?")
    place.get_by_role("button", name="Take it back").click()
    expect(ask).to_contain_text("It will be gone for everyone.")
    ask.get_by_role("button", name="Leave it").click()
    expect(ask).to_have_count(0)
    place.get_by_role("button", name="Take it back").focus()
    page.keyboard.press("Enter")
    expect(ask).to_be_visible()
    page.keyboard.press("Escape")
    expect(ask).to_have_count(0)
    expect(place).to_be_visible()
    assert told.nothing

    place.get_by_role("button", name="Take it back").click()
    ask.get_by_role("button", name="Take it back").click()
    assert told.action()["value"] == "1"


def test_a_choice_on_home_and_in_a_thread_is_there_after_a_reload(
    page: Page, place: Locator, told: Told
) -> None:
    place.get_by_label("A colour").select_option(label="Green")
    assert told.action()["selected_option"] == COLOURS[1]

    page.reload()

    expect(place.get_by_label("A colour")).to_have_value("green")
