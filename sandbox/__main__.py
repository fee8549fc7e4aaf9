"""`python -m sandbox`: Commons in its example group, or with --manifest any Slack app in one."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

DESCRIPTION = (
    "A Slack workspace on your own machine, with a page in the browser where you act as anyone "
    "in it. Without options Commons moves in; with --manifest your own app does."
)
EXAMPLE = "With your app started in it: python -m sandbox --manifest app.yml -- python app.py"
DEFAULT_PORT = 3001  # many apps take 3000 for themselves
LAST_PORT = 65_535


def main(arguments: Sequence[str] | None = None) -> None:
    options = _parser().parse_args(arguments)
    if options.manifest is not None:
        from sandbox.hosting import Hosting, host

        sys.exit(host(Hosting(**vars(options))))
    if options != _parser().parse_args([]):
        sys.exit("Which app? Say so with --manifest app.yml; without it Commons moves in.")
    from sandbox.furnishing import run_commons

    run_commons()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m sandbox", description=DESCRIPTION, epilog=EXAMPLE)
    parser.add_argument(
        "--manifest", type=Path, metavar="FILE", help="the app's manifest, YAML or JSON"
    )
    parser.add_argument(
        "--people", type=Path, metavar="FILE", help="who is in the group, as in sandbox/hosted.toml"
    )
    parser.add_argument(
        "--port",
        type=_port,
        default=DEFAULT_PORT,
        help="where the page and the Web API are (%(default)s)",
    )
    parser.add_argument(
        "--keep",
        type=Path,
        metavar="FILE",
        help="a JSON file to keep the workspace in, for the next time",
    )
    parser.add_argument(
        "--app",
        type=_address,
        default="",
        metavar="URL",
        help="where the app listens, if it uses HTTP: all is sent there, manifest or not",
    )
    parser.add_argument(
        "command",
        nargs="*",
        metavar="-- COMMAND",
        help="what starts the app",
    )
    return parser


def _port(given: str) -> int:
    if not given.isdecimal() or int(given) > LAST_PORT:
        raise argparse.ArgumentTypeError(f"{given} is no port; they go up to {LAST_PORT}.")
    return int(given)


def _address(given: str) -> str:
    parts = urlsplit(given)
    if not given:  # the default comes this way, too
        return given
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise argparse.ArgumentTypeError(
            f"{given} is no address; one looks like http://127.0.0.1:3000/slack/events"
        )
    return given


if __name__ == "__main__":
    main()
