"""The words in which the tests of the whole project are told: filling in and clicking."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from sandbox.workspaces import Workspace
from tests.sandbox.conftest import Heard
from tests.sandbox.shapes import Json, button, field, options, row, words

CHOICES = options("Red", "Green", "Blue")
EVERY_KIND = [
    field("text", "plain_text_input"),
    field("number", "number_input", is_decimal_allowed=False),
    field("email", "email_text_input"),
    field("url", "url_text_input"),
    field("select", "static_select", options=CHOICES),
    field("radio", "radio_buttons", options=CHOICES),
    field("boxes", "checkboxes", options=CHOICES),
    field("several", "multi_static_select", options=CHOICES),
    field("person", "users_select"),
    field("people", "multi_users_select"),
    field("room", "conversations_select"),
    field("rooms", "multi_channels_select"),
    field("date", "datepicker"),
    field("time", "timepicker"),
    field("moment", "datetimepicker"),
    field("rich", "rich_text_input"),
]


@pytest.mark.parametrize(
    ("block_id", "wish", "raw", "shown"),
    [
        ("text", "Hello", "Hello", "Hello"),
        ("text", None, None, ""),
        ("number", 7, "7", "7"),
        ("email", "a@example.org", "a@example.org", "a@example.org"),
        ("url", "https://example.org", "https://example.org", "https://example.org"),
        ("select", "Green", "green", "Green"),
        ("select", "green", "green", "Green"),
        ("radio", "Blue", "blue", "Blue"),
        ("boxes", ["Red", "Blue"], ["red", "blue"], "Red, Blue"),
        ("boxes", [], [], ""),
        ("several", "Red", ["red"], "Red"),
        ("person", "tom", "UTOM00000", "UTOM00000"),
        ("people", ["tom", "UPRIYA000"], ["UTOM00000", "UPRIYA000"], "UTOM00000, UPRIYA000"),
        ("room", "#noticeboard", "CNOTICEBO", "CNOTICEBO"),
        ("rooms", ["noticeboard"], ["CNOTICEBO"], "CNOTICEBO"),
        ("date", "2026-11-23", "2026-11-23", "2026-11-23"),
        ("date", date(2026, 5, 1), "2026-05-01", "2026-05-01"),
        ("date", datetime(2026, 5, 1, 9, tzinfo=UTC), "2026-05-01", "2026-05-01"),
        ("time", "09:30", "09:30", "09:30"),
        ("time", time(9, 30), "09:30", "09:30"),
        ("moment", datetime(2026, 11, 23, 9, tzinfo=UTC), 1_795_424_400, "1795424400"),
        ("rich", "Hello", "Hello", "Hello"),
    ],
)
def test_plain_values_fill_every_kind_of_field(
    workspace: Workspace, show: Callable[..., Json], block_id: str, wish: Any, raw: Any, shown: str
) -> None:
    show(*EVERY_KIND)

    amina = workspace.person("amina").fills(**{block_id: wish})

    assert amina.window is not None
    assert amina.window.field(block_id).value == raw
    assert amina.window.field(block_id).shown == shown


def test_a_person_and_a_channel_may_be_given_as_themselves(
    workspace: Workspace, show: Callable[..., Json]
) -> None:
    show(*EVERY_KIND)

    amina = workspace.person("amina")
    amina.fills(person=workspace.person("tom"), room=workspace.channel("hallway"))

    assert amina.window is not None
    assert amina.window.field("person").value == "UTOM00000"
    assert amina.window.field("room").value == "CHALLWAY0"


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ({"The colour": "x"}, r"no field 'The colour'; there are: \['The text \(text\)'"),
        ({"The select": "Pink"}, r"no option 'Pink'; there are: \['Red', 'Green', 'Blue'\]"),
        ({"The boxes": ["Red", "Pink"]}, "no option 'Pink'"),
        ({"The person": "nobody"}, "nobody is called 'nobody'"),
        ({"The room": "nowhere"}, "no channel is called 'nowhere'"),
    ],
)
def test_what_cannot_be_filled_in_says_what_could(
    workspace: Workspace, show: Callable[..., Json], entries: Json, message: str
) -> None:
    show(*EVERY_KIND)

    with pytest.raises(AssertionError, match=message):
        workspace.person("amina").fills(entries)


def test_a_window_can_be_read(workspace: Workspace, show: Callable[..., Json]) -> None:
    show(
        {"type": "section", "text": words("Five short answers")},
        field("select", "static_select", options=CHOICES, placeholder=words("Choose")),
        row(button("More"), button("Less", "less")),
    )

    window = workspace.person("amina").window

    assert window is not None
    assert (window.title, window.submit, window.close) == ("A window", "Save", "Cancel")
    assert window.labels == ["The select"]
    assert window.options("The select") == ["Red", "Green", "Blue"]
    assert window.buttons == ["More", "Less"]
    assert window.text.splitlines()[:2] == ["Five short answers", "The select"]
    assert window.field("The select").hint == "A hint"
    assert window.field("The select").placeholder == "Choose"
    assert not window.field("The select").optional
    assert window.view["callback_id"] == "window"
    assert window.errors == {}


@pytest.mark.parametrize(
    ("dispatch", "config", "told"),
    [
        (False, None, []),
        (True, None, []),
        (True, {"trigger_actions_on": ["on_character_entered"]}, ["Hello"]),
    ],
)
def test_typing_tells_the_app_only_where_it_asked(
    workspace: Workspace,
    show: Callable[..., Json],
    clicked: list[Json],
    dispatch: bool,  # noqa: FBT001 - a column of the table above
    config: Json | None,
    told: list[str],
) -> None:
    more = {"dispatch_action_config": config} if config else {}
    show(field("text", "plain_text_input", dispatch=dispatch, **more))

    workspace.person("amina").fills(text="Hello")

    assert [action["value"] for action in clicked] == told
    window = workspace.person("amina").window
    assert window is not None
    assert window.field("text").value == "Hello"


def test_enter_tells_the_app_what_was_typed(
    workspace: Workspace, show: Callable[..., Json], clicked: list[Json]
) -> None:
    show(field("text", "plain_text_input", dispatch=True), field("other", "plain_text_input"))

    amina = workspace.person("amina").fills(text="Hello").presses_enter("The text")

    assert [action["value"] for action in clicked] == ["Hello"]
    with pytest.raises(AssertionError, match="tells the app nothing"):
        amina.presses_enter("The other")


def test_who_is_told_of_each_character_is_not_told_of_enter_too(
    workspace: Workspace, show: Callable[..., Json], clicked: list[Json]
) -> None:
    config = {"trigger_actions_on": ["on_character_entered"]}
    show(field("text", "plain_text_input", dispatch=True, dispatch_action_config=config))
    amina = workspace.person("amina").fills(text="Hello")

    with pytest.raises(AssertionError, match="on Enter"):
        amina.presses_enter("The text")
    assert len(clicked) == 1


@pytest.mark.parametrize(
    ("kind", "more", "wish", "told_of"),
    [
        ("static_select", {"options": CHOICES}, "Green", {"selected_option": CHOICES[1]}),
        ("radio_buttons", {"options": CHOICES}, "Blue", {"selected_option": CHOICES[2]}),
        ("checkboxes", {"options": CHOICES}, ["Red"], {"selected_options": CHOICES[:1]}),
        ("datepicker", {}, date(2026, 5, 1), {"selected_date": "2026-05-01"}),
        (
            "multi_users_select",
            {},
            ["tom", "priya"],
            {"selected_users": ["UTOM00000", "UPRIYA000"]},
        ),
    ],
)
def test_a_choice_that_is_told_at_once_comes_with_all_that_is_in_the_window(
    workspace: Workspace,
    show: Callable[..., Json],
    heard: Heard,
    kind: str,
    more: Json,
    wish: Any,
    told_of: Json,
) -> None:
    show(field("other", "plain_text_input"), field("choice", kind, dispatch=True, **more))

    workspace.person("amina").fills(other="Typed before").fills({"The choice": wish})

    [body] = heard.bodies
    values = body["view"]["state"]["values"]
    assert values["other"]["value"]["value"] == "Typed before"
    assert values["choice"]["value"] == {"type": kind, **told_of}
    assert told_of.items() <= body["actions"][0].items()


def test_choosing_tells_the_app_only_where_it_asked(
    workspace: Workspace, show: Callable[..., Json], clicked: list[Json]
) -> None:
    show(
        field("quiet", "static_select", options=CHOICES),
        field("loud", "static_select", options=CHOICES, dispatch=True),
        {
            "type": "section",
            "block_id": "menu",
            "text": words("Or"),
            "accessory": {"type": "users_select", "action_id": "go"},
        },
    )

    workspace.person("amina").fills(quiet="Red", loud="Green", menu="tom")

    assert [action["block_id"] for action in clicked] == ["loud", "menu"]
    assert clicked[0]["selected_option"] == CHOICES[1]
    assert clicked[1]["selected_user"] == "UTOM00000"


@pytest.mark.parametrize(
    "act",
    [
        lambda amina: amina.saves(),
        lambda amina: amina.closes(),
        lambda amina: amina.fills(name="x"),
        lambda amina: amina.clicks("Open"),
        lambda amina: amina.home,
        lambda amina: amina.types("Hello", in_="nowhere"),
        lambda amina: amina.leaves("vault").types("Hello", in_="vault"),
        lambda amina: amina.types("Hello", in_="ruin"),
    ],
    ids=["save", "close", "fill", "click", "home", "no room", "no member", "archived"],
)
def test_what_a_person_cannot_do_fails(workspace: Workspace, act: Callable[[Any], Any]) -> None:
    workspace.patience = 0

    with pytest.raises(AssertionError):
        act(workspace.person("amina"))


def test_a_button_is_found_by_its_words(
    workspace: Workspace, post: Callable[..., None], clicked: list[Json]
) -> None:
    post("Card", row(button("Open", value="1"), button("Close", "other")))

    workspace.person("amina").clicks("Open")

    assert [action["value"] for action in clicked] == ["1"]


def test_one_of_several_buttons_has_to_be_named(
    workspace: Workspace, post: Callable[..., None], clicked: list[Json]
) -> None:
    for number in "123":
        post(f"Card {number}", row(button("Open", value=number)))
    amina = workspace.person("amina")

    with pytest.raises(AssertionError, match="3 buttons 'Open'"):
        amina.clicks("Open")
    amina.clicks("Open", index=2)
    amina.clicks("Open", on=workspace.channel("noticeboard").expects(text="Card 2"))

    assert [action["value"] for action in clicked] == ["3", "2"]


def test_a_window_stands_before_everything_else(
    workspace: Workspace,
    show: Callable[..., Json],
    post: Callable[..., None],
    clicked: list[Json],
) -> None:
    post("Card", row(button("Open", value="below")))
    show(row(button("Open", value="above")))

    workspace.person("amina").clicks("Open")
    workspace.person("tom").clicks("Open")

    assert [action["value"] for action in clicked] == ["above", "below"]


def test_a_button_that_is_not_there_says_which_are(
    workspace: Workspace, post: Callable[..., None], clicked: list[Json]
) -> None:
    post("Card", row(button("Open"), button("Close", "other")))

    with pytest.raises(AssertionError, match=r"there are: \['Open', 'Close'\]"):
        workspace.person("amina").clicks("Edit")
    assert clicked == []


def test_nobody_clicks_in_a_room_they_are_not_in(
    workspace: Workspace, post: Callable[..., None], clicked: list[Json]
) -> None:
    post("Card", row(button("Open")), channel=workspace.channel("cellar").id)
    card = workspace.channel("cellar").expects(text="Card")

    with pytest.raises(AssertionError, match="Not a member"):
        workspace.person("tom").clicks("Open", on=card)
    assert clicked == []


def test_a_question_before_a_click_is_answered_with_yes(
    workspace: Workspace, post: Callable[..., None], clicked: list[Json]
) -> None:
    ask = {name: words(name) for name in ("title", "text", "confirm", "deny")}
    post("Card", row(button("Take it back", value="1", confirm=ask)))

    workspace.person("amina").clicks("Take it back")

    assert [action["value"] for action in clicked] == ["1"]
