"""auth.revoke, and what is left of installing by OAuth where every app is installed already."""

from sandbox.acting.events import announce_end, later
from sandbox.api.arguments import Arguments
from sandbox.api.calls import Call, Json
from sandbox.api.refusals import Refusal


def revoke(call: Call) -> Json:
    """With `test` nothing happens. Afterwards the token is worth nothing, until the sandbox is
    started again.
    """
    if call.args.flag("test"):
        return {"revoked": False}
    call.state.revoked = True
    later(call.state, announce_end)
    return {"revoked": True}


def exchange_code(arguments: Arguments) -> Json:
    """oauth.v2.access. The sandbox gives out no codes: it prints the token that a code would be
    exchanged for, so that every code is one that Slack never gave.
    """
    del arguments
    raise Refusal("invalid_code")
