"""Does everything that people read have its words in every language?"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from bot.adapters.pages import Pages
from bot.catalogue.sentences import SENTENCES
from bot.domain.items import DETAILS
from commands import verbs

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
LANGUAGES = ("en", "ja")
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None}
PLACEHOLDER = re.compile(r"%\(\w+\)s")
MARKS = re.compile(r"(?<!\w)[*_~`](?=\w)|<[!@#]")


def in_templates() -> Iterator[tuple[str | tuple[str, ...], Path]]:
    options = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
    for path in sorted(TEMPLATES.rglob("*.j2")):
        for _, found, _, _ in extract_from_file(
            "jinja2.ext:babel_extract", str(path), keywords=KEYWORDS, options=options
        ):
            yield found, path


def in_code() -> Iterator[tuple[str | tuple[str, ...], Path]]:
    for path in sorted([*(ROOT / "bot").rglob("*.py"), *(ROOT / "commands").rglob("*.py")]):
        for _, found, _, _ in extract_from_file("python", str(path), keywords=KEYWORDS):
            yield found, path
    for path in sorted((ROOT / "commands").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Verb":
                yield from (
                    (ast.literal_eval(one.value), path)
                    for one in node.keywords
                    if one.arg in {"summary", "usage", "example"}
                )
                yield from ((ast.literal_eval(one.value)[1], path) for one in node.keywords if one.arg == "shortcut")
    yield from ((sentence, ROOT / "bot" / "catalogue" / "sentences.py") for sentence in SENTENCES.values())


@cache
def wanted() -> dict[str, tuple[str | tuple[str, ...], Path]]:
    """Return every msgid that is used, by its first form, with where it was found first."""
    found: dict[str, tuple[str | tuple[str, ...], Path]] = {}
    for said, path in (*in_templates(), *in_code()):
        found.setdefault(said if isinstance(said, str) else said[0], (said, path))
    return found


def catalogue(language: str) -> dict[str, Message]:
    with (TEMPLATES / "locale" / language / "LC_MESSAGES" / "liveness-bot.po").open("rb") as file:
        return {first(message.id): message for message in read_po(file, abort_invalid=True) if message.id}


def first(said: str | list[str] | tuple[str, ...]) -> str:
    return said if isinstance(said, str) else said[0]


def forms(said: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_said_has_its_words_in(language: str) -> None:
    known = catalogue(language)
    missing = [
        f'{path.relative_to(ROOT)} says "{said}"'
        for said, (_, path) in wanted().items()
        if said not in known or not all(forms(known[said].string))
    ]

    assert not missing, f"add these to templates/locale/{language}/LC_MESSAGES/liveness-bot.po:\n" + "\n".join(missing)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_only_guessed_in(language: str) -> None:
    fuzzy = [said for said, message in catalogue(language).items() if message.fuzzy]

    assert not fuzzy, f"read these again and take away `#, fuzzy`: {fuzzy}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_fill_in_the_same_facts_in(language: str) -> None:
    """A plural form may leave out the number, but no translation may name a fact that isn't given."""
    for said, message in catalogue(language).items():
        given = {name for form in forms(message.id) for name in PLACEHOLDER.findall(form)}
        for form in forms(message.string):
            named = set(PLACEHOLDER.findall(form))
            assert named <= given, f'{language}: "{form}" names {named - given}, which "{said}" is not given'
            assert given - named <= {"%(n)s"}, f'{language}: "{form}" leaves out {given - named}'


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_translated_that_nobody_says_in(language: str) -> None:
    left = sorted(set(catalogue(language)) - set(wanted()))

    assert not left, f"delete these from templates/locale/{language}/LC_MESSAGES/liveness-bot.po: {left}"


def test_sentences_carry_no_marks_of_their_own() -> None:
    """Sentences are also read as plain text; bold and code are put around values by the templates and filters."""
    marked = [
        said
        for said, (_, path) in wanted().items()
        if path.suffix == ".j2" and path.parent.name != "cli" and MARKS.search(said)
    ]

    assert not marked


def test_japanese_is_written_in_japanese() -> None:
    """A translation without a single Japanese character is a forgotten one, but for names and formats."""
    plain = {"help", "alarms", "status [1h|24h|7d]", "status 1h", "called LowSuccessRate 3 0", "MMM d"}
    plain |= {"cost", "security", "backup list", "backup list|create|restore", "approvals", "log"}
    plain |= {"approve 3f2a91bc", "break_glass 3f2a91bc", "deny 3f2a91bc", "Auto Scaling", "auto scaling"}
    plain |= {f"{verb} action-liveness-000001" for verb in ("extend", "undo")}
    plain |= {f"{verb} LowSuccessRate" for verb in ("ack", "release", "triage", "unsilence")}
    plain |= {words for verb in verbs("incident").values() for words in (verb.usage, verb.example)}
    left = [
        said
        for said, message in catalogue("ja").items()
        if said not in plain
        and not re.search(r"[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]", "".join(forms(message.string)))
    ]

    assert not left


def test_every_detail_has_its_sentence() -> None:
    missing = set(DETAILS) - Pages(TEMPLATES, "en").sentences("details")

    assert not missing, (
        f"templates/details/sentences.j2 has no macro for {sorted(missing)}: say what it means and what to do now"
    )


def test_no_sentence_is_kept_for_a_detail_that_is_gone() -> None:
    assert Pages(TEMPLATES, "en").sentences("details") <= set(DETAILS)


def test_every_mistake_and_refusal_has_its_sentence() -> None:
    said = Pages(TEMPLATES, "en").sentences("failures")
    for path in [*(ROOT / "bot").rglob("*.py"), *(ROOT / "commands").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"Mistake", "Refusal"} and node.args:
                key = node.args[0]
                if isinstance(key, ast.Constant):
                    assert key.value in said, (
                        f"{path.relative_to(ROOT)}: templates/failures/sentences.j2 has no macro {key.value!r}"
                    )


def test_a_default_language_without_a_catalogue_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"no catalogue for the default language 'fr' .* known: en, ja"):
        Pages(TEMPLATES, "fr")
