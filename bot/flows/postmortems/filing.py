"""Which files does a postmortem become, and what did people write into them since?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.failures import Outage
from bot.domain.incidents.severities import EFFECTS
from bot.domain.postmortems import handwriting
from bot.domain.postmortems.canonical import canonical
from bot.domain.postmortems.causal_map import excalidraw
from bot.domain.postmortems.handwriting import edits, woven
from bot.domain.postmortems.kpis import quarter_of
from bot.domain.postmortems.paths import ReportPaths
from bot.domain.postmortems.reports import actions_json, reports_csv, statuses_of
from bot.domain.postmortems.shelf import shelf_of
from bot.flows.postmortems.composing import Composed, Composing, exhibited
from bot.flows.postmortems.exhibits import Collected, collected
from bot.flows.postmortems.keeping import Known
from bot.flows.postmortems.report import by_name, by_role, report
from bot.flows.postmortems.reviewing import pages, quarterly
from bot.flows.postmortems.statuses import statuses
from bot.ports import Archive, Change, Clock, Content, Files, Redactor, Store, Writer
from bot.speech import Document


@dataclass(frozen=True, slots=True)
class Filing:
    """Makes a commit's files of a composed document. The same document and tip give the same bytes."""

    composing: Composing
    redactor: Redactor
    writer: Writer
    store: Store
    people: Archive
    clock: Clock
    paths: ReportPaths = field(default_factory=ReportPaths)

    def written_by_hand(self, known: Known, here: Files) -> tuple[handwriting.Change, ...]:
        """Return the fields that people changed in the Markdown since we wrote it, redacted."""
        base, found = self._base(known.postmortem.id, here)
        if base is None or found == base:
            return ()
        return edits(base, found, self.composing.compose(known).document).changes

    def change(self, known: Known, composed: Composed, here: Files) -> tuple[Change, Composed]:
        """Return the commit to make, and the document with its evidence; `here` is the report as we looked at it."""
        held = collected(known, composed.material, composed.redaction, self.store, self.writer, self.paths)
        whole = exhibited(composed, held.exhibits)
        reads = (self.paths.documents, self.paths.actions, self.paths.markdown(whole.outline.id))
        return Change(message(known, whole), reads, lambda files: self._files(known, whole, held, here, files)), whole

    def _files(
        self, known: Known, composed: Composed, held: Collected, here: Files, files: Files
    ) -> dict[str, Content]:
        """Say what every file shall be, on a tip with these; raises Outage when somebody wrote since we looked."""
        name, document, paths = composed.outline.id, composed.document, self.paths
        markdown = paths.markdown(name)
        if files.get(markdown) != here.get(markdown):
            raise Outage("git", "moved_on", retry_after=1.0)
        made: dict[str, bytes] = {
            markdown: self._markdown(document, here).encode(),
            paths.document(name): canonical(document),
            paths.causal_map(name): excalidraw(document["root_cause"]["causal_map"], name).encode(),
            **held.files,
        }
        if known.incident.incident.impact:
            made[paths.impact(name)] = self.writer.document(self._impact(known, composed)).encode()
        others = {path: one for path, one in files.items() if path not in made}
        before = shelf_of(others, paths)
        documents = [*before.documents, document]
        now = {**statuses_of(before.actions), **statuses(self.store, self.redactor)}
        today = self.clock.now().astimezone(ZoneInfo(self.composing.rules.timezone)).date()
        made[paths.actions] = actions_json(documents, now)
        made[paths.reports_csv] = reports_csv(documents, now, today)
        quarter = quarter_of(name)
        review = quarterly({paths.reports_csv: made[paths.reports_csv]}, quarter, paths)
        made[paths.quarterly(quarter)] = self.writer.document(review).encode()
        made[paths.lessons] = self.writer.document(lessons_of(documents)).encode()
        return {**made, **pages(shelf_of({**others, **made}, paths), today, paths)}

    def _base(self, name: str, here: Files) -> tuple[str | None, str]:
        """Return the report as we wrote it last, and as it stands there now, redacted; None: there is none of ours."""
        markdown, last = here.get(self.paths.markdown(name)), here.get(self.paths.document(name))
        if markdown is None or last is None:
            return None, ""
        found = self.redactor.begin().redact(markdown.decode(errors="replace")).text
        return self.writer.document(self._report(json.loads(last))), found

    def _markdown(self, document: Mapping[str, Any], here: Files) -> str:
        """Render the report; what people wrote into the last one stays."""
        rendered = self.writer.document(self._report(document))
        base, found = self._base(str(document["id"]), here)
        return rendered if base is None or found == base else woven(base, found, rendered)

    def _report(self, document: Mapping[str, Any]) -> Document:
        is_named = self.composing.rules.postmortem_owners == "name"
        return report(document, by_name(document, self.people) if is_named else by_role(document))

    def _impact(self, known: Known, composed: Composed) -> Document:
        told = next(row.entry for row in reversed(known.incident.entries) if row.entry.kind == "impact")
        outline, effects = composed.outline, known.incident.incident.effects
        facts = {
            "id": outline.id,
            "title": outline.title,
            "service": outline.service,
            "severity": outline.severity,
            "timezone": outline.timezone,
            "at": told.at.isoformat().replace("+00:00", "Z"),
            "by": told.by,
            "people": by_role(composed.document),
            "text": composed.redaction.redact(str(told.facts["text"])).text,
            "affected": "",
            "effects": [self.writer.words(one.title) for one in EFFECTS if one.id in effects],
        }
        return Document("postmortem/impact", facts)


def message(known: Known, composed: Composed) -> str:
    """Return a commit's message: what, why, and by whom it was agreed to."""
    outline, document = composed.outline, composed.document
    size = f"{len(outline.timeline)} rows, {len(outline.correctives)} corrective actions"
    lines = [
        f"{outline.id}: {outline.stage.replace('_', ' ')}",
        "",
        f"{outline.severity} {outline.service}: {outline.title}",
        f"Incident #{known.incident.number}; {size}.",
        "",
        f"Document-SHA256: {document['integrity']['document_sha256']}",
        *(f"Approved-by: {one.by}" for one in outline.approvals),
    ]
    return "\n".join(lines) + "\n"


def lessons_of(documents: list[dict[str, Any]]) -> Document:
    """Return the governance document's list: what was learned, from each postmortem that is published."""
    told = [
        {name: one[name] for name in ("id", "title", "service", "severity", "lessons_learned")}
        for one in sorted(documents, key=lambda one: str(one["id"]), reverse=True)
        if one["milestones"]["published_at"] and one["lessons_learned"] and not one["drill"]
    ]
    return Document("postmortem/lessons", {"postmortems": told})
