"""*My settings*: one window that says how it is now, and the small forms behind it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot import preferences as rules
from bot import reminders
from bot.countries import country_names, country_of_zone, public_holidays
from bot.drafts import choose
from bot.hours import local_day, week_of
from bot.people import greet
from handlers import Bot
from handlers.people import acting, reading
from handlers.windows import (
    about,
    as_id,
    is_full,
    is_window,
    show_afterwards,
    show_again,
    show_over,
)
from storage.people import Member
from templates.blocks import Block, View
from templates.calendars.views import in_settings
from templates.forms import read
from templates.people import forms, views
from templates.people.views import Settings

# Where somebody who goes away begins to look for the day on which they are back.
A_WEEK = timedelta(days=7)
Tap = Callable[..., None]
TAPS: dict[str, Tap] = {
    views.COME_BACK: rules.come_back,
    views.PAUSE: rules.pause,
    views.GO_ON: rules.go_on,
}


def register(app: App, bot: Bot) -> None:
    @app.action(views.MY_SETTINGS)
    def show(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (_, member):
            view = my_settings(bot, member)
        ack()
        show_over(client, body, view)

    for action_id, rule in TAPS.items():
        _register_tap(app, bot, action_id, rule)
    _register_hours(app, bot)
    _register_messages(app, bot)
    _register_away(app, bot)
    _register_rest(app, bot)


def my_settings(bot: Bot, member: Member) -> View:
    return views.my_settings(settings_of(bot, member))


def presence_lines(member: Member, now: datetime) -> list[Block]:
    """For Home: that they are away, or paused everything."""
    return views.presence_lines(_as_it_is(member, now))


def settings_of(bot: Bot, member: Member) -> Settings:
    more = in_settings() if bot.settings.web_url else ()
    return _as_it_is(member, bot.now(), more)


def opened_from(body: dict[str, Any]) -> dict[str, Any]:
    """What a form remembers of the settings that it goes over: they follow what is saved."""
    is_there = is_window(body) and about(body["view"]).get("settings") and not is_full(body)
    return {"over": body["view"]["id"]} if is_there else {}


def settings_follow(
    client: WebClient, bot: Bot, form: dict[str, Any], user: dict[str, Any]
) -> None:
    """The settings below a form that was saved say what was saved."""
    below = about(form).get("over")
    if below is None:
        return
    with reading(bot, user) as (_, member):
        view = my_settings(bot, member)
    show_afterwards(client, below, view)


def show_where_they_look(
    client: WebClient, bot: Bot, body: dict[str, Any], user: dict[str, Any]
) -> None:
    """After a tap: the settings say how it is now. Home follows by itself."""
    if not is_window(body):
        return
    with reading(bot, user) as (_, member):
        view = my_settings(bot, member)
    if about(body["view"]).get("settings"):
        show_again(client, body, view)
    else:
        show_over(client, body, view)


def _register_tap(app: App, bot: Bot, action_id: str, rule: Tap) -> None:
    @app.action(action_id)
    def tapped(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            rule(db, member, now=bot.now())
        ack()
        show_where_they_look(client, bot, body, body["user"])


def _register_hours(app: App, bot: Bot) -> None:
    @app.action(views.HOURS)
    def ask(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        names = country_names()
        with reading(bot, body["user"]) as (_, member):
            guessed = names.get(country_of_zone(member.time_zone), "")
            opened = opened_from(body)
            view = forms.hours_form(member, guessed=guessed, countries=names, remembers=opened)
        ack()
        show_over(client, body, view)

    @app.view(forms.SAVE_HOURS)
    def save(ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient) -> None:
        chosen = read(forms.HOURS, view["state"]["values"])
        hours = rules.Hours(
            begins=chosen["begins"],
            ends=chosen["ends"],
            weekend=[as_id(each) for each in chosen["weekend"]],
            country=forms.chosen_country(chosen["country"]),
        )
        with acting(bot, body["user"]) as (db, member):
            rules.choose_hours(db, member, hours, now=bot.now())
            after = views.saved(views.when(settings_of(bot, member)))
        ack(response_action="update", view=after)
        settings_follow(client, bot, view, body["user"])


def _register_messages(app: App, bot: Bot) -> None:
    @app.action(views.MESSAGES)
    def ask(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (_, member):
            view = forms.messages_form(member, remembers=opened_from(body))
        ack()
        show_over(client, body, view)

    @app.view(forms.SAVE_MESSAGES)
    def save(ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient) -> None:
        chosen = read(forms.MESSAGES, view["state"]["values"])
        with acting(bot, body["user"]) as (db, member):
            rules.choose_messages(
                db, member, rhythm=chosen["rhythm"], kinds=chosen["kinds"], now=bot.now()
            )
            reminders.choose(db, member, chosen["reminders"], now=bot.now())
            after = views.saved(views.often(member), views.reminded(member))
        ack(response_action="update", view=after)
        settings_follow(client, bot, view, body["user"])


def _register_away(app: App, bot: Bot) -> None:
    @app.action(views.AWAY)
    def ask(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (_, member):
            now = bot.now()
            is_away = rules.is_away(member, now=now)
            week_on = local_day(now, member.time_zone) + A_WEEK
            until = member.away_until if is_away and member.away_until else week_on
            view = forms.away_form(until, remembers=opened_from(body))
        ack()
        show_over(client, body, view)

    @app.view(forms.SAVE_AWAY)
    def save(ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient) -> None:
        until = read(forms.AWAY, view["state"]["values"])["until"]
        with acting(bot, body["user"]) as (db, member):
            rules.go_away(db, member, until, now=bot.now())
            after = views.saved(views.away(settings_of(bot, member)))
        ack(response_action="update", view=after)
        settings_follow(client, bot, view, body["user"])


def _register_rest(app: App, bot: Bot) -> None:
    @app.action(views.REST)
    def ask(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (_, member):
            view = forms.rest_form(member, remembers=opened_from(body))
        ack()
        show_over(client, body, view)

    @app.view(forms.SAVE_REST)
    def save(ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient) -> None:
        chosen = read(forms.REST, view["state"]["values"])
        keeps = chosen["keeps_drafts"] == "yes"
        with acting(bot, body["user"]) as (db, member):
            had = member.keeps_drafts
            choose(db, member, keeps=keeps)
            if chosen["greeting"]:
                greet(db, member, wants=chosen["greeting"] == "yes", now=bot.now())
            rules.take_part(member, chosen["taking_part"])
            after = views.rest_saved(member, drafts_gone=had and not keeps)
        ack(response_action="update", view=after)
        settings_follow(client, bot, view, body["user"])


def _as_it_is(member: Member, now: datetime, more: Any = ()) -> Settings:
    week, names = week_of(member), country_names()
    this_year = local_day(now, member.time_zone).year
    return Settings(
        member=member,
        country=names.get(week.country, week.country),
        has_calendar=bool(week.country and public_holidays(week.country, this_year)),
        is_away=rules.is_away(member, now=now),
        now=now,
        more=more,
    )
