"""The edges of a process of ours: when it is told to stop, and where it logs."""

import logging
import signal
import threading

# Libraries that tell at INFO what is nobody's business, payloads among it.
_QUIET = ("slack_bolt", "slack_sdk", "apscheduler", "urllib3", "uvicorn", "websockets", "alembic")


def stop_event() -> threading.Event:
    """Set by Ctrl-C and by SIGTERM, once for everything that has to stop."""
    stopped = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: stopped.set())
    return stopped


def log_to_terminal(level: str) -> None:
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))
