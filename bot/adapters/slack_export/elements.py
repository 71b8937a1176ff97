"""How is a long list in JSON read piece by piece, as far as it is good, without holding all of it?"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from bot.adapters.slack_export.faults import Damaged

CHUNK_BYTES = 1 << 18
LONGEST_ELEMENT = 8 << 20
"""How many characters one message may have in JSON, far above anything Slack writes (ours)."""

NOT_READABLE = (ValueError, RecursionError)
"""What `json` raises: broken JSON, numbers of thousands of digits, thousands of brackets."""

_NEXT = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


class Letters:
    """Bytes as they come, decoded as UTF-8; those that are none become U+FFFD, and `is_whole` turns False."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("strict")
        self.is_whole = True

    def more(self, size: int) -> str:
        """Return the next letters; an empty text says that there are no more."""
        letters = ""
        while not letters:
            given = self._read(size)
            letters = self._decoded(given)
            if not given:
                break
        return letters

    def _decoded(self, given: bytes) -> str:
        begun = self._decoder.getstate()[0]
        try:
            return self._decoder.decode(given, final=not given)
        except UnicodeDecodeError:
            self.is_whole = False
            self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
            return self._decoder.decode(begun + given, final=not given)


def elements(read: Callable[[int], bytes]) -> Iterator[Any]:
    """Give the elements of a list, one by one; `read` gives the next bytes, none at the end.

    Raises `Damaged` where it can't go on, after everything before that was given.
    """
    letters = Letters(read)
    text, place = _opened(letters)
    wants_comma = False
    while True:
        place = _past_gap(text, place)
        if place == len(text):
            text, place = _with_more(letters, ""), 0
        elif text[place] == "]":
            break
        elif wants_comma:
            if text[place] != ",":
                raise Damaged("broken")
            wants_comma, place = False, place + 1
        else:
            try:
                element, place = _DECODER.raw_decode(text, place)
            except NOT_READABLE:
                text, place = _with_more(letters, text[place:]), 0  # it may go on in the letters to come
            else:
                yield element
                wants_comma = True
    if not letters.is_whole:
        raise Damaged("not_utf8")


def _opened(letters: Letters) -> tuple[str, int]:
    """Return the first letters, and where the first element may stand in them."""
    text = _with_more(letters, "")
    place = _past_gap(text, 0)
    while place == len(text):
        text, place = _with_more(letters, ""), 0
        place = _past_gap(text, place)
    if text[place] != "[":
        raise Damaged("not_a_list")
    return text, place + 1


def _past_gap(text: str, place: int) -> int:
    found = _NEXT.match(text, place)
    return found.end() if found else place


def _with_more(letters: Letters, rest: str) -> str:
    """Return the rest of the letters with the next ones: twice as many each time, so that nothing is read often."""
    more = letters.more(max(CHUNK_BYTES, len(rest))) if len(rest) <= LONGEST_ELEMENT else ""
    if not more:
        raise Damaged("broken")
    return rest + more
