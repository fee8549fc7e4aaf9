"""Whatever people write into the boxes of sessions, as much as fits there; as test_hostile_words
looks at it.
"""

from datetime import UTC, datetime

from sandbox.sights import Message
from tests.handlers import errors
from tests.journeys import test_hostile_words
from tests.journeys.test_hostile_words import LINK, Watched, fills_up, saves
from tests.journeys.years import window

year = test_hostile_words.year
SOON = datetime(2027, 1, 14, 8, tzinfo=UTC)
TITLE = "*Whose* <!channel> idea & `why` @here?"


def newest(year: Watched, who: str, button: str) -> Message:
    return [each for each in year.person(who).messages if button in each.buttons][-1]


def test_every_box_of_a_session(year: Watched) -> None:
    jonas, amina, tom = map(year.person, ("jonas", "amina", "tom"))
    jonas.types("/workshop new").fills(kind="Experiment design session, 3 hours", first=SOON)
    jonas.fills(title=TITLE, purpose=year.words(500)).saves()
    jonas.fills(link=LINK).saves()
    assert errors(jonas) == []
    jonas.closes(everything=True)
    year.typed.remove(TITLE)  # it may stand on a lock screen
    year.goes_by()
    [post] = [each for each in year.board.messages if "Sign up" in each.buttons]
    saves(fills_up(year, amina.clicks("Offer your idea", on=post)))
    amina.closes()
    saves(fills_up(year, tom.clicks("Sign up", on=post)))
    tom.closes()
    year.goes_by()
    jonas.opens_home().clicks("Look", on="home").clicks("Talk about it").closes(everything=True)
    jonas.clicks("Look", on="home").clicks("Choose for a session").saves()
    jonas.closes(everything=True)
    year.goes_by()
    amina.clicks("Lay out my story", on=newest(year, "amina", "Lay out my story"))
    saves(fills_up(year, amina))
    amina.clicks("Share it").saves().closes(everything=True)
    tom.clicks("Open", on=post).clicks("Read it").closes(everything=True)
    jonas.clicks("Open", on=post).clicks("Run sheet").closes().clicks("Change or cancel")
    jonas.clicks("Change", index=2).fills(agenda=f"180 {year.words(110)}").saves()
    assert errors(jonas) == []
    jonas.closes(everything=True)
    year.comes("01-14", "08:30")
    saves(fills_up(year, tom.clicks("Add a note", on=post.thread[0])))
    tom.clicks("Read the notes").closes(everything=True)
    year.comes("01-14", "13:00")
    jonas.clicks("Write it up", on=newest(year, "jonas", "Write it up"))
    jonas.fills(words=year.words(3000), learnings=year.words(230), context=year.words(200))
    saves(jonas)
    jonas.clicks(window(jonas).buttons[0])  # shows it to Amina, by her name
    jonas.closes(everything=True)
    year.goes_by()
    saves(amina.clicks("Read and decide", on=newest(year, "amina", "Read and decide")))
    amina.closes(everything=True)
    year.goes_by()
    tom.clicks("Read", on=newest(year, "tom", "Read")).closes(everything=True)
    tom.clicks("Write a line", on=newest(year, "tom", "Write a line"))
    saves(fills_up(year, tom))
    tom.closes(everything=True)
    year.comes("01-18", "09:05", zone="Europe/Copenhagen")
    for who in ("tom", "amina", "jonas"):
        somebody = year.person(who).types("/workshop").clicks("What was").clicks("Open")
        somebody.closes(everything=True)
