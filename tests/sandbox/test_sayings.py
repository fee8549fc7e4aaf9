"""What people say as Slack's composer makes it, what they change and react to, and what of all that
an app hears that asked for it.
"""

from dataclasses import replace

import pytest
from slack_sdk import WebClient

from sandbox.acting import events
from sandbox.acting.envelopes import rest
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from tests.sandbox.conftest import EVENTS, event
from tests.sandbox.shapes import QUIET, Json


@pytest.fixture
def amina(workspace: Workspace) -> Person:
    return workspace.person("amina")


TOM = {"type": "user", "user_id": "UTOM00000"}
TADA = {"type": "emoji", "name": "tada", "unicode": "1f389"}


def text(words: str) -> Json:
    return {"type": "text", "text": words}


@pytest.mark.parametrize(
    ("typed", "leaves", "written"),
    [
        ("Just words", [text("Just words")], "Just words"),
        ("a < b & c", [text("a < b & c")], "a &lt; b &amp; c"),
        ("<@UTOM00000>", [text("<@UTOM00000>")], "&lt;@UTOM00000&gt;"),
        ("Hi @tom.", [text("Hi "), TOM, text(".")], "Hi <@UTOM00000>."),
        ("(@tom, @nobody)", [text("("), TOM, text(", @nobody)")], "(<@UTOM00000>, @nobody)"),
        ("mail@tom", [text("mail@tom")], "mail@tom"),
        (
            "#noticeboard!",
            [{"type": "channel", "channel_id": "CNOTICEBO"}, text("!")],
            "<#CNOTICEBO|noticeboard>!",
        ),
        ("#cellar", [{"type": "channel", "channel_id": "CCELLAR00"}], "<#CCELLAR00|>"),
        ("@here", [{"type": "broadcast", "range": "here"}], "<!here>"),
        (
            "See https://example.org/?a=1&b=2.",
            [text("See "), {"type": "link", "url": "https://example.org/?a=1&b=2"}, text(".")],
            "See <https://example.org/?a=1&amp;b=2>.",
        ),
        ("Done :tada:", [text("Done "), TADA], "Done :tada:"),
        (
            "*Bold* and `x < y`",
            [
                {**text("Bold"), "style": {"bold": True}},
                text(" and "),
                {**text("x < y"), "style": {"code": True}},
            ],
            "*Bold* and `x &lt; y`",
        ),
        ("2*3*4 a_b_c * no *", [text("2*3*4 a_b_c * no *")], "2*3*4 a_b_c * no *"),
        ("at 10:30:45 :nope:", [text("at 10:30:45 :nope:")], "at 10:30:45 :nope:"),
    ],
)
def test_what_is_typed_becomes_leaves_and_marks(
    workspace: Workspace, amina: Person, typed: str, leaves: list[Json], written: str
) -> None:
    amina.types(typed, in_="noticeboard")

    [message] = workspace.channel("noticeboard").messages
    assert message.post.text == written
    assert message.blocks[0]["elements"][0]["elements"] == leaves


def test_a_mention_is_told_twice(workspace: Workspace, amina: Person, told: list[Json]) -> None:
    amina.mentions("commons", "are you there?", in_="noticeboard")

    mention, message = event(told, "app_mention"), event(told, "message")
    assert mention["text"] == message["text"] == f"<@{workspace.bot}> are you there?"
    assert (mention["channel"], mention["user"]) == ("CNOTICEBO", amina.id)
    assert mention["ts"] == message["ts"] == message["event_ts"]
    assert "channel_type" not in mention


@pytest.mark.parametrize("room", ["attic", ""])
def test_a_mention_is_not_told_where_the_app_is_not_or_is_alone_with_somebody(
    amina: Person, told: list[Json], room: str
) -> None:
    amina.mentions("commons", "hello", in_=room)

    assert [body for body in told if body["event"]["type"] == "app_mention"] == []


def test_an_edit_is_told_with_both_versions(
    workspace: Workspace, amina: Person, told: list[Json]
) -> None:
    amina.types("Helo", in_="noticeboard")
    [message] = workspace.channel("noticeboard").messages
    amina.edits(message, "Hello @tom")

    changed = event(told, "message", "message_changed")
    assert (changed["previous_message"]["text"], changed["hidden"]) == ("Helo", True)
    assert changed["message"]["text"] == "Hello <@UTOM00000>"
    assert changed["message"]["edited"]["user"] == amina.id
    assert changed["message"]["ts"] == message.ts != changed["ts"] == changed["event_ts"]
    assert (changed["channel"], changed["channel_type"]) == ("CNOTICEBO", "channel")
    assert message.edited


def test_a_deletion_is_told(workspace: Workspace, amina: Person, told: list[Json]) -> None:
    amina.types("Oops", in_="noticeboard")
    [message] = workspace.channel("noticeboard").messages
    amina.deletes(message)

    gone = event(told, "message", "message_deleted")
    assert (gone["deleted_ts"], gone["previous_message"]["text"]) == (message.ts, "Oops")
    assert workspace.channel("noticeboard").messages == []


def test_above_replies_a_deleted_message_changes_into_a_stone(
    workspace: Workspace, amina: Person, told: list[Json]
) -> None:
    amina.types("Oops", in_="noticeboard")
    [message] = workspace.channel("noticeboard").messages
    workspace.person("tom").types("What?", thread=message)
    amina.deletes(message)

    changed = event(told, "message", "message_changed")
    assert changed["message"]["subtype"] == "tombstone"
    assert changed["previous_message"]["text"] == "Oops"


def test_others_words_are_not_theirs_to_change(
    workspace: Workspace, client: WebClient, amina: Person
) -> None:
    client.chat_postMessage(channel="CNOTICEBO", text="The app's", **QUIET)
    amina.types("Mine", in_="noticeboard")
    app, own = workspace.channel("noticeboard").messages
    tom = workspace.person("tom")

    for message in (app, own):
        with pytest.raises(AssertionError, match="Only your own messages"):
            tom.edits(message, "x")
        with pytest.raises(AssertionError, match="Only your own messages"):
            tom.deletes(message)
    with pytest.raises(AssertionError, match="empty message"):
        amina.edits(own, " ")
    assert [app.text, own.text] == ["The app's", "Mine"]


def test_a_reaction_comes_and_goes(
    workspace: Workspace, client: WebClient, amina: Person, told: list[Json]
) -> None:
    amina.types("Hello", in_="noticeboard")
    [message] = workspace.channel("noticeboard").messages
    tom = workspace.person("tom").reacts("tada", to=message)

    added = event(told, "reaction_added")
    assert (added["user"], added["reaction"], added["item_user"]) == (tom.id, "tada", amina.id)
    assert added["item"] == {"type": "message", "channel": "CNOTICEBO", "ts": message.ts}
    assert message.reactions == {"tada": ["tom"]}
    [said] = client.conversations_history(channel="CNOTICEBO")["messages"]
    assert said["reactions"] == [{"name": "tada", "users": [tom.id], "count": 1}]

    tom.reacts(":tada:", to=message)
    assert event(told, "reaction_removed")["reaction"] == "tada"
    assert message.reactions == {}
    with pytest.raises(AssertionError, match="no emoji called"):
        tom.reacts("not an emoji", to=message)


def test_a_reply_may_stand_in_the_channel_too(
    workspace: Workspace, amina: Person, told: list[Json]
) -> None:
    amina.types("Who comes?", in_="noticeboard")
    [message] = workspace.channel("noticeboard").messages
    workspace.person("tom").types("I do", thread=message, broadcast=True)

    reply = event(told, "message", "thread_broadcast")
    assert (reply["thread_ts"], reply["root"]["text"]) == (message.ts, "Who comes?")
    assert reply["parent_user_id"] == amina.id
    assert [m.text for m in workspace.channel("noticeboard").messages] == ["Who comes?", "I do"]


def test_somebody_may_say_what_they_do(
    workspace: Workspace, amina: Person, told: list[Json]
) -> None:
    amina.types("/me waves", in_="noticeboard")

    assert event(told, "message", "me_message")["text"] == "waves"
    assert workspace.channel("noticeboard").messages[0].text == "waves"


def test_a_file_comes_with_a_message(workspace: Workspace, amina: Person, told: list[Json]) -> None:
    amina.types("The plan", in_="noticeboard", files={"plan.txt": b"1. begin"})

    said = event(told, "message", "file_share")
    [file] = said["files"]
    assert (said["text"], file["name"], file["user"]) == ("The plan", "plan.txt", amina.id)
    shared = event(told, "file_shared")
    assert (shared["file_id"], shared["channel_id"]) == (file["id"], "CNOTICEBO")
    [message] = workspace.channel("noticeboard").messages
    assert message.files[0].content == b"1. begin"


def test_what_the_app_says_changes_and_takes_back_is_told_too(
    workspace: Workspace, client: WebClient, told: list[Json]
) -> None:
    ts = client.chat_postMessage(channel="CNOTICEBO", text="One", **QUIET)["ts"]
    rest(workspace)
    said = event(told, "message")
    assert (said["user"], said["ts"], said["text"]) == (workspace.bot, ts, "One")
    assert said["bot_id"] == workspace.app["bot"]

    client.chat_update(channel="CNOTICEBO", ts=ts, text="Two")
    rest(workspace)
    changed = event(told, "message", "message_changed")
    assert (changed["previous_message"]["text"], changed["message"]["text"]) == ("One", "Two")

    client.chat_delete(channel="CNOTICEBO", ts=ts)
    rest(workspace)
    assert event(told, "message", "message_deleted")["previous_message"]["text"] == "Two"


def test_people_of_other_organisations_say_where_they_are_from(
    workspace: Workspace, told: list[Json]
) -> None:
    noor = workspace.add_user("noor", "Noor Visser", team="TELSEWHER").id
    board = workspace.conversation("noticeboard")
    board.members.append(noor)
    board.teams.append("TELSEWHER")

    workspace.person("noor").types("Hello", in_="noticeboard")

    [body] = told
    assert body["is_ext_shared_channel"]
    assert body["event"]["user_team"] == body["event"]["source_team"] == "TELSEWHER"
    workspace.person("amina").types("Hello", in_="hallway")
    assert not told[-1]["is_ext_shared_channel"]
    assert "user_team" not in told[-1]["event"]


def test_who_invited_somebody_is_told(amina: Person, told: list[Json]) -> None:
    amina.types("/invite @tom", in_="cellar")

    assert event(told, "message", "channel_join")["text"] == "<@UTOM00000> has joined the channel"
    joined = event(told, "member_joined_channel")
    assert (joined["user"], joined["inviter"]) == ("UTOM00000", amina.id)


def test_who_comes_and_who_leaves_stands_in_the_channel(
    workspace: Workspace, client: WebClient, told: list[Json]
) -> None:
    workspace.person("tom").joins("cellar").leaves("cellar")

    cellar = workspace.channel("cellar")
    assert cellar.lines == ["@Tom has joined the channel", "@Tom has left the channel"]
    assert cellar.messages == []
    history = client.conversations_history(channel=cellar.id)["messages"]
    assert [each["subtype"] for each in history] == ["channel_leave", "channel_join"]
    assert event(told, "message", "channel_leave")["user"] == "UTOM00000"


def test_an_app_that_is_taken_out_hears_that_it_has_left(amina: Person, told: list[Json]) -> None:
    amina.types("/remove @commons", in_="noticeboard")

    assert event(told, "channel_left") == {
        "type": "channel_left",
        "channel": "CNOTICEBO",
        "actor_id": amina.id,
        "event_ts": told[-1]["event"]["event_ts"],
    }


def test_a_private_channel_is_a_group_in_events(
    workspace: Workspace, amina: Person, told: list[Json]
) -> None:
    vault, cellar = workspace.conversation("vault"), workspace.conversation("cellar")
    events.announce_channel(workspace, "channel_rename", vault, amina.id)
    assert told == []  # the app is not in there

    events.announce_channel(workspace, "channel_rename", cellar, amina.id)
    assert event(told, "group_rename")["channel"]["name"] == "cellar"


@pytest.mark.parametrize("what", ["created", "rename", "deleted", "archive", "unarchive"])
def test_what_happens_to_a_public_channel_is_told(
    workspace: Workspace, amina: Person, told: list[Json], what: str
) -> None:
    attic = workspace.conversation("attic")
    manifest = workspace.manifest
    workspace.manifest = replace(manifest, events=(*manifest.events, f"channel_{what}"))

    events.announce_channel(workspace, f"channel_{what}", attic, amina.id)

    channel = event(told, f"channel_{what}")["channel"]
    assert attic.id in (channel, channel["id"] if isinstance(channel, dict) else "")


def test_newcomers_and_changed_profiles_are_told(
    workspace: Workspace, amina: Person, told: list[Json]
) -> None:
    events.announce_arrival(workspace, amina.id)
    amina.becomes(title="a baker")

    assert event(told, "team_join")["user"]["id"] == amina.id
    assert event(told, "user_profile_changed")["user"]["profile"]["title"] == "a baker"
    assert event(told, "user_change")["user"]["profile"]["title"] == "a baker"


def test_a_pin_brings_its_message(workspace: Workspace, amina: Person, told: list[Json]) -> None:
    amina.types("Read me", in_="noticeboard")
    [message] = workspace.channel("noticeboard").messages
    events.announce_pin(workspace, message.post, amina.id, 1, added=True)

    pinned = event(told, "pin_added")
    assert (pinned["channel_id"], pinned["pin_count"]) == ("CNOTICEBO", 1)
    assert pinned["item"]["message"]["text"] == "Read me"


def test_the_end_is_told_to_who_asked(workspace: Workspace, told: list[Json]) -> None:
    events.announce_end(workspace)

    assert event(told, "tokens_revoked")["tokens"]["bot"] == [workspace.bot]
    assert len(told) == 1  # app_uninstalled was not asked for
    assert set(EVENTS) <= events.KNOWN


@pytest.mark.parametrize("tab", [{"messages_tab": False}, {"messages_read_only": True}])
def test_nobody_writes_to_an_app_that_takes_no_messages(
    workspace: Workspace, amina: Person, tab: Json
) -> None:
    """Without a messages tab there is no box to write in, as the app cannot write there either."""
    workspace.manifest = replace(workspace.manifest, **tab)

    with pytest.raises(AssertionError, match="takes no messages here"):
        amina.types("Hello")
