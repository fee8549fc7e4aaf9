"""Calendar files in people's messages, and the address that their calendar asks at."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import vobject
from httpx import Client

from bot.app import Commons
from bot.calendars import FILE
from bot.errors import Refusal
from bot.settings import Settings
from bot.visibility import Keeper, read_as
from handlers.servers import WebServer
from sandbox.faults import Fault
from sandbox.sights import Attached
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from storage.deliveries import Delivery
from storage.people import member_by_slack_id
from storage.signups import signup_of
from tests.conftest import settings_for
from tests.handlers import buttons, text
from tests.handlers.seats import STARTS, Sessions

HOUR = timedelta(hours=1)
WEB = "https://commons.example"


@pytest.fixture
def sessions(commons: Commons, workspace: Workspace) -> Sessions:
    return Sessions(commons, workspace)


@pytest.fixture
def amina(workspace: Workspace) -> Person:
    return workspace.person("amina")


def read(file: Attached) -> Any:
    """The one event in it, with the method of the file."""
    calendar = vobject.readOne(file.content.decode())
    [event] = calendar.vevent_list
    return calendar.method.value, event


def the_file(somebody: Person, shown: str) -> Any:
    [file] = somebody.expects(shown=shown).files
    assert (file.name, file.title) == ("session.ics", "Whose idea shall we work on?")
    return read(file)


def test_a_place_brings_a_file_with_the_link(sessions: Sessions, amina: Person) -> None:
    sessions.signs_up(amina)
    method, event = the_file(amina, "Thursday 14 January 2027, 08:00 to 11:00, London time")

    assert (method, event.dtstart.value, event.sequence.value) == ("PUBLISH", STARTS, "0")
    assert event.url.value == "https://meet.example/1"
    assert sessions.carries() == 0, "and nothing else"


@pytest.mark.parametrize("state", ["waiting", "reading"])
def test_who_has_no_place_gets_none(sessions: Sessions, amina: Person, state: str) -> None:
    sessions.signs_up(amina, state=state)

    assert amina.messages == []


def test_switching_and_leaving_is_the_same_event(sessions: Sessions, amina: Person) -> None:
    sessions.signs_up(amina)
    _, first = the_file(amina, "Open the file to put it")
    sessions.signs_up(amina, position=2)
    _, second = the_file(amina, "This file brings your calendar up to date")
    sessions.signs_up(amina, state="left")
    method, third = the_file(amina, "Open the file to take it out")

    assert len({each.uid.value for each in (first, second, third)}) == 1
    assert [each.sequence.value for each in (first, second, third)] == ["0", "1", "2"]
    assert second.dtstart.value == STARTS + 12 * HOUR
    assert (method, third.status.value) == ("CANCEL", "CANCELLED")


def test_what_never_came_is_not_taken_out(sessions: Sessions, amina: Person) -> None:
    sessions.signs_up(amina, carries=False)
    sessions.signs_up(amina, state="left")

    assert amina.messages == []


def test_a_file_opens_their_messages_and_remembers_them(
    commons: Commons, sessions: Sessions, amina: Person
) -> None:
    sessions.signs_up(amina)
    amina.expects()

    with commons.database.transaction() as db:
        found = member_by_slack_id(db, amina.id)
        assert found is not None
        assert found.direct == f"D{amina.id[1:]}"
        found.direct = "DELSEWHER"  # Slack does not know that place any more
    sessions.signs_up(amina, position=2)
    amina.expects(shown="brings your calendar up to date")


@pytest.mark.parametrize(
    ("method", "fault", "copies"),
    [
        ("files.getUploadURLExternal", Fault.resets(), 1),
        ("files.getUploadURLExternal", Fault.rate_limited(), 1),
        ("upload", Fault.resets(), 1),
        ("upload", Fault.server_error(), 1),
        ("files.completeUploadExternal", Fault.resets(), 1),
        ("files.completeUploadExternal", Fault.fails(), 1),
        ("files.completeUploadExternal", Fault.resets(after=True), 2),
    ],
)
def test_whatever_happens_it_comes_and_twice_it_is_one_event(
    sessions: Sessions, workspace: Workspace, amina: Person, method: str, fault: Fault, copies: int
) -> None:
    workspace.faults.add(method, fault)
    sessions.signs_up(amina)
    sessions.looks_again()

    found = [the_file(amina, "Open the file")[1] for _ in range(copies)]
    assert {(each.uid.value, each.sequence.value) for each in found} == {(found[0].uid.value, "0")}


def test_what_slack_refuses_is_held(
    commons: Commons, sessions: Sessions, workspace: Workspace, amina: Person
) -> None:
    workspace.faults.add("files.getUploadURLExternal", Fault.fails("file_uploads_disabled"))
    sessions.signs_up(amina)

    with commons.database.transaction() as db:
        [held] = [each for each in db.query(Delivery) if each.kind == FILE and each.held]
        assert held.held == "file_uploads_disabled"
    workspace.person("jonas").expects(shown="a calendar file. Slack takes no files here")


class TestFeed:
    """Where Commons has an address on the web."""

    @pytest.fixture
    def settings(self, settings: Settings, server: Any, workspace: Workspace) -> Settings:
        return settings_for(server, workspace, settings.database_url, COMMONS_WEB_URL=WEB)

    @pytest.fixture
    def client(self, commons: Commons) -> Iterator[Client]:
        server = WebServer(commons.web, 0)
        server.start()
        with Client(base_url=server.url) as client:
            yield client
        server.stop()

    @pytest.fixture
    def path(self, sessions: Sessions, amina: Person) -> str:
        """Of Amina's calendar, who comes to one session."""
        sessions.signs_up(amina)
        amina.expects()
        return make(amina)

    def test_it_is_what_stands(self, client: Client, path: str) -> None:
        answer = client.get(path)
        [event] = vobject.readOne(answer.text).vevent_list

        assert (answer.status_code, answer.headers["content-type"]) == (
            200,
            "text/calendar; charset=utf-8",
        )
        assert answer.headers["cache-control"] == "private, no-store"
        assert (event.dtstart.value, event.url.value) == (STARTS, "https://meet.example/1")

    def test_it_says_when_nothing_is_new(
        self, client: Client, sessions: Sessions, amina: Person, path: str
    ) -> None:
        tag = client.get(path).headers["etag"]
        known = {"If-None-Match": tag}
        head = client.head(path)
        assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", tag)
        assert (client.get(path, headers=known).status_code, client.get(path).status_code) == (
            304,
            200,
        )
        sessions.signs_up(amina, state="left")
        amina.expects(shown="take it out")

        after = client.get(path, headers=known)
        assert after.status_code == 200
        assert "VEVENT" not in after.text

    def test_it_ends_with_a_new_one_and_when_switched_off(
        self, client: Client, amina: Person, path: str
    ) -> None:
        amina.clicks("Make a new one")
        new = address(amina)
        assert [client.get(each).status_code for each in (path, new)] == [404, 200]
        amina.clicks("Switch it off")
        assert buttons(amina) == ["Make one"]

        gone = [client.get(each) for each in (path, new, "/calendar/x.ics", "/calendar/.ics")]
        assert {(each.status_code, each.text) for each in gone[:3]} == {
            (404, "There is nothing here.")
        }
        assert gone[3].status_code == 404
        assert client.get("/calendar/").status_code == 404

    def test_it_ends_when_they_leave_slack(
        self, client: Client, workspace: Workspace, path: str
    ) -> None:
        workspace.person("amina").becomes(deleted=True)

        assert client.get(path).status_code == 404

    def test_it_is_read_with_their_eyes(
        self, commons: Commons, client: Client, sessions: Sessions, path: str
    ) -> None:
        """The link is theirs no more the moment that the place is not."""
        amina = sessions.member_id("amina")
        with commons.database.transaction() as db:
            read_as(db, Keeper())
            part = signup_of(db, sessions.id, amina)
            assert part is not None
            part.state = "reading"

        assert "meet.example" not in client.get(path).text

    def test_what_is_asked_for_is_not_logged(
        self, client: Client, path: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level("INFO", logger="uvicorn"):
            client.get(path)
            client.get("/calendar/guess.ics")

        assert [
            each for each in caplog.messages if "calendar/" in each and "testserver" not in each
        ] == []

    def test_another_member_sees_only_their_own(self, workspace: Workspace, path: str) -> None:
        other = make(workspace.person("tom"))

        assert other != path


def make(somebody: Person) -> str:
    """They make an address; returns its path."""
    somebody.opens_home().clicks("My settings", on="home").clicks("Show")
    assert "You have none yet" in text(somebody)
    somebody.clicks("Make one")
    return address(somebody)


def address(somebody: Person) -> str:
    [line] = [each for each in text(somebody).splitlines() if each.startswith(WEB)]
    return line.removeprefix(WEB)


def test_without_a_web_address_nothing_of_it_is_shown(commons: Commons, amina: Person) -> None:
    del commons  # it listens
    amina.opens_home().clicks("My settings", on="home")

    assert "Show" not in buttons(amina)
    assert "calendar" not in text(amina)


def test_the_server_starts_and_stops(commons: Commons) -> None:
    server = WebServer(commons.web, 0)
    server.start()
    other = WebServer(commons.web, int(server.url.rpartition(":")[2]))
    with pytest.raises(Refusal, match="port_taken"):
        other.start()
    server.stop()
    assert not server._thread.is_alive()
