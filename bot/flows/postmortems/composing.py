"""What does the document say now? The record, what people chose and wrote, redacted, as one outline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.domain.incidents.checklist import checklist
from bot.domain.incidents.clocks import ClockRules
from bot.domain.incidents.incident import LEAD, Incident
from bot.domain.messages import Message, moment_of
from bot.domain.mrkdwn import plain
from bot.domain.postmortems.document import document, faults
from bot.domain.postmortems.happenings import Told, happened
from bot.domain.postmortems.mapping import mapped
from bot.domain.postmortems.outline import (
    Approval,
    Exhibit,
    Narrative,
    Outline,
    Row,
    Spell,
    Stage,
    Tick,
)
from bot.domain.postmortems.postmortem import REFLECTIONS, Postmortem, Said, message_key
from bot.domain.postmortems.revising import as_published, code_of, is_identified, with_hand
from bot.domain.rules import Rules
from bot.flows.incidents import keeping as incidents
from bot.flows.postmortems.gathering import Material, gather, over_at
from bot.flows.postmortems.keeping import Known
from bot.flows.postmortems.redacting import corrective, redacted
from bot.ports import Chat, Redaction, Redactor, Store, Writer


@dataclass(frozen=True, slots=True)
class Composed:
    """A document with what it was made of; `code` names what people wrote in it, and what is agreed to."""

    outline: Outline
    code: str
    material: Material
    redaction: Redaction

    @property
    def document(self) -> dict[str, Any]:
        """The sealed JSON document."""
        return document(self.outline)

    @property
    def faults(self) -> list[dict[str, Any]]:
        """What is wrong with its milestones, in plain values."""
        return [{"key": one.key, "facts": dict(one.facts)} for one in faults(self.outline)]


@dataclass(slots=True)
class _Counting:
    """Redacts, and counts what was taken out."""

    redaction: Redaction
    total: int = 0

    def __call__(self, text: str) -> str:
        redacted = self.redaction.redact(text)
        self.total += redacted.total
        return redacted.text


@dataclass(frozen=True, slots=True)
class Composing:
    """Composes documents. The same record gives the same document, whoever asks and whenever."""

    rules: Rules
    clocks: ClockRules
    store: Store
    chat: Chat
    redactor: Redactor
    writer: Writer

    def compose(self, known: Known, *, published_at: datetime | None = None) -> Composed:
        """Compose what there is now; `published_at` is when it is published, once it is."""
        material = gather(known.incident, self.store)
        redaction = self.redactor.begin()
        take = _Counting(redaction)
        outline = self._outline(known, material, take)
        drafted = with_hand(replace(outline, redactions=take.total), known.postmortem.by_hand)
        code = code_of(drafted)
        stage: Stage = known.postmortem.stage(code, self.rules.postmortem_approvals)
        stage, before = ("published" if published_at else stage), known.postmortem.published
        at = before.at if before is not None else published_at
        agreed = tuple(Approval(one.by, one.at) for one in known.postmortem.agreed(code))
        ticks = self._ticks(known.incident.incident, known.postmortem, drafted, at)
        stood = known.postmortem.statuses if stage == "published" and published_at is None else {}
        kept = tuple(as_published(one, stood) for one in drafted.correctives)
        whole = replace(drafted, stage=stage, approvals=agreed, published_at=at, checklist=ticks, correctives=kept)
        return Composed(whole, code, material, redaction)

    def _outline(self, known: Known, material: Material, take: _Counting) -> Outline:
        postmortem, incident = known.postmortem, known.incident.incident
        lead = incident.roles.get(LEAD) or postmortem.started.by
        title = take(incident.title)
        impact = take(incident.impact if postmortem.impact is None else postmortem.impact)
        rows = tuple(self._rows(postmortem, incident, material, take))
        return Outline(
            id=postmortem.id,
            title=title,
            service=incident.service,
            severity=incident.highest,
            stage="draft",
            timezone=self.rules.timezone,
            is_drill=incident.is_drill,
            impact=impact,
            stakeholders=tuple(map(take, postmortem.stakeholders)),
            milestones=dict(incident.milestones),
            severities=tuple(Spell(one.severity, one.since, one.until) for one in incident.spells),
            roles={**incident.roles, LEAD: lead},
            timeline=rows,
            messages_seen=len(material.messages),
            gaps=material.gaps,
            causes=mapped(redacted(postmortem.causes, take), title),
            correctives=tuple(corrective(one, take) for one in incident.correctives.values()),
            lessons=tuple(map(take, postmortem.lessons)),
            narrative=_reflected(postmortem, take),
        )

    def timeline(self, incident: incidents.Known, postmortem: Postmortem | None) -> tuple[Row, ...]:
        """Return an incident's rows, with what the lead of its postmortem chose, once there is one."""
        chosen = postmortem or Postmortem("", incident.stream, Said("", incident.incident.declared_at))
        take = _Counting(self.redactor.begin())
        return tuple(self._rows(chosen, incident.incident, gather(incident, self.store), take))

    def _rows(self, postmortem: Postmortem, incident: Incident, material: Material, take: _Counting) -> Iterator[Row]:
        """Return the rows in the order of their moments, so that what is redacted is numbered as people read it."""
        told = [(one.at, "", one) for one in happened(material.streams, until=over_at(incident))]
        said = [(moment_of(one.ts), one.ts, one) for one in self._chosen(postmortem, material)]
        every: list[tuple[datetime, str, Told | Message]] = [*told, *said]
        for at, ts, one in sorted(every, key=lambda row: (row[0], row[1])):
            before = take.total
            if isinstance(one, Told):
                event = take(self.writer.sentence(f"timeline/{one.key}", one.facts))
                link = self._where_told(one)
                yield Row(at, event, one.owner, one.kind, one.source, link, redactions=take.total - before)
            else:
                yield self._row(one, at, ts, postmortem, take)

    def _chosen(self, postmortem: Postmortem, material: Material) -> Iterator[Message]:
        for one in material.messages:
            key = message_key(one.channel, one.ts)
            choice = postmortem.choices.get(key)
            if choice.is_in if choice is not None else key in material.marked:
                yield one

    def _row(self, said: Message, at: datetime, ts: str, postmortem: Postmortem, take: _Counting) -> Row:
        choice, before = postmortem.choices.get(message_key(said.channel, said.ts)), take.total
        words = plain(said.text) or ", ".join(one.name for one in said.files if one.name)
        words = choice.text if choice is not None and choice.text is not None else words
        event = "" if said.is_deleted else take(words)
        return Row(
            at=at,
            event=event,
            owner=said.author or None,
            kind="message",
            source="slack",
            permalink=self.chat.address(said.channel, said.ts, root_ts=said.root_ts),
            message_ts=ts,
            edited=said.is_edited or (choice is not None and choice.text is not None),
            deleted=said.is_deleted,
            redactions=take.total - before,
        )

    def _where_told(self, told: Told) -> str | None:
        """Return the address of our own message that told of it, the card where there was no line."""
        sent = self.store.sent(f"{told.stream}-{told.seq:09d}") or self.store.sent(f"card:{told.stream}")
        if sent is None or not sent.ts:
            return None
        return self.chat.address(sent.place.channel, sent.ts, root_ts=sent.place.thread_ts)

    def _ticks(
        self, incident: Incident, postmortem: Postmortem, outline: Outline, published_at: datetime | None
    ) -> tuple[Tick, ...]:
        """Tick the checklist as the document is then: published, or not yet."""
        answers: Mapping[str, Any] = incident.closing.get("checklist", {})
        items = checklist(replace(incident, published_at=published_at), answers, self.clocks.severities)
        known = {
            "causes_identified": is_identified(outline.causes) or None,
            # Published lessons go to a channel and to the governance document's list.
            "knowledge_shared": (published_at is not None and bool(outline.lessons)) or bool(postmortem.shared) or None,
        }
        return tuple(
            Tick(one.id, known.get(one.id) or (one.met if one.met is not None else one.answered), one.note)
            for one in items
        )


def _reflected(postmortem: Postmortem, take: _Counting) -> Narrative:
    """Return what people looked back on, one point a line."""
    told = {name: tuple(map(take, postmortem.reflections.get(name, "").splitlines())) for name in REFLECTIONS}
    return Narrative(went_well=told["went_well"], went_badly=told["went_badly"], got_lucky=told["got_lucky"])


def exhibited(composed: Composed, exhibits: tuple[Exhibit, ...]) -> Composed:
    """Return it with what was collected."""
    return replace(composed, outline=replace(composed.outline, evidence=exhibits))
