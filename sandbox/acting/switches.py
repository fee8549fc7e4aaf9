"""What one sets about the workspace itself: its plan, its people's standing, its time.

What people do in it is in interactions.py and happenings.py.
"""

from sandbox.states import State


def set_plan(state: State, plan: str) -> None:
    """Paid or free: on the free plan messages are hidden after 90 days, gone after a year."""
    raise NotImplementedError


def set_guest(state: State, user: str, guest: str) -> None:
    """A guest, "multi" of some channels or "single" of one; "" for a member."""
    raise NotImplementedError


def set_deactivated(state: State, user: str, *, deactivated: bool) -> None:
    """As an admin does it; told as a user_change."""
    raise NotImplementedError


def jump_to(state: State, moment: float) -> None:
    """Seconds since 1970. Raises Impossible for the past, and for more than ten years."""
    raise NotImplementedError
