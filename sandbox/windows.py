"""Open views: at most three windows on top of each other per person, and everybody's Home.

What is in a view is checked in kit/views.py; here it is opened, changed and closed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

from sandbox.api.refusals import Refusal
from sandbox.kit.entries import Offered, Values
from sandbox.kit.views import assign_ids, carry_over, initial_values, state_values

MOST_WINDOWS = 3  # slack-facts §1.1: one open view and two pushed on it
TROUBLE = "We had some trouble connecting. Try again?"

_KEPT = (
    "type", "title", "submit", "close", "blocks", "private_metadata", "callback_id",
    "external_id", "clear_on_close", "notify_on_close",
)  # fmt: skip


@dataclass
class OpenView:
    id: str
    user: str
    body: dict[str, Any]
    values: Values
    root_id: str
    previous_id: str | None = None
    hash: str = ""
    offered: Offered = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    note: str | None = None
    # What acting/dialogs.py sends back, where it is a dialog and no modal.
    dialog: dict[str, Any] | None = None

    @property
    def blocks(self) -> list[dict[str, Any]]:
        blocks: list[dict[str, Any]] = self.body["blocks"]
        return blocks


class Windows:
    """The views of a workspace. Its callers hold the lock."""

    def __init__(self) -> None:
        self.stacks: dict[str, list[OpenView]] = {}
        self.homes: dict[str, OpenView] = {}
        # The conversation that somebody looks at, as far as what they did last shows it.
        self.looking_at: dict[str, str] = {}
        self.last_number = 0

    def top(self, user: str) -> OpenView | None:
        stack = self.stacks.get(user)
        return stack[-1] if stack else None

    def opened(self) -> list[OpenView]:
        """All windows, each stack from the bottom up."""
        return [view for stack in self.stacks.values() for view in stack]

    def find(self, *, view_id: str = "", external_id: str = "") -> OpenView:
        """slack-facts §3.3: a view that was closed is `not_found`."""
        for view in self._all():
            if view_id and view.id == view_id:
                return view
            if external_id and not view_id and view.body.get("external_id") == external_id:
                return view
        raise Refusal("not_found")

    def open(self, user: str, view: Mapping[str, Any]) -> OpenView:
        self._claim_external_id(view)
        opened = self._make(user, view)
        self.stacks[user] = [opened]
        return opened

    def push(self, user: str, view: Mapping[str, Any]) -> OpenView:
        stack = self.stacks.get(user, [])
        if not stack:
            raise Refusal("not_found")
        if len(stack) >= MOST_WINDOWS:
            raise Refusal("push_limit_reached")
        self._claim_external_id(view)
        pushed = self._make(user, view, below=stack[-1])
        stack.append(pushed)
        return pushed

    def update(self, current: OpenView, view: Mapping[str, Any]) -> OpenView:
        """Same id, new hash; what was typed stays where block and action ids stay."""
        self._claim_external_id(view, but=current)
        current.hash = _new_hash()
        body = _body(view, current.hash)
        current.values = carry_over(
            current.body, current.values, body, self.looking_at.get(current.user, "")
        )
        current.body = body
        current.errors, current.note = {}, None
        return current

    def publish(self, user: str, view: Mapping[str, Any]) -> OpenView:
        current = self.homes.get(user)
        if current is not None:
            return self.update(current, view)
        self._claim_external_id(view)
        self.homes[user] = self._make(user, view)
        return self.homes[user]

    def close(self, view: OpenView) -> None:
        """Takes the view away, and all that was pushed on it."""
        stack = self.stacks.get(view.user, [])
        if view in stack:
            del stack[stack.index(view) :]

    def clear(self, user: str) -> None:
        self.stacks.pop(user, None)

    def _all(self) -> list[OpenView]:
        windows = [view for stack in self.stacks.values() for view in stack]
        return windows + list(self.homes.values())

    def _make(
        self, user: str, view: Mapping[str, Any], *, below: OpenView | None = None
    ) -> OpenView:
        self.last_number += 1
        view_id = f"V{self.last_number:08d}"
        new_hash = _new_hash()
        body = _body(view, new_hash)
        return OpenView(
            id=view_id,
            user=user,
            body=body,
            values=initial_values(body, self.looking_at.get(user, "")),
            root_id=below.root_id if below else view_id,
            previous_id=below.id if below else None,
            hash=new_hash,
        )

    def _claim_external_id(self, view: Mapping[str, Any], *, but: OpenView | None = None) -> None:
        wanted = view.get("external_id")
        others = [other for other in self._all() if other is not but]
        if wanted and any(other.body.get("external_id") == wanted for other in others):
            raise Refusal("duplicate_external_id")


def check_hash(view: OpenView, given: str) -> None:
    """slack-facts §2.5: who sends a hash wants nothing to have changed since."""
    if given and given != view.hash:
        raise Refusal("hash_conflict")


def describe_view(view: OpenView, app: Mapping[str, str], *, state: bool = True) -> dict[str, Any]:
    """The view as answers and payloads show it; a closed one comes without what was typed."""
    body = view.body
    return {
        "id": view.id,
        "team_id": app["team"],
        "type": body["type"],
        "blocks": body["blocks"],
        "private_metadata": body.get("private_metadata", ""),
        "callback_id": body.get("callback_id", ""),
        # slack-facts §0.7: view_closed carries empty values, even when something was typed.
        "state": {"values": state_values(body, view.values, view.offered) if state else {}},
        "hash": view.hash,
        "title": body.get("title"),
        "clear_on_close": body.get("clear_on_close", False),
        "notify_on_close": body.get("notify_on_close", False),
        "close": body.get("close"),
        "submit": body.get("submit"),
        "previous_view_id": view.previous_id,
        "root_view_id": view.root_id,
        "app_id": app["app"],
        "external_id": body.get("external_id", ""),
        "app_installed_team_id": app["team"],
        "bot_id": app["bot"],
    }


def _body(view: Mapping[str, Any], seed: str) -> dict[str, Any]:
    body = {key: view[key] for key in _KEPT if view.get(key) is not None}
    body["blocks"] = assign_ids(view["blocks"], seed)
    return body


def _new_hash() -> str:
    return f"{token_hex(5)}.{token_hex(4)}"
