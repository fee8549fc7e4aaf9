"""What facilitators, and whoever offered an idea, are told."""

from typing import TYPE_CHECKING

from templates import words
from templates.blocks import Block, Message, actions, button, context, message, rich, section
from templates.ideas.offers import keep_button, put_down_button, take_back_button
from templates.ideas.views import LIST, OPEN
from templates.stories.views import lay_out_button
from templates.workshops.views import open_button

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.ideas import Idea
    from storage.people import Member
    from storage.workshops import Workshop


def news_lines(freed: "Sequence[Workshop]", *, offered: bool) -> list[Block]:
    """For a facilitator's message, and for Home."""
    said = words("ideas/messages")
    lines = [section(said.offered)] if offered else []
    lines += [rich(said.freed(each.title)) for each in freed]
    return [*lines, actions(button(said.look, LIST))]


def news(freed: "Sequence[Workshop]", *, offered: bool) -> Message:
    return message(words("ideas/messages").news_lock, *news_lines(freed, offered=offered))


def talk(idea: "Idea", host: "Member", who: "Member", *, title: str) -> Message:
    """In the conversation of the two; `title` is that of the session that it was chosen for."""
    said = words("ideas/messages")
    chosen = [rich(said.talk_chosen(title))] if idea.state == "chosen" else []
    return message(
        said.talk_lock(host.name, who.name),
        rich(said.talk(host.slack_id, who.slack_id, idea.words)),
        *(chosen or [context(said.talk_next)]),
        actions(button(said.open_idea, OPEN, str(idea.id))),
    )


def talk_is_over(host: "Member", who: "Member") -> Message:
    said = words("ideas/messages")
    return message(said.talk_lock(host.name, who.name), rich(said.talk_over(who.name)))


def told(
    idea: "Idea", workshop: "Workshop", day: str, *, has_place: bool, with_story: bool
) -> Message:
    """To whoever offered it: a session is about it."""
    said = words("ideas/messages")
    if workshop.state == "draft":
        place = said.is_draft
    else:
        place = said.has_place if has_place else said.comes_anyway
    buttons = [lay_out_button(workshop.id)] if with_story else []
    buttons += [] if idea.experiment_id else [put_down_button(idea)]
    return message(
        said.told_lock(workshop.title),
        rich(said.told(workshop.title, day)),
        *([context(place)] if workshop.state != "happened" else []),
        actions(*buttons, open_button(workshop.id), _open(idea)),
    )


def told_over(idea: "Idea") -> Message:
    """What that turns into when the session is not about it any more."""
    said = words("ideas/messages")
    if idea.state == "withdrawn":
        return message(said.another_lock, section(said.taken_back))
    return message(said.another_lock, section(said.told_over), actions(_open(idea)))


def another_time(idea: "Idea", title: str, host: str) -> Message:
    """To whoever offered it: it was not this time."""
    said = words("ideas/messages")
    return message(
        said.another_lock,
        rich(said.another_time(title, host)),
        actions(keep_button(idea), take_back_button(idea)),
    )


def another_time_answered(idea: "Idea") -> Message:
    said = words("ideas/messages")
    if idea.state == "withdrawn":
        return message(said.another_lock, section(said.taken_back))
    line = said.chosen_since if idea.state == "chosen" else said.kept
    return message(said.another_lock, section(line), actions(_open(idea)))


def _open(idea: "Idea") -> Block:
    return button(words("ideas/messages").open_idea, OPEN, str(idea.id))
