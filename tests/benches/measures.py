"""What is measured, side by side and taking turns: what the machine does meanwhile, it does to
both.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from tests.benches import loads
from tests.benches.compositions import Composition
from tests.benches.fillings import READERS, Mix, everyday, fill, mostly_private
from tests.benches.payloads import slack_id
from tests.benches.processes import Running, bare, ours
from tests.benches.slacks import Slack
from tests.benches.tables import Comparison

DELAYS = (0.0, 0.1)
PEOPLE = {1: 10, 10: 2, 50: 1}  # so many at once: so often in one round
ROUNDS = 12
WARM_ROUNDS = 3
STARTS = 5
LOOKS = 8  # of each reader
DIGESTS = 60
FEW, MANY = 1_000, 100_000
MIXES: dict[str, Mix] = {"": everyday, ", newest private": mostly_private}

Progress = Callable[[str], None]


async def starts(slack: Slack, folder: Path, progress: Progress) -> list[Comparison]:
    """From nothing to connected: the very first time, and when the database is there."""
    progress("starts")
    again = Comparison("start to connected", aim=2.0)
    first = Comparison("the very first start", aim=2.0)
    for number in range(STARTS):
        fresh = f"first{number}"
        async with bare(slack, folder, f"bare-{fresh}") as theirs:
            first.theirs.append(theirs.seconds * 1000)
        async with ours(slack, folder, fresh, f"sqlite:///{folder}/{fresh}.db") as mine:
            first.ours.append(mine.seconds * 1000)
        async with bare(slack, folder, f"bare-{fresh}") as theirs:
            again.theirs.append(theirs.seconds * 1000)
        async with ours(slack, folder, fresh, f"sqlite:///{folder}/{fresh}.db") as mine:
            again.ours.append(mine.seconds * 1000)
    return [again, first]


async def crowds(slack: Slack, folder: Path, progress: Progress) -> list[Comparison]:
    """Forms opened and saved, by one person and by many at once; and the memory it takes."""
    async with AsyncExitStack() as stack:
        theirs = await stack.enter_async_context(bare(slack, folder, "bare"))
        database = f"sqlite:///{folder}/ours.db"
        mine = await stack.enter_async_context(ours(slack, folder, "ours", database))
        memory = await _warm_up(slack, theirs, mine)
        done = [
            comparison
            for delay in DELAYS
            for people in PEOPLE
            async for comparison in _crowd(slack, theirs, mine, delay, people, progress)
        ]
        slack.delay = 0.0
    return [*done, memory]


async def sizes(slack: Slack, folder: Path, progress: Progress) -> list[Comparison]:
    """Home and the list, with few experiments in the database and with many."""
    done = []
    for name, mix in MIXES.items():
        async with AsyncExitStack() as stack:
            apps = []
            for count in (FEW, MANY):
                progress(f"filling a database with {count} experiments{name}")
                label = f"{mix.__name__}{count}"
                url = fill(folder / f"{label}.db", count, mix)
                apps.append(await stack.enter_async_context(ours(slack, folder, label, url)))
            progress(f"Home and the list{name}")
            done += await _looks(slack, name, *apps)
    return done


async def digests(slack: Slack, folder: Path, progress: Progress) -> list[Comparison]:
    """This week's digest, with few reflections in the database and with many."""
    del slack
    progress(f"digests, with {FEW} and {MANY} reflections")
    few, many = (Composition(folder, count) for count in (FEW, MANY))
    composed = Comparison(f"digest, {MANY} beside {FEW}", aim=1.5)
    for number in range(-2, DIGESTS):  # the first do not count: nothing is warm yet
        for each in (few, many) if number % 2 else (many, few):
            took = each.compose()
            if number >= 0:
                _note(composed, [took], is_ours=each is many)
    few.close()
    many.close()
    return [composed]


async def _warm_up(slack: Slack, theirs: Running, mine: Running) -> Comparison:
    """Until every thread has run, every template is read, and everybody is known."""
    for app in (theirs, mine):
        for _ in range(WARM_ROUNDS):
            await loads.open_forms(slack, app.name, max(PEOPLE))
            await loads.save_forms(slack, app.name, max(PEOPLE))
    memory = Comparison("memory, warm", aim=2.0, unit="MB")
    memory.theirs.append(await theirs.megabytes())
    memory.ours.append(await mine.megabytes())
    return memory


async def _crowd(
    slack: Slack, theirs: Running, mine: Running, delay: float, people: int, progress: Progress
) -> AsyncIterator[Comparison]:
    progress(f"{people} at once, with a Slack that takes {delay * 1000:.0f} ms")
    slack.delay = delay
    about: dict[str, Any] = {"delay": delay, "people": people}
    acks = Comparison("/experiment acknowledged", aim=1.2, **about)
    openings = Comparison("/experiment opened", aim=1.2, **about)
    saves = Comparison("saved and acknowledged", aim=1.5, **about)
    for number in range(ROUNDS):
        pair = (theirs, mine) if number % 2 else (mine, theirs)
        for app in pair:
            for _ in range(PEOPLE[people]):
                opened = await loads.open_forms(slack, app.name, people)
                _note(acks, [each.acknowledged for each in opened], is_ours=app is mine)
                _note(openings, [each.seen for each in opened], is_ours=app is mine)
        for app in pair:
            for _ in range(PEOPLE[people]):
                saved = await loads.save_forms(slack, app.name, people)
                _note(saves, [each.acknowledged for each in saved], is_ours=app is mine)
    for each in (acks, openings, saves):
        yield each


async def _looks(slack: Slack, name: str, few: Running, many: Running) -> list[Comparison]:
    homes = Comparison(f"Home, {MANY} beside {FEW}{name}", aim=1.5)
    lists = Comparison(f"list, {MANY} beside {FEW}{name}", aim=1.5)
    for number in range(-1, LOOKS):  # the first time does not count: nothing is warm yet
        for reader in map(slack_id, READERS):
            for app in (few, many) if number % 2 else (many, few):
                home = await loads.look_at_home(slack, app.name, reader)
                listed = await loads.ask(slack, app.name, reader, "list")
                if number >= 0:
                    _note(homes, [home.seen], is_ours=app is many)
                    _note(lists, [listed.seen], is_ours=app is many)
    return [homes, lists]


def _note(comparison: Comparison, times: Sequence[float | None], *, is_ours: bool) -> None:
    came = [each for each in times if each is not None]
    (comparison.ours if is_ours else comparison.theirs).extend(came)
    comparison.failed += (len(times) - len(came)) * is_ours
