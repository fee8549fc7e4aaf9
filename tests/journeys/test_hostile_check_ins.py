"""Whatever people write into the boxes of check-ins and of the group's questions, as much as fits
there; as test_hostile_words looks at it.
"""

from sqlalchemy import update

from bot.app import Commons
from sandbox.sights import Message
from storage.people import Member
from tests.handlers import errors
from tests.journeys import test_hostile_words
from tests.journeys.test_hostile_words import Watched, fills_up, saves
from tests.journeys.years import window

year = test_hostile_words.year
DAY = 24 * 60 * 60


def goes_on(commons: Commons, year: Watched, *, days: float = 0) -> None:
    """As `goes_by`, in a group that is asked how it goes."""
    year.workspace.clock.advance(days * DAY)
    with commons.database.transaction() as db:
        db.execute(update(Member).values(unwanted=[]))
    commons.heartbeat.tick(commons.clock.now())
    commons.courier.deliver()
    year.looks_around()
    year.looks_everywhere()


def newest(year: Watched, who: str, button: str) -> Message:
    return [each for each in year.person(who).messages if button in each.buttons][-1]


def test_every_box_of_a_check_in(commons: Commons, year: Watched) -> None:
    amina, tom = map(year.person, ("amina", "tom"))
    goes_on(commons, year, days=14)
    amina.clicks("Stuck", on=newest(year, "amina", "Stuck"))
    goes_on(commons, year)
    saves(fills_up(year, amina.clicks("Add a few words", on=newest(year, "amina", "Undo"))))
    amina.closes(everything=True)
    goes_on(commons, year)
    amina.clicks("Change it", on=newest(year, "amina", "Undo"))
    fills_up(year, amina).fills(noticed=year.words(200))  # as much as the draft has in one box
    saves(amina.fills({window(amina).fields[-1].block_id: "Everyone in the group"}))
    amina.closes(everything=True)
    goes_on(commons, year)
    amina.clicks("Ask the group", on=newest(year, "amina", "Ask the group"))
    saves(amina.fills(wish="ideas"))
    amina.closes(everything=True)
    amina.clicks("Someone to talk to", on=newest(year, "amina", "Undo")).closes()
    goes_on(commons, year)
    tom.types("/experiment E-1").clicks("Open", index=0).closes(everything=True)
    tom.types(f"/checkin {year.words(3000)}")
    tom.fills({"How is it going?": "Changing direction"}).saves()
    assert len(errors(tom)) == 1, "all of it is there to be shortened"
    saves(tom.fills(noticed=year.words(500)))
    tom.closes(everything=True)
    goes_on(commons, year, days=14)
    amina.clicks("What I said last time", on=newest(year, "amina", "What I said last time"))
    amina.closes(everything=True)
    for handle in ("amina", "tom", "jonas"):
        year.comes_across(handle)


def test_every_box_of_a_question(commons: Commons, year: Watched) -> None:
    jonas = year.person("jonas")
    for named in ("With names, for the facilitators", "Without names"):
        for choices in ("", "\n".join(year.words(75) for _ in range(10)), "§yes§\n*no*"):
            sets_up(year, choices, named)
    goes_on(commons, year, days=1)
    goes_on(commons, year)
    for handle in ("amina", "tom"):
        answers_all(commons, year, handle)
    goes_on(commons, year, days=10)
    for message in [each for each in jonas.messages if "Read what was said" in each.buttons]:
        jonas.clicks("Read what was said", on=message).clicks("Tell the group")
        saves(fills_up(year, jonas))
        jonas.closes(everything=True)
    for days in (1, 4):
        goes_on(commons, year, days=days)
    for handle in ("amina", "tom", "jonas"):
        somebody = year.person(handle).opens_home()
        somebody.clicks("You said, we changed", on="home").closes(everything=True)


def sets_up(year: Watched, choices: str, named: str) -> None:
    jonas = year.person("jonas").opens_home().clicks("Questions to the group", on="home")
    saves(fills_up(year, jonas.clicks("A new question")).fills(choices=choices, named=named))
    saves(jonas.clicks("Change it"))
    saves(jonas)
    jonas.closes(everything=True)


def answers_all(commons: Commons, year: Watched, handle: str) -> None:
    somebody = year.person(handle).opens_home()
    while "Answer" in somebody.home.buttons:
        somebody.clicks("Answer", on="home", index=0)
        for field in window(somebody).fields:
            if field.type == "radio_buttons":
                somebody.fills({field.block_id: field.place.element["options"][0]["text"]["text"]})
        saves(fills_up(year, somebody))
        somebody.closes(everything=True)
        goes_on(commons, year)
        somebody.opens_home()
