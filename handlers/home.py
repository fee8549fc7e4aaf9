"""Home: what waits for me, what is mine, what is the group's newest, and what I can do."""

from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot.deliveries import HOME, Claimed
from bot.proposals import waiting_for
from bot.thanks import from_three_months_ago
from bot.troubles import troubles_for
from handlers import Bot, Composers, questions, signups
from handlers.asks import waiting_lines
from handlers.checkins.readings import last_said
from handlers.digests.hosts import greeting_lines, hosts_lines
from handlers.ideas import my_ideas, waiting_ideas
from handlers.notices import readings as notices
from handlers.people import acquaint, reading
from handlers.preferences import presence_lines
from handlers.reflections.readings import last_piece, newest_heard
from handlers.takeaways import intention_lines
from handlers.whereabouts import question_lines
from handlers.windows import show_over
from handlers.workshops.lists import home_lines
from storage.experiments import leads_of, newest_shared_experiments
from storage.people import Member, members_by_ids
from storage.programme import programme
from storage.teams import experiments_of, unanswered_experiments_of
from templates.blocks import View
from templates.cycles.stories import standing
from templates.doorway.views import MY_THINGS
from templates.home.views import Belongings, my_home, my_things

MOST_WAITING, MINE, NEWEST = 3, 10, 5


def register(app: App, bot: Bot) -> None:
    @app.event("app_home_opened")
    def opened(event: dict[str, Any], client: WebClient) -> None:
        if event["tab"] != "home":
            return
        with reading(bot, {"id": event["user"]}) as (db, member):
            view = _home(db, member, bot.now())
        client.views_publish(user_id=event["user"], view=view)
        acquaint(bot, client, event["user"])

    @app.action(MY_THINGS)
    def show_things(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = my_things(member, _belongings(db, member, bot.now()))
        ack()
        show_over(client, body, view)
        acquaint(bot, client, body["user"]["id"])


def composers(bot: Bot) -> Composers:
    del bot
    return {HOME: _again}


def _again(db: Session, taken: Claimed, now: datetime) -> View | None:
    return _home(db, members_by_ids(db, [taken.subject_id])[taken.subject_id], now)


def _home(db: Session, member: Member, now: datetime) -> View:
    return my_home(member, _belongings(db, member, now))


def _belongings(db: Session, member: Member, now: datetime) -> Belongings:
    mine = experiments_of(db, member.id, limit=MINE + 1)
    newest = newest_shared_experiments(db, limit=NEWEST)
    last, then = last_piece(db, member, now=now), from_three_months_ago(db, member, now=now)
    my_notices, group_notices = notices.home_lines(db, member, now=now)
    asked, of_group = questions.home_lines(db, member, now)
    return Belongings(
        waiting=unanswered_experiments_of(db, member.id, limit=MOST_WAITING),
        mine=mine[:MINE],
        has_more=len(mine) > MINE,
        in_group=newest,
        leads=leads_of(db, newest),
        troubles=troubles_for(db, member),
        lacks_noticeboard=programme(db).noticeboard is None,
        standings={each.id: standing(each, now=now) for each in (*mine, *newest)},
        last=last,
        going=last_said(db, member, mine[:MINE], now),
        written_then=None if then and last and then.id == last.reflection.id else then,
        lines=newest_heard(db),
        asked=waiting_for(db, member, limit=MOST_WAITING),
        asks=[*waiting_lines(db, member, now), *intention_lines(db, member, now)],
        places=signups.waiting_lines(db, member, now),
        questions=asked,
        of_group=of_group,
        sessions=home_lines(db, member, now),
        greeting=greeting_lines(member, now),
        digest=hosts_lines(db, member, now),
        ideas=waiting_ideas(db, member),
        my_notices=[*my_notices, *my_ideas(db, member)],
        notices=group_notices,
        about_me=[*presence_lines(member, now), *question_lines(member, now)],
    )
