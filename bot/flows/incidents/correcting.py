"""What is to be done so that it does not happen again: added, done with evidence, dropped with a reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.alarms.silences import reasoned
from bot.domain.failures import Mistake, shortened
from bot.domain.incidents.corrective import SIZES, Corrective, due_read, next_id, titled
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
        """Add, finish, drop or list: `action add …`, `action done 2 https://…`, `action drop 2 why`, `action list`."""
        target, rest = parted(words)
        what, more = (rest[0].lower() if rest else "list"), rest[1:]
        if what == "add":
            return self._add(ask, target, " ".join(more))
        if what == "done":
            return self._end(ask, target, more, "corrective_done", "evidence")
        if what == "drop":
            return self._end(ask, target, more, "corrective_dropped", "reason")
        if what == "list":
            return Reply("incident/correctives", self.listing())
        raise Mistake("no_such_deed", {"word": shortened(what), "known": ["add", "done", "drop", "list"]})

    def listing(self) -> dict[str, Any]:
        """Tell every corrective action that is still open, those overdue first."""
        today = self._today(self.commanding.clock.now())
        rows = [row for row in outstanding(self.commanding.store, today) if not row["is_private"]]
        return {"rows": rows[:40], "more": max(0, len(rows) - 40), "command": self.commanding.rules.incident_command}

    def _add(self, ask: Ask, target: str, typed: str) -> Reply | Form:
        if "title" not in ask.values:
            known = find(target, ask.where, self.commanding.store)
            facts = {**named(known.stream, known.incident), "text": typed}
            return Form("incident/corrective_form", facts, ask.command, f"action {known.stream} add")
        title = titled(ask.values["title"])
        owner, due = ask.values.get("owner", "").strip(), ask.values.get("due", "").strip()
        size, effect = ask.values.get("size", "M"), ask.values.get("effect", "M")
        if size not in SIZES or effect not in SIZES:
            raise Mistake("no_such_size", {"known": list(SIZES)}, field="size")
        ticket = ask.values.get("ticket", "").strip()
        if ticket and not TICKET.fullmatch(ticket):
            raise Mistake("ticket_unreadable", {"word": shortened(ticket)}, field="ticket")

        def judge(known: Known, now: datetime) -> Entry:
            told = {
                "id": next_id(known.incident.correctives),
                "title": title,
                "owner": rightful.person_named(owner, ask.by) if owner.startswith("<@") else owner or None,
                "due": due_read(due, today=self._today(now)).isoformat() if due else None,
                "size": size,
                "effect": effect,
                "type": ask.values.get("type", "prevent"),
                "ticket": ticket or None,
            }
            return Entry("corrective_added", f"corrective_added:{ask.id}", now, ask.by, told)

        def follow(step: Step) -> list[Effect]:
            newest = list(step.after.correctives.values())[-1]
            return [step.line("incident/corrective_added", {"by": ask.by, **told_of(newest)})]

        return self.commanding.do(ask, target, judge, follow=follow)

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
            one = known.incident.correctives.get(wanted)
            if one is None or one.status != "open":
                ids = [each.id for each in known.incident.open_correctives]
                raise Mistake("no_such_corrective", {"word": shortened(wanted), "known": ids}, field="corrective")
            return Entry(kind, f"{kind}:{ask.id}", now, ask.by, {"id": wanted, name: proof})

        def follow(step: Step) -> list[Effect]:
            told = {"by": ask.by, **told_of(step.after.correctives[wanted]), "proof": proof}
            return [step.line(f"incident/{kind}", told)]

        return self.commanding.do(ask, target, judge, follow=follow)

    def _today(self, now: datetime) -> date:
        return now.astimezone(ZoneInfo(self.commanding.rules.timezone)).date()


def told_of(one: Corrective) -> dict[str, Any]:
    """Tell a corrective action in plain values."""
    return {
        "id": one.id,
        "what": one.title,
        "owner": one.owner,
        "due": one.due.isoformat() if one.due else None,
        "size": one.size,
        "effect": one.effect,
        "ticket": one.ticket,
        "state": one.status,
    }
