"""Six months of the group, as its programme says: a launch, a design session at two times with
more people than places, one of sharing and reflection, one that is cancelled, and the review.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.app import Commons
from sandbox.sights import Message
from sandbox.workspaces import Workspace
from tests.handlers import errors, text, title, window
from tests.journeys.programmes import Programme, crawls
from tests.journeys.years import put_down

STAYS, HOW = "After the session: what stays with you?", "How was the session?"
NOTES, OFFERED = "The notes of a session are there", "What was written up of your session"
FREE, SHEET = "A place came free for you", "A session that you hold: your run sheet"
PEOPLE = ("amina", "tom", "diego", "mere", "priya", "mikko", "wanjiru", "ana")
HOSTS = {"jonas", "leila"}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LAUNCH = datetime(2027, 2, 4, 8, tzinfo=UTC)
MORNING, EVENING = datetime(2027, 3, 11, 8, tzinfo=UTC), datetime(2027, 3, 11, 20, tzinfo=UTC)
OFF, LAST = datetime(2027, 5, 20, 8, tzinfo=UTC), datetime(2027, 6, 24, 19, tzinfo=UTC)
SHARED, MOVED = datetime(2027, 3, 25, 9, tzinfo=UTC), datetime(2027, 4, 1, 9, tzinfo=UTC)
START, DESIGN, SHARING = "We begin", "Whose idea shall we work on", "Visits without a clock"
TRIOS, REVIEW = "Three at a time", "What we keep"
DESIGN_KIND = "Experiment design session, 3 hours"

NEED, IDEA, WITH, STORY = "Captions.", "Chalk instead of signs.", "Night porters.", "No clock."
DRAFT, KEPT, LEARNED = "On the wall.", "We found that night is long.", "We found chalk enough."
# What somebody wrote, and who may read it at that time.
BEFORE_DESIGN = {
    "https://meet.example/2": {"amina", "tom", "mere", "wanjiru", "diego", *HOSTS},
    NEED: {"jonas"},
    IDEA: {"amina"},
    WITH: set[str](),
}
OFFERED_IDEA = {IDEA: {"amina", *HOSTS}, WITH: {"amina", *HOSTS}}
OFFERED_FIRST = {DRAFT: {"amina", *HOSTS}, KEPT: {"amina", *HOSTS}}
AT_THE_END = {
    NEED: set[str](),
    DRAFT: {"amina", "tom", "diego", "mere", "wanjiru", "ana", *HOSTS},
    LEARNED: {*PEOPLE, *HOSTS, "siobhan"},
    KEPT: set[str](),
    STORY: {"amina", "tom", "mere", "mikko", "diego", "ana", *HOSTS},
    IDEA: {"amina"},
}


@pytest.fixture
def programme(commons: Commons, workspace: Workspace) -> Iterator[Programme]:
    programme = Programme(commons, workspace)
    jonas = programme.person("jonas").opens_home().clicks("Settings", on="home")
    jonas.fills(facilitators=["jonas", "leila"]).saves().closes()
    for each in ("leila", *PEOPLE):
        programme.person(each).opens_home()
    programme.person("diego").becomes(zone="America/New_York")
    yield programme
    assert programme.told_on_locks() == []
    programme.workspace.group("amina", "jonas").expects(text="Jonas and Amina: an idea")
    for post in programme.board.messages:
        for one in (post, *post.thread):
            one.post.expected = True


def signs_up(programme: Programme, who: str, name: str, *, time: int = 0, **more: str) -> str:
    """What the window says then."""
    somebody = programme.person(who).clicks("Sign up", on=programme.post(name))
    if "slot" in [each.block_id for each in window(somebody).fields]:
        somebody.fills(slot=window(somebody).options("slot")[time])
    somebody.fills(more).saves()
    assert errors(somebody) == []
    said = title(somebody)
    somebody.closes(everything=True)
    programme.goes_by()
    return said


def reads_along(programme: Programme, who: str, name: str) -> None:
    somebody = programme.person(who).clicks("Just send me the notes", on=programme.post(name))
    somebody.expects(shown="You will get the notes.")


def leaves(programme: Programme, who: str, name: str) -> None:
    somebody = programme.person(who).clicks("Sign up", on=programme.post(name))
    somebody.clicks("Change or leave").clicks("Leave").closes(everything=True)
    programme.goes_by()


def changes(programme: Programme, who: str, name: str, which: int, **more: object) -> None:
    """On the page from which everything is changed."""
    somebody = programme.person(who).clicks("Open", on=programme.post(name))
    somebody.clicks("Change or cancel").clicks("Change", index=which).fills(more).saves()
    assert errors(somebody) == []
    somebody.closes(everything=True)
    programme.goes_by()


def finds(programme: Programme, words: dict[str, set[str]], *besides: str) -> None:
    """Everybody finds what is for them, and nothing else."""
    everybody = {"amina", "tom", "mere", "ana", *HOSTS, *besides}
    found = {who: crawls(programme.person(who)) for who in sorted(everybody)}
    assert {each: {who for who in found if each in found[who]} for each in words} == {
        each: readers & everybody for each, readers in words.items()
    }


def hears(programme: Programme, who: str, words: str) -> Message:
    """The newest that they were told with these words."""
    found = [each for each in programme.person(who).messages if words in each.shown]
    assert found, (words, programme.inboxes.get(who))
    return found[-1]


def launch(programme: Programme) -> None:
    jonas, mikko = programme.person("jonas"), programme.person("mikko")
    programme.opens(jonas, "Launch, 2 hours", START, LAUNCH)
    for each in PEOPLE[:-1]:
        assert signs_up(programme, each, START) == "You're in"
    reads_along(programme, "ana", START)
    programme.until(LAUNCH + DAY)
    mikko.clicks("Write a line", on=hears(programme, "mikko", "What stays with you?"))
    mikko.fills(answer_1="Everyone was new once.", answer_2="Ring the night shift.").saves()
    mikko.closes(everything=True)
    jonas.clicks("Write it up", on=hears(programme, "jonas", "How was it?"))
    jonas.fills(words="We met.", learnings="We found that names help.").saves()
    jonas.clicks("Send it around").closes(everything=True)
    programme.until(LAUNCH + 4 * DAY)


def ideas(programme: Programme) -> None:
    """Two are offered, and one is chosen."""
    jonas, amina, tom = map(programme.person, ("jonas", "amina", "tom"))
    programme.opens(jonas, DESIGN_KIND, DESIGN, MORNING, EVENING, places=2)
    amina.clicks("Offer your idea", on=programme.post(DESIGN))
    amina.fills(words=IDEA, people=WITH).saves().closes()
    put_down(tom, "Longer first visits").closes()
    tom.clicks("Offer your idea", on=programme.post(DESIGN))
    tom.fills(words="Visits without a clock.", experiment="E-1 Longer first visits").saves()
    tom.closes()
    programme.goes_by()
    jonas.opens_home().clicks("Look", on="home").clicks("Talk about it", index=0)
    jonas.closes(everything=True)
    finds(programme, OFFERED_IDEA)
    programme.until(LAUNCH + 8 * DAY)
    jonas.opens_home().clicks("Look", on="home").clicks("Choose for a session", index=0)
    jonas.saves().closes(everything=True)
    programme.goes_by()
    assert "Amina brings" in programme.post(DESIGN).shown


def design(programme: Programme) -> None:
    """Two of the three who wait come in the end, and one says no."""
    jonas, amina, tom = map(programme.person, ("jonas", "amina", "tom"))
    assert signs_up(programme, "mikko", DESIGN, needs="A chair by the door.") == "You're in"
    for each in ("priya", "tom"):
        assert signs_up(programme, each, DESIGN) == "You wait for a place"
    assert signs_up(programme, "diego", DESIGN, time=1) == "You're in"
    assert signs_up(programme, "mere", DESIGN, time=1, needs=NEED) == "You're in"
    assert signs_up(programme, "wanjiru", DESIGN, time=1) == "You wait for a place"
    reads_along(programme, "ana", DESIGN)
    priya, wanjiru = programme.person("priya"), programme.person("wanjiru")
    programme.until(datetime(2027, 3, 1, 10, tzinfo=UTC))
    leaves(programme, "mikko", DESIGN)
    priya.clicks("Let it go", on=hears(programme, "priya", "A place came free"))
    programme.goes_by()
    tom.clicks("I'll come", on=hears(programme, "tom", "A place came free"))
    leaves(programme, "diego", DESIGN)
    programme.until(datetime(2027, 3, 2, 10, tzinfo=UTC))
    wanjiru.clicks("I'll come", on=hears(programme, "wanjiru", "A place came free"))
    assert signs_up(programme, "diego", DESIGN, time=1) == "You wait for a place"
    changes(programme, "leila", DESIGN, 6, places="3")
    jonas.clicks("Open", on=programme.post(DESIGN)).clicks("Run sheet")
    jonas.clicks("Give a part to somebody", index=0).fills(part="Takes notes", who="Tom").saves()
    jonas.closes(everything=True)
    programme.goes_by()
    tom.clicks("Gladly", on=hears(programme, "tom", "take notes"))
    finds(programme, BEFORE_DESIGN)
    programme.until(MORNING + HOUR)
    tom.clicks("Add a note", on=programme.post(DESIGN).thread[0])
    tom.fills(words="The porters know every door.").saves().closes(everything=True)
    programme.until(EVENING + HOUR)
    mere = programme.person("mere").clicks("Open", on=programme.post(DESIGN))
    assert "The porters know every door." in text(mere)
    mere.closes(everything=True)
    programme.until(EVENING + DAY)
    jonas.clicks("Write it up", on=hears(programme, "jonas", "How was it?"))
    jonas.fills(words=DRAFT, learnings=f"{LEARNED}\n{KEPT}").saves()
    jonas.clicks("Show it to Amina").closes(everything=True)
    finds(programme, OFFERED_FIRST)
    tom.clicks("Write a line", on=hears(programme, "tom", "What stays with you?"))
    tom.fills(answer_1="Doors.", answer_2="Ask the porters first.").saves()
    tom.closes(everything=True)
    programme.until(EVENING + 4 * DAY)
    amina.clicks("Read and decide", on=hears(programme, "amina", "nothing goes to the others"))
    amina.fills(**{window(amina).fields[-1].block_id: ""}).saves().closes(everything=True)
    programme.until(EVENING + 6 * DAY)


def sharing(programme: Programme) -> None:
    """It is moved across the night in which the clocks change, and once more."""
    leila, tom, mikko = map(programme.person, ("leila", "tom", "mikko"))
    programme.opens(leila, "Sharing and reflection, 2 hours 30 minutes", SHARING, SHARED)
    tom.clicks("Keep it", on=hears(programme, "tom", "somebody else's idea"))
    leila.opens_home().types("/workshop").clicks("Open", index=0).clicks("Ideas for sessions")
    leila.clicks("Choose for a session").saves().closes(everything=True)
    programme.goes_by()
    for each in ("amina", "mere", "mikko", "diego"):
        assert signs_up(programme, each, SHARING) == "You're in"
    reads_along(programme, "ana", SHARING)
    programme.until(SHARED - 6 * DAY)
    tom.clicks("Lay out my story", on=hears(programme, "tom", "is about your idea"))
    tom.fills(tried=STORY).saves()
    finds(programme, {STORY: {"tom"}})
    tom.clicks("Open", on=programme.post(SHARING)).clicks("Share it").saves()
    tom.closes(everything=True)
    changes(programme, "leila", SHARING, 1, first=MOVED)
    mikko.clicks("Open", on=programme.post(SHARING)).clicks("Read it")
    assert STORY in text(mikko)
    mikko.closes(everything=True)
    programme.until(SHARED - HOUR)
    intention = 'Last time you wanted to try: "Ask the porters first."'
    assert intention not in tom.opens_home().home.text
    programme.until(MOVED - DAY)
    assert intention in tom.opens_home().home.text
    programme.until(MOVED + DAY)
    leila.clicks("Write it up", on=hears(programme, "leila", "How was it?"))
    leila.fills(words="A story.", learnings="We found that time is theirs.").saves()
    leila.clicks("Show it to Tom").closes(everything=True)
    programme.goes_by()
    tom.clicks("Read and decide", on=hears(programme, "tom", "nothing goes to the others"))
    tom.saves().closes(everything=True)
    programme.until(MOVED + 5 * DAY)
    tom.types("/experiment E-1")
    assert "We found that time is theirs." in text(tom)
    tom.closes(everything=True)


def trios(programme: Programme) -> None:
    """It is cancelled."""
    jonas = programme.person("jonas")
    programme.opens(jonas, "Trios, 45 minutes", TRIOS, OFF)
    for each in ("amina", "diego"):
        assert signs_up(programme, each, TRIOS) == "You're in"
    reads_along(programme, "wanjiru", TRIOS)
    programme.until(OFF - 3 * DAY)
    jonas.clicks("Open", on=programme.post(TRIOS)).clicks("Change or cancel")
    jonas.clicks("Cancel the session").fills(reason="Two of us are ill.").saves()
    jonas.closes(everything=True)
    programme.until(OFF + 2 * DAY)


def review(programme: Programme) -> None:
    jonas, amina = programme.person("jonas"), programme.person("amina")
    programme.opens(jonas, "Review, and how to go on, 2 hours", REVIEW, LAST)
    for each in ("amina", "mere"):
        assert signs_up(programme, each, REVIEW) == "You're in"
    programme.until(LAST + 2 * DAY)
    amina.clicks("Not this time", on=hears(programme, "amina", "What stays with you?"))
    jonas.clicks("Not now", on=hears(programme, "jonas", "How was it?"))
    programme.until(LAST + 5 * DAY)


def came(name: str, clock: str) -> list[str]:
    return [f"Tomorrow, {clock}: {name}", f"{clock}: {name}", STAYS]


def moved(name: str) -> list[str]:
    return [f"file: {name}", f"Moved: {name}", f"file again: {name}"]


# All that each was told, in its order; but for the digest, and news of ideas.
TOLD = {
    "amina": [
        f"file: {START}", *came(START, "08:00, London time"), NOTES,
        f"{DESIGN} is about your idea", f"file: {DESIGN}",
        *came(DESIGN, "08:00, London time"), OFFERED,
        *moved(SHARING), *came(SHARING, "10:00, London time"), NOTES, f"file: {TRIOS}",
        f"Cancelled: {TRIOS}", f"file out: {TRIOS}", f"file: {REVIEW}",
        *came(REVIEW, "20:00, London time"),
    ],
    "tom": [
        f"file: {START}", *came(START, "08:00, London time"), NOTES, "About the idea you offered",
        FREE, f"file: {DESIGN}", "Would you take a part in a session?",
        *came(DESIGN, "08:00, London time"), NOTES, f"{SHARING} is about your idea",
        *moved(SHARING),
        *came(SHARING, "10:00, London time"), OFFERED,
    ],
    "diego": [
        f"file: {START}", *came(START, "03:00, New York time"), NOTES, f"file: {DESIGN}",
        f"file out: {DESIGN}", FREE, f"file again: {DESIGN}",
        *came(DESIGN, "15:00, New York time"), NOTES, *moved(SHARING),
        *came(SHARING, "05:00, New York time"), NOTES, f"file: {TRIOS}",
        f"Cancelled: {TRIOS}", f"file out: {TRIOS}",
    ],
    "mere": [
        f"file: {START}", *came(START, "21:00, Auckland time"), NOTES, f"file: {DESIGN}",
        *came(DESIGN, "09:00, Auckland time"), NOTES, *moved(SHARING),
        *came(SHARING, "22:00, Auckland time"), NOTES, f"file: {REVIEW}",
        *came(REVIEW, "07:00, Auckland time"),
    ],
    "priya": [
        f"file: {START}", *came(START, "13:30, Kolkata time"), NOTES, FREE, f"file: {DESIGN}",
        f"file out: {DESIGN}",
    ],
    "mikko": [
        f"file: {START}", *came(START, "10:00, Helsinki time"), NOTES, f"file: {DESIGN}",
        f"file out: {DESIGN}", *moved(SHARING), *came(SHARING, "12:00, Helsinki time"), NOTES,
    ],
    "wanjiru": [
        f"file: {START}", *came(START, "11:00, Nairobi time"), NOTES, FREE, f"file: {DESIGN}",
        *came(DESIGN, "23:00, Nairobi time"), NOTES, f"Cancelled: {TRIOS}",
    ],
    "ana": [NOTES, NOTES, f"Moved: {SHARING}", NOTES],
    "leila": [
        f"file: {SHARING}", f"file again: {SHARING}",
        "Tomorrow, 10:00, Tunis time: " + SHARING, SHEET,
        "10:00, Tunis time: " + SHARING, HOW,
    ],
    "jonas": [
        f"file: {START}", came(START, "09:00, Copenhagen time")[0], SHEET,
        came(START, "09:00, Copenhagen time")[1], HOW, f"file: {DESIGN}", f"file: {DESIGN}",
        came(DESIGN, "09:00, Copenhagen time")[0], SHEET, SHEET,
        came(DESIGN, "21:00, Copenhagen time")[0], came(DESIGN, "09:00, Copenhagen time")[1],
        came(DESIGN, "21:00, Copenhagen time")[1], HOW, f"file: {TRIOS}", f"file out: {TRIOS}",
        f"file: {REVIEW}", SHEET, *came(REVIEW, "21:00, Copenhagen time")[:2], HOW,
    ],
}  # fmt: skip


def test_six_months_of_sessions(programme: Programme) -> None:
    for part in (launch, ideas, design, sharing, trios, review):
        part(programme)
    told = {
        who: [each for each in said if not each.startswith(("The weekly", "Ideas for"))]
        for who, said in programme.inboxes.items()
    }
    assert told == TOLD
    finds(programme, AT_THE_END, *PEOPLE, "siobhan")
