"""What is written down is true: the manifest, the settings, the commands, the words we use."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from jinja2 import Environment, nodes

from bot.app import Commons
from bot.checks import MANIFEST
from bot.settings import env_example

ROOT = Path(__file__).parent.parent
SCHEMA = ROOT.parent / "shared" / "slack" / "manifest.schema.1.0.0.json"

TEMPLATES = {
    path.relative_to(ROOT / "templates").as_posix(): path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "templates").rglob("*.j2"))
}
# By module, what may ask a template for its words.
SOURCES = {
    path.relative_to(ROOT).as_posix().removesuffix(".py").replace("/", "."): path.read_text("utf-8")
    for folder in ("bot", "handlers", "templates")
    for path in sorted((ROOT / folder).rglob("*.py"))
}

# Words that no screen, message or field of ours uses (domain A4), and words that promise nothing.
NEVER = (
    "target", "kpi", "rag", "on track", "off track", "score", "rank", "points", "badge", "streak",
    "leaderboard", "top contributor", "overdue", "late", "inactive", "dormant", "lurker",
    "non-compliant", "milestone", "deliverable", "success rate", "failed", "rejected", "approve",
    "approval", "best practice", "roll out", "at scale", "service user", "beneficiary",
    "stakeholder", "owner", "submit", "oops",
)  # fmt: skip


def manifest() -> dict[str, Any]:
    raw: dict[str, Any] = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    return raw


def listened_to(commons: Commons) -> str:
    """Everything that the listeners of the app answer to, as one text to look into."""
    return json.dumps([_matched(listener) for listener in commons.app._listeners])


def _matched(listener: Any) -> list[str]:
    cells = [
        cell.cell_contents
        for matcher in listener.matchers
        for cell in (getattr(matcher, "func", matcher).__closure__ or ())
    ]
    return [cell for cell in cells if isinstance(cell, str)]


@pytest.mark.skipif(not SCHEMA.exists(), reason="Slack's published schema is not at hand")
def test_the_manifest_is_one_that_slack_takes() -> None:
    jsonschema.validate(manifest(), json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_the_manifest_asks_for_the_commands_and_events_that_are_answered(commons: Commons) -> None:
    heard = listened_to(commons)
    commands = {each["command"] for each in manifest()["features"]["slash_commands"]}
    events = set(manifest()["settings"]["event_subscriptions"]["bot_events"])

    assert commands == set(re.findall(r'"(/\w+)"', heard))
    assert events == {each for each in re.findall(r'"(\w+)"', heard) if each in EVENTS}


# The events that an app of ours could subscribe to; what is listened to among them is asked for.
EVENTS = {
    "app_home_opened", "app_mention", "app_uninstalled", "channel_archive", "channel_created",
    "channel_deleted", "channel_rename", "channel_unarchive", "group_archive", "group_rename",
    "group_unarchive", "member_joined_channel", "member_left_channel", "message", "reaction_added",
    "reaction_removed", "team_join", "tokens_revoked", "user_change",
}  # fmt: skip


def ids() -> list[str]:
    """Every id that an element or a form of ours bears, as often as it is declared."""
    declared = re.compile(r'^[A-Z_]+ = "(\w+\.\w+)"', re.MULTILINE)
    files = sorted((ROOT / "templates").rglob("*.py"))
    return [each for path in files for each in declared.findall(path.read_text(encoding="utf-8"))]


def test_every_id_that_a_view_emits_is_answered(commons: Commons) -> None:
    heard = listened_to(commons)

    assert ids()
    assert [each for each in ids() if f'"{each}"' not in heard] == []


def test_no_id_means_two_things() -> None:
    """The ids are unique over all capabilities, and say whose they are."""
    assert sorted(ids()) == sorted(set(ids()))
    assert all(re.fullmatch(r"[a-z]+\.[a-z_]+", each) for each in ids())


def test_every_scope_has_its_reason_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    scopes = manifest()["oauth_config"]["scopes"]["bot"]
    assert [each for each in scopes if f"`{each}`" not in readme] == []


def test_the_example_of_settings_is_the_list_of_settings() -> None:
    assert (ROOT / ".env.example").read_text(encoding="utf-8") == env_example()


def test_the_readme_names_commands_that_there_are() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):.*##", makefile, re.MULTILINE))

    assert "make run" in readme
    assert "make test" in readme
    assert set(re.findall(r"`make ([a-z-]+)", readme)) <= targets


def test_no_words_that_we_never_use() -> None:
    used = [
        (path.relative_to(ROOT).as_posix(), word)
        for path in (ROOT / "templates").rglob("*.j2")
        for word in NEVER
        if re.search(rf"\b{re.escape(word)}\b", path.read_text(encoding="utf-8"), re.IGNORECASE)
    ]

    assert used == []


def test_templates_do_nothing_that_would_lose_the_fence_around_a_persons_words() -> None:
    """`~` and `join` lose the fence, `safe` and autoescape blocks take it away (templates)."""
    code = re.compile(r"{[{%].*?[%}]}", re.DOTALL)
    ways = re.compile(r"~|\|\s*(join|safe|replace|format)\b|autoescape")
    strays = [
        (path.relative_to(ROOT).as_posix(), part)
        for path in (ROOT / "templates").rglob("*.j2")
        for part in code.findall(path.read_text(encoding="utf-8"))
        if ways.search(re.sub(r'"[^"]*"', '""', part))
    ]

    assert strays == []


def test_no_words_stand_in_a_template_that_nobody_reads() -> None:
    """A value or a macro is read in its own template; as an attribute, where its template is named
    or what names it is imported; or chosen by name, as refusals are.
    """
    code = "".join(SOURCES.values())
    unread = [
        f"{template}: {name}"
        for template, text in TEMPLATES.items()
        for name in _unread(template, text, code)
    ]

    assert unread == []


def _defined(template: str) -> list[str]:
    body = Environment().parse(template).body
    targets = [each.target for each in body if isinstance(each, nodes.Assign)]
    macros = [each.name for each in body if isinstance(each, nodes.Macro)]
    return macros + [each.name for each in targets if isinstance(each, nodes.Name)]


def _unread(template: str, text: str, code: str) -> list[str]:
    inside = Environment().parse(text).find_all(nodes.Name)
    loaded = {each.name for each in inside if each.ctx == "load"}
    capability, path = template.split("/", maxsplit=1)[0], template.removesuffix(".j2")
    naming = {module: source for module, source in SOURCES.items() if f'"{path}"' in source}
    readers = [*naming.values()]
    readers += [each for each in SOURCES.values() if any(f"from {it} " in each for it in naming)]
    readers += [each for each in TEMPLATES.values() if f'"{template}"' in each]
    attributes = {each for reader in readers for each in re.findall(r"\.(\w+)", reader)}
    return [
        name
        for name in _defined(text)
        if name not in loaded | attributes
        and f'"{name}"' not in code
        and f'"{capability}.{name}"' not in code
    ]
