"""Does everything that a file names exist in it, once?

Looks at the plain values rather than at the models, and passes over what is malformed: so these faults are told
together with the models' and not only after those are mended.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.catalogue.complaints import quoted, with_nearest
from bot.catalogue.faults import Complaint, Path
from bot.catalogue.figures import FORMULAS

PLACEHOLDER = "{function}"
RESERVED_IDS = ("alarms_firing",)
Values = Mapping[str, object]


def complaints_about(file: Values, lines: Mapping[Path, int]) -> list[Complaint]:
    """Return what is wrong with the references and names of a service file."""
    return [
        *_metrics(file),
        *_functions(file),
        *_alarms(file),
        *_contacts(file),
        *_twice(file, lines),
        *_down_below(file),
    ]


def _mapping(value: object) -> Values:
    return value if isinstance(value, dict) else {}


def _entries(file: Values, key: str) -> Iterator[tuple[Path, Values]]:
    """Go through a list of mappings, with the path of each."""
    entries = file.get(key)
    for place, entry in enumerate(entries if isinstance(entries, tuple) else ()):
        if isinstance(entry, dict):
            yield (key, place), entry


def _texts(file: Values, key: str) -> tuple[str, ...]:
    values = file.get(key)
    return tuple(value for value in values if isinstance(value, str)) if isinstance(values, tuple) else ()


def _names(file: Values, key: str, name: str = "name") -> tuple[str, ...]:
    return tuple(str(entry[name]) for _, entry in _entries(file, key) if name in entry)


def _missing(path: Path, name: object, known: tuple[str, ...], kind: str) -> Iterator[Complaint]:
    if isinstance(name, str) and name not in known:
        key, facts = with_nearest("unknown_reference", name, known, name=quoted(name), kind=kind)
        yield Complaint(path, key, facts)


def _metric_names(figure: Values) -> Iterator[tuple[Path, str]]:
    """Go through the names of metrics in a figure, with the path of each inside it."""
    places: list[tuple[Path, object]] = [(("traffic",), figure.get("traffic"))]
    places.append((("share", "of"), _mapping(figure.get("share")).get("of")))
    for formula in FORMULAS:
        values = _mapping(figure.get(formula))
        places += [((formula, key), values.get(key)) for key in ("metric", "part")]
        places += [((formula, "whole", place), name) for place, name in enumerate(_texts(values, "whole"))]
    yield from ((path, name) for path, name in places if isinstance(name, str))


def _metrics(file: Values) -> Iterator[Complaint]:
    metrics = _mapping(file.get("metrics"))
    per_function = {
        name
        for name, metric in metrics.items()
        if any(PLACEHOLDER in str(value) for value in _mapping(_mapping(metric).get("dimensions")).values())
    }
    for path, figure in _entries(file, "figures"):
        for place, name in _metric_names(figure):
            yield from _missing((*path, *place), name, tuple(metrics), "metrics")
            if name in per_function and "for_each" not in figure:
                yield Complaint((*path, *place), "metric_per_function", {"name": name})


def _functions(file: Values) -> Iterator[Complaint]:
    functions = _names(file, "functions")
    for path, figure in _entries(file, "figures"):
        for name in _mapping(figure.get("limits")):
            yield from _missing((*path, "limits", name), name, functions, "functions")
        if figure.get("for_each") == "functions" and not functions:
            yield Complaint((*path, "for_each"), "nothing_to_repeat")
    for path, setting in _entries(file, "settings"):
        yield from _missing((*path, "function"), setting.get("function"), functions, "functions")


def _alarms(file: Values) -> Iterator[Complaint]:
    runbooks, prefixes = _names(file, "runbooks", "id"), _texts(file, "alarm_prefixes")
    for path, alarm in _entries(file, "alarms"):
        yield from _missing((*path, "runbook"), alarm.get("runbook"), runbooks, "runbooks")
        name = alarm.get("name")
        if (
            alarm.get("source", "cloudwatch") == "cloudwatch"
            and isinstance(name, str)
            and not name.startswith(prefixes)
        ):
            yield Complaint((*path, "name"), "alarm_outside_prefixes", {"name": quoted(name)})


def _contacts(file: Values) -> Iterator[Complaint]:
    contacts = tuple(_mapping(file.get("contacts")))
    for path, rung in _entries(_mapping(file.get("escalation")), "ladder"):
        for place, name in enumerate(_texts(rung, "contacts")):
            yield from _missing(("escalation", *path, "contacts", place), name, contacts, "contacts")


def _twice(file: Values, lines: Mapping[Path, int]) -> Iterator[Complaint]:
    names = dict.fromkeys(("functions", "alarms", "tables", "buckets", "roles"), "name") | {"runbooks": "id"}
    for key, name in names.items():
        yield from _twice_in([((*path, name), entry.get(name)) for path, entry in _entries(file, key)], lines)
    ids = [((*path, "id"), entry.get("id")) for key in ("figures", "settings") for path, entry in _entries(file, key)]
    yield from _twice_in(ids, lines)
    for path, identity in ids:
        if identity in RESERVED_IDS:
            yield Complaint(path, "reserved_id", {"name": identity})


def _twice_in(named: list[tuple[Path, object]], lines: Mapping[Path, int]) -> Iterator[Complaint]:
    seen: dict[object, Path] = {}
    for path, name in named:
        if isinstance(name, str) and name in seen:
            yield Complaint(path, "name_twice", {"name": quoted(name), "first": lines[seen[name]]})
        elif isinstance(name, str):
            seen[name] = path


def _down_below(file: Values) -> Iterator[Complaint]:
    if "down_below" in file and "success_rate" not in _names(file, "figures", "id"):
        yield Complaint(("down_below",), "down_below_without_rate")
