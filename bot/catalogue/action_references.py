"""Do actions name only what the file has: functions, tables, buckets, figures and alarms?

As `references`, it looks at the plain values and passes over what is malformed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.catalogue.faults import Complaint, Path
from bot.catalogue.plain import Values, entries, mapping, missing, names, texts, twice_in
from bot.domain.actions.kinds import kinds

HELD = {"function": "functions", "table": "tables", "bucket": "buckets"}
"""Parameters of kinds that name something which the file has, and where it has it."""


def complaints_about_actions(file: Values, lines: Mapping[Path, int]) -> Iterator[Complaint]:
    """Say what is wrong with the names in actions, and with names of actions elsewhere."""
    figures = (*names(file, "figures", "id"), *names(file, "diagnostics", "id"))
    functions, alarms = names(file, "functions"), names(file, "alarms")
    figures += tuple(f"{figure}:{function}" for figure in figures for function in functions)
    for path, action in entries(file, "actions"):
        for kind in kinds():
            given = mapping(action.get(kind))
            for name, key in HELD.items():
                if name in given:
                    yield from missing((*path, kind, name), given[name], names(file, key), key)
        watch, standing = mapping(action.get("watch")), mapping(action.get("standing"))
        yield from missing((*path, "watch", "figure"), watch.get("figure"), figures, "figures")
        yield from missing((*path, "watch", "alarm"), watch.get("alarm"), alarms, "alarms")
        yield from missing((*path, "standing", "alarm"), standing.get("alarm"), alarms, "alarms")
    yield from twice_in([((*path, "id"), action.get("id")) for path, action in entries(file, "actions")], lines)
    for path, one in entries(file, "recommendations"):
        for place, name in enumerate(texts(one, "actions")):
            yield from missing((*path, "actions", place), name, names(file, "actions", "id"), "actions")
