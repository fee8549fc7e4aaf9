"""A bare Bolt app with Commons' pools and settings of SQLite, and nothing else: the measure.

It imports nothing of ours: what Commons' own code costs is what the bench is to show.
"""

import os
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from slack_bolt import Ack, App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

# Commons' own numbers, handed over by processes.py.
THREADS = int(os.environ.get("BARE_THREADS", "0"))
LISTENER_SECONDS = int(os.environ.get("BARE_LISTENER_SECONDS", "0"))
PING_SECONDS = int(os.environ.get("BARE_PING_SECONDS", "0"))
BUSY_MILLISECONDS = int(os.environ.get("BARE_BUSY_MILLISECONDS", "0"))

FIELDS = ("title", "purpose", "question", "stage", "visibility")
FORM = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "A new experiment"},
    "submit": {"type": "plain_text", "text": "Save"},
    "callback_id": "experiments.register",
    "blocks": [
        {
            "type": "input",
            "block_id": name,
            "label": {"type": "plain_text", "text": name},
            "element": {"type": "plain_text_input", "action_id": name},
        }
        for name in FIELDS
    ],
}


class Rows:
    """One table in one SQLite file. Writers take turns, as Commons' own do."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._turn = threading.Lock()
        self._mine = threading.local()
        columns = ", ".join(f"{name} TEXT NOT NULL" for name in FIELDS)
        self._connection().execute(
            f"CREATE TABLE IF NOT EXISTS experiments (id INTEGER PRIMARY KEY, {columns})"
        )

    def insert(self, values: list[str]) -> None:
        with self._turn:
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            names, marks = ", ".join(FIELDS), ", ".join("?" * len(FIELDS))
            connection.execute(f"INSERT INTO experiments ({names}) VALUES ({marks})", values)
            connection.execute("COMMIT")

    def _connection(self) -> sqlite3.Connection:
        """Each thread's own."""
        if not hasattr(self._mine, "connection"):
            made = sqlite3.connect(self._path, isolation_level=None)
            made.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
            made.execute("PRAGMA journal_mode = WAL")
            made.execute("PRAGMA foreign_keys = ON")
            self._mine.connection = made
        connection: sqlite3.Connection = self._mine.connection
        return connection


def make_app(rows: Rows) -> App:
    app = App(
        client=WebClient(
            token=os.environ["SLACK_BOT_TOKEN"],
            base_url=os.environ["SLACK_API_URL"],
            timeout=LISTENER_SECONDS,
            retry_handlers=[],
        ),
        listener_executor=ThreadPoolExecutor(THREADS),
    )

    @app.command("/experiment")
    def start(ack: Ack, command: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=command["trigger_id"], view=FORM)

    @app.view(str(FORM["callback_id"]))
    def save(ack: Ack, view: dict[str, Any]) -> None:
        given = [view["state"]["values"][name][name] for name in FIELDS]
        rows.insert([each.get("value") or each["selected_option"]["value"] for each in given])
        ack()

    return app


if __name__ == "__main__":
    SocketModeHandler(
        make_app(Rows(os.environ["BARE_DATABASE"])),
        os.environ["SLACK_APP_TOKEN"],
        concurrency=THREADS,
        ping_interval=PING_SECONDS,
    ).start()
