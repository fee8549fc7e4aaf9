"""The fields that are more than a box: menus that ask the app, formatted text, and files."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from slack_bolt import Ack, App

from tests.sandbox.page.conftest import EVERYTHING, Told
from tests.sandbox.shapes import Json, field, options


@pytest.fixture
def window(page: Page) -> Locator:
    return page.get_by_role("dialog", name="A window")


@pytest.fixture
def asked(direct: App) -> list[str]:
    """The letters that the app was asked for, and what it has to offer."""
    letters: list[str] = []

    @direct.options("value")
    def offer(ack: Ack, body: Json) -> None:
        letters.append(body["value"])
        fruit = ("Apple", "Apricot", "Banana")
        ack(options=options(*[each for each in fruit if body["value"] in each.lower()]))

    return letters


def save(window: Locator, told: Told) -> Json:
    """What the app gets, by the names of the fields."""
    window.get_by_role("button", name="Save").click()
    values = told.body()["view"]["state"]["values"]
    return {name: each["value"] for name, each in values.items()}


def test_external_menus_ask_the_app_while_one_types(
    page: Page, window: Locator, show: Callable[..., Json], asked: list[str]
) -> None:
    show(
        field("one", "external_select", min_query_length=0),
        field("many", "multi_external_select", max_selected_items=1),
    )
    one = window.get_by_role("combobox", name="The one")
    one.click()
    expect(window.get_by_role("option")).to_have_count(3)
    expect(one).to_have_attribute("aria-expanded", "true")
    one.press_sequentially("ap")
    expect(window.get_by_role("option")).to_have_text(["Apple", "Apricot"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(one).to_have_value("Apricot")
    expect(one).to_have_attribute("aria-expanded", "false")

    many = window.get_by_role("group", name="The many").get_by_role("combobox")
    many.press_sequentially("ba")
    expect(window).to_contain_text("One letter more.")
    many.press_sequentially("n")
    window.get_by_role("option", name="Banana").click()
    many.fill("app")
    window.get_by_role("option", name="Apple").click()
    expect(window).to_contain_text("No more than 1.")
    many.fill("zzz")
    expect(window).to_contain_text("Nothing found.")
    page.keyboard.press("Escape")
    assert (asked[0], asked[-1]) == ("", "zzz")


def test_text_is_formatted_with_the_keyboard(
    page: Page, window: Locator, show: Callable[..., Json], told: Told
) -> None:
    given = {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [{"type": "text", "text": "Given", "style": {"bold": True}}],
            }
        ],
    }
    show(
        field("words", "rich_text_input"),
        field("given", "rich_text_input", initial_value=given),
    )
    expect(window.get_by_label("The given").locator("b")).to_have_text("Given")
    window.get_by_label("The words").click()
    page.keyboard.type("Thanks ")
    page.keyboard.press("Control+b")
    page.keyboard.type("so much")
    page.keyboard.press("Control+b")
    page.keyboard.type(" @to")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    window.get_by_role("button", name="Bulleted list").first.click()
    page.keyboard.type("one")
    page.keyboard.press("Enter")
    page.keyboard.type("two")

    values = save(window, told)
    assert values["given"]["rich_text_value"] == given
    section, bullets = values["words"]["rich_text_value"]["elements"]
    assert section["elements"][:3] == [
        {"type": "text", "text": "Thanks "},
        {"type": "text", "text": "so much", "style": {"bold": True}},
        {"type": "text", "text": " "},
    ]
    assert section["elements"][3] == {"type": "user", "user_id": "UTOM00000"}
    assert (bullets["type"], bullets["style"]) == ("rich_text_list", "bullet")
    assert [item["elements"][0]["text"] for item in bullets["elements"]] == ["one", "two"]


@pytest.mark.usefixtures("granted")
def test_a_window_of_all_fields_is_saved_with_those_that_were_filled(
    page: Page, window: Locator, show: Callable[..., Json], told: Told
) -> None:
    assert page.url
    show(*[{**each, "optional": True} for each in EVERYTHING])
    window.get_by_label("The file_input").set_input_files(
        {"name": "plan.txt", "mimeType": "text/plain", "buffer": b"A plan"}
    )
    expect(window.get_by_role("button", name="Remove plan.txt")).to_be_visible()

    values = save(window, told)

    assert [each["name"] for each in values["file_input"]["files"]] == ["plan.txt"]
    assert values["datetimepicker"]["selected_date_time"] is None
    assert values["rich_text_input"]["rich_text_value"] is None
