"""What was collected for an incident, and what of it is committed? Answers and plans of ours, and files of people.

Text is committed redacted; other files only as name, size, SHA-256 and permalink, unless the lead ticked them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.actions import course
from bot.domain.alarms.about import About
from bot.domain.failures import Outage
from bot.domain.incidents.evidence import Evidence, digest
from bot.domain.postmortems.canonical import canonical
from bot.domain.postmortems.manifest import NAME, Piece, manifest
from bot.domain.postmortems.outline import Exhibit
from bot.domain.postmortems.paths import ReportPaths
from bot.flows.postmortems.gathering import Material
from bot.flows.postmortems.keeping import Known
from bot.ports import Redaction, Store, Writer
from bot.speech import Chart

LARGEST_TEXT = 1_000_000
"""A longer text is named and not committed (ours): a repository keeps everything for ever."""

TEXTS = (".txt", ".log", ".md", ".json", ".jsonl", ".yaml", ".yml", ".csv", ".diff", ".patch", ".py", ".sh", ".xml")


@dataclass(frozen=True, slots=True)
class Collected:
    """The files to commit by their paths in the repository, the manifest among them; how the document lists them."""

    files: Mapping[str, bytes]
    exhibits: tuple[Exhibit, ...]


def collected(
    known: Known, material: Material, redaction: Redaction, store: Store, writer: Writer, paths: ReportPaths
) -> Collected:
    """Collect what there is; nothing at all gives no manifest either."""
    folder = paths.evidence(known.postmortem.id)
    made = [
        *_answers(material, redaction),
        *_charts(material, writer),
        *_plans(material, redaction),
        *_files(known, redaction, store),
    ]
    if not made:
        return Collected({}, ())
    files = {f"{folder}/{piece.path}": content for piece, content in made if content is not None}
    files[f"{folder}/{NAME}"] = manifest(known.postmortem.id, [piece for piece, _ in made])
    exhibits = [
        Exhibit(f"{folder}/{piece.path}", piece.sha256 or "", piece.bytes, piece.description or "")
        for piece, content in made
        if content is not None
    ]
    return Collected(files, tuple(sorted(exhibits, key=lambda one: one.path)))


Made = tuple[Piece, bytes | None]


def _answers(material: Material, redaction: Redaction) -> Iterator[Made]:
    """Return what each look into an alarm found: answers, log lines, what was changed before."""
    for rows in material.streams.alarms:
        alarm = About.of(rows[0].entry.facts).alarm
        triaged = [row for row in rows if row.entry.kind == "triaged"]
        for number, row in enumerate(triaged, 1):
            told = {**row.entry.facts, "chart": None, "alarm": alarm, "at": row.entry.at.isoformat()}
            yield _json(f"triage/{_named(alarm)}-{number}.json", told, f"Triage of {alarm}", redaction)


def _charts(material: Material, writer: Writer) -> Iterator[Made]:
    """Return what each look into an alarm saw, as a picture; where there can be none there is none."""
    for rows in material.streams.alarms:
        alarm = About.of(rows[0].entry.facts).alarm
        for number, row in enumerate((row for row in rows if row.entry.kind == "triaged"), 1):
            facts: Any = row.entry.facts.get("chart")
            if not facts:
                continue
            try:
                content = writer.picture(Chart("alarm/chart", facts))
            except Outage as outage:
                if outage.retry:
                    raise
                continue
            path = f"charts/{_named(alarm)}-{number}.png"
            yield Piece(path, digest(content), len(content), "image/png", f"Chart of {alarm}"), content


def _plans(material: Material, redaction: Redaction) -> Iterator[Made]:
    """Return each action: what it was before and after, who agreed, what became of it."""
    for rows in material.streams.actions:
        plan = course.fold(rows).plan
        entries = [
            {"kind": row.entry.kind, "at": row.entry.at.isoformat(), "by": row.entry.by, "facts": dict(row.entry.facts)}
            for row in rows
        ]
        told = {"stream": rows[0].stream, "action": plan["action"], "entries": entries}
        yield _json(f"actions/{rows[0].stream}.json", told, f"Action {plan['action']}", redaction)


def _files(known: Known, redaction: Redaction, store: Store) -> Iterator[Made]:
    """Return what people attached, text redacted."""
    for piece in store.evidence(known.incident.stream):
        content = None if piece.missing else store.evidence_content(known.incident.stream, piece.path)
        yield _file(piece, content, known, redaction)


def _file(piece: Evidence, content: bytes | None, known: Known, redaction: Redaction) -> Made:
    name = redaction.redact(piece.description or piece.path.rpartition("/")[2]).text
    text = _text(piece.path, content)
    if text is not None:
        redacted = redaction.redact(text).text.encode()
        return Piece(piece.path, digest(redacted), len(redacted), "text/plain", name), redacted
    if content is not None and piece.path in known.postmortem.ticked:
        return Piece(piece.path, digest(content), len(content), None, name), content
    return Piece(piece.path, piece.sha256 or None, piece.bytes, None, name, is_included=False), None


def _text(path: str, content: bytes | None) -> str | None:
    """Return a file's text; None for what is none, or too much."""
    if content is None or len(content) > LARGEST_TEXT or not path.lower().endswith(TEXTS) or b"\0" in content:
        return None
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None


def _json(path: str, told: Mapping[str, Any], description: str, redaction: Redaction) -> Made:
    content = canonical(_redacted(told, redaction))
    return Piece(path, digest(content), len(content), "application/json", description), content


def _redacted(value: Any, redaction: Redaction) -> Any:
    """Redact every text in a JSON value; its form stays whole."""
    if isinstance(value, str):
        return redaction.redact(value).text
    if isinstance(value, Mapping):
        return {str(name): _redacted(one, redaction) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_redacted(one, redaction) for one in value]
    return value


def _named(alarm: str) -> str:
    """Return an alarm's name as a file's: on every file system, and never as a folder."""
    return (
        "".join(one if one.isascii() and (one.isalnum() or one in "-_.") else "_" for one in alarm).lstrip(".")[:80]
        or "_"
    )
