"""docs/sandbox.md says what is so: its example runs, and it names the options that there are."""

import re
from pathlib import Path
from typing import Any

import pytest

from sandbox.__main__ import main

GUIDE = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text(encoding="utf-8")
EXAMPLE, FAULTS = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)


def test_its_example_is_a_test_that_passes() -> None:
    names: dict[str, Any] = {}
    exec(EXAMPLE, names)

    names["test_whoever_says_hello_is_greeted"]()


def test_its_faults_can_be_asked_for(workspace: Any) -> None:
    exec(FAULTS, {"workspace": workspace})

    assert workspace.faults.waiting == 7


def test_it_names_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])

    options = set(re.findall(r"--\w+", capsys.readouterr().out)) - {"--help"}
    assert options == set(re.findall(r"\| `(--\w+)", GUIDE))
