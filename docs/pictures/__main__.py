"""Which pictures do the documents show? `make screenshots` takes all of them anew; it needs no account.

`python -m docs.pictures alarms` takes those of one module only.
"""

# ruff: noqa: INP001 - docs is a folder of documents and no package

from __future__ import annotations

import sys

from docs.pictures import actions, alarms, answers, incidents, postmortems, surfaces
from docs.pictures.scene import IMAGES, scene

BY_SCENE = (
    ((answers, surfaces), False),
    ((alarms,), True),
    ((actions,), True),
    ((incidents,), False),
    ((postmortems,), False),
)
"""What is taken in one scene, and whether AWS's alarms are heard in it: elsewhere they would get into the picture."""


def main(names: list[str]) -> int:
    """Take the pictures of these modules, or all, in the language that the bot speaks to everybody."""
    known = {module.__name__.rpartition(".")[2] for modules, _ in BY_SCENE for module in modules}
    if unknown := set(names) - known:
        sys.exit(f"There are no pictures of {', '.join(sorted(unknown))}; there are {', '.join(sorted(known))}.")
    IMAGES.mkdir(parents=True, exist_ok=True)
    for modules, hears in BY_SCENE:
        wanted = [one for one in modules if not names or one.__name__.rpartition(".")[2] in names]
        if not wanted:
            continue
        with scene("en", alarms=hears) as here:
            for module in wanted:
                module.in_english(here)
        with scene("ja", alarms=hears) as here:
            for module in wanted:
                module.in_japanese(here)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
