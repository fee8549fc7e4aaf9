"""External menus: somebody types, the app is asked, and only what it offered can be chosen."""

from collections.abc import Callable

import pytest
from slack_bolt import Ack, App

from sandbox.acting import interactions, suggestions
from sandbox.acting.targets import Impossible, On
from sandbox.workspaces import Workspace
from tests.sandbox.conftest import Heard
from tests.sandbox.shapes import Json, button, field, options, row, words

TOWNS = ("Bath", "Basel", "Bari")


class Offering:
    """An app that knows a few towns, and what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Json] = []
        self.answer: Json | None = None

    def __call__(self, ack: Ack, body: Json) -> None:
        self.asked.append(body)
        found = [town for town in TOWNS if town.lower().startswith(body["value"].lower())]
        ack(**(self.answer if self.answer is not None else {"options": options(*found)}))


@pytest.fixture
def towns(direct: App) -> Offering:
    offering = Offering()
    direct.options("value")(offering)
    direct.options("go")(offering)
    return offering


@pytest.fixture
def shown(show: Callable[..., Json]) -> Callable[..., Json]:
    return lambda **more: show(field("town", "external_select", **more))


def test_the_app_hears_what_is_typed_and_where(
    workspace: Workspace, shown: Callable[..., Json], towns: Offering
) -> None:
    view = shown()

    assert workspace.person("amina").searches("bas", in_="The town") == ["Basel"]

    [asked] = towns.asked
    assert asked["type"] == "block_suggestion"
    assert (asked["block_id"], asked["action_id"], asked["value"]) == ("town", "value", "bas")
    assert asked["container"] == {"type": "view", "view_id": view["id"]}
    assert asked["view"]["id"] == view["id"]
    assert not {"trigger_id", "response_url", "actions", "message"} & set(asked)


@pytest.mark.parametrize(
    ("least", "typed", "times"), [(None, "ba", 0), (None, "bat", 1), (1, "b", 1), (0, "", 1)]
)
def test_the_app_is_asked_from_so_many_letters_on(
    workspace: Workspace,
    shown: Callable[..., Json],
    towns: Offering,
    least: int | None,
    typed: str,
    times: int,
) -> None:
    shown(**({} if least is None else {"min_query_length": least}))

    workspace.person("amina").searches(typed, in_="town")

    assert len(towns.asked) == times


def test_a_window_brings_the_whole_option_that_was_offered(
    workspace: Workspace, shown: Callable[..., Json], heard: Heard, towns: Offering
) -> None:
    towns.answer = {"option_groups": [{"label": words("Italy"), "options": options("Bari")}]}
    shown()

    amina = workspace.person("amina").fills(town="Bari")
    assert amina.window is not None
    assert amina.window.field("town").shown == "Bari"
    amina.saves()

    state = heard.last["view"]["state"]["values"]["town"]["value"]
    assert state == {"type": "external_select", "selected_option": options("Bari")[0]}
    assert [each["value"] for each in towns.asked] == ["Bari"]


def test_several_are_chosen_from_several_searches(
    workspace: Workspace, show: Callable[..., Json], heard: Heard, towns: Offering
) -> None:
    show(field("towns", "multi_external_select", min_query_length=2))

    workspace.person("amina").fills(towns=["Bath", "Bari"]).saves()

    state = heard.last["view"]["state"]["values"]["towns"]["value"]
    assert state["selected_options"] == options("Bath", "Bari")
    assert [each["value"] for each in towns.asked] == ["Bath", "Bari"]


def test_what_was_never_offered_is_not_taken(
    workspace: Workspace, shown: Callable[..., Json], heard: Heard, towns: Offering
) -> None:
    view = shown()
    amina = workspace.person("amina")

    with pytest.raises(AssertionError, match=r"no option 'Paris'; there are: \[\]"):
        amina.fills(town="Paris")
    assert len(towns.asked) == 1
    interactions.save(workspace, amina.id, view["id"], {"town": {"value": "paris"}})

    assert amina.window is not None
    assert amina.window.errors == {"The town": "Please choose one of the options."}
    assert heard.bodies == []


def test_what_was_chosen_outlives_an_update(
    workspace: Workspace, shown: Callable[..., Json], heard: Heard, towns: Offering
) -> None:
    view = shown()
    amina = workspace.person("amina").fills(town="Bath")

    with workspace.change():
        opened = workspace.windows.find(view_id=view["id"])
        workspace.windows.update(opened, {**opened.body, "private_metadata": "new"})
    amina.saves()

    state = heard.last["view"]["state"]["values"]["town"]["value"]
    assert state["selected_option"] == options("Bath")[0]
    assert len(towns.asked) == 1


def test_in_a_message_each_reader_has_a_menu_of_their_own(
    workspace: Workspace, post: Callable[..., None], heard: Heard, towns: Offering
) -> None:
    post("Where?", row({"type": "external_select", "action_id": "go"}, block_id="row"))
    message = workspace.channel("noticeboard").expects(text="Where?")

    workspace.person("amina").chooses("Bath", on=message)

    assert heard.last["actions"][0]["selected_option"] == options("Bath")[0]
    assert towns.asked[0]["container"]["message_ts"] == message.ts
    assert towns.asked[0]["channel"]["id"] == "CNOTICEBO"
    assert towns.asked[0]["message"]["ts"] == message.ts
    on = On(room=message.room, ts=message.ts)
    with pytest.raises(Impossible, match="one of the options"):
        interactions.click(workspace, "UTOM00000", on, "row", "go", value="bath")


@pytest.mark.parametrize(
    ("answer", "remark"),
    [
        ({"options": [{"text": words("x"), "value": "v" * 151}]}, "must be less than 151"),
        ({"options": options(*(f"n{each}" for each in range(101)))}, "no more than 100 items"),
        ({"text": "Bath"}, "invalid additional property: text"),
    ],
)
def test_an_answer_that_slack_cannot_read_offers_nothing(
    workspace: Workspace,
    shown: Callable[..., Json],
    towns: Offering,
    answer: Json,
    remark: str,
) -> None:
    towns.answer = answer
    shown()

    assert workspace.person("amina").searches("bath", in_="town") == []

    assert any(remark in lint for lint in workspace.lints)
    [entry] = [each for each in workspace.journal.since() if each.name == "block_suggestion"]
    assert any(remark in each for each in entry.remarks)


def test_an_app_that_does_not_answer_offers_nothing(
    workspace: Workspace, direct: App, shown: Callable[..., Json]
) -> None:
    assert direct
    shown()

    assert workspace.person("amina").searches("bath", in_="town") == []

    [entry] = [each for each in workspace.journal.since() if each.name == "block_suggestion"]
    assert entry.ok is False
    assert entry.remarks == ["nothing was offered: no answer came in time"]


def test_only_an_external_menu_is_searched(workspace: Workspace, show: Callable[..., Json]) -> None:
    view = show(row(button("Open"), block_id="row"))

    with pytest.raises(Impossible, match="Nothing can be searched here"):
        suggestions.suggest(workspace, "UAMINA000", On(view=view["id"]), "row", "go", "bath")
