"""Fields that tell the app at once, and windows that it draws anew while somebody types."""

from collections.abc import Callable
from threading import Event

import pytest
from playwright.sync_api import Locator, Page, expect
from slack_bolt import Ack, App
from slack_sdk import WebClient

from sandbox.workspaces import Workspace
from tests.sandbox.page.conftest import Told
from tests.sandbox.shapes import Json, field, modal, options, words

EACH = {"dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}}
COLOURS = options("Red", "Green", "Blue")


@pytest.fixture
def window(page: Page) -> Locator:
    return page.get_by_role("dialog", name="A window")


def test_typing_is_told_after_a_rest_with_all_that_is_in_the_window(
    page: Page, window: Locator, show: Callable[..., Json], told: Told
) -> None:
    show(
        field("name", "plain_text_input", dispatch=True, **EACH),
        field("why", "plain_text_input", dispatch=True),
    )
    window.get_by_label("The why").fill("Because")
    window.get_by_label("The name").press_sequentially("Longer")

    body = told.body()
    assert body["actions"][0]["value"] == "Longer"
    assert body["view"]["state"]["values"]["why"]["value"]["value"] == "Because"
    assert told.nothing
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert told.action()["value"] == "Because"


def test_a_choice_made_with_the_keyboard_is_told_once_it_is_made(
    page: Page, window: Locator, show: Callable[..., Json], told: Told
) -> None:
    show(
        field("day", "datepicker", dispatch=True),
        field("colour", "static_select", dispatch=True, options=COLOURS),
        field("hour", "timepicker", dispatch=True),
    )
    window.get_by_label("The day").focus()
    page.keyboard.type("03042027")  # valid after each digit of the year
    page.keyboard.press("Enter")
    assert told.action()["selected_date"] == "2027-03-04"

    window.get_by_label("The colour").focus()
    page.keyboard.press("ArrowDown")  # each of these is a choice for the browser
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    assert told.action()["selected_option"]["value"] == "green"

    window.get_by_label("The hour").fill("09:30")  # as with the mouse: at once
    assert told.action()["selected_time"] == "09:30"
    page.keyboard.press("Tab")
    window.get_by_role("button", name="Save").click()
    assert told.body()["type"] == "view_submission"
    assert told.nothing


def test_who_types_on_is_not_disturbed_by_a_window_that_is_drawn_anew(
    page: Page, window: Locator, direct: App, client: WebClient, show: Callable[..., Json]
) -> None:
    asked, answered = Event(), Event()
    heard: list[str] = []

    def searching(hint: str) -> Json:
        search = field("search", "plain_text_input", dispatch=True, **EACH)
        found = {"type": "section", "text": words(hint)}
        return modal("A window", found, {**search, "hint": words(hint)})

    @direct.action("value")
    def look(ack: Ack, body: Json) -> None:
        ack()
        heard.append(body["actions"][0]["value"])
        asked.set()
        answered.wait(5)
        client.views_update(view_id=body["view"]["id"], view=searching(f"Found {heard[-1]}"))

    show(*searching("Nothing yet")["blocks"])
    box = window.get_by_label("The search")
    box.press_sequentially("bat")
    assert asked.wait(5)
    # The answer comes while the next words are being typed, in the middle of the box.
    page.keyboard.press("Home")
    page.keyboard.type("a ")
    answered.set()
    expect(window.get_by_text("Found bat").first).to_be_visible()
    expect(box).to_be_focused()
    page.keyboard.type("wet ")

    expect(box).to_have_value("a wet bat")
    expect(window.get_by_text("Found a wet bat").first).to_be_visible()
    expect(box).to_have_value("a wet bat")
    assert heard[0] == "bat"
    assert heard[-1] == "a wet bat"


def test_choices_in_inputs_are_told_at_once(
    page: Page, window: Locator, show: Callable[..., Json], told: Told
) -> None:
    show(
        field("menu", "static_select", dispatch=True, options=COLOURS),
        field("radio", "radio_buttons", dispatch=True, options=COLOURS),
        field("boxes", "checkboxes", dispatch=True, options=COLOURS),
        field("day", "datepicker", dispatch=True),
        field("people", "multi_users_select", dispatch=True),
        field("quiet", "static_select", options=COLOURS),
    )
    window.get_by_label("The quiet").select_option(label="Blue")
    window.get_by_label("The menu").select_option(label="Green")
    body = told.body()
    assert body["actions"][0]["selected_option"] == COLOURS[1]
    quiet = body["view"]["state"]["values"]["quiet"]["value"]
    assert quiet["selected_option"] == COLOURS[2]

    window.get_by_role("group", name="The radio").get_by_label("Red").check()
    assert told.action()["selected_option"] == COLOURS[0]
    page.keyboard.press("ArrowDown")
    assert told.action()["selected_option"] == COLOURS[1]
    boxes = window.get_by_role("group", name="The boxes")
    boxes.get_by_label("Blue").check()
    assert told.action()["selected_options"] == COLOURS[2:]
    window.get_by_label("The day").fill("2026-05-01")
    assert told.action()["selected_date"] == "2026-05-01"
    people = window.get_by_role("group", name="The people")
    people.get_by_label("Tom Whitaker").check()
    assert told.action()["selected_users"] == ["UTOM00000"]
    assert told.nothing


def test_everything_stays_where_the_app_draws_it_anew(
    window: Locator, client: WebClient, alone: Workspace, show: Callable[..., Json], told: Told
) -> None:
    def blocks(hint: str, offered: list[Json]) -> list[Json]:
        made = [
            field("text", "plain_text_input"),
            field("menu", "static_select", options=COLOURS),
            field("radio", "radio_buttons", options=COLOURS),
            field("boxes", "checkboxes", options=COLOURS),
            field("day", "datepicker"),
            field("people", "multi_users_select"),
            field("gone", "static_select", options=offered, initial_option=offered[0]),
        ]
        return [{**each, "hint": words(hint)} for each in made]

    view = show(*blocks("Before", COLOURS))
    window.get_by_label("The text").fill("Typed")
    window.get_by_label("The menu").select_option(label="Green")
    window.get_by_role("group", name="The radio").get_by_label("Blue").check()
    window.get_by_role("group", name="The boxes").get_by_label("Red").check()
    window.get_by_label("The day").fill("2026-05-01")
    people = window.get_by_role("group", name="The people")
    people.get_by_label("Tom Whitaker").check()
    window.get_by_label("The gone").select_option(label="Green")

    changed = modal("A window", *blocks("After", options("White", "Black")))
    client.views_update(view_id=view["id"], view=changed)

    expect(window.get_by_text("After").first).to_be_visible()
    expect(window.get_by_label("The text")).to_have_value("Typed")
    expect(window.get_by_label("The gone")).to_have_value("white")
    window.get_by_role("button", name="Save").click()
    values = told.body()["view"]["state"]["values"]
    assert {name: list(each["value"].values())[1] for name, each in values.items()} == {
        "text": "Typed",
        "menu": COLOURS[1],
        "radio": COLOURS[2],
        "boxes": COLOURS[:1],
        "day": "2026-05-01",
        "people": ["UTOM00000"],
        "gone": options("White")[0],
    }
    expect(window).to_be_hidden()
    assert alone.person("amina").window is None


def test_what_is_new_starts_as_the_app_says_and_what_was_cleared_stays_so(
    page: Page, window: Locator, client: WebClient, show: Callable[..., Json], told: Told
) -> None:
    view = show(field("text", "plain_text_input", dispatch=True, initial_value="Given", **EACH))
    window.get_by_label("The text").fill("")
    assert told.action()["value"] is None

    again = field("text", "plain_text_input", initial_value="Given")
    new = field("new", "plain_text_input", initial_value="Another")
    client.views_update(view_id=view["id"], view=modal("A window", again, new))
    expect(window.get_by_label("The new")).to_have_value("Another")
    expect(window.get_by_label("The text")).to_have_value("")

    page.reload()
    expect(window.get_by_label("The new")).to_have_value("Another")
    expect(window.get_by_label("The text")).to_have_value("")


def test_cancel_closes_one_window_and_the_cross_all_of_them(
    page: Page, workspace: Workspace, show: Callable[..., Json]
) -> None:
    for title in ("First", "Second", "Third"):
        show(title=title)
    page.get_by_role("dialog", name="Third").get_by_role("button", name="Cancel").click()
    second = page.get_by_role("dialog", name="Second")
    expect(second).to_be_visible()

    second.get_by_role("button", name="Dismiss window").click()

    expect(page.get_by_role("dialog")).to_have_count(0)
    assert workspace.person("amina").window is None
