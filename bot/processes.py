"""The edges of a process of ours: when it is told to stop, and where it logs."""

import atexit
import gc
import logging
import signal
import threading

# Libraries that tell at INFO what is nobody's business, payloads among it.
_QUIET = ("slack_bolt", "slack_sdk", "apscheduler", "urllib3", "uvicorn", "websockets", "alembic")


def stop_event() -> threading.Event:
    """Set by Ctrl-C and by SIGTERM, once for everything that has to stop. A second one does not
    wait: what was on its way is looked into at the next start.
    """
    # At its end Python looks through all that is in memory for what can be thrown away, which took
    # longer than everything else that stopping does. The process is thrown away anyway.
    atexit.register(gc.freeze)
    stopped = threading.Event()

    def stop(number: int, frame: object) -> None:
        del frame
        stopped.set()
        signal.signal(number, signal.SIG_DFL)

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, stop)
    return stopped


def log_to_terminal(level: str) -> None:
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))
    logging.getLogger("slack_bolt").addFilter(_is_news)


def _is_news(record: logging.LogRecord) -> bool:
    """Bolt warns at each start that a token in the environment is unused: it is ours to read."""
    return "`token` will be unused" not in record.getMessage()
