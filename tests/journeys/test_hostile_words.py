"""Whatever people write into the boxes of notices, asks and the digest, as much as fits there: in
every place where it comes up it stands as it was typed or is cut, rings nobody, and is neither on
a locked phone nor in a log.
"""

import logging
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.app import Commons
from sandbox.sights import Message
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from storage.deliveries import held_deliveries
from tests.handlers import errors, title
from tests.journeys.chapters import Chapters
from tests.journeys.years import Writer, Year, put_down, window

MY_FAULT = "it is my fault"
HOSTILE = (
    "<!channel> <!here|here> <@UTOM00000|x> <#CNOTICEBO> @channel @everyone *b* _i_ ~s~ `c` "
    '> q &amp; <b> "x" {{ 7 * 7 }} {% raw %} :tada: 🎉 \u202e \\ https://example.org/<a> '
)
LINK = "https://example.org/*b*_i_~s~`c`&amp;&lt;{{7}}@channel:tada:"
NAME = "*{}* _x_ & <!channel|{}> `y`"
KINDS = (
    "I would like help",
    "I offer something",
    "An event",
    "News",
    "I wonder about something",
    "Something worth a look",
    "Thanks",
)
MARK = re.compile(r"§(\d+)§")
LEAST = 30  # letters are left of what is cut
HANDLES = ("amina", "jonas", "leila", "tom", "priya", "wanjiru")


class Typed:
    """All that was typed, each piece under a number that stands in it."""

    def __init__(self) -> None:
        self._pieces: list[str] = []

    def __call__(self, length: int, around: str = HOSTILE, *, before: str = "") -> str:
        mark = f"§{len(self._pieces)}§"
        piece = (mark + around * (length // len(around) + 1))[: length - len(before) - 1] + "!"
        self._pieces.append(piece)
        return before + piece

    def check(self, words: str) -> None:
        """Each piece in it is whole, or cut where an ellipsis says so."""
        for found in MARK.finditer(words):
            whole, shown = self._pieces[int(found[1])], words[found.start() :]
            if not shown.startswith(whole):
                shown, cut, _ = shown.partition("…")
                assert cut, (whole, shown)
                assert whole.startswith(shown), (whole, shown)
                assert len(shown) >= LEAST, shown


class Guarded(Writer):
    """After each thing that they do, what they see is looked at."""

    watch: Callable[[Any], None]

    def _try(self, act: Callable[[], None]) -> None:
        super()._try(act)
        for each in self.windows:
            self.watch(each.blocks)
            assert MY_FAULT not in each.text, each.title
        if self.has_home:
            self.watch(self.home.blocks)


class Watched(Year):
    def __init__(self, commons: Commons, workspace: Workspace) -> None:
        super().__init__(commons, workspace)
        self.words = Typed()

    def person(self, handle: str) -> Writer:
        guarded = Guarded(self.workspace, self.workspace.user(handle).id, self.typed)
        guarded.watch = self.look
        return guarded

    def look(self, blocks: Any) -> None:
        for node in nodes(blocks):
            if node.get("type") == "mrkdwn":
                assert not MARK.search(node["text"]), "nobody's words are markup"
            for key, each in node.items():
                if isinstance(each, str) and key not in {"block_id", "value"}:
                    self.words.check(each)

    def looks_everywhere(self) -> None:
        """At all that was ever said: expected or not, it has to be harmless."""
        with self.workspace.lock:
            posts = self.workspace.posts.everything()
            said = [Message(self.workspace, each) for each in posts]
            members = {each: room.members for each, room in self.workspace.conversations.items()}
        for each in said:
            if each.post.user != self.workspace.bot:
                continue
            each.post.expected = True
            self.look(each.blocks)
            assert not MARK.search(each.post.text), "on a locked phone"
            called = {ring.removeprefix("@") for ring in each.rings}
            together = each.room.startswith("G") or len(members[each.room]) == len(called) + 1
            assert called == set() or (together and called <= set(members[each.room]))

    def goes_by(self, *, days: float = 0) -> None:
        super().goes_by(days=days)
        self.looks_everywhere()


def nodes(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        yield part
    for each in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from nodes(each)


@pytest.fixture
def year(
    commons: Commons, workspace: Workspace, chapters: Chapters, caplog: pytest.LogCaptureFixture
) -> Iterator[Watched]:
    caplog.set_level(logging.INFO)
    for ours in ("bot", "handlers", "storage"):
        caplog.set_level(logging.DEBUG, logger=ours)
    year = Watched(commons, workspace)
    chapters.goes_on(year, begins)
    yield year
    year.goes_by()
    assert not MARK.search(caplog.text), "in a log"
    assert year.told_on_locks() == []
    with commons.database.read() as db:
        assert held_deliveries(db) == [], "Slack would have refused it"


def begins(year: Watched) -> None:
    """Everybody's name is hostile, too."""
    for each in HANDLES:
        somebody = year.person(each).opens_home()
        somebody.becomes(name=NAME.format(each, each))
    jonas = year.person("jonas").opens_home().clicks("Settings", on="home")
    jonas.fills(facilitators=["jonas", "leila"]).saves().closes()
    put_down(year.person("amina"), year.words(80), visibility="group").closes()
    amina = year.person("amina").types("/experiment E-1").clicks("People")
    amina.fills(people=["amina", "tom", "priya"]).saves().closes(everything=True)
    year.goes_by()


def fills_up(year: Watched, somebody: Person) -> Person:
    """Every box of the window on top, to its last letter."""
    for field in window(somebody).fields:
        if field.type == "plain_text_input":
            length = field.place.element.get("max_length", 3000)
            is_link = field.label == "Link"
            words = year.words(length, LINK, before=LINK) if is_link else year.words(length)
            somebody.fills({field.block_id: words})
    return somebody


def saves(somebody: Person) -> None:
    somebody.saves()
    if title(somebody) == "One question first":
        somebody.saves()
    assert errors(somebody) == [], title(somebody)


def asks(year: Watched, handle: str, who: str) -> None:
    somebody = fills_up(year, year.person(handle).types("/commons")).fills(wish="ideas", who=who)
    saves(somebody)
    somebody.closes()


def posts(year: Watched, button: str) -> list[Message]:
    """Those on the board that bear it."""
    return [each for each in year.board.messages if button in each.buttons]


def look_through_all(year: Watched, *handles: str) -> None:
    for handle in handles:
        year.comes_across(handle)
        year.finds(handle, year.words(80))


def test_every_kind_of_notice_wherever_it_comes_up(year: Watched) -> None:
    amina = year.person("amina")
    for kind in KINDS:
        amina.types(f"/commons {year.words(240)}", in_="hallway")
        amina.chooses(kind, on="window", action_id="notices.kind")
        fills_up(year, amina)
        if kind == "I would like help":
            amina.fills(wish="ideas")
        saves(amina)
        amina.clicks("Open", on="window").clicks("Edit")
        saves(fills_up(year, amina))
        amina.closes(everything=True)
    for who in ("unnamed", "circle:1", "facilitators"):
        asks(year, "amina", who)
    year.goes_by()
    assert len(posts(year, "Open")) == len(KINDS) + 2, "with the card, and the ask without a name"
    look_through_all(year, "jonas")
    for each in posts(year, "Open"):
        year.person("tom").clicks("Open", on=each).closes(everything=True)
    amina.types(f"{year.words(200)}\n{year.words(2000)}", in_="hallway")
    amina.uses("Put on the noticeboard", on=year.workspace.channel("hallway").messages[-1])
    amina.closes()

    year.comes("01-10")
    jonas = year.person("jonas")
    [preview] = jonas.messages[-1:]
    jonas.clicks("Leave something out", on=preview).closes()
    saves(fills_up(year, jonas.clicks("Add a line", on=preview)))
    jonas.closes()
    year.comes("01-11", "09:05", zone="Europe/Copenhagen")
    year.comes("04-20")
    look_through_all(year, "amina")


def test_all_that_is_said_about_an_ask(year: Watched) -> None:
    amina, tom, jonas, wanjiru = map(year.person, ("amina", "tom", "jonas", "wanjiru"))
    for who in ("group", "unnamed", "facilitators"):
        asks(year, "amina", who)
    year.goes_by()
    named, unnamed = posts(year, "I can help")
    for each in (named, unnamed):
        tom.clicks("I can help", on=each)
        wanjiru.clicks("I can help", on=each)
        saves(fills_up(year, tom))
        saves(fills_up(year, wanjiru))
        assert window(wanjiru).submit == "I can help as well"
        saves(wanjiru)
        tom.closes()
        wanjiru.closes()
    waits = jonas.messages[-1]
    saves(fills_up(year, jonas.clicks("Find someone", on=waits)).fills(people=["priya"]))
    jonas.closes()
    year.goes_by()
    carried = [each for each in amina.messages if "Tell them it is me" in each.buttons]
    amina.clicks("Tell them it is me", on=carried[0])
    year.comes("01-05")
    priya = year.person("priya")
    saves(fills_up(year, priya.clicks("I can help", on=priya.messages[-1])))
    priya.closes()
    year.goes_by()
    look_through_all(year, "priya")

    met = year.workspace.group("amina", "tom").messages[0]
    tom.clicks("I can't after all", on=met)
    year.goes_by()
    for each in (named, unnamed):
        amina.clicks("Open", on=each).clicks("That's settled").closes(everything=True)
    year.comes("01-21")
    [asked] = [each for each in amina.messages if "Write a sentence" in each.buttons]
    assert asked.buttons.count("Write a sentence") == 2
    for number in range(2):
        for button, which in (("Write a sentence", 0), ("Change it", number)):
            fills_up(year, amina.clicks(button, on=asked, index=which))
            saves(amina.fills(who="group"))
            amina.closes()
            year.goes_by()
    year.comes("01-25", "09:05", zone="Europe/Copenhagen")
    [digest] = [each for each in year.board.messages if "What happened next" in each.shown]
    assert digest.shown.count("\u00a7") >= 2 * 2
    look_through_all(year, "jonas", "tom")


def test_the_settings_of_the_digest_say_nothing_of_what_was_typed(year: Watched) -> None:
    jonas = year.person("jonas").opens_home().clicks("When and where", on="home")
    fills_up(year, jonas).saves()
    assert errors(jonas) == [
        "I don't know that time zone. Write it like Europe/Helsinki, or leave this empty."
    ]
    jonas.fills(other_zone="").saves()
    assert [each[:40] for each in errors(jonas)] == ["I don't know that country's holidays. Wr"]
