"""Sessions, read: with all that their reader may know of them."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from bot.signups import Places, places_of_all
from bot.visibility import Keeper, eyes_of
from bot.workshops import OPEN, holders_of
from storage.experiments import experiment_by_id
from storage.ideas import idea_chosen_for
from storage.kinds import workshop_kind, workshop_kinds
from storage.people import members_by_ids
from storage.workshops import Slot, Workshop, slots_by_workshop, slots_of
from templates.workshops.sessions import Seen, Time

# The kinds of which the subject is somebody's idea.
ABOUT_AN_IDEA = frozenset({"design", "sharing", "set"})


def seen(db: Session, workshop: Workshop) -> Seen:
    """One session, whole."""
    kind, presents = workshop_kind(db, workshop.kind), workshop.presenter_id
    about = workshop.experiment_id
    return Seen(
        workshop,
        _times(slots_of(db, workshop.id), _places(db, [workshop])),
        kind=kind.name if kind is not None else "",
        holders=holders_of(db, workshop),
        presenter=members_by_ids(db, [presents])[presents] if presents is not None else None,
        experiment=experiment_by_id(db, about) if about is not None else None,
    )


def briefly(db: Session, workshops: Sequence[Workshop]) -> list[Seen]:
    """For lists and Home: their names and times."""
    kinds = {each.code: each.name for each in workshop_kinds(db, hidden=True)}
    slots, places = slots_by_workshop(db, [each.id for each in workshops]), _places(db, workshops)
    return [
        Seen(each, _times(slots[each.id], places), kind=kinds.get(each.kind, ""))
        for each in workshops
    ]


def takes_ideas(db: Session, workshop: Workshop) -> bool:
    """True while a session may still come to be about somebody's idea."""
    if workshop.kind not in ABOUT_AN_IDEA or workshop.presenter_id is not None:
        return False
    with eyes_of(db, Keeper()):
        return idea_chosen_for(db, workshop.id) is None


def _places(db: Session, workshops: Sequence[Workshop]) -> Mapping[int, Places]:
    """How full they are is of use while one can come, and where there is a limit."""
    counts = [each for each in workshops if each.state == OPEN and each.places is not None]
    return places_of_all(db, counts)


def _times(slots: Sequence[Slot], places: Mapping[int, Places]) -> list[Time]:
    return [Time(each, places.get(each.id)) for each in slots]
