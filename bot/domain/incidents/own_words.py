"""What did the author of a message say themself, without what they quote, show as code, strike out or link to?

The words come in one plain form (NFKC, one space between them, straight apostrophes), with single letters standing for
what isn't words. Each letter knows where it came from, so that what people wrote can be given back as they wrote it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

VEIL = "\ufffc"
"""Stands for what isn't said but shown: a quotation, code, a link."""

MENTION, OTHER, EMOJI = "\ue000", "\ue001", "\ue002"
"""Stand for a mention that may be the bot's, one of somebody else, and an emoji."""

_SHOWN = re.compile(
    r"(?P<veil>```[\s\S]*?(?:```|\Z)|`[^`\n]*`|(?<!\w)~(?=\S)[^~\n]*~|https?://[^\s<>|]+)"
    r"|<@(?P<person>[A-Z0-9]{1,30})(?:\|[^<>\n]*)?>"
    r"|(?P<everybody><!(?:here|channel|everyone)(?:\|[^<>\n]*)?>)"
    r"|(?P<link><[^<>\n]*>)"
    r"|:(?P<emoji>(?:[a-z_]|[+-]1)[a-z0-9_+-]{0,60}):(?![0-9])"
    r"|&(?P<escaped>lt|gt|amp);"
    r"|(?P<letter>[\s\S][\u0300-\u036f\u3099\u309a\uff9e\uff9f]{0,8})"
)
"""Slack's mrkdwn, and letters with their marks: half-width ｶﾞ is one (https://docs.slack.dev/messaging/formatting-message-text)."""

_ESCAPED = {"lt": "<", "gt": ">", "amp": "&"}
_ASKS = re.compile("question|interrobang|think|shrug|joy|rofl|laugh|upside_down|wink")
_ASKING = frozenset("❓❔🤔🤷😂🤣🙃😉🤨¿؟⸮‽")
_APOSTROPHES = frozenset("’ʼ′`´")
_CITED = re.compile(
    r"""^ ?>>>[\s\S]*|^ ?>[^\n]*"""  # a block quotation is passed over; what stands under it is the author's
    r"""|(?P<veil>"[^"]*(?:"|\Z)|[“”„‟〝][^“”〞〟]*(?:[“”〞〟]|\Z)|[«»][^«»]*(?:[«»]|\Z)"""
    r"""|「[^」]*(?:」|\Z)|『[^』]*(?:』|\Z)|【[^】]*(?:】|\Z)|《[^》]*(?:》|\Z)|〈[^〉]*(?:〉|\Z)|\[[^\]]*(?:\]|\Z)"""
    r"""|[‘‚‹›][^'‹›\n]*(?:['‹›]|$)|(?<![^\W_])'[^'\n]*(?:'(?![^\W_])|$))""",
    re.MULTILINE,
)
_EMPHASIS = re.compile(r"(?<!\w)[*_]+(?=\S)|(?<=[^\s*_])[*_]+(?!\w)")
_GAP = re.compile(r"[ \n]{2,}|\A[ \n]+|[ \n]+\Z")

Letters = list[tuple[str, int]]
Replacement = Callable[[re.Match[str]], str]


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The author's words in their plain form, and for each letter of it its place in the original."""

    words: str
    places: tuple[int, ...]
    original: str

    def original_between(self, start: int, end: int | None = None) -> str:
        """Return what was written from one letter of the plain form to another (or to the end), as it was written."""
        first = self.places[start] if start < len(self.places) else len(self.original)
        last = self.places[end] if end is not None and end < len(self.places) else len(self.original)
        return self.original[first:last].strip()


def own_words(text: str, bot: str | None = None) -> OwnWords:
    """Read a message as Slack gives it (mrkdwn, escaped) or as it was typed; takes any text.

    Without the bot's user id, any mention may be the bot's.
    """
    letters = list(_letters(text, bot))
    letters = _replaced(_CITED, letters, lambda found: VEIL if found["veil"] else "\n")
    letters = _replaced(_EMPHASIS, letters, lambda _: "")
    letters = _replaced(_GAP, letters, lambda found: "\n" if "\n" in found[0] else " ")
    while letters and letters[0][0] in " \n":
        del letters[0]
    return OwnWords("".join(letter for letter, _ in letters), tuple(place for _, place in letters), text)


def _letters(text: str, bot: str | None) -> Iterator[tuple[str, int]]:
    for found in _SHOWN.finditer(text):
        for letter in _plain(found, bot):
            yield letter, found.start()


def _plain(found: re.Match[str], bot: str | None) -> str:
    if found["person"]:
        return MENTION if bot is None or found["person"] == bot else OTHER
    if found["everybody"]:
        return EMOJI  # says no more than that it is for all
    if found["emoji"]:
        return "?" if _ASKS.search(found["emoji"]) else EMOJI
    if found["escaped"]:
        return _ESCAPED[found["escaped"]]
    if found["letter"]:
        return "".join(_plain_letter(one) for one in _composed(found["letter"]))
    return VEIL


def _composed(letter: str) -> str:
    # A right quotation mark is an apostrophe to most keyboards, and NFKC makes a space and an accent of some others.
    return "'" if letter in _APOSTROPHES else unicodedata.normalize("NFKC", letter)


def _plain_letter(letter: str) -> str:
    if letter in _ASKING:
        return "?"
    if letter in "\n\v\f\r\x85\u2028\u2029":
        return "\n"
    kind = unicodedata.category(letter)
    if kind in {"Zs", "Cc"}:
        return " "
    if kind in {"Cf", "Me"} or "\ufe00" <= letter <= "\ufe0f":
        return ""  # invisible: joins, directions, variations
    if kind in {"So", "Sk"} and letter not in "^`":
        return EMOJI
    return VEIL if kind in {"Cs", "Co", "Cn"} else letter


def _replaced(pattern: re.Pattern[str], letters: Letters, by: Replacement) -> Letters:
    kept: Letters = []
    done = 0
    for found in pattern.finditer("".join(letter for letter, _ in letters)):
        kept += letters[done : found.start()]
        kept += [(letter, letters[found.start()][1]) for letter in by(found)]
        done = found.end()
    return kept + letters[done:]
