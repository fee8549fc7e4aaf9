"""Who may read what was answered to the group's questions."""

from sqlalchemy import ColumnElement, exists, false, or_

from bot.visibility.readers import Person, Reader
from bot.visibility.tables import beside
from storage.questions import OPEN, Answer, Round


def readable_answers(reader: Reader) -> ColumnElement[bool]:
    """Its author, and the facilitators, who tell everyone what was heard: what is without a name
    only once the round has closed, or they would see who answers by when it comes.
    """
    if not isinstance(reader, Person):
        return false()
    own = Answer.member_id == reader.member_id
    if not reader.facilitator:
        return own
    it = beside(Round, "id", "state")
    closed = exists().where(it.id == Answer.round_id, it.state.not_in(OPEN))
    return or_(own, Answer.member_id.is_not(None), closed)
