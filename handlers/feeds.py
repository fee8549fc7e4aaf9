"""What a calendar on the web asks for: a member's sessions, by an address that only they have."""

import hashlib
import hmac

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.visibility import person, read_as
from handlers import Bot
from handlers.calendars import PATH, happening
from storage.calendars import standing_entries_of
from storage.people import member_by_feed
from templates.calendars.events import calendar_feed

# It is for one person: nothing on the way keeps it, finds it, or tells where it was clicked.
_HEADERS = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


def routes(bot: Bot) -> list[BaseRoute]:
    def calendar(request: Request) -> Response:
        content = _feed(bot, request.path_params["secret"])
        if content is None:
            return PlainTextResponse("There is nothing here.", 404, _HEADERS)
        tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        headers = {**_HEADERS, "ETag": tag}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(content, headers=headers, media_type="text/calendar; charset=utf-8")

    return [Route(f"/{PATH}", calendar)]


def _feed(bot: Bot, secret: str) -> bytes | None:
    """All that stands in their calendar, as they may read it now; None for nobody's secret."""
    with bot.read() as db:
        member = member_by_feed(db, secret)
        if member is None or not hmac.compare_digest((member.feed or "").encode(), secret.encode()):
            return None
        read_as(db, person(member))
        found = [happening(db, each) for each in standing_entries_of(db, member.id)]
    return calendar_feed(each for each in found if each is not None)
