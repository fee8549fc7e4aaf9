"""A file as Slack takes it: an address is asked for, the bytes go there, and it is completed where
it is to stand. Not `files_upload_v2`: between its steps a lease may run out.
"""

import json
from collections.abc import Callable
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from slack_sdk import WebClient

from templates.blocks import File


def send_file(
    slack: WebClient, channel: str, file: File, *, before_each: Callable[[], None]
) -> None:
    """Raises slack_sdk's errors, and OSError where its bytes did not arrive. `before_each` of its
    steps may raise, too: the file is not sent then.
    """
    before_each()
    begun = slack.files_getUploadURLExternal(filename=file.name, length=len(file.content))
    before_each()
    _upload(slack, str(begun["upload_url"]), file.content)
    before_each()
    slack.files_completeUploadExternal(
        files=[{"id": begun["file_id"], "title": file.title}],
        channel_id=channel,
        blocks=json.dumps(file.blocks, ensure_ascii=False),
    )


def _upload(slack: WebClient, url: str, content: bytes) -> None:
    """Slack answers 200, or urllib raises. Nothing stands anywhere by it alone."""
    request = Request(url, data=content, method="POST")  # noqa: S310  # Slack's own address
    try:
        with urlopen(request, timeout=slack.timeout):  # noqa: S310  # as above
            pass
    except HTTPError as error:
        error.close()
        raise
