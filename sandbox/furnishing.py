"""Commons in the sandbox: the example group, its page and Commons in it, in one process.

The only place of the sandbox (with sessions.py) that knows Commons; any other app is hosted by
hosting.py.
"""

import sys
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from bot.app import Commons
from bot.cards import CARD, TRYING
from bot.checks import MANIFEST, WHY_NOT, why_not
from bot.clock import Clock
from bot.cycles import Step, move
from bot.deliveries import WORKSHOP, show
from bot.doorway import open_doorway
from bot.experiments import Answers, Safety, register
from bot.notices import Said, put_up, settle
from bot.people import Profile, learn_profile, meet, name_facilitators
from bot.processes import log_to_terminal, stop_event
from bot.reflections import Written, write
from bot.settings import DEFAULT_DATABASE, Settings, SettingsError, read_settings
from bot.visibility import GROUP, Room, person, read_as
from sandbox.groups import EXAMPLE, read_group
from sandbox.manifests import read_manifest
from sandbox.server import PortTaken, Server
from sandbox.sessions import hold_session
from sandbox.snapshots import Damaged, InUse, Snapshot, hold, load_workspace
from sandbox.workspaces import Workspace
from storage.asks import Help, LoopClosure
from storage.experiments import experiment_by_origin, newest_shared_experiments
from storage.notices import Notice, notice_by_origin
from storage.people import Member, member_by_slack_id
from storage.prompts import prompt_set
from storage.reflections import Answered, reflection_by_origin
from storage.teams import Teammate
from storage.workshops import next_slots

_MOST_CARDS = 200
# The example group's own, so that tokens set later do not find it in theirs.
SANDBOX_DATABASE = "sqlite:///data/sandbox.db"

console = Console(highlight=False)


def run_commons() -> None:
    """What `make run` without tokens does."""
    try:
        settings = read_settings()
    except SettingsError as error:
        sys.exit("These settings need a look:\n  " + "\n  ".join(error.problems))
    database = settings.database_url.replace(DEFAULT_DATABASE, SANDBOX_DATABASE)
    kept = _snapshot_path(database)
    port = settings.sandbox_port
    try:
        with hold(kept):
            _run(settings, database, kept)
    except InUse:
        sys.exit("Commons is running in the sandbox already, with this data. Stop it first.")
    except PortTaken:
        other = f"SANDBOX_PORT={port + 1} make run"
        sys.exit(f"Something else uses port {port}. Choose another one: {other}")
    except Damaged:
        sys.exit(f"{kept} cannot be read. Delete it: no experiment is in it.")
    except WHY_NOT as error:
        sys.exit(why_not(error))


def _run(settings: Settings, database: str, kept: Path) -> None:
    """From the start to Ctrl-C."""
    log_to_terminal(settings.log_level)
    stopped = stop_event()
    manifest = read_manifest(MANIFEST)
    before = load_workspace(kept, manifest)
    server = Server(settings.sandbox_port).start()
    workspace = server.add(before or read_group(manifest))
    snapshot = Snapshot(workspace, kept).start()
    commons = _move_in(settings, server, workspace, database, is_new=before is None)
    console.print(f"Commons is running in the sandbox. Open [bold]{server.url}[/] in your browser.")
    console.print("Act there as anyone in the example group. Ctrl-C stops it; nothing is lost.")
    stopped.wait()
    commons.stop()
    server.stop()
    snapshot.stop()


def _move_in(
    settings: Settings, server: Server, workspace: Workspace, database: str, *, is_new: bool
) -> Commons:
    """Commons in the workspace, as if it were any other Slack."""
    example = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    first, *others = example["workspace"]["facilitators"]
    commons = Commons(
        replace(
            settings,
            bot_token=workspace.bot_token,
            app_token=workspace.app_token,
            api_url=server.api,
            database_url=database,
            facilitator=settings.facilitator or workspace.person(first).id,
            noticeboard=settings.noticeboard
            or workspace.channel(example["workspace"]["noticeboard"]).id,
        ),
        Clock(now=lambda: datetime.fromtimestamp(workspace.clock.now(), UTC)),
    )
    is_first = commons.prepare()
    with commons.database.transaction() as db:
        _furnish(db, workspace, example, commons.clock.now())
        if is_first:
            _seat(db, workspace, [first, *others], commons.clock.now())
        if is_new:
            _put_up_again(db, commons.clock.now())
    workspace.clock.on_stride.append(lambda: _keep_up(commons))
    workspace.clock.stops.append(lambda: _next_due(commons))
    commons.start()
    return commons


def _keep_up(commons: Commons) -> None:
    """While the clock jumps, what falls due on the way happens on the way."""
    commons.heartbeat.tick(commons.clock.now())
    commons.courier.deliver()


def _next_due(commons: Commons) -> float | None:
    due = commons.next_due()
    return due.timestamp() if due is not None else None


def _furnish(db: Session, workspace: Workspace, example: Mapping[str, Any], now: datetime) -> None:
    """What the example group did before you came. It is done once, however often it is asked for:
    a first start may have been interrupted.
    """
    for row in example["people"]:
        if member_by_slack_id(db, workspace.user(row["handle"]).id) is None:
            came = now - timedelta(days=row.get("days", 0))
            _introduce(db, workspace, row["handle"], came)
    for row in example["experiments"]:
        _put_down(db, workspace, row, now)
    for row in example["reflections"]:
        _reflect(db, workspace, row, now)
    for row in example["notices"]:
        _put_on_board(db, workspace, row, now)
    for row in example["sessions"]:
        handles = {row["by"], *row.get("with", ()), *row["coming"]}
        people = {each: _introduce(db, workspace, each, now) for each in handles}
        read_as(db, person(people[row["by"]]))
        hold_session(db, row, people, now)


def _seat(db: Session, workspace: Workspace, handles: list[str], now: datetime) -> None:
    """The first of them names the others."""
    by = _introduce(db, workspace, handles[0], now)
    if by.facilitator:
        name_facilitators(db, by, [workspace.person(each).id for each in handles], now=now)


def _put_up_again(db: Session, now: datetime) -> None:
    """The workspace's file was deleted and the database was not: the doorway, the announcements
    and the cards go up in the new one.
    """
    open_doorway(db, now=now)
    read_as(db, Room())
    for experiment in newest_shared_experiments(db, limit=_MOST_CARDS):
        show(db, CARD, experiment.id, now=now)
    for slot in next_slots(db, limit=_MOST_CARDS):
        show(db, WORKSHOP, slot.workshop_id, now=now)


def _introduce(db: Session, workspace: Workspace, handle: str, now: datetime) -> Member:
    user = workspace.user(handle)
    member = meet(db, user.id, name=user.name, now=now)
    learn_profile(db, Profile(user.id, user.display_name, user.title, user.zone), now=now)
    return member


def _put_down(db: Session, workspace: Workspace, row: Mapping[str, Any], now: datetime) -> None:
    """An experiment, with its people, through the stages that it went through since."""
    by = _introduce(db, workspace, row["by"], now)
    read_as(db, person(by))
    origin = f"example:{row['title']}"
    if experiment_by_origin(db, origin) is not None:
        return
    then, steps = now - timedelta(days=row["days"]), len(row["moves"]) + 1
    answers = Answers(row["title"], row["purpose"], row["question"], row["stage"], GROUP)
    experiment = register(db, by, answers, origin=origin, now=then)
    for handle in row.get("team", ()):
        friend = _introduce(db, workspace, handle, now)
        db.add(Teammate(experiment_id=experiment.id, member_id=friend.id, joined_at=then))
    for at, (stage, words) in enumerate(row["moves"], start=1):
        safety = _safety(row) if stage == TRYING else None
        moment = then + at * timedelta(days=row["days"]) / steps
        step = Step(stage, words, safety=safety)
        move(db, by, experiment.id, step, origin=None, now=moment)


def _safety(row: Mapping[str, Any]) -> Safety:
    return Safety(row["could_be_hurt"], row["people_know"], row["how_stop"])


def _reflect(db: Session, workspace: Workspace, row: Mapping[str, Any], now: datetime) -> None:
    by = _introduce(db, workspace, row["by"], now)
    read_as(db, person(by))
    origin = f"example:{row['line']}"
    about, prompts = experiment_by_origin(db, f"example:{row['about']}"), prompt_set(db, row["set"])
    if reflection_by_origin(db, origin) is not None or about is None or prompts is None:
        return
    asked = [each["question"] for each in prompts.prompts]
    answers = [
        Answered(question=question, words=words)
        for question, words in zip(asked, row["answers"], strict=False)
    ]
    written = Written(row["set"], answers, row["line"], about.id, row["visibility"])
    write(db, by, written, origin=origin, now=now - timedelta(days=row["days"]))


def _put_on_board(db: Session, workspace: Workspace, row: Mapping[str, Any], now: datetime) -> None:
    """A notice; an ask that found what it asked for has been settled, and told what happened."""
    by = _introduce(db, workspace, row["by"], now)
    read_as(db, person(by))
    origin = f"example:{row['words']}"
    if notice_by_origin(db, origin) is not None:
        return
    said = Said(row["kind"], row["words"], row["more"], wish=row.get("wish", ""))
    notice = put_up(db, by, said, origin=origin, now=now - timedelta(days=row["days"]))
    if "settled" in row:
        helper, then = _introduce(db, workspace, row["helped_by"], now), _settled(row, now)
        db.add(_help(notice, helper, by, then))
        settle(db, by, notice.id, now=then)
        db.add(_what_happened(notice, row["next"], now - timedelta(days=1)))


def _settled(row: Mapping[str, Any], now: datetime) -> datetime:
    return now - timedelta(days=row["settled"])


def _help(notice: Notice, helper: Member, asker: Member, since: datetime) -> Help:
    return Help(
        notice_id=notice.id,
        member_id=helper.id,
        with_id=asker.id,
        state="helping",
        words="",
        since=since,
    )


def _what_happened(notice: Notice, words: str, then: datetime) -> LoopClosure:
    return LoopClosure(notice_id=notice.id, words=words, visibility=GROUP, shared_at=then)


def _snapshot_path(database: str) -> Path:
    """The workspace is kept beside the database that knows it."""
    url = make_url(database)
    beside = Path(url.database or "sandbox") if url.get_backend_name() == "sqlite" else None
    return (beside or Path("data") / f"{url.database}.db").with_suffix(".workspace.json")
