"""What members are told of their settings, in sentences; and that Slack takes every window."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from bot import whereabouts as rules
from bot.countries import country_names
from bot.disclosures import Need
from bot.errors import Refusal
from bot.peace import RHYTHMS
from bot.preferences import KINDS
from bot.reminders import ALL
from bot.zones import places_by_clock
from sandbox.kit.views import (
    initial_values,
    render_text,
    state_values,
    validate_view,
    view_lints,
)
from storage.disclosures import OWN
from storage.people import WAYS, Member
from storage.workshops import Workshop
from templates import sentence, words
from templates.blocks import View
from templates.forms import Clock, read
from templates.people import disclosures, forms, views, whereabouts
from templates.people.views import Settings
from tests.templates.test_words import HOSTILE

NOW = datetime(2026, 11, 30, 8, 20, tzinfo=UTC)


def a_member(**more: Any) -> Member:
    usual: dict[str, Any] = {
        "id": 1, "slack_id": "UAMINA", "name": "Amina", "title": "", "time_zone": "Europe/London",
        "slack_zone": "Europe/London", "own_zone": None, "confirmed_zone": "", "country": None,
        "works_from": time(9), "works_until": time(17), "weekend": [5, 6], "away_until": None,
        "paused_at": None, "rhythm": "as_it_comes", "unwanted": [], "taking_part": "",
        "reminders": ["day", "start"], "greeting": "", "keeps_drafts": True, "profiled_at": NOW,
    }  # fmt: skip
    return Member(**{**usual, **more})


def settings(*, is_away: bool = False, **more: Any) -> Settings:
    return Settings(
        member=a_member(**more), country="Finland", has_calendar=True, is_away=is_away, now=NOW
    )


def shown(view: View) -> str:
    return "\n".join(render_text(view["blocks"]))


def test_whoever_may_not_name_facilitators_is_told_whom_to_ask() -> None:
    said = sentence(Refusal("people.facilitators_only"))

    assert said == "Only facilitators can do this. You could ask one of them."


@pytest.mark.parametrize(
    ("weekend", "days"),
    [
        ([5, 6], "Monday to Friday"),
        ([4, 5], "Sunday to Thursday"),
        ([], "every day"),
        ([2], "Thursday to Tuesday"),
        ([2, 5, 6], "Monday, Tuesday, Thursday and Friday"),
        ([0, 1, 2, 5, 6], "Thursday and Friday"),
        ([0, 1, 2, 3, 4, 5], "Sunday"),
    ],
)
def test_the_days_of_a_week_are_said_as_people_say_them(weekend: list[int], days: str) -> None:
    now = settings(weekend=weekend, works_from=time(7, 30), time_zone="Asia/Kathmandu")

    assert views.when(now) == (
        f"I write to you {days}, 07:30 to 17:00, Kathmandu time, "
        "and not on public holidays of Finland."
    )


def test_a_country_without_a_calendar_is_said_and_weekends_still_count() -> None:
    unknown = replace(settings(), country="Kiribati", has_calendar=False)
    nobodys = replace(settings(), country="", has_calendar=False)

    assert views.when(unknown).endswith(
        "I know of no public holidays in Kiribati this year. Your days off still count."
    )
    assert views.when(nobodys).endswith("09:00 to 17:00, London time.")


@pytest.mark.parametrize("rhythm", RHYTHMS)
def test_how_often_is_said_for_every_rhythm(rhythm: str) -> None:
    said = views.often(a_member(rhythm=rhythm, unwanted=["thanks", "questions", "what_next"]))
    nothing = views.often(a_member(rhythm=rhythm, unwanted=list(KINDS)))

    about_them = said.endswith(": how experiments go and what stays after a session.")
    assert about_them == (rhythm != "when_i_ask")
    assert nothing.endswith("You hear from me when you ask for something.")


def test_the_words_are_those_that_the_rules_know() -> None:
    said = words("people/settings")

    assert list(said.rhythms) == list(RHYTHMS)
    assert set(said.kinds) == set(said.short_kinds) == set(KINDS)
    assert tuple(said.ways) == WAYS
    assert tuple(said.reminders) == ALL
    assert set(words("people/disclosures").kinds) == {each.__tablename__ for each in OWN}


def test_who_is_away_or_paused_finds_one_tap_that_ends_it() -> None:
    until = date(2026, 12, 24)
    here, away, both = (
        render_text(views.presence_lines(member, is_away=is_away, now=NOW))
        for member, is_away in (
            (a_member(away_until=date(2026, 11, 24)), False),
            (a_member(away_until=until), True),
            (a_member(away_until=until, paused_at=NOW), True),
        )
    )

    assert here == []
    assert away == [
        "You are away until Thursday 24 December. What comes up waits for you.",
        "I'm back",
        "Another day",
        "Pause everything",
    ]
    assert [each for each in both if len(each) < 20] == ["I'm back", "Another day", "Go on"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "I take it that you live by London time: it is 08:20 there now."),
        ({"confirmed_zone": "Europe/London"}, None),
        ({"profiled_at": None}, None),
        (
            {"confirmed_zone": "Asia/Kathmandu"},
            "Slack says that you live by London time now, so I do, too: it is 08:20 there.",
        ),
        (
            {"slack_zone": "", "time_zone": "UTC"},
            "Slack does not say where you are. Until you do, I go by UTC: it is 08:20 there now.",
        ),
        (
            {"confirmed_zone": "Asia/Atlantis", "time_zone": "Asia/Kathmandu"},
            (
                "There is no time zone Asia/Atlantis any more. Until you choose another, I go by "
                "Kathmandu time: it is 14:05 there now."
            ),
        ),
    ],
)
def test_home_asks_about_a_zone_only_while_there_is_something_to_ask(
    more: dict[str, Any], said: str | None
) -> None:
    member = a_member(**more)
    lost = rules.lost_zone(member)
    asked = render_text(whereabouts.question(member, rules.doubt(member), NOW, lost=lost))

    assert asked == ([said, "That's right", "Change"] if said is not None else [])


def everything() -> Iterable[View]:
    member = a_member(own_zone="Europe/London", slack_zone="Asia/Kathmandu", taking_part="leading")
    opened = {"over": "V1"}
    yield views.my_settings(settings())
    yield views.my_settings(settings(is_away=True, away_until=date(2027, 1, 1), paused_at=NOW))
    yield views.saved(views.when(settings()), "")
    yield views.rest_saved(member, drafts_gone=True)
    yield forms.hours_form(
        a_member(), guessed="Finland", countries=country_names(), remembers=opened
    )
    yield forms.messages_form(a_member(), remembers=opened)
    yield forms.away_form(date(2026, 12, 24), remembers=opened)
    yield forms.rest_form(a_member(), remembers={})
    for zone in ("Europe/London", "Asia/Calcutta", "UTC", "Pacific/Apia", "Etc/GMT+12"):
        there = a_member(time_zone=zone, own_zone=zone)
        places = places_by_clock(NOW, besides=[zone])
        yield whereabouts.form(there, places, NOW, follows=True, remembers=opened)
        yield whereabouts.saved(there, NOW)
    yield disclosures.what_they_see(seen())
    yield disclosures.who_takes_part([], {})
    many = [a_member(id=number, name="x" * 120, taking_part="leading") for number in range(300)]
    yield disclosures.who_takes_part(many, dict.fromkeys(range(300), "24 September 2027"))


def seen(**more: Any) -> disclosures.Seen:
    usual: dict[str, Any] = {
        "member": a_member(taking_part="listening"),
        "facilitators": ["Jonas", "Leila"],
        "away": "24 December",
        "pieces": {each.__tablename__: 2 for each in OWN},
        "needs": [],
    }
    return disclosures.Seen(**{**usual, **more})


def test_slack_takes_every_window() -> None:
    for view in everything():
        assert validate_view(view) == []
        assert view_lints(view) == []


def test_the_forms_are_read_as_they_were_drawn() -> None:
    member = a_member(country="NP", works_from=time(0, 0), unwanted=["thanks"], greeting="no")
    hours = forms.hours_form(
        member, guessed="Britain (UK)", countries=country_names(), remembers={}
    )
    messages, rest = (
        forms.messages_form(member, remembers={}),
        forms.rest_form(member, remembers={}),
    )

    assert back(forms.HOURS, hours) == {
        "begins": time(0, 0),
        "ends": time(17),
        "weekend": ["5", "6"],
        "country": "NP",
    }
    assert back(forms.MESSAGES, messages) == {
        "rhythm": "as_it_comes",
        "kinds": ["check_ins", "questions", "afterwards", "what_next"],
        "reminders": ["day", "start"],
    }
    assert back(forms.REST, rest) == {"taking_part": "", "greeting": "no", "keeps_drafts": "yes"}


@pytest.mark.parametrize(("country", "value"), [(None, "zone"), ("", "none"), ("FI", "FI")])
def test_a_country_is_guessed_nobodys_or_chosen(country: str | None, value: str) -> None:
    form = forms.hours_form(
        a_member(country=country), guessed="", countries=country_names(), remembers={}
    )

    assert back(forms.HOURS, form)["country"] == value
    assert forms.chosen_country(value) == country


@pytest.mark.parametrize("forged", ["", "noon", "25:00", "09:00:61", None, "{}"])
def test_what_is_no_time_of_day_is_none(forged: str | None) -> None:
    state = {"begins": {"begins": {"type": "timepicker", "selected_time": forged}}}

    with pytest.raises(Refusal, match=r"forms\.nothing_chosen"):
        read({"begins": Clock()}, state)


def test_what_they_can_see_is_said_in_sentences() -> None:
    only = shown(disclosures.what_they_see(seen(away="", pieces={"reflections": 2})))
    nothing = shown(
        disclosures.what_they_see(seen(member=a_member(), away="", pieces={}, facilitators=["Jo"]))
    )

    assert "• How you want to take part: listening." in only
    assert "• Reflections that you share with them: 2." in only
    assert nothing.splitlines()[0].startswith("Jo facilitates. ")
    assert "Nothing else, as it is now." in nothing


@pytest.mark.parametrize("typed", HOSTILE)
def test_names_and_titles_are_shown_exactly(typed: str) -> None:
    session = Workshop(kind="design", title=typed, purpose="")
    need = Need(session, [a_member(name=typed)])
    view = disclosures.what_they_see(seen(facilitators=[typed], needs=[need]))
    listed = disclosures.who_takes_part([a_member(name=typed, taking_part="leading")], {})

    assert validate_view(view) == validate_view(listed) == []
    assert shown(view).count(typed) == 3
    assert f"{typed}: leading something." in shown(listed)


def back(form: Any, view: View) -> dict[str, Any]:
    return read(form, state_values(view, initial_values(view)))
