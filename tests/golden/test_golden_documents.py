"""Do documents in git still read as they were approved? `make golden` writes anew, review reads the difference.

`documents/` holds the canonical facts of each case (`postmortem/report.full.json`), and beside them what people read, in
each language (`postmortem/report.full.en.md`).
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from bot.adapters.pages import Pages
from bot.speech import Document

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent / "documents"
FACTS = sorted(HERE.rglob("*.json"))
LOCALES = ("en", "ja")
WRITES = os.environ.get("GOLDEN") == "write"  # noqa: TID251 - `make golden` says so
PAGES = Pages(ROOT / "templates", "en")


def rendered(case: Path, locale: str) -> str:
    name = case.relative_to(HERE).as_posix().partition(".")[0]
    return PAGES.document(Document(name, json.loads(case.read_text(encoding="utf-8"))), locale)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("case", FACTS, ids=lambda path: path.relative_to(HERE).with_suffix("").as_posix())
def test_a_document_reads_as_it_was_approved(case: Path, locale: str) -> None:
    found = rendered(case, locale).encode()
    approved = case.with_suffix(f".{locale}.md")
    if WRITES:
        approved.write_bytes(found)

    assert approved.exists(), f"{approved.relative_to(ROOT)} is missing: run `make golden` and read what it wrote"
    assert found == approved.read_bytes(), "it reads differently now: if that is wanted, run `make golden`"
    assert found == rendered(case, locale).encode(), "the same facts must give the same bytes"


@pytest.mark.parametrize("name", ["postmortem/report", "postmortem/impact"])
def test_the_reports_have_canonical_facts(name: str) -> None:
    assert (ROOT / "templates" / f"{name}.md.j2").exists()
    assert [case for case in FACTS if case.relative_to(HERE).as_posix().startswith(f"{name}.")]


def test_nothing_approved_is_left_of_a_document_that_is_gone() -> None:
    wanted = {case.with_suffix(f".{locale}.md") for case in FACTS for locale in LOCALES}

    assert set(HERE.rglob("*.md")) == wanted
