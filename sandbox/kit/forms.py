"""How dates, times, numbers, addresses and ids are written when Slack accepts them.
Whether a field must be filled, and how long it may be, is not decided here.
"""

import re
from collections.abc import Callable
from datetime import date
from ipaddress import ip_address
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo


def is_date(text: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_time(text: str) -> bool:
    return re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text, re.ASCII) is not None


def is_zone(text: str) -> bool:
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):  # a folder of zones, such as "Europe", is an OSError
        return False
    return True


def is_number(text: str) -> bool:
    return re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)", text, re.ASCII) is not None


def is_whole_number(text: str) -> bool:
    return re.fullmatch(r"[+-]?\d+", text, re.ASCII) is not None


def is_email(text: str) -> bool:
    return re.fullmatch(r"[^\s@<>,;]+@[^\s@<>,;.]+(\.[^\s@<>,;.]+)+", text) is not None


def is_web_address(text: str) -> bool:
    return is_address(text) and urlsplit(text).scheme in {"http", "https"}


def is_secure_address(text: str) -> bool:
    return is_address(text) and urlsplit(text).scheme == "https"


def is_at_home(text: str) -> bool:
    """An address that only the author's machine or network reaches, and Slack never."""
    host = (urlsplit(text).hostname or "").rstrip(".")
    if not {".", ":"} & set(host) or host.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        return not ip_address(host).is_global
    except ValueError:
        return False


def is_address(text: str) -> bool:
    """Also mailto: and slack: addresses, which links and buttons may have."""
    if re.search(r"\s", text):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    if parts.scheme in {"http", "https"}:
        return bool(parts.hostname)
    return bool(parts.scheme and (parts.netloc or parts.path))


def id_of(letters: str) -> Callable[[str], bool]:
    """U… and W… are people, C… and G… channels, D… direct messages, S… user groups, T… teams."""
    pattern = re.compile(rf"[{letters}][A-Z0-9]{{2,}}")
    return lambda text: pattern.fullmatch(text) is not None
