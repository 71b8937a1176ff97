"""What did one look at the world find? Plain values that can be kept, told and weighed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.items import Detail
from bot.domain.words import Words


@dataclass(frozen=True, slots=True)
class Sample:
    """One line of a log, masked, harmless and shortened."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened and is worth a mark on a chart (a deployment, a change of configuration)."""

    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What the answers to one step mean.

    `signs` are what causes are weighed by, each with the phrase that tells it. `answer` is plain JSON for programs.
    `said` is for people: a sentence of `templates/triage/` and its facts. `links` are where to see for oneself. `gap`
    says what could not be read; a reading may have both signs and a gap. `asked` are the calls as one could make them
    by hand; whoever carries out the step fills them in.
    """

    signs: Mapping[str, Detail]
    answer: Mapping[str, object]
    said: Detail
    links: tuple[str, ...] = ()
    samples: tuple[Sample, ...] = ()
    marks: tuple[Mark, ...] = ()
    gap: Detail | None = None
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A step's reading, with the step it belongs to."""

    step: str
    title: Words
    reading: Reading = field(hash=False)
