"""Asks: looked after until somebody helps; claimed by one at a time; and what happened next."""

import threading
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot import asks, helps, invitations, loops, notices
from bot.claims import claim
from bot.errors import Refusal
from bot.notices import Said
from bot.people import name_facilitators
from bot.teams import leave
from bot.visibility import Keeper, Room, person, read_as
from bot.watches import WAITING, leave_be, to_look_after
from storage.asks import Help, ask_of, help_by, helps_with, loop_closure_of, watch_of
from storage.database import Database
from storage.deliveries import delivery_by_occasion
from storage.notices import Notice, byline_of, notice_by_id
from storage.people import Member
from tests.cast import NOW, join, put_down, put_on

QUESTION = "How do you invite people who have every reason not to trust you?"
DAY = timedelta(days=1)
# Three days after Monday at nine, when people are at work.
THURSDAY = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)


def as_(db: Session, member: Member) -> Member:
    read_as(db, person(member))
    return member


def cast(db: Session) -> tuple[Member, Member, Member]:
    """Amina asks, Tom may help, and Jonas facilitates."""
    return join(db, "amina"), join(db, "tom"), join(db, "jonas", facilitator=True)


def asks_(db: Session, by: Member, *, now: datetime = NOW, **more: Any) -> Notice:
    said = Said("ask", QUESTION, **{"wish": "ideas", **more})
    return notices.put_up(db, as_(db, by), said, origin=None, now=now)


def helps_(db: Session, by: Member, notice: Notice, *, now: datetime = NOW) -> Help:
    part = helps.help_with(db, as_(db, by), notice.id, "Gladly.", beside=True, now=now)
    assert part is not None
    return part


def due(db: Session, at: datetime, *kinds: str) -> list[tuple[str, int | None, int | None]]:
    """What is said by then, of these kinds."""
    db.flush()
    found = []
    while taken := claim(db, now=at, lease_now=at):
        found += [(each.kind, each.member_id, each.with_id) for each in taken]
    return sorted(each for each in found if each[0] in kinds)


def due_at(db: Session, kind: str, subject_id: int) -> datetime | None:
    planned = delivery_by_occasion(db, f"{kind}:{subject_id}")
    return planned.due_at if planned is not None else None


def refused(name: str) -> AbstractContextManager[object]:
    return pytest.raises(Refusal, match=name)


def test_nobody_answers_for_three_days_and_it_is_a_facilitators(database: Database) -> None:
    with database.transaction() as db:
        amina, _, jonas = cast(db)
        notice = asks_(db, amina)

        assert due(db, THURSDAY - timedelta(minutes=1), WAITING) == []
        assert due(db, THURSDAY, WAITING) == [(WAITING, jonas.id, None)]
        as_(db, jonas)
        assert to_look_after(db, jonas, now=NOW + 2 * DAY, limit=3) == []
        assert to_look_after(db, jonas, now=NOW + 3 * DAY, limit=3) == [notice]
        assert to_look_after(db, amina, now=NOW + 3 * DAY, limit=3) == ()


@pytest.mark.parametrize(
    ("zone", "asked", "told"),
    [
        ("Europe/London", "2026-03-26T09:00Z", "2026-03-30T08:00Z"),  # clocks go forward between
        ("Europe/London", "2026-10-23T08:00Z", "2026-10-26T09:00Z"),  # and back
        ("Pacific/Auckland", "2026-03-02T09:00Z", "2026-03-05T20:00Z"),  # Friday morning there
        ("America/New_York", "2026-03-04T20:00Z", "2026-03-09T13:00Z"),  # over a weekend
    ],
)
def test_the_hour_is_the_facilitators_own(
    database: Database, zone: str, asked: str, told: str
) -> None:
    with database.transaction() as db:
        amina, _, jonas = cast(db)
        jonas.time_zone = zone
        notice = asks_(db, amina, now=datetime.fromisoformat(asked))
        watch = watch_of(db, notice.id)

        assert watch is not None
        assert watch.due_at == datetime.fromisoformat(told)


def test_asks_are_spread_among_those_who_facilitate(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, jonas = cast(db)
        leila = join(db, "leila", facilitator=True)
        hosts = []
        for by in (amina, tom, leila, jonas):
            ask = ask_of(db, asks_(db, by).id)
            assert ask is not None
            hosts.append(ask.host_id)

        assert hosts == [jonas.id, leila.id, jonas.id, leila.id]


def test_a_quiet_one_goes_to_a_facilitator_in_their_hours_and_to_nobody_else(
    database: Database,
) -> None:
    with database.transaction() as db:
        amina, tom, jonas = cast(db)
        jonas.time_zone = "Pacific/Auckland"  # ten in the evening there
        notice = asks_(db, amina, visibility="facilitators")
        watch = watch_of(db, notice.id)
        assert watch is not None

        assert watch.due_at == datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
        assert delivery_by_occasion(db, f"notices.post:{notice.id}") is None
        assert to_look_after(db, as_(db, jonas), now=NOW, limit=3) == [notice]
        as_(db, tom)
        assert notice_by_id(db, notice.id) is None
        with refused("asks.gone"):
            helps.offer(db, tom, notice.id)


def test_the_people_on_an_experiment_are_asked_each_alone(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, jonas = cast(db)
        experiment = put_down(db, amina)
        put_on(db, experiment.id, tom)
        notice = asks_(db, amina, visibility="circle", experiment_id=experiment.id, now=NOW + DAY)

        assert due(db, NOW + DAY, "asks.invited") == [("asks.invited", tom.id, None)]
        notices.edit(
            db,
            amina,
            notice.id,
            Said("ask", "Again", wish="ideas", visibility="circle", experiment_id=experiment.id),
            now=NOW + DAY,
        )
        assert [each.member_id for each in helps_with(db, notice.id)] == [tom.id]
        # What a facilitator may not read comes back to who asked.
        watch = watch_of(db, notice.id)
        assert watch is not None
        assert watch.member_id == amina.id
        assert to_look_after(db, as_(db, jonas), now=NOW + 9 * DAY, limit=3) == []
        assert help_by(db, notice.id, tom.id) is None, "nor does a facilitator know who was asked"
        part = help_by(db, notice.id, as_(db, tom).id)
        assert part is not None
        assert invitations.decline(db, tom, part.id, now=NOW + DAY).state == "declined"


@pytest.mark.parametrize("to", ["another circle", "facilitators", "without them"])
def test_those_of_a_circle_read_no_longer_than_they_are_in_it(database: Database, to: str) -> None:
    with database.transaction() as db:
        amina, tom, jonas = cast(db)
        experiment, other = put_down(db, amina), put_down(db, amina)
        put_on(db, experiment.id, tom)
        put_on(db, other.id, jonas)
        notice = asks_(db, amina, visibility="circle", experiment_id=experiment.id, now=NOW + DAY)
        part = help_by(db, notice.id, tom.id)
        invited = delivery_by_occasion(db, f"{asks.INVITED}:{part.id}") if part else None
        assert invited is not None
        wanted = invited.wanted
        as_(db, tom)
        assert notice_by_id(db, notice.id) == notice
        if to == "without them":
            leave(db, as_(db, tom), experiment.id, now=NOW + 2 * DAY)
        else:
            said = Said("ask", "Between us", wish="ideas", visibility="facilitators")
            if to == "another circle":
                said = replace(said, visibility="circle", experiment_id=other.id)
            notices.edit(db, as_(db, amina), notice.id, said, now=NOW + 2 * DAY)
        as_(db, tom)

        assert notice_by_id(db, notice.id) is None
        with refused("asks.gone"):
            helps.offer(db, tom, notice.id)
        db.refresh(invited)
        assert invited.wanted > wanted


def test_asked_again_those_of_a_circle_hear_it_again_unless_they_answered(
    database: Database,
) -> None:
    with database.transaction() as db:
        amina, tom, _ = cast(db)
        priya, experiment = join(db, "priya"), put_down(db, amina)
        for each in (tom, priya):
            put_on(db, experiment.id, each)
        notice = asks_(db, amina, visibility="circle", experiment_id=experiment.id, now=NOW + DAY)
        parts = [help_by(db, notice.id, each.id) for each in (tom, priya)]
        invited = [delivery_by_occasion(db, f"{asks.INVITED}:{each.id}") for each in parts if each]
        for said in invited:
            assert said is not None
            said.shown, said.channel, said.ts = said.wanted, "D1", "1.1"
        db.flush()
        part = parts[1]
        assert part is not None
        invitations.decline(db, as_(db, priya), part.id, now=NOW + 2 * DAY)
        notices.take_down(db, as_(db, amina), notice.id, now=NOW + 2 * DAY)
        notices.put_up_again(db, amina, notice.id, now=NOW + 20 * DAY)

        db.expire_all()
        assert [each.ts if each else None for each in invited] == [None, "1.1"]
        assert all(each.shown < each.wanted for each in invited if each)


def test_what_is_for_a_circle_is_found_nobody_for_besides(database: Database) -> None:
    """Also by a facilitator who is in it: only its asker makes it wider."""
    with database.transaction() as db:
        amina, tom, jonas = cast(db)
        experiment = put_down(db, amina)
        put_on(db, experiment.id, jonas)
        notice = asks_(db, amina, visibility="circle", experiment_id=experiment.id, now=NOW + DAY)
        as_(db, jonas)
        assert notice_by_id(db, notice.id) == notice
        with refused("asks.for_its_people"):
            invitations.invite(db, jonas, notice.id, [tom.id], "", now=NOW + DAY)
        assert help_by(db, notice.id, tom.id) is None


def test_whom_a_facilitator_asked_reads_it_no_more_once_it_is_for_a_circle(
    database: Database,
) -> None:
    with database.transaction() as db:
        amina, tom, jonas = cast(db)
        experiment, notice = put_down(db, amina), asks_(db, amina)
        put_on(db, experiment.id, join(db, "priya"))
        invitations.invite(db, as_(db, jonas), notice.id, [tom.id], "", now=NOW)
        quiet = Said("ask", QUESTION, wish="ideas", visibility="facilitators")
        notices.edit(db, as_(db, amina), notice.id, quiet, now=NOW + DAY)
        as_(db, tom)
        assert notice_by_id(db, notice.id) == notice
        said = replace(quiet, visibility="circle", experiment_id=experiment.id)
        notices.edit(db, as_(db, amina), notice.id, said, now=NOW + DAY)
        as_(db, tom)

        assert notice_by_id(db, notice.id) is None


def test_whoever_helps_meets_who_asked_and_nobody_looks_for_others(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, _ = cast(db)
        notice = asks_(db, amina)
        part = helps_(db, tom, notice)
        ask = ask_of(db, notice.id)

        assert ask is not None
        assert (ask.state, part.state, part.with_id) == ("talking", "helping", amina.id)
        assert due(db, NOW, asks.MEETING) == [(asks.MEETING, tom.id, amina.id)]
        assert helps_(db, tom, notice) is part
        assert len(helps_with(db, notice.id)) == 1
        with refused("asks.yours"):
            helps.offer(db, as_(db, amina), notice.id)


def test_two_at_once_are_one_after_the_other(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, _ = cast(db)
        notice, ids = asks_(db, amina), [tom.id, join(db, "mikko").id]
    both, won = threading.Barrier(2), []

    def click(member_id: int) -> None:
        both.wait()
        with database.transaction() as db:
            member = db.get(Member, member_id)
            assert member is not None
            as_(db, member)
            part = helps.help_with(db, member, notice.id, "", beside=False, now=NOW)
            won.append(part is not None)

    threads = [threading.Thread(target=click, args=(each,)) for each in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(won) == [False, True]
    with database.read(Keeper()) as db:
        assert len(helps_with(db, notice.id)) == 1


def test_one_who_helps_beside_and_gives_back_leaves_the_other(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, _ = cast(db)
        mikko = join(db, "mikko")
        notice = asks_(db, amina)
        first, second = helps_(db, tom, notice), helps_(db, mikko, notice)
        helps.give_back(db, as_(db, tom), first.id, now=NOW + DAY)
        ask = ask_of(db, notice.id)
        assert ask is not None
        assert ask.state == "talking"
        helps.give_back(db, as_(db, mikko), second.id, now=NOW + DAY)
        helps.give_back(db, mikko, second.id, now=NOW + 2 * DAY)

        assert (ask.state, ask.open_since) == ("open", NOW + DAY)


def test_what_is_given_back_is_looked_after_anew(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, jonas = cast(db)
        notice = asks_(db, amina)
        before = watch_of(db, notice.id)
        part = helps_(db, tom, notice)
        with refused("asks.helper_only"):
            helps.give_back(db, as_(db, amina), part.id, now=NOW)
        helps.give_back(db, as_(db, tom), part.id, now=NOW + DAY)
        after = watch_of(db, notice.id)

        assert before is not None
        assert after is not None
        assert (before.due_at, after.due_at) == (THURSDAY, THURSDAY + DAY)
        assert after.member_id == jonas.id
        again = helps_(db, tom, notice, now=NOW + DAY)
        assert again.id > part.id  # they meet anew
        assert [each.state for each in helps_with(db, notice.id)] == ["helping"]


def test_an_unnamed_asker_is_known_to_facilitators_alone(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, jonas = cast(db)
        notice = asks_(db, amina, unnamed=True)
        part = helps_(db, tom, notice)

        assert (notice.carrier_id, part.with_id) == (jonas.id, jonas.id)
        assert byline_of(db, notice.id) is None  # with Tom's eyes
        assert due(db, NOW, asks.MEETING, asks.CARRIED) == [
            (asks.CARRIED, amina.id, None),
            (asks.MEETING, tom.id, jonas.id),
        ]
        for other in (tom, jonas):
            with refused("asks.asker_only"):
                helps.tell_name(db, as_(db, other), part.id, now=NOW)
        helps.tell_name(db, as_(db, amina), part.id, now=NOW)
        assert part.with_id == amina.id
        assert due(db, NOW, asks.TOGETHER) == [(asks.TOGETHER, tom.id, amina.id)]
        as_(db, tom)
        assert byline_of(db, notice.id) is None
        read_as(db, Room())
        assert byline_of(db, notice.id) is None
        mikko = join(db, "mikko")
        assert helps_(db, mikko, notice).with_id == jonas.id


def test_an_edit_keeps_who_carries_it(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, jonas = cast(db)
        leila = join(db, "leila", facilitator=True)
        notice = asks_(db, amina, unnamed=True)
        asks_(db, tom)
        assert notice.carrier_id == jonas.id
        del leila
        said = Said("ask", "Better", wish="listen", unnamed=True)
        notices.edit(db, as_(db, amina), notice.id, said, now=NOW)
        ask = ask_of(db, notice.id)

        assert ask is not None
        assert (notice.carrier_id, ask.host_id, ask.wish) == (jonas.id, jonas.id, "listen")


def test_who_stops_facilitating_hands_on_what_they_looked_after(database: Database) -> None:
    with database.transaction() as db:
        amina, _, jonas = cast(db)
        leila = join(db, "leila", facilitator=True)
        plain, unnamed = asks_(db, amina), asks_(db, amina, unnamed=True)
        hosts = {each.id: ask_of(db, each.id) for each in (plain, unnamed)}
        assert [each.host_id for each in hosts.values() if each] == [jonas.id, leila.id]
        name_facilitators(db, as_(db, leila), [leila.slack_id], now=NOW)

        assert [each.host_id for each in hosts.values() if each] == [leila.id, leila.id]
        assert unnamed.carrier_id == leila.id
        assert due(db, THURSDAY, WAITING) == [
            (WAITING, jonas.id, None),  # composed with his eyes: it says nothing any more
            (WAITING, leila.id, None),
            (WAITING, leila.id, None),
        ]


def test_whoever_comes_to_facilitate_finds_what_nobody_looked_after(database: Database) -> None:
    with database.transaction() as db:
        _, tom, jonas = cast(db)
        notice = asks_(db, jonas)  # the only one who facilitates asks
        assert watch_of(db, notice.id) is None
        assert to_look_after(db, jonas, now=NOW + 9 * DAY, limit=3) == []
        name_facilitators(db, jonas, [jonas.slack_id, tom.slack_id], now=NOW)

        assert to_look_after(db, as_(db, tom), now=NOW + 3 * DAY, limit=3) == [notice]
        assert due(db, THURSDAY, WAITING) == [(WAITING, tom.id, None)]


def test_people_who_might_know_are_asked_by_facilitators(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, jonas = cast(db)
        leila = join(db, "leila", facilitator=True)
        mikko, notice = join(db, "mikko"), asks_(db, amina)
        later = NOW + 3 * DAY
        with refused("people.facilitators_only"):
            invitations.invite(db, as_(db, tom), notice.id, [mikko.id], "", now=later)
        as_(db, jonas)
        assert invitations.invite(db, jonas, notice.id, [mikko.id], "You too?", now=later) == [
            mikko
        ]
        invitations.invite(db, jonas, notice.id, [mikko.id], "You too?", now=later)
        assert to_look_after(db, jonas, now=later, limit=3) == []
        with refused("asks.was_asked"):
            invitations.invite(db, as_(db, leila), notice.id, [mikko.id], "", now=later)
        for chosen, name in (
            ([amina.id], "asks.asks_it"),
            ([jonas.id], "asks.yourself"),
            ([], "asks.choose_people"),
            ([1, 2, 3, 4], "asks.choose_people"),
        ):
            with refused(name):
                invitations.invite(db, as_(db, jonas), notice.id, chosen, "", now=later)
        part = help_by(db, notice.id, mikko.id)
        assert part is not None
        with refused("asks.helper_only"):
            invitations.decline(db, as_(db, tom), part.id, now=later)
        invitations.decline(db, as_(db, mikko), part.id, now=later)

        assert to_look_after(db, as_(db, jonas), now=later, limit=3) == [notice]
        as_(db, tom)
        assert helps_with(db, notice.id) == []  # nobody else sees who said not now
        with refused("asks.not_now"):
            invitations.invite(db, as_(db, leila), notice.id, [mikko.id], "", now=later)


def test_a_week_without_a_word_lets_them_be_asked_anew(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, jonas = cast(db)
        notice = asks_(db, amina)
        invitations.invite(db, as_(db, jonas), notice.id, [tom.id], "", now=NOW)
        week = NOW + 7 * DAY
        assert to_look_after(db, jonas, now=week, limit=3) == [notice]
        invitations.invite(db, jonas, notice.id, [tom.id], "", now=week)

        part = help_by(db, notice.id, tom.id)
        assert part is not None
        assert part.since == week


def test_a_facilitator_may_leave_it_be(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, jonas = cast(db)
        notice = asks_(db, amina)
        with refused("people.facilitators_only"):
            leave_be(db, as_(db, tom), notice.id, now=NOW)
        leave_be(db, as_(db, jonas), notice.id, now=NOW)
        assert to_look_after(db, jonas, now=NOW + 9 * DAY, limit=3) == []
        notices.settle(db, as_(db, amina), notice.id, now=NOW)
        notices.put_up_again(db, amina, notice.id, now=NOW)

        assert to_look_after(db, as_(db, jonas), now=NOW + 9 * DAY, limit=3) == [notice]


def test_narrowed_whoever_helps_keeps_what_they_were_asked(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, _ = cast(db)
        mikko, notice = join(db, "mikko"), asks_(db, amina)
        helps_(db, tom, notice)
        quiet = Said("ask", QUESTION, wish="ideas", visibility="facilitators")
        notices.edit(db, as_(db, amina), notice.id, quiet, now=NOW)
        as_(db, tom)

        assert notice_by_id(db, notice.id) == notice
        with refused("asks.gone"):
            helps.help_with(db, as_(db, mikko), notice.id, "", beside=True, now=NOW)


def test_what_ended_cannot_be_helped_with_or_given_back(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, jonas = cast(db)
        mikko, notice = join(db, "mikko"), asks_(db, amina)
        part = helps_(db, tom, notice)
        notices.settle(db, as_(db, amina), notice.id, now=NOW)

        with refused("asks.ended"):
            helps.help_with(db, as_(db, mikko), notice.id, "", beside=True, now=NOW)
        with refused("asks.ended"):
            helps.give_back(db, as_(db, tom), part.id, now=NOW)
        with refused("asks.ended"):
            invitations.invite(db, as_(db, jonas), notice.id, [mikko.id], "", now=NOW)
        notices.put_up_again(db, as_(db, amina), notice.id, now=NOW)
        ask = ask_of(db, notice.id)
        assert ask is not None
        assert ask.state == "talking"  # settled by mistake: Tom still helps


def test_taken_down_it_is_gone_for_all_but_its_asker(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, _ = cast(db)
        notice = asks_(db, amina)
        part = helps_(db, tom, notice)
        notices.take_down(db, as_(db, amina), notice.id, now=NOW)

        with refused("asks.gone"):
            helps.offer(db, as_(db, tom), notice.id)
        with refused("asks.ended"):
            helps.give_back(db, tom, part.id, now=NOW)
        assert due_at(db, asks.WHAT_NEXT, notice.id) is None
        assert due_at(db, asks.AGAIN, notice.id) is None


def test_expired_with_nobody_it_is_asked_whether_to_ask_again(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, _ = cast(db)
        notice, helped = asks_(db, amina), asks_(db, amina)
        helps_(db, tom, helped)
        saturday = NOW + 19 * DAY
        notices.end_what_is_past(db, now=saturday)

        assert due_at(db, asks.AGAIN, notice.id) == datetime(2026, 3, 23, 9, 0, tzinfo=UTC)
        assert due_at(db, asks.AGAIN, helped.id) is None
        assert due_at(db, asks.WHAT_NEXT, notice.id) is None
        assert due_at(db, asks.WHAT_NEXT, helped.id) == datetime(2026, 4, 6, 10, 0, tzinfo=UTC)
        as_(db, amina)
        loops.let_go(db, amina, notice.id, now=saturday)
        ask = ask_of(db, notice.id)
        assert ask is not None
        assert ask.let_go


def test_what_happened_next_reaches_those_who_helped(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, jonas = cast(db)
        notice = asks_(db, amina)
        helps_(db, tom, notice)
        with refused("asks.goes_on"):
            loops.could_tell(db, as_(db, amina), notice.id)
        notices.settle(db, amina, notice.id, now=NOW)
        assert due_at(db, asks.WHAT_NEXT, notice.id) == datetime(2026, 3, 16, 10, 0, tzinfo=UTC)
        assert loops.to_tell_of(db, amina, now=NOW + 13 * DAY, limit=3) == []
        assert loops.to_tell_of(db, amina, now=NOW + 14 * DAY, limit=3) == [notice]
        with refused("asks.asker_only"):
            loops.tell(db, as_(db, tom), notice.id, "x", "circle", origin="o", now=NOW)
        as_(db, amina)
        with refused("experiments.unknown_choice"):
            loops.tell(db, amina, notice.id, "x", "public", origin="o", now=NOW)
        told = loops.tell(db, amina, notice.id, "He came.", "circle", origin="o", now=NOW)
        assert loops.tell(db, amina, notice.id, "He came.", "circle", origin="o", now=NOW) is told

        assert due(db, NOW, asks.TOLD) == [(asks.TOLD, tom.id, None)]
        for reader, there in ((tom, True), (jonas, False), (amina, True)):
            as_(db, reader)
            assert (loop_closure_of(db, notice.id) is not None) is there, reader.name
        loops.tell(db, as_(db, amina), notice.id, "He came.", "group", origin="p", now=NOW)
        read_as(db, Room())
        assert loop_closure_of(db, notice.id) is not None
        with refused("asks.asker_only"):
            loops.take_back(db, as_(db, tom), notice.id, now=NOW)
        loops.take_back(db, as_(db, amina), notice.id, now=NOW)
        loops.take_back(db, amina, notice.id, now=NOW)
        assert loop_closure_of(db, notice.id) is None


def test_what_was_quiet_is_never_told_to_the_group(database: Database) -> None:
    with database.transaction() as db:
        amina, _, jonas = cast(db)
        notice = asks_(db, amina, visibility="facilitators")
        helps_(db, jonas, notice)
        notices.settle(db, as_(db, amina), notice.id, now=NOW)

        assert loops.levels(db, notice) == ["circle"]
        with refused("experiments.unknown_choice"):
            loops.tell(db, amina, notice.id, "x", "group", origin="o", now=NOW)


def test_what_was_settled_on_the_board_may_be_told_to_everybody(database: Database) -> None:
    """Somebody answered in the thread: nobody pressed *I can help*."""
    with database.transaction() as db:
        amina, tom, _ = cast(db)
        aloud, quietly = asks_(db, amina), asks_(db, amina, visibility="facilitators")
        for each in (aloud, quietly):
            notices.settle(db, as_(db, amina), each.id, now=NOW)

        assert asked_once(db, aloud) == NOW.replace(day=16, hour=10)
        assert asked_once(db, quietly) is None, "there is nobody to hear of it"
        assert loops.levels(db, aloud) == ["group"]
        assert loops.to_tell_of(db, amina, now=NOW + 15 * DAY, limit=3) == [aloud]
        told = loops.tell(db, amina, aloud.id, "We rang them.", "group", origin="o", now=NOW)
        as_(db, tom)
        assert loop_closure_of(db, aloud.id) is told


def asked_once(db: Session, notice: Notice) -> datetime | None:
    planned = delivery_by_occasion(db, f"asks.what_next:{notice.id}")
    return planned.due_at if planned is not None else None


def test_two_who_give_back_and_help_at_once_never_lose_the_ask(database: Database) -> None:
    """Whatever the order: it is talked about, or it waits and is looked after."""
    with database.transaction() as db:
        amina, tom, _ = cast(db)
        mikko, notice = join(db, "mikko"), asks_(db, amina)
        part = helps_(db, tom, notice)
    both = threading.Barrier(2)

    def give() -> None:
        both.wait()
        with database.transaction() as db:
            found = db.get(Member, tom.id)
            assert found is not None
            helps.give_back(db, as_(db, found), part.id, now=NOW)

    def help_() -> None:
        both.wait()
        with database.transaction() as db:
            found = db.get(Member, mikko.id)
            assert found is not None
            helps.help_with(db, as_(db, found), notice.id, "", beside=True, now=NOW)

    threads = [threading.Thread(target=each) for each in (give, help_)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with database.read(Keeper()) as db:
        ask = ask_of(db, notice.id)
        assert ask is not None
        assert ask.state == "talking"
        assert {each.state for each in helps_with(db, notice.id)} == {"given_back", "helping"}
