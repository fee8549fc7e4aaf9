"""A facilitator sets up a question: what people will see, then whom and when."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import questions as rules
from bot.cycles import STAGES
from bot.hours import local_day
from bot.questions import DAYS, USUAL_DAYS, Asking, Wording
from bot.rights import must_facilitate
from handlers import Bot
from handlers.people import acting, reading
from handlers.questions.lists import listing
from handlers.recognition import question_before
from handlers.windows import about, clicked_value, origin_of, show_instead
from storage.people import WAYS, Member, facilitators
from storage.questions import Question, question_by_id
from templates.blocks import View
from templates.forms import peek, read
from templates.questions import forms as views
from templates.questions.lists import EDIT, NEW, just_now
from templates.questions.views import EXAMPLE, Treated, example, numbered

# What a new one begins with; it is first asked on the day after.
_NEW = {
    "words": "",
    "choices": "",
    "named": "yes",
    "days": str(USUAL_DAYS),
    "whom": [],
    "rhythm": "once",
}
_DAY = timedelta(days=1)
_FIELDS = (*views.WORDING, *views.ASKING)


def register(app: App, bot: Bot) -> None:
    _register_wording(app, bot)
    _register_setting(app, bot)
    for each in numbered(EXAMPLE):
        app.action(each)(_do_nothing)


def _register_wording(app: App, bot: Bot) -> None:
    @app.action(NEW)
    def ask_new(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (_, member):
            must_facilitate(member)
            tomorrow = local_day(bot.now(), member.time_zone) + _DAY
        ack()
        mine = {**_NEW, "first": tomorrow.isoformat()}
        show_instead(client, body, views.wording_form(mine, DAYS, {"mine": mine}))

    @app.action(EDIT)
    def ask_edit(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            question = rules.question_to_change(db, member, clicked_value(body))
            mine = _answers_of(question, member)
            known = {"mine": mine, "id": question.id, "revision": question.revision}
        ack()
        show_instead(client, body, views.wording_form(mine, DAYS, known))

    @app.view(views.CHECK)
    def check(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        given = read(views.WORDING, view["state"]["values"])
        wording = _wording(given)
        with reading(bot, body["user"]) as (db, member):
            must_facilitate(member)
            known = about(view)
            mine = {**known["mine"], **given, "choices": "\n".join(wording.choices)}
            after = question_before(view, [wording.words, *wording.choices])
            after = after or _checking(db, member, {**_known(known), "mine": mine}, bot.now())
        ack(response_action="update", view=after)


def _register_setting(app: App, bot: Bot) -> None:
    @app.action(views.BACK)
    def back(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        known = about(body["view"])
        mine = {**known["mine"], **_as_kept(peek(views.ASKING, body["view"]["state"]["values"]))}
        show_instead(client, body, views.wording_form(mine, DAYS, {**known, "mine": mine}))

    @app.view(views.SET)
    def save(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        given, known = read(views.ASKING, view["state"]["values"]), about(view)
        known["mine"] = {**known["mine"], **_as_kept(given)}
        with acting(bot, body["user"]) as (db, member):
            after = _set(db, member, known, origin_of(view), bot.now())
        ack(response_action="update", view=after)


def _set(db: Session, member: Member, known: Mapping[str, Any], origin: str, now: datetime) -> View:
    """The list; or both versions, when someone else changed it since this form was opened."""
    wording, asking = _wording(known["mine"]), _asking(known["mine"])
    if "id" not in known:
        question = rules.set_up(db, member, wording, asking, origin=origin, now=now)
        just = just_now("set_for", question.asks_at, member.time_zone, now=now)
        return listing(db, member, just=just, now=now)
    question = rules.question_to_change(db, member, known["id"])
    theirs = _answers_of(question, member)
    if question.revision != known["revision"] and theirs != known["mine"]:
        return _both(known, theirs, question.revision)
    rules.change(db, member, question.id, wording, asking, now=now)
    just = just_now("changed", None, member.time_zone, now=now)
    return listing(db, member, just=just, now=now)


def _both(known: Mapping[str, Any], theirs: Mapping[str, Any], revision: int) -> View:
    """From the first step on, with what they set below what I did."""
    mine = known["mine"]
    told = views.in_words(theirs, views.whom_options(STAGES, WAYS))
    differs = {name: told[name] for name in _FIELDS if theirs[name] != mine[name]}
    remembered = {**known, "revision": revision, "both": True}
    return views.wording_form(mine, DAYS, remembered, differs)


def _checking(db: Session, member: Member, known: dict[str, Any], now: datetime) -> View:
    """The second step of what is remembered."""
    mine, wording = known["mine"], _wording(known["mine"])
    whom = views.whom_options(STAGES, WAYS)
    treated = Treated(wording.anonymous, [each.name for each in facilitators(db) if each.name])
    today = local_day(now, member.time_zone)
    first = date.fromisoformat(mine["first"]) if mine["first"] else today
    # One that is too far away is refused when it is set; no calendar goes beyond the year 9999.
    closes = min(first, today + rules.FARTHEST) + timedelta(days=wording.days)
    looks = example(wording.words, wording.choices, treated, closes, member.time_zone, now)
    theirs: dict[str, str] = {}
    question = question_by_id(db, known["id"]) if known.get("both") else None
    if question is not None:
        there = _answers_of(question, member)
        told = views.in_words(there, whom)
        theirs = {name: told[name] for name in _FIELDS if there[name] != mine[name]}
    return views.check_form(mine, looks, whom, known, theirs, is_new="id" not in known)


def _known(remembered: Mapping[str, Any]) -> dict[str, Any]:
    return {name: remembered[name] for name in ("id", "revision", "both") if name in remembered}


def _wording(mine: Mapping[str, Any]) -> Wording:
    days = int(mine["days"]) if str(mine["days"]).isdecimal() else 0
    return rules.read_wording(
        mine["words"], mine["choices"], anonymous=mine["named"] != "yes", days=days
    )


def _asking(mine: Mapping[str, Any]) -> Asking:
    """What is ticked in one list is of two kinds."""
    kinds = [each.partition(":") for each in mine["whom"]]
    stages = tuple(code for kind, _, code in kinds if kind == "stage")
    ways = tuple(code for kind, _, code in kinds if kind != "stage")
    first = date.fromisoformat(mine["first"]) if mine["first"] else None
    return Asking(stages, ways, mine["rhythm"], first)


def _as_kept(given: Mapping[str, Any]) -> dict[str, Any]:
    """As a window remembers it."""
    first = given["first"]
    return {**given, "first": first.isoformat() if first is not None else ""}


def _answers_of(question: Question, member: Member) -> dict[str, Any]:
    """What stands in both steps; the day is one of the reader's own zone."""
    at = question.asks_at
    stages, ways = question.stages, question.ways
    return {
        "words": question.words,
        "choices": "\n".join(question.choices),
        "named": "no" if question.anonymous else "yes",
        "days": str(question.days),
        "whom": [*(f"stage:{each}" for each in stages), *(f"way:{each}" for each in ways)],
        "rhythm": question.rhythm,
        "first": local_day(at, member.time_zone).isoformat() if at is not None else "",
    }


def _do_nothing(ack: Ack) -> None:
    """It only shows how it will look."""
    ack()
