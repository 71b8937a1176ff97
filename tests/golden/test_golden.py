"""Do all templates still read as they were approved? `make golden` writes anew, review reads the difference.

`facts/` holds canonical facts, one file for each case of a message (`status/card.degraded.json`) and one for all
sentences of a story (`failures/sentences.json`); `rendered/` what people read, in each language.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.pages import Pages
from tests.blocks import check_message

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
TEMPLATES = ROOT / "templates"
FACTS = sorted((HERE / "facts").rglob("*.json"))
ZONES = {"en": "UTC", "ja": "Asia/Tokyo"}
WRITES = os.environ.get("GOLDEN") == "write"  # noqa: TID251 - `make golden` says so


@pytest.fixture(scope="module")
def pages() -> Pages:
    return Pages(TEMPLATES, "en")


def rendered(pages: Pages, case: Path, locale: str) -> object:
    facts = json.loads(case.read_text(encoding="utf-8"))
    name = case.relative_to(HERE / "facts").with_suffix("").as_posix()
    if name.endswith("/sentences"):
        return {
            moment: [sentence(pages, name, moment, one, locale) for one in cases] for moment, cases in facts.items()
        }
    template = name.partition(".")[0]
    if is_view(template):
        view = pages.form(template, facts, locale, zone=ZONES[locale])
        check_message(view)
        return view
    message = pages.message(template, facts, locale, zone=ZONES[locale])
    told = {"text": message.text, "blocks": message.blocks}
    check_message(told)
    return told


def sentence(pages: Pages, name: str, moment: str, facts: dict[str, Any], locale: str) -> str:
    template = f"{name.rpartition('/')[0]}/{moment}"
    message = pages.message(template, facts, locale, zone=ZONES[locale])
    check_message({"text": message.text, "blocks": message.blocks})
    return pages.sentence(template, facts, locale, zone=ZONES[locale])


def is_view(template: str) -> bool:
    source = (TEMPLATES / f"{template}.blocks.j2").read_text(encoding="utf-8")
    return "{{ form(" in source


@pytest.mark.parametrize("locale", ["en", "ja"])
@pytest.mark.parametrize("case", FACTS, ids=lambda path: path.relative_to(HERE / "facts").with_suffix("").as_posix())
def test_what_people_read_is_as_it_was_approved(pages: Pages, case: Path, locale: str) -> None:
    found = json.dumps(rendered(pages, case, locale), ensure_ascii=False, indent=2) + "\n"
    approved = HERE / "rendered" / case.relative_to(HERE / "facts").with_suffix(f".{locale}.json")
    if WRITES:
        approved.parent.mkdir(parents=True, exist_ok=True)
        approved.write_text(found, encoding="utf-8")

    assert approved.exists(), f"{approved.relative_to(ROOT)} is missing: run `make golden` and read what it wrote"
    assert found == approved.read_text(encoding="utf-8"), (
        "it reads differently now: if that is wanted, run `make golden`"
    )


@pytest.mark.parametrize(
    "template", sorted(TEMPLATES.rglob("*.blocks.j2")), ids=lambda path: path.parent.name + "/" + path.name
)
def test_every_template_has_canonical_facts(template: Path) -> None:
    name = template.relative_to(TEMPLATES).as_posix().removesuffix(".blocks.j2")
    cases = [case for case in FACTS if case.relative_to(HERE / "facts").as_posix().startswith(f"{name}.")]

    assert cases, f"templates/{name}.blocks.j2 is never rendered in tests: add tests/golden/facts/{name}.<case>.json"


@pytest.mark.parametrize("source", sorted(TEMPLATES.rglob("sentences.j2")), ids=lambda path: path.parent.name)
def test_every_sentence_has_canonical_facts(pages: Pages, source: Path) -> None:
    story = source.parent.relative_to(TEMPLATES).as_posix()
    case = HERE / "facts" / story / "sentences.json"
    known = json.loads(case.read_text(encoding="utf-8")) if case.exists() else {}
    missing = sorted(pages.sentences(story) - set(known))

    assert not missing, (
        f"templates/{story}/sentences.j2 says {missing}, of which tests/golden/facts/{story}/sentences.json has no case"
    )


def test_nothing_approved_is_left_of_a_template_that_is_gone() -> None:
    wanted = {case.relative_to(HERE / "facts").with_suffix(f".{locale}.json") for case in FACTS for locale in ZONES}
    left = sorted(
        str(path) for path in (HERE / "rendered").rglob("*.json") if path.relative_to(HERE / "rendered") not in wanted
    )

    assert not left, f"delete what belongs to no case any more: {left}"
