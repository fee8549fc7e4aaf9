"""`make kills`, or `python -m tests.kills 500 7`: so many kills, and the seed of chance."""

import sys
import tempfile
import time
from pathlib import Path

from bot.checks import MANIFEST
from bot.visibility import guard_sessions
from sandbox.groups import read_group
from sandbox.manifests import read_manifest
from sandbox.server import Server
from storage.database import Database
from storage.schema import migrate
from tests.kills.rounds import Story

TIMES = 300


def main(times: int, seed: int) -> bool:
    """True when everything was said, and once."""
    guard_sessions()
    server = Server(port=0).start()
    workspace = server.add(read_group(read_manifest(MANIFEST)))
    workspace.rates.enforced = False
    with tempfile.TemporaryDirectory(prefix="commons-kills-") as name:
        folder = Path(name)
        database = Database(f"sqlite:///{folder}/kills.db", planned=lambda: None)
        migrate(database)
        story = Story(server, workspace, database, folder=folder, seed=seed, kills_a_week=12)
        began = time.monotonic()
        story.kill(times)
        stands, should = story.stands(), story.should_stand()
        digests = story.digests()
        database.dispose()
    server.stop()
    said = f"{times} kills in {time.monotonic() - began:.0f} s, {should.total()} posts"
    said += ", {} digests of {} weeks,".format(*digests)
    wrong = {text: stands[text] for text in stands | should if stands[text] != should[text]}
    print(said, "each once" if not wrong else f"but not so: {wrong}")  # noqa: T201
    return not wrong and digests[0] == digests[1]


if __name__ == "__main__":
    given = [*map(int, sys.argv[1:]), *(TIMES, 1)[len(sys.argv) - 1 :]]
    sys.exit(not main(*given[:2]))
