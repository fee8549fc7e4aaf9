"""What one sets about the workspace itself: its plan, its people's standing, its time.

What people do in it is in interactions.py and happenings.py.
"""

from datetime import UTC, datetime

from sandbox.acting import happenings
from sandbox.acting.targets import Impossible
from sandbox.people import GUESTS, User
from sandbox.plans import PLANS
from sandbox.states import State


def set_plan(state: State, plan: str) -> None:
    """Paid or free: on the free plan messages are hidden after 90 days, gone after a year."""
    if plan not in PLANS:
        raise Impossible(f"There is no plan called {plan!r}; there are: {', '.join(PLANS)}.")
    with state.change():
        state.plan, state.forgets_after = plan, PLANS[plan]
    state.clock.catch_up()


def set_guest(state: State, user: str, guest: str) -> None:
    """A guest, "multi" of some channels or "single" of one; "" for a member."""
    if guest not in GUESTS:
        raise Impossible(f"There is no guest called {guest!r}; there are: multi, single.")
    if guest and state.plan == "free":  # slack-facts §7.1
        raise Impossible("Guests come with a paid plan.")
    person = _member(state, user)
    if guest and (person.admin or person.owner):
        raise Impossible(f"{person.name} administers this workspace: no guest does.")
    happenings.change_profile(state, user, guest=guest)


def set_deactivated(state: State, user: str, *, deactivated: bool) -> None:
    """As an admin does it; told as a user_change."""
    happenings.change_profile(state, _member(state, user).id, deleted=deactivated)


def jump_to(state: State, moment: float) -> None:
    """Seconds since 1970. Raises Impossible for the past, and for more than ten years."""
    happenings.advance(state, moment - state.clock.now())


def jump_to_next(state: State) -> datetime:
    """To what is due next, and says when that was."""
    due = state.clock.next_due()
    if due is None:
        raise Impossible("Nothing is due, as far as anybody said.")
    jump_to(state, max(due, state.clock.now()))
    return datetime.fromtimestamp(due, UTC)


def _member(state: State, user: str) -> User:
    """Of this workspace: of others only their own admins decide."""
    person = state.users[user]
    if person.team or person.bot:
        raise Impossible(f"{person.name} is no member of this workspace.")
    return person
