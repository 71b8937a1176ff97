"""What are the figures of our redaction today?"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from tests.redaction.filling import BEFORE, cases
from tests.redaction.measuring import Figures, Outcome, Redact, measure

REMAINDERS = {"even": 0, "odd": 1}


def product() -> Redact:
    """Make our redactor; each message is a document of its own."""
    from bot.adapters.redaction import PatternRedactor

    redactor = PatternRedactor()
    return lambda text: redactor.begin().redact(text).text


def table(figures: Figures) -> str:
    """Write the figures, a line each."""
    lines = [
        f"secrets         {figures.recall('secret'):7.1%} gone of {len(figures.of('secret'))} messages",
        f"personal data   {figures.recall('personal'):7.1%} gone of {len(figures.of('personal'))} messages",
        f"false positives {figures.false_positives:7.1%} of {len(figures.of('none'))} innocent messages",
        f"damaged         {figures.damaged:7.1%} lost words that had to stay",
        f"time            {figures.microseconds:7.1f} µs a message",
    ]
    return "\n".join(lines) + "\n"


def told(outcome: Outcome) -> str:
    """Tell a failure as somebody who mends a rule needs it."""
    pieces = [f"\n{outcome.case.id}", f"  was  {outcome.case.text!r}", f"  is   {outcome.text!r}"]
    pieces += [f"  still readable: {piece!r}" for piece in outcome.leaked]
    pieces += [f"  lost: {words!r}" for words in outcome.lost]
    return "\n".join(pieces) + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures, and the failures of one half if asked for; those of the fresh set stay unseen."""
    parser = argparse.ArgumentParser(prog="python -m tests.redaction", description=__doc__)
    parser.add_argument("--failures", choices=sorted(REMAINDERS), help="show what failed among these numbers")
    parser.add_argument("--set", choices=sorted(BEFORE), default="whole", help="measure the whole set or the fresh one")
    chosen = parser.parse_args(arguments)
    asked = chosen.failures
    if asked and chosen.set == "fresh":
        parser.error("the failures of the fresh set stay unseen, else its figures lose their meaning")
    figures = measure(product(), cases(chosen.set))
    sys.stdout.write(table(figures))
    if asked:
        sys.stdout.writelines(told(one) for one in figures.failures(REMAINDERS[asked]))


if __name__ == "__main__":
    main()
