"""Has each reason a few words in both languages?"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.adapters.pages import Pages
from bot.domain.postmortems.weights import REASONS

TEMPLATES = Path(__file__).parents[2] / "templates"
SAID = """{% import "postmortem/reasons.j2" as reasons with context %}
{% call text() %}{{ reasons[facts.key]() }}{% endcall %}"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> Pages:
    folder = tmp_path_factory.mktemp("templates")
    shutil.copytree(TEMPLATES, folder, dirs_exist_ok=True)
    (folder / "try").mkdir()
    (folder / "try" / "it.blocks.j2").write_text(SAID, encoding="utf-8")
    return Pages(folder, "en")


@pytest.mark.parametrize("key", sorted(REASONS))
def test_each_reason_is_said_shortly_in_both_languages(pages, key) -> None:
    english, japanese = (pages.message("try/it", {"key": key}, language).text for language in ("en", "ja"))

    assert 0 < len(english) <= 45
    assert english.isascii()
    assert 0 < len(japanese) <= 24
    assert not japanese.isascii()
