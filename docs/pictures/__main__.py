"""Which pictures do the documents show? `make screenshots` takes all of them anew; it needs no account."""

# ruff: noqa: INP001 - docs is a folder of documents and no package

from __future__ import annotations

import sys

from docs.pictures import answers, surfaces
from docs.pictures.scene import IMAGES, scene


def main() -> int:
    """Take every picture, in the language that the bot speaks to everybody."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with scene("en") as here:
        answers.in_english(here)
        surfaces.in_english(here)
    with scene("ja") as here:
        answers.in_japanese(here)
        surfaces.in_japanese(here)
    return 0


if __name__ == "__main__":
    sys.exit(main())
