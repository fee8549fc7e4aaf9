"""Who wants the body alone is asked without detours; whoever wants more is asked by Bolt."""

from collections.abc import Mapping
from typing import Any

from slack_bolt import App, BoltContext, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.app import Commons
from handlers.matchers import OfBody, hasten

CLICK = {"type": "block_actions", "actions": [{"action_id": "a", "block_id": "b"}]}


def test_every_listener_of_ours_is_found_by_the_body_alone(commons: Commons) -> None:
    found = [each for listener in commons.app._listeners for each in listener.matchers]
    assert len(found) > 300
    assert {type(each) for each in found} == {OfBody}


def test_a_listener_is_found_as_bolt_would_find_it() -> None:
    asked: list[str] = []

    def is_mine(body: Mapping[str, Any], context: BoltContext) -> bool:
        asked.append(context["user_id"])
        return bool(body["actions"][0]["block_id"] == "b")

    app = App(client=WebClient(), authorize=AuthorizeResult)
    for name in ("a", "other"):
        app.action(name)(lambda: None)
        app.action(name, matchers=[is_mine])(lambda: None)
    request = BoltRequest(body=CLICK, context={"user_id": "U1"}, mode="socket_mode")
    answer = BoltResponse(status=200)
    before = [each.matches(req=request, resp=answer) for each in app._listeners]
    hasten(app)
    assert [each.matches(req=request, resp=answer) for each in app._listeners] == before
    assert before == [True, True, False, False]
    assert asked == ["U1", "U1"]
