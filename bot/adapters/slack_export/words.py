"""Which words does a message hold, wherever Slack keeps them: its text, its blocks, its attachments?

All come in Slack's mrkdwn: `<@U…>` for mentions, `&lt;` for `<`, so that what reads live messages reads these as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Json = Mapping[str, Any]

_PLACEHOLDERS = frozenset({"This content can't be displayed.", "This message contains interactive elements."})
"""What Slack writes in place of a text when an app sent blocks only."""

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
"""Control characters, and halves of characters that no file can hold."""


def words_of(message: Json) -> str:
    """Return what a message says; a bot's attachments count, unless they only show what a link leads to."""
    text = text_in(message, "text")
    is_bot = bool(message.get("bot_id")) or message.get("subtype") == "bot_message"
    if text and not is_bot:
        return seen(text)
    if not text or text in _PLACEHOLDERS:
        text = "\n".join(_of_blocks(message.get("blocks"))) or text
    attached = (
        _of_attachment(one)
        for one in objects(message.get("attachments"))
        if not text or not (one.get("from_url") or one.get("is_msg_unfurl"))
    )
    parts = (text, *(one for one in attached if one and one not in text))
    return seen("\n".join(part for part in parts if part))


def text_in(holder: Json, name: str) -> str:
    """Return the text that stands there, or none."""
    value = holder.get(name)
    return value if isinstance(value, str) else ""


def objects(value: object) -> Sequence[Json]:
    """Return the objects of a list, or none."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else ()


def seen(text: str) -> str:
    """Return the text without what can't be seen or written: U+FFFD stands in its place."""
    return text if text.isprintable() else _UNSEEN.sub("\ufffd", text)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _of_attachment(one: Json) -> str:
    """Return what an attachment says; its fallback only where it says nothing else."""
    title, link = text_in(one, "title"), text_in(one, "title_link")
    named = f"<{link}|{title}>" if title and link.startswith("http") else title
    fields = (
        ": ".join(part for part in (text_in(field, "title"), text_in(field, "value")) if part)
        for field in objects(one.get("fields"))
    )
    parts = [text_in(one, "pretext"), named, text_in(one, "text"), *_of_blocks(one.get("blocks")), *fields]
    return "\n".join(part for part in parts if part) or text_in(one, "fallback")


def _of_blocks(blocks: object) -> Iterator[str]:
    for block in objects(blocks):
        said = _of_block(block)
        if said:
            yield said


def _of_block(block: Json) -> str:
    kind = block.get("type")
    if kind == "rich_text":
        return "\n".join(part for part in map(_of_rich_part, objects(block.get("elements"))) if part)
    if kind == "table":
        rows = block.get("rows")
        return "\n".join(_of_table_row(row) for row in rows) if isinstance(rows, list) else ""
    if kind in {"image", "video"}:
        return _escaped(_of_text(block.get("title")) or text_in(block, "alt_text"))
    if kind == "context":
        return " ".join(part for part in map(_of_text, objects(block.get("elements"))) if part)
    fields = (_of_text(field) for field in objects(block.get("fields")))
    return "\n".join(part for part in (_of_text(block.get("text")), *fields) if part)


def _of_table_row(row: object) -> str:
    cells = (_of_block(cell) if cell.get("type") == "rich_text" else text_in(cell, "text") for cell in objects(row))
    return " | ".join(cells)


def _of_text(value: object) -> str:
    """Return a text object's words (or a plain string, as Markdown blocks have it)."""
    if isinstance(value, str):
        return value
    if not isinstance(value, dict):
        return ""
    text = text_in(value, "text")
    return _escaped(text) if value.get("type") == "plain_text" else text


def _of_rich_part(part: Json) -> str:
    kind, elements = part.get("type"), objects(part.get("elements"))
    if kind == "rich_text_list":
        return "\n".join(f"• {_of_leaves(objects(item.get('elements')))}" for item in elements)
    said = _of_leaves(elements)
    if kind == "rich_text_quote":
        return "\n".join(f"&gt; {line}" for line in said.split("\n"))
    return f"```{said}```" if kind == "rich_text_preformatted" else said


def _of_leaves(leaves: Sequence[Json]) -> str:
    return "".join(map(_of_leaf, leaves))


def _of_leaf(leaf: Json) -> str:
    kind = leaf.get("type")
    if kind == "text":
        said, style = _escaped(text_in(leaf, "text")), leaf.get("style")
        return f"`{said}`" if isinstance(style, dict) and style.get("code") else said
    if kind == "link":
        label = text_in(leaf, "text")
        return f"<{text_in(leaf, 'url')}|{_escaped(label)}>" if label else f"<{text_in(leaf, 'url')}>"
    named = {"user": ("@", "user_id"), "channel": ("#", "channel_id"), "usergroup": ("!subteam^", "usergroup_id")}
    if kind in named:
        sign, name = named[str(kind)]
        return f"<{sign}{text_in(leaf, name)}>"
    if kind == "broadcast":
        return f"<!{text_in(leaf, 'range')}>"
    if kind == "emoji":
        return f":{text_in(leaf, 'name')}:"
    return _escaped(text_in(leaf, "fallback") or text_in(leaf, "value") or text_in(leaf, "text"))
