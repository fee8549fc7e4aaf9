"""How the group is set up: whose database it is, and where the noticeboard is."""

import pytest

from bot.errors import Refusal
from bot.programme import choose_noticeboard, preset_noticeboard, settings_for, settle_in
from storage.database import Database
from storage.programme import programme
from tests.cast import NOW, join


def test_the_settings_name_a_noticeboard_until_a_facilitator_chooses(database: Database) -> None:
    with database.transaction() as db:
        preset_noticeboard(db, "CFIRST", now=NOW)
        assert programme(db).noticeboard == "CFIRST"

        choose_noticeboard(db, join(db, "jonas", facilitator=True), "CCHOSEN", now=NOW)
        preset_noticeboard(db, "CFIRST", now=NOW)
        assert programme(db).noticeboard == "CCHOSEN"


def test_only_facilitators_see_the_settings_and_change_them(database: Database) -> None:
    with database.transaction() as db:
        tom = join(db, "tom")

        with pytest.raises(Refusal, match=r"people\.facilitators_only"):
            settings_for(db, tom)
        with pytest.raises(Refusal, match=r"people\.facilitators_only"):
            choose_noticeboard(db, tom, "CTOM", now=NOW)
        assert programme(db).noticeboard is None


def test_a_database_stays_with_its_workspace(database: Database) -> None:
    with database.transaction() as db:
        assert settle_in(db, "TONE")
        assert not settle_in(db, "TONE"), "only the first start is the first"

        with pytest.raises(Refusal, match=r"programme\.other_workspace"):
            settle_in(db, "TOTHER")
        assert programme(db).team == "TONE"
