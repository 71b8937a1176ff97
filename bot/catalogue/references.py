"""Does everything that a file names exist in it, once?

Looks at the plain values rather than at the models, and passes over what is malformed: so these faults are told
together with the models' and not only after those are mended.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.catalogue.action_references import complaints_about_actions
from bot.catalogue.complaints import quoted
from bot.catalogue.faults import Complaint, Path
from bot.catalogue.figures import FORMULAS
from bot.catalogue.plain import Values, entries, mapping, missing, names, texts, twice_in
from bot.catalogue.runbook_references import complaints_about_runbooks
from bot.domain.runbooks.scene import PLACEHOLDER

RESERVED_IDS = ("alarms_firing",)


def complaints_about(file: Values, lines: Mapping[Path, int]) -> list[Complaint]:
    """Return what is wrong with the references and names of a service file."""
    return [
        *_metrics(file),
        *_functions(file),
        *_alarms(file),
        *_contacts(file),
        *_twice(file, lines),
        *_down_below(file),
        *complaints_about_runbooks(file, lines),
        *complaints_about_actions(file, lines),
    ]


def _figures(file: Values) -> Iterator[tuple[Path, Values]]:
    """Go through all figures, those for runbooks too."""
    yield from entries(file, "figures")
    yield from entries(file, "diagnostics")


def _metric_names(figure: Values) -> Iterator[tuple[Path, str]]:
    """Go through the names of metrics in a figure, with the path of each inside it."""
    places: list[tuple[Path, object]] = [(("traffic",), figure.get("traffic"))]
    places.append((("share", "of"), mapping(figure.get("share")).get("of")))
    for formula in FORMULAS:
        values = mapping(figure.get(formula))
        places += [((formula, key), values.get(key)) for key in ("metric", "part")]
        places += [((formula, "whole", place), name) for place, name in enumerate(texts(values, "whole"))]
    yield from ((path, name) for path, name in places if isinstance(name, str))


def _metrics(file: Values) -> Iterator[Complaint]:
    metrics = mapping(file.get("metrics"))
    per_function = {
        name
        for name, metric in metrics.items()
        if any(PLACEHOLDER in str(value) for value in mapping(mapping(metric).get("dimensions")).values())
    }
    for path, figure in _figures(file):
        for place, name in _metric_names(figure):
            yield from missing((*path, *place), name, tuple(metrics), "metrics")
            if name in per_function and "for_each" not in figure:
                yield Complaint((*path, *place), "metric_per_function", {"name": name})


def _functions(file: Values) -> Iterator[Complaint]:
    functions = names(file, "functions")
    for path, figure in _figures(file):
        for name in mapping(figure.get("limits")):
            yield from missing((*path, "limits", name), name, functions, "functions")
        if figure.get("for_each") == "functions" and not functions:
            yield Complaint((*path, "for_each"), "nothing_to_repeat")
    for path, setting in entries(file, "settings"):
        yield from missing((*path, "function"), setting.get("function"), functions, "functions")


def _alarms(file: Values) -> Iterator[Complaint]:
    runbooks, prefixes = names(file, "runbooks", "id"), texts(file, "alarm_prefixes")
    for path, alarm in entries(file, "alarms"):
        yield from missing((*path, "runbook"), alarm.get("runbook"), runbooks, "runbooks")
        name = alarm.get("name")
        if (
            alarm.get("source", "cloudwatch") == "cloudwatch"
            and isinstance(name, str)
            and not name.startswith(prefixes)
        ):
            yield Complaint((*path, "name"), "alarm_outside_prefixes", {"name": quoted(name)})


def _contacts(file: Values) -> Iterator[Complaint]:
    contacts = tuple(mapping(file.get("contacts")))
    for path, rung in entries(mapping(file.get("escalation")), "ladder"):
        for place, name in enumerate(texts(rung, "contacts")):
            yield from missing(("escalation", *path, "contacts", place), name, contacts, "contacts")


def _twice(file: Values, lines: Mapping[Path, int]) -> Iterator[Complaint]:
    named = dict.fromkeys(("functions", "alarms", "tables", "buckets", "roles"), "name") | {"runbooks": "id"}
    for key, name in named.items():
        yield from twice_in([((*path, name), entry.get(name)) for path, entry in entries(file, key)], lines)
    kinds = ("figures", "diagnostics", "settings")
    ids = [((*path, "id"), entry.get("id")) for key in kinds for path, entry in entries(file, key)]
    yield from twice_in(ids, lines)
    for path, identity in ids:
        if identity in RESERVED_IDS:
            yield Complaint(path, "reserved_id", {"name": identity})


def _down_below(file: Values) -> Iterator[Complaint]:
    if "down_below" in file and "success_rate" not in names(file, "figures", "id"):
        yield Complaint(("down_below",), "down_below_without_rate")
