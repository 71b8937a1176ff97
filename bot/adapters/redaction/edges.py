"""Does something stand by itself, or is it a piece of a longer thing: a hash, a path, a name?"""

from __future__ import annotations

import re

EDGE = r"(?:^|[^A-Za-z0-9]|%[0-9A-Fa-f]{2}|\\[nrt])"
"""What may stand before a token, also in escaped JSON, in a URL and in Slack's `_italics_`."""

END = r"(?:[^A-Za-z0-9]|$)"

_ESCAPED = re.compile(r"(?:\\[nrt]|%[0-9A-Fa-f]{2})\Z")


def is_letter(one: str) -> bool:
    """Say whether it is an ASCII letter or digit; a text in Japanese joins its numbers without a space."""
    return one.isascii() and one.isalnum()


def joins_before(text: str, start: int, joints: str) -> bool:
    """Say whether what begins here goes on from before it: by a letter, or by a joint with a letter before it."""
    last, before = text[start - 1 : start] if start else "", text[start - 2 : start - 1] if start > 1 else ""
    if is_letter(last):
        return _ESCAPED.search(text[max(0, start - 3) : start]) is None
    return bool(last) and last in joints and is_letter(before)


def joins_after(text: str, end: int, joints: str) -> bool:
    """Say whether what ends here goes on after it: by a letter, or by one of the joints with a letter after it."""
    return is_letter(text[end : end + 1]) or (text[end : end + 1] in joints and is_letter(text[end + 1 : end + 2]))
