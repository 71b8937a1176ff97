"""When was an incident found, how grave was it held to be, when did it end, as far as an export of its channel tells?

What can't be known is left out; nothing is guessed from silence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.exports import Exported, StatedKind
from bot.domain.incidents.incident import COMMANDER, Milestone
from bot.domain.incidents.severities import Severity, gravest, severity_named
from bot.domain.incidents.understanding import LONGEST, understand
from bot.domain.messages import Message, moment_of
from bot.domain.postmortems.outline import Spell

CONFIRMED_WITHIN = timedelta(minutes=1)
"""The bot answers at once: its word on what somebody wrote comes no later (ours)."""

_MARKS = (
    *("mitigat", "resol", "open", "command", "lead", "sev", "重大度", "緩和", "暫定", "応急", "仮", "止血"),
    *("復旧", "解決", "収束", "終息", "解消", "再開", "オープン", "コマンダ", "指揮"),
)
_SHORT_MARKS = re.compile(r"s[ -]?[0-3]|ic(?![a-z])")
"""What a message must hold to tell of a change at all (`incidents/phrase.py`): reading it costs fifty times more."""

_ALERT = re.compile(
    r"\balarm|\balert|\bfiring\b|\btriggered\b|\bcritical\b|\bproblem\b|アラート|アラーム|警報|警告|障害|発報|異常",
    re.IGNORECASE,
)
_OVER = re.compile(r"\bresolved\b|\brecovered\b|\bcleared\b|\bok\b|復旧|解消|回復|正常", re.IGNORECASE)
_FIRST_WORDS = 300
"""How much of a bot's message tells whether it is an alert (ours)."""

_PERSON = re.compile(r"(?!USLACKBOT)[UW][A-Z0-9]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Change:
    """A message by which something changed: `by` is its author, `value` the severity."""

    ts: str
    kind: StatedKind | str
    value: str
    by: str
    is_ours: bool = False


@dataclass(frozen=True, slots=True)
class Course:
    """What messages tell of an incident: `changes` by their message's ts, `alert` the first alert's."""

    title: str = ""
    milestones: Mapping[Milestone, datetime] = field(default_factory=dict)
    spells: tuple[Spell, ...] = ()
    roles: Mapping[str, str] = field(default_factory=dict)
    changes: Mapping[str, Change] = field(default_factory=dict)
    alert: str | None = None

    @property
    def severity(self) -> Severity:
        """The gravest that was said, or the default."""
        return gravest([one.severity for one in self.spells])


def course_of(exported: Exported) -> Course:
    """Read the messages of an export in the order in which they were written."""
    changes = tuple(_changes(exported))
    alert = next((one.ts for one in exported.messages if is_alert(one, exported)), None)
    carded = {one.kind: one for one in exported.stated if one.at is not None}
    milestones: dict[Milestone, datetime] = {}
    if "started" in carded and (at := carded["started"].at):
        milestones["started"] = at
    if "detected" in carded and (at := carded["detected"].at):
        milestones["detected"] = at
    elif alert is not None:
        milestones["detected"] = moment_of(alert)
    ended = _ended(changes)
    commanders = [one.by for one in changes if one.kind == "take_command" and one.by]
    return Course(
        title=next((one.value for one in exported.stated if one.kind == "title"), ""),
        milestones={**milestones, **ended},
        spells=tuple(_spells(changes)),
        roles={COMMANDER: commanders[-1]} if commanders else {},
        changes={one.ts: one for one in changes},
        alert=alert,
    )


def is_alert(message: Message, exported: Exported) -> bool:
    """Say whether a message is a watcher's that tells of trouble: our card of an alarm, or another bot's words."""
    if message.ts in exported.ours or message.is_deleted or is_person(message.author, exported):
        return message.ts in exported.alarms
    words = message.text[:_FIRST_WORDS]
    return _ALERT.search(words) is not None and _OVER.search(words) is None


def is_person(author: str, exported: Exported) -> bool:
    """Say whether an author is somebody, and no bot."""
    return author not in exported.bots and _PERSON.fullmatch(author) is not None


def may_tell(text: str) -> bool:
    """Say whether a text is worth understanding."""
    if not text or len(text) > LONGEST:
        return False
    words = (text if text.isascii() else unicodedata.normalize("NFKC", text)).lower()
    return any(mark in words for mark in _MARKS) or _SHORT_MARKS.search(words) is not None


def _changes(exported: Exported) -> Iterator[Change]:
    """Give what changed. Where the bot was there, people's words count if it took them: the rest it had refused."""
    ours = [Change(one.ts, one.kind, one.value, "", True) for one in exported.stated if one.at is None]
    ours = [one for one in ours if one.kind != "title"]
    said = _said(exported)
    if not exported.stated:
        yield from said
        return
    for one in sorted((*said, *ours), key=lambda change: change.ts):
        if one.is_ours:
            if not any(_answers(one, other) for other in said):
                yield one
        elif one.kind == "take_command" or any(_answers(other, one) for other in ours):
            yield one


def _said(exported: Exported) -> list[Change]:
    found = []
    for message in exported.messages:
        if may_tell(message.text) and is_person(message.author, exported):
            meant = understand(message.text)
            if meant.kind != "none":
                found.append(Change(message.ts, meant.kind, meant.value or "", message.author))
    return found


def _answers(ours: Change, said: Change) -> bool:
    is_same = ours.kind == said.kind and ours.value == said.value
    return is_same and timedelta() <= moment_of(ours.ts) - moment_of(said.ts) <= CONFIRMED_WITHIN


def _ended(changes: Iterable[Change]) -> dict[Milestone, datetime]:
    """Tell when it was mitigated and resolved: the first time counts, until it is opened again."""
    found: dict[Milestone, datetime] = {}
    for one in changes:
        at = moment_of(one.ts)
        if one.kind == "mitigated":
            found.setdefault("mitigated", at)
        elif one.kind == "resolved":
            found.setdefault("mitigated", at)
            found.setdefault("resolved", at)
        elif one.kind == "reopen":
            found.clear()
    return found


def _spells(changes: Iterable[Change]) -> Iterator[Spell]:
    since: datetime | None = None
    severity: Severity | None = None
    for one in changes:
        named = severity_named(one.value) if one.kind == "severity" else None
        if named is not None and named != severity:
            at = moment_of(one.ts)
            if severity is not None and since is not None:
                yield Spell(severity, since, at)
            since, severity = at, named
    if severity is not None and since is not None:
        yield Spell(severity, since)
