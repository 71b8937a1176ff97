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
_SPACES = re.compile(r"\s+")
_TOKENS = re.compile(r"<[^<>]*>|&(?:amp|lt|gt);|.", re.DOTALL)


def clean(text: str) -> str:
    """Drop control, bidirectional and other invisible characters that could hide or turn around what is said."""
    return "".join(
        character
        for character in text
        if character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cf", "Cs"} or character == "\u200d"
    )


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
