"""What the presenter decides: what is written up of their session goes to others with their yes."""

from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import writeups as rules
from bot.deliveries import Claimed
from handlers import Bot, Composers
from handlers.people import acting, reading
from handlers.recognition import question_before
from handlers.windows import about, clicked_value, show_over
from storage.notes import Learning, learnings_of, writeup_of
from storage.workshops import workshop_by_id
from templates.blocks import Message
from templates.forms import read
from templates.notes import writeups as views


def register(app: App, bot: Bot) -> None:
    @app.action(views.DECIDE)
    def ask(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            workshop, writeup = rules.to_decide(db, member, clicked_value(body))
            view = views.decide_form(workshop, writeup, _shown(db, workshop.id))
        ack()
        show_over(client, body, view)

    @app.view(views.SAVE_DECIDE)
    def decide(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        opened = about(view)
        said = read(views.decision(opened["learnings"]), view["state"]["values"])
        question = question_before(view, said.values())
        if question is not None:
            ack(response_action="update", view=question)
            return
        now = bot.now()
        with acting(bot, body["user"]) as (db, member):
            workshop, writeup = rules.to_decide(db, member, opened["workshop"])
            shown = _shown(db, workshop.id)
            was_out = writeup.state == rules.OUT
            if _changed(writeup.revision, shown, opened) and not was_out:
                mine = {views.box_of(each.id): each.words for each in shown} | said
                # What is not there any more has no box; the words that were in it are shown.
                after = views.decide_form(workshop, writeup, shown, mine=mine)
            else:
                kept = {each: said[views.box_of(each)] for each in opened["learnings"]}
                rules.decide(db, member, workshop.id, said["words"], kept, now=now)
                after = views.decided(again=was_out)
        ack(response_action="update", view=after)


def _shown(db: Session, workshop_id: int) -> list[Learning]:
    """Those that nobody kept back."""
    return [each for each in learnings_of(db, workshop_id) if each.state != rules.KEPT_BACK]


def _changed(revision: int, shown: list[Learning], opened: dict[str, Any]) -> bool:
    before = (opened["revision"], opened["learnings"])
    return (revision, [each.id for each in shown]) != before


def _offered(db: Session, taken: Claimed, now: datetime) -> Message | None:
    del now
    workshop, writeup = workshop_by_id(db, taken.subject_id), writeup_of(db, taken.subject_id)
    is_theirs = workshop is not None and workshop.presenter_id == taken.member_id
    if workshop is None or writeup is None or not is_theirs or writeup.state == rules.MINE:
        return None
    if writeup.state == rules.OUT and not taken.ts:
        return None
    return views.offered(workshop, writeup)


def _unanswered(db: Session, taken: Claimed, now: datetime) -> Message | None:
    """Told once, a week after; nothing is sent meanwhile."""
    del now
    workshop, writeup = workshop_by_id(db, taken.subject_id), writeup_of(db, taken.subject_id)
    if workshop is None or writeup is None or workshop.presenter_id is None:
        return None
    is_out = writeup.state == rules.OUT
    if is_out and not taken.ts:
        return None
    return views.unanswered(workshop, rules.presenter_of(db, workshop).name, over=is_out)


COMPOSERS: Composers = {rules.OFFERED: _offered, rules.UNANSWERED: _unanswered}
