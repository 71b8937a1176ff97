r"""How is anybody's text kept from meaning anything in Markdown, and how is it read back?

CommonMark lets every ASCII punctuation mark stand for itself after a backslash (§2.4) and knows entities (§2.5); with
them nothing in a text is read as markup, and `read_back(inert(text)) == settled(text)`. What only GitHub reads
(mentions, bare addresses, `$…$`) is broken up too. `settled` drops control and bidirectional characters, as the
messages in Slack do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_INVISIBLE = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b\u200c\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001345f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001-\U000e007f"
)
"""Unicode's Cc, Cf and Cs, but for the line's end and tab, and for the zero-width joiner, which emoji need."""
_JOINER = "\u2060"
_BREAKS = re.compile("\r\n?")
_SPACES = re.compile("[\t\u2028\u2029]")
_DROPPED = re.compile(f"[{_INVISIBLE}]")
_EDGES = re.compile(r" *\n *")
_GAPS = re.compile(r"\n{3,}")
_START = re.compile(r"[#+=-](?!\w)|\d{1,9}[.)](?!\w)")
"""What only the start of a line reads: headings, lists, rules."""
_PLAIN = tuple((mark, f"\\{mark}") for mark in "`*[]|~$")
_UNDERSCORE = re.compile(r"_(?:(?![^\W_])|(?<![^\W_]_))")
"""Inside a word it means nothing, and names are full of it."""
_ENTITY = re.compile(r"&(?=#|\w+;)")
_MENTION = re.compile(r"@(?=\w)")
_HOST = re.compile(r"(www)\.", re.IGNORECASE)
_APART = "\x00"
"""Stands between texts that are made harmless together; `settled` drops it."""
_READ = re.compile(rf"\\([!-/:-@\[-`{{-~])|&(amp|lt|gt);|(<br ?/?>)|{_JOINER}")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">"}
_ADDRESS = re.compile(r"https?://[A-Za-z0-9._~:/?#@!$&'*+,;=%-]+\Z")


def settled(text: str) -> str:
    """Return a text as a document holds it: nothing invisible, lines trimmed, at most one empty line in a row."""
    if text.isprintable() and text.strip(" ") == text:  # almost every text, and both are quick
        return text
    visible = _DROPPED.sub("", _SPACES.sub(" ", _BREAKS.sub("\n", text)))
    return _GAPS.sub("\n\n", _EDGES.sub("\n", visible)).strip(" \n")


def inert(text: str) -> str:
    """Make a text harmless on one line: in a paragraph, a heading, a list's item or a table's cell."""
    return _begun(_escaped(settled(text)))


def inert_all(texts: Iterable[str]) -> list[str]:
    """Make many texts harmless at once, as `inert` does with each; ten times as fast."""
    given = list(texts)
    whole = _APART.join(given)
    if not whole.replace(_APART, "").isprintable() or whole.count(_APART) != len(given) - 1 or " " in _edges(given):
        whole = _APART.join(map(settled, given))
    return [_begun(text) for text in _escaped(whole).split(_APART)] if given else []


def paragraphs(text: str) -> str:
    """Make a text harmless where its lines may stay lines: a part of the document that holds nothing else."""
    return "\n".join(_begun(_escaped(line)) for line in settled(text).split("\n"))


def read_back(source: str) -> str:
    """Return the text that Markdown shows for what `inert` or `paragraphs` wrote; other markup stays as it is."""
    return settled(_READ.sub(_plain, source))


def is_address(url: str) -> bool:
    """Say whether an address may stand in a link: http(s), and nothing in it that could end the link or a cell."""
    return _ADDRESS.match(url) is not None


def _escaped(text: str) -> str:
    # One mark after the other through a whole text is much faster than one match after the other.
    text = text.replace("\\", "\\\\")
    if "&" in text:
        text = _ENTITY.sub("&amp;", text)
    for mark, written in _PLAIN:
        text = text.replace(mark, written)
    text = text.replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>").replace("://", "\\://")
    if "_" in text:
        text = _UNDERSCORE.sub(r"\\_", text)
    if "@" in text:
        text = _MENTION.sub(f"@{_JOINER}", text)
    return _HOST.sub(r"\1\\.", text) if "www." in text.lower() else text


def _begun(text: str) -> str:
    start = _START.match(text)
    return text if start is None else f"{text[: start.end() - 1]}\\{text[start.end() - 1 :]}"


def _edges(texts: Iterable[str]) -> str:
    return "".join(text[:1] + text[-1:] for text in texts)


def _plain(found: re.Match[str]) -> str:
    escaped, entity, line_break = found.groups()
    return escaped or _ENTITIES.get(entity or "", "\n" if line_break else "")
