"""`make bench`: everything in one run of a few minutes, and a table of how it stands.

`python -m tests.benches sizes` measures only that, for whoever is working on it.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.benches.letters import letters
from tests.benches.measures import crowds, digests, sizes, starts
from tests.benches.sandboxes import sandboxes
from tests.benches.slacks import Slack
from tests.benches.tables import table
from tests.benches.ticks import ticks

MEASURES = {
    "crowds": crowds,
    "starts": starts,
    "sizes": sizes,
    "digests": digests,
    "letters": letters,
    "ticks": ticks,
    "sandboxes": sandboxes,
}


async def bench(chosen: Sequence[str]) -> None:
    began = time.perf_counter()

    def progress(said: str) -> None:
        print(f"{time.perf_counter() - began:5.0f} s  {said}", file=sys.stderr)  # noqa: T201

    slack = Slack()
    await slack.start()
    with tempfile.TemporaryDirectory(prefix="commons-bench-") as name:
        folder = Path(name)
        done = []
        for measure in chosen:
            done += await MEASURES[measure](slack, folder, progress)
        for line in _complaints(folder):
            progress(line)
    await slack.stop()
    print(table(done))  # noqa: T201


def _complaints(folder: Path) -> list[str]:
    """What the apps had to complain about: a number that came about beside errors is none."""
    return [
        f"{path.stem}: {line}"
        for path in sorted(folder.glob("*.log"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if any(word in line for word in ("WARNING", "ERROR", "Error"))
    ]


if __name__ == "__main__":
    asyncio.run(bench([each for each in MEASURES if each in sys.argv[1:]] or list(MEASURES)))
