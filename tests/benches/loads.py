"""What people do at once, and how long they wait for it. Times are in milliseconds."""

import asyncio
from dataclasses import dataclass

from tests.benches import payloads
from tests.benches.slacks import PATIENCE, Arrival, Slack


@dataclass(frozen=True)
class Waited:
    """`seen` is when what they asked for reached Slack. None: it never came, or was another."""

    acknowledged: float | None
    seen: float | None = None


async def open_forms(slack: Slack, app: str, people: int) -> list[Waited]:
    """Everybody types /experiment."""
    users = map(payloads.slack_id, range(1, people + 1))
    return await asyncio.gather(*(ask(slack, app, each, "Longer visits") for each in users))


async def save_forms(slack: Slack, app: str, people: int) -> list[Waited]:
    """Everybody presses Save. It is saved when it is acknowledged."""
    users = map(payloads.slack_id, range(1, people + 1))
    return await asyncio.gather(*(_save(slack, app, each) for each in users))


async def ask(slack: Slack, app: str, user: str, text: str) -> Waited:
    payload = payloads.command(user, text)
    opened = slack.expect(f"open:{payload['trigger_id']}")
    sent, acknowledged = await slack.send(app, "slash_commands", payload)
    ack, seen = await _come(sent, acknowledged), await _come(sent, opened)
    # Words in an acknowledgement are a sentence that something went wrong.
    return Waited(ack[0] if ack and not ack[1][1] else None, seen[0] if seen else None)


async def look_at_home(slack: Slack, app: str, user: str) -> Waited:
    published = slack.expect(f"publish:{app}:{user}")
    sent, acknowledged = await slack.send(app, "events_api", payloads.home_opened(user))
    ack, seen = await _come(sent, acknowledged), await _come(sent, published)
    return Waited(ack[0] if ack else None, seen[0] if seen else None)


async def _save(slack: Slack, app: str, user: str) -> Waited:
    sent, acknowledged = await slack.send(app, "interactive", payloads.submission(user))
    ack = await _come(sent, acknowledged)
    if ack is None or ack[1][1].get("response_action") == "errors":
        return Waited(None)
    return Waited(ack[0])


async def _come(sent: float, awaited: asyncio.Future[Arrival]) -> tuple[float, Arrival] | None:
    try:
        came = await asyncio.wait_for(awaited, PATIENCE)
    except TimeoutError:
        return None
    return (came[0] - sent) * 1000, came
