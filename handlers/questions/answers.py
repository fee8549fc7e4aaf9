"""People answer: with a tap, or in a form; from the message, from Home, or of their own accord."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import answers as rules
from bot.answers import Said
from bot.deliveries import QUESTION, Claimed
from bot.errors import Refusal
from bot.questions import standing_question
from handlers import Bot
from handlers.people import acting, reading
from handlers.recognition import question_before
from handlers.windows import about, clicked_value, show_instead, show_over
from storage.people import Member, facilitators, members_by_ids
from storage.questions import OPEN, Question, Round, question_by_id
from storage.rounds import answer_of, asked_by_id, round_by_id, rounds_to_tell, rounds_waiting_for
from templates.blocks import Block, Message, View
from templates.forms import read
from templates.questions import forms, heard, views
from templates.questions.lists import ANSWER_HERE

MOST_WAITING = 3
WAITS_TO_BE_TOLD = timedelta(days=60)
_CHOSEN = re.compile(r"(\d{1,9}):(\d)")


def register(app: App, bot: Bot) -> None:
    _register_answering(app, bot)
    _register_saving(app, bot)
    _register_second_thoughts(app, bot)


def _register_answering(app: App, bot: Bot) -> None:
    @app.action(views.ANSWER)
    def ask(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = _form(db, member, clicked_value(body), now=bot.now())
        ack()
        show_over(client, body, view)

    @app.action(ANSWER_HERE)
    def ask_in_list(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = _form(db, member, clicked_value(body), now=bot.now())
        ack()
        show_instead(client, body, view)

    @app.action(views.TELL_US)
    def ask_unasked(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = _form_unasked(db, member, clicked_value(body), now=bot.now())
        ack()
        show_over(client, body, view)

    def choose(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        """One tap is enough; but not where it could not be undone."""
        round_id, number = chosen(body)
        with acting(bot, body["user"]) as (db, member):
            one = rules.round_for(db, member, round_id, now=bot.now())
            if number >= len(one.choices):
                raise Refusal("questions.unknown_choice")
            said = Said(one.choices[number], "")
            if not one.anonymous:
                rules.choose(db, member, one.id, said.choice, now=bot.now())
            view = None
            if one.anonymous:
                view = _form(db, member, one.id, chosen=said.choice, now=bot.now())
        ack()
        if view is not None:
            show_over(client, body, view)

    for each in views.numbered(views.CHOOSE):
        app.action(each)(choose)


def _register_saving(app: App, bot: Bot) -> None:
    @app.view(forms.SAVE_ANSWER)
    def save(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        with acting(bot, body["user"]) as (db, member):
            after = _save(db, member, view, now=bot.now())
        ack(response_action="update", view=after)

    @app.view(forms.SAVE_UNASKED)
    def save_unasked(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        with acting(bot, body["user"]) as (db, member):
            known = about(view)
            question = question_by_id(db, known["question"])
            said = _said(view, question)
            after = question_before(view, [said.words])
            if after is None:
                rules.answer_unasked(
                    db, member, known["question"], said, key=known["key"], now=bot.now()
                )
                after = forms.answered()
        ack(response_action="update", view=after)


def _register_second_thoughts(app: App, bot: Bot) -> None:
    @app.action(views.TAKE_BACK)
    def take_back(ack: Ack, body: dict[str, Any]) -> None:
        with acting(bot, body["user"]) as (db, member):
            rules.take_back(db, member, clicked_value(body), now=bot.now())
        ack()

    @app.action(views.LET_GO)
    def let_go(ack: Ack, body: dict[str, Any]) -> None:
        with acting(bot, body["user"]) as (db, member):
            rules.let_go(db, member, clicked_value(body), now=bot.now())
        ack()


def home_lines(db: Session, member: Member, now: datetime) -> tuple[list[Block], list[Block]]:
    """What waits for them in Home, and what stands at its end. Nothing is said twice."""
    waiting = rounds_waiting_for(db, member.id, now=now, limit=MOST_WAITING)
    standing = standing_question(db)
    waits = standing is not None and standing.id in {each.question_id for each in waiting}
    at_the_end = views.group_lines(None if waits else standing)
    return [*views.waiting_lines(waiting), *_lines_to_tell(db, member, now)], at_the_end


def _lines_to_tell(db: Session, member: Member, now: datetime) -> list[Block]:
    """For facilitators what the group was promised to hear."""
    if not member.facilitator:
        return []
    return heard.lines_to_tell(rounds_to_tell(db, since=now - WAITS_TO_BE_TOLD, limit=MOST_WAITING))


def _save(db: Session, member: Member, view: Mapping[str, Any], *, now: datetime) -> View:
    known = about(view)
    said = _said(view, round_by_id(db, known["round"]))
    asked = question_before(view, [said.words])
    if asked is not None:
        return asked
    rules.answer(db, member, known["round"], said, key=known["key"], now=now)
    return forms.answered()


def _said(view: Mapping[str, Any], one: Round | Question | None) -> Said:
    if one is None:
        raise Refusal("questions.unknown")
    form = forms.answer_inputs(has_choices=bool(one.choices))
    given = read(form, view["state"]["values"])
    if not one.choices:
        return Said("", given["words"])
    number = int(given["choice"]) if given["choice"].isdecimal() else len(one.choices)
    if number >= len(one.choices):
        raise Refusal("questions.unknown_choice", field="choice")
    return Said(one.choices[number], given["words"])


def _form(db: Session, member: Member, round_id: int, *, chosen: str = "", now: datetime) -> View:
    one = rules.round_for(db, member, round_id, now=now)
    if not rules.may_still_answer(db, member, one):
        raise Refusal("questions.nobody_knows", wrote=False)
    return forms.answer_form(
        one.words,
        one.choices,
        views.Treated(one.anonymous, _readers(db)),
        answer_of(db, one.id, member.id),
        chosen=chosen,
        remembered={"round": one.id, "key": rules.new_key()},
    )


def _form_unasked(db: Session, member: Member, question_id: int, *, now: datetime) -> View:
    """In the round that is open, if they may; else with their name, in one that begins with it."""
    one = rules.round_to_tell_in(db, member, question_id, now=now)
    if one is not None:
        return _form(db, member, one.id, now=now)
    question = question_by_id(db, question_id)
    if question is None:
        raise Refusal("questions.unknown")
    return forms.answer_form(
        question.words,
        question.choices,
        views.Treated(anonymous=False, readers=_readers(db)),
        None,
        callback_id=forms.SAVE_UNASKED,
        remembered={"question": question.id, "key": rules.new_key()},
    )


def _asked(db: Session, taken: Claimed, now: datetime) -> Message | None:
    """What their message says; nothing new of what is over, or done elsewhere."""
    part = asked_by_id(db, taken.subject_id)
    one = round_by_id(db, part.round_id) if part is not None else None
    if part is None or one is None:
        return None
    is_open = one.state in OPEN and now < one.closes_at
    if not taken.ts and (not is_open or part.answered or part.let_go):
        return None
    member = members_by_ids(db, [part.member_id])[part.member_id]
    mine = answer_of(db, one.id, member.id) if part.answered else None
    zone, readers = member.time_zone, _readers(db)
    return views.asked(one, part, mine, readers, zone, is_open=is_open, now=now)


def _readers(db: Session) -> list[str]:
    """Who reads what is answered with a name."""
    return [each.name for each in facilitators(db) if each.name]


def chosen(body: Mapping[str, Any]) -> tuple[int, int]:
    """The round, and the number of the choice that was tapped, on a button or in a menu."""
    action = body["actions"][0]
    value = action.get("value") or (action.get("selected_option") or {}).get("value", "")
    found = _CHOSEN.fullmatch(str(value))
    if found is None:
        raise Refusal("errors.nothing_there")
    return int(found[1]), int(found[2])


COMPOSERS = {QUESTION: _asked}
