"""The app's end of a Socket Mode connection, by hand."""

import json
from typing import Any

from websockets.sync.client import ClientConnection

Json = dict[str, Any]


class Wire:
    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.hello = self.receive()

    def receive(self) -> Json:
        message: Json = json.loads(self.connection.recv(timeout=5))
        return message

    def acknowledge(self, envelope: Json, payload: Json | None = None) -> None:
        answer = {"envelope_id": envelope["envelope_id"]}
        self.connection.send(json.dumps({**answer, **({"payload": payload} if payload else {})}))

    def is_silent(self) -> bool:
        """Nothing has come: a ping is answered after all that was sent before it."""
        self.connection.ping().wait(5)
        try:
            self.connection.recv(timeout=0)
        except TimeoutError:
            return True
        return False
