"""Whose idea a session is about: chosen by a facilitator, undone by one, and what follows for the
others. The presenter comes without having to sign up.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from bot.calendars import calendars_follow
from bot.deliveries import refresh, was_shown
from bot.errors import Refusal
from bot.ideas import (
    ANOTHER_TIME,
    CHOSEN,
    LATER,
    OFFERED,
    TALK,
    TALKING,
    TOLD,
    WITHDRAWN,
    homes_follow,
    hosts_for,
    locked,
    own,
    say_anew,
    takes_ideas,
)
from bot.news import news_follow, tell_of_news
from bot.reminders import reminders_follow
from bot.rights import must_facilitate
from bot.signups import COMES, LEFT, READS, TAKE_PART, WAITS, places_of
from bot.visibility import Keeper, eyes_of
from bot.workshops import (
    CANCELLED,
    DRAFT,
    OPEN,
    PRESENTS,
    announcement_follows,
    times_to_come,
    to_hold,
)
from storage.ideas import (
    Idea,
    idea_by_id,
    idea_chosen_for,
    ideas_for,
    ideas_of,
    locked_idea,
)
from storage.people import Member, members_by_ids
from storage.signups import Signup, signup_as_it_is
from storage.stories import story_of
from storage.workshops import Role, Slot, Workshop, remove_roles, roles_of, slots_of, workshop_by_id

ALL_OF_THEIRS = 1000


def choose(db: Session, by: Member, idea_id: int, workshop_id: int, *, now: datetime) -> Workshop:
    """The session is about this idea: one is chosen for it, whoever else would choose at this
    instant. The others that were offered for it stay for another time, and their people hear so.
    Twice is once.

    Raises Refusal for anyone but a facilitator, where somebody was quicker, and for what is over.
    """
    must_facilitate(by)
    workshop = to_hold(db, by, workshop_id)
    idea = locked_idea(db, idea_id)
    if idea is None or idea.state == WITHDRAWN:
        raise Refusal("ideas.gone")
    if idea.state == CHOSEN and idea.chosen_for_id == workshop.id:
        return workshop
    _must_be_free(db, idea, workshop, now=now)
    idea.state, idea.chosen_for_id, idea.updated_at = CHOSEN, workshop.id, now
    workshop.presenter_id, workshop.experiment_id = idea.member_id, idea.experiment_id
    db.flush()
    _presents_at_all(db, workshop)
    say_anew(db, TOLD, idea, now=now)  # before the calendar file, which explains nothing
    presenter_comes(db, workshop, now=now)
    others = _others_stay(db, workshop, now=now)
    for each in (idea, *others):
        refresh(db, TALK, each.id, now=now)
    refresh(db, ANOTHER_TIME, idea.id, now=now)
    news_follow(db, now=now)
    concerned = members_by_ids(db, [each.member_id for each in (idea, *others)])
    announcement_follows(db, workshop, now=now, homes=concerned.values())
    return workshop


def release(db: Session, by: Member, workshop_id: int, *, now: datetime) -> Workshop:
    """It will be about something else: whose idea it was is told, if they were told that it was
    theirs. Twice is once. Raises Refusal for anyone but a facilitator.
    """
    must_facilitate(by)
    workshop = to_hold(db, by, workshop_id)
    if workshop.presenter_id is None:
        return workshop
    chosen = idea_chosen_for(db, workshop.id)
    nobody_presents(db, workshop, now=now)
    idea = locked_idea(db, chosen.id) if chosen is not None else None
    if idea is not None:
        _for_another_time(db, idea, now=now)
        if was_shown(db, TOLD, idea.id):
            say_anew(db, ANOTHER_TIME, idea, now=now)
    news_follow(db, now=now)
    return workshop


def take_back(db: Session, by: Member, idea_id: int, *, now: datetime) -> Idea:
    """Nobody reads it any more; what it was chosen for is about nothing again, which the
    facilitators hear. Twice is once. Raises Refusal for anybody else's.
    """
    known = idea_by_id(db, idea_id)
    if known is not None and known.member_id == by.id and known.state == WITHDRAWN:
        return known
    idea, workshop = own(db, by, idea_id)
    _withdraw(db, idea, workshop, now=now)
    return idea


def presenter_comes(
    db: Session, workshop: Workshop, *, besides: Collection[str] = (COMES, WAITS), now: datetime
) -> None:
    """Whoever presents has a place, if there is one and they are not signed up: never one too many.
    Without one they come as well, to each of its times. In the states `besides` they stay.
    """
    if workshop.presenter_id is None or workshop.state != OPEN:
        return
    member_id = workshop.presenter_id
    with eyes_of(db, Keeper()):
        signup = signup_as_it_is(db, workshop.id, member_id)
    if signup is not None and signup.state in besides:
        return
    slot = _free(db, workshop, now=now)
    if slot is not None:
        if signup is None:
            signup = Signup(workshop_id=workshop.id, member_id=member_id, created_at=now)
            db.add(signup)
        signup.slot_id, signup.state, signup.coming_as = slot.id, COMES, TAKE_PART
        signup.waiting_since = signup.given_at = None
        signup.updated_at = now
        db.flush()
    calendars_follow(db, workshop, [member_id], unasked=[member_id], now=now)
    reminders_follow(db, workshop, [member_id], now=now)


def nobody_presents(db: Session, workshop: Workshop, *, now: datetime) -> None:
    """It is about nothing by now. What its presenter laid out is theirs alone again; their place
    stays theirs.
    """
    presenter_id = workshop.presenter_id
    if presenter_id is None:
        return
    _story_is_theirs(db, workshop)
    slots = [each.id for each in slots_of(db, workshop.id)]
    remove_roles(db, slots, [presenter_id], PRESENTS)
    workshop.presenter_id = workshop.experiment_id = None
    db.flush()
    calendars_follow(db, workshop, [presenter_id], now=now)
    reminders_follow(db, workshop, [presenter_id], now=now)
    people = members_by_ids(db, [presenter_id]).values()
    announcement_follows(db, workshop, now=now, homes=people)


def ideas_follow(db: Session, workshop: Workshop, *, now: datetime) -> None:
    """The session was opened or changed: its presenter comes to its times, and was told what is
    so. Cancelled, what was offered or chosen for it may be for another one.
    """
    if workshop.state != CANCELLED:
        _presents_at_all(db, workshop)
        # Once only: what they said of it since then, or lost, is not undone by a change of words.
        presenter_comes(db, workshop, besides=(COMES, WAITS, READS, LEFT), now=now)
        with eyes_of(db, Keeper()):
            chosen = idea_chosen_for(db, workshop.id)
        if chosen is not None:
            refresh(db, TOLD, chosen.id, now=now)
        return
    _story_is_theirs(db, workshop)
    with eyes_of(db, Keeper()):
        chosen = idea_chosen_for(db, workshop.id)
        for each in ideas_for(db, workshop.id):
            each.workshop_id = None
        if chosen is not None:
            chosen.workshop_id = None
            _for_another_time(db, chosen, now=now)
        db.flush()
    news_follow(db, now=now)


def gone_from_slack(db: Session, member: Member, *, now: datetime) -> None:
    """They left: what they offered is offered no more."""
    with eyes_of(db, Keeper()):
        for each in ideas_of(db, member.id, limit=ALL_OF_THEIRS):
            idea, workshop = locked(db, each.id)
            if workshop is None or workshop.state in (DRAFT, OPEN):
                _withdraw(db, idea, workshop, now=now)


def _withdraw(db: Session, idea: Idea, workshop: Workshop | None, *, now: datetime) -> None:
    """For who took it back, or left Slack. `chosen_for_id` stays: what is about nothing by that is
    known by it.
    """
    was_chosen = idea.state == CHOSEN
    idea.state, idea.updated_at = WITHDRAWN, now
    db.flush()
    if was_chosen and workshop is not None and workshop.state in (DRAFT, OPEN):
        nobody_presents(db, workshop, now=now)
        offerer = members_by_ids(db, [idea.member_id])[idea.member_id]
        for each in hosts_for(db, offerer):
            tell_of_news(db, each, now=now)
    for kind in (TALK, TOLD, ANOTHER_TIME):
        refresh(db, kind, idea.id, now=now)
    news_follow(db, now=now)
    homes_follow(db, idea, now=now)


def _others_stay(db: Session, workshop: Workshop, *, now: datetime) -> list[Idea]:
    """What else was offered for it is for another time, and whoever offered it hears so."""
    others = [locked_idea(db, each.id) for each in ideas_for(db, workshop.id)]
    staying = [each for each in others if each is not None and each.state in (OFFERED, TALKING)]
    for each in staying:
        each.state, each.updated_at = LATER, now
        db.flush()
        say_anew(db, ANOTHER_TIME, each, now=now)
    return staying


def _must_be_free(db: Session, idea: Idea, workshop: Workshop, *, now: datetime) -> None:
    """Both, for each other."""
    chosen_for = workshop_by_id(db, idea.chosen_for_id) if idea.chosen_for_id else None
    if idea.state == CHOSEN and chosen_for is not None and chosen_for.state != CANCELLED:
        raise Refusal("ideas.chosen_already", field="workshop", title=chosen_for.title)
    if workshop.presenter_id is not None:
        who = members_by_ids(db, [workshop.presenter_id])[workshop.presenter_id].name
        raise Refusal("ideas.quicker", field="workshop", who=who)
    if not takes_ideas(db, workshop, now=now):
        raise Refusal("ideas.not_for_that", field="workshop")


def _for_another_time(db: Session, idea: Idea, *, now: datetime) -> None:
    idea.state, idea.chosen_for_id, idea.updated_at = LATER, None, now
    db.flush()
    for kind in (TOLD, TALK):
        refresh(db, kind, idea.id, now=now)


def _free(db: Session, workshop: Workshop, *, now: datetime) -> Slot | None:
    """The first of its times with a place that nobody waits for."""
    places = places_of(db, workshop)
    for each in times_to_come(db, workshop, now=now):
        if not places[each.id].is_full and not places[each.id].waiting:
            return each
    return None


def _story_is_theirs(db: Session, workshop: Workshop) -> None:
    """What was laid out for it nobody else reads any more."""
    if workshop.presenter_id is None:
        return
    story = story_of(db, workshop.id, workshop.presenter_id)
    if story is not None:
        story.shared = False


def _presents_at_all(db: Session, workshop: Workshop) -> None:
    """Whoever presents does so at each of its times."""
    if workshop.presenter_id is None:
        return
    slots = [each for each in slots_of(db, workshop.id) if each.state != CANCELLED]
    has = {(each.slot_id, each.member_id) for each in _presenting(db, slots)}
    for slot in slots:
        if (slot.id, workshop.presenter_id) not in has:
            db.add(Role(slot_id=slot.id, member_id=workshop.presenter_id, role=PRESENTS))
    db.flush()


def _presenting(db: Session, slots: list[Slot]) -> list[Role]:
    roles = roles_of(db, [each.id for each in slots])
    return [each for each in roles if each.role == PRESENTS]
