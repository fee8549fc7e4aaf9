"""/experiment, and everything that its forms, its card and its window do."""

import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import experiments as rules
from bot.cards import CARD, TRYING, is_for_group, needs_safety
from bot.deliveries import Claimed, was_shown
from bot.errors import Refusal
from bot.teams import for_team, is_on_team
from handlers import Bot, Composers, cycles, details
from handlers.people import acquaint, acting, command_user, reading
from handlers.windows import about, clicked_value, show_instead, show_over
from storage.cycles import trail_of
from storage.experiments import Experiment, experiment_by_id, leads_of, newest_experiments
from storage.people import Member
from storage.programme import programme
from storage.teams import team_of
from templates.blocks import Block, Message, View
from templates.cycles.stories import standing
from templates.cycles.views import earlier_button, ways
from templates.details.views import add_button
from templates.experiments import views
from templates.experiments.forms import (
    REGISTRATION,
    SAFETY,
    registration_values,
    safety_values,
)
from templates.forms import read

_REFERENCE = re.compile(r"e-?(\d+)", re.IGNORECASE)
_LONGEST_REFERENCE = 9  # digits; a database knows no longer ones


def register(app: App, bot: Bot) -> None:
    _register_putting_down(app, bot)
    _register_safety(app, bot)
    _register_reading(app, bot)
    _register_editing(app, bot)


def composers(bot: Bot) -> Composers:
    del bot
    return {CARD: _card}


def _register_putting_down(app: App, bot: Bot) -> None:
    @app.command("/experiment")
    def start(ack: Ack, command: dict[str, Any], client: WebClient) -> None:
        words = " ".join(command.get("text", "").split())  # a name is one line
        if words.lower() == "help":
            said = views.help_message()
            ack(text=said.text, blocks=said.blocks)
            return
        view = _asked_for(bot, words, command_user(command))
        ack()
        client.views_open(trigger_id=command["trigger_id"], view=view)
        acquaint(bot, client, command["user_id"])

    @app.action(views.PUT_DOWN)
    def put_down(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        show_over(client, body, views.registration())

    @app.view(views.REGISTER)
    def save(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        answers = rules.Answers(**read(REGISTRATION, view["state"]["values"]))
        origin = f"{view['id']}:{views.REGISTER}"
        with acting(bot, body["user"]) as (db, member):
            experiment = rules.register(db, member, answers, origin=origin, now=bot.now())
            after = _after_save(db, experiment)
        ack(response_action="update", view=after)


def _register_safety(app: App, bot: Bot) -> None:
    @app.action(views.ANSWER_SAFETY)
    def ask_safety(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            experiment = for_team(db, member, clicked_value(body))
            view = _safety_form(db, experiment, tries=False)
        ack()
        show_instead(client, body, view)

    @app.view(views.SAVE_SAFETY)
    def save_safety(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        safety = rules.Safety(**read(SAFETY, view["state"]["values"]))
        with acting(bot, body["user"]) as (db, member):
            after = _after_safety(db, member, about(view), safety, bot.now())
        ack(response_action="update", view=after)


def _register_reading(app: App, bot: Bot) -> None:
    @app.action(views.OPEN)
    def show(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = _window(db, member, clicked_value(body), bot.now(), from_card="message" in body)
        ack()
        show_over(client, body, view)

    @app.action(views.LIST)
    def show_list(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, _):
            view = _listing(db)
        ack()
        show_over(client, body, view)

    @app.action(views.EARLIER)
    def show_earlier(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, _):
            view = _listing(db, before=clicked_value(body))
        ack()
        show_instead(client, body, view)


def _register_editing(app: App, bot: Bot) -> None:
    @app.action(views.EDIT)
    def ask_edit(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            experiment = for_team(db, member, clicked_value(body))
            view = views.edit_form(experiment, _companions(db, member, experiment))
        ack()
        show_instead(client, body, view)

    @app.view(views.SAVE_EDIT)
    def save_edit(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        mine = read(REGISTRATION, view["state"]["values"])
        with acting(bot, body["user"]) as (db, member):
            after = _after_edit(db, member, about(view), mine, bot.now())
        ack(response_action="update", view=after)


def _card(db: Session, taken: Claimed, now: datetime) -> Message | None:
    experiment = experiment_by_id(db, taken.subject_id)
    if experiment is None:
        return None
    lead = leads_of(db, [experiment])[experiment.id]
    stands = standing(experiment, now=now)
    return views.card(experiment, lead, trail_of(db, experiment.id), stands)


def _asked_for(bot: Bot, words: str, user: Mapping[str, str]) -> View:
    """What the words after the command ask for; all but two kinds of them begin the form."""
    if words.lower() == "list":
        with reading(bot, user) as (db, _):
            return _listing(db)
    reference = _REFERENCE.fullmatch(words)
    if reference is None:
        return views.registration(words)
    if len(reference[1]) > _LONGEST_REFERENCE:
        raise Refusal("experiments.unknown", ref=f"E-{reference[1]}")
    with reading(bot, user) as (db, member):
        return _window(db, member, int(reference[1]), bot.now(), from_card=False)


def _after_save(db: Session, experiment: Experiment) -> View:
    if needs_safety(experiment):
        return _safety_form(db, experiment, tries=True)
    alone = len(team_of(db, experiment.id)) == 1
    return views.saved(experiment, programme(db).noticeboard, alone=alone)


def _after_edit(
    db: Session, member: Member, opened: Mapping[str, int], mine: Mapping[str, str], now: datetime
) -> View:
    """The changed window; or both versions, when someone else saved since this form was opened."""
    experiment = for_team(db, member, opened["experiment"])
    if experiment.revision != opened["revision"]:
        if _says_the_same(experiment, mine):  # the same save, come twice
            shown = is_for_group(experiment)
            return _after_change(db, member, experiment, mine["stage"], now, was_shown=shown)
        return views.edit_form(experiment, _companions(db, member, experiment), mine)
    answers = rules.Answers(**mine)
    was_shown = is_for_group(experiment)
    rules.edit(db, member, experiment.id, answers, now=now)
    return _after_change(db, member, experiment, answers.stage, now, was_shown=was_shown)


def _says_the_same(experiment: Experiment, mine: Mapping[str, str]) -> bool:
    """True when these answers are saved already; the stage may wait for the three answers."""
    waits = {"stage": experiment.stage} if needs_safety(experiment, mine["stage"]) else {}
    return registration_values(experiment) == {**mine, **waits}


def _after_change(
    db: Session,
    member: Member,
    experiment: Experiment,
    stage: str,
    now: datetime,
    *,
    was_shown: bool,
) -> View:
    if needs_safety(experiment, stage):
        return _safety_form(db, experiment, tries=True)
    return _saved_window(db, member, experiment, now, was_shown=was_shown)


def _after_safety(
    db: Session, member: Member, asked: Mapping[str, Any], safety: rules.Safety, now: datetime
) -> View:
    """The first time, what happens to the card; when answers were changed, the changed window."""
    experiment = for_team(db, member, asked["experiment"])
    is_first = needs_safety(experiment, TRYING)
    mine, theirs = asdict(safety), safety_values(experiment)
    if experiment.revision != asked["revision"] and not is_first and theirs != mine:
        return _safety_form(db, experiment, tries=asked["tries"], mine=mine)
    rules.answer_safety(db, member, experiment.id, safety, tries=asked["tries"], now=now)
    if is_first:
        return _after_save(db, experiment)
    return _saved_window(db, member, experiment, now, was_shown=is_for_group(experiment))


def _saved_window(
    db: Session, member: Member, experiment: Experiment, now: datetime, *, was_shown: bool
) -> View:
    """The changed window, and what becomes of the card by the change."""
    card = {
        (True, True): "stays",
        (False, True): "goes_up",
        (True, False): "comes_down",
        (False, False): "none",
    }[was_shown, is_for_group(experiment)]
    return _window(db, member, experiment.id, now, from_card=False, just_saved=card)


def _safety_form(
    db: Session, experiment: Experiment, *, tries: bool, mine: Mapping[str, str] | None = None
) -> View:
    alone = len(team_of(db, experiment.id)) == 1
    before = cycles.safety_before(db, experiment)
    return views.safety_form(experiment, alone=alone, tries=tries, mine=mine, before=before)


def _window(
    db: Session,
    member: Member,
    experiment_id: int,
    now: datetime,
    *,
    from_card: bool,
    just_saved: str = "",
) -> View:
    """Raises Refusal when the reader may not read it: only of one that had a card is it said
    whose it is, and only to who clicks on a card.
    """
    experiment = experiment_by_id(db, experiment_id)
    team = team_of(db, experiment_id)
    if experiment is None and from_card and was_shown(db, CARD, experiment_id):
        raise Refusal("experiments.taken_back", ref=f"E-{experiment_id}", lead=team[0].name)
    if experiment is None:
        raise Refusal("experiments.unknown", ref=f"E-{experiment_id}")
    return views.window(
        experiment,
        team,
        trail_of(db, experiment.id),
        member,
        needs_safety=needs_safety(experiment),
        just_saved=just_saved,
        standing=standing(experiment, now=now),
        more=_more(db, member, experiment, now),
        ways=_ways(db, member, experiment),
    )


def _more(db: Session, member: Member, experiment: Experiment, now: datetime) -> list[Block]:
    """What was added to it, and how it went; to its people also what nobody has said yet."""
    on_it = is_on_team(db, member, experiment)
    return [
        *details.shown(db, experiment.id, experiment.cycle, now),
        *(details.blanks(db, experiment) if on_it else []),
        *cycles.story(db, member, experiment, now),
    ]


def _ways(db: Session, member: Member, experiment: Experiment) -> list[Block]:
    """Besides changing its answers: for its people to move it and add to it, for all to look
    back.
    """
    earlier = [earlier_button(experiment)] if experiment.cycle > 1 else []
    if not is_on_team(db, member, experiment):
        return earlier
    return [*ways(experiment), add_button(experiment), *earlier]


def _companions(db: Session, member: Member, experiment: Experiment) -> list[str]:
    return [each.name for each in team_of(db, experiment.id) if each.id != member.id]


def _listing(db: Session, *, before: int | None = None) -> View:
    found = newest_experiments(db, limit=views.SHOWN_AT_ONCE + 1, before=before)
    shown = found[: views.SHOWN_AT_ONCE]
    return views.listing(shown, leads_of(db, shown), has_more=len(found) > len(shown))
