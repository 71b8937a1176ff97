"""Methods that bring files in: the two-step upload, and what is known of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspace.slack.api.method import Method, method
from workspace.slack.blocks.checks import checked_blocks
from workspace.slack.refusals import Json, Refused
from workspace.slack.state import posting
from workspace.slack.state.messages import Draft

if TYPE_CHECKING:
    from workspace.slack.api.method import Call
    from workspace.slack.state.channels import Channel
    from workspace.slack.state.files import StoredFile

ALT_TEXT_LIMIT = 1000


def _upload_url(call: Call) -> Json:
    """Hand out where the bytes go (Slack docs, files.getUploadURLExternal)."""
    length = int(call.get("length", 0))
    if length < 1:
        raise Refused("missing_argument", response_metadata={"messages": ["[ERROR] length"]})
    if len(str(call.get("alt_txt"))) > ALT_TEXT_LIMIT:
        raise Refused("alt_txt_too_large")
    team = call.team
    file = team.files.expect(
        str(call.get("filename")),
        length,
        call.bot.id,
        base_url=team.base_url,
        team_id=team.id,
        created=int(team.moments.now()),
    )
    file.alt_text = str(call.get("alt_txt"))
    return {"ok": True, "upload_url": f"{team.base_url}/upload/v1/{file.upload_ticket}", "file_id": file.id}


def _complete(call: Call) -> Json:
    """Finish uploads and share them as one message.

    Without a channel they stay private. Source: Slack docs, files.completeUploadExternal.
    """
    listed = call.get("files", None)
    if not isinstance(listed, list) or not listed:
        raise Refused("invalid_arguments", response_metadata={"messages": ["[ERROR] missing required field: files"]})
    files = [_uploaded(call, row) for row in listed]
    named = [str(call.get("channel_id"))] if call.get("channel_id") else call.get("channels", [])
    channels = [_shared_to(call, channel_id) for channel_id in named]
    for file in files:
        file.is_complete = True
    for channel in channels:
        blocks = call.get("blocks", None)
        comment = str(call.get("initial_comment"))
        draft = Draft(text=comment, files=files, thread_ts=str(call.get("thread_ts")) or None)
        if blocks and not comment:
            draft.blocks = checked_blocks(call.team, blocks, "message")
        posting.post(call.team, channel, call.bot, draft)
    return {"ok": True, "files": [file.for_api() for file in files]}


def _uploaded(call: Call, row: Json) -> StoredFile:
    file = call.team.files.files.get(str(row.get("id", ""))) if isinstance(row, dict) else None
    if file is None or file.owner != call.bot.id:
        raise Refused("file_not_found")
    if not file.is_uploaded:
        raise Refused("file_update_failed")
    file.title = str(row.get("title") or file.title)
    return file


def _shared_to(call: Call, channel_id: str) -> Channel:
    channel = call.team.channels.get(channel_id)
    if channel is None or not channel.visible_to(call.bot.id):
        raise Refused("channel_not_found")
    if not channel.has(call.bot.id):
        raise Refused("not_in_channel")
    return channel


def _info(call: Call) -> Json:
    file = call.team.files.finished(str(call.get("file")))
    if file is None or not may_read(call, file):
        raise Refused("file_not_found")
    return {"ok": True, "file": file.for_api(), "comments": [], "response_metadata": {"next_cursor": ""}}


def _list(call: Call) -> Json:
    """Return files that the bot may see, the newest first, in the old way of paging (Slack docs, files.list)."""
    channel, user = str(call.get("channel")), str(call.get("user"))
    found = [
        file
        for file in call.team.files.files.values()
        if file.is_complete
        and may_read(call, file)
        and (not channel or channel in file.shares)
        and user in ("", file.owner)
    ]
    found.sort(key=lambda file: (file.created, file.id), reverse=True)
    count, page = max(1, int(call.get("count", 100))), max(1, int(call.get("page", 1)))
    paging = {"count": count, "total": len(found), "page": page, "pages": -(-len(found) // count)}
    shown = found[(page - 1) * count : page * count]
    return {"ok": True, "files": [file.for_api() for file in shown], "paging": paging}


def _delete(call: Call) -> Json:
    """Take a file of the bot's own away, out of every message that shows it (Slack docs, files.delete)."""
    file = call.team.files.finished(str(call.get("file")))
    if file is None:
        raise Refused("file_not_found")
    if file.owner != call.bot.id:
        raise Refused("cant_delete_file")
    posting.take_file_away(call.team, file)
    return {"ok": True}


def may_read(call: Call, file: StoredFile) -> bool:
    """Tell whether the bot may see a file: its own, or shared where it can look."""
    return file.owner == call.bot.id or any(call.team.channels[channel].has(call.bot.id) for channel in file.shares)


METHODS: tuple[Method, ...] = (
    method(
        "files.getUploadURLExternal",
        _upload_url,
        "filename! length:number! alt_txt snippet_type",
        scopes="files:write",
        tier=4,
    ),
    method(
        "files.completeUploadExternal",
        _complete,
        "files:json! channel_id channels:names initial_comment thread_ts blocks:raw",
        scopes="files:write",
        tier=4,
    ),
    method(
        "files.list",
        _list,
        "channel count:number page:number ts_from ts_to types user show_files_hidden_by_limit:flag",
        scopes="files:read",
    ),
    method("files.delete", _delete, "file!", scopes="files:write"),
    method("files.info", _info, "file! count:number cursor limit:number page:number", scopes="files:read", tier=4),
)
