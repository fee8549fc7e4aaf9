"""Files that people put into a field of a window."""

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.acting import interactions
from sandbox.acting.targets import Impossible
from sandbox.workspaces import Workspace
from tests.sandbox.conftest import Heard
from tests.sandbox.shapes import Json, field

pytestmark = pytest.mark.usefixtures("granted")  # a file_input asks for files:read


@pytest.fixture
def asking(show: Callable[..., Json]) -> Callable[..., Json]:
    return lambda **more: show(field_of(**more))


def field_of(**more: Any) -> Json:
    """It may not say dispatch_action (slack-facts §1.2)."""
    block = field("papers", "file_input", **more)
    del block["dispatch_action"]
    return block


def test_the_state_brings_the_files(
    workspace: Workspace, asking: Callable[..., Json], heard: Heard
) -> None:
    asking()
    amina = workspace.person("amina").attaches("plan.txt", b"1. begin", in_="The papers")
    amina.attaches("map.png", b"PNG", in_="The papers")

    assert amina.window is not None
    assert amina.window.field("papers").shown == "plan.txt, map.png"
    amina.saves()

    state = heard.last["view"]["state"]["values"]["papers"]["value"]
    assert state["type"] == "file_input"
    assert [(each["name"], each["size"], each["user"]) for each in state["files"]] == [
        ("plan.txt", 8, amina.id),
        ("map.png", 3, amina.id),
    ]
    assert state["files"][1]["mimetype"] == "image/png"


@pytest.mark.parametrize(
    ("more", "names", "sentence"),
    [
        ({}, [], "Please complete this required field."),
        ({"max_files": 1}, ["a.txt", "b.txt"], "You can only upload 1 file."),
        ({"filetypes": ["pdf", "png"]}, ["a.png", "b.TXT"], "b.TXT cannot be uploaded here"),
    ],
)
def test_what_does_not_fit_keeps_the_window_open(
    workspace: Workspace,
    asking: Callable[..., Json],
    heard: Heard,
    more: Json,
    names: list[str],
    sentence: str,
) -> None:
    asking(**more)
    amina = workspace.person("amina")
    for name in names:
        amina.attaches(name, b"x", in_="papers")

    amina.saves()

    assert amina.window is not None
    assert amina.window.errors["The papers"].startswith(sentence)
    assert heard.bodies == []


def test_a_file_that_fits_is_sent(
    workspace: Workspace, asking: Callable[..., Json], heard: Heard
) -> None:
    asking(filetypes=["png"], max_files=1)

    workspace.person("amina").attaches("map.PNG", b"PNG", in_="papers").saves()

    assert len(heard.bodies) == 1


def test_an_update_keeps_what_was_attached(
    workspace: Workspace, asking: Callable[..., Json], heard: Heard
) -> None:
    view = asking()
    amina = workspace.person("amina").attaches("plan.txt", b"x", in_="papers")

    with workspace.change():
        opened = workspace.windows.find(view_id=view["id"])
        workspace.windows.update(opened, {**opened.body, "private_metadata": "new"})
    amina.saves()

    [file] = heard.last["view"]["state"]["values"]["papers"]["value"]["files"]
    assert file["name"] == "plan.txt"


def test_a_file_that_nobody_uploaded_is_not_taken(
    workspace: Workspace, asking: Callable[..., Json]
) -> None:
    view = asking()

    with pytest.raises(Impossible, match="upload it again"):
        interactions.save(workspace, "UAMINA000", view["id"], {"papers": {"value": ["F9NOTTHERE"]}})
