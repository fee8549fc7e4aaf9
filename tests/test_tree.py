"""The laws of the tree: who may import whom, one name through all layers, and nothing on import.

These are what lets a newcomer guess a file right the first time (CONTRIBUTING.md).
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("bot", "handlers", "storage", "templates", "sandbox")
OURS = {*FOLDERS, "tests"}

# One name, spelled the same in every layer that has it.
CAPABILITIES = {
    "joining", "people", "experiments", "cycles", "details", "teams", "links", "reflections",
    "prompts", "proposals", "thanks", "checkins", "notices", "asks", "digests", "workshops",
    "library", "programme", "questions", "signups", "ideas", "stories", "calendars", "notes",
}  # fmt: skip
MACHINERY = {
    "bot": {"answers", "app", "attendances", "audiences", "cards", "changes", "checks", "claims",
            "clock", "closeness", "countries", "days", "deliveries", "disclosures", "doorway",
            "drafts", "editions", "edits", "errors", "helps", "holders", "hours", "invitations",
            "kinds", "lines", "loops", "names", "needs", "news", "openings", "outcomes", "pauses",
            "peace", "places", "preferences", "presenters", "processes", "recognition",
            "reminders", "rhythms", "rides", "rights", "roles", "rounds", "runsheets",
            "scheduler", "schedules", "searches", "selections", "settings", "supplies",
            "takeaways", "taps", "times", "troubles", "turns", "versions", "visibility",
            "watches", "whereabouts", "writeups", "zones", "__init__", "__main__"},
    "handlers": {"answers", "bookmarks", "cards", "changes", "commands", "compositions", "crews",
                 "deliveries", "disclosures", "doorway", "drafts", "errors", "feeds", "files",
                 "home", "lanes", "listings", "matchers", "messages", "paces", "places", "posts",
                 "preferences", "recognition", "reminders", "runsheets", "servers", "takeaways",
                 "traces", "whereabouts", "windows", "__init__"},
    "storage": {"claims", "database", "deliveries", "disclosures", "drafts", "dues", "intentions",
                "kinds", "migrations", "rounds", "rows", "schema", "searches", "statements",
                "tellings", "troubles", "turns", "upgrades", "__init__"},
    "templates": {"blocks", "cards", "changes", "dates", "deliveries", "doorway", "errors",
                  "forms", "home", "logs", "recognition", "reminders", "runsheets", "takeaways",
                  "visibility", "__init__"},
}  # fmt: skip

# Which folders a folder may import, besides itself. Everyone may raise a Refusal (bot.errors).
MAY_IMPORT = {
    "storage": set(),
    "templates": set(),
    "bot": {"storage"},
    "handlers": {"bot", "storage", "templates"},
    "sandbox": set(),
}
# The entry point puts everything together; the example group's furniture is Commons' own.
EXCEPTIONS = {
    ("bot/app.py", "handlers"),
    ("bot/app.py", "templates"),
    ("bot/checks.py", "templates"),
    ("sandbox/furnishing.py", "bot"),
    ("sandbox/furnishing.py", "storage"),
    ("sandbox/sessions.py", "bot"),
    ("sandbox/sessions.py", "storage"),
}
# Where a library's reach ends: only these files know it.
ONLY_IN = {
    "slack_bolt": ("handlers/", "bot/app.py", "bot/checks.py", "sandbox/transports.py"),
    # The sandbox signs with it: whoever wrote the lock has the key to try it with.
    "slack_sdk": ("handlers/", "bot/app.py", "bot/checks.py", "sandbox/https.py"),
    "alembic": ("storage/upgrades.py", "storage/migrations/"),
    "jinja2": ("templates/__init__.py",),
    "markupsafe": ("templates/__init__.py",),
    "apscheduler": ("bot/scheduler.py",),
    "dotenv": ("bot/settings.py",),
    "icalendar": ("templates/calendars/",),
}
# Ways to touch rows that would pass beside the gate of visibility.
PAST_THE_GATE = {"text", "returning", "__table__", "literal_column", "exec_driver_sql"}


def sources(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), parsed(path)


@cache
def parsed(path: Path) -> ast.Module:
    """Once for all the laws: reading the tree for each took longer than most journeys."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports(tree: ast.Module) -> list[str]:
    """The modules that are imported at run time (what is for annotations only does not count)."""
    found: list[str] = []
    for_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If)
        and isinstance(node.test, ast.Name)
        and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in for_types:
            continue
        if isinstance(node, ast.Import):
            found += [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append(node.module)
    return found


def attributes(tree: ast.Module) -> set[str]:
    return {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def imported_names(tree: ast.Module) -> set[str]:
    froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {each.name for node in froms for each in node.names}


def test_folders_import_only_what_lies_below_them() -> None:
    strays = [
        (name, module)
        for name, tree in sources(*FOLDERS)
        for module in imports(tree)
        if (top := module.split(".")[0]) in OURS
        and top != name.split("/")[0]
        and top not in MAY_IMPORT[name.split("/")[0]]
        and (name, top) not in EXCEPTIONS
        and (module != "bot.errors" or name.startswith(("storage/", "sandbox/")))
    ]

    assert strays == []


@pytest.mark.parametrize("library", ONLY_IN)
def test_a_library_is_known_only_where_it_belongs(library: str) -> None:
    strays = [
        name
        for name, tree in sources(*FOLDERS)
        for module in imports(tree)
        if module.split(".")[0] == library and not name.startswith(ONLY_IN[library])
    ]

    assert strays == []


def test_sql_stands_in_storage_only() -> None:
    """But for the two that build on it: the gate, and the check of the database."""
    strays = [
        (name, module)
        for name, tree in sources("bot", "handlers", "templates")
        for module in imports(tree)
        if module.startswith("sqlalchemy") and module not in {"sqlalchemy.orm", "sqlalchemy.exc"}
    ]

    assert {name.rpartition("/")[0] for name, _ in strays} == {"bot/visibility"}


def test_storage_cannot_pass_beside_the_gate() -> None:
    """Raw text, Core tables and RETURNING carry no reader's condition. What migrates, and what
    begins a transaction, holds no words.
    """
    strays = [
        (name, way)
        for name, tree in sources("storage")
        for way in PAST_THE_GATE & (attributes(tree) | imported_names(tree))
        if not name.startswith(("storage/migrations/", "storage/schema.py", "storage/database.py"))
    ]

    assert strays == [("storage/deliveries.py", "__table__")]  # ids only, for an upsert


def test_the_environment_and_the_time_are_asked_in_one_place() -> None:
    asked = {
        name
        for name, tree in sources(*FOLDERS)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and f"{node.value.id}.{node.attr}"
        in {"os.environ", "os.getenv", "datetime.now", "time.time", "time.monotonic", "date.today"}
    }

    # An app that the sandbox starts is given the environment, and a shim in it finds Slack there.
    handed_on = {"sandbox/launches.py", "sandbox/shims/sitecustomize.py"}
    assert asked == {"bot/settings.py", "bot/clock.py", "sandbox/clock.py", *handed_on}


@pytest.mark.parametrize("folder", MACHINERY)
def test_a_capability_has_one_name_in_every_layer(folder: str) -> None:
    names = {
        path.stem
        for path in (ROOT / folder).iterdir()
        if (path.is_dir() or path.suffix == ".py") and path.name != "__pycache__"
    }

    assert names - MACHINERY[folder] <= CAPABILITIES


def test_a_capability_that_is_there_is_there_in_all_four_layers() -> None:
    layers = {
        folder: {path.stem for path in (ROOT / folder).iterdir()} & CAPABILITIES
        for folder in MACHINERY
    }

    assert len(set(map(frozenset, layers.values()))) == 1, layers


def test_every_layer_of_a_capability_is_tested_where_one_looks_for_it() -> None:
    missing = [
        f"tests/{folder}/test_{path.stem}.py"
        for folder in ("bot", "storage", "handlers", "templates")
        for path in (ROOT / folder).iterdir()
        if path.stem in CAPABILITIES
        and not (ROOT / "tests" / folder / f"test_{path.stem}.py").exists()
    ]

    assert missing == []


def test_importing_everything_does_nothing(tmp_path: Path) -> None:
    """No file is written, no thread started, no address called, no setting read."""
    modules = [
        name.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        for name, _ in sources(*FOLDERS)
        if not name.startswith(("sandbox/__main__", "bot/__main__", "storage/migrations"))
    ]
    program = (
        "import sys, threading, socket, os\n"
        "def forbidden(*args, **kwargs): raise AssertionError('a connection on import')\n"
        "socket.socket.connect = forbidden\n"
        f"sys.path.insert(0, {str(ROOT)!r})\n"
        f"for name in {modules!r}: __import__(name)\n"
        "assert threading.active_count() == 1, threading.enumerate()\n"
        "assert os.listdir('.') == [], os.listdir('.')\n"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", program],
        cwd=tmp_path,
        env={"SLACK_BOT_TOKEN": "nonsense", "SANDBOX_PORT": "nonsense", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
