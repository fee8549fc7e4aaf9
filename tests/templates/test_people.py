"""What is said about members and facilitators."""

import pytest

from bot.errors import Refusal
from sandbox.kit.views import validate_view, view_lints
from templates import sentence
from templates.people.views import settings_form, settings_saved


def test_whoever_may_not_name_facilitators_is_told_whom_to_ask() -> None:
    said = sentence(Refusal("people.facilitators_only"))

    assert said == "Only facilitators can do this. You could ask one of them."


@pytest.mark.parametrize("keeps", [True, False])
def test_slack_takes_a_members_own_settings(*, keeps: bool) -> None:
    form = settings_form(keeps_drafts=keeps, greeting="")
    for view in (form, settings_saved(keeps_drafts=keeps)):
        assert validate_view(view) == []
        assert view_lints(view) == []
