"""A jump of the clock: Commons says what it planned when it planned to say it, not at its end."""

from datetime import timedelta

from bot.app import Commons
from bot.deliveries import DOORWAY, show
from sandbox.workspaces import Workspace


def test_what_is_planned_is_said_at_its_time_within_a_jump(
    commons: Commons, workspace: Workspace
) -> None:
    clock, start = workspace.clock, commons.clock.now()
    due = start + timedelta(hours=2, minutes=7)
    with commons.database.transaction() as db:
        show(db, DOORWAY, 1, now=start, at=due)

    def deliver() -> None:
        commons.courier.deliver()

    clock.stops.append(lambda: moment.timestamp() if (moment := commons.next_due()) else None)
    clock.on_stride.append(deliver)

    clock.advance(86_400)

    post = workspace.channel("noticeboard").expects(text="Start here")
    assert abs(float(post.ts) - due.timestamp()) < 5
