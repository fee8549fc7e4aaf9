"""What Commons has on the web, where the settings say that it has an address there. What speaks
https to the world stands before it, on the same machine.
"""

import socket
import threading

import uvicorn
from starlette.applications import Starlette

from bot.errors import Refusal
from handlers import Bot
from handlers.feeds import routes

_HERE = "127.0.0.1"
_STOP_SECONDS = 0.5


def web(bot: Bot) -> Starlette:
    return Starlette(routes=routes(bot))


class WebServer:
    """Serves it in a thread of its own. Addresses are secrets: what is asked for is not logged."""

    def __init__(self, app: Starlette, port: int) -> None:
        self._port = port
        config = uvicorn.Config(
            app,
            log_level="warning",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, name="web", daemon=True)

    def start(self) -> None:
        """Raises Refusal where something else listens there."""
        try:
            self._listener = socket.create_server((_HERE, self._port))
        except OSError:
            raise Refusal("programme.port_taken", port=self._port) from None
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://{_HERE}:{self._listener.getsockname()[1]}"

    def _run(self) -> None:
        self._server.run([self._listener])

    def close(self) -> None:
        """Nothing new comes in; it ends while others do."""
        self._server.should_exit = True

    def stop(self) -> None:
        """A reader who is slow is not waited for."""
        self.close()
        self._thread.join(_STOP_SECONDS)
        self._server.force_exit = True
        self._thread.join(_STOP_SECONDS)
