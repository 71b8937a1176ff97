"""What was an incident's postmortem, had we been there? Made from an export of its channel, by the same builder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from bot.domain.exports import Exported
from bot.domain.incidents.capturing import StatedGap
from bot.domain.incidents.checklist import ITEMS
from bot.domain.incidents.incident import MILESTONES, Milestone
from bot.domain.incidents.severities import RULES
from bot.domain.marks import PIN
from bot.domain.messages import Message, moment_of
from bot.domain.mrkdwn import plain
from bot.domain.postmortems.document import document
from bot.domain.postmortems.outline import Outline, Row, RowKind, Tick
from bot.domain.postmortems.reconstructing import Course, course_of, is_alert, is_person
from bot.domain.postmortems.suggesting import Context, Happening, HappeningKind, suggest
from bot.flows.postmortems.report import by_role, report
from bot.ports.redactor import Redaction, Redactor
from bot.speech import Document

Include = Literal["suggested", "all"]

KEEPING = frozenset({"pushpin", "ballot_box_with_check"})
"""The emoji that mark a message for the timeline, or make a corrective action of it (interfaces)."""

_HAPPENINGS: Mapping[str, HappeningKind] = {
    "severity": "severity",
    "mitigated": "mitigated",
    "resolved": "resolved",
    "reopen": "reopened",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """The course that an export tells, before it has an id: `began_at` dates it."""

    exported: Exported
    course: Course

    @property
    def began_at(self) -> datetime:
        """When it was detected, or else when the first message was written."""
        return self.course.milestones.get("detected") or moment_of(self.exported.messages[0].ts)

    @property
    def is_detection_stated(self) -> bool:
        """Say whether a card of ours tells when it was detected; else it is the first alert's moment, or unknown."""
        return any(one.kind == "detected" for one in self.exported.stated)

    @property
    def before_detection(self) -> tuple[Milestone, ...]:
        """The milestones that lie before detection though they come after it: no span is counted until those."""
        known = self.course.milestones
        later: tuple[Milestone, ...] = ("acknowledged", "mitigated", "resolved")
        return tuple(
            name for name in later if name in known and "detected" in known and known[name] < known["detected"]
        )

    @property
    def unknown(self) -> tuple[Milestone, ...]:
        """The milestones that nothing in the export tells."""
        return tuple(name for name in MILESTONES if name not in self.course.milestones)


def draft_of(exported: Exported) -> Draft:
    """Read what happened from an export that has messages."""
    return Draft(exported, course_of(exported))


def outline_of(draft: Draft, name: str, zone: ZoneInfo, include: Include, redactor: Redactor) -> Outline:
    """Return the postmortem: every text in it redacted, in the order of the timeline."""
    exported, course = draft.exported, draft.course
    redaction = redactor.begin()
    title = redaction.redact(plain(course.title) or exported.name)
    rows = tuple(_rows(draft, _chosen(draft, include), redaction))
    return Outline(
        id=name,
        title=title.text,
        service="",
        severity=course.severity,
        stage="draft",
        timezone=zone.key,
        milestones=course.milestones,
        severities=course.spells,
        roles=course.roles,
        timeline=rows,
        messages_seen=sum(one.ts not in exported.ours for one in exported.messages),
        gaps=tuple(_gaps(exported)),
        redactions=title.total + sum(row.redactions for row in rows),
        checklist=tuple(_ticks(course)),
    )


def document_of(outline: Outline) -> dict[str, Any]:
    """Return the sealed document that programs read."""
    return document(outline)


def report_of(made: Mapping[str, Any]) -> Document:
    """Return the report that people read: made of the document alone, with roles in place of people."""
    return report(made, by_role(made))


def _chosen(draft: Draft, include: Include) -> Iterable[Message]:
    """Return the messages that become rows, in order of ts."""
    exported, course = draft.exported, draft.course
    if include == "all":
        return exported.messages
    cards = {one.ts for one in exported.stated if one.at is not None or one.kind == "title"}
    wanted = {one.ts for one in exported.marks if one.mark == PIN or one.emoji in KEEPING} - cards
    wanted.update(course.changes)
    if course.alert is not None:
        wanted.add(course.alert)
    wanted.update(one.ts for one in suggest(exported.messages, _context(exported, course)))
    return [one for one in exported.messages if one.ts in wanted]


def _context(exported: Exported, course: Course) -> Context:
    happenings = [
        Happening(moment_of(one.ts), _HAPPENINGS[one.kind])
        for one in course.changes.values()
        if one.kind in _HAPPENINGS
    ]
    if course.alert is not None:
        happenings.append(Happening(moment_of(course.alert), "alarm_fired"))
    authors = {one.author for one in exported.messages}
    return Context(
        roles={role: frozenset({who}) for role, who in course.roles.items()},
        bots=frozenset(one for one in authors if one and not is_person(one, exported)),
        ourselves=frozenset(one.author for one in exported.messages if one.ts in exported.ours and one.author),
        marks=exported.marks,
        happenings=tuple(sorted(happenings, key=lambda one: (one.at, one.kind))),
    )


def _rows(draft: Draft, chosen: Iterable[Message], redaction: Redaction) -> Iterator[Row]:
    owners = _Owners(draft.exported, redaction)
    permalinks = draft.exported.permalinks
    for message in chosen:
        said = plain(message.text) or ", ".join(one.name for one in message.files if one.name)
        owner = owners.of(message.author)
        redacted = redaction.redact(said)
        yield Row(
            at=moment_of(message.ts),
            event=redacted.text,
            owner=owner,
            kind=_kind(message, draft),
            source="import",
            permalink=permalinks.get(message.ts),
            message_ts=message.ts,
            edited=message.is_edited,
            deleted=message.is_deleted,
            redactions=redacted.total,
        )


class _Owners:
    """Whom rows are of: people by their Slack id, bots by what they are called, which is text like any other."""

    def __init__(self, exported: Exported, redaction: Redaction) -> None:
        self._exported, self._redaction = exported, redaction
        self._known: dict[str, str | None] = {"": None}

    def of(self, author: str) -> str | None:
        if author not in self._known:
            name = self._exported.bots.get(author)
            self._known[author] = author if name is None else self._redaction.redact(name).text
        return self._known[author]


def _kind(message: Message, draft: Draft) -> RowKind:
    change = draft.course.changes.get(message.ts)
    if change is not None:
        return "command" if change.kind == "take_command" else "status"
    if message.ts in draft.exported.ours:
        return "alert" if message.ts in draft.exported.alarms else "status"
    return "alert" if is_alert(message, draft.exported) else "message"


def _gaps(exported: Exported) -> Iterator[StatedGap]:
    """State what damaged files may have held."""
    found = [one for one in exported.unknown.flawed if one.since is not None and one.until is not None]
    for one in sorted(found, key=lambda flawed: (flawed.since, flawed.until, flawed.name)):
        if one.since is not None and one.until is not None:
            yield StatedGap(one.since, one.until, refilled=False, why=one.why)


def _ticks(course: Course) -> Iterator[Tick]:
    """Tick what the messages tell; the rest is for people to say."""
    detected, mitigated = course.milestones.get("detected"), course.milestones.get("mitigated")
    for item in ITEMS:
        met = None
        if item == "mitigated_30m" and detected is not None and mitigated is not None and mitigated >= detected:
            met = mitigated - detected <= RULES[course.severity].mitigate_within
        yield Tick(item, met)
