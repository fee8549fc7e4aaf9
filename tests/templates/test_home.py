"""What is arranged in Home is what Slack takes, full or empty."""

from dataclasses import replace

import pytest

from bot.troubles import Troubles
from sandbox.kit.views import render_text, validate_view, view_lints
from storage.deliveries import Delivery
from storage.people import Member
from templates.digests.hosts import greeting_lines
from templates.home.views import Belongings, my_home
from tests.templates.test_experiments import AMINA, experiment, worst

JONAS = Member(id=3, slack_id="UJONAS", name="Jonas", title="", facilitator=True)
HELD = [
    Delivery(kind="experiments.card", held="not_in_channel"),
    Delivery(kind="experiments.card", held="not_in_channel"),
    Delivery(kind="digests.post", held="odd"),
]


def belongings(*, full: bool) -> Belongings:
    some = [worst()] * 10 if full else []
    return Belongings(
        waiting=some[:3],
        mine=some,
        has_more=full,
        in_group=some,
        leads={each.id: AMINA for each in some},
        troubles=Troubles(held=HELD if full else []),
        standings={},
        lacks_noticeboard=full,
    )


@pytest.mark.parametrize("full", [False, True], ids=["empty", "full"])
@pytest.mark.parametrize("member", [AMINA, JONAS], ids=["a member", "a facilitator"])
def test_slack_takes_every_home(member: Member, *, full: bool) -> None:
    view = my_home(member, belongings(full=full))

    assert validate_view(view) == []
    assert view_lints(view) == []


def test_an_empty_home_says_how_to_begin() -> None:
    said = "\n".join(render_text(my_home(AMINA, belongings(full=False))["blocks"]))

    assert "Nothing. Enjoy your day." in said
    assert "What you put down stands here." in said
    assert "Put down an experiment" in said
    assert "Settings" not in said


def test_who_is_asked_whether_to_say_hello_is_not_told_that_nothing_waits() -> None:
    asked = replace(belongings(full=False), greeting=greeting_lines())
    said = render_text(my_home(AMINA, asked)["blocks"])

    assert "Nothing. Enjoy your day." not in said
    assert said[said.index("Waiting for you") + 1].startswith("You are new here.")


def test_a_facilitator_is_told_what_did_not_go_out_one_line_a_reason() -> None:
    said = render_text(my_home(JONAS, belongings(full=True))["blocks"])
    waiting = said[said.index("Waiting for you") + 1 : said.index("Mine")]

    assert [each for each in waiting if len(each) > 20][:3] == [
        "The group has no noticeboard yet. Cards wait until there is one.",
        (
            "Waiting to go out: the card of an experiment. I am not in the noticeboard's channel. "
            "Type /invite @Commons there, or choose another one in Settings."
        ),
        (
            "Waiting to go out: the weekly digest. Slack did not take it. Try again; whoever set "
            "me up can look up Slack's word for it: odd."
        ),
    ]


def test_a_line_opens_what_it_is_about() -> None:
    view = my_home(
        AMINA,
        Belongings(
            waiting=[],
            mine=[experiment()],
            has_more=False,
            in_group=[],
            leads={},
            troubles=Troubles(),
            standings={},
            lacks_noticeboard=False,
        ),
    )
    [line] = [each for each in view["blocks"] if each["type"] == "section" and "accessory" in each]

    assert line["text"]["text"] == "E-14 · Longer first visits\nJust an idea"
    assert line["accessory"]["value"] == "14"
