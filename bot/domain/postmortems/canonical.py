"""How is a value written as JSON so that the same value is always the same bytes?"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from json.encoder import JSONEncoder
from typing import Any

Json = dict[str, Any]


def canonical(value: object) -> bytes:
    r"""Write a JSON value: keys sorted, UTF-8 without needless `\u`, two-space indent, a newline at the end.

    It is what `json.dumps(value, sort_keys=True, ensure_ascii=False, indent=2)` writes, in less time: with
    an indent CPython writes every value in Python, while here a list of rows is left to its encoder in C.
    Lone surrogates, which no UTF-8 can hold, become U+FFFD. Raises ValueError for NaN and infinities, and TypeError for
    what is no JSON.
    """
    return _encoded(_written(value, 0)) + b"\n"


def compact(value: object) -> bytes:
    """Write a JSON value on one line without any space, keys sorted; else as `canonical` does, without the newline."""
    return _encoded(_COMPACT.encode(value))


def whole(text: str) -> str:
    """Return a text that UTF-8 can hold: two halves of a pair joined, a lone surrogate as U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


_COMPACT = JSONEncoder(sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


_PLAIN = frozenset({str, int, float, bool, type(None)})


@cache
def _at_depth(depth: int) -> JSONEncoder:
    """Return the encoder for objects of plain values whose members stand at a depth."""
    between = f",\n{'  ' * depth}"
    return JSONEncoder(sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(between, ": "))


def _written(value: object, depth: int) -> str:
    inner, outer = "\n" + "  " * (depth + 1), "\n" + "  " * depth
    if isinstance(value, Mapping):
        if not value:
            return "{}"
        rows = [f"{_COMPACT.encode(key)}: {_written(value[key], depth + 1)}" for key in sorted(value)]
        return f"{{{inner}{f',{inner}'.join(rows)}{outer}}}"
    if isinstance(value, (list, tuple)):
        if not value:
            return "[]"
        if all(one.__class__ is dict and one and _PLAIN.issuperset(map(type, one.values())) for one in value):
            # All at once; the line's end between two objects is found safely, for in a text it would be escaped.
            deeper = inner + "  "
            written = _at_depth(depth + 2).encode(value)[2:-2].replace(f"}},{deeper}{{", f"{inner}}},{inner}{{{deeper}")
            return f"[{inner}{{{deeper}{written}{inner}}}{outer}]"
        return f"[{inner}{f',{inner}'.join(_written(one, depth + 1) for one in value)}{outer}]"
    return _COMPACT.encode(value)


def _encoded(text: str) -> bytes:
    return whole(text).encode()
