"""Which id is that of somebody's face session? A UUID is one only where a word for a session is beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.adapters.redaction.hits import Hit
from bot.adapters.redaction.rules import Pattern

KEYWORDS = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}|sess(?:ion)?[^0-9a-f]{1,24}[0-9a-f]{32}"

_UUID = Pattern(r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}|\b[0-9A-Fa-f]{32}\b")
_BEFORE = 64
_AFTER = 16
_WORDS = re.compile(
    r"(?P<session>sess(?:ion)?s?(?![a-z]*(?:[ _-]?(?:count|token|key|cookie|manager|policy))\b)|セッション"
    r"|liveness[ _-]?id)"
    r"|(?P<other>req(?:uest)?(?!ed|ing)|trace|span|correlation|invocation|invoke|deploy\w*|build|event|job|task"
    r"|execution|x-amzn|x-amz|amzn|root="
    r"|message[ _-]?id|msg[ _-]?id|incident|alarm|commit|image|volume|instance|run[ _-]?id|transaction|order"
    r"|リクエスト|トレース|デプロイ|実行)",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"[\s\"'\\`)\]}>,|]{0,6}(?:(?:の|という|は|:|=|-|\(|is|was|as|from|for"
    r"|in)\s?[\"'`]?)?(?:[a-z]+ ){0,1}\(?(?:face |liveness |顔)?(?:sess(?:ion)?|セッション)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[\s,;、。・|\"'\\`\[\]()/&+-]*(?:and|or|と|及び|vs\.?|→|->)?[\s,;、\"'\\`\[\]()]*")


def sessions(data: bytes, text: str) -> Iterator[Hit]:
    """Find session ids; those of requests, traces and deployments stay, since the nearest word decides."""
    was = -1
    for found in _UUID.finditer(data):
        start, end = found.span()
        before = text[max(0, start - _BEFORE, was) : start]
        is_listed = 0 <= was == max(0, start - _BEFORE, was) and _BETWEEN.fullmatch(before) is not None
        nearest = None
        for word in _WORDS.finditer(before):
            nearest = word
        is_named = nearest is not None and nearest.lastgroup == "session" and "\n\n" not in before[nearest.end() :]
        if is_listed or is_named or ((nearest is None) and _NEXT.match(text, end, end + _BEFORE)):
            yield Hit(start, end, "personal:session", text[start:end].lower())
            was = end
