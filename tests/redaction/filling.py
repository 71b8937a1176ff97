"""How does a written template become a case with a text and its labels?"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Literal, get_args
from urllib.parse import quote

from tests.redaction import personal_values, plain_values, secret_values
from tests.redaction.secret_values import Made, Maker

Kind = Literal["secret", "personal", "none"]
Language = Literal["en", "ja"]
Part = Literal["whole", "fresh"]

FOLDER = Path(__file__).with_name("cases")
HIDING: Mapping[str, Maker] = {**secret_values.MAKERS, **personal_values.MAKERS}
STAYING: Mapping[str, Maker] = {**HIDING, **plain_values.MAKERS}
BEFORE: Mapping[Part, str] = {"whole": "", "fresh": "fresh_"}  # the names of its files begin so
CHANGES: Mapping[str, Callable[[str], str]] = {
    # Full-width forms of ASCII, as a Japanese keyboard gives them; a space becomes the ideographic one.
    "wide": lambda text: "".join("\u3000" if one == " " else chr(ord(one) + 0xFEE0) for one in text),
    "wide-at": lambda text: text.replace("@", "＠"),
    "wide-brackets": lambda text: text.replace("(", "（").replace(")", "）"),
    "wide-dashes": lambda text: text.replace("-", "－"),
    "long-dashes": lambda text: text.replace("-", "ー"),
    "quoted": lambda text: quote(text, safe=""),
    "escaped": lambda text: json.dumps(text)[1:-1],
    "capital": str.upper,
}
MARK = re.compile(
    r"⟪(?P<stays>=)?(?P<name>[a-z0-9-]+)(?P<changes>(?:\|[a-z-]+)*)(?:#(?P<label>\d))?⟫|⟪!(?P<words>[^⟫]+)⟫|⟦(?P<kept>[^⟧]+)⟧"
)


@dataclass(frozen=True, slots=True)
class Case:
    """A message and what must be gone from it; `kept` must survive, and of kind `none` the whole text, byte for byte."""

    id: str
    language: Language
    kind: Kind
    text: str
    hidden: tuple[str, ...]
    kept: tuple[str, ...]

    @property
    def number(self) -> int:
        """Its place in its file, from 1."""
        return int(self.id.rsplit("-", 1)[1])


def fill(template: str, *, id: str, kind: Kind, language: Language) -> Case:  # noqa: A002  # the field's name
    """Make the values of a template; the same id gives the same values.

    Raises KeyError for a value or a change that nobody makes.
    """
    made: dict[tuple[str, str], Made] = {}
    hidden: list[str] = []
    kept: list[str] = []

    def written(mark: re.Match[str]) -> str:
        if mark["kept"]:
            kept.append(mark["kept"])
            return mark["kept"]
        if mark["words"]:
            hidden.append(mark["words"])
            return mark["words"]
        key = (mark["name"], mark["label"] or f"at {mark.start()}")
        if key not in made:
            seed = f"{id} {len(made)}"
            makers = STAYING if mark["stays"] else HIDING
            made[key] = makers[mark["name"]](Random(seed))  # noqa: S311  # made-up values, the same each time
        value = made[key]
        changes = [CHANGES[name] for name in mark["changes"].split("|")[1:]]
        if not mark["stays"]:
            hidden.extend(changed(piece, changes) for piece in value.hidden)
        return changed(value.text, changes)

    text = MARK.sub(written, template)
    return Case(id, language, kind, text, tuple(dict.fromkeys(hidden)), tuple(kept))


def changed(text: str, changes: list[Callable[[str], str]]) -> str:
    """Change how a text is written, one change after another."""
    for change in changes:
        text = change(text)
    return text


def plain(text: str) -> str:
    """Return a text with full-width and other compatible forms as the ordinary ones (NFKC)."""
    return unicodedata.normalize("NFKC", text)


def read(kind: Kind, language: Language, part: Part = "whole") -> list[Case]:
    """Read the cases of one file, in its order."""
    name = f"{BEFORE[part]}{kind}"
    pieces = (FOLDER / f"{name}.{language}.txt").read_text("utf-8").split("\n====\n")
    return [
        fill(piece.strip("\n"), id=f"{name}-{language}-{number:03}", kind=kind, language=language)
        for number, piece in enumerate(pieces, start=1)
    ]


def cases(part: Part = "whole") -> list[Case]:
    """Read a set: the whole one that rules are tuned by, or the fresh one that nobody tunes by."""
    return [case for kind in get_args(Kind) for language in get_args(Language) for case in read(kind, language, part)]
