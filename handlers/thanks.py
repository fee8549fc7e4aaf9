"""*Thank you*, *Same here* and *Tell me more*; after a hard day, somebody to talk to."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import thanks as rules
from bot.cards import CARD
from bot.deliveries import Claimed, occasion
from bot.errors import Refusal
from bot.visibility import person, read_as
from handlers import Bot, Composers
from handlers.answers import answer_alone
from handlers.people import acquaint, acting, reading
from handlers.recognition import question_before
from handlers.windows import about, clicked_value, is_window, origin_of, show_instead, show_over
from storage.experiments import experiment_by_id
from storage.people import Member, members_by_ids
from storage.reflections import Line, Reflection, line_of, reflection_by_id
from storage.thanks import Thanks, talk_by_id, thanks_in
from templates.blocks import Message
from templates.dates import day
from templates.forms import read
from templates.thanks import views


def register(app: App, bot: Bot) -> None:
    _register_thanking(app, bot)
    _register_asking(app, bot)
    _register_hard_days(app, bot)


def composers(bot: Bot) -> Composers:
    del bot
    return {rules.ROUND: _round, rules.TALK: _talk, rules.WISH: _wish}


def _register_thanking(app: App, bot: Bot) -> None:
    @app.action(views.THANK)
    def thank(ack: Ack, body: dict[str, Any], client: WebClient, respond: Respond) -> None:
        said = _give(bot, body, rules.THANK)
        ack()
        _answer(said, body, client, respond)
        acquaint(bot, client, body["user"]["id"])  # their name is what the author will hear

    @app.action(views.SAME)
    def same(ack: Ack, body: dict[str, Any], client: WebClient, respond: Respond) -> None:
        said = _give(bot, body, rules.SAME)
        ack()
        _answer(said, body, client, respond)
        acquaint(bot, client, body["user"]["id"])

    @app.action(views.UNDO)
    def undo(ack: Ack, body: dict[str, Any], client: WebClient, respond: Respond) -> None:
        reflection_id, kind = _clicked_thanks(body)
        with acting(bot, body["user"]) as (db, member):
            author = rules.take_back(db, member, reflection_id, kind, now=bot.now())
        ack()
        _answer(views.undone(author), body, client, respond)


def _register_asking(app: App, bot: Bot) -> None:
    @app.action(views.MORE)
    def more(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        reflection_id = clicked_value(body)
        with reading(bot, body["user"]) as (db, member):
            there = rules.asking(
                db, member, reflection_id, on_line="message" in body, now=bot.now()
            )
        ack()
        view = views.more_form(there.author, reflection_id, there.place, there.ref)
        show_over(client, body, view)
        acquaint(bot, client, body["user"]["id"])

    @app.view(views.SAVE_MORE)
    def ask(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        typed = read(views.MORE_FORM, view["state"]["values"])["words"]
        opened = about(view)
        in_thread = opened["place"] == rules.IN_THREAD
        question = question_before(view, [typed]) if in_thread else None
        if question is not None:
            ack(response_action="update", view=question)
            return
        with acting(bot, body["user"]) as (db, member):
            there = rules.ask(
                db,
                member,
                opened["reflection"],
                place=opened["place"],
                words=typed,
                origin=origin_of(view),
                now=bot.now(),
            )
        ack(response_action="update", view=views.asked(there.author, there.place, there.ref))


def _register_hard_days(app: App, bot: Bot) -> None:
    @app.action(views.ASK_TO_TALK)
    def ask_to_talk(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            host = rules.wish_to_talk(db, member, clicked_value(body), now=bot.now())
        ack()
        show_instead(client, body, views.wished(host))
        acquaint(bot, client, body["user"]["id"])

    @app.action(views.NO_TALK)
    def no_talk(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        show_instead(client, body, views.no_talk())


def _give(bot: Bot, body: Mapping[str, Any], kind: str) -> Message:
    reflection_id = clicked_value(body)
    with acting(bot, body["user"]) as (db, member):
        given = rules.thank(db, member, reflection_id, kind, now=bot.now())
    name = given.author.name
    return views.given(name, reflection_id, kind, before=given.before, told=given.told)


def _answer(said: Message, body: Mapping[str, Any], client: WebClient, respond: Respond) -> None:
    """Where it was clicked, for the one who clicked alone: in the window, in place; under a
    message, in its thread; an answer of ours is replaced by the next one.
    """
    if is_window(body):
        clicked = body["actions"][0]["block_id"]
        show_instead(client, body, views.with_answer(body["view"], clicked, said.blocks))
        return
    answer_alone(client, respond, body, said, replaces=True)


def _clicked_thanks(body: Mapping[str, Any]) -> tuple[int, str]:
    found = re.fullmatch(r"(\d{1,9}):(thank|same)", str(body["actions"][0].get("value", "")))
    if found is None:
        raise Refusal("errors.nothing_there")
    return int(found[1]), found[2]


def _round(db: Session, taken: Claimed, now: datetime) -> Message | None:
    """Read with the author's eyes; what was removed meanwhile took its thanks with it."""
    said = thanks_in(db, taken.subject_id)
    if not said:
        return None
    ids = [each for one in said for each in (one.member_id, one.author_id)]
    people = members_by_ids(db, ids)
    zone = people[said[0].author_id].time_zone
    heard = []
    by_reflection = sorted(said, key=lambda each: each.reflection_id)
    for reflection_id, some in groupby(by_reflection, lambda each: each.reflection_id):
        reflection = reflection_by_id(db, reflection_id)
        if reflection is not None:
            on = day(reflection.created_at, zone, now=now)
            heard.append(_heard(db, reflection, list(some), people, on))
    return views.thanks_round(heard) if heard else None


def _heard(
    db: Session,
    reflection: Reflection,
    said: Sequence[Thanks],
    people: Mapping[int, Member],
    on: str,
) -> views.Heard:
    def names(kind: str) -> list[str]:
        return [people[each.member_id].name for each in said if each.kind == kind]

    return views.Heard(
        thank=names(rules.THANK),
        same=names(rules.SAME),
        title=_title(db, reflection),
        day=on,
        is_line=line_of(db, reflection.id) is not None,
    )


def _talk(db: Session, taken: Claimed, now: datetime) -> Message | None:
    talk = talk_by_id(db, taken.subject_id)
    if talk is None or talk.reflection_id is None:
        return None
    people = members_by_ids(db, [talk.asker_id, talk.asked_id])
    author, asker = people[talk.asked_id], people[talk.asker_id]
    if taken.under is not None:
        line = line_of(db, talk.reflection_id)
        if line is None or not _is_under_card(db, line, taken.under):
            return None
        on = day(line.shared_at, author.time_zone, now=now)
        return views.ask_in_thread(author, asker, on, talk.words)
    reflection = reflection_by_id(db, talk.reflection_id)
    if reflection is None:
        return None
    return views.ask_in_messages(
        author,
        asker,
        title=_title_for_both(db, reflection, author, asker),
        day=day(reflection.created_at, author.time_zone, now=now),
        typed=talk.words,
    )


def _wish(db: Session, taken: Claimed, now: datetime) -> Message | None:
    del now
    wish = talk_by_id(db, taken.subject_id)
    return None if wish is None else views.wish(members_by_ids(db, [wish.asker_id])[wish.asker_id])


def _is_under_card(db: Session, line: Line, under: str) -> bool:
    """True while the line stands under that card, and the room may read it."""
    if line.experiment_id is None or under != occasion(CARD, line.experiment_id):
        return False
    return experiment_by_id(db, line.experiment_id) is not None


def _title(db: Session, reflection: Reflection) -> str:
    """What it is about, if the reader may still read that."""
    if reflection.experiment_id is None:
        return ""
    experiment = experiment_by_id(db, reflection.experiment_id)
    return experiment.title if experiment is not None else ""


def _title_for_both(db: Session, reflection: Reflection, author: Member, asker: Member) -> str:
    """Two read it: what one of them may not read is not named."""
    read_as(db, person(asker))
    seen = _title(db, reflection)
    read_as(db, person(author))
    return seen and _title(db, reflection)
