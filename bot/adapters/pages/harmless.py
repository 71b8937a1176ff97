"""How is somebody else's text kept from meaning anything to Slack?

Slack's mrkdwn has entities for `&`, `<` and `>` (which also ends every mention, channel and link) but no way to escape
`*`, `_`, `~`, a back quote or `:emoji:`. Where those would be read as marks they are replaced by look-alikes, which
every client shows and none interprets. Text that must stay exact is quoted in a `rich_text` block instead.
"""

from __future__ import annotations

import re
import unicodedata

from markupsafe import Markup

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_LOOK_ALIKES = {"*": "\u2217", "~": "\u223c", "`": "\u02cb", "_": "\u02cd"}
_MARKS = re.compile(r"[*~`]|(?<!\w)_|_(?!\w)")
_EMOJI = re.compile(r":(?=(?:[a-z0-9_+'-]*[a-z+][a-z0-9_+'-]*|100|1234)(?:::skin-tone-\d)?:)")
_PICTURES, _SPACE, _DELETE = 0x2400, 0x20, 0x7F
_SPACES = re.compile(r"\s+")
_TOKENS = re.compile(r"<[^<>]*>|&(?:amp|lt|gt);|.", re.DOTALL)


def clean(text: str) -> str:
    """Drop control, bidirectional and other invisible characters that could hide or turn around what is said."""
    return "".join(
        character
        for character in text
        if character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cf", "Cs"} or character == "\u200d"
    )


def visible(text: str) -> str:
    """Show what `clean` would drop: control characters by Unicode's pictures of them, others by their number."""
    return "".join(_seen(character) for character in text)


def _seen(character: str) -> str:
    kind = unicodedata.category(character)
    if character in "\n\t\u200d" or kind not in {"Cc", "Cf", "Cs", "Zl", "Zp"}:
        return character
    code = ord(character)
    if code == _DELETE:
        return "\u2421"
    return chr(_PICTURES + code) if code < _SPACE else f"\\u{code:04x}"


def line_by_line(text: str, most: int, longest: int, notice: str) -> str:
    """Return a program's lines made visible: as many from the first one on as fit, each no longer than `longest`."""
    # What can't fit is not even looked at: somebody's log may be megabytes.
    given = text.replace("\r\n", "\n").strip("\n").split("\n", maxsplit=most)
    whole = "\n".join(_cut(visible(line[: longest + 1]).rstrip(), longest) for line in given)
    if len(whole) <= most:
        return whole if whole.strip() else ""
    ending = f"… {notice}"
    room = most - len(ending)
    return whole[: whole.rfind("\n", 0, room) + 1 or room] + ending


def _cut(line: str, longest: int) -> str:
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def one_line(text: str) -> str:
    """Return the text on one line."""
    return _SPACES.sub(" ", clean(text)).strip()


def entities(text: str) -> str:
    """Escape the three characters that Slack reads as markup of its own."""
    return "".join(_ENTITIES.get(character, character) for character in text)


def inert(text: str) -> Markup:
    """Make a value harmless inside mrkdwn: on one line, no mention, no link, no emphasis, no emoji."""
    flat = _MARKS.sub(lambda found: _LOOK_ALIKES[found.group()], one_line(text))
    return Markup(entities(_EMOJI.sub("\ua789", flat)))  # noqa: S704 - this is the escaping


def shorten(text: str, limit: int, notice: str = "") -> str:
    """Cut a text to a limit with an ellipsis and a notice, never inside an entity or one of Slack's `<…>` tokens."""
    if len(text) <= limit:
        return text
    ending = f"… {notice}" if notice else "…"
    kept: list[str] = []
    room = limit - len(ending)
    for token in _TOKENS.findall(text):
        if len(token) > room:
            break
        kept.append(token)
        room -= len(token)
    return "".join(kept).rstrip() + ending
