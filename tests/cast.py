"""The people and the experiments that tests are about."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.claims import claim
from bot.deliveries import Claimed
from bot.experiments import Answers, Safety, register
from bot.people import meet
from bot.visibility import person, read_as
from storage.checkins import CheckIn
from storage.experiments import Experiment
from storage.people import Member
from storage.reflections import Line, Reflection
from storage.signups import AccessNeed, Signup
from storage.teams import Teammate
from storage.workshops import JoinLink, Role, Slot, Workshop, slots_of

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SAFETY = Safety(
    could_be_hurt="The chair, who may look unprepared.",
    people_know="Yes, it is said at the start.",
    how_stop="Anyone in the room says so.",
)


def join(db: Session, handle: str, *, facilitator: bool = False) -> Member:
    """A member of the group; called twice it is the same one."""
    member = meet(db, f"U{handle.upper()}", name=handle.title(), now=NOW)
    member.facilitator = facilitator
    db.flush()
    return member


def answers(**more: str) -> Answers:
    given: dict[str, Any] = {
        "title": "Longer first visits",
        "purpose": "Families tell their story once, to one person.",
        "question": "What changes when a first visit has no time limit?",
        "stage": "idea",
        "visibility": "group",
    }
    return Answers(**{**given, **more})


def put_down(db: Session, by: Member, **more: str) -> Experiment:
    """An experiment by `by`, whose eyes the session reads with from then on."""
    read_as(db, person(by))
    return register(db, by, answers(**more), origin=None, now=NOW)


def put_on(
    db: Session, experiment_id: int, member: Member, *, at: datetime = NOW + timedelta(hours=1)
) -> None:
    """They are on it from then on, as rows: nobody is told."""
    db.add(Teammate(experiment_id=experiment_id, member_id=member.id, joined_at=at))
    db.flush()


def reflect(
    db: Session,
    by: Member,
    words: str = "The quiet ones spoke.",
    *,
    line: str = "",
    visibility: str = "only_me",
    experiment: Experiment | None = None,
    prompt_set: str = "line",
    at: datetime = NOW,
) -> Reflection:
    """Something that `by` wrote, as rows; with `line`, a line of it is for the group."""
    about = experiment.id if experiment is not None else None
    reflection = Reflection(
        author_id=by.id,
        experiment_id=about,
        prompt_set=prompt_set,
        answers=[{"question": "What is one thing you noticed?", "words": words}],
        visibility=visibility,
        shared_at=at,
        folded=words.casefold(),
        created_at=at,
        updated_at=at,
    )
    db.add(reflection)
    db.flush()
    if line:
        shared = Line(
            author_id=by.id,
            reflection_id=reflection.id,
            experiment_id=about,
            words=line,
            visibility="group",
            shared_at=at,
        )
        db.add(shared)
        db.flush()
    return reflection


def checked_in(
    db: Session,
    by: Member,
    experiment: Experiment,
    feel: str = "slow",
    *,
    noticed: str = "",
    will_try: str = "",
    visibility: str = "circle",
    at: datetime = NOW,
) -> CheckIn:
    """What `by` said of how it goes, as rows: nobody is told, and no turn is answered."""
    check_in = CheckIn(
        author_id=by.id,
        experiment_id=experiment.id,
        feel=feel,
        noticed=noticed,
        will_try=will_try,
        stage=experiment.stage,
        visibility=visibility,
        shared_at=at,
        created_at=at,
        updated_at=at,
    )
    db.add(check_in)
    db.flush()
    return check_in


def a_session(
    db: Session,
    by: Member,
    *starts: datetime,
    state: str = "open",
    kind: str = "design",
    places: int | None = None,
    link: str = "",
    presenter: Member | None = None,
    experiment: Experiment | None = None,
    at: datetime = NOW,
) -> Workshop:
    """A session of three hours that `by` holds, as rows: nobody is told. It `starts` in six weeks,
    or then.
    """
    workshop = Workshop(
        kind=kind,
        title="Whose idea shall we work on?",
        purpose="One team's idea, turned into a small first try.",
        agenda=[{"minutes": 100, "title": "Work"}, {"minutes": 80, "title": "What each takes"}],
        sharing_rule="no_names",
        recording="none",
        access=["captions", "breaks"],
        places=places,
        state=state,
        reason="",
        presenter_id=presenter.id if presenter is not None else None,
        experiment_id=experiment.id if experiment is not None else None,
        created_by=by.id,
        created_at=at,
        updated_at=at,
        opened_at=at if state != "draft" else None,
    )
    db.add(workshop)
    db.flush()
    for position, each in enumerate(starts or (at + timedelta(weeks=6),), start=1):
        slot = Slot(
            workshop_id=workshop.id,
            position=position,
            starts_at=each,
            ends_at=each + timedelta(hours=3),
            state="coming",
        )
        db.add(slot)
        db.flush()
        db.add(Role(slot_id=slot.id, member_id=by.id, role="facilitator"))
    if link:
        db.add(JoinLink(workshop_id=workshop.id, address=link))
    db.flush()
    return workshop


def comes(
    db: Session,
    workshop: Workshop,
    member: Member,
    *,
    time: int = 1,
    state: str = "coming",
    coming_as: str = "take_part",
    needs: str = "",
    at: datetime = NOW,
) -> Signup:
    """They signed up for one of its times, as rows: nobody is told."""
    slot = slots_of(db, workshop.id)[time - 1]
    signup = Signup(
        workshop_id=workshop.id,
        slot_id=slot.id if state in {"coming", "waiting"} else None,
        member_id=member.id,
        coming_as=coming_as,
        state=state,
        created_at=at,
        updated_at=at,
    )
    db.add(signup)
    db.flush()
    if needs:
        db.add(AccessNeed(signup_id=signup.id, words=needs, written_at=at))
        db.flush()
    return signup


def all_due(db: Session, *, now: datetime = NOW, lease_now: datetime = NOW) -> list[Claimed]:
    """Whatever is due, to whomever, claimed."""
    due: list[Claimed] = []
    while taken := claim(db, now=now, lease_now=lease_now):
        due += taken
    return due


def called(name: str, number: int = 1) -> Member:
    """Somebody to be named in words, in no database."""
    return Member(id=number, slack_id=f"U{number}", name=name, title="", time_zone="UTC")
