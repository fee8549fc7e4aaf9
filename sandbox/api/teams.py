"""What an app may ask of the workspace itself: the team, its bots, its emoji and user groups."""

from sandbox.api.calls import Call, Json
from sandbox.api.refusals import Refusal
from sandbox.people import make_id


def info(call: Call) -> Json:
    state = call.state
    if call.args.text("team") not in ("", state.team):
        raise Refusal("team_not_found")
    sizes = (34, 44, 68, 88, 102, 132, 230)
    icon = {
        f"image_{size}": f"https://a.slack-edge.com/teams/{state.team}?s={size}" for size in sizes
    }
    return {
        "team": {
            "id": state.team,
            "name": state.name,
            "url": f"https://{state.domain}.slack.com/",
            "domain": state.domain,
            "email_domain": "",
            "icon": {**icon, "image_default": True},
        }
    }


def bot_info(call: Call) -> Json:
    wanted = call.args.text("bot")
    bots = {make_id("B", user.handle): user for user in call.state.users.values() if user.bot}
    if wanted not in bots:
        raise Refusal("bot_not_found")
    user = bots[wanted]
    return {
        "bot": {
            "id": wanted,
            "app_id": make_id("A", user.handle),
            "user_id": user.id,
            "name": user.name,
            "deleted": user.deleted,
            "updated": user.updated,
            "icons": {
                f"image_{size}": f"https://a.slack-edge.com/bots/{wanted}?s={size}"
                for size in (36, 48, 72)
            },
        }
    }


def list_emoji(call: Call) -> Json:
    """The workspace's own, of which there are none; Slack's are everywhere."""
    return {"emoji": {}, "cache_ts": str(call.state.clock.now())}


def list_usergroups(call: Call) -> Json:
    _refuse_free(call)
    return {"usergroups": []}


def change_usergroups(call: Call) -> Json:
    _refuse_free(call)
    raise call.not_here()


def find_usergroup(call: Call) -> Json:
    _refuse_free(call)
    raise Refusal("no_such_subteam")


def list_authorizations(call: Call) -> Json:
    """apps.event.authorizations.list: every event goes to the one installation there is."""
    return {
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": call.state.team,
                "user_id": call.state.bot,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "response_metadata": {"next_cursor": ""},
    }


def _refuse_free(call: Call) -> None:
    """slack-facts §3.3: user groups are paid for."""
    if call.state.plan == "free":
        raise Refusal("plan_upgrade_required")
