"""Do documents in git say all that they must, and can nobody's text do harm in them? Judged by a real parser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.adapters.pages import Pages
from bot.speech import Document

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden" / "documents" / "postmortem"
PAGES = Pages(ROOT / "templates", "en")
PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
ORDER = [
    "Context",
    "Timeline",
    "Root Cause Analysis",
    "Direct cause",
    "Contributing factors",
    "Systemic factors",
    "5 Whys",
    "Causal map",
    "Corrective Actions",
    "Lessons Learned",
    "Checklist",
]
OTHERS = {
    "Title / id": "Incident PM-2026-11-22-01",
    "Date": "Date",
    "Status of the report": "Status",
    "Owner / authors": "Owner and Authors",
    "Severity": "- Severity:",
    "Summary": "Summary",
    "Impact": "- Impact:",
    "Time in each severity": "Time in Each Severity",
    "Milestones": "Figures",
    "Trigger / lead-up": "Trigger",
    "Detection": "Detection",
    "Responders and roles": "Roles and Responders",
    "Response": "Response",
    "Resolution / recovery": "Resolution",
    "Root causes": "Root Cause Analysis",
    "Five whys": "5 Whys",
    "Timeline": "Timeline",
    "What went well": "What Went Well",
    "What went badly": "What Went Badly",
    "Where we got lucky": "Where We Got Lucky",
    "Action items": "Corrective Actions",
    "Internal message": "Internal Message",
    "External message": "External Message",
    "Chat channel": "Channel",
    "Meeting and attendees": "Review Meeting and Attendees",
    "Supporting data": "Supporting Data",
}
"""Every field that the templates of PagerDuty, the SRE book or Atlassian have, and where ours is."""


def facts(case: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((GOLDEN / f"{case}.json").read_text(encoding="utf-8"))
    return told


def report(given: dict[str, Any], locale: str = "en") -> str:
    return PAGES.document(Document("postmortem/report", given), locale)


def headings(text: str) -> list[str]:
    tokens = PARSER.parse(text)
    return [tokens[at + 1].content for at, token in enumerate(tokens) if token.type == "heading_open"]


def inline(text: str) -> Iterator[Token]:
    for token in PARSER.parse(text):
        yield token
        yield from token.children or []


def section(text: str, title: str) -> str:
    return text.partition(f"# {title}\n")[2].partition("\n#")[0]


@pytest.mark.parametrize("locale", ["en", "ja"])
@pytest.mark.parametrize("case", ["report.full", "report.empty", "report.hostile"])
def test_every_report_has_the_same_headings_in_the_templates_order(case: str, locale: str) -> None:
    text = report(facts(case), locale)

    found = headings(text)
    assert text.startswith(f"# Incident {facts(case)['document']['id']}\n")
    assert [one for one in found if one in ORDER] == ORDER
    assert found[1:] == headings(report(facts("report.full")))[1:]
    assert len(found) == len(set(found))


@pytest.mark.parametrize("locale", ["en", "ja"])
@pytest.mark.parametrize("field", OTHERS)
def test_no_field_of_other_templates_is_omitted_when_it_is_empty(field: str, locale: str) -> None:
    text = report(facts("report.empty"), locale).replace("2026-11-23", "2026-11-22")

    held = OTHERS[field]
    assert f"\n{held}" in f"\n{text}" if held.startswith("-") else held in headings(text)
    assert held.startswith("-") or section(text, held).strip() or field == "Root causes"


@pytest.mark.parametrize("locale", ["en", "ja"])
@pytest.mark.parametrize("name", ["report", "impact"])
def test_a_parser_finds_nothing_in_hostile_text_but_text(name: str, locale: str) -> None:
    text = PAGES.document(Document(f"postmortem/{name}", facts(f"{name}.hostile")), locale)

    for token in inline(text):
        assert token.type not in {"image", "html_block", "s_open"}
        assert token.type != "html_inline" or token.content == "<br>"
        assert token.type != "link_open" or str(token.attrs["href"]).startswith("https://acme.slack.com/")
    assert not re.search("[\x00-\x09\x0b-\x1f\u202a-\u202e]", text)
    assert "](javascript" not in text.replace("\\](javascript", "")


def test_a_row_has_three_cells_whatever_is_in_it() -> None:
    tokens = PARSER.parse(section(report(facts("report.hostile")), "Timeline"))

    kinds = [token.type for token in tokens]
    assert kinds.count("table_open") == 1
    assert kinds.count("td_open") == 3 * 2


def test_each_row_says_when_what_and_who_and_what_became_of_it() -> None:
    rows = [line for line in section(report(facts("report.full")), "Timeline").splitlines() if line.startswith("|")]

    assert rows[:2] == ["| Time | Event | Owner |", "| --- | --- | --- |"]
    assert rows[2].startswith("| 18:30:12 | brand-colour-drift is firing")
    assert re.match(r"\| \[18:32:12\]\(https://acme\.slack\.com/archives/C0INC/p\d+\) \| .* \| on-call \|", rows[3])
    assert any("*(edited in Slack)* *(1 redaction)* |" in row for row in rows)
    assert any("| *(deleted in Slack; what it said is not kept)* |" in row for row in rows)


def test_people_are_roles_or_names_and_never_ids() -> None:
    blameless, named = report(facts("report.full")), report(facts("report.named"))

    assert "| commander |" in blameless
    assert "Ben Okafor" in named
    assert "Ben Okafor" not in blameless
    assert not re.search(r"\bU01[A-Z]+", blameless + named)


def test_what_people_look_back_on_may_be_lines_of_one_text() -> None:
    given = facts("report.full")
    given["document"]["narrative"] = {"went_well": "The rollback\nThe alarm"}

    assert section(report(given), "What Went Well").strip() == "- The rollback\n- The alarm"


def test_somebody_who_has_no_role_is_a_responder() -> None:
    given = facts("report.full") | {"people": {}}

    assert "| responder |" in report(given)
    assert not re.search(r"\bU01[A-Z]+", report(given))


def test_days_are_shown_when_there_are_several() -> None:
    given = facts("report.full")
    given["document"]["timeline"][-1]["at"] = "2026-11-22T15:05:00Z"

    text = section(report(given), "Timeline")

    assert "All times are in Asia/Tokyo.\n" in text
    assert "| 2026-11-22 18:30:12 |" in text
    assert "| 2026-11-23 00:05:00 |" in text


def test_a_fact_that_is_missing_raises() -> None:
    given = facts("report.full")
    del given["document"]["kpis"]

    with pytest.raises(Exception, match="kpis"):
        report(given)


@pytest.mark.parametrize("zone", ["Mars/Base", "\x00"])
def test_times_in_a_zone_that_is_none_are_in_utc_and_say_so(zone: str) -> None:
    given = facts("report.full")
    given["document"]["timezone"] = zone

    assert "All times are in UTC, on 2026-11-22." in report(given)
    assert "- Discovered: 2026-11-22 09:30:12 (UTC)" in report(given)
