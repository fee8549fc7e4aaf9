"""What the author of an app reads when it is hosted: where all is, and what to set."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sandbox.acting import events
from sandbox.declarations import Finding
from sandbox.manifests import Manifest
from sandbox.server import Server
from sandbox.workspaces import Workspace

_PYTHON = 'App(client=WebClient(bot_token, base_url=os.environ["SLACK_API_URL"]))'
_NODE = "new App({ …, clientOptions: { slackApiUrl: process.env.SLACK_API_URL } })"


def variables(server: Server, workspace: Workspace) -> Mapping[str, str]:
    """The first three are Bolt's own names."""
    return {
        "SLACK_BOT_TOKEN": workspace.bot_token,
        "SLACK_APP_TOKEN": workspace.app_token,
        "SLACK_SIGNING_SECRET": workspace.signing_secret,
        "SLACK_API_URL": server.api,
    }


def describe_findings(path: Path, findings: Sequence[Finding]) -> Iterator[str]:
    if findings:
        yield f"{path} needs a look:"
        yield from (f"  {finding}" for finding in findings)


def describe_hosting(server: Server, workspace: Workspace, command: Sequence[str]) -> Iterator[str]:
    name = workspace.manifest.name
    yield f"The sandbox is at {server.url}. Open it, and act there as anyone in the group."
    yield from _transport(workspace.manifest)
    yield from _silence(workspace.manifest)
    yield ""
    if command:
        yield f"{name} is being started, with its Slack turned to the sandbox: {' '.join(command)}"
    else:
        yield from _variables(server, workspace)
    yield "Ctrl-C stops it."


def describe_absence(manifest: Manifest) -> Iterator[str]:
    """It was started, and nothing was heard of it."""
    if manifest.socket_mode:
        yield f"{manifest.name} runs, and has not connected by Socket Mode yet."
        yield "If it listens by HTTP, say where: --app http://127.0.0.1:3000/slack/events"
        return
    where = " or ".join(sorted(manifest.addresses))
    yield f"{manifest.name} runs, and does not answer at {where} yet."
    yield "If it listens elsewhere, say where: --app http://127.0.0.1:PORT/PATH"
    yield "If it uses Socket Mode, its manifest must say so: settings.socket_mode_enabled"


def describe_end(manifest: Manifest, code: int) -> str:
    """Beneath whatever the app said itself."""
    how = f"was ended by signal {-code}" if code < 0 else f"has ended, with exit code {code}"
    return f"{manifest.name} {how}; the sandbox ends with it."


def _transport(manifest: Manifest) -> Iterator[str]:
    if manifest.socket_mode:
        yield f"{manifest.name} is expected by Socket Mode."
        return
    for url in sorted(manifest.addresses):
        yield f"{manifest.name} is expected to listen at {url}."


def _silence(manifest: Manifest) -> Iterator[str]:
    """What the manifest asks for and never comes."""
    for name in manifest.events:
        if name not in events.KNOWN:
            yield f"The sandbox never sends {name}, which the manifest subscribes to."


def _variables(server: Server, workspace: Workspace) -> Iterator[str]:
    yield f"Set these for {workspace.manifest.name}; they stay the same:"
    yield ""
    yield from (f"  export {key}={value}" for key, value in variables(server, workspace).items())
    yield ""
    yield "and point its SDK here:"
    yield ""
    yield f"  Python  {_PYTHON}"
    yield f"  Node    {_NODE}"
    yield ""
    yield "Or let the sandbox start it, with nothing changed: … -- python app.py"
