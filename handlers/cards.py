"""What is shown of experiments: the card, the window that *Open* makes for the one who opens it,
and the list.
"""

from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot.cards import CARD, is_for_group, needs_safety
from bot.cycles import CLOSED
from bot.deliveries import Claimed, was_shown
from bot.errors import Refusal
from bot.searches import fold
from bot.teams import is_on_team
from handlers import Bot, Composers, details, listings
from handlers.checkins.readings import how_it_goes
from handlers.cycles.stories import story
from handlers.ideas import experiment_lines, experiment_ways
from handlers.links import link_lines, link_ways
from handlers.notes.lines import learned_from
from handlers.people import reading
from handlers.reflections.readings import about_experiment
from handlers.teams import team_lines, team_ways
from handlers.windows import clicked_value, show_over
from storage.cycles import trail_of
from storage.experiments import Experiment, experiment_by_id, leads_of
from storage.people import Member
from storage.teams import experiments_for, experiments_of, lead_of, team_of
from templates.blocks import Block, Message, View
from templates.cards import views
from templates.cards.views import Parts
from templates.checkins.pages import check_in_button
from templates.cycles.stories import standing
from templates.cycles.views import earlier_button, ways
from templates.details.views import add_button
from templates.links.views import same_button
from templates.reflections.views import write_about_button


def register(app: App, bot: Bot) -> None:
    @app.action(views.OPEN)
    def show(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = window(db, member, clicked_value(body), bot.now(), from_card="message" in body)
        ack()
        show_over(client, body, view)

    @app.action(views.LIST)
    def show_list(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = listing(db, member, bot.now())
        ack()
        show_over(client, body, view)

    listings.listen(app, bot, listing, views.LOOK_FOR, look=views.LOOK, earlier=views.EARLIER)


def composers(bot: Bot) -> Composers:
    del bot
    return {CARD: _card}


def window(
    db: Session,
    member: Member,
    experiment_id: int,
    now: datetime,
    *,
    from_card: bool = False,
    just_saved: str = "",
) -> View:
    """Raises Refusal when the reader may not read it: only of one that had a card is it said
    whose it is, and only to who clicks on a card.
    """
    experiment = experiment_by_id(db, experiment_id)
    team = team_of(db, experiment_id)
    if experiment is None and from_card and was_shown(db, CARD, experiment_id):
        raise Refusal("cards.taken_back", ref=f"E-{experiment_id}", lead=team[0].name)
    if experiment is None:
        raise Refusal("cards.unknown", ref=f"E-{experiment_id}")
    return views.window(
        experiment,
        team,
        trail_of(db, experiment.id),
        member,
        _parts(db, member, experiment, now),
        needs_safety=needs_safety(experiment),
        just_saved=just_saved,
    )


def window_after(
    db: Session, member: Member, experiment: Experiment, now: datetime, *, was_shown: bool
) -> View:
    """The window after a change, with what becomes of the card by it."""
    card = {
        (True, True): "stays",
        (False, True): "goes_up",
        (True, False): "comes_down",
        (False, False): "none",
    }[was_shown, is_for_group(experiment)]
    return window(db, member, experiment.id, now, just_saved=card)


def listing(
    db: Session,
    member: Member,
    now: datetime,
    *,
    word: str = "",
    whose: str = "",
    before: int | None = None,
) -> View:
    """A page of those that the reader may open: theirs, or everyone's."""
    folded, most = fold(word), views.SHOWN_AT_ONCE
    if whose == "mine":
        found = experiments_of(db, member.id, limit=most + 1, before=before, word=folded)
    else:
        found = experiments_for(db, member.id, limit=most + 1, before=before, word=folded)
    shown = found[:most]
    standings = {each.id: standing(each, now=now) for each in shown}
    leads = leads_of(db, shown)
    return views.listing(
        shown, leads, standings, has_more=len(found) > most, word=word, whose=whose
    )


def _card(db: Session, taken: Claimed, now: datetime) -> Message | None:
    experiment = experiment_by_id(db, taken.subject_id)
    if experiment is None:
        return None
    return views.card(
        experiment,
        lead_of(db, experiment),
        trail_of(db, experiment.id),
        same_button(experiment),
        standing=standing(experiment, now=now),
    )


def _parts(db: Session, member: Member, experiment: Experiment, now: datetime) -> Parts:
    on_it = is_on_team(db, member, experiment)
    return Parts(
        standing=standing(experiment, now=now),
        ways=[*_ways(experiment, on_it=on_it), *(experiment_ways(db, experiment) if on_it else [])],
        told=[
            *how_it_goes(db, member, experiment, now),
            *details.shown(db, experiment.id, experiment.cycle, now),
            *(details.blanks(db, experiment) if on_it else []),
            *story(db, member, experiment, now),
            *experiment_lines(db, member, experiment, now),
            *about_experiment(db, member, experiment, now),
            *learned_from(db, experiment),
        ],
        people=team_lines(db, member, experiment),
        lines=link_lines(db, member, experiment),
        rows=[*team_ways(db, member, experiment), *link_ways(db, member, experiment)],
    )


def _ways(experiment: Experiment, *, on_it: bool) -> list[Block]:
    """Besides changing its answers: for its people to move it and add to it, for all to look
    back.
    """
    earlier = [earlier_button(experiment)] if experiment.cycle > 1 else []
    if not on_it:
        return earlier
    going = [] if experiment.state == CLOSED else [check_in_button(experiment)]
    return [
        *ways(experiment),
        *going,
        add_button(experiment),
        write_about_button(experiment),
        *earlier,
    ]
