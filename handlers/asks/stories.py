"""What happened next: asked once, told to those who helped; and whether to ask again."""

from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import loops as rules
from bot.asks import A_FORTNIGHT, AGAIN, HELPING, TOLD, WHAT_NEXT, asker_of
from bot.deliveries import Claimed
from bot.notices import EXPIRED, STANDING, put_up_again
from handlers import Bot, Composers
from handlers.people import acting, reading
from handlers.recognition import question_before
from handlers.windows import about, clicked_value, origin_of, show_instead, show_over
from storage.asks import ask_of, help_by_id, loop_closure_of
from storage.notices import authors_of, byline_of, notice_by_id
from templates.asks import stories as views
from templates.asks.views import ASK_AGAIN, LET_GO, NEXT, SAVE_NEXT, TAKE_NEXT_BACK
from templates.blocks import Message, View
from templates.forms import read


def register(app: App, bot: Bot) -> None:
    _register_telling(app, bot)
    _register_asking_again(app, bot)


def _register_telling(app: App, bot: Bot) -> None:
    @app.action(NEXT)
    def write(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            notice = rules.could_tell(db, member, clicked_value(body))
            byline = byline_of(db, notice.id)
            view = views.form(
                notice,
                rules.those_who_helped(db, notice.id),
                rules.levels(db, notice),
                loop_closure_of(db, notice.id),
                unnamed=byline is not None and byline.unnamed,
            )
        ack()
        show_over(client, body, view)

    @app.view(SAVE_NEXT)
    def save(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        said = read(views.FORM, view["state"]["values"])
        question = question_before(view, [said["words"]])
        if question is not None:
            ack(response_action="update", view=question)
            return
        with acting(bot, body["user"]) as (db, member):
            notice_id, origin = about(view)["notice"], origin_of(view)
            closure = rules.tell(
                db, member, notice_id, said["words"], said["who"], origin=origin, now=bot.now()
            )
            after = views.saved(rules.could_tell(db, member, notice_id), closure)
        ack(response_action="update", view=after)

    @app.action(TAKE_NEXT_BACK)
    def take_back(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            rules.take_back(db, member, clicked_value(body), now=bot.now())
        ack()
        _show(client, body, views.taken_back())


def _register_asking_again(app: App, bot: Bot) -> None:
    @app.action(ASK_AGAIN)
    def again(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            put_up_again(db, member, clicked_value(body), now=bot.now())
        ack()
        _show(client, body, views.asked_again())

    @app.action(LET_GO)
    def let_go(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            rules.let_go(db, member, clicked_value(body), now=bot.now())
        ack()
        _show(client, body, views.let_go())


def _show(client: WebClient, body: dict[str, Any], view: View) -> None:
    """Where it was clicked in a message, that message itself says what came of it."""
    if "message" not in body:
        show_instead(client, body, view)


def _what_next(db: Session, taken: Claimed, now: datetime) -> Message | None:
    """Once ever, and only while there is something to tell of."""
    notice, ask = notice_by_id(db, taken.subject_id), ask_of(db, taken.subject_id)
    if notice is None or ask is None or notice.state not in {"settled", "expired"}:
        return None
    closure = loop_closure_of(db, notice.id)
    if closure is not None:
        return views.what_next_told(notice, closure) if taken.ts else None
    if ask.let_go:
        return views.what_next_let_go() if taken.ts else None
    helpers = rules.those_who_helped(db, notice.id)
    if ask.closed_at is None or now - ask.closed_at < A_FORTNIGHT or not helpers:
        return None
    return views.what_next(notice, helpers)


def _told(db: Session, taken: Claimed, now: datetime) -> Message | None:
    """To one who helped, with their eyes: whoever stays unnamed does here too, unless they said
    who they are.
    """
    del now
    part = help_by_id(db, taken.subject_id)
    closure = loop_closure_of(db, part.notice_id) if part is not None else None
    if part is None or closure is None or part.state != HELPING:
        return None
    notice, asker = notice_by_id(db, part.notice_id), asker_of(db, part.notice_id)
    known = part.with_id == asker.id or bool(notice and authors_of(db, [notice]))
    return views.told(closure, notice, asker.name if known else "")


def _again(db: Session, taken: Claimed, now: datetime) -> Message | None:
    """While it is a question. Once it was asked again and somebody helped, or it was settled or
    taken down, it is none.
    """
    del now
    notice, ask = notice_by_id(db, taken.subject_id), ask_of(db, taken.subject_id)
    if notice is None or ask is None:
        return None
    if notice.state == STANDING:
        return views.again(notice, let_go=ask.let_go) if taken.ts else None
    if notice.state != EXPIRED or rules.those_who_helped(db, notice.id):
        return None
    return views.again(notice, let_go=ask.let_go)


COMPOSERS: Composers = {WHAT_NEXT: _what_next, TOLD: _told, AGAIN: _again}
