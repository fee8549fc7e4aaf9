"""views.*: triggers, stacks, hashes, and what stays when the app changes a window."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk import WebClient

from sandbox.acting.triggers import MOST_KEPT
from sandbox.sights import Window
from sandbox.workspaces import Workspace
from tests.sandbox.conftest import Ticks

Json = dict[str, Any]
Refusal = Callable[..., Json]


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def text_input(block_id: str, action_id: str = "value", **more: Any) -> Json:
    return {
        "type": "input",
        "block_id": block_id,
        "label": words(block_id.title()),
        "element": {"type": "plain_text_input", "action_id": action_id, **more},
    }


def modal(title: str = "A window", *blocks: Json, **more: Any) -> Json:
    return {
        "type": "modal",
        "title": words(title),
        "submit": words("Save"),
        "blocks": list(blocks) or [text_input("name")],
        **more,
    }


def home(text: str = "Hello", **more: Any) -> Json:
    return {"type": "home", "blocks": [{"type": "header", "text": words(text)}], **more}


def top(workspace: Workspace) -> Window:
    window = workspace.person("amina").window
    assert window is not None
    return window


@pytest.fixture
def trigger(workspace: Workspace) -> Callable[[], str]:
    """A new trigger of Amina's, as an act of hers would issue one."""
    amina = workspace.user("amina").id
    return lambda: workspace.triggers.issue(amina, "modal")


@pytest.fixture
def opened(client: WebClient, trigger: Callable[[], str]) -> Json:
    view: Json = client.views_open(trigger_id=trigger(), view=modal())["view"]
    return view


def test_a_window_opens_for_the_one_who_clicked(
    client: WebClient, workspace: Workspace, trigger: Callable[[], str]
) -> None:
    view = client.views_open(
        trigger_id=trigger(),
        view=modal("New", private_metadata="E-1", callback_id="experiment.add"),
    )["view"]

    assert top(workspace).title == "New"
    assert workspace.person("tom").window is None
    assert view["id"] == view["root_view_id"] == top(workspace).id
    assert view["previous_view_id"] is None
    assert (view["private_metadata"], view["callback_id"]) == ("E-1", "experiment.add")
    assert view["state"] == {
        "values": {"name": {"value": {"type": "plain_text_input", "value": None}}}
    }
    assert (view["app_id"], view["bot_id"], view["team_id"]) == (
        "ACOMMONS0",
        "BCOMMONS0",
        "TEXAMPLEG",
    )


@pytest.mark.parametrize("method", ["views.open", "views.push"])
def test_a_trigger_works_once(
    client: WebClient, refusal: Refusal, opened: Json, trigger: Callable[[], str], method: str
) -> None:
    assert opened["id"]
    given = {"trigger_id": trigger(), "view": modal()}
    assert client.api_call(method, json=given)["ok"]

    assert refusal(client.api_call, method, json=given)["error"] == "exchanged_trigger_id"


@pytest.mark.parametrize(
    ("seconds", "error"), [(2.9, None), (3.1, "expired_trigger_id"), (60, "expired_trigger_id")]
)
def test_a_trigger_lives_three_real_seconds(
    client: WebClient,
    workspace: Workspace,
    ticks: Ticks,
    refusal: Refusal,
    trigger: Callable[[], str],
    seconds: float,
    error: str | None,
) -> None:
    trigger_id = trigger()
    workspace.clock.advance(604_800)
    ticks.seconds += seconds

    if error is None:
        assert client.views_open(trigger_id=trigger_id, view=modal())["ok"]
    else:
        refused = refusal(client.views_open, trigger_id=trigger_id, view=modal())
        assert refused["error"] == error
        assert workspace.person("amina").window is None


def test_of_triggers_only_the_newest_are_remembered(
    client: WebClient, refusal: Refusal, trigger: Callable[[], str]
) -> None:
    """A sandbox may run for weeks."""
    first, *_, last = (trigger() for _ in range(MOST_KEPT + 1))

    refused = refusal(client.views_open, trigger_id=first, view=modal())
    assert refused["error"] == "invalid_trigger_id"
    assert client.views_open(trigger_id=last, view=modal())["ok"]


def test_a_trigger_that_nobody_issued(client: WebClient, refusal: Refusal) -> None:
    refused = refusal(client.views_open, trigger_id="1.2.3", view=modal())

    assert refused["error"] == "invalid_trigger_id"


def test_a_refused_view_does_not_use_up_the_trigger(
    client: WebClient, refusal: Refusal, trigger: Callable[[], str]
) -> None:
    trigger_id = trigger()
    refusal(client.views_open, trigger_id=trigger_id, view=modal("x" * 25))

    assert client.views_open(trigger_id=trigger_id, view=modal())["ok"]


@pytest.mark.parametrize(
    ("view", "messages"),
    [
        (
            modal("x" * 25),
            [
                "failed to match all allowed schemas [json-pointer:/view]",
                "must be less than 25 characters [json-pointer:/view/title/text]",
            ],
        ),
        (home(), ["must be a modal [json-pointer:/view/type]"]),
        ("{not json", ["must be valid JSON [json-pointer:/view]"]),
        ("[]", ["must provide an object [json-pointer:/view]"]),
    ],
)
def test_a_wrong_view_is_named_in_slacks_own_shape(
    client: WebClient, refusal: Refusal, trigger: Callable[[], str], view: Any, messages: list[str]
) -> None:
    body = {"trigger_id": trigger(), "view": view}

    assert refusal(client.api_call, "views.open", json=body) == {
        "ok": False,
        "error": "invalid_arguments",
        "response_metadata": {"messages": [f"[ERROR] {each}" for each in messages]},
    }


def test_a_view_must_not_weigh_too_much(
    client: WebClient, refusal: Refusal, trigger: Callable[[], str]
) -> None:
    sections = [{"type": "section", "text": words("x" * 2900)} for _ in range(90)]

    refused = refusal(client.views_open, trigger_id=trigger(), view=modal("Big", *sections))

    assert refused["error"] == "view_too_large"


def test_three_windows_stand_on_each_other_and_no_fourth(
    client: WebClient, workspace: Workspace, refusal: Refusal, trigger: Callable[[], str]
) -> None:
    first = client.views_open(trigger_id=trigger(), view=modal("1"))["view"]
    second = client.views_push(trigger_id=trigger(), view=modal("2"))["view"]
    third = client.views_push(trigger_id=trigger(), view=modal("3"))["view"]

    refused = refusal(client.views_push, trigger_id=trigger(), view=modal("4"))

    assert refused["error"] == "push_limit_reached"
    assert [window.title for window in workspace.person("amina").windows] == ["1", "2", "3"]
    assert (second["previous_view_id"], third["previous_view_id"]) == (first["id"], second["id"])
    assert second["root_view_id"] == third["root_view_id"] == first["id"]


def test_nothing_is_pushed_on_nothing(
    client: WebClient, refusal: Refusal, trigger: Callable[[], str]
) -> None:
    refused = refusal(client.views_push, trigger_id=trigger(), view=modal())

    assert refused["error"] == "not_found"


def test_nothing_is_pushed_from_outside_a_window(
    client: WebClient, workspace: Workspace, refusal: Refusal, opened: Json
) -> None:
    assert opened
    amina = workspace.user("amina").id

    elsewhere = refusal(client.views_push, trigger_id=workspace.triggers.issue(amina), view=modal())
    home = refusal(
        client.views_push, trigger_id=workspace.triggers.issue(amina, "home"), view=modal()
    )

    assert elsewhere["error"] == "not_found"
    assert home["error"] == "invalid_arguments"
    assert "root view whose stack" in home["response_metadata"]["messages"][0]
    assert len(workspace.person("amina").windows) == 1


def test_an_update_keeps_the_id_and_changes_the_hash(
    client: WebClient, workspace: Workspace, opened: Json
) -> None:
    updated = client.views_update(view_id=opened["id"], view=modal("Changed"))["view"]

    assert top(workspace).title == "Changed"
    assert updated["id"] == opened["id"]
    assert updated["hash"] != opened["hash"]


@pytest.mark.parametrize(
    ("block", "kept"),
    [
        (text_input("name", initial_value="given"), "typed"),
        (text_input("other", initial_value="given"), "given"),
        (text_input("name", "other", initial_value="given"), "given"),
    ],
)
def test_what_was_typed_stays_where_both_ids_stay(
    client: WebClient, workspace: Workspace, opened: Json, block: Json, kept: str
) -> None:
    workspace.person("amina").fills(name="typed")

    client.views_update(view_id=opened["id"], view=modal("Changed", block))

    assert top(workspace).field(block["block_id"]).value == kept


@pytest.mark.parametrize("method", ["views.update", "views.publish"])
def test_a_hash_says_that_nothing_may_have_changed(
    client: WebClient, refusal: Refusal, opened: Json, method: str
) -> None:
    given: Json = {"view_id": opened["id"], "view": modal()}
    if method == "views.publish":
        given = {"user_id": "UAMINA000", "view": home()}
        client.api_call(method, json=given)
    current = client.api_call(method, json=given)["view"]["hash"]

    assert client.api_call(method, json={**given, "hash": current})["ok"]
    refused = refusal(client.api_call, method, json={**given, "hash": current})

    assert refused["error"] == "hash_conflict"


def test_a_closed_window_is_not_found(
    client: WebClient, workspace: Workspace, refusal: Refusal, opened: Json
) -> None:
    workspace.person("amina").closes()

    refused = refusal(client.views_update, view_id=opened["id"], view=modal())

    assert refused["error"] == "not_found"


def test_an_external_id_finds_a_window_and_is_unique(
    client: WebClient, workspace: Workspace, refusal: Refusal, trigger: Callable[[], str]
) -> None:
    view = modal("Mine", external_id="mine")
    client.views_open(trigger_id=trigger(), view=view)

    client.views_update(external_id="mine", view=modal("Found", external_id="mine"))
    assert top(workspace).title == "Found"

    refused = refusal(client.views_push, trigger_id=trigger(), view=view)
    assert refused["error"] == "duplicate_external_id"


def test_an_update_says_which_window(client: WebClient, refusal: Refusal) -> None:
    refused = refusal(client.api_call, "views.update", json={"view": modal()})

    assert refused["response_metadata"]["messages"] == ["[ERROR] missing required field: view_id"]


def test_a_home_is_published_for_one_person(client: WebClient, workspace: Workspace) -> None:
    client.views_publish(user_id="UAMINA000", view=home("Good morning, Amina"))
    client.views_publish(user_id="UTOM00000", view=home("Good morning, Tom"))
    client.views_publish(user_id="UTOM00000", view=home("Good evening, Tom"))

    assert workspace.person("amina").home.text == "Good morning, Amina"
    assert workspace.person("tom").home.text == "Good evening, Tom"


@pytest.mark.parametrize(
    ("given", "home_tab", "error"),
    [
        ({"user_id": "UAMINA000", "view": home()}, False, "not_enabled"),
        ({"user_id": "UNOBODY00", "view": home()}, True, "invalid_arguments"),
        ({"user_id": "UAMINA000", "view": modal()}, True, "invalid_arguments"),
        ({"user_id": "UAMINA000", "view": home(submit=words("x"))}, True, "invalid_arguments"),
    ],
)
def test_a_home_that_cannot_be_published(
    client: WebClient,
    workspace: Workspace,
    refusal: Refusal,
    given: Json,
    home_tab: bool,  # noqa: FBT001 - a column of the table above
    error: str,
) -> None:
    workspace.manifest = replace(workspace.manifest, home_tab=home_tab)

    assert refusal(client.views_publish, **given)["error"] == error


@pytest.mark.parametrize("details", [{"deleted": True}, {"team": "TELSEWHER"}], ids=str)
def test_who_has_no_home_here_gets_none(
    client: WebClient, workspace: Workspace, refusal: Refusal, details: Json
) -> None:
    noor = workspace.add_user("noor", "Noor Visser", **details).id

    refused = refusal(client.views_publish, user_id=noor, view=home())

    assert refused["error"] == "invalid_arguments"
    assert noor not in workspace.windows.homes


def test_a_pointer_opens_a_window_as_a_trigger_does(
    client: WebClient, workspace: Workspace, trigger: Callable[[], str]
) -> None:
    client.views_open(interactivity_pointer=trigger(), view=modal())

    assert top(workspace).title == "A window"


def test_mrkdwn_in_a_view_is_frowned_at(
    client: WebClient, workspace: Workspace, trigger: Callable[[], str]
) -> None:
    loose = {"type": "section", "text": {"type": "mrkdwn", "text": "*Hi* @here"}}

    client.views_open(trigger_id=trigger(), view=modal("New", loose))

    assert workspace.lints == ["views.open: /view/blocks/0/text: mrkdwn without verbatim"]
