"""What a message has besides its words: whose name it bears, and names that become links.
How the words are judged stands in judging.py.
"""

import re

from sandbox.api.calls import Call, Json

_COSTUME = ("username", "icon_url", "icon_emoji")
_EVERYBODY = re.compile(r"(?<![\w!])@(here|channel|everyone)\b")
_CHANNEL = re.compile(r"(?<![\w<])#([\w-]+)")


def read_costume(call: Call) -> Json:
    """Another name and picture for one message. Without chat:write.customize Slack passes them over
    in silence (papercups #522).
    """
    given = {name: call.args.text(name) for name in _COSTUME if name in call.args}
    if not given:
        return {}
    if "chat:write.customize" not in call.state.manifest.scopes:
        for name in given:
            call.state.lint(call.method, f"{name} does nothing without chat:write.customize")
        return {}
    if call.args.text("channel") in call.state.users:
        # slack-facts §3.3
        call.state.lint(call.method, "under another name this would go to Slackbot's messages")
    icons = {name.removeprefix("icon_"): each for name, each in given.items() if name != "username"}
    return {"username": given.get("username", ""), "icons": icons}


def links_names(call: Call) -> bool:
    """slack-facts §6: as if a person had typed the text."""
    return call.args.flag("link_names") or call.args.text("parse") == "full"


def link_names(text: str, call: Call) -> str:
    """Channels and everybody; people's names stay words."""
    call.state.lint(call.method, "with parse=full or link_names, what somebody typed may ring")
    channels = {each.name: each.id for each in call.state.conversations.values() if each.name}

    def link(found: re.Match[str]) -> str:
        known = channels.get(found[1])
        return f"<#{known}|{found[1]}>" if known else found[0]

    return _CHANNEL.sub(link, _EVERYBODY.sub(r"<!\1>", text))
