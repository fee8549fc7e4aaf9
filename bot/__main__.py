"""The command line: `python -m bot run` and `python -m bot check`."""

import runpy
import sys
from pathlib import Path

import typer
from rich.console import Console
from rich.markup import escape

from bot.app import Commons
from bot.checks import WHY_NOT, check, why_not
from bot.processes import log_to_terminal, stop_event
from bot.settings import Settings, SettingsError, read_settings
from storage.database import Database, is_sqlite
from storage.schema import back_up

cli = typer.Typer(
    help="Commons, the digital space of an action learning group.", no_args_is_help=True
)
console = Console(highlight=False)


@cli.command()
def run() -> None:
    """Start Commons: in your Slack with tokens in .env, in the sandbox without."""
    settings = _settings()
    if not settings.has_tokens:
        sys.argv = ["sandbox"]
        runpy.run_module("sandbox", run_name="__main__")
        return
    log_to_terminal(settings.log_level)
    stopped = stop_event()
    commons = _connect(settings)
    console.print("Commons is running in your Slack. Ctrl-C stops it.")
    stopped.wait()
    commons.stop()


@cli.command("backup")
def make_backup(copy: Path) -> None:
    """Copy the database's SQLite file, whole also while Commons is running."""
    database = Database(_settings().database_url, planned=lambda: None)
    if not is_sqlite(database.url) or not database.exists():
        sys.exit("There is no SQLite file to copy. For PostgreSQL, use pg_dump.")
    back_up(database, copy)
    console.print(f"{copy} holds everything up to now.", markup=False)


@cli.command("check")
def check_all() -> None:
    """Look whether everything is there that Commons needs, and say what to do about the rest."""
    lines = check(_settings())
    for line in lines:
        mark = "[yellow] ![/]" if line.remedy else "[green]ok[/]"
        said = f"{line.about}: {line.finding}. {line.remedy}".rstrip()
        console.print(f"{mark}  {escape(said)}", soft_wrap=True)
    if any(line.remedy for line in lines):
        raise typer.Exit(1)


def _settings() -> Settings:
    try:
        return read_settings()
    except SettingsError as error:
        console.print("These settings need a look (in .env or the environment):")
        for problem in error.problems:
            console.print(f"  {problem}", markup=False)
        raise typer.Exit(1) from error


def _connect(settings: Settings) -> Commons:
    try:
        commons = Commons(settings)
        commons.prepare()
        commons.start()
    except WHY_NOT as error:
        sys.exit(why_not(error))
    return commons


if __name__ == "__main__":
    cli()
