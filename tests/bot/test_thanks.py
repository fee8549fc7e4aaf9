"""The rules of what comes back: thanks in rounds, talks that somebody asks for, one's own words."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from bot.cards import CARD
from bot.deliveries import occasion
from bot.errors import Refusal
from bot.prompts import HARD_DAY
from bot.thanks import (
    IN_MESSAGES,
    IN_THREAD,
    ROUND,
    SAME,
    TALK,
    THANK,
    WISH,
    Asking,
    ask,
    asking,
    from_three_months_ago,
    take_back,
    talks_follow,
    thank,
    wish_to_talk,
)
from bot.visibility import guard_sessions, person, read_as
from storage.database import Database
from storage.deliveries import Delivery, delivery_by_occasion
from storage.people import Member
from storage.reflections import Reflection, line_of, remove_line
from storage.thanks import Talk, latest_talk_about, latest_thanks_round, thanks_by, thanks_in
from tests.cast import NOW, join, put_down, put_on, reflect

guard_sessions()
DAY = timedelta(days=1)


def acts(db: Session, handle: str, zone: str = "UTC") -> Member:
    """Somebody, whose eyes the session reads with from then on."""
    member = join(db, handle)
    member.time_zone = zone
    read_as(db, person(member))
    return member


def round_of(db: Session, author: Member) -> Delivery:
    gathered = latest_thanks_round(db, author.id)
    assert gathered is not None
    planned = delivery_by_occasion(db, occasion(ROUND, gathered.id))
    assert planned is not None
    return planned


def names_in(db: Session, author: Member) -> list[int]:
    read_as(db, person(author))
    gathered = latest_thanks_round(db, author.id)
    return [each.member_id for each in thanks_in(db, gathered.id)] if gathered else []


def test_thanks_of_several_are_one_round_at_four_in_the_afternoon(database: Database) -> None:
    with database.transaction() as db:
        amina = acts(db, "amina", "Europe/London")
        reflection = reflect(db, amina, line="They knew.")
        tom = acts(db, "tom")
        assert not thank(db, tom, reflection.id, THANK, now=NOW).before
        assert thank(db, tom, reflection.id, THANK, now=NOW).before
        assert not thank(db, tom, reflection.id, SAME, now=NOW).before
        wanjiru = acts(db, "wanjiru")
        given = thank(db, wanjiru, reflection.id, THANK, now=NOW + timedelta(hours=5))

        assert (given.author, given.before, given.told) == (amina, False, False)
        planned = round_of(db, amina)
        assert (planned.member_id, planned.due_at) == (amina.id, NOW.replace(hour=16))
        assert sorted(names_in(db, amina)) == sorted([tom.id, tom.id, wanjiru.id])


@pytest.mark.parametrize(
    ("visibility", "line", "allowed"),
    [
        ("only_me", "", False),
        ("only_me", "They knew.", True),
        ("circle", "", False),
        ("facilitators", "", False),
        ("group", "", True),
    ],
)
def test_whoever_may_read_it_may_thank_for_it(
    database: Database, visibility: str, line: str, *, allowed: bool
) -> None:
    with database.transaction() as db:
        amina = acts(db, "amina")
        reflection = reflect(db, amina, line=line, visibility=visibility)
        tom = acts(db, "tom")
        if allowed:
            assert thank(db, tom, reflection.id, THANK, now=NOW).author is amina
            return
        with pytest.raises(Refusal, match=r"thanks\.taken_back"):
            thank(db, tom, reflection.id, THANK, now=NOW)
        with pytest.raises(Refusal, match=r"thanks\.taken_back"):
            asking(db, tom, reflection.id, on_line=True, now=NOW)


def test_a_circle_and_facilitators_thank_for_what_is_for_them(database: Database) -> None:
    with database.transaction() as db:
        amina = acts(db, "amina")
        experiment = put_down(db, amina)
        priya, leila = join(db, "priya"), join(db, "leila", facilitator=True)
        put_on(db, experiment.id, priya, at=NOW)
        for_circle = reflect(db, amina, visibility="circle", experiment=experiment)
        for_hosts = reflect(db, amina, visibility="facilitators")
        for reader, one in ((priya, for_circle), (leila, for_hosts)):
            read_as(db, person(reader))
            assert thank(db, reader, one.id, THANK, now=NOW).author is amina


def test_nobody_thanks_themselves(database: Database) -> None:
    with database.transaction() as db:
        amina = acts(db, "amina")
        reflection = reflect(db, amina, line="They knew.")
        with pytest.raises(Refusal, match=r"thanks\.yours"):
            thank(db, amina, reflection.id, THANK, now=NOW)
        with pytest.raises(Refusal, match=r"thanks\.yours"):
            asking(db, amina, reflection.id, on_line=True, now=NOW)


@pytest.mark.parametrize(
    ("zone", "now", "due"),
    [
        # A Friday after four, and a Saturday: Monday.
        ("Europe/London", (2026, 3, 6, 16, 0), (2026, 3, 9, 16, 0)),
        ("Europe/London", (2026, 3, 7, 9, 0), (2026, 3, 9, 16, 0)),
        ("Europe/London", (2026, 3, 6, 15, 59), (2026, 3, 6, 16, 0)),
        # Over the night of 29 March the clocks of London go forward.
        ("Europe/London", (2026, 3, 27, 16, 1), (2026, 3, 30, 15, 0)),
        # Friday evening in London is Saturday in Auckland, whose clocks go back on 5 April.
        ("Pacific/Auckland", (2026, 3, 27, 18, 0), (2026, 3, 30, 3, 0)),
        ("Pacific/Auckland", (2026, 4, 2, 4, 0), (2026, 4, 7, 4, 0)),  # after Easter
        # Sunday evening in London is Monday morning there.
        ("Pacific/Auckland", (2026, 3, 29, 20, 0), (2026, 3, 30, 3, 0)),
    ],
)
def test_a_round_comes_on_a_working_day_of_the_author(
    database: Database, zone: str, now: tuple[int, ...], due: tuple[int, ...]
) -> None:
    with database.transaction() as db:
        author = acts(db, "mere", zone)
        reflection = reflect(db, author, line="They knew.")
        tom = acts(db, "tom", "Europe/London")
        moment = datetime(*now, tzinfo=UTC)  # type: ignore[arg-type, misc]
        thank(db, tom, reflection.id, THANK, now=moment)

        assert round_of(db, author).due_at == datetime(*due, tzinfo=UTC)  # type: ignore[arg-type, misc]


def test_at_most_once_a_day_even_for_who_travels(database: Database) -> None:
    with database.transaction() as db:
        author = acts(db, "mere", "Pacific/Auckland")
        reflection = reflect(db, author, line="They knew.")
        tom = acts(db, "tom")
        night = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
        thank(db, tom, reflection.id, THANK, now=night)
        assert round_of(db, author).due_at == night.replace(hour=3)

        author.time_zone = "Europe/London"
        thank(db, tom, reflection.id, SAME, now=night + timedelta(hours=1))
        assert round_of(db, author).due_at == night.replace(hour=3), "it waits for the same one"
        wanjiru = acts(db, "wanjiru")
        thank(db, wanjiru, reflection.id, SAME, now=night + timedelta(hours=3))
        assert round_of(db, author).due_at == night.replace(day=4, hour=16)


def test_taken_back_before_it_is_as_if_it_had_never_been_said(database: Database) -> None:
    with database.transaction() as db:
        amina = acts(db, "amina")
        reflection = reflect(db, amina, line="They knew.")
        wanjiru = acts(db, "wanjiru")
        thank(db, wanjiru, reflection.id, THANK, now=NOW)
        tom = acts(db, "tom")
        thank(db, tom, reflection.id, THANK, now=NOW)

        assert take_back(db, tom, reflection.id, THANK, now=NOW) == "Amina"
        assert take_back(db, tom, reflection.id, THANK, now=NOW) == ""
        assert take_back(db, tom, reflection.id, SAME, now=NOW) == ""
        assert names_in(db, amina) == [wanjiru.id]


def test_taken_back_after_it_was_told_it_stays_said(database: Database) -> None:
    with database.transaction() as db:
        amina = acts(db, "amina")
        reflection = reflect(db, amina, line="They knew.")
        tom = acts(db, "tom")
        thank(db, tom, reflection.id, THANK, now=NOW)
        with pytest.raises(Refusal, match=r"thanks\.told"):
            take_back(db, tom, reflection.id, THANK, now=NOW + DAY)
        again = thank(db, tom, reflection.id, THANK, now=NOW + DAY)

        assert (again.before, again.told) == (True, True)
        assert thank(db, tom, reflection.id, SAME, now=NOW + DAY).before is False
        assert round_of(db, amina).due_at == NOW.replace(day=3, hour=16)


@pytest.mark.parametrize("handles", [("tom", "tom"), ("tom", "wanjiru")])
def test_two_clicks_at_the_same_instant(database: Database, handles: tuple[str, str]) -> None:
    with database.transaction() as db:
        amina = acts(db, "amina")
        reflection_id = reflect(db, amina, line="They knew.").id
        for each in handles:
            join(db, each)
    ready = threading.Barrier(2)
    stumbled: list[Exception] = []

    def click(handle: str) -> None:
        ready.wait()
        try:
            with database.transaction() as db:
                thank(db, acts(db, handle), reflection_id, THANK, now=NOW)
        except Exception as error:  # noqa: BLE001  # carried over to the test's own thread
            stumbled.append(error)

    both = [threading.Thread(target=click, args=(each,)) for each in handles]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()

    assert stumbled == []
    with database.transaction() as db:
        assert len(names_in(db, acts(db, "amina"))) == len(set(handles))


def test_two_who_thank_each_other_at_the_same_instant(database: Database) -> None:
    with database.transaction() as db:
        ids = {each: reflect(db, acts(db, each), line="a").id for each in ("amina", "tom")}
    ready = threading.Barrier(2)
    stumbled: list[Exception] = []

    def click(handle: str, other: str) -> None:
        ready.wait()
        try:
            with database.transaction() as db:
                thank(db, acts(db, handle), ids[other], THANK, now=NOW)
        except Exception as error:  # noqa: BLE001  # carried over to the test's own thread
            stumbled.append(error)

    pairs = [("amina", "tom"), ("tom", "amina")]
    both = [threading.Thread(target=click, args=pair) for pair in pairs]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()

    assert stumbled == []


def under_a_card(db: Session, *, visibility: str = "only_me", line: str = "a") -> Reflection:
    """Amina wrote about an experiment whose card stands; Tom reads from then on."""
    amina = acts(db, "amina")
    reflection = reflect(
        db, amina, line=line, visibility=visibility, experiment=put_down(db, amina)
    )
    acts(db, "tom")
    return reflection


@pytest.mark.parametrize(
    ("visibility", "line", "on_line", "place"),
    [
        ("only_me", "a", True, IN_THREAD),
        ("only_me", "a", False, IN_MESSAGES),
        ("circle", "a", False, IN_MESSAGES),
        ("group", "a", False, IN_THREAD),
        ("group", "", False, IN_MESSAGES),
        ("group", "", True, IN_MESSAGES),
    ],
)
def test_one_asks_in_the_thread_only_about_what_stands_there_for_everybody(
    database: Database, visibility: str, line: str, place: str, *, on_line: bool
) -> None:
    with database.transaction() as db:
        one = under_a_card(db, visibility=visibility, line=line)
        there = asking(db, join(db, "tom"), one.id, on_line=on_line, now=NOW)

        assert there == Asking(
            join(db, "amina"), place, f"E-{one.experiment_id}" if place == IN_THREAD else ""
        )


def test_without_a_card_one_asks_in_messages(database: Database) -> None:
    with database.transaction() as db:
        amina = acts(db, "amina")
        private = put_down(db, amina, visibility="only_me")
        about_private = reflect(db, amina, line="a", visibility="group", experiment=private)
        about_nothing = reflect(db, amina, line="a", visibility="group")
        tom = acts(db, "tom")

        for one in (about_private, about_nothing):
            assert asking(db, tom, one.id, on_line=True, now=NOW).place == IN_MESSAGES


def talk(db: Session, reflection: Reflection, place: str, *, origin: str = "V1") -> Asking:
    return ask(
        db, join(db, "tom"), reflection.id, place=place, words="How?", origin=origin, now=NOW
    )


def test_the_same_window_saved_twice_asks_once(database: Database) -> None:
    with database.transaction() as db:
        one = under_a_card(db)
        first = talk(db, one, IN_THREAD)
        assert talk(db, one, IN_THREAD) == first

        asked = latest_talk_about(db, one.id, join(db, "tom").id)
        assert asked is not None
        planned = delivery_by_occasion(db, occasion(TALK, asked.id))
        assert planned is not None
        assert (planned.under, planned.member_id, planned.wanted) == (
            occasion(CARD, one.experiment_id or 0),
            None,
            1,
        )


def test_a_talk_in_messages_is_of_the_two(database: Database) -> None:
    with database.transaction() as db:
        one = under_a_card(db)
        assert talk(db, one, IN_MESSAGES).place == IN_MESSAGES
        amina, tom = join(db, "amina"), join(db, "tom")
        asked = latest_talk_about(db, one.id, tom.id)
        assert asked is not None
        planned = delivery_by_occasion(db, occasion(TALK, asked.id))
        assert planned is not None
        assert (planned.under, planned.member_id, planned.with_id) == (None, amina.id, tom.id)


def test_a_form_that_promised_messages_never_ends_in_a_thread(database: Database) -> None:
    with database.transaction() as db:
        one = under_a_card(db, visibility="group")
        assert talk(db, one, IN_MESSAGES) == Asking(join(db, "amina"), IN_MESSAGES)


def test_when_the_line_is_gone_one_asks_in_messages_instead(database: Database) -> None:
    with database.transaction() as db:
        one = under_a_card(db, visibility="group")
        line = line_of(db, one.id)
        assert line is not None
        read_as(db, person(join(db, "amina")))
        remove_line(db, line.id)
        tom = acts(db, "tom")
        assert talk(db, one, IN_THREAD).place == IN_MESSAGES
        asked = latest_talk_about(db, one.id, tom.id)
        assert asked is not None
        assert asked.place == IN_MESSAGES


def test_one_asks_once_a_day_about_the_same(database: Database) -> None:
    with database.transaction() as db:
        one, other = under_a_card(db), reflect(db, join(db, "amina"), line="b")
        tom = acts(db, "tom", "Europe/London")
        talk(db, one, IN_MESSAGES)
        with pytest.raises(Refusal, match=r"thanks\.asked_today"):
            talk(db, one, IN_MESSAGES, origin="V2")
        with pytest.raises(Refusal, match=r"thanks\.asked_today"):
            asking(db, tom, one.id, on_line=False, now=NOW.replace(hour=23))
        talk(db, other, IN_MESSAGES, origin="V3")

        assert asking(db, tom, one.id, on_line=False, now=NOW + DAY).author.name == "Amina"


def test_what_was_asked_under_a_card_follows_the_line(database: Database) -> None:
    with database.transaction() as db:
        one = under_a_card(db)
        talk(db, one, IN_THREAD)
        asked = latest_talk_about(db, one.id, join(db, "tom").id)
        assert asked is not None
        acts(db, "amina")
        talks_follow(db, one.id, now=NOW)

        planned = delivery_by_occasion(db, occasion(TALK, asked.id))
        assert planned is not None
        assert (planned.wanted, planned.under) == (2, occasion(CARD, one.experiment_id or 0))


def test_a_facilitator_hears_of_a_wish_to_talk_once_a_day(database: Database) -> None:
    with database.transaction() as db:
        jonas, amina = join(db, "jonas", facilitator=True), acts(db, "amina")
        for after in (timedelta(), timedelta(hours=23), timedelta(hours=25)):
            assert wish_to_talk(db, amina, jonas.id, now=NOW + after) is jonas

        wishes = [each for each in db.query(Talk) if each.place == "wish"]
        assert [each.asked_at for each in wishes] == [NOW, NOW + timedelta(hours=25)]
        assert {(each.words, each.reflection_id) for each in wishes} == {("", None)}
        planned = delivery_by_occasion(db, occasion(WISH, wishes[0].id))
        assert planned is not None
        assert (planned.member_id, planned.with_id) == (jonas.id, None)


def test_two_wishes_at_the_same_instant_are_one(database: Database) -> None:
    with database.transaction() as db:
        host_id = join(db, "jonas", facilitator=True).id
        join(db, "amina")
    ready = threading.Barrier(2)

    def click() -> None:
        ready.wait()
        with database.transaction() as db:
            wish_to_talk(db, acts(db, "amina"), host_id, now=NOW)

    both = [threading.Thread(target=click) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()

    with database.transaction() as db:
        acts(db, "amina")
        assert len(list(db.query(Talk))) == 1


def test_one_wishes_to_talk_with_facilitators_only(database: Database) -> None:
    with database.transaction() as db:
        tom, amina = join(db, "tom"), acts(db, "amina")
        amina.facilitator = True
        for host_id, said in ((tom.id, "no_host"), (999_999, "no_host"), (amina.id, "yourself")):
            with pytest.raises(Refusal, match=rf"thanks\.{said}"):
                wish_to_talk(db, amina, host_id, now=NOW)


@pytest.mark.parametrize(
    ("days", "found"),
    [
        ((82.9,), None),
        ((97.1,), None),
        ((83.5,), 83.5),
        ((97,), 97),
        ((84, 88, 93), 88),
        ((84, 87, 91, 96), 91),
        ((90,), 90),
    ],
)
def test_three_months_later_the_nearest_comes_back(
    database: Database, days: tuple[float, ...], found: float | None
) -> None:
    with database.transaction() as db:
        amina = acts(db, "amina")
        for each in days:
            reflect(db, amina, f"{each}", at=NOW - timedelta(days=each))
            reflect(db, amina, "A hard one.", at=NOW - 90 * DAY, prompt_set=HARD_DAY)
        tom = join(db, "tom")
        reflect(db, tom, "Tom's", visibility="group", at=NOW - 90 * DAY)

        back = from_three_months_ago(db, amina, now=NOW)
        assert (back.answers[0]["words"] if back else None) == (f"{found}" if found else None)


def test_the_rows_say_whose_it_was(database: Database) -> None:
    with database.transaction() as db:
        amina = acts(db, "amina")
        one = reflect(db, amina, line="a")
        tom = acts(db, "tom")
        thank(db, tom, one.id, SAME, now=NOW)
        said = thanks_by(db, one.id, tom.id, SAME)

        assert said is not None
        assert (said.author_id, said.given_at) == (amina.id, NOW)
