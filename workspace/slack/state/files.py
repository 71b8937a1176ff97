"""Which files were uploaded, and who may read them?"""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

from workspace.slack.state.ids import new_id, new_secret

if TYPE_CHECKING:
    from workspace.slack.refusals import Json

_SNIPPETS = {"text", "json", "yaml", "markdown", "csv", "python", "javascript", "diff"}
_TYPE_NAMES = {
    "txt": "text",
    "md": "markdown",
    "yml": "yaml",
    "py": "python",
    "js": "javascript",
    "jpeg": "jpg",
    "log": "text",
}


@dataclass(slots=True)
class StoredFile:
    """One uploaded file: its bytes and where it was shared."""

    id: str
    name: str
    owner: str
    created: int
    base_url: str
    team_id: str
    title: str = ""
    alt_text: str = ""
    content: bytes = b""
    expected_length: int = 0
    upload_ticket: str = ""
    is_uploaded: bool = False
    is_complete: bool = False
    shares: dict[str, list[str]] = field(default_factory=dict)  # channel -> ts of the messages that carry it
    public_channels: set[str] = field(default_factory=set)

    @property
    def mimetype(self) -> str:
        """Return the media type guessed from the name."""
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    @property
    def filetype(self) -> str:
        """Return Slack's short name of the type."""
        ending = PurePosixPath(self.name).suffix.lstrip(".").lower()
        return _TYPE_NAMES.get(ending, ending or "binary")

    @property
    def is_image(self) -> bool:
        """Tell whether an image block may show it (Slack docs, image block: png, jpg, jpeg, gif)."""
        return self.mimetype in {"image/png", "image/jpeg", "image/gif"}

    @property
    def page_url(self) -> str:
        """Return where the page reads it, without a token."""
        return f"/_workspace/files/{self.id}/{quote(self.name, safe='')}"

    def for_api(self) -> Json:
        """Return the file object (Slack docs, File type)."""
        folder, name = f"{self.base_url}/files-pri/{self.team_id}-{self.id}", quote(self.name, safe="")
        public = {channel: stamps for channel, stamps in self.shares.items() if channel in self.public_channels}
        hidden = {channel: stamps for channel, stamps in self.shares.items() if channel not in self.public_channels}
        shares: Json = {}
        if public:
            shares["public"] = {channel: [{"ts": ts} for ts in stamps] for channel, stamps in public.items()}
        if hidden:
            shares["private"] = {channel: [{"ts": ts} for ts in stamps] for channel, stamps in hidden.items()}
        return {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.mimetype,
            "filetype": self.filetype,
            "pretty_type": self.filetype.upper(),
            "user": self.owner,
            "user_team": self.team_id,
            "editable": False,
            "size": len(self.content),
            "mode": "snippet" if self.filetype in _SNIPPETS else "hosted",
            "is_external": False,
            "external_type": "",
            "is_public": bool(public),
            "public_url_shared": False,
            "display_as_bot": False,
            "username": "",
            "url_private": f"{folder}/{name}",
            "url_private_download": f"{folder}/download/{name}",
            "permalink": f"{self.base_url}/files/{self.owner}/{self.id}/{name}",
            "file_access": "visible",
            "has_rich_preview": False,
            "alt_txt": self.alt_text,
            "channels": list(public),
            "groups": [channel for channel in hidden if not channel.startswith("D")],
            "ims": [channel for channel in hidden if channel.startswith("D")],
            "shares": shares,
        }


class FileCabinet:
    """All files, by id and by upload ticket."""

    def __init__(self) -> None:
        """Start empty."""
        self.files: dict[str, StoredFile] = {}
        self._tickets: dict[str, StoredFile] = {}

    def expect(self, name: str, length: int, owner: str, *, base_url: str, team_id: str, created: int) -> StoredFile:
        """Make room for an upload and mint its ticket."""
        file = StoredFile(new_id("F"), PurePosixPath(name).name or "file", owner, created, base_url, team_id)
        file.expected_length = length
        file.upload_ticket = new_secret(48)
        self.files[file.id] = file
        self._tickets[file.upload_ticket] = file
        return file

    def awaiting(self, ticket: str) -> StoredFile | None:
        """Return the file whose bytes that ticket may bring, once."""
        return self._tickets.get(ticket)

    def receive(self, file: StoredFile, content: bytes) -> None:
        """Keep the bytes; the ticket is used up."""
        file.content = content
        file.is_uploaded = True
        self._tickets.pop(file.upload_ticket, None)

    def finished(self, file_id: str) -> StoredFile | None:
        """Return a file whose upload was completed."""
        file = self.files.get(file_id)
        return file if file is not None and file.is_complete else None
