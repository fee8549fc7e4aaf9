"""chat.unfurl: what the app shows of a link to one of its places, below the message with it."""

from html import unescape
from typing import Any

from sandbox.acting import events
from sandbox.acting.links import SOURCE, domain_of, links_in, place_of
from sandbox.api.calls import Call, Json
from sandbox.api.refusals import Refusal
from sandbox.judging import Content, judge_message, judge_unfurl
from sandbox.messages import Post


def unfurl(call: Call) -> Json:
    """Again for the same link, it takes the place of what was there; empty, it takes it away."""
    post = _post(call)
    shown = _unfurls(call)
    # What was shown can be taken away when its link has been edited out. That Slack finds a link
    # both as it tells it, with &amp;, and as it was typed, is a guess.
    there = {unescape(each) for each in links_in(post)} | {*map(_link_of, post.attachments)}
    for url in shown:
        if not domain_of(url, call.state.manifest.unfurl_domains):
            raise Refusal("cannot_unfurl_url")
        if unescape(url) not in there:
            raise Refusal("cannot_unfurl_message")
    judged = {
        url: judge_unfurl(call.state, call.method, each) if each else None
        for url, each in shown.items()
    }
    invitation = _invitation(call)
    before = call.state.describe(post)
    for url, attachment in judged.items():
        _show(call, post, url, attachment)
    if judged:
        events.later(call.state, events.announce_edit, post, before)
    if invitation is not None:
        _invite(call, post, invitation)
    return {}


def _post(call: Call) -> Post:
    channel, ts = _place(call)
    if channel not in call.state.conversations:
        raise Refusal("cannot_find_channel")
    post = call.state.posts.find(channel, ts)
    if post is None or post.ephemeral_to is not None or post.deleted:
        raise Refusal("cannot_find_message")
    return post


def _place(call: Call) -> tuple[str, str]:
    """Slack's page: `channel` and `ts` together, or `unfurl_id` and `source`."""
    channel, ts = call.args.text("channel"), call.args.text("ts")
    unfurl_id, source = call.args.text("unfurl_id"), call.args.text("source")
    if unfurl_id or source:
        _need(("unfurl_id", unfurl_id), ("source", source))
        place = place_of(unfurl_id)
        if source != SOURCE:
            raise Refusal("invalid_source")
        if place is None:
            raise Refusal("invalid_unfurl_id")
        return place
    _need(("channel", channel), ("ts", ts))
    return channel, ts


def _need(*arguments: tuple[str, str]) -> None:
    for name, value in arguments:
        if not value:
            raise Refusal(f"missing_{name}")


def _unfurls(call: Call) -> dict[str, Json]:
    given: Any = call.args.json("unfurls", "invalid_unfurls_format")
    if given is None:
        if _invites(call):
            return {}
        raise Refusal("missing_unfurls")
    if not isinstance(given, dict) or not all(isinstance(each, dict) for each in given.values()):
        raise Refusal("invalid_unfurls_format")
    return given


def _show(call: Call, post: Post, url: str, attachment: Json | None) -> None:
    others = [each for each in post.attachments if _link_of(each) != unescape(url)]
    if attachment is not None:
        named = {"from_url": url, "app_unfurl_url": url, "is_app_unfurl": True}
        app = {"app_id": call.state.app["app"], "bot_id": call.state.app["bot"]}
        others.append({**attachment, **named, **app})
    post.attachments = [{**each, "id": number} for number, each in enumerate(others, start=1)]


def _link_of(attachment: Json) -> str:
    return unescape(attachment.get("app_unfurl_url", ""))


def _invites(call: Call) -> bool:
    asked = any(call.args.text(f"user_auth_{each}") for each in ("message", "url", "blocks"))
    return asked or call.args.flag("user_auth_required")


def _invitation(call: Call) -> Content | None:
    """Asks people to let the app know who they are."""
    if not _invites(call):
        return None
    url = call.args.text("user_auth_url")
    said = call.args.text("user_auth_message") or (
        f"{call.state.manifest.name} shows more of this link once you are known there."  # a guess
    )
    text = f"{said} <{url}>" if url else said
    blocks = call.args.json("user_auth_blocks", "cannot_prompt")
    try:
        return judge_message(call.state, call.method, {"text": text, "blocks": blocks})
    except Refusal as refusal:
        raise Refusal("cannot_prompt", **refusal.extra) from refusal


def _invite(call: Call, post: Post, invitation: Content) -> None:
    """To whoever shared the link; nobody else sees it."""
    call.state.say_quietly(
        post.user, post.channel, by=call.state.bot, bot=True, thread_ts=post.thread_ts,
        **invitation.fields,
    )  # fmt: skip
