"""What a presenter tells at a session, laid out beforehand from their own words: what was said on
the way, and reflections that they choose. Nothing is written for them.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.errors import Refusal
from bot.visibility import GROUP, PUBLIC
from bot.workshops import CANCELLED
from storage.cycles import StageMove, moves_of, past_cycles_of, remarks_of
from storage.experiments import Experiment, experiment_by_id
from storage.ideas import idea_chosen_for
from storage.people import Member
from storage.reflections import Reflection
from storage.stories import Chapter, Story, reflections_to_tell, story_of
from storage.workshops import Workshop, locked_workshop, workshop_by_id

# Along the learning cycle (domain B10), and the few that a session needs whose work comes first.
WHY, UNDERSTOOD, DECIDING, TRIED, USUAL, WONDER = CHAPTERS = (
    "why", "understood", "deciding", "tried", "usual", "wonder",
)  # fmt: skip
_FEW = (WHY, UNDERSTOOD, WONDER)
_AT_LENGTH = "sharing"  # the kind of session that a story is the middle of
_TOLD_UNDER = {
    "idea": WHY,
    "understand": UNDERSTOOD,
    "co_design": DECIDING,
    "explore": TRIED,
    "embed": USUAL,
}
MOST_REFLECTIONS = 10  # as many as a form offers at once
LONGEST = 3000


def chapters_of(workshop: Workshop) -> Sequence[str]:
    return CHAPTERS if workshop.kind == _AT_LENGTH else _FEW


def to_present(db: Session, by: Member, workshop_id: int) -> Workshop:
    """The session, for whoever it is about. Raises Refusal for anyone else, and once cancelled."""
    return _theirs(by, workshop_by_id(db, workshop_id))


def could_choose(db: Session, by: Member, workshop: Workshop) -> Sequence[Reflection]:
    """Their newest reflections about it: their own, whoever else reads them."""
    if workshop.experiment_id is None:
        return ()
    return reflections_to_tell(db, by.id, workshop.experiment_id, limit=MOST_REFLECTIONS)


def lay_out(
    db: Session, by: Member, workshop: Workshop, chosen: Collection[int]
) -> Mapping[str, str]:
    """Their own words so far, by chapter, oldest first: what each stage was left with or entered
    by, the chosen reflections where it stood when they were written, the questions at the end.
    What others said for fewer than everyone is theirs to tell.
    """
    found: dict[str, list[str]] = {each: [] for each in CHAPTERS}
    idea = idea_chosen_for(db, workshop.id)
    about = workshop.experiment_id
    experiment = experiment_by_id(db, about) if about is not None else None
    if experiment is None:
        found[WHY] = [idea.words] if idea is not None and idea.member_id == by.id else []
    else:
        _lay_trail(db, by, experiment, found)
        reflections = [each for each in could_choose(db, by, workshop) if each.id in chosen]
        moves = moves_of(db, experiment.id)
        for each in reversed(reflections):
            words = [answer["words"] for answer in each.answers if answer["words"]]
            found[_TOLD_UNDER[_stage_at(moves, each.created_at)]] += words
    return _in(chapters_of(workshop), found)


def save(
    db: Session,
    by: Member,
    workshop_id: int,
    chapters: Mapping[str, str],
    *,
    origin: str | None,
    now: datetime,
) -> Story:
    """Keep it: theirs alone, unless it is shared already. Raises Refusal as `to_present`."""
    workshop = _theirs(by, locked_workshop(db, workshop_id))
    written = [
        Chapter(code=each, words=chapters[each])
        for each in chapters_of(workshop)
        if chapters.get(each)
    ]
    story = story_of(db, workshop.id, by.id)
    if story is None:
        story = Story(workshop_id=workshop.id, author_id=by.id, shared=False)
        db.add(story)
    story.chapters, story.origin, story.updated_at = written, origin, now
    db.flush()
    return story


def share(db: Session, by: Member, workshop_id: int, *, now: datetime) -> Story:
    """Those who signed up read it from now on. Raises Refusal where there is nothing to read."""
    story = _to_share(db, by, workshop_id)
    if not story.chapters:
        raise Refusal("stories.empty")
    story.shared, story.updated_at = True, now
    db.flush()
    return story


def take_back(db: Session, by: Member, workshop_id: int, *, now: datetime) -> Story:
    """It is theirs alone again. Twice is once."""
    story = _to_share(db, by, workshop_id)
    story.shared, story.updated_at = False, now
    db.flush()
    return story


def words_of(story: Story | None) -> dict[str, str]:
    """What stands in each chapter; "" where nothing does."""
    written = {each["code"]: each["words"] for each in story.chapters} if story is not None else {}
    return {each: written.get(each, "") for each in CHAPTERS}


def _theirs(by: Member, workshop: Workshop | None) -> Workshop:
    if workshop is None or workshop.presenter_id != by.id:
        raise Refusal("stories.presenter_only")
    if workshop.state == CANCELLED:
        raise Refusal("stories.cancelled")
    return workshop


def _to_share(db: Session, by: Member, workshop_id: int) -> Story:
    workshop = _theirs(by, locked_workshop(db, workshop_id))
    story = story_of(db, workshop.id, by.id)
    if story is None:
        raise Refusal("stories.empty")
    return story


def _lay_trail(
    db: Session, by: Member, experiment: Experiment, found: dict[str, list[str]]
) -> None:
    past = past_cycles_of(db, experiment.id)
    turns = [(each.purpose, each.question) for each in past]
    turns.append((experiment.purpose, experiment.question))
    for purpose, _ in turns:
        if purpose not in found[WHY]:
            found[WHY].append(purpose)
    for _, question in turns:
        if question not in found[WONDER]:
            found[WONDER].append(question)
    remarks = remarks_of(db, experiment.id)
    for move in moves_of(db, experiment.id):
        remark = remarks.get(move.id)
        if remark is None or not remark.words:
            continue
        if remark.author_id == by.id or remark.visibility in {GROUP, PUBLIC}:
            found[_TOLD_UNDER[move.stage]].append(remark.words)


def _stage_at(moves: Sequence[StageMove], moment: datetime) -> str:
    before = [each.stage for each in moves if each.moved_at <= moment]
    return before[-1] if before else moves[0].stage


def _in(chapters: Sequence[str], found: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Where there are few chapters, what was tried belongs to what was understood."""
    if len(chapters) == len(CHAPTERS):
        parts = dict(found)
    else:
        between = [*found[UNDERSTOOD], *found[DECIDING], *found[TRIED], *found[USUAL]]
        parts = {WHY: found[WHY], UNDERSTOOD: between, WONDER: found[WONDER]}
    return {each: _fitting(parts[each]) for each in chapters}


def _fitting(words: Sequence[str]) -> str:
    """As much as a box holds, the newest of it: the end is what is nearest."""
    kept: list[str] = []
    for each in reversed(words):
        if len("\n\n".join([each, *kept])) > LONGEST:
            break
        kept.insert(0, each)
    return "\n\n".join(kept)
