"""files.info, files.list and files.delete: what was uploaded, and where it stands.

Uploading is in files.py. The bytes are fetched from url_private, with the app's token.
"""

from sandbox.api.calls import Call, Json
from sandbox.api.refusals import Refusal, invalid_arguments
from sandbox.files import StoredFile, describe_file
from sandbox.messages import Post

COUNT, MOST = 100, 1000
_LISTS = {"channel": "channels", "private": "groups", "dm": "ims", "group": "ims"}


# The messages in which each file stands, those that are hidden included.
Standing = dict[str, list[Post]]


def info(call: Call) -> Json:
    standing = _standing(call)
    return {
        "file": _describe(call, _known(call, standing), standing),
        "content_truncated": False,
        "comments": [],
        "response_metadata": {"next_cursor": ""},
    }


def list_files(call: Call) -> Json:
    """Pages by number, as no other method has them. What a plan hides is listed where it is asked
    for (slack-facts §7.1).
    """
    owner, channel = call.args.text("user"), call.args.text("channel")
    if owner and owner not in call.state.users:
        raise Refusal("user_not_found")
    all_of_it, standing = call.args.flag("show_files_hidden_by_limit"), _standing(call)
    found = [
        _describe(call, file, standing)
        for file in call.state.files.values()
        if _sees(call, file, standing)
        and owner in ("", file.user or call.state.bot)
        and (all_of_it or not _is_hidden(call, file, standing))
        and channel in ("", *(post.channel for post in standing.get(file.id, ())))
    ]
    count, number = _number(call, "count", COUNT), _number(call, "page", 1)
    rows = found[(number - 1) * count : number * count]
    pages = -(-len(found) // count)
    paging = {"count": count, "total": len(found), "page": number, "pages": pages}
    return {"files": rows, "paging": paging}


def delete(call: Call) -> Json:
    """It goes from every message that it stood in; the messages stay."""
    standing = _standing(call)
    file = _known(call, standing)
    if file.user not in ("", call.state.bot):
        raise Refusal("cant_delete_file")
    for post in standing.get(file.id, ()):
        post.files = [each for each in post.files if each["id"] != file.id]
    del call.state.files[file.id]
    return {}


def _standing(call: Call) -> Standing:
    found: Standing = {}
    for post in call.state.posts.everything():
        for each in post.files:
            found.setdefault(each["id"], []).append(post)
    return found


def _known(call: Call, standing: Standing) -> StoredFile:
    file = call.state.files.get(call.args.text("file"))
    if file is None or not _sees(call, file, standing):
        raise Refusal("file_not_found")
    return file


def _sees(call: Call, file: StoredFile, standing: Standing) -> bool:
    """Its own, and what stands where the app is; not what was only begun."""
    if file.content is None:
        return False
    rooms = [call.state.conversations[post.channel] for post in standing.get(file.id, ())]
    mine = file.user in ("", call.state.bot)
    return mine or any(call.state.bot in room.members for room in rooms)


def _describe(call: Call, file: StoredFile, standing: Standing) -> Json:
    described = describe_file(file, file.user or call.state.bot, call.state.origin)
    if _is_hidden(call, file, standing):
        kept = ("id", "created", "timestamp", "user")
        return {**{name: described[name] for name in kept}, "mode": "hidden_by_limit"}
    return {**described, **_places(call, standing.get(file.id, []))}


def _places(call: Call, posts: list[Post]) -> Json:
    lists: dict[str, list[str]] = {"channels": [], "groups": [], "ims": []}
    shares: dict[str, dict[str, list[Json]]] = {}
    for post in posts:
        channel = call.state.conversations[post.channel]
        lists[_LISTS[channel.kind]].append(channel.id)
        side = "public" if channel.kind == "channel" else "private"
        share = {"ts": post.ts, **({"thread_ts": post.thread_ts} if post.thread_ts else {})}
        shares.setdefault(side, {}).setdefault(channel.id, []).append(share)
    return {**lists, "shares": shares, "is_public": "public" in shares}


def _is_hidden(call: Call, file: StoredFile, standing: Standing) -> bool:
    """Where all of its messages are."""
    posts = standing.get(file.id, [])
    return bool(posts) and all(call.state.posts.find(p.channel, p.ts) is None for p in posts)


def _number(call: Call, name: str, default: int) -> int:
    given = call.args.text(name) or str(default)
    if not given.isdecimal() or not 1 <= int(given) <= MOST:
        raise invalid_arguments(f"must be a number from 1 to {MOST}: {name}")
    return int(given)
