"""How well do the suggestions for a timeline agree with a careful lead, and how many messages a second do they take?

Run as `python -m bench.suggestions [--messages 50000] [--wrong]`. Prints recall, precision and F1 on the labelled
incidents of `tests/suggestions/`, by language, beside four simple ways to choose, and the rate over one channel made of
all of them. With `--wrong`, also each message of the development half that is judged otherwise. Ends with 1 when the
rate is below the target or a baseline is better.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import replace
from datetime import timedelta

from bot.domain.messages import Message, moment_of, ts_at
from bot.domain.postmortems.suggesting import Context, suggest
from tests.suggestions.labelled import SETS, Labelled, incidents
from tests.suggestions.measuring import BASELINES, agreement, ours

TARGET_A_SECOND = 50_000
MESSAGES = 50_000


def table(name: str) -> bool:
    """Print the agreement on one set; say whether no baseline is better."""
    labelled = incidents(name)
    best = True
    for language in ("en", "ja"):
        here = [one for one in labelled if one.language == language]
        messages = sum(len(one.messages) for one in here)
        belong = sum(len(one.belong) for one in here)
        print(f"{name}, {language}: {len(here)} incidents, {messages} messages, {belong} in")
        mine = agreement(here, ours)
        for title, choose in {"suggested": ours, **BASELINES}.items():
            found = agreement(here, choose)
            print(f"  {title:<16} recall {found.recall:4.0%}   precision {found.precision:4.0%}   F1 {found.f1:.3f}")
            best = best and found.f1 <= mine.f1
    return best


def one_channel(count: int) -> tuple[list[Message], Context]:
    """Return so many messages of all sets, one after the other as in one long incident."""
    labelled = [one for name in SETS for one in incidents(name)]
    said = [message for one in labelled for message in one.messages]
    first = moment_of(said[0].ts)
    messages = [
        replace(said[number % len(said)], ts=ts_at(first + timedelta(seconds=number))) for number in range(count)
    ]
    bots = frozenset(bot for one in labelled for bot in one.seen.bots)
    return messages, Context(bots=bots, happenings=labelled[0].seen.happenings)


def rate(count: int) -> float:
    """Return the messages a second, the best of three."""
    messages, seen = one_channel(count)
    best = float("inf")
    for _ in range(3):
        began = time.perf_counter()
        suggest(messages, seen)
        best = min(best, time.perf_counter() - began)
    return count / best


def wrong(labelled: tuple[Labelled, ...]) -> None:
    """Print what is judged otherwise than labelled."""
    for one in labelled:
        chosen = ours(one)
        for message in one.messages:
            if (message.ts in chosen) != (message.ts in one.belong):
                print(f"  {'missed' if message.ts in one.belong else 'too much'}: {message.author}: {message.text}")


def main() -> int:
    """Measure and print; 1 when a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=MESSAGES)
    parser.add_argument("--wrong", action="store_true")
    given = parser.parse_args()
    best = min([table(name) for name in SETS])  # each is printed
    if given.wrong:
        wrong(incidents("development"))
    a_second = rate(given.messages)
    kept = best and a_second >= TARGET_A_SECOND
    print(f"{given.messages} messages: {a_second:,.0f} a second, {1e6 / a_second:.1f} µs each")
    print(f"promise: better than each baseline, at least {TARGET_A_SECOND:,} a second: {'kept' if kept else 'BROKEN'}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
