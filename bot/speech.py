"""What is said? An `Ask` comes in; a `Reply`, `Form` or `Notice` goes out, and a `Document` is written.

What goes out is a template's name and its facts, never rendered text: the words are chosen at delivery, in the reader's
language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Audience = Literal["channel", "private"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is said: a Slack channel id, and the root message's ts when it is a thread."""

    channel: str
    thread_ts: str | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """What somebody asked of us, however they said it: typed, mentioned, clicked or submitted.

    `id` is unique to this one request (a second delivery has the same). `command` is the slash command's name
    (`/liveness`), `words` what followed it. `values` are a form's or a button's own values; `message` is the place of
    the message that carried the button or shortcut.
    """

    id: str
    by: str
    where: Place
    command: str
    words: str
    values: Mapping[str, str] = field(default_factory=dict)
    message_ts: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to an Ask. `chart` is drawn after the card has been shown, and put under it."""

    template: str
    facts: Mapping[str, object] = field(default_factory=dict)
    audience: Audience = "channel"
    chart: Chart | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture to draw: `panels` are plain values that a chart adapter understands, titles not yet put into words."""

    template: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Form:
    """A form to show; submitting it becomes the same Ask as the typed words."""

    template: str
    facts: Mapping[str, object] = field(default_factory=dict)
    command: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something we say unasked; `marker` names it so that it can be found again and is never said twice."""

    template: str
    facts: Mapping[str, object]
    where: Place
    marker: str


@dataclass(frozen=True, slots=True)
class Document:
    """A file for people: a template (`postmortem/report`) and its facts, put into words when it is committed."""

    template: str
    facts: Mapping[str, object] = field(default_factory=dict)
