"""How does one value read on each surface?

`mrkdwn` is the screen of a message. `text` is its fallback, which Slack's notifications and screen readers read: no
emphasis, no links, but mentions still become names. `plain` is for buttons, headers and the command line. `markdown` is
a document in git, where nobody is mentioned.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable
from urllib.parse import urlsplit

from markupsafe import Markup

from bot.adapters.pages.harmless import entities, inert, one_line
from bot.domain.postmortems import markdown

Face = Literal["mrkdwn", "text", "plain", "markdown"]

_USER = re.compile(r"[UW][A-Z0-9]{2,}\Z")
_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,}\Z")
_GROUP = re.compile(r"S[A-Z0-9]{7,}\Z")
"""As long as Slack's own, for a group that can't be found is shown by its name, and SRE is a likely one."""
_OURS = frozenset("|<>\n")


@runtime_checkable
class TwoFaced(Protocol):
    """A value that reads differently on each surface."""

    def show(self, face: Face) -> str:
        """Return the finished text for this face."""
        ...


def show(value: object, face: Face) -> str:
    """Return what a value reads like; numbers must have come through a filter, so that no locale is forgotten."""
    if isinstance(value, Markup):
        return str(value)  # a plain string, for Markup would escape again whatever it is joined with
    if isinstance(value, TwoFaced):
        return value.show(face)
    if isinstance(value, str):
        if face == "markdown":
            return markdown.inert(value)
        return one_line(value) if face == "plain" else str(inert(value))
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise TypeError(
        f"A template inserts {value!r}: put it through a filter that says what it is (number, value, words, moment)."
    )


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence of the catalogue and what fills it. The sentence is ours; what fills it is made harmless."""

    sentence: str
    facts: Mapping[str, object]

    def show(self, face: Face) -> str:
        """Fill the sentence."""
        ours = self.sentence if face in {"plain", "markdown"} else entities(self.sentence)
        return ours % {name: show(value, face) for name, value in self.facts.items()} if self.facts else ours


@dataclass(frozen=True, slots=True)
class Code:
    """A name or command, set apart; it stays exact but for back quotes."""

    words: tuple[object, ...]

    def show(self, face: Face) -> str:
        """Set it in back quotes, where there are any."""
        flat = " ".join(show(word, "plain") for word in self.words)
        if face == "markdown" and flat:
            return f"`{flat.replace('`', 'ˋ').replace('|', '¦')}`"  # in a table a bar ends the cell, even in code
        return f"`{entities(flat.replace('`', 'ˋ'))}`" if face == "mrkdwn" and flat else show(flat, face)


@dataclass(frozen=True, slots=True)
class Emoji:
    """A mark by Slack's name; only the screen shows it, words beside it say the same."""

    name: str

    def show(self, face: Face) -> str:
        """Write it between colons, or nothing."""
        return f":{self.name}:" if face == "mrkdwn" else ""


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment: in each reader's own zone where Slack can do that, else in the stated zone."""

    at: datetime
    token: str
    fallback: str

    def show(self, face: Face) -> str:
        """Write Slack's date token with its fallback, or the fallback alone."""
        if face != "mrkdwn":
            return show(self.fallback, face)
        return f"<!date^{int(self.at.timestamp())}^{self.token}|{entities(self.fallback)}>"


@dataclass(frozen=True, slots=True)
class Link:
    """A word that leads somewhere; an address that is not http(s) or could break out leaves the word alone."""

    label: object
    url: str

    def show(self, face: Face) -> str:
        """Write Slack's link, or the words alone."""
        label = show(self.label, face)
        if face == "markdown":
            return f"[{label}]({self.url})" if markdown.is_address(self.url) else label
        if face != "mrkdwn" or not is_safe_url(self.url):
            return label
        return f"<{entities(self.url)}|{label.replace('|', '¦')}>"


@dataclass(frozen=True, slots=True)
class Mention:
    """A person, user group or channel by Slack id, mentioned by us; anything that isn't such an id is only text."""

    id: str

    def show(self, face: Face) -> str:
        """Write the mention."""
        if face in {"mrkdwn", "text"}:
            for kind, begins in ((_USER, "<@"), (_GROUP, "<!subteam^"), (_CHANNEL, "<#")):
                if kind.match(self.id):
                    return f"{begins}{self.id}>"
        return show(self.id, face)


@dataclass(frozen=True, slots=True)
class Row:
    """Several values one after the other; those that show nothing are left out."""

    values: tuple[object, ...]
    between: str
    last: str

    def show(self, face: Face) -> str:
        """Join them."""
        shown = [one for one in (show(value, face) for value in self.values) if one]
        if len(shown) < 2:  # noqa: PLR2004 - one value needs no joining
            return "".join(shown)
        return self.between.join(shown[:-1]) + self.last + shown[-1]


def is_safe_url(url: str) -> bool:
    """Say whether an address may be shown as a link or button."""
    return urlsplit(url).scheme in {"http", "https"} and not _OURS & set(url) and " " not in url
