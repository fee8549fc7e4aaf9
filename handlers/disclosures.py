"""What the facilitators can see about a member, for that member; and for them, who said how they
take part.
"""

from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot import disclosures as rules
from bot.preferences import is_away
from handlers import Bot
from handlers.people import reading
from handlers.windows import show_over
from storage.people import facilitators
from templates.people import disclosures as views


def register(app: App, bot: Bot) -> None:
    @app.action(views.OPEN)
    def show(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            now = bot.now()
            seen = views.Seen(
                member=member,
                facilitators=[each.name for each in facilitators(db) if each.id != member.id],
                away=views.until(member, now) if is_away(member, now=now) else "",
                pieces=rules.seen_by_facilitators(db, member),
                needs=rules.needs_of(db, member),
            )
        ack()
        show_over(client, body, views.what_they_see(seen))

    @app.action(views.WHO)
    def show_who(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            now = bot.now()
            said = rules.who_say_how(db, member, now=now)
            away = {each.id: views.until(each, now) for each in said if is_away(each, now=now)}
            listed = [each for each in said if each.taking_part or each.id in away]
        ack()
        show_over(client, body, views.who_takes_part(listed, away))
