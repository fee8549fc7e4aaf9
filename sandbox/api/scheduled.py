"""chat.scheduleMessage and its kin: what the app says later, without the app.

What waits is kept in schedules.py, and goes out as the clock moves.
"""

from dataclasses import replace

from sandbox.acting.events import announce_message, later
from sandbox.api import chat
from sandbox.api.arguments import page
from sandbox.api.calls import Call, Json
from sandbox.api.refusals import Refusal
from sandbox.channels import Conversation
from sandbox.messages import Post
from sandbox.schedules import Scheduled
from sandbox.states import State

# slack-facts §3.3
FURTHEST = 120 * 86_400
WINDOW, MOST_IN_WINDOW = 300, 30
LAST_MINUTE = 60  # in which nothing is called off any more


def schedule_message(call: Call) -> Json:
    post_at = _moment(call)
    post = chat.compose(call)
    _refuse_too_many(call, post.channel, post_at)
    if post.metadata is not None:
        # slack-facts §0.3: a documented fault of Slack's, so the answer is ok all the same.
        call.state.lint(call.method, "a scheduled message with metadata is never posted")
    kept = call.state.schedule.add(post, post_at, call.state.clock.now())
    described = call.state.describe(post)
    message = {name: each for name, each in described.items() if name not in ("ts", "user", "team")}
    return {
        "channel": post.channel,
        "scheduled_message_id": kept.id,
        # slack-facts §0.3: text here, a number in the list.
        "post_at": str(post_at),
        "message": {**message, "type": "delayed_message", "subtype": "bot_message"},
    }


def delete_scheduled(call: Call) -> Json:
    channel = _channel(call)
    found = call.state.schedule.find(call.args.text("scheduled_message_id"))
    if found is None or found.post.channel != channel.id:
        raise Refusal("invalid_scheduled_message_id")
    if found.post_at - call.state.clock.now() < LAST_MINUTE:
        raise Refusal("invalid_scheduled_message_id")
    call.state.schedule.remove(found)
    return {}


def list_scheduled(call: Call) -> Json:
    rows = call.state.schedule.waiting()
    if call.args.text("channel"):
        wanted = call.state.conversations.get(call.args.text("channel"))
        if wanted is None:
            raise Refusal("invalid_channel")
        rows = [each for each in rows if each.post.channel == wanted.id]
    oldest, latest = _bound(call, "oldest"), _bound(call, "latest")
    rows = [each for each in rows if oldest is None or each.post_at >= oldest]
    rows = [each for each in rows if latest is None or each.post_at <= latest]
    shown, metadata = page(call.args, rows)
    return {"scheduled_messages": [_describe(each) for each in shown], **metadata}


def post_due(state: State) -> None:
    """What is due goes out in order; where the app could say nothing any more, nothing is said, and
    with metadata never.
    """
    with state.change():
        for each in state.schedule.take_due(state.clock.now()):
            if _may_be_posted(state, each.post):
                post = state.posts.add(replace(each.post, ts=state.stamp()))
                later(state, announce_message, post)


def _may_be_posted(state: State, post: Post) -> bool:
    channel = state.conversations[post.channel]
    return state.bot in channel.members and not channel.archived and post.metadata is None


def _describe(scheduled: Scheduled) -> Json:
    return {
        "id": scheduled.number,
        "channel_id": scheduled.post.channel,
        "post_at": scheduled.post_at,
        "date_created": scheduled.created,
        "text": scheduled.post.text,
    }


def _moment(call: Call) -> int:
    given = call.args.text("post_at")
    if not given.isdecimal():
        raise Refusal("invalid_time")
    ahead = int(given) - call.state.clock.now()
    if ahead <= 0:
        raise Refusal("time_in_past")
    if ahead > FURTHEST:
        raise Refusal("time_too_far")
    return int(given)


def _refuse_too_many(call: Call, channel: str, post_at: int) -> None:
    """slack-facts §3.3: 30 to one channel in five minutes. Where the five minutes begin is a guess:
    on the hour, and every five minutes from then.
    """
    window = post_at // WINDOW
    there = [each for each in call.state.schedule.waiting() if each.post.channel == channel]
    if sum(each.post_at // WINDOW == window for each in there) >= MOST_IN_WINDOW:
        raise Refusal("restricted_too_many")


def _channel(call: Call) -> Conversation:
    """The id that chat.scheduleMessage was called with will do: a person's means their messages."""
    wanted = call.args.text("channel")
    user = call.state.users.get(wanted)
    return call.known(wanted) if user is None or user.bot else call.state.direct(wanted)


def _bound(call: Call, name: str) -> float | None:
    given = call.args.text(name)
    try:
        return float(given) if given else None
    except ValueError:
        raise Refusal("invalid_arguments") from None
