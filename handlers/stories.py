"""What a presenter lays out before a session: chosen from, written, shared with who signed up."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import stories as rules
from bot.errors import Refusal
from bot.versions import marks, merged
from handlers import Bot, Composers
from handlers.people import acting, reading
from handlers.recognition import question_before
from handlers.windows import (
    about,
    as_id,
    clicked_value,
    is_window,
    origin_of,
    show_instead,
    show_over,
)
from storage.people import Member, members_by_ids
from storage.stories import story_of
from storage.workshops import Workshop, workshop_by_id
from templates.blocks import Block, View
from templates.forms import read
from templates.stories import views


def register(app: App, bot: Bot) -> None:
    _register_laying_out(app, bot)
    _register_writing(app, bot)
    _register_sharing(app, bot)


def composers(bot: Bot) -> Composers:
    del bot
    return {}


def story_lines(db: Session, member: Member, workshop: Workshop, now: datetime) -> list[Block]:
    """In a session's window: the presenter's way to their story, which others read once shared.
    Whoever laid one out that is not told there any more finds it there all the same.
    """
    del now
    presenter_id, stands = workshop.presenter_id, workshop.state != "cancelled"
    if stands and member.id == presenter_id:
        return views.own_lines(workshop, story_of(db, workshop.id, member.id))
    own = story_of(db, workshop.id, member.id)
    lines = views.kept_lines(workshop) if own is not None and own.chapters else []
    if not stands or presenter_id is None or story_of(db, workshop.id, presenter_id) is None:
        return lines
    name = members_by_ids(db, [presenter_id])[presenter_id].name
    return [*views.others_lines(workshop, name), *lines]


def _register_laying_out(app: App, bot: Bot) -> None:
    @app.action(views.LAY_OUT)
    def begin(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        """Where there is nothing to choose from, the boxes at once; where it is laid out already,
        as it is.
        """
        with reading(bot, body["user"]) as (db, member):
            workshop = rules.to_present(db, member, clicked_value(body))
            view = _first(db, member, workshop, bot.now())
        ack()
        show_over(client, body, view)

    @app.view(views.CHOOSE)
    def choose(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        given = read(views.REFLECTIONS, view["state"]["values"])["reflections"]
        chosen = {as_id(each) for each in given}
        with reading(bot, body["user"]) as (db, member):
            workshop = rules.to_present(db, member, about(view)["workshop"])
            after = _form(db, member, workshop, rules.lay_out(db, member, workshop, chosen))
        ack(response_action="update", view=after)


def _register_writing(app: App, bot: Bot) -> None:
    @app.action(views.CHANGE)
    def change(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            workshop = rules.to_present(db, member, clicked_value(body))
            view = _form(db, member, workshop)
        ack()
        _show(client, body, view)

    @app.view(views.SAVE)
    def save(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        with acting(bot, body["user"]) as (db, member):
            after = _after_save(db, member, view, bot.now())
        ack(response_action="update", view=after)


def _register_sharing(app: App, bot: Bot) -> None:
    @app.action(views.SHARE)
    def ask_share(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            workshop = rules.to_present(db, member, clicked_value(body))
            story = story_of(db, workshop.id, member.id)
            if story is None or not story.chapters:
                raise Refusal("stories.empty")
            view = views.share_form(workshop, story)
        ack()
        _show(client, body, view)

    @app.view(views.SAVE_SHARE)
    def share(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        with acting(bot, body["user"]) as (db, member):
            workshop = rules.to_present(db, member, about(view)["workshop"])
            told = rules.words_of(story_of(db, workshop.id, member.id))
            asked = question_before(view, told.values())
            after = asked or _after_sharing(db, member, workshop, bot.now())
        ack(response_action="update", view=after)

    @app.action(views.TAKE_BACK)
    def take_back(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            workshop = rules.to_present(db, member, clicked_value(body))
            story = rules.take_back(db, member, workshop.id, now=bot.now())
            view = views.taken_back(workshop, story)
        ack()
        _show(client, body, view)

    @app.action(views.READ)
    def read_it(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, _):
            view = _reading(db, clicked_value(body))
        ack()
        show_over(client, body, view)

    @app.action(views.READ_OWN)
    def read_own(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            story = story_of(db, clicked_value(body), member.id)
            if story is None:
                raise Refusal("stories.presenter_only")
            view = views.reading(member.name, story)
        ack()
        show_over(client, body, view)


def _show(client: WebClient, body: Mapping[str, Any], view: View) -> None:
    """Over the session's window; in the place of one that said what became of the story."""
    ours = is_window(body) and views.is_of_story(body["view"])
    show = show_instead if ours else show_over
    show(client, body, view)


def _first(db: Session, member: Member, workshop: Workshop, now: datetime) -> View:
    if story_of(db, workshop.id, member.id) is not None:
        return _form(db, member, workshop)
    could = rules.could_choose(db, member, workshop)
    if could:
        return views.choose_form(workshop, could, member.time_zone, now=now)
    return _form(db, member, workshop, rules.lay_out(db, member, workshop, ()))


def _form(
    db: Session,
    member: Member,
    workshop: Workshop,
    begun: Mapping[str, str] | None = None,
    *,
    round_: int = 0,
) -> View:
    """What was saved, to change; or what it begins with. In a later `round_`, what was saved
    stands below what differs.
    """
    story = story_of(db, workshop.id, member.id)
    saved = rules.words_of(story)
    chapters = rules.chapters_of(workshop)
    initial = begun if begun is not None else saved
    theirs = {name: saved[name] for name in chapters if saved[name] != initial.get(name, "")}
    return views.form(
        workshop,
        chapters,
        initial,
        opened=marks({name: saved[name] for name in chapters}),
        shared=story is not None and story.shared,
        theirs=theirs if round_ else None,
        round_=round_,
    )


def _after_save(db: Session, member: Member, view: Mapping[str, Any], now: datetime) -> View:
    """That it is kept; both versions, where another window changed the same; and the question
    first, where others read it already.
    """
    opened = about(view)
    workshop = rules.to_present(db, member, opened["workshop"])
    chapters = rules.chapters_of(workshop)
    mine = read(views.chapters_form(chapters), view["state"]["values"])
    story = story_of(db, workshop.id, member.id)
    saved = rules.words_of(story)
    stands, both = merged(mine, {name: saved[name] for name in chapters}, opened["opened"])
    if both:
        return _form(db, member, workshop, stands, round_=opened["round"] + 1)
    if story is not None and story.shared:
        asked = question_before(view, stands.values())
        if asked is not None:
            return asked
    kept = rules.save(db, member, workshop.id, stands, origin=origin_of(view), now=now)
    return views.saved(workshop, kept)


def _after_sharing(db: Session, member: Member, workshop: Workshop, now: datetime) -> View:
    return views.shared(workshop, rules.share(db, member, workshop.id, now=now))


def _reading(db: Session, workshop_id: int) -> View:
    """For whoever may read it, by the gate."""
    workshop = workshop_by_id(db, workshop_id)
    presenter_id = workshop.presenter_id if workshop is not None else None
    story = story_of(db, workshop_id, presenter_id) if presenter_id is not None else None
    if story is None or presenter_id is None:
        raise Refusal("stories.gone")
    name = members_by_ids(db, [presenter_id])[presenter_id].name
    return views.reading(name, story)
