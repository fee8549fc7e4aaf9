"""Faults at will: what the app sees of them, and what of its call took effect."""

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.faults import KINDS, Fault, Faults, make_fault
from sandbox.server import Server
from sandbox.windows import TROUBLE
from sandbox.workspaces import Workspace
from tests.sandbox.conftest import Heard
from tests.sandbox.shapes import modal


@pytest.fixture
def impatient(server: Server, workspace: Workspace) -> WebClient:
    """It gives up after a second, and tries nothing twice."""
    return WebClient(token=workspace.bot_token, base_url=server.api, timeout=1, retry_handlers=[])


def post(client: WebClient) -> Any:
    return client.chat_postMessage(
        channel="CNOTICEBO", text="Hello", unfurl_links=False, unfurl_media=False
    )


def posted(workspace: Workspace) -> int:
    return len(workspace.channel("noticeboard").messages)


@pytest.mark.parametrize(
    ("fault", "status", "error"),
    [
        (Fault.rate_limited(7), 429, "ratelimited"),
        (Fault.fails(), 200, "internal_error"),
        (Fault.fails("channel_not_found"), 200, "channel_not_found"),
    ],
)
def test_a_refusal_at_will(
    impatient: WebClient, workspace: Workspace, fault: Fault, status: int, error: str
) -> None:
    workspace.faults.add("chat.postMessage", fault)

    with pytest.raises(SlackApiError) as caught:
        post(impatient)

    response = caught.value.response
    assert (response.status_code, response["error"]) == (status, error)
    if status == 429:
        assert response.headers["Retry-After"] == "7"
    assert posted(workspace) == 0
    [entry] = [each for each in workspace.journal.since() if each.name == "chat.postMessage"]
    assert (entry.answer, entry.remarks) == ({"ok": False, "error": error}, [fault.kind])
    assert post(impatient)["ok"]


@pytest.mark.parametrize("status", [500, 503])
def test_a_broken_server(impatient: WebClient, workspace: Workspace, status: int) -> None:
    workspace.faults.add("chat.postMessage", Fault.server_error(status))

    with pytest.raises(SlackApiError) as caught:
        post(impatient)

    assert caught.value.response.status_code == status
    assert posted(workspace) == 0


@pytest.mark.parametrize(
    ("fault", "error", "took_effect"),
    [
        (Fault.times_out_before(), TimeoutError, 0),
        (Fault.times_out_after(), TimeoutError, 1),
        (Fault.resets(), ConnectionError, 0),
        (Fault.resets(after=True), ConnectionError, 1),
    ],
)
def test_an_answer_that_does_not_come(
    impatient: WebClient,
    workspace: Workspace,
    fault: Fault,
    error: type[Exception],
    took_effect: int,
) -> None:
    workspace.faults.add("chat.postMessage", fault)

    with pytest.raises(error):
        post(impatient)

    assert posted(workspace) == took_effect


def test_a_held_answer_holds_nobody_else(
    impatient: WebClient, client: WebClient, workspace: Workspace
) -> None:
    workspace.faults.add("chat.postMessage", Fault.times_out_after())

    def give_up() -> None:
        with pytest.raises(TimeoutError):
            post(impatient)

    waiting = Thread(target=give_up)
    waiting.start()
    assert workspace.wait(lambda: posted(workspace) == 1, 5)

    assert client.users_info(user="UAMINA000")["ok"]
    assert waiting.is_alive()
    waiting.join()


def test_a_fault_comes_as_often_as_was_said_and_only_there(
    impatient: WebClient, workspace: Workspace
) -> None:
    workspace.faults.add("chat.postMessage", Fault.fails(), times=2)

    assert impatient.users_info(user="UAMINA000")["ok"]
    for _ in range(2):
        with pytest.raises(SlackApiError):
            post(impatient)
    assert post(impatient)["ok"]


def test_a_star_means_any_method() -> None:
    faults = Faults()
    faults.add("*", Fault.fails(), times=2)
    faults.add("users.info", Fault.server_error())

    assert faults.take("chat.update") == Fault.fails()
    assert faults.take("users.info") == Fault.fails()
    assert faults.take("chat.update") is None
    assert faults.take("users.info") == Fault.server_error()


def test_faults_can_be_called_off() -> None:
    faults = Faults()
    faults.add("*", Fault.fails())

    faults.clear()

    assert faults.take("users.info") is None


def test_what_still_waits_is_told_and_can_be_called_off_one_by_one() -> None:
    faults = Faults()
    faults.add("chat.update", Fault.rate_limited(3), times=2)
    faults.add("event", Fault.comes_twice())
    assert faults.list() == [
        ("chat.update", Fault.rate_limited(3)),
        ("chat.update", Fault.rate_limited(3)),
        ("event", Fault.comes_twice()),
    ]

    assert faults.drop("chat.update", Fault.rate_limited(3))
    assert faults.take("chat.update") == Fault.rate_limited(3)

    assert not faults.drop("chat.update", Fault.rate_limited(3))
    assert faults.list() == [("event", Fault.comes_twice())]


@pytest.mark.parametrize("place", ["event", "trigger", "ack"])
def test_what_may_happen_to_any_call_happens_to_calls_alone(place: str) -> None:
    faults = Faults()
    faults.add("*", Fault.fails())

    assert faults.take(place) is None
    assert faults.take("users.info") == Fault.fails()


@pytest.mark.parametrize(
    ("place", "fault"),
    [
        ("trigger", Fault.fails()),
        ("ack", Fault.comes_twice()),
        ("event", Fault.expires()),
        ("users.info", Fault.goes_unheard()),
        ("*", Fault.comes_late()),
    ],
)
def test_what_cannot_happen_there_is_refused(place: str, fault: Fault) -> None:
    with pytest.raises(ValueError, match="cannot happen to"):
        Faults().add(place, fault)


@pytest.mark.parametrize(
    ("kind", "details", "fault"),
    [
        ("rate_limited", {"retry_after": "30"}, Fault.rate_limited(30)),
        ("server_error", {"status": 503, "retry_after": 9}, Fault.server_error(503)),
        ("fails", {"error": "token_revoked"}, Fault.fails("token_revoked")),
        ("fails", {"error": ""}, Fault.fails()),
        ("comes_late", {"seconds": "90"}, Fault.comes_late(90)),
        ("resets_after", {"seconds": "90"}, Fault.resets(after=True)),
    ],
)
def test_a_fault_with_its_details(kind: str, details: dict[str, Any], fault: Fault) -> None:
    assert make_fault(kind, details) == fault


@pytest.mark.parametrize(
    ("kind", "details", "sentence"),
    [
        ("rate_limited", {"retry_after": 0}, "retry_after should be 1 to 3600 seconds"),
        ("rate_limited", {"retry_after": "soon"}, "retry_after should be"),
        ("server_error", {"status": 200}, "status should be 500 to 599"),
        ("comes_late", {"seconds": "nan"}, "seconds should be up to"),
        ("bursts", {}, "no fault called 'bursts'"),
    ],
)
def test_a_detail_that_makes_no_sense(kind: str, details: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        make_fault(kind, details)


@pytest.mark.parametrize("error", ["account_inactive", "token_revoked"])
def test_a_dead_token(impatient: WebClient, workspace: Workspace, error: str) -> None:
    workspace.faults.add("*", Fault.fails(error))

    with pytest.raises(SlackApiError) as caught:
        impatient.auth_test()

    assert caught.value.response["error"] == error
    [entry] = [each for each in workspace.journal.since() if each.name == "auth.test"]
    assert entry.remarks == ["fails"]


def test_a_trigger_that_is_too_old_when_it_arrives(
    workspace: Workspace, direct: App, client: WebClient
) -> None:
    errors: list[str] = []

    @direct.command("/experiment")
    def listen(ack: Ack, body: dict[str, Any]) -> None:
        ack()
        try:
            client.views_open(trigger_id=body["trigger_id"], view=modal("A window"))
        except SlackApiError as error:
            errors.append(error.response["error"])

    workspace.faults.add("trigger", Fault.expires())
    amina = workspace.person("amina").types("/experiment")
    assert errors == ["expired_trigger_id"]
    assert [each.remarks for each in workspace.journal.since() if not each.ok] == [["expires"]]

    amina.types("/experiment")
    assert amina.windows[-1].title == "A window"


def test_an_acknowledgement_that_slack_never_hears(
    workspace: Workspace, heard: Heard, show: Callable[..., Any]
) -> None:
    workspace.faults.add("ack", Fault.goes_unheard(), times=2)
    workspace.faults.add("*", Fault.fails())
    workspace.person("tom").becomes(title="a lighthouse")  # an event takes none of them
    amina = workspace.person("amina").types("/experiment")
    amina.expects(text='/experiment failed with the error "operation_timeout"')
    workspace.faults.drop("*", Fault.fails())
    show({"type": "divider"}, submit={"type": "plain_text", "text": "Save"})

    amina.saves()

    assert amina.window is not None
    assert amina.window.note == TROUBLE
    assert [body.get("type", "command") for body in heard.bodies] == [
        "event_callback",
        "command",
        "view_submission",
    ]
    amina.saves()
    assert amina.window is None


@pytest.mark.parametrize(("kind", "make"), sorted(KINDS.items()))
def test_the_page_knows_every_kind_by_its_name(kind: str, make: Callable[[], Fault]) -> None:
    assert make().kind == kind
