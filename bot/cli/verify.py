"""Is what is on record still what was written? Every row of every stream is recomputed from the one before it."""

from __future__ import annotations

from collections.abc import Iterator

import typer
from rich.progress import track

from bot.adapters.clock import SystemClock
from bot.adapters.sql.engine import told_as_unusable
from bot.adapters.sql.store import open_store
from bot.cli import BAD_ANSWER
from bot.cli.told import told
from bot.flows.cards import CARDS
from bot.flows.verifying import OTHERS, Flaw, flaws_of


def verify() -> int:
    """Print what is wrong, a line each; 1 when anything is."""
    setting = told()
    with told_as_unusable():
        store = open_store(setting.settings.database_url, SystemClock())
    try:
        heads = [head for kind in (*CARDS, *OTHERS) for head in store.find(kind=kind)]
        seen = track(heads, description="", transient=True, disable=len(heads) < 100)  # noqa: PLR2004 - a blink
        found: Iterator[Flaw] = flaws_of(seen, store)
        flaws = [setting.pages.sentence(f"cli/{one.key}", one.facts, setting.locale) for one in found]
    finally:
        store.close()
    for flaw in flaws:
        typer.echo(flaw)
    told_whole = {"count": len(heads), "flaws": len(flaws)}
    typer.echo(setting.pages.sentence("cli/verified", told_whole, setting.locale), err=True)
    return BAD_ANSWER if flaws else 0
