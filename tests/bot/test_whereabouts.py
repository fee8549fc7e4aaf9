"""By whose clock a member lives: Slack's word, theirs, and zones that are left out one day."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from bot import whereabouts
from bot.errors import Refusal
from bot.hours import week_of
from bot.people import Profile, learn_profile
from bot.reminders import DAY, reminders_follow
from bot.visibility import Keeper, read_as
from bot.zones import is_zone, places_by_clock
from storage.database import Database
from storage.deliveries import delivery_by_occasion
from storage.people import Member
from storage.programme import programme
from tests.cast import NOW, a_session, comes, join

SOUTH, NORTH = "Australia/Lord_Howe", "America/St_Johns"
GONE = "Asia/Atlantis"
SUMMERS = [datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)]


def slack_says(db: Session, zone: str) -> None:
    learn_profile(db, Profile("UAMINA", "Amina", "", zone), now=NOW)
    db.flush()


def as_known(member: Member) -> tuple[str, str | None, str | None]:
    return member.time_zone, member.own_zone, whereabouts.doubt(member)


def test_slacks_zone_is_taken_and_asked_about_once(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        assert as_known(amina) == ("UTC", None, None), "before Slack was asked"

        slack_says(db, "Asia/Kathmandu")
        assert as_known(amina) == ("Asia/Kathmandu", None, "new")
        whereabouts.confirm(db, amina, "Asia/Kathmandu", now=NOW)
        slack_says(db, "Asia/Kathmandu")
        assert as_known(amina) == ("Asia/Kathmandu", None, None)


def test_who_moves_is_followed_and_told_once(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        slack_says(db, NORTH)
        whereabouts.confirm(db, amina, NORTH, now=NOW)
        slack_says(db, SOUTH)
        assert as_known(amina) == (SOUTH, None, "moved")

        whereabouts.confirm(db, amina, NORTH, now=NOW)
        assert as_known(amina) == (SOUTH, None, "moved"), "an old button means another zone"
        whereabouts.confirm(db, amina, SOUTH, now=NOW)
        assert as_known(amina) == (SOUTH, None, None)


def test_who_comes_back_before_they_were_asked_is_asked_nothing(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        slack_says(db, NORTH)
        whereabouts.confirm(db, amina, NORTH, now=NOW)
        slack_says(db, SOUTH)
        slack_says(db, NORTH)

        assert as_known(amina) == (NORTH, None, None)


def test_what_they_chose_themselves_stays_until_they_follow_slack_again(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        slack_says(db, NORTH)
        whereabouts.choose(db, amina, "Pacific/Apia", now=NOW)
        slack_says(db, SOUTH)
        assert as_known(amina) == ("Pacific/Apia", "Pacific/Apia", None)
        assert amina.slack_zone == SOUTH

        whereabouts.follow_slack_again(db, amina, now=NOW)
        assert as_known(amina) == (SOUTH, None, None)
        slack_says(db, NORTH)
        assert as_known(amina) == (NORTH, None, "moved")


def test_choosing_what_slack_says_is_following_it(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        slack_says(db, NORTH)
        whereabouts.choose(db, amina, NORTH, now=NOW)

        assert as_known(amina) == (NORTH, None, None)


@pytest.mark.parametrize("zone", ["", GONE, "../etc/passwd", "Europe", "<!channel>", "europe/rome"])
def test_a_zone_that_there_is_not_changes_nothing(database: Database, zone: str) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        slack_says(db, NORTH)
        slack_says(db, zone)
        with pytest.raises(Refusal) as refusal:
            whereabouts.choose(db, amina, zone, now=NOW)

        assert (refusal.value.name, refusal.value.field) == ("people.unknown_zone", "zone")
        assert as_known(amina) == (NORTH, None, "new")


def test_where_slack_says_nothing_they_are_asked(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        slack_says(db, "")
        assert as_known(amina) == ("UTC", None, "unknown")
        with pytest.raises(Refusal, match=r"people\.slack_does_not_say"):
            whereabouts.follow_slack_again(db, amina, now=NOW)

        whereabouts.choose(db, amina, "Pacific/Auckland", now=NOW)
        assert as_known(amina) == ("Pacific/Auckland", "Pacific/Auckland", None)


def test_utc_may_be_right(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        slack_says(db, "")
        whereabouts.confirm(db, amina, "UTC", now=NOW)

        assert as_known(amina) == ("UTC", None, None)


@pytest.mark.parametrize(
    ("slack_zone", "country", "instead"),
    [
        (NORTH, None, NORTH),
        (GONE, "FI", "Europe/Helsinki"),
        ("", "NP", "Asia/Kathmandu"),
        ("", "AU", "UTC"),  # it has several
        ("", "", "UTC"),
        (GONE, None, "UTC"),
    ],
)
def test_who_lived_by_a_zone_that_is_gone_lives_by_what_is_known_and_is_asked(
    database: Database, slack_zone: str, country: str | None, instead: str
) -> None:
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        amina.time_zone, amina.own_zone, amina.slack_zone = GONE, GONE, slack_zone
        amina.country, tom.time_zone = country, SOUTH
        programme(db).digest_zone = GONE
        db.flush()
        whereabouts.mend_zones(db, now=NOW)
        whereabouts.mend_zones(db, now=NOW)

        assert as_known(amina) == (instead, None, "lost")
        assert whereabouts.lost_zone(amina) == GONE
        assert week_of(amina).opens(NOW.date()).tzinfo is UTC
        assert (tom.time_zone, programme(db).digest_zone) == (SOUTH, None)

        whereabouts.choose(db, amina, SOUTH, now=NOW)
        assert as_known(amina)[2] is None
        assert whereabouts.lost_zone(amina) == ""


def test_what_slack_says_later_ends_a_fallback(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        amina.time_zone = amina.slack_zone = GONE
        db.flush()
        whereabouts.mend_zones(db, now=NOW)
        slack_says(db, GONE)
        assert amina.time_zone == "UTC"
        slack_says(db, NORTH)

        assert as_known(amina) == (NORTH, None, "lost"), "they are told which one"
        whereabouts.confirm(db, amina, NORTH, now=NOW)
        assert as_known(amina) == (NORTH, None, None)


def test_the_day_before_follows_who_moves(database: Database) -> None:
    """Thursday 09:00 in St John's is Thursday night in Lord Howe, who hear of it on Wednesday."""
    starts = datetime(2026, 3, 19, 12, 30, tzinfo=UTC)
    with database.transaction() as db:
        read_as(db, Keeper())
        amina = join(db, "amina")
        slack_says(db, NORTH)
        workshop = a_session(db, join(db, "jonas"), starts)
        part = comes(db, workshop, amina)
        reminders_follow(db, workshop, [amina.id], now=NOW)
        before = due_at(db, part.id)
        slack_says(db, SOUTH)

        assert before.astimezone(ZoneInfo(NORTH)).isoformat() == "2026-03-18T10:00:00-02:30"
        after = due_at(db, part.id).astimezone(ZoneInfo(SOUTH))
        assert after.isoformat() == "2026-03-18T16:00:00+11:00"


def due_at(db: Session, part: int) -> datetime:
    db.expire_all()
    found = delivery_by_occasion(db, f"reminders.{DAY}:{part}")
    assert found is not None
    return found.due_at


# -- What there is to choose from


@pytest.mark.parametrize("now", SUMMERS)
def test_every_place_stands_once_under_what_its_clock_shows(now: datetime) -> None:
    groups = places_by_clock(now)
    zones = [each.zone for _, there in groups for each in there]

    assert len(zones) == len(set(zones)) > 400
    assert all(is_zone(each) for each in zones)
    assert len(groups) <= 100  # slack-facts §1.4, of groups and of options in each
    assert max(len(there) for _, there in groups) <= 100
    for then, there in groups:
        assert {then.utcoffset()} == {now.astimezone(ZoneInfo(e.zone)).utcoffset() for e in there}


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Asia/Kathmandu", "Nepal"),
        ("Australia/Adelaide", "Australia"),
        ("Pacific/Apia", "Samoa (western)"),
        ("America/St_Johns", "Canada"),
        ("UTC", ""),
        ("Asia/Calcutta", "India"),  # an old name, which Slack may still say
    ],
)
def test_their_own_is_among_them(zone: str, country: str) -> None:
    found = [
        each.country
        for _, there in places_by_clock(NOW, besides=[zone, GONE])
        for each in there
        if each.zone == zone
    ]

    assert found == [country]
