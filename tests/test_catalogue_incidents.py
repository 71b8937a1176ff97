"""May the company set the clocks of its incidents, and what holds where it says nothing?"""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.catalogue import load
from bot.domain.incidents.clocks import DEFAULTS, ClockRules
from bot.domain.incidents.severities import RULES

TINY = "name: tiny\ntitle: { en: Tiny, ja: 小さい }\ncommand: /tiny\nchannel: tiny\nregion: us-east-1\n"
SHIPPED = Path(__file__).parent.parent / "config" / "bot.yaml"
MINUTES, HOURS = timedelta(minutes=1), timedelta(hours=1)


def clocks(text: str, folder: Path) -> ClockRules:
    (folder / "services").mkdir()
    (folder / "services" / "tiny.yaml").write_text(TINY, encoding="utf-8")
    (folder / "bot.yaml").write_text(text, encoding="utf-8")
    return load(folder).rules.clocks


def test_a_company_that_says_nothing_has_the_article_s_clocks(tmp_path: Path) -> None:
    assert clocks("{}\n", tmp_path) == DEFAULTS


def test_what_is_said_of_a_severity_changes_that_and_nothing_else(tmp_path: Path) -> None:
    """Each key may be left out, and so may each severity."""
    told = clocks(
        "severities:\n  S1: { mitigate_within: 1h30m }\n  S2: { publish_within: 5d, update_every: 2h }\n", tmp_path
    )
    one, two = told.severities["S1"], told.severities["S2"]
    assert (one.mitigate_within, one.publish_within, one.update_every) == (90 * MINUTES, 48 * HOURS, 1 * HOURS)
    assert (two.mitigate_within, two.publish_within, two.update_every) == (30 * MINUTES, 120 * HOURS, 2 * HOURS)
    assert one.definition == RULES["S1"].definition
    assert {name: told.severities[name] for name in ("S0", "S3")} == {name: RULES[name] for name in ("S0", "S3")}


def test_updates_may_be_asked_for_where_none_were_and_never_where_some_were(tmp_path: Path) -> None:
    told = clocks("severities: { S0: { update_every: never }, S3: { update_every: 1d } }\n", tmp_path).severities
    assert (told["S0"].update_every, told["S3"].update_every) == (None, 24 * HOURS)


def test_a_severity_means_what_the_company_says_it_means(tmp_path: Path) -> None:
    told = clocks("severities: { S0: { definition: { en: Sev zero, ja: 最重大 } } }\n", tmp_path).severities["S0"]
    assert told.definition == {"en": "Sev zero", "ja": "最重大"}
    assert told.mitigate_within == RULES["S0"].mitigate_within


@pytest.mark.parametrize(("word", "wanted"), [("30d", timedelta(days=30)), ("12h", 12 * HOURS), ("never", None)])
def test_a_closed_room_is_archived_when_the_company_says(word: str, wanted: timedelta | None, tmp_path: Path) -> None:
    assert clocks(f"archive_after: {word}\n", tmp_path).archive_after == wanted


def test_the_shipped_file_shows_the_clocks_as_they_are(tmp_path: Path) -> None:
    """Whoever takes the comment marks away changes nothing yet."""
    commented = re.findall(
        r"^# (severities:|archive_after:.*|  .*)$", SHIPPED.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(commented) > len(RULES)
    assert clocks("\n".join(commented) + "\n", tmp_path) == DEFAULTS
