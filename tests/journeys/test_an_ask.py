"""One ask from its first word until it is taken back: three days of silence, somebody found, a
conversation, what happened next, and the Monday digest. Without a name, quietly, and among the
people on an experiment.
"""

import pytest

from sandbox.sights import Message
from tests.handlers import buttons, errors, text, title
from tests.journeys.chapters import Chapters
from tests.journeys.years import Writer, Year, put_down, window

QUESTION = "How do you invite people who were let down before?"
NEXT = "They came, and two of them stayed."
WITHOUT_MY_NAME = "Everyone, without my name: Jonas carries the replies"
QUIETLY = "Quietly: Jonas and Leila find me someone"
CIRCLE = "Tom and Priya, who are on E-1 with you"
WAITING = "A question is waiting"
COULD_YOU = "Somebody asks whether you could help"
NEXT_ASKED, NEXT_TOLD = (
    "A question you asked: what happened next?",
    "What happened next, from someone you helped",
)
DIGEST = "This week in the group"
COPENHAGEN = "Europe/Copenhagen"
OTHERS = ("amina", "priya", "wanjiru", "mikko")


@pytest.fixture
def ana(year: Year, chapters: Chapters) -> Writer:
    """Jonas and Leila facilitate; Tom, Priya and Wanjiru are there."""
    chapters.goes_on(year, begins)
    return year.person("ana")


def begins(year: Year) -> None:
    jonas = year.person("jonas").opens_home().clicks("Settings", on="home")
    jonas.fills(facilitators=["jonas", "leila"]).saves().closes()
    for each in ("leila", "tom", "priya", "wanjiru"):
        year.person(each).opens_home()
    year.goes_by()


def asks(ana: Writer, who: str) -> None:
    ana.types(f"/commons {QUESTION}").fills(more="We wrote letters.", wish="Ideas", who=who)
    ana.saves()
    assert title(ana) == "Saved"
    ana.closes()


def digest(year: Year) -> Message:
    """The newest."""
    return [each for each in year.board.messages if each.text.startswith(DIGEST)][-1]


def on_the_board(year: Year) -> str:
    """All that stands there, with what a locked phone would show of it."""
    return "\n".join(f"{each.text}\n{each.shown}" for each in year.board.messages)


def rooms_with(year: Year, words: str) -> set[str]:
    """Where a message has these words in it."""
    state = year.workspace
    with state.lock:
        posts = [Message(state, each) for each in state.posts.everything()]
        return {state.conversations[each.room].name for each in posts if words in each.shown}


def looked_for(year: Year, ana: Writer) -> Message:
    """Three days of silence, then Jonas finds Tom. Its post."""
    jonas, leila, tom = map(year.person, ("jonas", "leila", "tom"))
    put_down(tom, "Open doors", purpose="Invite people who were let down.").closes()
    asks(ana, WITHOUT_MY_NAME)
    year.goes_by()
    year.board.expects(text="E-1, an experiment by Tom")
    post = year.board.expects(text="A question, by someone in the group")
    year.comes("01-06", "15:30")
    assert jonas.messages == [], "three days are not over"
    year.comes("01-07", "10:30")
    waits = jonas.expects(text=WAITING)
    assert waits.shown.startswith(f'Ana asked "{QUESTION}" some days ago')
    assert leila.messages == []
    jonas.clicks("Find someone", on=waits)
    [might] = window(jonas).options("known")
    assert might.startswith("Tom: ")
    jonas.fills(known=[might], words="You did this in spring.").saves().closes()
    year.goes_by()
    asked = tom.expects(text=COULD_YOU)
    assert asked.shown.startswith(f'Jonas thought of you: someone asks "{QUESTION}"')
    tom.clicks("I can help", on=asked).fills(words="On Monday, at ten?").saves()
    assert "Jonas hears it now" in text(tom)
    tom.closes()
    year.goes_by()
    year.workspace.group("jonas", "tom").expects(text="Tom and Jonas: somebody can help")
    assert "Somebody is talking with them about it." in post.shown
    return post


def settled_together(year: Year, ana: Writer) -> None:
    """She tells Tom who she is, they meet, and on the Monday it is settled."""
    carried = ana.expects(text="Somebody can help")
    ana.clicks("Tell them it is me", on=carried)
    year.goes_by()
    met = year.workspace.group("ana", "tom").expects(text="Tom and Ana: somebody can help")
    assert 'Tom begins: "On Monday, at ten?"' in met.shown
    year.comes("01-11", "10:30")
    assert QUESTION not in digest(year).shown, "somebody helps"
    ana.clicks("That's settled", on=met)
    year.goes_by()


def told_to_all(year: Year, ana: Writer) -> Message:
    """Two weeks later she says what happened next. The question that she answered."""
    year.comes("01-26", "09:30")
    assert len(ana.messages) == 1, "it is not ten yet"
    year.comes("01-26", "10:05")
    next_asked = ana.expects(text=NEXT_ASKED)
    ana.clicks("Write a sentence", on=next_asked)
    ana.fills(words=NEXT, who="Tom and everyone, without your name").saves().closes()
    year.goes_by()
    told = year.person("tom").expects(text=NEXT_TOLD)
    assert told.shown.startswith(f'Ana asked "{QUESTION}", and you helped.'), "he knows"
    year.comes("02-01", "09:05", zone=COPENHAGEN)
    assert f"In January someone in the group asked: {QUESTION}\n{NEXT}" in digest(year).shown
    return next_asked


def test_without_a_name_until_it_is_said_to_one_alone(year: Year, ana: Writer) -> None:
    post = looked_for(year, ana)
    for handle in ("tom", *OTHERS):
        assert "Ana" not in year.comes_across(handle)
    settled_together(year, ana)
    assert "It found what it asked for." in post.shown
    assert post.buttons == ["Open"]
    next_asked = told_to_all(year, ana)
    assert "Ana" not in on_the_board(year)
    for handle in OTHERS:
        assert "Ana" not in year.comes_across(handle)
    mikko = year.person("mikko")
    mikko.clicks("Open", on=digest(year), index=digest(year).buttons.count("Open") - 1)
    assert NEXT in text(mikko)
    assert "Ana" not in text(mikko)
    assert buttons(mikko) == []
    mikko.closes()

    ana.clicks("Take it back", on=next_asked)
    year.goes_by()
    assert rooms_with(year, NEXT) == set()
    assert digest(year).shown.splitlines() == [DIGEST, "A quiet week, and that's fine."]
    ana.types("/commons list").fills(word="let down", whose="Mine").saves()
    ana.clicks("Open", on="window").clicks("Take it down").closes(everything=True)
    year.goes_by()
    assert post.shown == "This was taken down by the one who put it up."
    for handle in ("tom", "jonas", "leila", *OTHERS):
        seen = year.comes_across(handle) + year.finds(handle, "let down before")
        assert QUESTION not in seen, handle
        assert NEXT not in seen, handle


def test_quietly_until_one_is_found(year: Year, ana: Writer) -> None:
    jonas, tom = year.person("jonas"), year.person("tom")
    year.goes_by()
    asks(ana, QUIETLY)
    year.goes_by()
    waits = jonas.expects(text=WAITING)
    assert waits.shown.startswith(f'Ana asks quietly: "{QUESTION}" Only facilitators read it')
    assert year.person("leila").messages == []
    assert QUESTION in year.finds("leila", "let down before")
    assert not any(QUESTION in year.comes_across(each) for each in ("tom", *OTHERS))

    year.comes("01-05")
    jonas.clicks("Find someone", on=waits).fills(people=["tom"], words="You came to mind.")
    jonas.saves().closes()
    year.goes_by()
    asked = tom.expects(text=COULD_YOU)
    assert QUESTION in year.comes_across("tom"), "whoever was asked may read it"
    tom.clicks("I can help", on=asked).saves().closes()
    year.goes_by()
    met = year.workspace.group("ana", "tom").expects(text="Tom and Ana: somebody can help")
    assert waits.shown == f'Somebody is talking with Ana about "{QUESTION}".'
    year.comes("01-06")
    ana.clicks("That's settled", on=met)
    year.comes("01-25")
    next_asked = ana.expects(text=NEXT_ASKED)
    ana.clicks("Write a sentence", on=next_asked)
    assert window(ana).options("who") == ["Tom"]
    ana.fills(words=NEXT, who="Tom").saves().closes()
    year.goes_by()
    tom.expects(text=NEXT_TOLD)
    year.comes("02-01")

    assert QUESTION not in on_the_board(year)
    assert NEXT not in on_the_board(year)
    for handle in OTHERS:
        seen = year.comes_across(handle) + year.finds(handle, "let down before")
        assert QUESTION not in seen, handle
        assert NEXT not in seen, handle
    ana.clicks("Take it back", on=next_asked)
    year.goes_by()
    assert rooms_with(year, NEXT) == set()


def test_among_the_people_on_an_experiment(year: Year, ana: Writer) -> None:
    tom, priya, jonas = map(year.person, ("tom", "priya", "jonas"))
    put_down(ana, "Open doors").closes()
    ana.types("/experiment E-1").clicks("People").fills(people=["ana", "tom", "priya"]).saves()
    ana.closes(everything=True)
    year.goes_by()
    year.board.expects(text="E-1, an experiment by Ana")
    tom.expects(text="You are on E-1 now")
    year.comes("01-05")
    priya.expects(text="You are on E-1 now")  # in her hours
    asks(ana, CIRCLE)
    year.goes_by()
    asked = [each.expects(text=COULD_YOU) for each in (tom, priya)]
    priya.clicks("Not now", on=asked[1])
    assert not any(QUESTION in year.comes_across(each) for each in ("jonas", "leila", "wanjiru"))

    year.comes("01-11", "10:30")
    waits = ana.expects(text=WAITING)
    assert waits.shown.startswith("Nobody on it has been able to help yet")
    assert "Not now" not in waits.shown
    assert jonas.messages == [], "no facilitator hears of it"
    tom.clicks("I can help", on=asked[0]).saves().closes()
    year.goes_by()
    met = year.workspace.group("ana", "tom").expects(text="Tom and Ana: somebody can help")
    ana.clicks("That's settled", on=met)
    year.comes("01-26", "10:05")
    next_asked = ana.expects(text=NEXT_ASKED)
    ana.clicks("Write a sentence", on=next_asked)
    assert window(ana).options("who") == ["Tom"]
    ana.fills(words=NEXT, who="Tom").saves().closes()
    year.goes_by()
    tom.expects(text=NEXT_TOLD)
    year.comes("02-01")

    assert QUESTION in year.finds("priya", "let down before"), "it was for her, too"
    assert NEXT not in year.comes_across("priya")
    for handle in ("jonas", "leila", "wanjiru", "mikko"):
        seen = year.comes_across(handle) + year.finds(handle, "let down before")
        assert QUESTION not in seen, handle
        assert NEXT not in seen, handle
    assert QUESTION not in on_the_board(year)
    assert NEXT not in on_the_board(year)
    ana.clicks("Take it back", on=next_asked)
    year.goes_by()
    assert rooms_with(year, NEXT) == set()


def test_from_the_digest_and_while_its_window_is_open(year: Year, ana: Writer) -> None:
    """Where it waits in the digest it says so, until somebody helps."""
    tom, mikko = year.person("tom"), year.person("mikko")
    year.comes("01-06")
    asks(ana, "Everyone in the group, with my name")
    year.comes("01-11", "09:05", zone=COPENHAGEN)
    year.board.expects(text="A question by Ana on the noticeboard")
    told = digest(year)
    assert told.text == "This week in the group: somebody waits for an answer"
    assert told.buttons == ["I can help"]
    tom.clicks("I can help", on=told)
    mikko.clicks("I can help", on=told)
    tom.saves().closes()
    year.goes_by()
    year.workspace.group("ana", "tom").expects(text="Tom and Ana: somebody can help")
    assert (told.buttons, told.text) == (["Open"], DIGEST)

    ana.clicks("Open", on=told).clicks("Take it down").closes(everything=True)
    mikko.fills(words="I could, too.").saves()
    assert errors(mikko)[0].startswith("That can't be read any more")
    assert window(mikko).field("words").value == "I could, too."
    mikko.closes().clicks("Open", on=told)  # not brought up to date yet
    mikko.expects(shown="The one who put this up took it down")
    year.goes_by()
    assert QUESTION not in on_the_board(year)
