"""What is arranged about notices is what Slack takes, even at its worst."""

from datetime import UTC, datetime
from typing import Any

import pytest

from sandbox.kit.blocks import validate_message
from sandbox.kit.lints import message_lints
from sandbox.kit.views import render_text, validate_view, view_lints
from storage.notices import Notice
from storage.people import Member
from templates import words
from templates.blocks import Message, home
from templates.notices import lists, posts, views
from templates.notices.boxes import (
    LONGEST_LINK,
    LONGEST_MORE,
    LONGEST_WORDS,
    WITH_LINK,
    Remembered,
    Unsaved,
    draft_words,
    from_draft,
    spread,
    together,
)
from templates.notices.forms import Page, form
from templates.notices.views import Parts, Seen
from tests.templates.test_experiments import AMINA, TOM

KINDS = list(words("notices/kinds").menu)
LONG = Member(id=3, slack_id="ULONG", name="🎉" * 120, title="")
UNTIL = datetime(2026, 12, 6, 9, 0, tzinfo=UTC)


def notice(*, full: bool, **more: Any) -> Notice:
    given = {
        "id": 999_999_999 if full else 1,
        "kind": "ask",
        "words": "🎉" * LONGEST_WORDS if full else "How do you ask?",
        "more": "🎉" * LONGEST_MORE if full else "",
        "link": "https://example.org/" + "a" * (LONGEST_LINK - 20) if full else "",
        "visibility": "group",
        "state": "standing",
        "stands_until": UNTIL,
    }
    return Notice(**{**given, **more})


def seen(*, full: bool, **more: Any) -> Seen:
    return Seen(
        notice(full=full, **more),
        LONG if full else AMINA,
        carrier=LONG if full else None,
        wish="ideas",
        day="30 September 2026",
        choice="circle:999999999" if full else "group",
        readers=[LONG] * 30 if full else (),
        ref="E-999999999" if full else "",
    )


def page(*, full: bool, **more: Any) -> Page:
    kind = more.pop("kind", "ask")
    given: dict[str, Any] = {
        "unsaved": Unsaved(
            kind, "🎉" * 3000, "🎉" * 3000, "🎉" * 3000, "ideas", "14", "group"
        ) if full else Unsaved(kind, days="14", who="group"),
        "remembered": Remembered(holds=["V" * 20] * 5, round=99) if full else Remembered(),
        "choices": {
            "group": (), "unnamed": [LONG], "circle:999999999": [LONG] * 30,
            "facilitators": [LONG] * 30,
        } if full else {"group": ()},
        "refs": {"circle:999999999": "E-999999999"},
        "began": "30 September" if full else "",
        "other": "30 September" if full else "",
        "tells": full,
        "note": "🎉" * 3000 if full else "",
        "theirs": {"words": "🎉" * 3000, "more": "🎉" * 3000} if full else None,
    }  # fmt: skip
    return Page(**{**given, **more})


def all_views(*, full: bool) -> dict[str, dict[str, Any]]:
    one = seen(full=full)
    edit = Remembered(notice=1, revision=1)
    parts = Parts(can_stand_longer=full)
    return {
        **{f"form: {kind}": form(page(full=full, kind=kind)) for kind in KINDS},
        "edit": form(page(full=full, remembered=edit, stands_until="30 September")),
        "saved": views.saved(one, "CNOTICEBO", LONG if full else None),
        "saved, nowhere yet": views.saved(one, None, None),
        "window of the author": views.window(one, one.author or AMINA, parts, note="saved"),
        "window of a reader": views.window(one, TOM, parts),
        **{
            f"window: {state}": views.window(
                seen(full=full, state=state), one.author or AMINA, parts
            )
            for state in ("expired", "settled", "taken_down")
        },
        "list": lists.listing([one] * 15 if full else [], word="", whose="mine", has_more=full),
        "found": lists.listing(
            [seen(full=full, state="expired")], word="🎉" * 80, whose="everyones", has_more=False
        ),
        "home": home(*lists.my_lines([one] * 5), *lists.group_lines([one] * 3, [one] * 3)),
    }


@pytest.mark.parametrize("name", all_views(full=False))
@pytest.mark.parametrize("full", [False, True], ids=["usual", "worst"])
def test_slack_takes_every_window(name: str, *, full: bool) -> None:
    view = all_views(full=full)[name]

    assert validate_view(view) == []
    assert view_lints(view) == []


def check(said: Message) -> None:
    assert validate_message({"text": said.text, "blocks": said.blocks}) == []
    assert message_lints({"text": said.text, "blocks": said.blocks}) == []


@pytest.mark.parametrize("state", ["standing", "expired", "settled"])
@pytest.mark.parametrize("full", [False, True], ids=["usual", "worst"])
def test_slack_takes_the_post(state: str, *, full: bool) -> None:
    said = posts.post(seen(full=full, state=state), "Somebody helps." if full else "")

    check(said)
    assert said.stays_gone == (state != "standing")
    check(posts.gone(notice(full=full)))


@pytest.mark.parametrize("kind", KINDS)
def test_the_lock_screen_names_the_kind_and_who_and_never_the_words(kind: str) -> None:
    noun = words("notices/kinds").nouns[kind]
    one = Seen(notice(full=False, kind=kind, words="<!channel> *secret*"), AMINA)
    unnamed = Seen(one.notice, None)

    assert posts.post(one).text == f"{noun} by Amina on the noticeboard"
    assert posts.post(unnamed).text == f"{noun}, by someone in the group"
    assert posts.gone(one.notice).text == f"{noun} that was taken down"
    assert "<!channel> *secret*" in "\n".join(render_text(posts.post(one).blocks))
    assert "secret" not in "\n".join(render_text(posts.gone(one.notice).blocks))


def test_a_link_is_read_as_what_it_is() -> None:
    link = "https://example.org/?a=1&b=*2*"
    said = posts.post(Seen(notice(full=False, kind="news", link=link), AMINA))
    leaves = said.blocks[0]["elements"][0]["elements"]

    assert leaves[-1] == {"type": "link", "url": link, "text": link}


@pytest.mark.parametrize("kind", KINDS)
def test_a_link_is_asked_for_where_there_is_one(kind: str) -> None:
    names = [each["element"]["action_id"] for each in form(page(full=False, kind=kind))["blocks"]
             if each["type"] == "input"]  # fmt: skip

    more = {"ask": ["wish"]}.get(kind, ["link"] if kind in WITH_LINK else [])
    assert names == ["words", "more", *more]


def test_every_wish_and_every_kind_has_its_words() -> None:
    said = words("notices/form")

    assert set(said.words) == set(KINDS) == set(words("notices/kinds").nouns)


@pytest.mark.parametrize(
    ("typed", "first", "rest"),
    [
        ("", "", ""),
        ("  One line  ", "One line", ""),
        ("One\ttab", "One tab", ""),
        ("One\n\nTwo\nThree", "One", "Two\nThree"),
        ("x" * 241, "x" * 240, "x"),
        ("a " * 200, ("a " * 120).strip(), ("a " * 80).strip()),
    ],
)
def test_words_that_were_typed_elsewhere_are_spread(typed: str, first: str, rest: str) -> None:
    assert (spread(typed).words, spread(typed).more) == (first, rest)


def test_what_was_begun_loses_nothing_beside_what_stands_there() -> None:
    began = Unsaved("offer", "Old", "Old more", "https://old.org", days="30")
    assert together(Unsaved("ask"), began) == began
    now = Unsaved("offer", "New", "New more", "https://new.org", days="7")
    both = together(now, began)

    assert (both.words, both.link, both.days) == ("New", "https://new.org", "7")
    assert both.more == "New more\n\nOld\n\nhttps://old.org\n\nOld more"
    assert together(now, now).words == "New"


def test_a_draft_keeps_what_stands_there_but_not_who_reads_it() -> None:
    one = Unsaved("offer", "Words", "", "", "", "30", "facilitators")

    assert from_draft(draft_words(one)) == Unsaved("offer", "Words", days="30")
    assert draft_words(Unsaved("offer", days="30", who="unnamed")) == {}
