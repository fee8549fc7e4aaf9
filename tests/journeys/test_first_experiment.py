"""A member puts down her first experiment, and everybody finds it where they look."""

from collections.abc import Callable

import pytest

from bot.app import Commons
from bot.settings import Settings
from sandbox.transports import Direct
from sandbox.workspaces import Workspace
from tests.conftest import clock_of

FIVE = {
    "Give it a short name": "Longer first visits",
    "What matters to the people this is for?": "Families tell their story once, to one person.",
    "What do you want to find out?": "What changes when a first visit has no time limit?",
    "Where are you now?": "Trying it",
    "Who can see this?": "Everyone in the group",
}
THREE = {
    "Who could this go badly for, and how?": "The clerks, who may feel pushed aside.",
    "Do they know, and can they say no?": "They do, and one already has.",
    "How would you stop, and who can say stop?": "Any of us rings the old number again.",
}
HOSTILE = [
    "<!channel> <!here>",
    "@here @channel",
    "*_~bold~_*",
    "{{ 7 * 7 }} {% endif %}",
    "مرحبا بالجميع",
    "🎉👩🏽‍⚕️ :tada:",
    '"quoted" & <b>bold</b>',
]


@pytest.mark.usefixtures("commons")
def test_from_the_command_to_the_board_to_a_reader(
    workspace: Workspace, deliver: Callable[[], int]
) -> None:
    amina = workspace.person("amina").types("/experiment Longer first visits", in_="hallway")
    assert amina.window is not None
    assert amina.window.title == "A new experiment"
    amina.fills(FIVE).saves()
    assert amina.window.title == "Before others see it"
    amina.fills(THREE).saves()
    assert amina.window.title == "E-1 is on the board"
    amina.closes()
    deliver()

    card = workspace.channel("noticeboard").expects(text="E-1, an experiment by Amina")
    assert "*" not in card.shown
    assert "What matters  Families tell their story once, to one person." in card.shown
    assert "Now  Trying it" in card.shown
    assert "Amina, a coastal council. Talk about it in the thread." in card.shown
    assert "E-1 · Longer first visits" in amina.opens_home().home.text
    assert "Waiting for you\nYou are new here." in amina.home.text, "and nothing else"

    tom = workspace.person("tom").opens_home()
    assert "E-1 · Longer first visits\nAmina: Trying it" in tom.home.text
    tom.clicks("Open", on=card)
    assert tom.window is not None
    assert "Any of us rings the old number again." in tom.window.text
    assert tom.window.buttons == ["Same question here"]


def test_after_a_restart_everything_is_where_it_was(
    commons: Commons, settings: Settings, workspace: Workspace, deliver: Callable[[], int]
) -> None:
    amina = workspace.person("amina").types("/experiment").fills(FIVE).saves()
    amina.fills(THREE).saves().closes()
    deliver()
    card = workspace.channel("noticeboard").expects(text="E-1")
    commons.stop()

    again = Commons(settings, clock_of(workspace))
    again.prepare()
    workspace.transport = Direct(again.app)
    assert again.courier.deliver() == 0, "nothing is said twice"
    amina.clicks("Open", on=card).clicks("Edit").fills(title="Even longer").saves().closes()
    again.courier.deliver()
    again.stop()

    [card] = workspace.channel("noticeboard").messages
    assert "E-1 · Even longer" in card.shown


@pytest.mark.usefixtures("commons")
@pytest.mark.parametrize("typed", HOSTILE)
def test_whatever_is_typed_is_shown_as_typed_and_rings_nobody(
    workspace: Workspace, deliver: Callable[[], int], typed: str
) -> None:
    amina = workspace.person("amina").types(f"/experiment {typed}", in_="hallway")
    answers = dict.fromkeys(list(FIVE)[:3], typed)
    amina.fills({**FIVE, **answers, "Where are you now?": "Just an idea"}).saves().closes()
    deliver()
    card = workspace.channel("noticeboard").expects(shown=f"E-1 · {typed}")

    assert f"What matters  {typed}" in card.shown
    assert f"The question  {typed}" in card.shown
    assert card.rings == []
    for handle in ("amina", "tom"):
        somebody = workspace.person(handle).opens_home()
        assert f"E-1 · {typed}" in somebody.home.text
        somebody.clicks("Open", on=card)
        assert somebody.window is not None
        assert typed in somebody.window.text
