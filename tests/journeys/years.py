"""A year of the example group: its calendar, people whose words are remembered, and what each of
them comes across.
"""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import update

from bot.app import Commons
from sandbox.sights import Message, Window
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from storage.people import Member

BEGIN = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)  # a Monday
LEADING = ("Open", "Read on", "Earlier turns")  # to what can be read
LISTS = ("/experiment list", "/reflect list", "/commons list")
FEW_WORDS = 3  # in a row are somebody's
WEEKLY = ("This week in the group", "The weekly digest")  # come by themselves, week after week
SAFETY = {
    "Who could this go badly for, and how?": "Porters, who may feel watched.",
    "Do they know, and can they say no?": "Twice told, and one declined.",
    "How would you stop, and who can say stop?": "Anybody hangs up the old sign.",
}


class Writer(Person):
    """One of the group; what they type into boxes is remembered."""

    def __init__(self, workspace: Workspace, user: str, typed: list[str]) -> None:
        super().__init__(workspace, user)
        self._typed = typed

    def fills(self, entries: Mapping[str, Any] | None = None, /, **more: Any) -> "Writer":
        for wanted, value in {**(entries or {}), **more}.items():
            if window(self).field(wanted).type == "plain_text_input":
                self._typed.append(str(value))
            super().fills({wanted: value})
        return self

    def types(
        self, line: str, in_: Any = "", *, thread: Message | None = None, **more: Any
    ) -> "Writer":
        words = line.partition(" ")[2]
        if len(words.split()) > 1:
            self._typed.append(words)
        super().types(line, in_, thread=thread, **more)
        return self


class Year:
    """The months go by, and what is due is said."""

    def __init__(self, commons: Commons, workspace: Workspace) -> None:
        self.workspace = workspace
        self.board = workspace.channel("noticeboard")
        self.typed: list[str] = []
        self.locks: set[str] = set()
        self.commons = commons
        workspace.clock.offset += BEGIN.timestamp() - workspace.clock.now()

    def person(self, handle: str) -> Writer:
        return Writer(self.workspace, self.workspace.user(handle).id, self.typed)

    def comes(self, day: str, at: str = "10:00", zone: str = "Europe/London") -> None:
        """On to that time of that day ("03-28") there."""
        there = datetime.combine(
            date.fromisoformat(f"2027-{day}"), time.fromisoformat(at), ZoneInfo(zone)
        )
        self.workspace.clock.advance(there.timestamp() - self.workspace.clock.now())
        self.goes_by()

    def goes_by(self, *, days: float = 0) -> None:
        """The heart beats and the courier comes."""
        self.workspace.clock.advance(days * 24 * 60 * 60)
        self.beats()
        self.commons.courier.deliver()
        self.looks_around()

    def looks_around(self) -> None:
        """What stands on lock screens is kept."""
        with self.workspace.lock:
            posts = self.workspace.posts.everything()
            said = [Message(self.workspace, each) for each in posts]
        ours = [each for each in said if each.post.user == self.workspace.bot]
        for each in ours:
            each.post.expected |= each.text.startswith(WEEKLY)
        self.locks |= {each.text for each in ours}

    def beats(self) -> None:
        """In a group that need not be asked how it goes: of that other stories tell."""
        with self.commons.database.transaction() as db:
            db.execute(update(Member).values(unwanted=["check_ins"]))
        self.commons.heartbeat.tick(self.commons.clock.now())

    def card(self, ref: str) -> Message:
        """The one that stands there."""
        [card] = [each for each in self.board.messages if each.text.startswith(f"{ref}, ")]
        return card

    def cards(self) -> dict[str, int]:
        """How many there are of each; digests and notices are none."""
        found = [re.match(r"E-\d+(?=,)", each.text) for each in self.board.messages]
        return dict(Counter(each[0] for each in found if each))

    def told_on_locks(self) -> list[tuple[str, str]]:
        """What somebody typed and a locked phone showed."""
        rows = {each for typed in self.typed for each in _in_rows(typed) if len(each) > 3}
        return [(each, lock) for lock in self.locks for each in rows if each in lock]

    def comes_across(self, handle: str) -> str:
        """All that somebody finds in Home, in the lists, and in what opens from there."""
        somebody = self.person(handle)
        while somebody.window is not None:
            somebody.closes(everything=True)
        somebody.opens_home()
        found = [somebody.home.text, *_opened(somebody, "home", "Read on", deep=1)]
        for command in LISTS:
            somebody.types(command)
            found += [window(somebody).text, *_opened(somebody, "window", *LEADING, deep=2)]
            somebody.closes()
        return "\n".join(found)

    def finds(self, handle: str, word: str) -> str:
        """What the lists have for a word."""
        somebody = self.person(handle)
        found = []
        for command in LISTS:
            somebody.types(command).fills(word=word).saves()
            lines = [each for each in window(somebody).blocks if each["type"] == "section"]
            found += [each["text"]["text"] for each in lines if "accessory" in each]
            somebody.closes()
        return "\n".join(found)


def window(somebody: Person) -> Window:
    assert somebody.window is not None, "no window is open"
    return somebody.window


def _opened(
    somebody: Person, where: Literal["home", "window"], *leading: str, deep: int
) -> list[str]:
    """What those buttons lead to, and those in there."""
    found: list[str] = []
    surface = somebody.home if where == "home" else window(somebody)
    for words in leading:
        for index in range(surface.buttons.count(words)):
            somebody.clicks(words, on=surface, index=index)
            found.append(window(somebody).text)
            if deep > 1:
                found += _opened(somebody, "window", *leading, deep=deep - 1)
            somebody.closes()
    return found


def _in_rows(typed: str) -> list[str]:
    """A few of somebody's words in a row, or all when they are few."""
    words = typed.split()
    ends = range(FEW_WORDS, len(words) + 1)
    return [" ".join(words[end - FEW_WORDS : end]) for end in ends] or [" ".join(words)]


def put_down(somebody: Person, title: str, **more: str) -> Person:
    """Something for the group, as an idea, unless it says otherwise."""
    somebody.types(f"/experiment {title}")
    given = {
        "purpose": "People find their own way at night.",
        "question": "What happens where nobody explains anything?",
        "stage": "Just an idea",
        "visibility": "Everyone in the group",
        **more,
    }
    return somebody.fills(given).saves()
