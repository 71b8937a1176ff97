"""How does a postmortem reach the repository: composed, compared with what people wrote there, and committed?

Two effects. `compose` says how it stands now, which its card shows. `commit` takes what people wrote into the Markdown,
writes every document anew, and pushes one commit; what is there already makes none. Lists and figures are made from the
documents in the repository, so they can't drift from them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.failures import Outage
from bot.domain.postmortems.handwriting import Change
from bot.domain.stream import Effect, Entry
from bot.flows.incidents import keeping as incidents
from bot.flows.postmortems.composing import Composed, Composing
from bot.flows.postmortems.filing import Filing
from bot.flows.postmortems.keeping import Known, Step, keep, look
from bot.flows.postmortems.standing import standing
from bot.flows.recording import until_recorded
from bot.ports import Clock, Publisher, Store

WAITS = frozenset({"moved_on", "timed_out", "unreachable", "busy", "cache_unusable"})
PEOPLE_WAIT_SECONDS = 300.0
"""What only people can mend (a key, a protected branch) is tried again so often: nothing there is to commit is lost."""


@dataclass(frozen=True, slots=True)
class Publishing:
    """Carries out the effects `publish`; doing one again does nothing more."""

    composing: Composing
    filing: Filing
    publisher: Publisher
    store: Store
    clock: Clock

    def compose(self, stream: str) -> None:
        """Put on record how the document stands, where that is news; its card shows it."""

        def attempt() -> None:
            known = _known(stream, self.store)
            path = self.filing.paths.markdown(known.postmortem.id)
            facts = standing(known, self.composing.compose(known), self.composing)
            facts |= {"path": path, "address": self.publisher.address(path)}
            if facts == dict(known.postmortem.seen):
                return
            entry = Entry("composed", f"composed:{stream}:{len(known.entries)}", self.clock.now(), "bot", facts)
            keep(known, [entry], store=self.store, now=self.clock.now(), is_news=False)

        until_recorded(attempt)

    def commit(self, stream: str) -> None:
        """Commit it; raises Outage to be called again, and says why where only people can help."""
        try:
            self._commit(stream)
        except Outage as outage:
            if outage.port != "git":
                raise
            if outage.reason not in WAITS:
                self._tell_trouble(stream, outage)
            raise replace(outage, retry=True, retry_after=outage.retry_after or _patience(outage)) from outage

    def _commit(self, stream: str) -> None:
        # Look.
        known = _known(stream, self.store)
        paths, name = self.filing.paths, known.postmortem.id
        here = self.publisher.read(paths.markdown(name), paths.document(name))
        changes = self.filing.written_by_hand(known, here)
        if changes:
            self._take(known, changes)
            known = _known(stream, self.store)

        # Judge.
        released = known.postmortem.released
        composed = self.composing.compose(known)
        if released is not None and composed.outline.stage not in {"approved", "published"}:
            self._withhold(known)
            return
        if released is not None:
            composed = self.composing.compose(known, published_at=released.at)

        # Act.
        change, composed = self.filing.change(known, composed, here)
        published = self.publisher.publish(change)
        self._note(stream, composed, published.commit)

    def _take(self, known: Known, changes: Sequence[Change]) -> None:
        fields = [{"path": list(one.path), "value": one.after} for one in changes]

        def attempt() -> None:
            now_known, now = _known(known.stream, self.store), self.clock.now()
            entry = Entry("by_hand", f"by_hand:{known.stream}:{len(now_known.entries)}", now, "git", {"fields": fields})

            def follow(step: Step) -> list[Effect]:
                return [step.line("postmortem/changed_by_hand", {"fields": len(fields)})]

            keep(now_known, [entry], store=self.store, now=now, follow=follow)

        until_recorded(attempt)

    def _note(self, stream: str, composed: Composed, commit: str) -> None:
        """Put on record that it is there; of a publication the incident's clock is told, once."""

        def attempt() -> None:
            known, now = _known(stream, self.store), self.clock.now()
            postmortem, released = known.postmortem, known.postmortem.released
            if composed.outline.stage == "published" and released is not None:
                stood = {one.id: [one.status, one.closed_by] for one in composed.outline.correctives}
                facts = {"commit": commit, "code": composed.code, "statuses": stood}
                entry = Entry("published", f"published:{stream}:{composed.code}", released.at, released.by, facts)
                keep(known, [entry], store=self.store, now=now, follow=lambda step: self._told(step, composed, commit))
            elif postmortem.commit != commit or postmortem.trouble is not None:
                entry = Entry("committed", f"committed:{stream}:{len(known.entries)}", now, "bot", {"commit": commit})
                keep(known, [entry], store=self.store, now=now, is_news=False)

        until_recorded(attempt)
        self._stop_clock(stream)

    def _stop_clock(self, stream: str) -> None:
        """Tell the incident that its postmortem is out: its clock stops at the moment of the lead's click."""

        def attempt() -> None:
            known = _known(stream, self.store)
            published, incident = known.postmortem.published, known.incident
            if published is None or incident.incident.published_at is not None:
                return
            facts = {"postmortem": known.postmortem.id, "commit": known.postmortem.commit}
            entry = Entry("published", f"published:{incident.stream}", published.at, published.by, facts)
            now = self.clock.now()
            incidents.keep(
                incident.stream, incident.entries, [entry], store=self.store, now=now, rules=self.composing.clocks
            )

        until_recorded(attempt)

    def _told(self, step: Step, composed: Composed, commit: str) -> list[Effect]:
        outline = composed.outline
        hours = composed.document["kpis"]["hours_to_publish"]
        tick = next(one for one in outline.checklist if one.id == "published_48h")
        facts = {"by": step.after.published.by if step.after.published else None, "commit": commit, "hours": hours}
        path = self.filing.paths.markdown(outline.id)
        facts |= {"path": path, "address": self.publisher.address(path), "is_late": tick.met is False}
        said = [step.line("postmortem/published", facts)]
        if outline.lessons and not outline.is_drill and not step.incident.incident.is_private:
            channel = self.composing.rules.lessons_channel or self.composing.rules.announce_channel
            said.append(step.page(channel, "postmortem/lessons_told", {"lessons": list(outline.lessons)}))
        return said

    def _withhold(self, known: Known) -> None:
        """Publish nothing that nobody agreed to: somebody changed it after the lead's click."""

        def attempt() -> None:
            now_known, now = _known(known.stream, self.store), self.clock.now()
            entry = Entry("withheld", f"withheld:{known.stream}:{len(now_known.entries)}", now, "bot")
            keep(now_known, [entry], store=self.store, now=now)

        until_recorded(attempt)

    def _tell_trouble(self, stream: str, outage: Outage) -> None:
        """Say once that the repository can't be written to, and why."""

        def attempt() -> None:
            known, now = _known(stream, self.store), self.clock.now()
            facts = {"reason": outage.reason, "detail": outage.detail}
            if known.postmortem.trouble == facts:
                return
            entry = Entry("troubled", f"troubled:{stream}:{len(known.entries)}", now, "bot", facts)

            def follow(step: Step) -> list[Effect]:
                return [step.line("postmortem/trouble", facts)]

            keep(known, [entry], store=self.store, now=now, is_news=False, follow=follow)

        until_recorded(attempt)


def _known(stream: str, store: Store) -> Known:
    known = look(stream, store)
    if known is None:
        raise Outage("store", "no_such_stream", retry=False, detail=stream)
    return known


def _patience(outage: Outage) -> float | None:
    return None if outage.reason in WAITS else PEOPLE_WAIT_SECONDS
