"""What somebody was asked, as rows."""

from bot.visibility import guard_sessions
from storage.database import Database
from storage.proposals import (
    Proposal,
    newest_proposal,
    newest_welcome,
    open_proposals_about,
    open_proposals_for,
    proposal_by_id,
)
from tests.cast import NOW, join, put_down

guard_sessions()


def test_what_is_open_waits_for_the_one_who_was_asked(database: Database) -> None:
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        experiment = put_down(db, amina)

        def ask(kind: str, *, answered: bool) -> Proposal:
            proposal = Proposal(
                kind=kind,
                experiment_id=experiment.id,
                asked_id=tom.id,
                asked_by=amina.id,
                created_at=NOW,
                answered_at=NOW if answered else None,
            )
            db.add(proposal)
            db.flush()
            return proposal

        ask("welcome", answered=True)
        ask("hand_over", answered=True)
        open_one, welcome = ask("hand_over", answered=False), ask("welcome", answered=True)

        assert open_proposals_for(db, tom.id, limit=5) == [open_one]
        assert open_proposals_for(db, amina.id, limit=5) == []
        assert open_proposals_about(db, experiment.id) == [open_one]
        assert newest_proposal(db, experiment.id, "hand_over") is open_one
        assert newest_proposal(db, experiment.id, "merge") is None
        assert newest_welcome(db, experiment.id, tom.id) is welcome
        assert newest_welcome(db, experiment.id, amina.id) is None
        assert proposal_by_id(db, open_one.id) is open_one
