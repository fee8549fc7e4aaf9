"""How Home is arranged: what waits for me, what is mine, what is the group's, what I can do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from templates import words
from templates.blocks import (
    Block,
    View,
    actions,
    button,
    context,
    divider,
    header,
    home,
    modal,
    section,
)
from templates.cards.views import LIST, OPEN
from templates.checkins.pages import check_in_button
from templates.deliveries.views import in_home
from templates.experiments.views import ANSWER_SAFETY, PUT_DOWN
from templates.notices.lists import list_button, new_button
from templates.people.disclosures import open_button
from templates.people.views import MY_SETTINGS
from templates.programme.views import OPEN_SETTINGS
from templates.prompts.views import LIST as QUESTIONS
from templates.proposals.views import waiting_lines
from templates.reflections.views import OPEN as OPEN_REFLECTION
from templates.reflections.views import (
    home_blocks,
    lines_in_window,
    others_button,
    write_button,
)
from templates.thanks.views import three_months_ago
from templates.workshops.views import list_button as sessions_button
from templates.workshops.views import new_button as open_session_button

if TYPE_CHECKING:
    from bot.proposals import Ask
    from bot.troubles import Troubles
    from storage.experiments import Experiment
    from storage.people import Member
    from storage.reflections import Reflection
    from templates.reflections.views import Heard, Piece


@dataclass(frozen=True)
class Belongings:
    """What a member's Home shows, read with that member's eyes."""

    waiting: Sequence["Experiment"]
    mine: Sequence["Experiment"]
    has_more: bool
    in_group: Sequence["Experiment"]
    leads: Mapping[int, "Member"]
    standings: Mapping[int, str]
    troubles: "Troubles"
    lacks_noticeboard: bool
    written_then: "Reflection | None" = None
    last: "Piece | None" = None
    lines: Sequence["Heard"] = ()
    going: Mapping[int, str] = field(default_factory=dict)
    asked: Sequence["Ask"] = ()
    asks: Sequence[Block] = ()
    places: Sequence[Block] = ()
    sessions: Sequence[Block] = ()
    ideas: Sequence[Block] = ()
    greeting: Sequence[Block] = ()
    digest: Sequence[Block] = ()
    my_notices: Sequence[Block] = ()
    notices: Sequence[Block] = ()
    about_me: Sequence[Block] = ()
    questions: Sequence[Block] = ()
    of_group: Sequence[Block] = ()


def my_home(member: "Member", belongings: Belongings) -> View:
    said = words("home/home")
    return home(*_blocks(said, member, belongings), context(said.foot))


def my_things(member: "Member", belongings: Belongings) -> View:
    """The same in a window, for those who have no Home, and no commands either."""
    said = words("home/home")
    blocks = _blocks(said, member, belongings)
    return modal(said.my_things, *blocks, close=said.done, remembers={"stays": True})


def _blocks(said: Any, member: "Member", belongings: Belongings) -> list[Block]:
    return [
        section(said.welcome(member.name)),
        *belongings.about_me,
        header(said.waiting),
        *_waiting(said, member, belongings),
        header(said.mine),
        *_mine(said, belongings),
        header(said.in_the_group),
        *_in_the_group(said, belongings),
        *belongings.of_group,
        *([header(said.digest), *belongings.digest] if belongings.digest else []),
        divider(),
        actions(*_buttons(said, member)),
    ]


def _waiting(said: Any, member: "Member", belongings: Belongings) -> list[Block]:
    lines: list[Block] = []
    if member.facilitator and belongings.lacks_noticeboard:
        lines.append(
            section(said.choose_noticeboard, button(said.choose, OPEN_SETTINGS, style="primary"))
        )
    lines += in_home(belongings.troubles)
    lines += [
        section(
            said.waits_for_safety(each.ref, each.title),
            button(said.answer, ANSWER_SAFETY, str(each.id)),
        )
        for each in belongings.waiting
    ]
    lines += [*belongings.places, *waiting_lines(belongings.asked), *belongings.asks]
    lines += [*belongings.ideas, *belongings.questions]
    lines += belongings.greeting
    return lines or [section(said.nothing_waits)]


def _mine(said: Any, belongings: Belongings) -> list[Block]:
    lines = [
        section(
            said.line(
                each.ref,
                each.title,
                each.stage,
                belongings.standings.get(each.id, ""),
                belongings.going.get(each.id, ""),
            ),
            button(said.open, OPEN, str(each.id)),
        )
        for each in belongings.mine
    ]
    more = [context(said.more_of_mine)] if belongings.has_more else []
    mine = [*lines, *more, *belongings.my_notices] or [section(said.nothing_mine)]
    mine = [*belongings.sessions, *mine]
    then = three_months_ago(belongings.written_then, opens=OPEN_REFLECTION)
    return [*mine, *home_blocks(belongings.last), *then]


def _in_the_group(said: Any, belongings: Belongings) -> list[Block]:
    lines = [
        section(
            said.group_line(
                each.ref,
                each.title,
                belongings.leads[each.id].name,
                each.stage,
                belongings.standings.get(each.id, ""),
            ),
            button(said.open, OPEN, str(each.id)),
        )
        for each in belongings.in_group
    ]
    return [
        *belongings.notices,
        *lines_in_window(belongings.lines),
        *(lines or [section(said.nothing_in_group)]),
        actions(list_button(), others_button()),
    ]


def _buttons(said: Any, member: "Member") -> list[Block]:
    buttons = [
        button(said.put_down, PUT_DOWN, style="primary"),
        write_button(),
        check_in_button(),
        new_button(),
        sessions_button(),
        button(said.all, LIST),
        button(said.questions, QUESTIONS),
        button(said.my_settings, MY_SETTINGS),
        open_button(),
    ]
    if member.facilitator:
        buttons += [open_session_button(), button(said.settings, OPEN_SETTINGS)]
    return buttons
