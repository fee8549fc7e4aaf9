"""Drafts: each stroke in a form that tells them is kept; what nobody came back to goes."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from slack_bolt import Ack, App
from sqlalchemy.orm import Session

from bot import drafts as rules
from bot.scheduler import guard
from bot.visibility import Keeper
from handlers import Bot, Job
from handlers.people import acting
from storage.drafts import draft_in
from storage.people import Member
from templates.checkins import boxes as check_in_boxes
from templates.checkins.forms import SAVE as SAVE_CHECK_IN
from templates.dates import day
from templates.notices import boxes as notice_boxes
from templates.notices.views import SAVE as SAVE_NOTICE
from templates.reflections import boxes as reflection_boxes
from templates.reflections.views import SAVE as SAVE_REFLECTION

# The forms that keep drafts, and what reads them.
_FORMS = {
    SAVE_REFLECTION: reflection_boxes,
    SAVE_NOTICE: notice_boxes,
    SAVE_CHECK_IN: check_in_boxes,
}
_BOXES = re.compile(r"^(answer_\d+|line|words|more|link|noticed|will_try)$")
EVERY = timedelta(hours=1)


def register(app: App, bot: Bot) -> None:
    @app.action(_BOXES, matchers=[_is_kept])
    def stroke(ack: Ack, body: dict[str, Any]) -> None:
        """Whoever writes is never interrupted: a stroke that could not be kept is followed by
        another.
        """
        ack()
        guard("A draft", partial(_keep, bot, body))


def jobs(bot: Bot) -> list[Job]:
    return [Job("drafts.throw_away", _hourly(partial(_throw_away, bot)))]


def window_in(view: Mapping[str, Any]) -> rules.Window:
    """An open window as its drafts know it."""
    form = view["callback_id"]
    return rules.Window(view["id"], form, _FORMS[form].remembered(view).holds)


def began(db: Session, member: Member, view: str, holds: Collection[str], *, now: datetime) -> str:
    """Since when they have been writing what a form was begun with; "" when with nothing."""
    held = [draft_in(db, member.id, each) for each in [view, *holds] if holds]
    moments = [each.began_at for each in held if each is not None]
    return day(min(moments), member.time_zone, now=now) if moments else ""


def began_besides(
    db: Session,
    member: Member,
    form: str,
    besides: Collection[str],
    *,
    about: int | None = None,
    now: datetime,
) -> str:
    """When they began something else in such a form, which is not in these windows; with `about`,
    about that experiment.
    """
    others = rules.offered(db, member, form, besides=besides, about=about, now=now)
    return day(others[0].began_at, member.time_zone, now=now) if others else ""


def _is_kept(body: Mapping[str, Any]) -> bool:
    return body.get("view", {}).get("callback_id") in _FORMS


def _keep(bot: Bot, body: Mapping[str, Any]) -> None:
    view, typed_at = body["view"], float(body["actions"][0]["action_ts"])
    boxes = _FORMS[view["callback_id"]]
    words = boxes.draft_words(boxes.unsaved(view))
    with acting(bot, body["user"]) as (db, member):
        rules.keep(db, member, window_in(view), words, typed_at=typed_at, now=bot.now())


def _throw_away(bot: Bot, now: datetime) -> None:
    with bot.transaction(Keeper()) as db:
        rules.throw_away_old(db, now=now)


def _hourly(run: Callable[[datetime], None]) -> Callable[[datetime], None]:
    """The clock calls every few seconds: once an hour it is worth a look."""
    ran: list[datetime] = []

    def run_if_due(now: datetime) -> None:
        if not ran or now - ran[-1] >= EVERY:
            run(now)
            ran[:] = [now]

    return run_if_due
