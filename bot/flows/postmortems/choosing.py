"""Which messages belong in the timeline? Those people marked are in; others are suggested, and the lead decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.messages import Message, moment_of
from bot.domain.mrkdwn import plain
from bot.domain.postmortems.happenings import Streams
from bot.domain.postmortems.postmortem import message_key
from bot.domain.postmortems.suggesting import Context, Happening, HappeningKind, Suggestion, suggest
from bot.domain.rights import is_user
from bot.domain.stream import Entry, Recorded
from bot.flows.postmortems.gathering import Material, gather
from bot.flows.postmortems.keeping import Known, named
from bot.flows.postmortems.leading import Leading
from bot.speech import Ask, Form, Reply

SHOWN = 30
"""Rows of a form: two blocks each, and Slack takes a hundred (Block Kit docs, modals)."""

LONGEST = 2500

_CHANGES: dict[tuple[str, str], HappeningKind] = {
    ("incident", "severity"): "severity",
    ("incident", "mitigated"): "mitigated",
    ("incident", "resolved"): "resolved",
    ("incident", "reopened"): "reopened",
    ("alarm", "fired"): "alarm_fired",
    ("alarm", "resolved"): "alarm_recovered",
    ("action", "done"): "action_done",
}


@dataclass(frozen=True, slots=True)
class Choosing:
    """Shows what is suggested, and takes what the lead decides."""

    leading: Leading

    def choose(self, ask: Ask, words: Sequence[str]) -> Reply | Form:
        """Show the suggestions that nobody decided on; the form says of each whether it is in, and in which words."""
        known = self.leading.meant(ask, words)
        chosen = words[1:]
        if not any(name.startswith("row_") for name in ask.values) or not chosen:
            return self._form(ask, known)
        material = gather(known.incident, self.leading.store)
        said = {message_key(one.channel, one.ts): one for one in material.messages}
        choices = [
            {"message": key, **_decided(ask.values.get(f"row_{number}", ""), said[key])}
            for number, key in enumerate(chosen, 1)
            if key in said
        ]

        def judge(_: Known, now: datetime) -> Entry:
            return Entry("chosen", f"chosen:{ask.id}", now, ask.by, {"choices": choices})

        return self.leading.do(ask, known.stream, judge)

    def _form(self, ask: Ask, known: Known) -> Form | Reply:
        material = gather(known.incident, self.leading.store)
        found = undecided(known, material)
        if not found:
            return Reply("postmortem/nothing_suggested", named(known), audience="private")
        said = {message_key(one.channel, one.ts): one for one in material.messages}
        rows: list[dict[str, Any]] = []
        for number, one in enumerate(found[:SHOWN], 1):
            message = said[message_key(one.channel, one.ts)]
            told = {"n": number, "at": moment_of(one.ts).isoformat(), "by": message.author}
            rows.append({**told, "text": plain(message.text)[:LONGEST], "reasons": list(one.reasons)})
        facts = {**named(known), "rows": rows, "more": max(0, len(found) - SHOWN)}
        keys = " ".join(message_key(one.channel, one.ts) for one in found[:SHOWN])
        return Form("postmortem/choose_form", facts, ask.command, f"postmortem_choose {known.stream} {keys}")


def undecided(known: Known, material: Material) -> tuple[Suggestion, ...]:
    """Return the suggestions on which nobody decided yet."""
    decided = known.postmortem.choices.keys() | material.marked | _understood(known.incident.entries)
    found = suggest(material.messages, _context(known, material))
    return tuple(one for one in found if message_key(one.channel, one.ts) not in decided)


def _understood(entries: Sequence[Recorded]) -> frozenset[str]:
    """Return the messages that changed something: the change itself is a row already."""
    said = (row.entry.key.partition(":said:")[2] for row in entries)
    return frozenset(name for name in said if name)


def _context(known: Known, material: Material) -> Context:
    held: dict[str, set[str]] = {}
    for row in known.incident.entries:
        if row.entry.kind == "role" and row.entry.facts["to"]:
            held.setdefault(str(row.entry.facts["role"]), set()).add(str(row.entry.facts["to"]))
    held.setdefault("incident_commander", set()).add(known.incident.incident.declared_by)
    return Context(
        roles={role: frozenset(people) for role, people in held.items()},
        bots=frozenset(one.author for one in material.messages if not is_user(one.author)),
        marks=material.marks,
        happenings=tuple(_happenings(material.streams)),
    )


def _happenings(streams: Streams) -> list[Happening]:
    of = {"incident": [streams.incident], "alarm": streams.alarms, "action": streams.actions}
    found = [
        Happening(row.entry.at, _CHANGES[kind, row.entry.kind])
        for kind, many in of.items()
        for rows in many
        for row in rows
        if (kind, row.entry.kind) in _CHANGES
    ]
    return sorted(found, key=lambda one: (one.at, one.kind))


def _decided(text: str, said: Message) -> dict[str, Any]:
    """Read one field: emptied, it is left out; as it was, it is in; otherwise it is in, in other words."""
    words, before = text.strip(), plain(said.text)[:LONGEST].strip()
    return {"is_in": bool(words), "text": words if words and words != before else None}
