"""What an app may show only by its manifest, or where Slack knows the file: the payload alone does
not tell. The sentences about domains and about file inputs are guesses; the others are Slack's own
(about files: python-slack-sdk #1797).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sandbox.kit.forms import is_at_home
from sandbox.kit.problems import Json, Problem


@dataclass(frozen=True)
class Permits:
    """`has_file`: whether a slack_file is there, and is an image that the app can read."""

    scopes: Sequence[str]
    domains: Sequence[str]
    has_file: Callable[[Json], bool]

    def check(self, node: Any, at: str) -> Iterator[Problem]:
        """Everything that is not permitted, wherever it stands in sound blocks."""
        if isinstance(node, list):
            for number, item in enumerate(node):
                if isinstance(item, dict | list):
                    yield from self.check(item, f"{at}/{number}")
        elif isinstance(node, dict):
            refuse = _REFUSE.get(node.get("type", ""))
            if refuse is not None:
                yield from refuse(self, node, at)
            for name, value in node.items():
                if isinstance(value, dict | list):
                    yield from self.check(value, f"{at}/{name}")


def _video(permits: Permits, video: Json, at: str) -> Iterator[Problem]:
    """slack-facts §1.2: the scope, and an address in the domains that the app unfurls."""
    if "links.embed:write" not in permits.scopes:
        missing = "Video validation failed: Bot scopes missing: [links.embed:write]"
        yield Problem(at, missing)
    host = urlsplit(video["video_url"]).hostname or ""
    if not any(host == domain or host.endswith(f".{domain}") for domain in permits.domains):
        yield Problem(f"{at}/video_url", "must be in one of the app's unfurl domains")


def _files(permits: Permits, _element: Json, at: str) -> Iterator[Problem]:
    if "files:read" not in permits.scopes:
        yield Problem(at, "missing scope: files:read")


def _image(permits: Permits, image: Json, at: str) -> Iterator[Problem]:
    if "image_url" in image and is_at_home(image["image_url"]):
        # Slack fetches an image before it takes a message (python-slack-sdk #1782); that it does
        # so for a view is a guess.
        yield Problem(f"{at}/image_url", "downloading image failed")
    if "slack_file" in image and not permits.has_file(image["slack_file"]):
        # Slack's own pointer, odd as it is: /blocks/0/slack_file.url/slack_file
        named = next(iter(image["slack_file"]))
        yield Problem(f"{at}/slack_file.{named}/slack_file", "invalid slack file")


_REFUSE: dict[str, Callable[[Permits, Json, str], Iterator[Problem]]] = {
    "video": _video,
    "file_input": _files,
    "image": _image,
}
