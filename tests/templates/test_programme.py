"""What is arranged about the group's settings is what Slack takes."""

import pytest

from sandbox.kit.views import render_text, validate_view, view_lints
from templates.programme.views import saved, settings_form


@pytest.mark.parametrize("noticeboard", [None, "CNOTICEBO"])
def test_slack_takes_the_settings(noticeboard: str | None) -> None:
    view = settings_form(noticeboard, ["UJONAS000"])

    assert validate_view(view) == []
    assert view_lints(view) == []


def test_after_a_save_it_says_where_the_noticeboard_is() -> None:
    view = saved("CNOTICEBO")

    assert validate_view(view) == []
    assert "The noticeboard is <#CNOTICEBO>" in "\n".join(render_text(view["blocks"]))
