"""How are the plain values of a file gone through, before it is known whether they are well?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.catalogue.complaints import quoted, with_nearest
from bot.catalogue.faults import Complaint, Path

Values = Mapping[str, object]


def mapping(value: object) -> Values:
    """Return a mapping; an empty one in place of anything else."""
    return value if isinstance(value, dict) else {}


def entries(file: Values, key: str) -> Iterator[tuple[Path, Values]]:
    """Go through a list of mappings, with the path of each."""
    held = file.get(key)
    for place, entry in enumerate(held if isinstance(held, tuple) else ()):
        if isinstance(entry, dict):
            yield (key, place), entry


def texts(file: Values, key: str) -> tuple[str, ...]:
    """Return the texts of a list."""
    values = file.get(key)
    return tuple(value for value in values if isinstance(value, str)) if isinstance(values, tuple) else ()


def names(file: Values, key: str, name: str = "name") -> tuple[str, ...]:
    """Return the names under which the entries of a list are known."""
    return tuple(str(entry[name]) for _, entry in entries(file, key) if name in entry)


def missing(path: Path, name: object, known: tuple[str, ...], kind: str) -> Iterator[Complaint]:
    """Complain of a name that is not among those there are."""
    if isinstance(name, str) and name not in known:
        key, facts = with_nearest("unknown_reference", name, known, name=quoted(name), kind=kind)
        yield Complaint(path, key, facts)


def twice_in(named: list[tuple[Path, object]], lines: Mapping[Path, int]) -> Iterator[Complaint]:
    """Complain of each name that stood before."""
    seen: dict[object, Path] = {}
    for path, name in named:
        if isinstance(name, str) and name in seen:
            yield Complaint(path, "name_twice", {"name": quoted(name), "first": lines[seen[name]]})
        elif isinstance(name, str):
            seen[name] = path
