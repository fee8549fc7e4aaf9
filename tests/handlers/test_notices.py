"""*Ask or offer* in Slack: the form, the one post, its window, the list, and its end."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from bot import notices as rules
from bot.app import Commons
from bot.notices import Said, put_up
from bot.visibility import person, read_as
from handlers.notices import jobs
from sandbox.sights import Message
from sandbox.transports import FIRST, Retry
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from storage.drafts import drafts_of
from storage.notices import Notice, newest_notice_of, notices_of
from storage.people import Member, member_by_slack_id
from templates.blocks import actions, home
from templates.notices.lists import new_button
from templates.notices.views import SAVE
from tests.cast import NOW, put_on
from tests.handlers import (
    Deliver,
    buttons,
    errors,
    experiment_of,
    member,
    text,
    title,
    value,
    window,
)
from tests.handlers.test_drafts import Wire

pytestmark = pytest.mark.usefixtures("commons")

ASK = "How do you invite people who are wary?"
FIRST_BOX = "Your question, in one sentence"
WHO = "Who can see it?"
NAMED = "Everyone in the group, with my name"
UNNAMED = "Everyone, without my name: Jonas carries the replies"
CIRCLE = "Tom and Priya, who are on E-1 with you"
QUIETLY = "Quietly: Jonas finds me someone"
HOW_LONG = "notices.how_long"
KIND = "notices.kind"
HOSTILE = [
    "<!channel> <!here> <@UNOBODY00>",
    "*_~bold~_* `code`",
    "{{ 7 * 7 }} {% endif %}",
    "🎉" * 100,
    '"quoted" & <b>bold</b>',
    "https://example.org/<script>",
]


@pytest.fixture
def team(commons: Commons, workspace: Workspace) -> None:
    """E-1 is Amina's, with Tom and Priya on it; Wanjiru is there, too."""
    with commons.database.transaction() as db:
        member(db, workspace, "jonas")
        member(db, workspace, "wanjiru")
    experiment_of(commons, workspace, "amina", "tom", "priya")


@pytest.fixture(autouse=True)
def known(commons: Commons, workspace: Workspace) -> None:
    """The facilitator's name is known: they can be named."""
    with commons.database.transaction() as db:
        member(db, workspace, "jonas")


def known_as(db: Any, somebody: Person) -> Member:
    found = member_by_slack_id(db, somebody.id)
    assert found is not None
    read_as(db, person(found))
    return found


def last_of(commons: Commons, somebody: Person, kind: str = "ask") -> Notice:
    with commons.database.read() as db:
        found = newest_notice_of(db, known_as(db, somebody).id, kind)
    assert found is not None
    return found


def count_of(commons: Commons, somebody: Person) -> int:
    with commons.database.read() as db:
        return len(notices_of(db, known_as(db, somebody).id, limit=99))


def said(**more: Any) -> Said:
    return Said(**{"kind": "ask", "words": ASK, "wish": "ideas", **more})


def put(commons: Commons, workspace: Workspace, handle: str = "amina", **more: Any) -> int:
    """A notice of somebody, put up just now."""
    with commons.database.transaction() as db:
        by = member(db, workspace, handle)
        read_as(db, person(by))
        return put_up(db, by, said(**more), origin=None, now=commons.bot.now()).id


def ask(workspace: Workspace, handle: str = "amina", **more: str) -> Person:
    somebody = workspace.person(handle).types(f"/commons {ASK}", in_="hallway")
    return somebody.fills({"wish": "Ideas", **more}).saves()


def post_of(workspace: Workspace, deliver: Deliver, lock: str) -> Message:
    deliver()
    return workspace.channel("noticeboard").expects(text=lock)


def board(workspace: Workspace) -> list[Message]:
    return workspace.channel("noticeboard").messages


def pass_days(commons: Commons, workspace: Workspace, days: int) -> None:
    """The clock moves on, and its job looks."""
    workspace.clock.advance(timedelta(days=days).total_seconds())
    [job] = jobs(commons.bot)
    job.run(commons.bot.now())


# -- The form


def test_words_after_the_command_begin_the_form(workspace: Workspace) -> None:
    amina = workspace.person("amina").types(f"/commons {ASK}", in_="hallway")

    assert title(amina) == "Ask or offer"
    assert value(amina, FIRST_BOX) == ASK
    assert "Everyone in the group can read this, with your name, unless you" in text(amina)
    assert window(amina).labels == [
        FIRST_BOX,
        "What should people know?",
        "What would help most?",
        WHO,
    ]


def test_help_is_told_to_the_one_who_asks(workspace: Workspace) -> None:
    amina = workspace.person("amina").types("/commons help", in_="hallway")

    amina.expects(shown="/commons opens a form to ask for something, or to offer something.")


def test_an_ask_goes_up_once_and_the_form_says_what_follows(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    amina = workspace.person("amina").types(f"/commons {ASK}")
    amina.fills(wish="Ideas", more="We tried letters.").saves(times=2)
    post = post_of(workspace, deliver, "A question by Amina on the noticeboard")

    assert title(amina) == "Saved"
    assert "It is in #noticeboard until " in text(amina)
    assert "If nobody answers within three days, Jonas looks for someone." in text(amina)
    assert count_of(commons, amina) == 1
    assert post.shown.splitlines()[:3] == ["A question by Amina", ASK, "We tried letters."]
    assert post.shown.splitlines()[3].startswith("What would help most  Ideas     until 20")
    assert post.buttons == ["I can help", "Open"]
    amina.clicks("Open", on="window")
    assert title(amina) == "On the noticeboard"


@pytest.mark.parametrize(
    ("kind", "label", "lock"),
    [
        ("I offer something", "What do you offer?", "An offer by Amina on the noticeboard"),
        (
            "An event",
            "What happens, and when?",
            "An event by Amina on the noticeboard",
        ),
        ("News", "Your news, in one sentence", "News by Amina on the noticeboard"),
        (
            "I wonder about something",
            "What do you wonder about?",
            "Something to wonder about by Amina on the noticeboard",
        ),
        (
            "Something worth a look",
            "What is it, and who is it for?",
            "Something worth a look by Amina on the noticeboard",
        ),
        ("Thanks", "Whom do you thank, and for what?", "Thanks by Amina on the noticeboard"),
    ],
)
def test_another_kind_asks_in_other_words_and_keeps_what_was_typed(
    workspace: Workspace, deliver: Deliver, kind: str, label: str, lock: str
) -> None:
    amina = workspace.person("amina").types("/commons We meet on Friday.")
    amina.fills(more="Bring a friend.").chooses(kind, on="window", action_id=KIND)

    assert window(amina).labels[0] == label
    assert value(amina, label) == "We meet on Friday."
    assert value(amina, "A little more") == "Bring a friend."
    assert WHO not in window(amina).labels
    assert "What would help most?" not in window(amina).labels
    assert "Everyone in the group can read this: one post on the noticeboard" in text(amina)
    amina.saves()
    assert "looks for someone" not in text(amina)
    assert post_of(workspace, deliver, lock).buttons == ["Open"]


def test_what_has_no_place_in_another_kind_is_there_again(
    commons: Commons, workspace: Workspace
) -> None:
    amina = workspace.person("amina").types("/commons A handbook")
    amina.fills({"wish": "Ideas", WHO: QUIETLY})
    amina.chooses("I offer something", on="window", action_id=KIND)
    amina.fills(link="https://example.org/a")
    amina.chooses("I would like help", on="window", action_id=KIND)

    assert (value(amina, "wish"), value(amina, WHO)) == ("ideas", "facilitators")
    assert "Link" not in window(amina).labels
    amina.saves()
    assert last_of(commons, amina).link == "", "what did not stand in the form was not saved"


@pytest.mark.parametrize(("named", "kind"), [("", "ask"), ("offer", "offer"), ("advert", "ask")])
def test_the_button_may_name_a_kind(
    commons: Commons, workspace: Workspace, named: str, kind: str
) -> None:
    amina = workspace.person("amina")
    view = home(actions(new_button(named)))
    commons.bot.slack.views_publish(user_id=amina.id, view=view)
    amina.clicks("Ask or offer", on="home")

    assert value(amina, KIND) == kind


def test_how_long_it_stands_is_two_weeks_or_what_was_chosen(
    commons: Commons, workspace: Workspace
) -> None:
    amina = ask(workspace)
    stood = last_of(commons, amina)
    assert stood.stands_until - stood.created_at == timedelta(days=14)
    amina.closes().types(f"/commons {ASK}").fills(wish="Ideas")
    amina.chooses("90 days", on="window", action_id=HOW_LONG)
    amina.saves()

    longest = last_of(commons, amina)
    assert longest.stands_until - longest.created_at == timedelta(days=90)


@pytest.mark.usefixtures("team")
def test_who_sees_it_is_named_and_nobody_else_is_offered(workspace: Workspace) -> None:
    amina = workspace.person("amina").types("/commons")
    assert window(amina).options(WHO) == [NAMED, UNNAMED, CIRCLE, QUIETLY]
    assert (
        "Unnamed is not anonymous: facilitators can see it was you. "
        "Quietly: those they ask for you read it with your name."
    ) in text(amina)
    wanjiru = workspace.person("wanjiru").types("/commons")
    assert window(wanjiru).options(WHO) == [NAMED, UNNAMED, QUIETLY]

    jonas = workspace.person("jonas").types("/commons")
    assert WHO not in window(jonas).labels, "there is only everyone"
    assert "Everyone in the group can read this, with your name." in text(jonas)


def test_only_the_three_newest_experiments_with_others_on_them_are_offered(
    commons: Commons, workspace: Workspace
) -> None:
    experiment_of(commons, workspace, "amina")
    for _ in range(4):
        experiment_of(commons, workspace, "amina", "tom")
    options = window(workspace.person("amina").types("/commons")).options(WHO)

    assert options[2:-1] == [f"Tom, who is on E-{number} with you" for number in (5, 4, 3)]


@pytest.mark.usefixtures("team")
def test_a_narrower_last_choice_is_remembered(workspace: Workspace) -> None:
    amina = ask(workspace, **{WHO: CIRCLE}).closes().types("/commons")
    assert value(amina, WHO) == "circle:1"
    assert "Tom and Priya, who are on E-1 with you, can read this, with your name" in text(amina)
    amina.fills({FIRST_BOX: ASK, "wish": "Ideas", WHO: NAMED}).saves().closes()

    assert value(amina.types("/commons"), WHO) == "group"


@pytest.mark.usefixtures("team")
def test_for_its_people_or_quietly_nothing_is_on_the_board(
    workspace: Workspace, deliver: Deliver
) -> None:
    amina = ask(workspace, **{WHO: CIRCLE})
    assert "Tom and Priya, who are on E-1 with you, can read it until " in text(amina)
    assert "If none of them can help within three days, I tell you" in text(amina)
    assert "Jonas looks for someone" not in text(amina), "he cannot read it"
    quietly = ask(workspace, "wanjiru", **{WHO: QUIETLY})
    assert "Jonas, the facilitator, can read it until " in text(quietly)
    assert ("Jonas finds someone for you. Those who are asked read it with your name.") in text(
        quietly
    )
    deliver()

    workspace.channel("noticeboard").expects(text="E-1, an experiment by Amina")
    assert len(board(workspace)) == 1
    for handle in ("tom", "priya"):
        workspace.person(handle).expects(shown="Amina asks")
    workspace.person("jonas").expects(shown="Wanjiru asks")
    tom = workspace.person("tom").types("/commons list")
    assert ASK in text(tom)
    assert "Nothing stands" in text(workspace.person("ana").types("/commons list"))


def test_an_unnamed_ask_bears_no_name_for_anyone_but_facilitators(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    amina = ask(workspace, **{WHO: UNNAMED})
    assert "Your name is not on it. Jonas carries the replies." in text(amina)
    post = post_of(workspace, deliver, "A question, by someone in the group")
    assert "Amina" not in post.shown
    assert "Jonas carries the replies." in post.shown
    tom = workspace.person("tom").clicks("Open", on=post)
    assert "A question, by someone in the group" in text(tom)
    jonas = workspace.person("jonas").clicks("Open", on=post)
    assert "A question by Amina" in text(jonas)
    assert "You carry the replies." in text(jonas)

    workspace.person("jonas").closes()
    listed = workspace.person("jonas").types("/commons list")
    assert ASK in text(listed)
    assert "Amina" not in text(listed), "somebody may look over a shoulder"
    home = workspace.person("jonas").closes().opens_home().home.text
    assert ASK in home
    assert "Amina" not in home
    assert last_of(commons, amina).carrier_id is not None


def test_what_could_tell_who_someone_is_is_asked_about_once(workspace: Workspace) -> None:
    amina = workspace.person("amina").types("/commons How do I talk to Mrs Hale about it?")
    amina.fills(wish="Ideas").saves()
    assert title(amina) == "One question first"
    assert "Mrs Hale" in text(amina)
    amina.saves()

    assert title(amina) == "Saved"


@pytest.mark.parametrize(
    "link",
    ["example.org", "javascript:alert(1)", "https://", "https://x y", "http://[", "ftp://a.org"],
)
def test_a_link_is_one_of_the_web_or_a_sentence_says_so(workspace: Workspace, link: str) -> None:
    amina = workspace.person("amina").types("/commons A handbook")
    amina.chooses("Something worth a look", on="window", action_id=KIND)
    amina.fills(link=link).saves()

    assert list(window(amina).errors) == ["Link"]
    assert "It begins with https://" in errors(amina)[0]
    amina.fills(link="https://example.org/a?b=1&c=2#d").saves()
    assert title(amina) == "Saved"


@pytest.mark.parametrize("words", HOSTILE)
def test_whatever_is_typed_is_shown_as_typed_and_rings_nobody(
    workspace: Workspace, deliver: Deliver, words: str
) -> None:
    amina = workspace.person("amina").types("/commons")
    amina.fills({FIRST_BOX: words, "more": words, "wish": "Ideas"}).saves()
    post = post_of(workspace, deliver, "A question by Amina on the noticeboard")

    assert post.shown.splitlines()[1:3] == [words, words]
    assert post.rings == []
    tom = workspace.person("tom").clicks("Open", on=post)
    assert text(tom).count(words) == 2
    assert words in text(tom.closes().types("/commons list"))
    assert words in workspace.person("tom").opens_home().home.text


@pytest.mark.parametrize(
    ("field", "forged"),
    [
        ("who", "circle:1"),
        ("who", "public"),
        ("who", "only_me"),
        ("who", "circle:999999999"),
        ("who", ""),
        ("wish", "money"),
        (HOW_LONG, "36500"),
        (HOW_LONG, "0"),
    ],
)
def test_what_no_form_offers_is_refused_and_nothing_is_lost(
    commons: Commons, workspace: Workspace, field: str, forged: str
) -> None:
    experiment_of(commons, workspace, "tom", "priya")
    amina = workspace.person("amina").types(f"/commons {ASK}").fills(wish="Ideas")
    forge(workspace, field, forged)
    amina.saves()

    assert count_of(commons, amina) == 0
    assert title(amina) == "Ask or offer"
    assert errors(amina) != []


def forge(workspace: Workspace, name: str, chosen: str) -> None:
    """The next save says something that the form does not offer."""
    inner = workspace.transport

    class Forger:
        connected, rests = True, inner.rests
        late, retries = inner.late, inner.retries

        def send(self, kind: Any, payload: Any, retry: Retry = FIRST) -> Any:
            values: Mapping[str, Any] = payload.get("view", {}).get("state", {}).get("values", {})
            for block in values.values():
                if name in block:
                    option = {"text": {"type": "plain_text", "text": "x"}, "value": chosen}
                    block[name] = {**block[name], "selected_option": option}
            return inner.send(kind, payload, retry)

        def rest(self) -> None:
            inner.rest()

    workspace.transport = Forger()


def test_who_came_while_the_form_was_open_is_named_first(
    commons: Commons, workspace: Workspace
) -> None:
    experiment_of(commons, workspace, "amina", "tom")
    amina = workspace.person("amina").types(f"/commons {ASK}")
    amina.fills({"wish": "Ideas", WHO: "Tom, who is on E-1 with you"})
    with commons.database.transaction() as db:
        put_on(db, 1, member(db, workspace, "priya"), at=NOW + timedelta(hours=2))
    amina.saves()

    assert "Priya would read or carry this, too" in text(amina)
    assert value(amina, FIRST_BOX) == ASK
    assert CIRCLE in window(amina).options(WHO)
    amina.saves()
    assert title(amina) == "Saved"


def test_who_was_to_carry_it_and_cannot_is_replaced_by_name(
    commons: Commons, workspace: Workspace
) -> None:
    amina = (
        workspace.person("amina").types(f"/commons {ASK}").fills({"wish": "Ideas", WHO: UNNAMED})
    )
    with commons.database.transaction() as db:
        member(db, workspace, "leila").facilitator = True
        member(db, workspace, "jonas").facilitator = False
    amina.saves()
    assert "Leila would read or carry this, too" in text(amina)
    amina.saves()

    assert "Leila carries the replies." in text(amina)


# -- A message, and drafts


def test_ones_own_message_is_put_up_whole(commons: Commons, workspace: Workspace) -> None:
    long = ("word " * 100).strip()
    amina = workspace.person("amina").types(f"{long}\n\n*And* a second line", in_="hallway")
    message = workspace.channel("hallway").messages[-1]
    amina.uses("Put on the noticeboard", on=message)

    begun = f"{value(amina, FIRST_BOX)} {value(amina, 'What should people know?')}"
    assert begun == f"{long}\n\n*And* a second line"
    assert len(str(value(amina, FIRST_BOX))) <= 240
    amina.fills(wish="Ideas").saves()
    assert last_of(commons, amina).more.endswith("a second line")


def test_a_message_with_more_than_there_is_room_for_says_so(workspace: Workspace) -> None:
    amina = workspace.person("amina").types("w" * 3900, in_="hallway")
    message = workspace.channel("hallway").messages[-1]
    amina.uses("Put on the noticeboard", on=message)

    assert "That message has more words than there is room for here." in text(amina)
    amina.fills(wish="Ideas").saves()
    assert "is the most here. Could you shorten it?" in errors(amina)[0]


def test_a_message_of_somebody_else_is_theirs(workspace: Workspace) -> None:
    workspace.person("tom").types("Hello", in_="hallway")
    message = workspace.channel("hallway").messages[-1]
    amina = workspace.person("amina").uses("Put on the noticeboard", on=message)

    amina.expects(shown="Only your own messages.")


def kept(commons: Commons, somebody: Person) -> list[Mapping[str, Any]]:
    with commons.database.read() as db:
        known = known_as(db, somebody)
        return [each.words for each in drafts_of(db, known.id, SAVE, since=NOW - timedelta(999))]


def test_what_was_not_saved_is_there_again(commons: Commons, workspace: Workspace) -> None:
    amina = workspace.person("amina").types("/commons")
    assert "I keep a draft for you alone while you write" in text(amina)
    amina.chooses("I offer something", on="window", action_id=KIND)
    amina.fills({"What do you offer?": "A rota", "more": "For two."}).closes()
    assert "A rota" not in text(workspace.person("tom").types("/commons"))
    amina.types("/commons")

    assert "You began this on " in text(amina)
    assert value(amina, "What do you offer?") == "A rota"
    assert value(amina, "A little more") == "For two."
    amina.saves().closes().types("/commons")
    assert "You began this on " not in text(amina)
    assert kept(commons, amina) == []


def test_what_was_begun_comes_back_beside_what_was_typed(
    commons: Commons, workspace: Workspace
) -> None:
    amina = workspace.person("amina").types("/commons").fills({FIRST_BOX: "Old?"}).closes()
    amina.types("/commons New?")
    assert value(amina, FIRST_BOX) == "New?"
    amina.clicks("Bring back what I began")
    assert value(amina, FIRST_BOX) == "New?"
    assert value(amina, "What should people know?") == "Old?"
    amina.fills(more="Old, and more.").clicks("Begin anew")

    assert (value(amina, FIRST_BOX), value(amina, "more")) == (None, None)
    assert [each for each in kept(commons, amina) if each] == []


def test_a_stroke_that_comes_after_the_save_keeps_nothing(
    commons: Commons, workspace: Workspace
) -> None:
    amina = workspace.person("amina").types("/commons")
    wire = Wire(workspace.transport)
    workspace.transport = wire
    amina.fills({FIRST_BOX: "On"}).fills({FIRST_BOX: ASK, "wish": "Ideas"}).saves()
    strokes = [each for each in wire.sent if each["type"] == "block_actions"]
    wire.send("interactive", strokes[-1])

    assert kept(commons, amina) == []


def test_switched_off_nothing_is_kept(commons: Commons, workspace: Workspace) -> None:
    amina = workspace.person("amina").opens_home().clicks("My settings", on="home")
    amina.clicks("Change the rest").fills(keeps_drafts="Keep nothing until I save").saves()
    amina.closes(everything=True)
    amina.types("/commons").fills({FIRST_BOX: "Gone?"})

    assert "I keep a draft" not in text(amina)
    assert kept(commons, amina) == []


# -- The post and its window


def test_an_edit_changes_the_one_post(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    put(commons, workspace)
    post = post_of(workspace, deliver, "A question by Amina on the noticeboard")
    amina = workspace.person("amina").clicks("Open", on=post)
    assert buttons(amina)[:2] == ["Edit", "Take it down"]
    amina.clicks("Edit", on="window")
    assert title(amina) == "Edit"
    assert str(value(amina, HOW_LONG)) == "0"
    stood = last_of(commons, amina).stands_until
    amina.fills({FIRST_BOX: "How do you ask?", "more": "Briefly."}).saves()
    deliver()

    assert "Saved. Its post says so too." in text(amina)
    assert [each.ts for each in board(workspace)] == [post.ts]
    assert board(workspace)[0].shown.splitlines()[1:3] == ["How do you ask?", "Briefly."]
    assert last_of(commons, amina).stands_until == stood


@pytest.mark.usefixtures("team")
def test_made_narrower_it_leaves_the_board_and_everybodys_home(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    put(commons, workspace)
    post = post_of(workspace, deliver, "A question by Amina on the noticeboard")
    wanjiru = workspace.person("wanjiru").opens_home()
    assert ASK in wanjiru.home.text
    amina = workspace.person("amina").clicks("Open", on=post).clicks("Edit", on="window")
    amina.fills({WHO: CIRCLE}).saves()
    deliver()

    workspace.channel("noticeboard").expects(text="E-1, an experiment by Amina")
    assert post.ts not in {each.ts for each in board(workspace)}
    assert ASK not in wanjiru.home.text
    assert "Tom and Priya, who are on E-1 with you, can read this." in text(amina)
    for handle in ("tom", "priya"):
        workspace.person(handle).expects(shown="Amina asks")


def test_two_windows_that_change_the_same_are_both_shown(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    put(commons, workspace)
    post = post_of(workspace, deliver, "A question by Amina on the noticeboard")
    amina = workspace.person("amina").clicks("Open", on=post).clicks("Edit", on="window")
    amina.fills({FIRST_BOX: "Mine?"})
    with commons.database.transaction() as db:
        by = known_as(db, amina)
        rules.edit(db, by, 1, said(words="Theirs?", days=0, more="m"), now=commons.bot.now())
    amina.saves()

    assert "Someone changed this while you were writing." in text(amina)
    assert "Theirs: Theirs?" in text(amina)
    assert value(amina, FIRST_BOX) == "Mine?"
    assert value(amina, "more") == "m", "what only one of them changed is theirs"
    amina.saves()
    assert (last_of(commons, amina).words, last_of(commons, amina).more) == ("Mine?", "m")


def test_the_same_edit_come_twice_is_one(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    put(commons, workspace)
    post = post_of(workspace, deliver, "A question by Amina on the noticeboard")
    amina = workspace.person("amina").clicks("Open", on=post).clicks("Edit", on="window")
    amina.fills({FIRST_BOX: "Mine?"}).saves(times=2)

    assert "Saved. Its post says so too." in text(amina)
    assert last_of(commons, amina).revision == 2


def test_taken_down_the_post_says_only_that(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    put(commons, workspace)
    post = post_of(workspace, deliver, "A question by Amina on the noticeboard")
    tom = workspace.person("tom").opens_home()
    assert ASK in tom.home.text
    tom.clicks("Open", on="home").closes()
    amina = workspace.person("amina").clicks("Open", on=post).clicks("Take it down", on="window")
    assert "It is taken down." in text(amina)
    assert buttons(amina) == ["Put it up again"]
    deliver()

    [there] = board(workspace)
    assert (there.ts, there.text) == (post.ts, "A question that was taken down")
    assert there.shown == "This was taken down by the one who put it up."
    assert ASK not in tom.home.text
    amina.clicks("Put it up again", on="window")
    assert "It stands again, for two weeks." in text(amina)
    deliver()
    assert board(workspace)[0].shown.splitlines()[1] == ASK


def test_an_old_button_of_what_was_taken_down_answers_with_a_sentence(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    number = put(commons, workspace)
    post = post_of(workspace, deliver, "A question by Amina on the noticeboard")
    with commons.database.transaction() as db:
        rules.take_down(db, known_as(db, workspace.person("amina")), number, now=commons.bot.now())

    workspace.person("tom").clicks("Open", on=post).expects(
        shown="The one who put this up took it down"
    )


def test_when_its_time_is_over_it_says_so_and_can_stand_again(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    put(commons, workspace)
    post = post_of(workspace, deliver, "A question by Amina on the noticeboard")
    pass_days(commons, workspace, 13)
    deliver()
    assert board(workspace)[0].buttons == ["I can help", "Open"]
    pass_days(commons, workspace, 2)
    deliver()

    [there] = board(workspace)
    assert there.ts == post.ts
    assert there.shown.splitlines() == [
        "A question by Amina",
        ASK,
        "Its time here is over.",
        "Open",
    ]
    tom = workspace.person("tom").clicks("Open", on=there)
    assert "Its time was over on " in text(tom)
    amina = workspace.person("amina").clicks("Open", on=there)
    assert buttons(amina)[:2] == ["Put it up again", "Take it down"]
    amina.clicks("Put it up again", on="window")
    deliver()
    assert board(workspace)[0].buttons == ["I can help", "Open"]
    amina.expects(shown="is asked again")


def test_everything_that_is_past_its_time_ends_in_one_look(
    commons: Commons, workspace: Workspace
) -> None:
    for _ in range(rules.ENDED_AT_ONCE + 3):
        put(commons, workspace, kind="news", wish="")
    pass_days(commons, workspace, 15)
    amina = workspace.person("amina").types("/commons list")

    assert "Nothing stands on the noticeboard just now." in text(amina)
    commons.courier.deliver()


def test_what_slack_has_lost_is_not_put_up_only_to_say_that_it_ended(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    number = put(commons, workspace)
    post = post_of(workspace, deliver, "A question by Amina on the noticeboard")
    commons.bot.slack.chat_delete(channel=post.room, ts=post.ts)
    pass_days(commons, workspace, 15)
    deliver()
    with commons.database.transaction() as db:
        rules.take_down(db, known_as(db, workspace.person("amina")), number, now=commons.bot.now())
    deliver()
    assert board(workspace) == []
    with commons.database.transaction() as db:
        by = known_as(db, workspace.person("amina"))
        rules.put_up_again(db, by, number, now=commons.bot.now())

    post_of(workspace, deliver, "A question by Amina on the noticeboard")


def test_a_settled_ask_says_that_it_found_what_it_asked_for(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    number = put(commons, workspace)
    post_of(workspace, deliver, "A question by Amina on the noticeboard")
    with commons.database.transaction() as db:
        rules.settle(db, known_as(db, workspace.person("amina")), number, now=commons.bot.now())
    deliver()

    there = board(workspace)[0]
    assert "It found what it asked for. Thank you, everyone." in there.shown
    assert there.buttons == ["Open"]


def test_it_can_stand_longer_once_a_day_has_passed(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    put(commons, workspace)
    post = post_of(workspace, deliver, "A question by Amina on the noticeboard")
    amina = workspace.person("amina").clicks("Open", on=post)
    assert "Two more weeks from today" not in buttons(amina)
    pass_days(commons, workspace, 5)
    amina.closes().clicks("Open", on=post).clicks("Two more weeks from today", on="window")

    assert "It stands for two more weeks from today." in text(amina)
    assert "Two more weeks from today" not in buttons(amina)
    pass_days(commons, workspace, 12)
    assert last_of(commons, amina).state == "standing"
    deliver()
    workspace.person("jonas").expects(shown="nobody has replied")


@pytest.mark.parametrize("act", ["edit", "take_down", "stand_longer", "put_up_again"])
def test_only_its_author_changes_it(
    commons: Commons, workspace: Workspace, deliver: Deliver, act: str
) -> None:
    number = put(commons, workspace)
    tom = workspace.person("tom").opens_home()
    tom.clicks("Open", on="home")
    assert not {"Edit", "Take it down"} & set(buttons(tom))
    body = {
        "type": "block_actions",
        "user": {"id": tom.id, "username": "tom", "team_id": "T"},
        "actions": [{"action_id": f"notices.{act}", "block_id": "b", "value": str(number),
                     "type": "button", "action_ts": "1.0"}],
        "trigger_id": "1.1.x",
        "api_app_id": "A",
        "team": {"id": "T"},
        "container": {"type": "view"},
    }  # fmt: skip
    workspace.transport.send("interactive", body)

    assert last_of(commons, workspace.person("amina")).state == "standing"
    deliver()
    post_of(workspace, deliver, "A question by Amina on the noticeboard")


# -- The list and Home


def test_the_list_shows_what_stands_and_finds_what_does_not(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    put(commons, workspace, words="Where do you keep the minutes?")
    pass_days(commons, workspace, 15)
    put(commons, workspace, "tom", kind="offer", words="Tea on Fridays", wish="")
    amina = workspace.person("amina").types("/commons list")
    assert "An offer by Tom" in text(amina)
    assert "minutes" not in text(amina)
    amina.fills(word="MINUTES").saves()
    assert "A question by Amina (its time is over)" in text(amina)
    assert "Tea" not in text(amina)
    amina.fills(word="", whose="Mine").saves()
    assert "minutes" in text(amina)
    assert "Tea" not in text(amina)
    amina.fills(word="%").saves()
    assert 'Nothing here has "%" in it.' in text(amina)
    deliver()
    workspace.channel("noticeboard").expects(text="An offer by Tom on the noticeboard")
    amina.expects(shown="Would you like to ask again?")


def test_the_list_is_paged(commons: Commons, workspace: Workspace) -> None:
    for number in range(17):
        put(commons, workspace, kind="news", words=f"News number {number:02}", wish="")
    tom = workspace.person("tom").types("/commons list")
    assert "News number 16" in text(tom)
    assert "News number 01" not in text(tom)
    tom.clicks("Earlier ones", on="window")

    assert [number for number in range(17) if f"News number {number:02}" in text(tom)] == [0, 1]


def test_home_begins_with_who_waits_longest_and_shows_what_is_mine(
    commons: Commons, workspace: Workspace
) -> None:
    for number in range(4):
        put(commons, workspace, words=f"Question {number}?")
    for number in range(4):
        put(commons, workspace, kind="news", words=f"News {number}", wish="")
    put(commons, workspace, "tom", kind="offer", words="Tea on Fridays", wish="")
    home = workspace.person("tom").opens_home().home
    words = re.findall(r"^(?:Question|News|Tea) (?:\d|on).*$", home.text, re.MULTILINE)

    assert words == [
        "Tea on Fridays", "Question 0?", "Question 1?", "Question 2?", "News 3", "News 2", "News 1",
    ]  # fmt: skip
    assert home.buttons.count("I can help") == 3
    assert "What you put down stands here." not in home.text


def test_what_i_ask_is_not_hidden_in_home_by_my_news(
    commons: Commons, workspace: Workspace
) -> None:
    put(commons, workspace, "tom", words="Question 1?")
    for number in range(6):
        put(commons, workspace, "tom", kind="news", words=f"News {number}", wish="")
    home = workspace.person("tom").opens_home().home

    assert re.findall(r"^(?:Question|News) \d.*$", home.text, re.MULTILINE) == [
        "Question 1?", "News 5", "News 4", "News 3", "News 2",
    ]  # fmt: skip


def test_what_was_asked_quietly_is_nobodys_news(commons: Commons, workspace: Workspace) -> None:
    put(commons, workspace, words="Quietly?", visibility="facilitators")
    put(commons, workspace, words="Aloud?")
    jonas = workspace.person("jonas").opens_home()

    waiting, _, news = jonas.home.text.partition("In the group")
    assert "Aloud?" in news
    assert "Quietly?" not in news
    assert "Quietly?" in waiting, "it waits for the facilitators"
    listed = jonas.types("/commons list")
    assert "Quietly?" in text(listed)
    listed.clicks("Open", on="window", index=1)
    assert title(listed) == "A question"


def test_home_opens_the_form_and_the_list(workspace: Workspace) -> None:
    amina = workspace.person("amina").opens_home()
    for button, shown in {
        "Ask or offer": "Ask or offer",
        "The noticeboard": "The noticeboard",
    }.items():
        amina.clicks(button, on="home")
        assert title(amina) == shown
        amina.closes()
