"""Has every no of the workspace its sentence, in both languages? Read from the sources, so that none can be forgotten."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WORDS = ROOT / "workspace" / "page" / "ground" / "words"
# What people do begins at this door; what only apps do (the Web API and its checks) has no reader on the page.
DOOR = "workspace.slack.human.door"
NOT_FOR_PEOPLE = "workspace.slack.api"


def modules() -> dict[str, ast.Module]:
    """Return what the door imports, directly or not, module by module."""
    found: dict[str, ast.Module] = {}
    waiting = [DOOR]
    while waiting:
        name = waiting.pop()
        path = ROOT / f"{name.replace('.', '/')}.py"
        if name in found or name.startswith(NOT_FOR_PEOPLE) or not path.exists():
            continue
        found[name] = ast.parse(path.read_text())
        for node in ast.walk(found[name]):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("workspace.slack"):
                waiting += [str(node.module), *(f"{node.module}.{each.name}" for each in node.names)]
    return found


def refusals() -> Iterator[str]:
    """Yield each code as a pattern: what an f-string fills in may be any word."""
    for tree in modules().values():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refused"):
                continue
            code = node.args[0]
            if isinstance(code, ast.Constant):
                yield re.escape(str(code.value))
            elif isinstance(code, ast.JoinedStr):
                yield "".join(
                    re.escape(str(each.value)) if isinstance(each, ast.Constant) else r"\w+" for each in code.values
                )


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_refusal_is_a_sentence_for_people(language: str) -> None:
    """Nobody should have to read `cant_update_message`."""
    words = (WORDS / f"refused_{language}.js").read_text()
    known = dict(re.findall(r'^  refused_(\w+): "(.+)",$', words, re.MULTILINE))
    codes = set(refusals())
    assert len(codes) > 40, "the door's modules were not found"
    assert sorted(code for code in codes if not any(re.fullmatch(code, each) for each in known)) == []
    assert [each for each in known.values() if not re.search(r"[.。!?]$|make demo", each)] == []


def test_both_languages_have_the_same_words() -> None:
    """A key of one language only would be read in the other by half of the people."""
    keys = [
        {
            language: re.findall(r"^  (\w+): ", (WORDS / f"{name}{language}.js").read_text(), re.MULTILINE)
            for language in ("en", "ja")
        }
        for name in ("", "refused_")
    ]
    for each in keys:
        assert sorted(each["en"]) == sorted(each["ja"])
        assert len(each["en"]) == len(set(each["en"])), "a key stands there twice"
