"""Stories as rows: one of each presenter for each session."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.visibility import person, read_as
from storage.database import Database
from storage.people import Member
from storage.stories import Chapter, Story, reflections_to_tell, story_of
from storage.workshops import Workshop
from tests.cast import NOW, a_session, join, put_down, reflect


def a_story(db: Session, by: Member, workshop: Workshop, *, shared: bool = False) -> Story:
    chapters = [Chapter(code="why", words="Because.")]
    story = Story(
        workshop_id=workshop.id, author_id=by.id, chapters=chapters, shared=shared, updated_at=NOW
    )
    db.add(story)
    db.flush()
    return story


def test_each_presenter_has_one_of_their_own(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, jonas = (join(db, each) for each in ("amina", "tom", "jonas"))
        read_as(db, person(jonas))
        workshop = a_session(db, jonas)
        mine, theirs = a_story(db, amina, workshop), a_story(db, tom, workshop, shared=True)
        assert story_of(db, workshop.id, tom.id) is theirs, "who holds it reads what is shared"
        assert story_of(db, workshop.id, amina.id) is None
        read_as(db, person(amina))
        assert story_of(db, workshop.id, amina.id) is mine
        assert story_of(db, workshop.id, tom.id) is None, "she did not sign up"
        with pytest.raises(IntegrityError), db.begin_nested():
            a_story(db, amina, workshop)


def test_an_authors_own_reflections_newest_first(database: Database) -> None:
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        about, other = put_down(db, amina), put_down(db, amina)
        mine = [reflect(db, amina, experiment=about).id for _each in range(3)]
        reflect(db, tom, experiment=about, visibility="group")
        reflect(db, amina, experiment=other)
        found = reflections_to_tell(db, amina.id, about.id, limit=2)

        assert [each.id for each in found] == mine[:0:-1]
