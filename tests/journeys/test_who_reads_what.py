"""Some weeks on the noticeboard. The story keeps a plain list of who may read what; at the end
everybody finds that in Home, in My things, in the lists and in what opens from there, and nothing
else.
"""

import pytest

from bot import helps, invitations, loops, notices
from bot.app import Commons
from bot.notices import Said
from sandbox.sights import Message
from sandbox.vocabulary import Person
from templates.doorway.views import MY_THINGS
from tests.journeys.test_once_and_by_whom import Rules
from tests.journeys.years import LEADING, Year, put_down, window

GROUP = ("amina", "jonas", "leila", "tom", "priya", "wanjiru", "mikko", "ana")
ALL = set(GROUP)
HOSTS = {"jonas", "leila"}
WORD = "zebra"  # in everything, so that it is found when it stands no more
# What somebody wrote, and who may come across it in the end.
OFFER, EXPIRED, UNNAMED, CIRCLE, QUIET, DOWN, NARROWED, SETTLED, PRIVATE = (
    f"{WORD} {which}" for which in
    ("offered", "of one week", "unnamed", "of a circle", "quiet", "taken down", "narrowed",
     "settled", "settled among two")
)  # fmt: skip
NEXT, NEXT_OF_TWO, BACK = "It went well for all.", "It went well for two.", "It was told, once."
BEGINS, THOUGHT_OF, BEGUN = "I begin like this.", "You came to mind.", "Half a sentence"
WORDS = {
    OFFER: ALL,
    EXPIRED: ALL,
    UNNAMED: ALL,
    CIRCLE: {"ana", "tom", "priya"},
    QUIET: {"wanjiru", "mikko", *HOSTS},
    DOWN: {"amina"},
    NARROWED: {"priya", *HOSTS},
    SETTLED: ALL,
    PRIVATE: ALL,
    NEXT: ALL,
    NEXT_OF_TWO: {"amina", "tom"},
    BACK: set(),
    BEGINS: set(),
    THOUGHT_OF: {"mikko"},
    BEGUN: set(),
}


@pytest.fixture
def rules(commons: Commons, year: Year) -> Rules:
    jonas = year.person("jonas").opens_home().clicks("Settings", on="home")
    jonas.fills(facilitators=["jonas", "leila"]).saves().closes()
    for each in GROUP:
        year.person(each).opens_home()
    put_down(year.person("ana"), "Open doors").closes()
    ana = year.person("ana").types("/experiment E-1").clicks("People")
    ana.fills(people=["ana", "tom", "priya"]).saves().closes(everything=True)
    year.goes_by()
    return Rules(commons, year)


def some_weeks(year: Year, rules: Rules) -> None:
    """What is put up, helped with, ended, narrowed, told, and taken back."""
    rules.does("tom", notices.put_up, Said("offer", OFFER, days=90), origin=None)
    rules.does("leila", notices.put_up, Said("offer", EXPIRED, days=7), origin=None)
    unnamed = rules.asked("wanjiru", words=UNNAMED, unnamed=True, days=90)
    rules.asked("ana", words=CIRCLE, visibility="circle", experiment_id=1, days=90)
    quiet = rules.asked("wanjiru", words=QUIET, visibility="facilitators", days=90)
    down, narrowed = rules.asked(words=DOWN), rules.asked("priya", words=NARROWED, days=90)
    year.goes_by()
    rules.does("tom", helps.help_with, unnamed, BEGINS, beside=False)
    for words, level, told in ((SETTLED, "group", NEXT), (PRIVATE, "circle", NEXT_OF_TWO),
                               (f"{WORD} again", "group", BACK)):  # fmt: skip
        settled = rules.asked(words=words)
        rules.helped(settled)
        rules.does("amina", notices.settle, settled)
        rules.does("amina", loops.tell, settled, told, level, origin=told)
    rules.does("amina", loops.take_back, settled)
    year.comes("01-18")
    rules.does("amina", notices.take_down, down)
    only_hosts = Said("ask", NARROWED, wish="ideas", visibility="facilitators", days=90)
    rules.does("priya", notices.edit, narrowed, only_hosts)
    year.comes("01-20")
    ana = year.person("ana").types("/experiment E-1").clicks("People")
    ana.fills(people=["ana", "tom", "priya", "amina"]).saves().closes(everything=True)
    rules.does("jonas", invitations.invite, quiet, [rules.id_of("mikko")], THOUGHT_OF)
    year.person("mikko").types("/commons").fills(words=f"{BEGUN} about a {WORD}").closes()
    year.goes_by()


def my_things(somebody: Person, panel: Message) -> list[str]:
    somebody.clicks(panel.buttons[0], on=panel)
    found = [window(somebody).text, *opened(somebody)]
    somebody.closes(everything=True)
    return found


def opened(somebody: Person) -> list[str]:
    """What the buttons of the window on top lead to."""
    found, on = [], window(somebody)
    for words in LEADING:
        for index in range(on.buttons.count(words)):
            somebody.clicks(words, on=on, index=index)
            found.append(window(somebody).text)
            somebody.closes()
    return found


def looked_up(somebody: Person) -> list[str]:
    """With the word that all have, what ended is there, too."""
    found = []
    for whose in ("Everyone's", "Mine"):
        somebody.types("/commons list").fills(word=WORD, whose=whose).saves()
        found += [window(somebody).text, *opened(somebody)]
        somebody.closes(everything=True)
    return found


def test_in_the_end_everybody_finds_what_is_for_them(year: Year, rules: Rules) -> None:
    some_weeks(year, rules)
    panel = rules.panel(([MY_THINGS], ""))
    for handle in GROUP:
        somebody = year.person(handle)
        found = "\n".join(
            [year.comes_across(handle), *my_things(somebody, panel), *looked_up(somebody)]
        )
        for words, readers in WORDS.items():
            assert (words in found) == (handle in readers), (handle, words)
    on_board = "\n".join(f"{each.text}\n{each.shown}" for each in year.board.messages)
    for words, readers in WORDS.items():
        assert readers == ALL or words not in on_board, words
    assert "Wanjiru" not in on_board
    with year.workspace.lock:
        posts = year.workspace.posts.everything()
    for post in posts:
        post.expected = True
