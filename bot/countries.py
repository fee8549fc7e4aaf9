"""Countries: which one a time zone lies in, what it is called, and its public holidays."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files

_ANY_YEAR = 2026


def country_code(typed: str) -> str | None:
    """The code (ISO 3166) of a country whose public holidays are known, from its code or English
    name: FI, or Finland. A part of one, such as GB-SCT, has its own.
    """
    # It takes a tenth of a second, which only a group that wants it should wait for.
    from holidays.registry import COUNTRIES

    named = COUNTRIES.get(typed.casefold().replace(" ", "_"))
    code = str(named[1]) if named is not None else typed.upper()
    return code if public_holidays(code, _ANY_YEAR) else None


@lru_cache(maxsize=1024)
def public_holidays(code: str, year: int) -> frozenset[date]:
    """None for a country that is not known."""
    from holidays import country_holidays  # as above

    country, _, part = code.partition("-")
    try:
        return frozenset(country_holidays(country, subdiv=part or None, years=year))
    except NotImplementedError:
        return frozenset()


def country_of_zone(zone: str) -> str:
    """The country (ISO 3166) that a time zone lies in, so that nobody has to be asked first. "" for
    one that lies in none, such as UTC.
    """
    return _countries_of_zones().get(zone, "")


def named_zones() -> Iterable[str]:
    """The time zones that lie in a country, under the names that they have today."""
    return _countries_of_todays_zones().keys()


@cache
def country_names() -> dict[str, str]:
    """English names, by code."""
    return {code: name for code, name, *_ in _table("iso3166.tab")}


@cache
def _countries_of_todays_zones() -> dict[str, str]:
    return {zone: code for code, _, zone, *_ in _table("zone.tab")}


@cache
def _countries_of_zones() -> dict[str, str]:
    """Older names too, which Slack still says (Asia/Katmandu): but for those whose zone is used in
    several countries by now, of which nobody knows which is meant.
    """
    countries = _countries_of_todays_zones()
    names = {older: zone for _, zone, older in _older_names()}
    shared = {
        zone
        for older, zone in names.items()
        if countries.get(older, countries.get(zone)) != countries.get(zone)
    }
    known = {older: zone for older, zone in names.items() if zone in countries.keys() - shared}
    return {**{older: countries[zone] for older, zone in known.items()}, **countries}


def _older_names() -> Iterator[list[str]]:
    lines = (files("tzdata") / "zoneinfo" / "tzdata.zi").read_text(encoding="utf-8").splitlines()
    return (line.split() for line in lines if line.startswith("L ") and "/" in line.split()[2])


def _table(name: str) -> Iterator[list[str]]:
    """The lists that come with the time zones themselves."""
    text = (files("tzdata") / "zoneinfo" / name).read_text(encoding="utf-8")
    return (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
