"""What facilitators decide about the digest that comes next, in its preview and in Home; and what
whoever is new says to being named in it.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import editions
from bot.deliveries import Claimed
from bot.digests import COMING, PREVIEW, room_of, schedule_of
from bot.people import greet, may_be_asked_to_greet
from bot.selections import Chosen, choose, omission_of
from bot.visibility import Room, eyes_of
from handlers import Bot, Composers
from handlers.digests.posts import week_of
from handlers.people import acting, reading
from handlers.recognition import question_before
from handlers.windows import about, as_id, clicked_value, is_window, show_instead, show_over
from storage.digests import (
    Digest,
    current_digest,
    digest_by_id,
    note_by,
    omissions_of,
    preview_by_id,
)
from storage.people import Member
from storage.programme import programme
from templates.blocks import Block, Message, View
from templates.digests import hosts, views
from templates.digests.hosts import Plan
from templates.forms import read

Rule = Callable[..., Digest]
CLICKS: Mapping[str, Rule] = {
    hosts.HOLD: editions.hold,
    hosts.LET_GO: editions.let_go,
    hosts.SEND_NOW: editions.send_now,
}


def register(app: App, bot: Bot) -> None:
    for action_id, rule in CLICKS.items():
        _register_click(app, bot, action_id, rule)
    _register_windows(app, bot)
    _register_line(app, bot)
    _register_greeting(app, bot)


def composers(bot: Bot) -> Composers:
    del bot
    return {PREVIEW: _preview}


def hosts_lines(db: Session, member: Member, now: datetime) -> list[Block]:
    """For a facilitator's Home: how the next one stands."""
    digest = current_digest(db) if member.facilitator else None
    if digest is None:
        return []
    return hosts.plan_lines(plan_of(db, member, digest), hosts.arrange_button(), now=now)


def greeting_lines(member: Member, now: datetime) -> list[Block]:
    """For the Home of somebody new: whether the digest may say that they came."""
    return hosts.greeting_lines() if may_be_asked_to_greet(member, now=now) else []


def plan_of(db: Session, member: Member, digest: Digest) -> Plan:
    group = programme(db)
    schedule = schedule_of(db, group)
    return Plan(
        digest,
        channel=room_of(group) or "",
        hour=schedule.hour,
        zone=schedule.zone,
        has_line=note_by(db, digest.id, member.id) is not None,
    )


def _register_click(app: App, bot: Bot, action_id: str, rule: Rule) -> None:
    @app.action(action_id)
    def decide(ack: Ack, body: dict[str, Any]) -> None:
        """What was clicked on follows by itself, in everybody's preview and Home."""
        with acting(bot, body["user"]) as (db, member):
            rule(db, member, clicked_value(body), now=bot.now())
        ack()


def _register_windows(app: App, bot: Bot) -> None:
    @app.action(hosts.SEE)
    def see(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            digest = editions.for_facilitators(db, member, clicked_value(body))
            view = _as_it_will_be(db, digest, bot.now())
        ack()
        show_over(client, body, view)

    @app.action(hosts.LEAVE_OUT)
    def ask_what(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            digest = editions.for_facilitators(db, member, clicked_value(body))
            view = _leave_out_form(db, digest, bot.now())
        ack()
        show_over(client, body, view)

    @app.view(hosts.SAVE_LEFT_OUT)
    def leave_out(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        opened = about(view)
        ticked = read(hosts.leaving(opened["shown"]), view["state"]["values"])
        with acting(bot, body["user"]) as (db, member):
            digest = editions.leave_out(
                db,
                member,
                opened["digest"],
                shown=_chosen(opened["shown"]),
                left_out=_chosen(ticked),
                now=bot.now(),
            )
            after = _as_it_will_be(db, digest, bot.now(), note=hosts.saved_note())
        ack(response_action="update", view=after)


def _register_line(app: App, bot: Bot) -> None:
    @app.action(hosts.ADD_LINE)
    def ask_line(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            digest = editions.for_facilitators(db, member, clicked_value(body))
            mine = note_by(db, digest.id, member.id)
            view = hosts.line_form(digest.id, mine.words if mine is not None else "")
        ack()
        show_over(client, body, view)

    @app.view(hosts.SAVE_LINE)
    def save_line(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        typed = read(hosts.LINE, view["state"]["values"])["words"]
        asked = question_before(view, [typed])
        if asked is not None:
            ack(response_action="update", view=asked)
            return
        with acting(bot, body["user"]) as (db, member):
            digest = editions.add_line(db, member, about(view)["digest"], typed, now=bot.now())
            after = _as_it_will_be(db, digest, bot.now(), note=hosts.saved_note())
        ack(response_action="update", view=after)

    @app.action(hosts.TAKE_LINE_OUT)
    def take_out(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            digest = editions.take_line_out(db, member, clicked_value(body), now=bot.now())
            view = _as_it_will_be(db, digest, bot.now(), note=hosts.saved_note())
        ack()
        if is_window(body):  # a message of ours follows by itself
            show_instead(client, body, view)


def _register_greeting(app: App, bot: Bot) -> None:
    def said(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        wants = body["actions"][0]["action_id"] == hosts.GREET
        with acting(bot, body["user"]) as (db, member):
            greet(db, member, wants=wants, now=bot.now())
        ack()
        show_over(client, body, hosts.greeted(wants=wants))

    app.action(hosts.GREET)(said)
    app.action(hosts.GREET_NOT)(said)


def _preview(db: Session, taken: Claimed, now: datetime) -> Message | None:
    """Before it goes out; what stands already says afterwards what became of it."""
    preview = preview_by_id(db, taken.subject_id)
    digest = digest_by_id(db, preview.digest_id) if preview is not None else None
    member = db.get(Member, taken.member_id)
    if digest is None or member is None or not member.facilitator:
        return None
    is_over = digest.state != COMING or digest.due_at <= now
    if is_over and taken.ts is None:
        return None
    return hosts.preview(plan_of(db, member, digest), now=now)


def _as_it_will_be(db: Session, digest: Digest, now: datetime, *, note: str = "") -> View:
    """As everybody would read it, were it to go out now."""
    zone = schedule_of(db, programme(db)).zone
    with eyes_of(db, Room()):
        week = week_of(db, digest, choose(db, digest, now=now), zone=zone)
    return views.as_it_will_be(week, note=note, now=now)


def _leave_out_form(db: Session, digest: Digest, now: datetime) -> View:
    """What would stand in it now, and what was left out before."""
    out = [Chosen(each.section, each.subject_id) for each in omissions_of(db, digest.id)]
    coming = choose(db, digest, now=now)
    chosen = [Chosen(omission_of(each.section), each.subject_id) for each in coming]
    zone = schedule_of(db, programme(db)).zone
    with eyes_of(db, Room()):
        options = views.options(week_of(db, digest, [*chosen, *out], zone=zone), now=now)
    left_out = {
        section: [str(each.subject_id) for each in out if each.section == section]
        for section in options
    }
    return hosts.leave_out_form(digest.id, options, left_out)


def _chosen(ids: Mapping[str, Sequence[str]]) -> set[Chosen]:
    return {Chosen(section, as_id(each)) for section, some in ids.items() for each in some}
