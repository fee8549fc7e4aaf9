"""Who is acting: every listener that reads or writes for a person begins here."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy.orm import Session

from bot import helps, holders, places, presenters
from bot.calendars import take_address
from bot.errors import Refusal
from bot.people import PROFILE_STAYS_FRESH, Profile, is_fresh, learn_profile, meet
from bot.teams import SLACKBOT
from bot.visibility import person, read_as
from handlers import Bot
from storage.people import Member, member_by_slack_id, members_by_ids

MOST_INTRODUCED = 30
log = logging.getLogger(__name__)


def register(app: App, bot: Bot) -> None:
    @app.event("user_change")
    def follow(event: dict[str, Any]) -> None:
        with bot.transaction() as db:
            learn_profile(db, _profile(event["user"]), now=bot.now())
            left = event["user"].get("deleted") and member_by_slack_id(db, event["user"]["id"])
            if left:
                gone_from_slack(db, left, now=bot.now())


@contextmanager
def acting(bot: Bot, user: Mapping[str, Any]) -> Iterator[tuple[Session, Member]]:
    """A transaction in which a person acts, and reads with their own eyes."""
    with bot.transaction() as db:
        member = meet(db, user["id"], name=_called(user), now=bot.now())
        read_as(db, person(member))
        yield db, member


@contextmanager
def reading(bot: Bot, user: Mapping[str, Any]) -> Iterator[tuple[Session, Member]]:
    """A person looks. Whoever looks for the first time becomes known by it."""
    with bot.read() as db:
        member = member_by_slack_id(db, user["id"])
        if member is not None:
            read_as(db, person(member))
            yield db, member
            return
    with acting(bot, user) as met:
        yield met


def acquaint(bot: Bot, client: WebClient, slack_id: str) -> None:
    """Ask Slack for a person's name and zone, where that was not done today. It takes a call to
    Slack, so it comes after whatever the person is waiting for; without an answer, next time.
    """
    until = bot.acquainted.get(slack_id)
    if until is not None and bot.now() < until:
        return
    with bot.read() as db:
        known = member_by_slack_id(db, slack_id)
    if known is not None and known.profiled_at is not None and is_fresh(known, now=bot.now()):
        bot.acquainted[slack_id] = known.profiled_at + PROFILE_STAYS_FRESH
        return
    learn_who(bot, client, slack_id)


def ask_zone(bot: Bot, client: WebClient, slack_id: str) -> None:
    """Before somebody of whom Slack was never asked is shown times of day: in which zone they live.
    Slack gets a second of the three; without an answer they read UTC, and that it is.
    """
    if slack_id in bot.acquainted:
        return
    with bot.read() as db:
        known = member_by_slack_id(db, slack_id)
    if known is None or known.profiled_at is None:
        learn_who(bot, _quick(client), slack_id)


def learn_who(bot: Bot, client: WebClient, slack_id: str, *, redraws: bool = True) -> None:
    """Ask Slack who a person is; without an answer it stays as it was."""
    try:
        profile = _profile({"id": slack_id, **client.users_info(user=slack_id).get("user", {})})
    except (SlackApiError, OSError) as error:
        log.info("Slack did not say who %s is: %s", slack_id, type(error).__name__)
        return
    with bot.transaction() as db:
        meet(db, slack_id, name="", now=bot.now())
        learn_profile(db, profile, now=bot.now(), redraws=redraws)


def look_whether_left(bot: Bot, member_id: int) -> None:
    """Nothing reaches them: did they leave Slack while nobody listened? What was theirs passes on,
    or a place would stay with somebody who never comes. Without an answer it stays as it was.
    """
    with bot.read() as db:
        slack_id = members_by_ids(db, [member_id])[member_id].slack_id
    try:
        is_gone = bot.slack.users_info(user=slack_id)["user"].get("deleted", False)
    except SlackApiError as error:
        is_gone = error.response["error"] == "user_not_found"
    except OSError:
        return
    if is_gone:
        with bot.transaction() as db:
            gone_from_slack(db, members_by_ids(db, [member_id])[member_id], now=bot.now())


def introduce(
    bot: Bot, client: WebClient, slack_ids: Sequence[str], *, field: str = "people"
) -> None:
    """Before people whom somebody chose are taken in: Slack says who those are that never met
    Commons. Raises Refusal (of the `field` they were chosen in) for machines, and for people who
    have left.
    """
    with bot.read() as db:
        strangers = [each for each in slack_ids if member_by_slack_id(db, each) is None]
    if not strangers:
        return
    # Of the 3 s that a save has, Slack gets about one: all are asked for at once.
    strangers = strangers[:MOST_INTRODUCED]
    quick = _quick(client)
    with ThreadPoolExecutor(len(strangers)) as asking:
        users = list(asking.map(lambda each: _person(quick, each, field), strangers))
    with bot.transaction() as db:
        for profile in map(_profile, users):
            meet(db, profile.slack_id, name=profile.name, now=bot.now())
            learn_profile(db, profile, now=bot.now())


def _person(client: WebClient, slack_id: str, field: str) -> dict[str, Any]:
    try:
        user = client.users_info(user=slack_id).get("user", {})
    except SlackApiError as error:
        if error.response["error"] != "user_not_found":
            raise
        user = {"deleted": True}
    if user.get("is_bot") or user.get("deleted") or slack_id == SLACKBOT:
        raise Refusal("teams.not_a_person", field=field)
    return {"id": slack_id, **user}


def _quick(client: WebClient) -> WebClient:
    return WebClient(token=client.token, base_url=client.base_url, timeout=1, retry_handlers=[])


def gone_from_slack(db: Session, member: Member, *, now: datetime) -> None:
    """They left: nobody waits for them. Twice is once."""
    helps.gone_from_slack(db, member, now=now)
    holders.gone_from_slack(db, member, now=now)
    places.gone_from_slack(db, member.id, now=now)
    presenters.gone_from_slack(db, member, now=now)
    take_address(member)


def command_user(command: Mapping[str, Any]) -> dict[str, str]:
    """A slash command says who in its own way."""
    return {"id": command["user_id"], "name": command["user_name"]}


def _called(user: Mapping[str, Any]) -> str:
    return str(user.get("name") or user.get("username") or "")


def _profile(user: Mapping[str, Any]) -> Profile:
    """`tz` may be missing for people of other organisations (slack-facts §3.3)."""
    said = user.get("profile", {})
    name = said.get("display_name") or said.get("real_name") or user.get("name") or ""
    return Profile(
        slack_id=user["id"],
        name=str(name),
        title=str(said.get("title") or ""),
        time_zone=str(user.get("tz") or ""),
    )
