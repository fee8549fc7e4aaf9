"""How check-ins are arranged: the message that asks, and what it says once somebody answered."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from templates import plain, words
from templates.blocks import (
    Block,
    Message,
    actions,
    button,
    context,
    message,
    overflow,
    rich,
    section,
)
from templates.cycles.pauses import ASK_END, ASK_REST
from templates.cycles.views import ASK as ASK_WHERE
from templates.teams.views import rhythm_button, rhythm_noted
from templates.visibility import who_can_read

if TYPE_CHECKING:
    from storage.checkins import CheckIn
    from storage.experiments import Experiment
    from storage.people import Member

OPEN = "checkins.open"  # the form; its value is an experiment, or nothing
SAY_MORE = "checkins.say_more"  # the form of a check-in that was made by one tap
LAST_TIME = "checkins.last_time"  # the form of an experiment, with what they said last time
ASK_GROUP, TALK = "checkins.ask_group", "checkins.talk"  # somebody is stuck, in this check-in

# One word each; their value is the turn, and who is named as reading it: "12:3,4".
MOVING = "checkins.moving"
SLOW = "checkins.slow"
STUCK = "checkins.stuck"
TURNING = "checkins.turning"
RESTING = "checkins.resting"
ENDING = "checkins.ending"
NOTHING_NEW = "checkins.nothing_new"
SIX = {
    MOVING: "moving",
    SLOW: "slow",
    STUCK: "stuck",
    TURNING: "turning",
    RESTING: "resting",
    ENDING: "ending",
}
TAPS = {**SIX, NOTHING_NEW: "nothing_new"}
# Of a check-in.
ONLY_ME = "checkins.only_me"
UNDO = "checkins.undo"
NO_THANKS = "checkins.no_thanks"
# How to go on asking: a choice and a turn, as in "monthly:12".
MENU = "checkins.menu"
FINE = "checkins.fine"
EVERY_TWO_WEEKS = "checkins.every_two_weeks"
STOP = "checkins.stop"
NEXT_WEEK = "next_week"
LESS = {"weekly": "fortnightly", "fortnightly": "monthly"}
CHOICES = {FINE: "monthly", EVERY_TWO_WEEKS: "fortnightly", STOP: "when_i_choose"}

Readers = Mapping[str, Sequence["Member"]]


def question(
    experiment: "Experiment", turn_id: int, *, readers: Readers, level: str, has_said: bool
) -> Message:
    """The six words, and the ways beside them. `readers` are those at `level`, where an answer
    starts.
    """
    said = words("checkins/asked")
    value = f"{turn_id}:{','.join(str(each.id) for each in readers[level])}"
    feels = words("checkins/feels").feels
    last = [button(said.last_time, LAST_TIME, str(experiment.id))] if has_said else []
    only_you = level == "only_me"
    who = said.only_you if only_you else said.can_see(who_can_read(readers, level, experiment.ref))
    return _message(
        experiment,
        rich(said.asks(experiment.title)),
        actions(*(button(feels[feel], each, value) for each, feel in SIX.items())),
        actions(
            button(feels["nothing_new"], NOTHING_NEW, value),
            *last,
            overflow(MENU, _menu(said, experiment, turn_id)),
        ),
        context(who),
    )


def tapped(value: str) -> tuple[str, list[int]]:
    """Of a word that was tapped: the turn, and who was named there."""
    turn, _, named = value.partition(":")
    return turn, [int(each) for each in named.split(",") if each.isdecimal()]


def noted(
    experiment: "Experiment", check_in: "CheckIn", turn_id: int, *, readers: Readers, let_go: bool
) -> Message:
    """What they said and who sees it, with the way back; and what one word leads to."""
    said, value = words("checkins/asked"), str(check_in.id)
    [level] = readers
    has_words = bool(check_in.noticed or check_in.will_try)
    feel = words("checkins/feels").feels[check_in.feel]
    alone = [button(said.only_me, ONLY_ME, value)] if level != "only_me" else []
    more = said.change if has_words else said.say_more
    return _message(
        experiment,
        rich(said.noted(feel, who_can_read(readers, level), has_words)),
        actions(button(more, SAY_MORE, value), *alone, button(said.undo, UNDO, value)),
        *_leads_to(said, experiment, check_in, turn_id, let_go=let_go),
    )


def told(experiment: "Experiment", check_in: "CheckIn", who: str) -> Message:
    """Somebody else on it was quicker."""
    said, feel = words("checkins/asked"), words("checkins/feels").feels[check_in.feel]
    way = button(said.say_mine, OPEN, str(experiment.id))
    return _message(experiment, rich(said.told(who, experiment.title, feel)), actions(way))


def no_answer(experiment: "Experiment") -> Message:
    said = words("checkins/asked")
    return _with_way(said, experiment, said.no_answer(experiment.title))


def put_off(experiment: "Experiment") -> Message:
    said = words("checkins/asked")
    return _with_way(said, experiment, said.put_off(experiment.title))


def somebody_else(experiment: "Experiment", who: str) -> Message:
    """They are not whom to talk to any more."""
    said = words("checkins/asked")
    return _with_way(said, experiment, said.somebody_else(who, experiment.title))


def slowed(experiment: "Experiment", turn_id: int) -> Message:
    """Left alone three times, one after the other: said once, with three answers alike."""
    said = words("checkins/asked")
    labels = {FINE: said.fine, EVERY_TWO_WEEKS: said.every_two_weeks, STOP: said.stop}
    buttons = [button(label, each, str(turn_id)) for each, label in labels.items()]
    return _message(experiment, rich(said.slowed(experiment.title)), actions(*buttons))


def rhythm_chosen(experiment: "Experiment", rhythm: str) -> Message:
    return _message(experiment, section(rhythm_noted(rhythm)), actions(rhythm_button(experiment)))


def pauses(experiment: "Experiment") -> Message:
    """It rests, or has ended."""
    said = words("checkins/asked")
    line = said.has_ended if experiment.state == "closed" else said.is_resting
    return _message(experiment, section(line(experiment.ref)))


def _message(experiment: "Experiment", *blocks: Block) -> Message:
    return message(words("checkins/asked").lock(experiment.ref), *blocks)


def _with_way(said: Any, experiment: "Experiment", text: str) -> Message:
    """A word counts whenever it comes."""
    way = button(said.check_in, OPEN, str(experiment.id))
    return _message(experiment, rich(text), actions(way))


def _menu(said: Any, experiment: "Experiment", turn_id: int) -> dict[str, str]:
    less = LESS.get(experiment.rhythm or "fortnightly")
    lines = {NEXT_WEEK: said.next_week, less: said.less, "when_i_choose": said.stop}
    return {f"{choice}:{turn_id}": text for choice, text in lines.items() if choice}


def _leads_to(
    said: Any, experiment: "Experiment", check_in: "CheckIn", turn_id: int, *, let_go: bool
) -> list[Block]:
    """Ways that are there already: nothing happens by the word alone."""
    if experiment.state == "closed":
        return []
    value, ref = str(experiment.id), experiment.ref
    if check_in.feel == "stuck" and not let_go:
        return [
            section(said.would_help),
            actions(
                button(said.ask_group, ASK_GROUP, str(check_in.id)),
                button(said.talk, TALK, str(check_in.id)),
                button(said.no_thanks, NO_THANKS, str(turn_id)),
            ),
            context(said.a_draft),
        ]
    if check_in.feel == "resting":
        to_rest = [button(plain(said.rest_too(ref)), ASK_REST, value)]
        return [section(said.rests(ref)), *([actions(*to_rest)] if _is_active(experiment) else [])]
    if check_in.feel == "ending":
        return [actions(button(plain(said.end_it(ref)), ASK_END, value))]
    if check_in.feel == "turning":
        return [actions(button(plain(said.where(ref)), ASK_WHERE, value))]
    return []


def _is_active(experiment: "Experiment") -> bool:
    return experiment.state == "active"
