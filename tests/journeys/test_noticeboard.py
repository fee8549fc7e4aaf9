"""Somebody asks and somebody offers, people find it, and after its time it makes room."""

from collections.abc import Callable
from datetime import timedelta

from bot.app import Commons
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from tests.handlers import member, text, title

WORDS = "I can show you our rota"


def days_pass(commons: Commons, workspace: Workspace, days: int) -> None:
    workspace.clock.advance(timedelta(days=days).total_seconds())
    commons.heartbeat.tick(commons.bot.now())
    commons.courier.deliver()


def lines(somebody: Person) -> list[str]:
    return somebody.opens_home().home.text.splitlines()


def test_from_a_message_to_the_board_to_its_end(
    commons: Commons, workspace: Workspace, deliver: Callable[[], int]
) -> None:
    with commons.database.transaction() as db:
        member(db, workspace, "jonas")
    board = workspace.channel("noticeboard")
    mikko = workspace.person("mikko").types(f"{WORDS}\nIt took us a year.", in_="hallway")
    mikko.uses("Put on the noticeboard", on=workspace.channel("hallway").messages[-1])
    mikko.chooses("I offer something", on="window", action_id="notices.kind").saves().closes()
    wanjiru = workspace.person("wanjiru").opens_home().clicks("Ask or offer", on="home")
    wanjiru.fills({"Your question, in one sentence": "Who may bend a rule?"})
    wanjiru.fills({"wish": "Ideas", "who": "Everyone, without my name: Jonas carries the replies"})
    wanjiru.saves().closes()
    deliver()
    offer = board.expects(text="An offer by Mikko on the noticeboard")
    ask = board.expects(text="A question, by someone in the group")
    assert (offer.rings, ask.rings) == ([], [])

    ana = workspace.person("ana")
    assert [each for each in lines(ana) if each in {WORDS, "Who may bend a rule?"}] == [
        "Who may bend a rule?",
        WORDS,
    ], "who waits for an answer comes first"
    ana.clicks("Open", on=offer)
    assert "It took us a year." in text(ana)
    ana.closes().clicks("Open", on=ask)
    assert "Wanjiru" not in text(ana)
    ana.closes()

    days_pass(commons, workspace, 15)
    wanjiru.expects(shown="Would you like to ask again?")
    assert [each.ts for each in board.messages] == [offer.ts, ask.ts], "no post is a second one"
    assert all("Its time here is over." in each.shown for each in board.messages)
    assert WORDS not in lines(ana)
    ana.types("/commons list").fills(word="rota").saves().clicks("Open", on="window")
    assert "Its time was over on" in text(ana)
    ana.closes(everything=True)

    mikko.clicks("Open", on=offer).clicks("Put it up again", on="window")
    assert title(mikko) == "On the noticeboard"
    deliver()
    assert WORDS in lines(ana)
    assert [each.ts for each in board.messages] == [offer.ts, ask.ts]
