"""Two people change the same thing: what only one touched stands, what both did is asked."""

from bot.versions import marks, merged

OPENED = marks({"title": "One", "purpose": "Two", "question": "Three"})


def test_what_i_left_alone_is_theirs() -> None:
    mine = {"title": "One", "purpose": "Two", "question": "Mine"}
    theirs = {"title": "One", "purpose": "Theirs", "question": "Three"}

    assert merged(mine, theirs, OPENED) == (
        {"title": "One", "purpose": "Theirs", "question": "Mine"},
        [],
    )


def test_what_both_changed_is_named() -> None:
    mine = {"title": "One", "purpose": "Mine", "question": "Same"}
    theirs = {"title": "Theirs", "purpose": "Theirs", "question": "Same"}

    both, asked = merged(mine, theirs, OPENED)

    assert asked == ["purpose"], "to the same words is no question"
    assert both == {"title": "Theirs", "purpose": "Mine", "question": "Same"}


def test_a_form_that_remembers_nothing_has_touched_everything() -> None:
    assert merged({"a": "1", "b": "2"}, {"a": "1", "b": "3"}, {}) == ({"a": "1", "b": "2"}, ["b"])
