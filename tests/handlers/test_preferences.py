"""My settings, as people use them: one window, a small form behind each group, one tap back."""

from datetime import UTC, date, datetime, time

import pytest

from bot.app import Commons
from bot.doorway import open_doorway
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from storage.people import Member, member_by_slack_id
from tests.handlers import Deliver, buttons, errors, text, title, value, window

pytestmark = pytest.mark.usefixtures("commons")


@pytest.fixture
def amina(workspace: Workspace, deliver: Deliver) -> Person:
    """She has met Commons, which knows where she lives."""
    amina = workspace.person("amina").opens_home()
    deliver()
    return amina


def known(commons: Commons, somebody: Person) -> Member:
    with commons.database.read() as db:
        found = member_by_slack_id(db, somebody.id)
        assert found is not None
        return found


def test_it_says_how_it_is_now_and_follows_what_is_saved(commons: Commons, amina: Person) -> None:
    amina.clicks("My settings", on="home").clicks("Change hours")
    assert (value(amina, "begins"), value(amina, "ends")) == ("09:00", "17:00")
    assert window(amina).field("country").value == "zone"
    amina.fills(begins=time(7, 30), ends="16:00", weekend=["Friday", "Saturday"])
    amina.fills(country="Ukraine").saves()

    said = (
        "I write to you Sunday to Thursday, 07:30 to 16:00, London time. "
        "I know of no public holidays in Ukraine this year. Your days off still count."
    )
    assert text(amina) == said
    amina.closes()
    assert title(amina) == "My settings"
    assert text(amina).startswith(said)
    kept = known(commons, amina)
    assert (kept.works_from, kept.weekend, kept.country) == (time(7, 30), [4, 5], "UA")


def test_the_command_opens_it_and_its_help_names_it(amina: Person) -> None:
    amina.types("/commons settings")
    assert title(amina) == "My settings"
    amina.closes().types("/commons help")

    amina.expects(shown="/commons settings is when, how often and of what I write to you.")


def test_a_week_without_a_working_day_is_refused_where_it_stands(
    commons: Commons, amina: Person
) -> None:
    amina.clicks("My settings", on="home").clicks("Change hours")
    week = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    amina.fills(weekend=week).saves()
    assert errors(amina) == [
        (
            "One day has to be left on which I may write to you. To hear nothing at all, choose "
            "Pause everything in My settings."
        )
    ]

    amina.fills(weekend=week[:6], begins="17:00", ends="09:00").saves()
    assert errors(amina) == [
        "Please choose a time at least an hour after the first one, on the same day."
    ]
    amina.fills(begins="09:00", ends="10:00").saves(times=2)
    assert text(amina).startswith("I write to you Sunday, 09:00 to 10:00, London time")
    assert known(commons, amina).weekend == [0, 1, 2, 3, 4, 5]


def test_what_comes_and_how_often(commons: Commons, amina: Person) -> None:
    amina.clicks("My settings", on="home").clicks("Change messages")
    amina.fills(rhythm="At most once a month", kinds=["Thanks for what I wrote"]).saves()
    assert "Of my own accord I write at most once a month: thanks." in text(amina)
    kept = known(commons, amina)
    assert (kept.rhythm, "thanks" in kept.unwanted, len(kept.unwanted)) == ("monthly", False, 4)

    amina.closes().clicks("Change messages").fills(rhythm="Only when I ask for something").saves()
    assert text(amina).startswith("Of my own accord I write nothing.")


def test_away_stands_in_home_and_one_tap_ends_it(
    commons: Commons, amina: Person, deliver: Deliver
) -> None:
    """It is Monday 30 November."""
    amina.clicks("My settings", on="home").clicks("I'll be away")
    assert value(amina, "until") == "2026-12-07"
    amina.fills(until="2026-11-30").saves()
    assert errors(amina) == [
        (
            "That day has begun already where you are. Choose a later one, from which on I may "
            "write to you again."
        )
    ]
    amina.fills(until="2026-12-24").saves().closes(everything=True)
    deliver()
    assert "You are away until Thursday 24 December." in amina.home.text
    assert known(commons, amina).away_until == date(2026, 12, 24)

    amina.clicks("I'm back", on="home")
    deliver()
    assert "You are away" not in amina.home.text
    assert known(commons, amina).away_until is None


def test_everything_is_paused_and_goes_on_with_one_tap_each(
    commons: Commons, amina: Person, deliver: Deliver
) -> None:
    amina.clicks("My settings", on="home").clicks("Pause everything")
    assert "You paused everything. Only what you need for sessions still comes." in text(amina)
    deliver()
    assert "You paused everything." in amina.home.text
    assert known(commons, amina).paused_at is not None

    amina.clicks("Go on", on="window")
    assert "paused" not in text(amina)
    deliver()
    assert "paused" not in amina.home.text


def test_how_somebody_takes_part_is_seen_by_facilitators_alone(
    amina: Person, workspace: Workspace, deliver: Deliver
) -> None:
    amina.clicks("My settings", on="home").clicks("Change the rest")
    amina.fills(taking_part="Listening", keeps_drafts="Keep a draft for me").saves()
    assert "You take part by listening." in text(amina)
    amina.closes().clicks("What the facilitators can see about me")
    assert "How you want to take part: listening." in text(amina)
    amina.closes(everything=True)

    jonas = workspace.person("jonas").opens_home().clicks("Settings", on="home")
    jonas.clicks("How people take part")
    assert text(jonas).splitlines() == [
        "As they told you. Most say nothing, and that is fine, too.",
        "Amina: listening.",
    ]
    jonas.closes(everything=True)
    deliver()
    assert "How people take part" not in amina.home.buttons


def test_somebody_of_another_organisation_finds_it_behind_the_doorways_button(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    """They have no commands, perhaps no Home, and Slack does not say where they are."""
    user = workspace.add_user("noor", "Noor Visser", team="TELSEWHER", zone="")
    workspace.conversation("noticeboard").members.append(user.id)
    with commons.database.transaction() as db:
        open_doorway(db, now=commons.clock.now())
    deliver()
    post = workspace.channel("noticeboard").expects(shown="Start here")
    noor = workspace.person("noor").clicks("My things", on=post).closes()
    deliver()
    noor.clicks("My things", on=post)
    assert "Slack does not say where you are. Until you do, I go by UTC" in text(noor)
    noor.clicks("My settings").clicks("Change place")
    assert len(noor.windows) == 3

    noor.fills(zone="Asia/Kathmandu").saves()
    assert "by Kathmandu time" in text(noor)
    noor.closes()
    assert "by Kathmandu time, which you chose." in text(noor)
    assert known(commons, noor).time_zone == "Asia/Kathmandu"


def test_a_zone_is_asked_about_once_and_followed(
    commons: Commons, amina: Person, deliver: Deliver
) -> None:
    assert "I take it that you live by London time: it is 10:00 there now." in amina.home.text
    amina.clicks("That's right", on="home")
    deliver()
    assert "London time" not in amina.home.text

    amina.becomes(zone="Pacific/Apia")
    deliver()
    assert "Slack says that you live by Apia time now" in amina.home.text
    amina.clicks("Change", on="home").fills(zone="Adelaide, Australia").saves()
    assert "stays until you change it" in text(amina)
    amina.closes().becomes(zone="Asia/Kathmandu")
    deliver()
    assert known(commons, amina).time_zone == "Australia/Adelaide"
    assert "Slack says" not in amina.home.text

    amina.clicks("My settings", on="home").clicks("Change place")
    assert "You chose this yourself. Slack says Kathmandu time." in text(amina)
    amina.clicks("Follow Slack")
    assert "When Slack says that you moved, I follow." in text(amina)
    amina.closes()
    assert "by Kathmandu time, as Slack says." in text(amina)


def test_a_zone_that_is_no_more_is_named_and_nothing_breaks(
    commons: Commons, amina: Person, deliver: Deliver
) -> None:
    with commons.database.transaction() as db:
        member = member_by_slack_id(db, amina.id)
        assert member is not None
        member.time_zone = member.own_zone = "Asia/Atlantis"
        member.slack_zone = ""
    commons.prepare()
    deliver()

    assert "There is no time zone Asia/Atlantis any more." in amina.home.text
    amina.clicks("Change", on="home").fills(zone="Kathmandu, Nepal").saves().closes()
    deliver()
    assert "Atlantis" not in amina.home.text


def test_what_home_offers_is_no_longer_than_what_there_is_to_decide(
    amina: Person, deliver: Deliver
) -> None:
    amina.clicks("That's right", on="home")
    deliver()

    assert amina.home.text.splitlines()[:3] == [
        "Hello Amina. I remember things for the group, so that people don't have to.",
        "Waiting for you",
        "You are new here. Shall the weekly digest say that you came?",
    ]
    assert amina.home.buttons[-2:] == ["My settings", "What the facilitators can see about me"]


def test_at_new_year_far_east_the_day_is_theirs(
    workspace: Workspace, commons: Commons, amina: Person
) -> None:
    """It is 1 January in Apia, and 31 December here."""
    amina.becomes(zone="Pacific/Apia")
    moment = datetime(2026, 12, 31, 12, tzinfo=UTC)
    workspace.clock.advance(moment.timestamp() - workspace.clock.now())
    amina.opens_home().clicks("My settings", on="home").clicks("I'll be away")
    amina.fills(until="2027-01-01").saves()
    assert errors(amina)[0].startswith("That day has begun already")
    amina.fills(until="2027-01-02").saves()

    assert text(amina) == "You are away until Saturday 2 January. What comes up waits for you."
    assert known(commons, amina).away_until == date(2027, 1, 2)
    assert buttons(amina) == []
