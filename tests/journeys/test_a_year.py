"""Twelve months of the example group in one go. The story keeps a plain list of who may read what;
at the end everybody finds that, and nothing else.
"""

import re

from tests.journeys.years import SAFETY, Writer, Year, put_down, window

GROUP = ("amina", "jonas", "leila", "tom", "priya", "wanjiru", "mikko", "ana")
EVERYONE, TRY, USUAL = "Everyone in the group", "Trying it", "Making it the usual way"
UNDERSTAND, DECIDE = "Understanding what is going on", "Deciding with others what to try"
ABOUT = "E-1 Corridors without signs"
# Who may open what, at the end of the year.
EXPERIMENTS = {
    "E-1 · Corridors without signs": set(GROUP),
    "E-2 · Rooms without agendas": set(GROUP),
    "E-3 · Night visits by day": {"mikko", "wanjiru"},
    "E-4 · Fridays without reports": set(GROUP),
    "E-5 · Keys for night staff": {"amina"},
}
# What somebody wrote or said, and who may read it at the end of the year.
WORDS = {
    "February fog, for those who were there.": {"amina", "priya"},
    "Tom's own, from February.": {"tom"},
    "Lambs on the ward, says Priya.": {"amina", "priya"},
    "Chalk was cheaper than paint.": set(GROUP),
    "Lamps beat arrows.": set(GROUP),
    "We listened to porters.": set(GROUP),
    "Nobody sleeps at four.": {"mikko", "wanjiru"},
    "Our director whistles at Fridays.": {"ana", "jonas", "leila"},
    "A hard day in June.": {"mikko"},
    "What one narrowed in October.": {"ana"},
    "Who rubs the chalk out?": set(GROUP),
    "Half of it was borrowed courage.": {"mikko", "wanjiru"},
    "Keys are nobody's job.": {"amina"},
}


def writes(somebody: Writer, words: str, about: str, level: str, line: str = "") -> None:
    somebody.types("/reflect").fills(about=about)
    somebody.fills(answer_1=words, line=line, visibility=level).saves()
    assert window(somebody).title == "Saved"
    somebody.closes()


def moves(somebody: Writer, ref: str, stage: str, said: str = "", **more: str) -> None:
    somebody.types(f"/experiment {ref}").clicks("Where is it now?")
    somebody.fills({"Where is it now?": stage, "words": said, **more}).saves()
    assert window(somebody).title == f"{ref} has moved"
    somebody.closes(everything=True)


def brings_in(somebody: Writer, ref: str, *people: str) -> None:
    somebody.types(f"/experiment {ref}").clicks("People").fills(people=list(people)).saves()
    somebody.closes(everything=True)


def reads(year: Year, handle: str, ref: str) -> str:
    """What its window has for somebody."""
    somebody = year.person(handle).types(f"/experiment {ref}")
    told = window(somebody).text
    somebody.closes()
    return told


def winter(year: Year) -> None:
    """Four begin; Priya comes in March, and what was before is not hers."""
    amina, tom, mikko, ana = map(year.person, ("amina", "tom", "mikko", "ana"))
    jonas = year.person("jonas").opens_home().clicks("Settings", on="home")
    jonas.fills(facilitators=["jonas", "leila"]).saves().closes()
    put_down(amina, "Corridors without signs").closes()
    brings_in(amina, "E-1", "amina", "tom")
    put_down(jonas, "Rooms without agendas").closes()
    put_down(mikko, "Night visits by day", visibility="Only me for now").closes()
    put_down(ana, "Fridays without reports", stage=TRY).fills(SAFETY).saves().closes()
    put_down(amina, "Keys for night staff", visibility="Only me for now").closes()
    year.goes_by()
    for ref in ("E-1", "E-2", "E-4"):
        year.board.expects(text=f"{ref}, an experiment by")
    tom.expects(text="You are on E-1 now")

    year.comes("02-10")
    writes(amina, "February fog, for those who were there.", ABOUT, "Tom, who is on E-1 with you")
    writes(tom, "Tom's own, from February.", ABOUT, "Only me")
    moves(amina, "E-1", UNDERSTAND, "We listened to porters.")
    wanjiru = year.person("wanjiru").clicks("Same question here", on=year.card("E-1"))
    wanjiru.fills(words="Depots, too.").saves().closes()
    year.goes_by()
    year.board.expects(shown='On to understanding: "We listened to porters."')
    amina.expects(text="Wanjiru has the same question as E-1")

    year.comes("03-10")
    brings_in(amina, "E-1", "amina", "tom", "priya")
    year.goes_by()
    priya = year.person("priya")
    priya.expects(text="You are on E-1 now")
    assert "February fog" not in reads(year, "priya", "E-1")
    together = "Amina and Tom, who are on E-1 with you"
    writes(priya, "Lambs on the ward, says Priya.", ABOUT, together)
    assert "Lambs on the ward" in reads(year, "tom", "E-1")


def spring(year: Year) -> None:
    """A line for all, thanks for it; older words opened; the group's own questions."""
    amina, wanjiru = year.person("amina"), year.person("wanjiru")
    year.comes("04-07")
    moves(amina, "E-1", DECIDE)
    writes(amina, "Chalk was cheaper than paint.", ABOUT, EVERYONE, "Lamps beat arrows.")
    amina.types("/reflect list").fills(word="fog").saves().clicks("Open").clicks("Edit").saves()
    amina.closes(everything=True)
    year.goes_by()
    year.board.expects(shown="On to deciding with others.")
    line = year.board.expects(text="A line from Amina about E-1")
    for handle in ("tom", "wanjiru"):
        year.person(handle).clicks("Thank you", on=line).expects(shown="Amina will hear it")
    year.comes("04-08")
    amina.expects(shown="Tom and Wanjiru say thank you for your line about Corridors")
    wanjiru.clicks("Tell me more", on=line).saves().closes()
    year.goes_by()
    year.board.expects(text="Wanjiru would like to hear more")

    year.comes("05-12")
    jonas = year.person("jonas").opens_home().clicks("Ways to reflect", on="home")
    jonas.clicks("Edit", index=0).fills(questions="What made you look twice?").saves().closes()
    ana = year.person("ana").types("/reflect").fills(about="E-4 Fridays without reports")
    assert window(ana).labels[0] == "What made you look twice?"
    ana.fills(answer_1="Our director whistles at Fridays.").fills(
        visibility="Jonas and Leila, the facilitators"
    )
    ana.saves().closes()
    writes(ana, "What one narrowed in October.", "E-4 Fridays without reports", EVERYONE)
    moves(amina, "E-1", TRY, **SAFETY)
    mikko = year.person("mikko")
    brings_in(mikko, "E-3", "mikko", "wanjiru")
    moves(mikko, "E-3", UNDERSTAND, "Nobody sleeps at four.")
    year.goes_by()
    year.board.expects(shown="On to trying it.")
    wanjiru.expects(text="You are on E-3 now")
    assert "What one narrowed in October." in reads(year, "leila", "E-4")


def summer(year: Year) -> None:
    """One rests, somebody has a hard day, Tom leaves."""
    jonas, mikko, tom = map(year.person, ("jonas", "mikko", "tom"))
    year.comes("06-21")
    jonas.types("/experiment E-2").clicks("Rest").fills(wake_on="2027-09-06").saves().closes()
    mikko.types("/reflect").chooses("A hard day", on="window", action_id="reflections.way")
    mikko.fills(answer_1="A hard day in June.").saves().clicks("Ask Leila").closes()
    year.goes_by()
    year.board.expects(shown="Resting until 6 September")
    year.person("leila").expects(text="Mikko would like to talk")

    year.comes("07-12")
    assert "Lambs on the ward" in reads(year, "tom", "E-1")
    tom.types("/experiment E-1").clicks("Leave it").closes(everything=True)
    moves(year.person("amina"), "E-1", USUAL)
    year.goes_by()
    year.board.expects(shown="On to making it the usual way.")
    assert tom.messages == []

    year.comes("09-06", "09:05", zone="Europe/Copenhagen")
    asked = jonas.expects(text="You asked me to come back to E-2 today")
    jonas.clicks("Where is it now?", on=asked).fills({"Where is it now?": DECIDE}).saves().closes()
    year.goes_by()
    year.board.expects(shown="Awake again, with deciding with others.")


def autumn(year: Year) -> None:
    """A new turn under another lead, something narrowed, one carried on, one ended."""
    amina, priya, ana, jonas, mikko = map(year.person, ("amina", "priya", "ana", "jonas", "mikko"))
    year.comes("10-04")
    moves(amina, "E-1", UNDERSTAND, question="Who rubs the chalk out?")
    amina.types("/experiment E-1").clicks("Someone else to talk to").fills(asked="Priya").saves()
    amina.closes(everything=True)
    ana.types("/reflect list").fills(word="narrowed").saves().clicks("Open").clicks("Edit")
    ana.fills(visibility="Only me").saves().closes(everything=True)
    year.goes_by()
    year.board.expects(shown="A new question, and a second turn: Who rubs the chalk out?")
    priya.clicks("Yes, I will", on=priya.expects(text="A question about E-1"))
    year.goes_by()
    year.board.expects(shown="There is someone else to talk to now")
    amina.expects(text="An answer about E-1")

    year.comes("11-08")
    ana.types("/experiment E-4").clicks("Carry on in another")
    ana.fills(other="E-2 · Rooms without agendas").saves().closes(everything=True)
    year.goes_by()
    jonas.clicks("Yes, together", on=jonas.expects(text="A question about E-4"))
    year.goes_by()
    year.board.expects(shown="Another one carries it on")
    ana.expects(text="An answer about E-4")
    ana.expects(text="You are on E-2 now")

    year.comes("12-13")
    mikko.types("/experiment E-3").clicks("End").fills(reason="It was not helping").saves()
    mikko.clicks("Write a few lines")
    mikko.fills(answer_1="Half of it was borrowed courage.")
    mikko.fills(visibility="Wanjiru, who is on E-3 with you").saves().closes(everything=True)
    writes(amina, "Keys are nobody's job.", "E-5 Keys for night staff", "Only me")
    year.goes_by()


def test_at_the_end_of_the_year_everybody_finds_what_is_for_them(year: Year) -> None:
    for season in (winter, spring, summer, autumn):
        season(year)
    year.comes("12-28")

    assert len(year.locks) > len(GROUP), "there was a lot to say"
    assert year.cards() == {"E-1": 1, "E-2": 1, "E-4": 1}
    assert year.card("E-1").text == "E-1, an experiment by Priya"
    assert "usual way → understanding" in year.card("E-1").shown
    assert "Now  Ended: another one carries it on" in year.card("E-4").shown
    for handle in GROUP:
        found = year.comes_across(handle)
        theirs = {words for words, readers in WORDS.items() if handle in readers}
        assert {words for words in WORDS if words in found} == theirs
        found = year.person(handle).home.text
        assert re.findall(r"(E-\d) ·", found.partition("In the group")[2]) == ["E-4", "E-2", "E-1"]
    for handle in ("amina", "tom", "mikko"):
        for word in ("", "keys"):
            listed = year.finds(handle, word).splitlines()
            assert [each for each in listed if each in EXPERIMENTS] == [
                each
                for each, readers in reversed(EXPERIMENTS.items())
                if handle in readers and word in each.lower()
            ]
    assert "Keys are nobody's job." in year.finds("amina", "nobody's job")
    assert "Keys are nobody's job." not in year.finds("tom", "nobody's job")
