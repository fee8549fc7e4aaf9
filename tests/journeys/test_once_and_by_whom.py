"""Notices, asks and the digest when people are impatient, late, or not the ones: every save and
every click twice, by somebody without the right, forged, and after the thing ended. Each gets a
sentence, and is one row and one message.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from bot import helps, notices
from bot.app import Commons
from bot.notices import Said
from bot.visibility import Room, person, read_as
from sandbox.sights import Message
from sandbox.vocabulary import Person
from storage.digests import current_digest
from storage.people import Member, member_by_slack_id
from templates.asks import views as asks
from templates.blocks import actions, button
from templates.digests import hosts, settings
from templates.digests.views import READ
from templates.notices import views as board
from tests.handlers import errors, text
from tests.journeys.chapters import Chapters
from tests.journeys.conftest import Written
from tests.journeys.years import Writer, Year, window

MY_FAULT = "it is my fault"
FORGED = ("999999", "9" * 30, "1:nothing; drop", "")
OF_NOTICES = (
    board.OPEN, board.EDIT, board.STAND_LONGER, board.TAKE_DOWN, board.PUT_UP_AGAIN, asks.HELP,
    asks.SETTLED, asks.FIND, asks.LEAVE_BE, asks.ASK_AGAIN, asks.LET_GO, asks.NEXT,
    asks.TAKE_NEXT_BACK,
)  # fmt: skip
OF_PARTS = (asks.TELL_NAME, asks.GIVE_BACK, asks.NOT_NOW)
OF_DIGESTS = (
    hosts.SEE, hosts.ADD_LINE, hosts.LEAVE_OUT, hosts.HOLD, hosts.LET_GO, hosts.SEND_NOW,
    hosts.ARRANGE, settings.BREAKS, settings.REMOVE_BREAK,
)  # fmt: skip
STATES = {"settled": notices.settle, "taken_down": notices.take_down}
CAN = {
    "jonas": (asks.FIND, asks.LEAVE_BE, asks.HELP),
    "tom": (asks.HELP, *OF_PARTS),
    "amina": (asks.TELL_NAME, *OF_NOTICES),
}
WORDS = "Who knows about nights?"


@pytest.fixture
def tom(year: Year, chapters: Chapters) -> Iterator[Writer]:
    """Jonas and Leila facilitate."""
    chapters.goes_on(year, begins)
    yield year.person("tom")
    year.goes_by()
    with year.workspace.lock:
        posts = year.workspace.posts.everything()
        said = [Message(year.workspace, each) for each in posts]
    for message in said:  # how many there were is said by each test
        message.post.expected = True
        assert MY_FAULT not in message.shown


def begins(year: Year) -> None:
    jonas = year.person("jonas").opens_home().clicks("Settings", on="home")
    jonas.fills(facilitators=["jonas", "leila"]).saves().closes()
    for each in ("amina", "priya", "tom", "wanjiru"):
        year.person(each).opens_home()
    year.goes_by()


class Rules:
    """What the story does without a click."""

    def __init__(self, commons: Commons, year: Year) -> None:
        self.commons = commons
        self.year = year

    def does(self, handle: str, rule: Callable[..., Any], *args: Any, **more: Any) -> Any:
        with self.commons.database.transaction() as db:
            by = self._member(db, handle)
            read_as(db, person(by))
            return rule(db, by, *args, now=self.commons.clock.now(), **more)

    def asked(self, handle: str = "amina", **more: Any) -> int:
        said = Said("ask", more.pop("words", WORDS), **{"wish": "ideas", **more})
        return int(self.does(handle, notices.put_up, said, origin=None).id)

    def helped(self, notice_id: int, handle: str = "tom") -> int:
        """The id of their part in it."""
        return int(self.does(handle, helps.help_with, notice_id, "", beside=True).id)

    def digest(self) -> int:
        with self.commons.database.transaction(Room()) as db:
            digest = current_digest(db)
            assert digest is not None
            return digest.id

    def panel(self, *rows: tuple[Sequence[str], Any]) -> Message:
        """Buttons for everyone, as old posts and forgers have them: ways with a value."""
        blocks = [
            actions(*(button(f"{way} {value}"[:75], way, str(value)) for way in ways))
            for ways, value in rows
        ]
        hallway = self.year.workspace.channel("hallway")
        self.commons.bot.slack.chat_postMessage(
            channel=hallway.id, text="Here", blocks=blocks, unfurl_links=False, unfurl_media=False
        )
        return hallway.expects(text="Here")

    def id_of(self, handle: str) -> int:
        with self.commons.database.read() as db:
            return self._member(db, handle).id

    def _member(self, db: Any, handle: str) -> Member:
        found = member_by_slack_id(db, self.year.person(handle).id)
        assert found is not None
        return found


@pytest.fixture
def rules(commons: Commons, year: Year, tom: Writer) -> Rules:
    del tom
    return Rules(commons, year)


def hears(somebody: Person) -> str:
    """What they were told since they last heard, once the windows are closed."""
    new = [each for each in somebody.sees if not each.post.expected]
    heard = [each.text for each in somebody.windows] + [each.shown for each in new]
    for each in new:
        each.post.expected = True
    while somebody.window is not None:
        somebody.closes(everything=True)
    return "\n".join(heard)


def test_every_button_clicked_twice_is_clicked_once(
    year: Year, rules: Rules, written: Written
) -> None:
    """On what stands, found what it asked for, came to its day, and was taken down; by who asked,
    who helps, a facilitator and anybody.
    """
    ids = [rules.asked(), rules.asked(unnamed=True)]
    parts = [rules.helped(each) for each in ids]
    for rule in STATES.values():
        ids.append(rules.asked())
        parts.append(rules.helped(ids[-1]))
        rules.does("amina", rule, ids[-1])
    year.goes_by()
    rows = [(OF_NOTICES, each) for each in ids] + [(OF_PARTS, each) for each in parts]
    panel = rules.panel(*rows)
    before = written()
    for label in panel.buttons:
        year.person("wanjiru").clicks(label, on=panel)
        assert MY_FAULT not in hears(year.person("wanjiru")), label
    assert written() == before, "anybody may look, and no more"
    for handle, ways in CAN.items():
        somebody = year.person(handle)
        for label in [each for each in panel.buttons if each.split()[0] in ways]:
            somebody.clicks(label, on=panel)
            assert MY_FAULT not in hears(somebody), (handle, label)
            once = written()
            somebody.clicks(label, on=panel)
            assert MY_FAULT not in hears(somebody), (handle, label)
            assert written() == once, (handle, label)
    year.goes_by()
    assert len(year.board.messages) == len(ids), "one each: what ended was put up again"


def test_a_forged_button_changes_nothing(year: Year, rules: Rules, written: Written) -> None:
    rules.helped(rules.asked())
    opening = (READ, board.LIST, board.NEW)
    rows = [
        (ways, value) for ways in (OF_NOTICES, OF_PARTS, OF_DIGESTS, opening) for value in FORGED
    ]
    panel, before = rules.panel(*rows), written()
    for handle in ("jonas", "mikko"):
        somebody = year.person(handle)
        for label in panel.buttons:
            somebody.clicks(label, on=panel)
            assert MY_FAULT not in hears(somebody), (handle, label)
    assert written() == before


def test_nobody_but_a_facilitator_decides_about_the_digest(
    year: Year, rules: Rules, written: Written
) -> None:
    digest = rules.digest()
    panel = rules.panel((OF_DIGESTS, digest))
    tom, before = year.person("tom"), written()
    for label in panel.buttons:
        tom.clicks(label, on=panel)
        assert "Only facilitators can do this." in hears(tom), label
    assert written() == before
    jonas = year.person("jonas")
    for label in panel.buttons:
        jonas.clicks(label, on=panel)
        assert MY_FAULT not in hears(jonas), label
        after = written()
        jonas.clicks(label, on=panel)
        assert MY_FAULT not in hears(jonas), label
        assert written() == after, label
    year.goes_by()
    assert len([each for each in year.board.messages if each.text.startswith("This week")]) == 1


def test_every_save_twice_is_one(year: Year, tom: Writer, written: Written) -> None:
    """As an impatient client sends it."""
    amina, jonas = year.person("amina"), year.person("jonas")

    def twice(somebody: Person, *tables: str) -> None:
        before = written()
        somebody.saves(times=2)
        assert MY_FAULT not in text(somebody)
        assert errors(somebody) == []
        after = written()
        more = {each: len(after[each]) - len(before[each]) for each in after}
        assert {each: n for each, n in more.items() if n} == dict.fromkeys(tables, 1)
        somebody.closes(everything=True)

    twice(
        amina.types(f"/commons {WORDS}").fills(wish="ideas"),
        "notices",
        "bylines",
        "asks",
        "watches",
    )
    amina.types("/commons list").clicks("Open").clicks("Edit").fills(more="On the ward.")
    twice(amina)
    year.goes_by()
    [post] = year.board.messages
    jonas.clicks("Open", on=post).clicks("Find someone").fills(people=["priya"])
    twice(jonas, "helps")
    twice(tom.clicks("I can help", on=post), "helps")
    amina.clicks("Open", on=post).clicks("That's settled").closes(everything=True)
    amina.clicks("Open", on=post).clicks("What happened next?")
    twice(amina.fills(words="It rained.", who="group"), "loop_closures")
    jonas.opens_home().clicks("Add a line", on="home")
    twice(jonas.fills(words="See you on Thursday."), "digest_notes")
    jonas.clicks("Leave something out", on="home").fills(next=window(jonas).options("next"))
    twice(jonas, "omissions")
    twice(jonas.clicks("When and where", on="home").fills(weekday="Wednesday"))
    jonas.clicks("When and where", on="home").clicks("Days without a digest")
    twice(jonas.fills(first="2027-01-06", last="2027-01-06"), "digest_breaks")
    year.goes_by()
    year.comes("01-08")
    assert len(year.board.messages) == 2, "one post, and one digest"
    assert len(year.workspace.group("amina", "tom").messages) == 1
    assert year.person("priya").messages == [], "it was settled before her day began"


# What was saved while its window was open, and what its window says then.
LATE: dict[str, tuple[str, Callable[[Person, Message], Person], Callable[..., Any], str]] = {
    "help, settled": ("tom", lambda who, on: who.clicks("I can help", on=on), notices.settle,
                      "That is not asked any more."),
    "help, taken down": ("tom", lambda who, on: who.clicks("I can help", on=on),
                         notices.take_down, "That can't be read any more"),
    "find, settled": (
        "jonas",
        lambda who, on: who.clicks("Open", on=on).clicks("Find someone").fills(people=["priya"]),
        notices.settle, "That is not asked any more."),
    "find, taken down": (
        "jonas",
        lambda who, on: who.clicks("Open", on=on).clicks("Find someone").fills(people=["priya"]),
        notices.take_down, "That can't be read any more"),
    "edit, settled": (
        "amina", lambda who, on: who.clicks("Open", on=on).clicks("Edit").fills(more="And?"),
        notices.settle, "This stands no more"),
    "edit, taken down": (
        "amina", lambda who, on: who.clicks("Open", on=on).clicks("Edit").fills(more="And?"),
        notices.take_down, "This stands no more"),
}  # fmt: skip


def test_it_ended_while_its_window_was_open(year: Year, rules: Rules, written: Written) -> None:
    for handle, opens, ends, told in LATE.values():
        notice_id = rules.asked()
        year.goes_by()
        somebody = opens(year.person(handle), year.board.messages[-1])
        rules.does("amina", ends, notice_id)
        before = written()
        somebody.saves()
        assert errors(somebody)[0].startswith(told), told
        assert written() == before
        somebody.closes(everything=True)


def test_who_facilitated_when_the_window_opened(year: Year, rules: Rules, written: Written) -> None:
    rules.asked()
    year.goes_by()
    [post] = year.board.messages
    leila, jonas = year.person("leila"), year.person("jonas")
    ways: Sequence[Callable[[], Person]] = (
        lambda: leila.clicks("Open", on=post).clicks("Find someone").fills(people=["priya"]),
        lambda: leila.clicks("Add a line", on="home").fills(words="Mine."),
        lambda: leila.clicks("Leave something out", on="home").fills(
            asks=window(leila).options("asks")
        ),
        lambda: leila.clicks("When and where", on="home").fills(hour="14:00"),
        lambda: (
            leila.clicks("When and where", on="home")
            .clicks("Days without a digest")
            .fills(first="2027-01-11", last="2027-01-11")
        ),
    )
    for way in ways:
        jonas.opens_home().clicks("Settings", on="home")
        jonas.fills(facilitators=["jonas", "leila"]).saves().closes()
        leila.opens_home()
        way()
        jonas.clicks("Settings", on="home").fills(facilitators=["jonas"]).saves().closes()
        before = written()
        leila.saves()
        assert errors(leila) == ["Only facilitators can do this. You could ask one of them."]
        assert written() == before
        leila.closes(everything=True)


def test_a_window_of_ones_own_saves_nothing_of_anothers(
    year: Year, rules: Rules, written: Written
) -> None:
    """A forged save: the window was opened for the one and names the other."""
    quiet = rules.asked("wanjiru", visibility="facilitators")
    rules.asked()
    year.goes_by()
    [post] = year.board.messages
    tom, amina = year.person("tom"), year.person("amina")
    before = written()
    tom.clicks("I can help", on=post)
    amina.clicks("Open", on=post).clicks("Edit")
    for somebody, told in ((tom, "That can't be read any more"), (amina, "There is nothing here")):
        body = window(somebody).open_view.body
        known = json.loads(body["private_metadata"])
        for forged in (quiet, 999999):
            body["private_metadata"] = json.dumps({**known, "notice": forged})
            somebody.saves()
            assert errors(somebody)[0].startswith(told), errors(somebody)
        somebody.closes(everything=True)
    assert written() == before
