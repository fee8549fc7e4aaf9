"""A letter to everybody: whether they leave at the pace that is set, and what a click waits for."""

import asyncio
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bot.cards import WELCOME
from storage.database import Database
from storage.deliveries import Delivery
from storage.experiments import Experiment
from storage.people import Member
from storage.proposals import Proposal
from storage.schema import migrate
from storage.teams import Teammate
from tests.benches import loads
from tests.benches.fillings import BEGAN, an_experiment, put
from tests.benches.payloads import slack_id
from tests.benches.processes import Running, ours
from tests.benches.slacks import Slack
from tests.benches.tables import Comparison

PEOPLE = 5_000
DELAY = 0.3  # what Slack takes
LEAST = 0.95  # of the pace that is set
PACES = {5.0: 60.0, 10.0: 20.0}  # letters a second: for so many seconds
WHAT_IT_TAKES = 15.0  # seconds without a pace: where it ends
BETWEEN_CLICKS = 0.3

Progress = Callable[[str], None]


async def letters(slack: Slack, folder: Path, progress: Progress) -> list[Comparison]:
    """With a Slack that answers in 300 ms, as the stand-in does from here on."""
    slack.delay = DELAY
    idle: dict[str, list[float | None]] = {}
    async with _posting(slack, folder, "quiet", letters_due=False, pace=5.0) as app:
        progress("clicks while nothing is due")
        await _clicks(slack, app, seconds=20.0, noted=idle)
    done = []
    for pace, seconds in PACES.items():
        progress(f"letters to {PEOPLE}, {pace:g} a second")
        busy: dict[str, list[float | None]] = {}
        async with _posting(slack, folder, f"pace{pace:g}", letters_due=True, pace=pace) as app:
            await _clicks(slack, app, seconds=seconds, noted=busy)
            done.append(_pace(slack, app, pace))
        done += [_beside(what, idle[what], busy[what], pace) for what in idle]
    progress("letters, as quickly as they go")
    async with _posting(slack, folder, "unpaced", letters_due=True, pace=0.0) as app:
        await asyncio.sleep(WHAT_IT_TAKES)
        progress(f"  {1 / _seconds_between(slack, app):.1f} a second")
    slack.delay = 0.0
    return done


def _posting(slack: Slack, folder: Path, name: str, *, letters_due: bool, pace: float) -> Any:
    url = _fill(folder / f"{name}.db", letters_due=letters_due)
    return ours(slack, folder, name, url, COMMONS_POSTS_PER_SECOND=str(pace))


async def _clicks(
    slack: Slack, app: Running, *, seconds: float, noted: dict[str, list[float | None]]
) -> None:
    """A few people use it meanwhile, one after the other."""
    ends = time.perf_counter() + seconds
    for number in range(10**6):
        if time.perf_counter() > ends:
            return
        user = slack_id(1 + number % 50)
        opened = await loads.ask(slack, app.name, user, "Longer visits")
        listed = await loads.ask(slack, app.name, user, "list")
        if number > 4:  # nothing is warm yet
            noted.setdefault("acknowledged", []).append(opened.acknowledged)
            noted.setdefault("form opened", []).append(opened.seen)
            noted.setdefault("list opened", []).append(listed.seen)
        await asyncio.sleep(BETWEEN_CLICKS)


def _pace(slack: Slack, app: Running, pace: float) -> Comparison:
    seconds = _seconds_between(slack, app)
    said = Comparison(f"between letters, {pace:g} a second are set", aim=1 / LEAST, delay=DELAY)
    said.theirs, said.ours = [1000 / pace], [seconds * 1000]
    said.failed = _doubled(slack, app)
    return said


def _seconds_between(slack: Slack, app: Running) -> float:
    at = [when for when, _ in slack.posts[app.name]]
    return (at[-1] - at[0]) / (len(at) - 1)


def _doubled(slack: Slack, app: Running) -> int:
    tokens = [token for _, token in slack.posts[app.name]]
    return len(tokens) - len(set(tokens))


def _beside(
    what: str, idle: list[float | None], busy: list[float | None], pace: float
) -> Comparison:
    """Beside the same click while nothing is said."""
    name = f"{what} meanwhile ({pace:g} letters a second)"
    said = Comparison(name, aim=1.2, delay=DELAY, people=1)
    said.theirs = [each for each in idle if each is not None]
    said.ours = [each for each in busy if each is not None]
    said.failed = busy.count(None)
    return said


def _fill(path: Path, *, letters_due: bool) -> str:
    """Everybody was just put on one experiment, and is to hear of it."""
    url = f"sqlite:///{path}"
    database = Database(url, planned=lambda: None)
    migrate(database)
    everybody = range(1, PEOPLE + 1)
    with database.engine.begin() as connection:
        put(connection, Member, map(_member, everybody))
        put(connection, Experiment, [an_experiment(1)])
        put(connection, Teammate, map(_teammate, everybody))
        put(connection, Proposal, map(_welcome, everybody))
        put(connection, Delivery, _letters(everybody) if letters_due else iter(()))
    database.dispose()
    return url


def _member(number: int) -> dict[str, Any]:
    who = {"id": number, "slack_id": slack_id(number), "name": f"Member {number}"}
    return {**who, "title": "", "time_zone": "Europe/London", "profiled_at": BEGAN}


def _teammate(number: int) -> dict[str, Any]:
    return {"experiment_id": 1, "member_id": number, "joined_at": BEGAN}


def _welcome(number: int) -> dict[str, Any]:
    about = {"id": number, "kind": "welcome", "experiment_id": 1, "asked_id": number}
    return {**about, "asked_by": 1, "created_at": BEGAN, "answered_at": BEGAN}


def _letters(numbers: range) -> Iterator[dict[str, Any]]:
    for number in numbers:
        about = {"occasion": f"{WELCOME}:{number}", "kind": WELCOME, "subject_id": number}
        to = {"member_id": number, "addressee": f"member:{number}", "token": f"{number:032}"}
        yield {**about, **to, "wanted": 1, "shown": 0, "created_at": BEGAN, "due_at": BEGAN}
