"""Opening a session, as a facilitator does it: two steps, and everything on one page."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.app import Commons
from bot.edits import change
from bot.holders import give
from bot.visibility import Keeper
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from storage.database import Database
from storage.workshops import Workshop, drafts_of_workshops, join_link_of, slots_of, workshop_by_id
from templates.blocks import button
from templates.workshops.checks import (
    BACK,
    CHECK,
    KEEP_DRAFT,
    THROW_AWAY,
)
from templates.workshops.views import new_button
from tests.cast import a_session
from tests.conftest import MONDAY
from tests.handlers import buttons, errors, member, text, title, value, window
from tests.handlers.test_asks import on_the_board

pytestmark = pytest.mark.usefixtures("commons")

FIRST = datetime(2027, 1, 14, 8, 0, tzinfo=UTC)  # a Thursday
SECOND = datetime(2027, 1, 14, 20, 0, tzinfo=UTC)
OUTLINE: dict[str, Any] = {
    "kind": "Experiment design session, 3 hours",
    "title": "Whose idea shall we work on?",
    "purpose": "One team's idea, turned into a small first try.",
    "first": FIRST,
    "second": SECOND,
}


def begins(commons: Commons, workspace: Workspace, handle: str = "jonas") -> Person:
    """At the first step."""
    for each in ("amina", "priya", "mikko", handle):  # whose zones are known
        with commons.database.transaction() as db:
            member(db, workspace, each)
    post = on_the_board(commons, workspace, new_button())
    return workspace.person(handle).clicks("Open a session", on=post)


def outlines(commons: Commons, workspace: Workspace, **more: Any) -> Person:
    """At the page on which it is checked."""
    return begins(commons, workspace).fills({**OUTLINE, **more}).saves()


def only_draft(database: Database) -> Workshop:
    with database.read(Keeper()) as db:
        [draft] = drafts_of_workshops(db, limit=9)
    return draft


def now_is(database: Database, workshop: Workshop) -> Workshop:
    with database.read(Keeper()) as db:
        found = workshop_by_id(db, workshop.id)
    assert found is not None
    return found


def test_in_two_steps_it_is_open(commons: Commons, workspace: Workspace) -> None:
    jonas = begins(commons, workspace)
    assert (title(jonas), window(jonas).submit) == ("Open a session", "Next")
    assert window(jonas).labels == [
        "What kind?",
        "What is it called?",
        "What will people leave with?",
        "When?",
        "A second time, for the other half of the world?",
    ]
    assert window(jonas).options("kind")[0] == "Experiment design session, 3 hours"
    assert "Your time: Copenhagen" in str(window(jonas).blocks)
    jonas.fills(OUTLINE).saves()

    assert (title(jonas), window(jonas).submit) == ("Check, then open", "Open sign-up")
    said = text(jonas)
    assert "First time, Thursday 14 January 2027" in said
    assert "London 08:00 · " in said
    assert "Helsinki" in said
    assert "Kolkata 01:30 Friday (night)" in said
    assert "Plan: 12 parts, 180 minutes" in said
    assert "What may leave the room: what was said, not who said it" in said
    assert "Recording: none" in said
    assert "In place: captions, slides three days before, breaks" in said
    assert "Places: no limit" in said
    assert "Held by: Jonas" in said
    assert "Opening puts one message in #noticeboard. Nobody is messaged directly." in said
    assert "five weeks ahead" not in said  # there is time
    jonas.fills(link="https://example.org/room").saves(times=2)

    assert title(jonas) == "Sign-up is open"
    assert "Whose idea shall we work on? is in #noticeboard." in text(jonas)
    with commons.database.read(Keeper()) as db:
        opened = workshop_by_id(db, 1)
        assert opened is not None
        assert opened.state == "open"
        assert [each.starts_at for each in slots_of(db, 1)] == [FIRST, SECOND]
        assert join_link_of(db, 1) == "https://example.org/room"
        assert drafts_of_workshops(db, limit=9) == []


def test_what_is_soon_is_said_and_nothing_is_blocked(
    commons: Commons, workspace: Workspace
) -> None:
    jonas = outlines(commons, workspace, first=MONDAY + timedelta(days=8), second=None)
    assert "Interpreters and captions are often booked five weeks ahead." in text(jonas)
    jonas.saves()
    assert title(jonas) == "Sign-up is open"


def test_a_change_of_the_clocks_names_its_cities(commons: Commons, workspace: Workspace) -> None:
    spring = datetime(2027, 3, 28, 1, 30, tzinfo=UTC)  # 01:30 is not an hour in London that night
    jonas = outlines(commons, workspace, first=spring, second=None)

    said = text(jonas)
    assert "London 02:30" in said
    assert "The clocks go forward in " in said
    assert "Helsinki" in said.split("The clocks go forward in ")[1]
    assert "Kolkata" not in said.split("The clocks go forward in ")[1].split(".")[0]


@pytest.mark.parametrize(
    ("filled", "label", "said"),
    [
        (
            {"first": datetime(2026, 11, 26, 8, tzinfo=UTC)},
            "When?",
            "That time has passed. Did you mean Thursday 3 December?",
        ),
        ({"first": FIRST + timedelta(days=800)}, "When?", "more than two years"),
        (
            {"second": FIRST - timedelta(days=1)},
            "A second time, for the other half of the world?",
            "The second time comes before the first.",
        ),
        (
            {"second": FIRST + timedelta(hours=2)},
            "A second time, for the other half of the world?",
            "One time begins before the other is over.",
        ),
        ({"title": "   "}, "What is it called?", "A few words are needed here."),
    ],
)
def test_a_refusal_stands_under_its_field_and_the_words_stay(
    commons: Commons, workspace: Workspace, filled: dict[str, Any], label: str, said: str
) -> None:
    jonas = outlines(commons, workspace, **filled)

    assert said in window(jonas).errors[label]
    assert value(jonas, "purpose") == OUTLINE["purpose"]
    with commons.database.read(Keeper()) as db:
        assert drafts_of_workshops(db, limit=9) == []


def test_back_and_next_again_is_the_same_draft(commons: Commons, workspace: Workspace) -> None:
    jonas = outlines(commons, workspace).fills(link="https://example.org/room").clicks("Back")
    assert title(jonas) == "Open a session"
    assert value(jonas, "title") == OUTLINE["title"]
    jonas.fills(title="Another name", second=None).saves()

    assert "Another name" in text(jonas)
    assert "Second time" not in text(jonas)
    assert value(jonas, "link") == "https://example.org/room"
    assert only_draft(commons.database).title == "Another name"


def test_kept_as_a_draft_with_its_link_and_found_again(
    commons: Commons, workspace: Workspace
) -> None:
    jonas = outlines(commons, workspace).fills(link="https://example.org/room")
    jonas.clicks("Keep as a draft")
    assert "is a draft. Only the facilitators and whoever holds it see it" in text(jonas)
    draft = only_draft(commons.database)
    post = on_the_board(commons, workspace, button("Look", CHECK, str(draft.id)))
    jonas.closes().clicks("Look", on=post)
    assert value(jonas, "link") == "https://example.org/room"

    tom = workspace.person("tom").clicks("Look", on=post)
    tom.expects(shown="This session is not there any more.")


def test_a_link_that_is_none_is_refused_under_it(commons: Commons, workspace: Workspace) -> None:
    jonas = outlines(commons, workspace).fills(link="example.org").saves()
    assert window(jonas).errors == {
        "Link for joining": "That is not an address of the web, such as "
        "https://example.org/room. You can leave it empty for now."
    }
    assert only_draft(commons.database).state == "draft"


def test_thrown_away_it_is_gone(commons: Commons, workspace: Workspace) -> None:
    jonas = outlines(commons, workspace).clicks("Throw it away")
    assert text(jonas) == "The draft is gone. Nobody was told."
    with commons.database.read(Keeper()) as db:
        assert drafts_of_workshops(db, limit=9) == []


def test_what_the_kind_supplies_is_changed_on_the_way(
    commons: Commons, workspace: Workspace
) -> None:
    jonas = outlines(commons, workspace).fills(link="https://example.org/room")
    changes: list[tuple[dict[str, Any], str]] = [
        ({"agenda": "30 Walk\n30 Talk"}, "Plan: 2 parts, 60 minutes"),
        ({"sharing_rule": "Nothing: it stays with those who were there"}, "nothing: it stays"),
        ({"recording": "All of it, if everyone agrees"}, "Recording: all of it"),
        ({"access": ["Interpreter"]}, "In place: interpreter"),
        ({"places": "12"}, "Places: 12"),
    ]
    for index, (filled, said) in enumerate(changes):
        jonas.clicks("Change", index=index).fills(filled).saves()
        assert title(jonas) == "Check, then open"
        assert said in text(jonas)
        assert text(jonas).startswith("Saved.")
    assert value(jonas, "link") == "https://example.org/room"  # what was typed is still there
    jonas.saves()

    assert title(jonas) == "Sign-up is open"


def test_it_is_given_to_a_member_who_is_told_and_opens_it(
    commons: Commons, workspace: Workspace, deliver: Any
) -> None:
    jonas = outlines(commons, workspace).clicks("Change", index=5)
    jonas.fills(holders=["jonas", "amina"]).saves()
    assert "Held by: Jonas and Amina" in text(jonas)
    deliver()
    told = workspace.person("amina").expects(text="A session to hold")
    assert told.shown.startswith(
        "Whose idea shall we work on? is yours to hold: Thursday 14 January 2027, "
    )
    assert "Sign-up is not open yet" in told.shown
    assert "Jonas holds it with you." in told.shown

    post = on_the_board(commons, workspace, button("Look", CHECK, "1"))
    amina = workspace.person("amina").clicks("Look", on=post)
    assert "Held by: Jonas and Amina" in text(amina)
    amina.saves()
    assert title(amina) == "Sign-up is open"


def test_whom_it_is_given_to_at_night_hears_of_it_in_the_morning_and_then_has_the_file(
    commons: Commons, workspace: Workspace, deliver: Any
) -> None:
    jonas = outlines(commons, workspace).clicks("Change", index=5)
    jonas.fills(holders=["jonas", "mere"]).saves().saves()
    deliver()
    mere = workspace.person("mere")
    assert mere.messages == [], "in Auckland it is night"
    workspace.clock.advance(24 * 3600)
    deliver()
    told, *files = mere.messages
    assert told.text == "A session to hold"
    assert [bool(each.files) for each in files] == [True] * len(files)
    assert files
    for place in (mere, workspace.person("jonas"), workspace.channel("noticeboard")):
        for each in place.messages:
            place.expects(text=each.text, shown=each.shown)


def test_who_gives_it_away_sees_who_holds_it_now(commons: Commons, workspace: Workspace) -> None:
    jonas = outlines(commons, workspace)
    with commons.database.transaction() as db:
        member(db, workspace, "leila").facilitator = True
        member(db, workspace, "jonas").facilitator = False
    jonas.clicks("Change", index=5).fills(holders=["leila"]).saves()
    assert text(jonas) == "Whose idea shall we work on? is held by Leila now."


def test_what_somebody_changed_meanwhile_is_seen_before_it_opens(
    commons: Commons, workspace: Workspace
) -> None:
    jonas = outlines(commons, workspace)
    workspace.clock.advance(60)
    with commons.database.transaction(Keeper()) as db:
        leila = member(db, workspace, "leila")
        leila.facilitator = True
        db.flush()
        change(db, leila, 1, {"places": "9"}, now=commons.bot.now())
    jonas.saves()

    assert "Someone changed this while you were looking." in text(jonas)
    assert "Places: 9" in text(jonas)
    jonas.saves()
    assert title(jonas) == "Sign-up is open"


def test_two_who_outline_at_once_see_both_versions(commons: Commons, workspace: Workspace) -> None:
    jonas = outlines(commons, workspace).clicks("Back")
    with commons.database.transaction() as db:
        member(db, workspace, "leila").facilitator = True
    post = on_the_board(commons, workspace, button("Look", CHECK, "1"))
    leila = workspace.person("leila").clicks("Look", on=post).clicks("Back")
    leila.fills(title="Leila's name", second=SECOND + timedelta(days=1)).saves()
    jonas.fills(title="Jonas's name", purpose="Another purpose.").saves()

    assert "Someone changed this while you were writing." in text(jonas)
    assert "Theirs: Leila's name" in text(jonas)
    assert window(jonas).submit == "Use mine"
    jonas.saves()
    draft = only_draft(commons.database)
    assert (draft.title, draft.purpose) == ("Jonas's name", "Another purpose.")
    with commons.database.read(Keeper()) as db:  # what only she touched stays hers
        assert slots_of(db, draft.id)[1].starts_at == SECOND + timedelta(days=1)


def test_what_could_identify_somebody_is_asked_about_once(
    commons: Commons, workspace: Workspace
) -> None:
    jonas = outlines(commons, workspace, purpose="What Mrs Hale on the fourth floor needs.")
    jonas.saves()
    assert title(jonas) == "One question first"
    assert only_draft(commons.database).state == "draft"
    jonas.saves()
    assert title(jonas) == "Sign-up is open"


def test_members_are_told_what_they_can_do_instead(commons: Commons, workspace: Workspace) -> None:
    post = on_the_board(commons, workspace, new_button())
    workspace.person("tom").clicks("Open a session", on=post).expects(
        shown="Facilitators open sessions. If there is something that you would like one to be "
        "about, you can offer your idea: /workshop shows where."
    )


def test_who_facilitates_no_more_is_told_under_the_first_field(
    commons: Commons, workspace: Workspace
) -> None:
    jonas = begins(commons, workspace).fills(OUTLINE)
    with commons.database.transaction() as db:
        member(db, workspace, "jonas").facilitator = False
    jonas.saves()
    assert "Facilitators open sessions." in errors(jonas)[0]


@pytest.mark.parametrize("action_id", [CHECK, BACK, KEEP_DRAFT, THROW_AWAY])
def test_an_old_button_of_who_holds_it_no_more_is_answered(
    commons: Commons, workspace: Workspace, action_id: str
) -> None:
    with commons.database.transaction() as db:
        a_session(db, member(db, workspace, "jonas"))
    post = on_the_board(commons, workspace, button("Press", action_id, "1"))
    tom = workspace.person("tom")
    if action_id in {CHECK, THROW_AWAY}:
        tom.clicks("Press", on=post).expects(shown="Only the facilitators and whoever holds")
        return
    jonas = outlines(commons, workspace)
    with commons.database.transaction() as db:
        member(db, workspace, "jonas").facilitator = False
        member(db, workspace, "leila").facilitator = True
    with commons.database.transaction(Keeper()) as db:
        leila = member(db, workspace, "leila")
        shown = [workspace.user("jonas").id]
        give(db, leila, 2, shown=shown, chosen=[leila.slack_id], now=commons.bot.now())
    jonas.clicks("Back" if action_id == BACK else "Keep as a draft")
    assert "This session is not there any more." in text(jonas)


def test_hostile_words_stand_as_they_were_typed(commons: Commons, workspace: Workspace) -> None:
    hostile = "<!channel> *bold* & {{ x }}"
    jonas = outlines(commons, workspace, title=hostile)
    assert hostile in text(jonas)
    jonas.saves()
    assert f"{hostile} is in #noticeboard." in text(jonas)
    assert buttons(jonas) == ["Open"]
    assert now_is(commons.database, Workshop(id=1)).title == hostile
