"""One call of a Web API method, and the look-ups that many methods share.

The methods are in the modules beside it; which there are, and what they ask for, in methods.py.
"""

import re
from dataclasses import dataclass, field
from typing import Any, Literal

from sandbox.api.arguments import Arguments
from sandbox.api.refusals import Refusal
from sandbox.channels import Conversation, describe_conversation
from sandbox.messages import Post
from sandbox.states import State

Json = dict[str, Any]
TokenKind = Literal["bot", "app"]


_TS = re.compile(r"\d+\.\d+")


@dataclass
class Call:
    method: str
    state: State
    args: Arguments
    token: TokenKind
    warnings: list[str] = field(default_factory=list)

    def needs(self, *scopes: str) -> None:
        """Any of them will do (slack-facts §3.1: the refusal says what is needed and what is)."""
        if scopes and not set(scopes) & set(self.state.manifest.scopes):
            raise Refusal(
                "missing_scope",
                needed=",".join(scopes),
                provided=",".join(self.state.manifest.scopes),
            )

    def conversation(self, *, verb: str = "", named: str = "channel") -> Conversation:
        """The conversation that an argument names, if the app may know of it."""
        found = self.known(self.args.text(named))
        if verb:
            self.needs(found.scope(verb))
        return found

    def joined(self, *, verb: str = "", named: str = "channel") -> Conversation:
        """The same, and the app must be in it."""
        return self.within(self.conversation(verb=verb, named=named))

    def describe(self, channel: Conversation) -> Json:
        """As the app may know it."""
        state = self.state
        gone = state.users[channel.other_than(state.bot)].deleted
        return describe_conversation(channel, state.bot, state.team, gone=gone)

    def addressed(self) -> Conversation:
        """Where a message is for: an id, or a channel's name, as Slack's pages allow where one
        posts. slack-facts §3.3: a public channel need not be joined with chat:write.public.
        """
        wanted = self.args.text("channel")
        name = wanted.removeprefix("#")
        named = (c for c in self.state.conversations.values() if c.name == name != "")
        channel = self.known(next((c.id for c in named), wanted))
        if channel.kind == "channel" and "chat:write.public" in self.state.manifest.scopes:
            return channel
        return self.within(channel)

    def known(self, wanted: str) -> Conversation:
        """slack-facts §3.3: a private channel without the app does not exist for it."""
        found = self.state.conversations.get(wanted)
        if found is None:
            raise Refusal("channel_not_found")
        if found.kind != "channel" and self.state.bot not in found.members:
            raise Refusal("channel_not_found")
        return found

    def within(self, channel: Conversation) -> Conversation:
        if self.state.bot not in channel.members:
            raise Refusal("not_in_channel")
        return channel

    def message(self, channel: Conversation, named: str = "timestamp") -> Post:
        """The message in it that an argument names, by whomever."""
        ts = self.args.text(named)
        if not _TS.fullmatch(ts):
            raise Refusal("bad_timestamp")
        post = self.state.posts.find(channel.id, ts)
        if post is None or post.ephemeral_to is not None or post.deleted:
            raise Refusal("message_not_found")
        return post

    def not_here(self) -> Refusal:
        """What Slack does and the sandbox does not. It must not look as if Slack did not, so it has
        an error that any method may answer, and says what is the case beside it.
        """
        sentence = f"the sandbox does not do {self.method} yet"
        self.state.journal.remark(sentence)
        messages = [f"[ERROR] {sentence}"]
        return Refusal("service_unavailable", response_metadata={"messages": messages})

    def own_post(self, refusal: str) -> Post:
        """The app's own message named by `channel` and `ts`."""
        channel = self.conversation()
        post = self.state.posts.find(channel.id, self.args.text("ts"))
        # slack-facts §3.3: an ephemeral message is not stored, so nobody can change it.
        if post is None or post.ephemeral_to is not None or post.deleted:
            raise Refusal("message_not_found")
        if post.user != self.state.bot:
            raise Refusal(refusal)
        return post
