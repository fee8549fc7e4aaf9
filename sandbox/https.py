"""Signed HTTP: what happens is posted to the addresses in the app's manifest (slack-facts §2.1).

Which payload it is, and whether an event is tried again, is decided elsewhere.
"""

import json
import socket
import ssl
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage
from secrets import token_hex
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from slack_sdk.signature import SignatureVerifier

from sandbox.states import State
from sandbox.transports import FIRST, Json, Kind, NotConnected, Retry, read_ack

ACK_SECONDS = 3.0  # slack-facts §2.1
MOST_REDIRECTS = 2  # slack-facts §2.9
_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"


@dataclass(frozen=True)
class Parcel:
    """What is posted where. An empty address: the manifest names none."""

    url: str
    content_type: str
    body: str


@dataclass(frozen=True)
class Reply:
    status: int
    content_type: str
    body: str


class Late(Exception):  # noqa: N818 - it says what is the case
    """No answer came in time."""


class _Redirects(HTTPRedirectHandler):
    """The same again, to where the answer points. The library itself would ask by GET."""

    max_redirections = max_repeats = MOST_REDIRECTS

    def redirect_request(
        self,
        req: Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> Request:
        del fp, code, msg, headers
        return Request(newurl, req.data, req.headers, method="POST")  # noqa: S310 - the app's own


# What is on this machine is not asked for through anybody's proxy.
_opener = build_opener(ProxyHandler({}), _Redirects)


class Https:
    """The app at its addresses. `skew`: by how many seconds the signature's time is wrong."""

    rests = False
    late = "http_timeout"
    retries = True

    def __init__(self, state: State, *, ack_seconds: float = ACK_SECONDS) -> None:
        self.ack_seconds = ack_seconds
        self.skew = 0.0
        self._state = state
        self._there = False

    @property
    def connected(self) -> bool:
        """Whether the app was there when it was last looked for or sent to."""
        return self._there

    def send(self, kind: Kind, payload: Json, retry: Retry = FIRST) -> Json | None:
        parcel = self._pack(kind, payload)
        if not parcel.url:
            raise NotConnected("the manifest has no address for it")
        try:
            reply = self._post(parcel, retry)
        except Late:
            return None
        except NotConnected as lost:
            self._find(there=lost.reason != "connection_failed")
            raise
        self._find(there=True)
        if kind == "events_api":
            return {}
        if reply.status != 200:
            raise NotConnected("http_error")
        return read_ack(reply.content_type, reply.body)

    def rest(self) -> None:
        """What the app does after its acknowledgement cannot be known from here."""

    def seek(self) -> None:
        """Looks whether the app is there by now; an app for events answers the challenge."""
        manifest = self._state.manifest
        if manifest.events and manifest.events_url:
            self._verify(manifest.events_url)
            return
        for url in manifest.addresses:
            self._find(there=_listens(url))

    def _verify(self, url: str) -> None:
        """slack-facts §2.9: Slack sends no events to who does not give the challenge back."""
        if not _listens(url):
            return
        challenge = token_hex(26)
        sent = {"token": "sandbox", "challenge": challenge, "type": "url_verification"}
        entry = self._state.journal.begin(
            self._state.clock.now(), "envelope", "url_verification", sent
        )
        try:
            reply = self._post(Parcel(url, _JSON, json.dumps(sent)), FIRST)
        except (Late, NotConnected) as lost:
            self._state.journal.end(entry, None, ok=False, remark=str(lost) or self.late)
            return
        is_there = _challenge(reply) == challenge
        remark = "" if is_there else "the challenge did not come back"
        self._state.journal.end(entry, {"body": reply.body}, ok=is_there, remark=remark)
        self._find(there=is_there)

    def _find(self, *, there: bool) -> None:
        if there == self._there:
            return
        with self._state.change():  # the page shows whether the app is there
            self._there = there

    def _pack(self, kind: Kind, payload: Json) -> Parcel:
        manifest = self._state.manifest
        if kind == "events_api":
            return Parcel(manifest.events_url, _JSON, json.dumps(payload))
        if kind == "slash_commands":
            command = manifest.command(payload["command"])
            return Parcel(command.url if command else "", _FORM, urlencode(_flat(payload)))
        menu = payload["type"] in ("block_suggestion", "dialog_suggestion")
        url = manifest.options_url if menu else manifest.interactivity_url
        return Parcel(url, _FORM, urlencode({"payload": json.dumps(payload)}))

    def _post(self, parcel: Parcel, retry: Retry) -> Reply:
        """Raises Late and NotConnected, with slack-facts §2.9's reasons."""
        headers = {**self._signature(parcel.body), "Content-Type": parcel.content_type}
        if retry.attempt:
            headers["X-Slack-Retry-Num"] = str(retry.attempt)
            headers["X-Slack-Retry-Reason"] = retry.reason
        try:
            request = Request(parcel.url, parcel.body.encode(), headers, method="POST")  # noqa: S310 - the manifest's own
            with _opener.open(request, timeout=self.ack_seconds) as answer:
                kind = answer.headers.get("content-type", "")
                return Reply(answer.status, kind, answer.read().decode(errors="replace"))
        except HTTPError as error:
            with error:
                raise _refused(error) from error
        except TimeoutError as error:
            raise Late from error
        except URLError as error:
            if isinstance(error.reason, TimeoutError):
                raise Late from error
            raise NotConnected(_reason(error.reason)) from error
        except (OSError, HTTPException) as error:
            raise NotConnected(_reason(error)) from error
        except (ValueError, OverflowError) as error:  # nothing could be at such an address
            raise NotConnected from error

    def _signature(self, body: str) -> dict[str, str]:
        """Signed at the real time: whoever verifies looks at their own clock."""
        clock = self._state.clock
        then = str(int(clock.now() - clock.offset + self.skew))
        verifier = SignatureVerifier(self._state.signing_secret)
        return {
            "X-Slack-Request-Timestamp": then,
            "X-Slack-Signature": verifier.generate_signature(timestamp=then, body=body) or "",
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        }


def _flat(payload: Json) -> dict[str, str]:
    """As a form has it: text alone."""
    return {
        key: value if isinstance(value, str) else json.dumps(value)
        for key, value in payload.items()
        if value is not None
    }


def _challenge(reply: Reply) -> str:
    """slack-facts §2.9: it may come as plain text, in JSON or in a form."""
    if reply.content_type.startswith(_JSON):
        return str(read_ack(reply.content_type, reply.body).get("challenge", ""))
    in_form = parse_qs(reply.body).get("challenge")
    return in_form[0] if in_form else reply.body.strip()


def _refused(error: HTTPError) -> NotConnected:
    """slack-facts §2.9: `x-slack-no-retry: 1` on anything but 200 ends the retries."""
    again = error.headers.get("x-slack-no-retry") != "1"
    is_redirect = 300 <= error.code < 400
    return NotConnected("too_many_redirects" if is_redirect else "http_error", again=again)


def _reason(error: object) -> str:
    reasons = {ssl.SSLError: "ssl_error", OSError: "connection_failed"}
    fitting = (name for kind, name in reasons.items() if isinstance(error, kind))
    return next(fitting, "unknown_error")


def _listens(url: str) -> bool:
    parts = urlsplit(url)
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
        socket.create_connection((parts.hostname or "", port), timeout=1).close()
    except (OSError, ValueError):  # nobody there, or nowhere
        return False
    return True
