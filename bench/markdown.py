"""How long does a postmortem of 10,000 rows take to become Markdown? Promised: 31 ms.

Beside it, in the same run, the least that any renderer does: the same columns joined by an f-string, with nothing made
harmless and no time zone. Two timelines are written: one whose texts are plain, and one in which every text holds what
Markdown would read. Printed are medians and ratios.

Run: `python -m bench.markdown [--rows 10000] [--times 15]`.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.adapters.pages import Pages
from bot.domain.postmortems.document import document
from bot.domain.postmortems.outline import Outline, Row
from bot.speech import Document

PROMISED_MS = 31.0
"""What the closest peer, incidentbot, took for 10,000 rows on the same kind of machine."""
PLAIN = "error rate back to normal after the rollback, still watching the canary"
MARKED = "see `logs` of *prod*: <b>12 %</b> | [trace](https://trace.example/1) by @oncall"


def facts_of(text: str, rows: int) -> dict[str, Any]:
    """Return the facts of a report with so many rows of this text, spread over six hours."""
    begins = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    timeline = tuple(
        Row(
            at=begins + timedelta(seconds=number * 21_600 // rows),
            event=f"{text} {number}",
            owner=f"U01PERSON{number % 9}",
            kind="message",
            source="slack",
            permalink=f"https://acme.slack.com/archives/C0INC/p17{number:014}",
            message_ts=f"17{number:08}.000100",
            edited=number % 20 == 0,
        )
        for number in range(rows)
    )
    outline = Outline("PM-2026-11-22-01", "Bench", "liveness", "S1", "draft", "Asia/Tokyo", timeline=timeline)
    return {"document": document(outline), "people": {f"U01PERSON{one}": "responder" for one in range(9)}}


def joined(facts: Mapping[str, Any]) -> str:
    """Return the least that can be done: the rows joined as they are."""
    rows = facts["document"]["timeline"]
    return "\n".join(f"| [{row['at']}]({row['permalink']}) | {row['event']} | {row['owner']} |" for row in rows)


def milliseconds(call: Callable[[], object], times: int) -> float:
    """Return the median of several runs."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        found.append((time.perf_counter() - began) * 1000)
    return statistics.median(found)


def main() -> int:
    """Measure and print; 1 when the promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=15)
    given = parser.parse_args()
    pages = Pages(Path(__file__).parents[1] / "templates", "en")
    usual = 0.0
    for name, text in (("plain texts", PLAIN), ("every text full of marks", MARKED)):
        facts = facts_of(text, given.rows)
        ours = milliseconds(lambda: pages.document(Document("postmortem/report", facts), "en"), given.times)  # noqa: B023
        bare = milliseconds(lambda: joined(facts), given.times)  # noqa: B023
        print(f"{name:<26} {given.rows} rows   ours {ours:6.1f} ms   joined {bare:5.1f} ms   ratio {ours / bare:4.1f}")
        usual = usual or ours
    plain = milliseconds(lambda: pages.document(Document("postmortem/report", facts_of(PLAIN, 0)), "en"), given.times)
    print(f"{'without a row':<26} {plain:.1f} ms")
    kept = usual <= PROMISED_MS * given.rows / 10_000
    print(f"promise: plain texts within {PROMISED_MS:.0f} ms for 10,000 rows: {'kept' if kept else 'BROKEN'}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
