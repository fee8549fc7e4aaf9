"""The rules of the noticeboard: what goes up, for whom and how long, and how it ends."""

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot import notices as rules
from bot.deliveries import HOME, NOTICE, occasion
from bot.errors import Refusal
from bot.notices import Said, edit, put_up, put_up_again, settle, stand_longer, take_down
from bot.visibility import Keeper, guard_sessions, person, read_as
from storage.asks import ask_of
from storage.database import Database
from storage.deliveries import Delivery, delivery_by_occasion
from storage.notices import Notice, authors_of, byline_of, notice_by_id
from storage.people import Member
from tests.cast import NOW, join, put_down, put_on

guard_sessions()
DAY = timedelta(days=1)
ASK = Said("ask", "How do you invite people who are wary?", wish="ideas")
NEWS = Said("news", "We moved.")


def acts(db: Session, handle: str) -> Member:
    """Somebody, whose eyes the session reads with from then on."""
    member = join(db, handle, facilitator=handle in {"jonas", "leila"})
    read_as(db, person(member))
    return member


def reads(db: Session, handle: str, notice: Notice) -> bool:
    read_as(db, person(join(db, handle, facilitator=handle in {"jonas", "leila"})))
    return notice_by_id(db, notice.id) is not None


def post_of(db: Session, notice: Notice) -> Delivery | None:
    return delivery_by_occasion(db, occasion(NOTICE, notice.id))


def homes_of(db: Session, *members: Member) -> list[int]:
    """How often each one's Home was asked for."""
    found = [delivery_by_occasion(db, occasion(HOME, each.id)) for each in members]
    return [each.wanted if each is not None else 0 for each in found]


def refused(rule: Any, *args: Any, **more: Any) -> tuple[str, str | None]:
    with pytest.raises(Refusal) as caught:
        rule(*args, **more)
    return caught.value.name, caught.value.field


@pytest.mark.parametrize("kind", rules.KINDS)
def test_every_kind_goes_up_in_one_post(database: Database, kind: str) -> None:
    with database.transaction() as db:
        amina = acts(db, "amina")
        said = Said(kind, "Words.", wish="ideas" if kind == "ask" else "")
        notice = put_up(db, amina, said, origin="V1:notices.save", now=NOW)
        again = put_up(db, amina, said, origin="V1:notices.save", now=NOW + DAY)

        assert again.id == notice.id
        assert notice.stands_until == NOW + 14 * DAY
        assert post_of(db, notice) is not None
        assert (ask_of(db, notice.id) is not None) == (kind == "ask")


def test_saved_twice_at_once_it_is_one(database: Database) -> None:
    with database.transaction() as db:
        acts(db, "amina")
    ready, ids = threading.Barrier(3), []

    def save() -> None:
        ready.wait()
        with database.transaction() as db:
            amina = acts(db, "amina")
            ids.append(put_up(db, amina, ASK, origin="V1:notices.save", now=NOW).id)

    saves = [threading.Thread(target=save) for _ in range(3)]
    for each in saves:
        each.start()
    for each in saves:
        each.join()

    assert len(ids) == 3
    assert len(set(ids)) == 1


@pytest.mark.parametrize(
    ("said", "name", "field"),
    [
        (replace(ASK, kind="advert"), "experiments.unknown_choice", None),
        (replace(ASK, days=91), "experiments.unknown_choice", None),
        (replace(ASK, days=0), "experiments.unknown_choice", None),
        (replace(ASK, words=""), "forms.empty", "words"),
        (replace(ASK, wish="money"), "experiments.unknown_choice", "wish"),
        (replace(ASK, visibility="public"), "experiments.unknown_choice", "who"),
        (replace(ASK, visibility="only_me"), "experiments.unknown_choice", "who"),
        (replace(ASK, visibility="circle"), "notices.unknown_who", "who"),
        (replace(ASK, visibility="circle", experiment_id=1), "notices.unknown_who", "who"),
        (
            replace(ASK, visibility="facilitators", unnamed=True),
            "experiments.unknown_choice",
            "who",
        ),
        (replace(NEWS, visibility="facilitators"), "experiments.unknown_choice", "who"),
        (replace(NEWS, unnamed=True), "experiments.unknown_choice", "who"),
        (replace(NEWS, link="javascript:alert(1)"), "notices.no_link", "link"),
        (replace(NEWS, link="https://a.org <x>"), "notices.no_link", "link"),
    ],
)
def test_what_no_form_offers_is_refused(
    database: Database, said: Said, name: str, field: str | None
) -> None:
    with database.transaction() as db:
        put_down(db, join(db, "tom"))
        join(db, "jonas", facilitator=True)
        amina = acts(db, "amina")

        assert refused(put_up, db, amina, said, origin=None, now=NOW) == (name, field)


@pytest.mark.parametrize("said", [{"unnamed": True}, {"visibility": "facilitators"}])
def test_without_another_facilitator_nobody_carries(
    database: Database, said: dict[str, Any]
) -> None:
    with database.transaction() as db:
        jonas = acts(db, "jonas")
        wanted = replace(ASK, **said)

        assert refused(put_up, db, jonas, wanted, origin=None, now=NOW) == (
            "notices.nobody_to_carry",
            "who",
        )


def test_whoever_was_named_carries_it_and_goes_on_when_it_is_changed(database: Database) -> None:
    with database.transaction() as db:
        leila = join(db, "leila", facilitator=True)
        jonas = join(db, "jonas", facilitator=True)
        amina = acts(db, "amina")
        wanted = replace(ASK, unnamed=True, carrier_id=jonas.id)
        notice = put_up(db, amina, wanted, origin=None, now=NOW)
        assert notice.carrier_id == jonas.id
        edit(db, amina, notice.id, replace(wanted, carrier_id=leila.id, days=0), now=NOW)
        assert notice.carrier_id == jonas.id
        jonas.facilitator = False
        db.flush()
        edit(db, amina, notice.id, replace(wanted, days=0), now=NOW)
        assert notice.carrier_id == leila.id
        edit(db, amina, notice.id, ASK, now=NOW)
        assert notice.carrier_id is None


def test_a_name_that_is_not_on_it_is_kept_from_members(database: Database) -> None:
    with database.transaction() as db:
        join(db, "jonas", facilitator=True)
        amina = acts(db, "amina")
        notice = put_up(db, amina, replace(ASK, unnamed=True), origin=None, now=NOW)
        known = {}
        for handle in ("amina", "tom", "jonas"):
            acts(db, handle)
            known[handle] = (bool(authors_of(db, [notice])), bool(byline_of(db, notice.id)))

        assert known == {"amina": (True, True), "tom": (False, False), "jonas": (True, True)}
        assert authors_of(db, [notice], named=True) == {}, "nor does it stand there for a host"


def test_nobody_else_changes_it_and_what_ended_is_not_changed(database: Database) -> None:
    with database.transaction() as db:
        amina = acts(db, "amina")
        notice = put_up(db, amina, ASK, origin=None, now=NOW)
        jonas = acts(db, "jonas")
        for rule in (take_down, put_up_again, settle, stand_longer):
            assert refused(rule, db, jonas, notice.id, now=NOW) == ("notices.not_yours", None)
        assert refused(edit, db, jonas, notice.id, ASK, now=NOW) == ("notices.not_yours", None)
        acts(db, "amina")
        take_down(db, amina, notice.id, now=NOW)
        assert refused(edit, db, amina, notice.id, ASK, now=NOW) == ("notices.ended", None)
        assert refused(stand_longer, db, amina, notice.id, now=NOW) == ("notices.ended", None)
        acts(db, "jonas")
        assert refused(rules.readable, db, notice.id) == ("notices.taken_down", None)
        assert refused(rules.readable, db, 999) == ("notices.nothing_there", None)


def test_what_only_some_could_read_is_not_said_to_have_been_there(database: Database) -> None:
    with database.transaction() as db:
        join(db, "jonas", facilitator=True)
        amina = acts(db, "amina")
        quiet = replace(ASK, visibility="facilitators")
        notice = put_up(db, amina, quiet, origin=None, now=NOW)
        take_down(db, amina, notice.id, now=NOW)
        acts(db, "tom")

        assert refused(rules.readable, db, notice.id) == ("notices.nothing_there", None)


def test_what_it_is_does_not_change(database: Database) -> None:
    with database.transaction() as db:
        amina = acts(db, "amina")
        notice = put_up(db, amina, NEWS, origin=None, now=NOW)
        offer = replace(NEWS, kind="offer")

        assert refused(edit, db, amina, notice.id, offer, now=NOW) == (
            "experiments.unknown_choice",
            "kind",
        )


def test_an_edit_announces_nothing_anew_and_may_keep_its_day(database: Database) -> None:
    with database.transaction() as db:
        amina = acts(db, "amina")
        notice = put_up(db, amina, NEWS, origin=None, now=NOW)
        edit(db, amina, notice.id, replace(NEWS, words="Moved.", days=0), now=NOW + DAY)
        assert (notice.shared_at, notice.stands_until) == (NOW, NOW + 14 * DAY)
        assert notice.folded == "moved.\n"
        edit(db, amina, notice.id, replace(NEWS, days=30), now=NOW + DAY)
        assert (notice.shared_at, notice.stands_until) == (NOW, NOW + 31 * DAY)


def test_given_to_others_it_leaves_the_homes_of_those_before(database: Database) -> None:
    """A quiet ask stood in the facilitators', what was asked of a circle in its people's."""
    with database.transaction() as db:
        tom, jonas = acts(db, "tom"), acts(db, "jonas")
        amina = acts(db, "amina")
        experiment = put_down(db, amina)
        put_on(db, experiment.id, tom)
        notice = put_up(db, amina, replace(ASK, visibility="facilitators"), origin=None, now=NOW)
        before = homes_of(db, jonas, tom)
        circle = replace(ASK, visibility="circle", experiment_id=experiment.id)
        edit(db, amina, notice.id, circle, now=NOW + DAY)
        assert homes_of(db, jonas, tom) == [before[0] + 1, before[1]]
        edit(db, amina, notice.id, circle, now=NOW + DAY)
        assert homes_of(db, jonas, tom) == [before[0] + 1, before[1]]
        edit(db, amina, notice.id, replace(ASK, visibility="facilitators"), now=NOW + DAY)

        assert homes_of(db, jonas, tom) == [before[0] + 2, before[1] + 1]


@pytest.mark.parametrize("more", [{"visibility": "facilitators"}, {"unnamed": True}])
def test_made_narrower_everybodys_home_follows(database: Database, more: dict[str, Any]) -> None:
    with database.transaction() as db:
        everybody = [join(db, "tom"), join(db, "jonas", facilitator=True)]
        amina = acts(db, "amina")
        notice = put_up(db, amina, ASK, origin=None, now=NOW)
        edit(db, amina, notice.id, replace(ASK, words="Else?"), now=NOW)
        assert homes_of(db, *everybody) == [0, 0]
        edit(db, amina, notice.id, replace(ASK, **more), now=NOW)

        assert homes_of(db, *everybody) == [1, 1]


def test_for_its_people_it_is_read_by_who_was_there_when_it_was_saved(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, priya = (join(db, each) for each in ("amina", "tom", "priya"))
        experiment = put_down(db, amina)
        put_on(db, experiment.id, tom, at=NOW + DAY)
        circle = replace(ASK, visibility="circle", experiment_id=experiment.id)
        notice = put_up(db, amina, circle, origin=None, now=NOW + 2 * DAY)
        put_on(db, experiment.id, priya, at=NOW + 3 * DAY)
        assert post_of(db, notice) is None
        assert [reads(db, each, notice) for each in ("tom", "priya", "jonas")] == [
            True, False, False,
        ]  # fmt: skip
        acts(db, "amina")
        edit(db, amina, notice.id, replace(circle, days=0), now=NOW + 4 * DAY)

        assert reads(db, "priya", notice)


def test_taken_down_and_put_up_again(database: Database) -> None:
    with database.transaction() as db:
        tom, amina = join(db, "tom"), acts(db, "amina")
        notice = put_up(db, amina, ASK, origin=None, now=NOW)
        assert reads(db, "tom", notice)
        acts(db, "amina")
        for _ in range(2):
            take_down(db, amina, notice.id, now=NOW + DAY)
        assert homes_of(db, tom) == [1], "twice is once"
        assert not reads(db, "tom", notice)
        acts(db, "amina")
        put_up_again(db, amina, notice.id, now=NOW + 9 * DAY)
        put_up_again(db, amina, notice.id, now=NOW + 10 * DAY)

        assert (notice.state, notice.ended_at) == ("standing", None)
        assert notice.stands_until == NOW + 23 * DAY
        ask = ask_of(db, notice.id)
        assert ask is not None
        assert (ask.state, ask.open_since) == ("open", NOW + 9 * DAY)


def test_what_ended_can_be_taken_down_too(database: Database) -> None:
    with database.transaction() as db:
        tom, amina = join(db, "tom"), acts(db, "amina")
        notice = put_up(db, amina, ASK, origin=None, now=NOW)
        settle(db, amina, notice.id, now=NOW + DAY)
        take_down(db, amina, notice.id, now=NOW + 2 * DAY)

        assert (notice.state, notice.ended_at) == ("taken_down", NOW + DAY)
        assert homes_of(db, tom) == [1]
        assert not reads(db, "tom", notice)


def test_what_cannot_be_carried_any_more_is_not_put_up_again(database: Database) -> None:
    with database.transaction() as db:
        jonas = join(db, "jonas", facilitator=True)
        amina = acts(db, "amina")
        notice = put_up(db, amina, replace(ASK, unnamed=True), origin=None, now=NOW)
        take_down(db, amina, notice.id, now=NOW)
        jonas.facilitator = False
        db.flush()

        refusal = refused(put_up_again, db, amina, notice.id, now=NOW)
        assert refusal == ("notices.nobody_to_carry", "who")


def test_only_what_was_asked_is_settled(database: Database) -> None:
    with database.transaction() as db:
        amina = acts(db, "amina")
        news = put_up(db, amina, NEWS, origin=None, now=NOW)
        notice = put_up(db, amina, ASK, origin=None, now=NOW)
        for each in (news, notice):
            settle(db, amina, each.id, now=NOW + DAY)
            settle(db, amina, each.id, now=NOW + 2 * DAY)

        assert (news.state, notice.state) == ("standing", "settled")
        assert notice.ended_at == NOW + DAY


def test_it_stands_longer_when_a_day_would_come_to_it(database: Database) -> None:
    with database.transaction() as db:
        amina = acts(db, "amina")
        notice = put_up(db, amina, NEWS, origin=None, now=NOW)
        stand_longer(db, amina, notice.id, now=NOW + DAY - timedelta(seconds=1))
        assert notice.stands_until == NOW + 14 * DAY
        for _ in range(2):
            stand_longer(db, amina, notice.id, now=NOW + 2 * DAY)
        assert notice.stands_until == NOW + 16 * DAY
        longest = put_up(db, amina, replace(NEWS, days=90), origin=None, now=NOW)
        stand_longer(db, amina, longest.id, now=NOW + 2 * DAY)
        assert longest.stands_until == NOW + 90 * DAY


def test_the_clock_ends_what_is_past_and_nothing_else(database: Database) -> None:
    with database.transaction() as db:
        tom, amina = join(db, "tom"), acts(db, "amina")
        week = put_up(db, amina, replace(ASK, days=7), origin=None, now=NOW)
        month = put_up(db, amina, replace(NEWS, days=30), origin=None, now=NOW)
        quiet = put_up(db, amina, replace(NEWS, days=7), origin=None, now=NOW)
        read_as(db, Keeper())
        just_before = NOW + 7 * DAY - timedelta(seconds=1)
        assert rules.end_what_is_past(db, now=just_before) == 0
        assert rules.end_what_is_past(db, now=NOW + 7 * DAY) == 2
        assert rules.end_what_is_past(db, now=NOW + 7 * DAY) == 0

        assert [each.state for each in (week, month, quiet)] == ["expired", "standing", "expired"]
        ask = ask_of(db, week.id)
        assert ask is not None
        assert ask.state == "closed"
        post = post_of(db, week)
        assert post is not None
        assert post.wanted == 2
        assert homes_of(db, tom) == [0], "it stands in Homes no more when those are next opened"
        assert reads(db, "tom", week)


@pytest.mark.parametrize(
    ("link", "is_one"),
    [
        ("https://example.org", True),
        ("HTTP://example.org/a?b=1&c=2#d", True),
        ("https://xn--bcher-kva.example/ä", True),
        ("https://", False),
        ("https:///path", False),
        ("http://[", False),
        ("ftp://example.org", False),
        ("javascript:alert(1)", False),
        ("https://example.org\nhttps://x", False),
        ("https://example.org/<!channel>", False),
        ("example.org", False),
    ],
)
def test_an_address_is_one_of_the_web(link: str, *, is_one: bool) -> None:
    assert rules.is_address(link) is is_one
