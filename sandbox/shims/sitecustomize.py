"""Turns the Slack SDK for Python to the sandbox, in an app that was started by it.

No SDK reads Slack's address from the environment: slack_sdk has it as the default of an argument.
Python imports this file by itself, since its folder stands first in PYTHONPATH.
"""

import importlib
import importlib.abc
import importlib.machinery
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

_SLACK = "https://slack.com/api/"
_CLIENTS = {
    "slack_sdk.web.base_client",
    "slack_sdk.web.async_base_client",
    "slack_sdk.web.legacy_base_client",
}


class _Turning(importlib.abc.Loader):
    """Loads a module of clients as ever; then their default address is the sandbox's."""

    def __init__(self, loader: importlib.abc.Loader, address: str) -> None:
        self._loader = loader
        self._address = address

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._loader.exec_module(module)
        for each in vars(module).values():
            if isinstance(each, type) and getattr(each, "BASE_URL", None) == _SLACK:
                self._turn(each)

    def _turn(self, client: type) -> None:
        client.BASE_URL = self._address  # type: ignore[attr-defined]  # it was there a line ago
        begin = client.__init__  # type: ignore[misc]  # its defaults are what is changed
        begin.__defaults__ = tuple(
            self._address if each == _SLACK else each for each in begin.__defaults__ or ()
        )


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, address: str) -> None:
        self._address = address

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name not in _CLIENTS:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _Turning(spec.loader, self._address)
        return spec


def _make_way() -> None:
    """The environment may have a sitecustomize of its own, further back on the path."""
    here = Path(__file__).resolve().parent
    sys.path[:] = [each for each in sys.path if not each or Path(each).resolve() != here]
    ours = sys.modules.pop("sitecustomize")
    try:
        importlib.import_module("sitecustomize")
    except ModuleNotFoundError:
        sys.modules["sitecustomize"] = ours


if __name__ == "sitecustomize":
    if "SLACK_API_URL" in os.environ:
        sys.meta_path.insert(0, _Finder(os.environ["SLACK_API_URL"]))
    _make_way()
