"""The small forms behind a member's own settings."""

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from templates import plain, words
from templates.blocks import View, modal
from templates.forms import Choice, Choices, Clock, Day, Form, Menu, draw

if TYPE_CHECKING:
    from storage.people import Member

SAVE_HOURS, SAVE_MESSAGES = "people.save_hours", "people.save_messages"
SAVE_AWAY, SAVE_REST = "people.save_away", "people.save_rest"

HOURS: Form = {"begins": Clock(), "ends": Clock(), "weekend": Choices(), "country": Menu()}
MESSAGES: Form = {
    "rhythm": Choice("radio_buttons"),
    "kinds": Choices(),
    "reminders": Choices(),
}
AWAY: Form = {"until": Day()}
REST: Form = {
    "taking_part": Choice("radio_buttons", optional=True),
    "greeting": Choice("radio_buttons", optional=True),
    "keeps_drafts": Choice("radio_buttons"),
}
AS_MY_ZONE, NOBODYS = "zone", "none"  # of countries, besides their codes

Remembers = Mapping[str, Any]


def hours_form(
    member: "Member", *, guessed: str, countries: Mapping[str, str], remembers: Remembers
) -> View:
    """`guessed` is the country that their time zone lies in, by name; `countries` all, by code."""
    said = words("people/settings")
    weekdays = words("dates/dates").weekdays
    initial = {
        "begins": member.works_from,
        "ends": member.works_until,
        "weekend": [str(each) for each in member.weekend],
        "country": {None: AS_MY_ZONE, "": NOBODYS}.get(member.country, member.country),
    }
    now = {AS_MY_ZONE: plain(said.as_my_zone(guessed)), NOBODYS: said.countries["none"]}
    options = {
        "weekend": {str(number): name for number, name in enumerate(weekdays)},
        "country": {said.countries["now"]: now, **_by_letter(countries)},
    }
    inputs = draw(HOURS, said.hours_fields, initial=initial, options=options)
    return _form(said.hours_title, inputs, SAVE_HOURS, remembers)


def chosen_country(value: str) -> str | None:
    """What was chosen among countries, as a member has it."""
    return {AS_MY_ZONE: None, NOBODYS: ""}.get(value, value)


def messages_form(member: "Member", *, remembers: Remembers) -> View:
    said = words("people/settings")
    initial = {
        "rhythm": member.rhythm,
        "kinds": [each for each in said.kinds if each not in member.unwanted],
        "reminders": member.reminders,
    }
    options = {"rhythm": said.rhythms, "kinds": said.kinds, "reminders": said.reminders}
    inputs = draw(MESSAGES, said.messages_fields, initial=initial, options=options)
    return _form(said.messages_title, inputs, SAVE_MESSAGES, remembers)


def away_form(until: date, *, remembers: Remembers) -> View:
    said = words("people/settings")
    inputs = draw(AWAY, said.away_fields, initial={"until": until})
    return _form(said.away_title, inputs, SAVE_AWAY, remembers)


def rest_form(member: "Member", *, remembers: Remembers) -> View:
    said = words("people/settings")
    initial = {
        "taking_part": member.taking_part,
        "greeting": member.greeting,
        "keeps_drafts": "yes" if member.keeps_drafts else "no",
    }
    options = {"taking_part": said.ways, "greeting": said.greeting, "keeps_drafts": said.drafts}
    inputs = draw(REST, said.rest_fields, initial=initial, options=options)
    return _form(said.rest_title, inputs, SAVE_REST, remembers)


def _form(title: str, inputs: list[Any], saves: str, remembers: Remembers) -> View:
    said = words("people/settings")
    return modal(
        title,
        *inputs,
        submit=said.save,
        close=said.close,
        callback_id=saves,
        remembers=remembers,
    )


def _by_letter(countries: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Slack takes a hundred options in a group (slack-facts §1.4)."""
    named = sorted(countries.items(), key=lambda each: each[1])
    return {letter: dict(some) for letter, some in groupby(named, lambda each: each[1][0])}
