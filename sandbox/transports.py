"""How an envelope reaches the app and its acknowledgement comes back.

Here are the protocol and the direct way, for tests; Socket Mode's real sockets are in sockets.py.
"""

import json
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, wait
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from slack_bolt import Ack, App, BoltRequest, BoltResponse

Kind = Literal["events_api", "slash_commands", "interactive"]
Json = dict[str, Any]

# Long enough for anything a listener does; only a test whose listener hangs ever waits for it.
REST_SECONDS = 10.0
ACK_SECONDS = 3.0


class NotConnected(Exception):  # noqa: N818 - it says what is the case
    """Nobody is there to take the envelope: Slack tells the person at once. `reason` is what a
    retry gives as one; not `again`: the app wants none.
    """

    def __init__(self, reason: str = "connection_failed", *, again: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.again = again


@dataclass(frozen=True)
class Retry:
    """Which attempt at an event it is, 0 for the first, and why there is another."""

    attempt: int = 0
    reason: str = ""


FIRST = Retry()


class Transport(Protocol):
    late: str
    """The reason of a retry after an acknowledgement that did not come in time."""

    retries: bool
    """Whether events that were not acknowledged are tried again."""

    @property
    def connected(self) -> bool: ...

    @property
    def rests(self) -> bool:
        """Whether `rest` knows; if not, one must wait for what the app does later."""

    def send(self, kind: Kind, payload: Json, retry: Retry = FIRST) -> Json | None:
        """The acknowledgement's body, {} for an empty one, None when none came in time.

        Raises NotConnected.
        """

    def rest(self) -> None:
        """Returns when the app has done what it was sent, as far as that can be known."""


class Unplugged:
    """Before an app is there."""

    connected = False
    rests = True
    late = "timeout"
    retries = False

    def send(self, kind: Kind, payload: Json, retry: Retry = FIRST) -> Json | None:
        del kind, payload, retry
        raise NotConnected

    def rest(self) -> None:
        pass


class Direct:
    """Dispatches into a Bolt app in the calling thread, and knows when its listeners are done."""

    connected = True
    rests = True
    late = "timeout"
    # What an app does not listen to it does not acknowledge: a test need not hear it four times.
    retries = False

    def __init__(self, app: App, *, rest_seconds: float = REST_SECONDS) -> None:
        self._app = app
        self._rest_seconds = rest_seconds
        # Bolt answers as soon as a listener has acknowledged; the listener may still be opening
        # its window. Whoever clicks wants to see that window, so its futures are remembered.
        runner = app.listener_runner
        self._listeners = Watched(runner.listener_executor)
        runner.listener_executor = self._listeners
        if hasattr(runner.lazy_listener_runner, "executor"):
            runner.lazy_listener_runner.executor = self._listeners

    def send(self, kind: Kind, payload: Json, retry: Retry = FIRST) -> Json | None:
        del retry
        # Through JSON, as on the wire: nothing of the state may leak into the app.
        body = json.loads(json.dumps(payload))
        ack = HeardAck()
        _awaited.set(ack.heard)
        request = BoltRequest(body=body, context={"ack": ack}, mode="socket_mode")
        answer = _read_answer(self._app.dispatch(request))
        if kind == "events_api" and answer is not None:
            return {}
        return answer

    def rest(self) -> None:
        self._listeners.rest(self._rest_seconds)


def _read_answer(response: BoltResponse) -> Json | None:
    """As Bolt's Socket Mode adapter does: not 200 means that no acknowledgement is sent."""
    if response.status != 200:
        return None
    return read_ack(response.headers.get("content-type", [""])[0], response.body or "")


def read_ack(content_type: str, body: str) -> Json:
    """What is no JSON object is the text of a message."""
    if not body:
        return {}
    if not content_type.startswith("application/json"):
        return {"text": body}
    try:
        found = json.loads(body)
    except ValueError:  # it says JSON and is none
        return {"text": body}
    return found if isinstance(found, dict) else {"text": body}


# The acknowledgement that this thread's dispatch is about to wait for.
_awaited: ContextVar[threading.Event] = ContextVar("awaited")


class HeardAck(Ack):
    """Bolt looks every 10 ms whether a listener has acknowledged, which is longer than most of ours
    take: this one says so at once.
    """

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # Bolt's has no types
        self.heard = threading.Event()

    def __call__(self, *args: Any, **kwargs: Any) -> BoltResponse:
        response = super().__call__(*args, **kwargs)
        self.heard.set()
        return response

    def __deepcopy__(self, memo: object) -> Ack:
        """For lazy listeners, which are given a copy: nobody waits for that one."""
        del memo
        copied = Ack()
        copied.response = self.response
        return copied


class Watched(Executor):
    """An executor that can be waited for. What it is given it gives back acknowledged, or done, or
    after the three seconds that Slack waits.
    """

    def __init__(self, inner: Executor) -> None:
        self._inner = inner
        self._running: set[Future[Any]] = set()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future = self._inner.submit(fn, *args, **kwargs)
        self._running.add(future)
        future.add_done_callback(self._running.discard)
        heard = _awaited.get()
        future.add_done_callback(lambda _: heard.set())
        heard.wait(ACK_SECONDS)
        return future

    def rest(self, seconds: float) -> None:
        while running := tuple(self._running):
            if wait(running, seconds).not_done:
                raise TimeoutError(f"a listener was not done after {seconds} s")

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - Executor's own signature
        self._inner.shutdown(wait, cancel_futures=cancel_futures)
