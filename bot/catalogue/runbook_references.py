"""Do runbooks, alarms and what goes with them name only what there is, and ask of a step only signs it can give?

As `references`, it looks at the plain values and passes over what is malformed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from bot.catalogue.complaints import quoted, with_nearest
from bot.catalogue.faults import Complaint, Path
from bot.catalogue.plain import Values, entries, mapping, missing, names, texts, twice_in
from bot.catalogue.runbook_file import StepEntry
from bot.catalogue.runbook_meaning import kind_of
from bot.domain.runbooks.scene import PLACEHOLDER


def complaints_about_runbooks(file: Values, lines: Mapping[Path, int]) -> Iterator[Complaint]:
    """Say what is wrong with the names in runbooks, and with names of them elsewhere."""
    for path, runbook in entries(file, "runbooks"):
        yield from _within(path, runbook, file, lines)
        yield from _without_alarm(path, runbook, file)
    yield from _alarms(file)
    yield from _remedies(file)
    for key in ("recommendations", "alert_rules"):
        name = "id" if key == "recommendations" else "name"
        yield from twice_in([((*path, name), entry.get(name)) for path, entry in entries(file, key)], lines)


def _within(path: Path, runbook: Values, file: Values, lines: Mapping[Path, int]) -> Iterator[Complaint]:
    """Check one runbook by itself: names that stand twice, what its steps look at, the signs of its causes."""
    signs: dict[str, tuple[str, ...]] = {}
    for place, step in entries(runbook, "steps"):
        yield from _looked_at((*path, *place), step, file)
        signs[str(step.get("id"))] = _signs_of(step)
        classes = entries(mapping(step.get("log_search")), "classes")
        ids = [((*path, *place, "log_search", *at, "id"), one.get("id")) for at, one in classes]
        yield from twice_in(ids, lines)
    for key in ("steps", "causes"):
        yield from twice_in([((*path, *place, "id"), one.get("id")) for place, one in entries(runbook, key)], lines)
    for place, cause in entries(runbook, "causes"):
        for side in ("for", "against"):
            for at, sign in enumerate(texts(cause, side)):
                yield from _sign((*path, *place, side, at), sign, signs)
    known = names(file, "recommendations", "id")
    for inside, one in ((path, runbook), *(((*path, *place), cause) for place, cause in entries(runbook, "causes"))):
        for at, name in enumerate(texts(one, "recommend")):
            yield from missing((*inside, "recommend", at), name, known, "recommendations")


def _signs_of(step: Values) -> tuple[str, ...]:
    """Return what a step can show; nothing where it is malformed, which is told of elsewhere."""
    try:
        return tuple(sorted(kind_of(StepEntry.model_validate(step)).signs))
    except ValidationError:
        return ()


def _sign(path: Path, sign: str, signs: Mapping[str, tuple[str, ...]]) -> Iterator[Complaint]:
    step, dot, name = sign.partition(".")
    if not dot:
        return
    yield from missing(path, step, tuple(signs), "steps")
    known = signs.get(step, ())
    if known and name not in known:
        key, facts = with_nearest("unknown_sign", name, known, name=quoted(name), step=step)
        yield Complaint(path, key, facts)


def _looked_at(path: Path, step: Values, file: Values) -> Iterator[Complaint]:
    """Check the names of what a step looks at."""
    for at, name in enumerate(texts(step, "figures")):
        yield from missing((*path, "figures", at), name, figure_ids(file), "figures")
    functions = (PLACEHOLDER, *names(file, "functions"))
    for kind in ("", "log_search", "changes", "cold_starts"):
        held = mapping(step.get(kind)) if kind else step
        inside = (*path, kind) if kind else path
        for at, name in enumerate(texts(held, "functions")):
            yield from missing((*inside, "functions", at), name, functions, "functions")
    for word, counted in mapping(mapping(step.get("quotas")).get("calls")).items():
        yield from missing((*path, "quotas", "calls", word), counted, figure_ids(file), "figures")
        if counted in figure_ids(file) and counted not in _counted(file):
            yield Complaint((*path, "quotas", "calls", word), "not_a_total", {"name": quoted(counted)})
    for kind, key, plural in (
        ("throttling", "table", "tables"),
        ("bucket", "bucket", "buckets"),
        ("role", "role", "roles"),
    ):
        yield from missing((*path, kind, key), mapping(step.get(kind)).get(key), names(file, plural), plural)


def figure_ids(file: Values) -> tuple[str, ...]:
    """Return the ids by which figures and diagnostics are known, one for each function where they are repeated."""
    found: list[str] = []
    for key in ("figures", "diagnostics"):
        for _, figure in entries(file, key):
            base = str(figure.get("id"))
            if "for_each" in figure:
                found += [f"{base}:{name}" for name in (*names(file, "functions"), PLACEHOLDER)]
            else:
                found.append(base)
    return tuple(found)


def _counted(file: Values) -> tuple[str, ...]:
    both = (*entries(file, "figures"), *entries(file, "diagnostics"))
    return tuple(str(figure.get("id")) for _, figure in both if "total" in figure)


def _alarms(file: Values) -> Iterator[Complaint]:
    runbooks = {str(one.get("id")): one for _, one in entries(file, "runbooks")}
    figures = tuple(one for one in figure_ids(file) if PLACEHOLDER not in one)
    for path, alarm in entries(file, "alarms"):
        yield from missing((*path, "figure"), alarm.get("figure"), figures, "figures")
        yield from missing((*path, "function"), alarm.get("function"), names(file, "functions"), "functions")
        runbook = runbooks.get(str(alarm.get("runbook")))
        if runbook is not None and _asks_for_function(runbook) and "function" not in alarm:
            yield Complaint((*path, "runbook"), "alarm_without_function", {"name": quoted(alarm["runbook"])})
        if runbook is not None and _asks_for_history(runbook) and alarm.get("source") == "alertmanager":
            yield Complaint((*path, "runbook"), "alarm_without_history", {"name": quoted(alarm["runbook"])})


def _without_alarm(path: Path, runbook: Values, file: Values) -> Iterator[Complaint]:
    """Complain where a runbook for a symptom looks at the alarm's function or history: it knows no alarm."""
    if any(alarm.get("runbook") == runbook.get("id") for _, alarm in entries(file, "alarms")):
        return
    if _asks_for_function(runbook):
        yield Complaint((*path, "id"), "function_without_alarm")
    elif _asks_for_history(runbook):
        yield Complaint((*path, "id"), "history_without_alarm")


def _asks_for_function(runbook: Values) -> bool:
    return any(PLACEHOLDER in text for _, step in entries(runbook, "steps") for text in _all_texts(step))


def _asks_for_history(runbook: Values) -> bool:
    return any("history" in step for _, step in entries(runbook, "steps"))


def _all_texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _all_texts(one)
    elif isinstance(value, tuple):
        for one in value:
            yield from _all_texts(one)


def _remedies(file: Values) -> Iterator[Complaint]:
    emergency = mapping(file.get("emergency"))
    yield from missing(("emergency", "figure"), emergency.get("figure"), figure_ids(file), "figures")
    known = names(file, "recommendations", "id")
    yield from missing(("emergency", "recommend"), emergency.get("recommend"), known, "recommendations")
    surge = mapping(mapping(file.get("user_reports")).get("surge"))
    path = ("user_reports", "surge", "runbook")
    yield from missing(path, surge.get("runbook"), names(file, "runbooks", "id"), "runbooks")
