"""What is to be done so that it does not happen again: added, done with evidence, dropped with a reason."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.alarms.silences import reasoned
from bot.domain.failures import Mistake, shortened
from bot.domain.incidents.corrective import SIZES, TYPES, Corrective, due_read, next_id, titled
from bot.domain.stream import Effect, Entry
from bot.flows.incidents import rightful
from bot.flows.incidents.commanding import Commanding
from bot.flows.incidents.finding import find, parted
from bot.flows.incidents.keeping import Known, Step, named
from bot.flows.incidents.outstanding import outstanding
from bot.speech import Ask, Form, Reply

TICKET = re.compile(r"https?://\S{1,500}|[A-Za-z][A-Za-z0-9_]{0,30}-\d{1,9}|#\d{1,9}")


@dataclass(frozen=True, slots=True)
class Correcting:
    """What people do about corrective actions."""

    commanding: Commanding

    def act(self, ask: Ask, words: Sequence[str]) -> Reply | Form:
        """Add, change, finish, drop or list: `add …`, `edit 2`, `done 2 https://…`, `drop 2 why`, `list`."""
        target, rest = parted(words)
        what, more = (rest[0].lower() if rest else "list"), rest[1:]
        if what == "add":
            return self._add(ask, target, " ".join(more))
        if what == "edit":
            return self._edit(ask, target, more)
        if what == "done":
            return self._end(ask, target, more, "corrective_done", "evidence")
        if what == "drop":
            return self._end(ask, target, more, "corrective_dropped", "reason")
        if what == "list":
            return Reply("incident/correctives", self.listing())
        raise Mistake("no_such_deed", {"word": shortened(what), "known": ["add", "edit", "done", "drop", "list"]})

    def listing(self) -> dict[str, Any]:
        """Tell every corrective action that is still open, those overdue first."""
        today = self._today(self.commanding.clock.now())
        rows = [row for row in outstanding(self.commanding.store, today) if not row["is_private"]]
        return {"rows": rows[:40], "more": max(0, len(rows) - 40), "command": self.commanding.rules.incident_command}

    def _add(self, ask: Ask, target: str, typed: str) -> Reply | Form:
        if "title" not in ask.values:
            known = find(target, ask.where, self.commanding.store)
            new = told_of(Corrective("", typed, None, None))
            return _form(ask, known, new, f"action {known.stream} add")

        def judge(known: Known, now: datetime) -> Entry:
            told = {**self._filled(ask, now), "id": next_id(known.incident.correctives)}
            return Entry("corrective_added", f"corrective_added:{ask.id}", now, ask.by, told)

        def follow(step: Step) -> list[Effect]:
            newest = list(step.after.correctives.values())[-1]
            return [step.line("incident/corrective_added", {"by": ask.by, **told_of(newest)})]

        return self.commanding.do(ask, target, judge, follow=follow)

    def _edit(self, ask: Ask, target: str, more: Sequence[str]) -> Reply | Form:
        """Give one that an emoji began its owner, date and ticket, or change them."""
        number = more[0].lstrip("#") if more else ""
        if "title" not in ask.values:
            known = find(target, ask.where, self.commanding.store)
            return _form(ask, known, told_of(_open_one(known, number)), f"action {known.stream} edit {number}")

        def judge(known: Known, now: datetime) -> Entry:
            before = _open_one(known, number)
            told = {**self._filled(ask, now, before), "id": before.id}
            return Entry("corrective_changed", f"corrective_changed:{ask.id}", now, ask.by, told)

        def follow(step: Step) -> list[Effect]:
            return [step.line("incident/corrective_changed", {"by": ask.by, **told_of(step.after.correctives[number])})]

        return self.commanding.do(ask, target, judge, follow=follow)

    def _filled(self, ask: Ask, now: datetime, before: Corrective | None = None) -> dict[str, Any]:
        """Read the form. A due date that is over is taken only where it stood there before."""
        values = {name: value.strip() for name, value in ask.values.items()}
        size, effect, kind = values.get("size", "M"), values.get("effect", "M"), values.get("type", "prevent")
        if size not in SIZES or effect not in SIZES:
            raise Mistake("no_such_size", {"known": list(SIZES)}, field="size")
        if kind not in TYPES:
            raise Mistake("no_such_type", {"word": shortened(kind), "known": list(TYPES)}, field="type")
        ticket, owner, due = values.get("ticket", ""), values.get("owner", ""), values.get("due", "")
        if ticket and not TICKET.fullmatch(ticket):
            raise Mistake("ticket_unreadable", {"word": shortened(ticket)}, field="ticket")
        stood = before is not None and before.due is not None and before.due.isoformat() == due
        return {
            "title": titled(values["title"]),
            "owner": rightful.person_chosen(owner, ask.by, field="owner") if owner else None,
            "due": (due if stood else due_read(due, today=self._today(now)).isoformat()) if due else None,
            "size": size,
            "effect": effect,
            "type": kind,
            "ticket": ticket or None,
        }

    def _end(self, ask: Ask, target: str, more: Sequence[str], kind: str, name: str) -> Reply | Form:
        number, text = (more[0].lstrip("#") if more else ""), " ".join(more[1:])
        given = ask.values.get(name, text).strip()
        if not number or (not given and name not in ask.values):
            known = find(target, ask.where, self.commanding.store)
            told = [told_of(one) for one in known.incident.open_correctives]
            facts = {**named(known.stream, known.incident), "correctives": told, "what": name, "chosen": number}
            verb = "done" if kind == "corrective_done" else "drop"
            return Form(
                "incident/corrective_end_form", facts, ask.command, f"action {known.stream} {verb} {number or '?'}"
            )
        wanted = ask.values.get("corrective", number)
        proof = reasoned(given)

        def judge(known: Known, now: datetime) -> Entry:
            _open_one(known, wanted)
            return Entry(kind, f"{kind}:{ask.id}", now, ask.by, {"id": wanted, name: proof})

        def follow(step: Step) -> list[Effect]:
            told = {"by": ask.by, **told_of(step.after.correctives[wanted]), "proof": proof}
            return [step.line(f"incident/{kind}", told)]

        return self.commanding.do(ask, target, judge, follow=follow)

    def _today(self, now: datetime) -> date:
        return now.astimezone(ZoneInfo(self.commanding.rules.timezone)).date()


def _open_one(known: Known, number: str) -> Corrective:
    one = known.incident.correctives.get(number)
    if one is None or one.status != "open":
        ids = [each.id for each in known.incident.open_correctives]
        raise Mistake("no_such_corrective", {"word": shortened(number), "known": ids}, field="corrective")
    return one


def _form(ask: Ask, known: Known, filled: Mapping[str, Any], words: str) -> Form:
    return Form("incident/corrective_form", {**named(known.stream, known.incident), **filled}, ask.command, words)


def told_of(one: Corrective) -> dict[str, Any]:
    """Tell a corrective action in plain values."""
    return {
        "id": one.id,
        "what": one.title,
        "owner": one.owner,
        "due": one.due.isoformat() if one.due else None,
        "size": one.size,
        "effect": one.effect,
        "type": one.type,
        "ticket": one.ticket,
        "state": one.status,
    }
