"""Who may read what was answered to the group's questions."""

from sqlalchemy import ColumnElement, false, or_, true

from bot.visibility.readers import Person, Reader
from storage.questions import Answer


def readable_answers(reader: Reader) -> ColumnElement[bool]:
    """Its author, and the facilitators, who tell everyone what was heard."""
    if not isinstance(reader, Person):
        return false()
    return or_(Answer.member_id == reader.member_id, true() if reader.facilitator else false())
