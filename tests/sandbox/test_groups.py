"""The example group as a workspace."""

import time
from pathlib import Path

import pytest

from sandbox.groups import NotAGroup, read_group
from sandbox.manifests import Manifest

GROUP = """
[workspace]
name = "A group"
domain = "a-group"

[[channels]]
name = "noticeboard"
purpose = "What is going on"

[[people]]
handle = "amina"
name = "Amina Okello"
title = "a coastal council"
zone = "Europe/London"
admin = true

[[people]]
handle = "maximiliane"
name = "Maxi A"
zone = "Europe/Berlin"

[[people]]
handle = "maximilian"
name = "Maxi B"
zone = "Europe/Berlin"

[[experiments]]
by = "amina"
title = "Not for the sandbox"
"""


@pytest.fixture
def group(tmp_path: Path) -> Path:
    path = tmp_path / "group.toml"
    path.write_text(GROUP, encoding="utf-8")
    return path


def test_ids_are_read_from_names_and_differ(group: Path, manifest: Manifest) -> None:
    workspace = read_group(manifest, group)

    assert list(workspace.users) == ["UCOMMONS0", "UAMINA000", "UMAXIMILI", "UMAXIMILI2"]
    assert workspace.conversation("noticeboard").id == "CNOTICEBO"
    assert workspace.team == "TAGROUP00"


def test_four_hundred_people_are_there_at_once(group: Path, manifest: Manifest) -> None:
    """Every test has a group of its own: what each person costs, the whole suite pays."""
    person = '[[people]]\nhandle = "p{0}"\nname = "P {0}"\nzone = "Europe/London"\n'
    crowd = "".join(person.format(number) for number in range(400))
    group.write_text(GROUP + crowd, encoding="utf-8")
    began = time.thread_time()

    workspace = read_group(manifest, group)

    assert time.thread_time() - began < 0.5
    assert len(workspace.users) == 404


def test_everybody_and_the_app_are_in_every_channel(group: Path, manifest: Manifest) -> None:
    workspace = read_group(manifest, group)

    assert workspace.channel("noticeboard").members == list(workspace.users)


def test_everybody_has_direct_messages_with_the_app(group: Path, manifest: Manifest) -> None:
    workspace = read_group(manifest, group)

    direct = [c for c in workspace.conversations.values() if c.kind == "dm"]
    assert [c.members for c in direct] == [
        [workspace.bot, user] for user in workspace.users if user != workspace.bot
    ]


def test_people_keep_what_is_written_of_them(group: Path, manifest: Manifest) -> None:
    amina = read_group(manifest, group).user("amina")

    assert (amina.name, amina.title, amina.zone) == (
        "Amina Okello",
        "a coastal council",
        "Europe/London",
    )
    assert amina.admin


def test_the_example_that_comes_with_the_sandbox_can_be_read(manifest: Manifest) -> None:
    workspace = read_group(manifest)

    assert workspace.person("jonas").name == "Jonas Lind"
    assert workspace.channel("#noticeboard").name == "noticeboard"


# All that can be said in such a file.
MIXED = """
[[people]]
handle = "amina"
name = "Amina Okello"
zone = "Europe/London"
email = "amina@example.org"
owner = true

[[people]]
handle = "gus"
name = "Gus Guest"
guest = "single"
zone = ""

[[people]]
handle = "max"
name = "Max Guest"
guest = "multi"

[[people]]
handle = "noor"
name = "Noor Visser"
team = "TELSEWHER"

[[people]]
handle = "pat"
name = "Pat Past"
deactivated = true

[[people]]
handle = "poll"
name = "Poll"
bot = true

[[channels]]
name = "all"
topic = "Today"

[[channels]]
name = "friends"
shared_with = ["TELSEWHER"]
members = ["amina", "max", "noor"]

[[channels]]
name = "two"
kind = "private"
members = ["amina", "gus", "max"]
app = false
archived = true
"""


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    path = tmp_path / "mixed.toml"
    path.write_text(MIXED, encoding="utf-8")
    return path


def test_who_is_where_follows_from_who_they_are(mixed: Path, manifest: Manifest) -> None:
    workspace = read_group(manifest, mixed)

    def members(channel: str) -> list[str]:
        return [workspace.users[each].handle for each in workspace.channel(channel).members]

    assert workspace.name == "Example group"
    assert members("all") == ["commons", "amina", "poll"]
    assert members("friends") == ["commons", "amina", "max", "noor"]
    assert members("two") == ["amina", "gus", "max"]
    two, everywhere = workspace.conversation("two"), workspace.conversation("all")
    assert (two.kind, two.archived) == ("private", True)
    assert (everywhere.topic, everywhere.teams) == ("Today", [])
    assert workspace.user("noor").id == "WNOOR0000"
    assert workspace.user("gus").zone == ""


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ('zone = "Europe/London"', 'zon = "x"', "[[people]] amina: 'zon' means nothing here."),
        ('"Europe/London"', '"Nowhere"', "[[people]] amina: there is no zone 'Nowhere'."),
        ("owner = true", 'owner = "yes"', "[[people]] amina: owner should be true or false."),
        ('handle = "amina"', "", "[[people]]: it needs a handle."),
        ('handle = "gus"', 'handle = "amina"', "[[people]] amina: somebody else has this handle."),
        ('"single"', '"double"', "[[people]] gus: guest cannot be 'double'. Choose of '', 'multi'"),
        ('"private"', '"dm"', "[[channels]] two: kind cannot be 'dm'. Choose of 'public', 'priv"),
        ('"gus", "max"]', '"nobody"]', "[[channels]] two: members cannot be 'nobody'."),
        ('shared_with = ["TELSEWHER"]', "", "[[channels]] friends: noor cannot be in it (org_user"),
        ('"gus", "max"]', '"pat"]', "[[channels]] two: pat cannot be in it (cant_invite)"),
        ('"amina", "max", "noor"]', '"gus"]', "[[channels]] two: gus cannot be in it (ura_max"),
        ("[[people]]", "[[folk]]", "Nobody is in it."),
        ("[[people]]", "[people]", "cannot be read"),
        ("[[channels]]", "[[channels", "cannot be read"),
        ("[[people]]", "[workspace]\nnam = 1\n[[people]]", "[workspace]: 'nam' means nothing"),
    ],
)
def test_what_is_wrong_with_the_file_is_said(
    mixed: Path, manifest: Manifest, before: str, after: str, sentence: str
) -> None:
    count = -1 if after == "[[folk]]" else 1
    mixed.write_text(MIXED.replace(before, after, count), encoding="utf-8")

    with pytest.raises(NotAGroup) as caught:
        read_group(manifest, mixed)

    assert sentence in str(caught.value)


def test_one_table_instead_of_many_is_said_to_be_so(tmp_path: Path, manifest: Manifest) -> None:
    path = tmp_path / "one.toml"
    path.write_text('[people]\nhandle = "amina"\nname = "Amina"\n', encoding="utf-8")

    with pytest.raises(NotAGroup, match=r"Write \[\[people\]\], in two brackets"):
        read_group(manifest, path)
