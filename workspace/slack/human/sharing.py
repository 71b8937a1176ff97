"""How do people bring files in, and share them?"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from workspace.slack.human.wording import as_message
from workspace.slack.refusals import Json, Refused
from workspace.slack.state import posting
from workspace.slack.state.messages import Draft

if TYPE_CHECKING:
    from workspace.slack.human.acting import Act
    from workspace.slack.state.files import StoredFile

LARGEST = 64 * 1024 * 1024
MOST_FILES = 10  # Slack help, add files: ten files in one message


def attach(act: Act) -> Json:
    """Bring a file in; nobody else sees it before a message or a form takes it along."""
    return {"ok": True, "file": _received(act).for_api()}


def upload(act: Act) -> Json:
    """Share a file as a message of its own."""
    channel = act.own_channel()
    draft = Draft(
        text=as_message(act.team, str(act.get("text"))),
        files=[_received(act)],
        thread_ts=str(act.get("thread_ts")) or None,
    )
    message = posting.post(act.team, channel, act.person, draft)
    return {"ok": True, "ts": message.ts, "channel": channel.id, "file_id": draft.files[0].id}


def _received(act: Act) -> StoredFile:
    try:
        content = base64.b64decode(str(act.get("content_base64")), validate=True)
    except binascii.Error as wrong:
        raise Refused("invalid_file", "The file's content is not base64.") from wrong
    if len(content) > LARGEST:
        raise Refused("file_too_large", f"The workspace takes files up to {LARGEST // 1024**2} MB.")
    team = act.team
    file = team.files.expect(
        str(act.get("name", "file")),
        len(content),
        act.person.id,
        base_url=team.base_url,
        team_id=team.id,
        created=int(team.moments.now()),
    )
    team.files.receive(file, content)
    file.is_complete = True
    return file


def attached(act: Act) -> list[StoredFile]:
    """Return the files that go with a message: the person's own, ``[{id, alt_text}]``."""
    given = act.get("files", [])
    if len(given) > MOST_FILES:
        raise Refused("too_many_files", f"At most {MOST_FILES} files go with one message.")
    return [_attached(act, one) for one in given]


def _attached(act: Act, given: Json) -> StoredFile:
    file = act.team.files.finished(str(given.get("id")))
    if file is None or file.owner != act.person.id:
        raise Refused("file_not_found", "There is no such file of yours.")
    file.alt_text = str(given.get("alt_text") or file.alt_text)
    return file


ACTS = {"attach": attach, "upload": upload}
