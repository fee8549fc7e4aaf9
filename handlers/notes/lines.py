"""What stands of notes, write-ups and learnings in the windows of sessions and of experiments."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot import notes as rules
from bot import writeups
from bot.signups import COMES
from bot.teams import is_on_team
from bot.workshops import CANCELLED, DRAFT, may_hold
from handlers.notes.entries import time_to_note
from handlers.notes.writeups import first_reader
from storage.experiments import Experiment, experiment_by_id
from storage.notes import learnings_about, learnings_of, notes_of_slot, writeup_of
from storage.people import Member
from storage.signups import signup_of
from storage.workshops import Slot, Workshop, slots_of
from templates.blocks import Block, actions
from templates.cycles.views import ways
from templates.notes import views
from templates.notes import writeups as writeup_views

OF_EXPERIMENT = 5


def note_lines(db: Session, member: Member, workshop: Workshop, now: datetime) -> list[Block]:
    slots = [each for each in slots_of(db, workshop.id) if each.state != CANCELLED]
    begun = [each for each in slots if each.starts_at - rules.EARLY <= now]
    if workshop.state in {DRAFT, CANCELLED} or not begun:
        return []
    learned = [each for each in learnings_of(db, workshop.id) if each.state == writeups.GROUPS]
    lines = views.learnings(learned)
    if not rules.may_read(db, member, workshop):
        return lines
    add = time_to_note(db, member, workshop, slots, now=now)
    ways = [views.add_button(add)] if add is not None else []
    lines += [actions(*ways, views.read_button(workshop.id))]
    lines += _left_behind(db, member, workshop, slots, now)
    if writeups.is_over(db, workshop, now=now):
        lines += _afterwards(db, member, workshop)
    return lines


def learned_from(db: Session, experiment: Experiment) -> list[Block]:
    """In an experiment's window: which learnings came of it at sessions."""
    found = learnings_about(db, experiment.id, limit=OF_EXPERIMENT)
    return views.learnings(found, of_experiment=True)


def _left_behind(
    db: Session, member: Member, workshop: Workshop, slots: list[Slot], now: datetime
) -> list[Block]:
    """Before the second time, its people see what the first left."""
    signup = signup_of(db, workshop.id, member.id)
    second = slots[1] if len(slots) > 1 else None
    if second is None or signup is None or signup.state != COMES or now >= second.ends_at:
        return []
    if signup.slot_id != second.id:
        return []
    return views.left_behind(notes_of_slot(db, slots[0].id, limit=views.IN_WINDOW))


def _afterwards(db: Session, member: Member, workshop: Workshop) -> list[Block]:
    writeup = writeup_of(db, workshop.id)
    presents = workshop.presenter_id == member.id
    lines: list[Block] = []
    if may_hold(db, member, workshop.id):
        presenter = first_reader(db, member, workshop)
        lines += writeup_views.holding_lines(workshop, writeup, presenter=presenter)
    if presents and writeup is not None and writeup.state == writeups.ASKED:
        lines.append(actions(writeup_views.decide_button(workshop.id)))
    return [*lines, *_card(db, member, workshop)]


def _card(db: Session, member: Member, workshop: Workshop) -> list[Block]:
    """For its people: the way to bring the card up to date."""
    about = workshop.experiment_id
    experiment = experiment_by_id(db, about) if about is not None else None
    if experiment is None or not is_on_team(db, member, experiment):
        return []
    return writeup_views.card_lines(experiment, ways(experiment)[0])
