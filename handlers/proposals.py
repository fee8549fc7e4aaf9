"""What needs somebody's yes: asked in a form, answered by a tap, told to those who asked."""

from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import proposals as rules
from bot.cards import ANSWERED, ASKED, TOLD
from bot.deliveries import Claimed
from bot.errors import Refusal
from bot.teams import for_team
from handlers import Bot, Composers
from handlers.people import acting, reading
from handlers.windows import about, as_id, clicked_value, show_instead
from storage.proposals import Proposal, proposal_by_id
from templates.blocks import Message, View
from templates.forms import read
from templates.proposals import views


def register(app: App, bot: Bot) -> None:
    _register_asking(app, bot)
    _register_answering(app, bot)


def composers(bot: Bot) -> Composers:
    del bot
    return {ASKED: _asked, ANSWERED: _told, TOLD: _told}


def _register_asking(app: App, bot: Bot) -> None:
    @app.action(views.HAND_OVER)
    def ask_who(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            experiment = for_team(db, member, clicked_value(body))
            view = views.lead_form(experiment, rules.could_lead(db, member, experiment))
        ack()
        show_instead(client, body, view)

    @app.view(views.ASK_TO_LEAD)
    def save_lead(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        chosen = as_id(read(views.LEAD, view["state"]["values"])["asked"])
        with acting(bot, body["user"]) as (db, member):
            opened = about(view)["experiment"]
            asked = rules.ask_to_lead(db, member, opened, chosen, now=bot.now())
            after = views.after_asking(_whole(db, asked))
        ack(response_action="update", view=after)

    @app.action(views.CARRY_ON)
    def ask_which(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            experiment = for_team(db, member, clicked_value(body))
            view = views.merge_form(experiment, rules.could_carry_on(db, experiment))
        ack()
        show_instead(client, body, view)

    @app.view(views.ASK_TO_CARRY_ON)
    def save_merge(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        chosen = as_id(read(views.OTHER, view["state"]["values"])["other"])
        with acting(bot, body["user"]) as (db, member):
            opened = about(view)["experiment"]
            asked = rules.ask_to_carry_on(db, member, opened, chosen, now=bot.now())
            after = views.after_asking(_whole(db, asked))
        ack(response_action="update", view=after)


def _register_answering(app: App, bot: Bot) -> None:
    def answer(body: dict[str, Any], *, yes: bool) -> View:
        with acting(bot, body["user"]) as (db, member):
            asked = rules.answer(db, member, clicked_value(body), yes=yes, now=bot.now())
            return views.answer_window(_whole(db, asked))

    @app.action(views.YES)
    def agree(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        view = answer(body, yes=True)
        ack()
        _show(client, body, view)

    @app.action(views.NO)
    def decline(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        view = answer(body, yes=False)
        ack()
        _show(client, body, view)

    @app.action(views.TAKE_BACK)
    def take_back(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            experiment = rules.take_back(db, member, clicked_value(body), now=bot.now())
            view = views.after_taking_back(experiment)
        ack()
        show_instead(client, body, view)


def _show(client: WebClient, body: dict[str, Any], view: View) -> None:
    """Where the question stood in a message, that message itself says what was answered."""
    if "message" not in body:
        show_instead(client, body, view)


def _whole(db: Session, proposal: Proposal) -> rules.Ask:
    """For one who has just asked or answered it, and so may read what it is about."""
    asked = rules.ask_of(db, proposal)
    if asked is None:
        raise Refusal("proposals.over")
    return asked


def _asked(db: Session, taken: Claimed, now: datetime) -> Message | None:
    """The question while it stands, then what was answered; what came to nothing is taken down."""
    del now
    proposal = proposal_by_id(db, taken.subject_id)
    asked = rules.ask_of(db, proposal) if proposal is not None else None
    if asked is None:
        return None
    if asked.proposal.accepted is not None:
        return views.as_answered(asked)
    return views.question(asked) if rules.still_stands(db, asked) else None


def _told(db: Session, taken: Claimed, now: datetime) -> Message | None:
    del now
    proposal = proposal_by_id(db, taken.subject_id)
    asked = rules.ask_of(db, proposal) if proposal is not None else None
    return views.told(asked) if asked is not None else None
