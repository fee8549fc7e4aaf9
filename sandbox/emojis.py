"""Emoji by the names that Slack gives them: what `:tada:` in a message is shown as."""

from functools import cache

# Slack writes the colour of a skin apart (`:wave::skin-tone-3:`); these have no names of their own.
_TONES = {chr(point) for point in range(0x1F3FB, 0x1F400)}


@cache
def list_emoji() -> dict[str, str]:
    """The signs by their names, without colons. Read at the first question: it takes a moment."""
    from emoji import EMOJI_DATA, STATUS

    names: dict[str, str] = {}
    for sign, data in EMOJI_DATA.items():
        if data["status"] != STATUS["fully_qualified"] or (len(sign) > 1 and _TONES & {*sign}):
            continue
        for name in (*data.get("alias", ()), data["en"]):
            names.setdefault(name.strip(":").lower(), sign)
    return names
