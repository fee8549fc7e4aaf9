"""Files that the app has uploaded: begun with an address to upload to, shared by being completed.

Which calls do that is in api/files.py; the bytes come to the server by their own address.
"""

import base64
import mimetypes
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from sandbox.bodies import read_parts

Json = dict[str, Any]


@dataclass
class StoredFile:
    """`content` is what was uploaded, in base64; None until it came. `length` is what was said."""

    id: str
    name: str
    length: int
    created: int
    title: str = ""
    content: str | None = None
    shared: bool = False
    # Who uploaded it; "" for the app.
    user: str = ""

    @property
    def data(self) -> bytes:
        return base64.b64decode(self.content or "")

    def take(self, data: bytes) -> bool:
        """Whether it is as long as was said; nothing else is taken."""
        if len(data) != self.length or self.shared:
            return False
        self.content = base64.b64encode(data).decode()
        return True


def describe_file(file: StoredFile, user: str, origin: str = "") -> Json:
    """The file as a message shows it; with the `origin` of the server, where its bytes are, too:
    for those who send a token along.
    """
    address = f"{origin}/files-pri/{file.id}/{quote(file.name)}"
    addresses = {"url_private": address, "url_private_download": address} if origin else {}
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": mimetypes.guess_type(file.name)[0] or "application/octet-stream",
        "user": user,
        "size": file.length,
        "mode": "hosted",
        "is_external": False,
        "is_public": False,
        **addresses,
    }


def read_upload(content_type: str, body: bytes) -> bytes:
    """The file's own bytes: Slack takes them as they are, or as the file part of a form, which is
    how Node's SDK sends them.
    """
    parts = read_parts(content_type, body)
    if parts is None:
        return body
    return next((part.content for part in parts if part.filename is not None), b"")
