"""Which listener an envelope is for, looked up without detours.

Bolt asks one listener after the other, and puts together all thirty things that a listener could
want to know before it asks. Ours are hundreds, and each wants the body alone: of the five
milliseconds that a click takes a processor, two went there.
"""

from collections.abc import Callable
from typing import Any

from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.listener_matcher import CustomListenerMatcher, ListenerMatcher
from slack_bolt.listener_matcher.builtins import BuiltinListenerMatcher


class OfBody(ListenerMatcher):
    """Is told what it wants to know, and no more."""

    def __init__(self, func: Callable[..., Any]) -> None:
        self.func = func

    def matches(self, req: BoltRequest, resp: BoltResponse) -> bool:
        del resp
        return bool(self.func(req.body))


def hasten(app: App) -> None:
    """Once all listeners are there."""
    for listener in app._listeners:  # noqa: SLF001 - Bolt has no other way to them
        listener.matchers = [_hastened(each) for each in listener.matchers]


def _hastened(matcher: ListenerMatcher) -> ListenerMatcher:
    if not isinstance(matcher, BuiltinListenerMatcher | CustomListenerMatcher):
        return matcher
    return OfBody(matcher.func) if list(matcher.arg_names) == ["body"] else matcher
