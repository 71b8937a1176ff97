"""Is what is on record still what was written? Files that were published, or every row of every stream."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import typer
from rich.progress import track

from bot.adapters.clock import SystemClock
from bot.adapters.sql.engine import told_as_unusable
from bot.adapters.sql.store import open_store
from bot.cli import BAD_ANSWER
from bot.cli.told import told
from bot.cli.verify_files import verify_files
from bot.flows.cards import CARDS
from bot.flows.verifying import OTHERS, Flaw, flaws_of


def verify(paths: Sequence[Path], *, as_json: bool) -> int:
    """Print what is wrong, a line each; 1 when anything is. Without paths the record's own rows are looked through."""
    return verify_files(paths, as_json=as_json) if paths else _verify_record(as_json=as_json)


def _verify_record(*, as_json: bool) -> int:
    setting = told()
    with told_as_unusable():
        store = open_store(setting.settings.database_url, SystemClock())
    try:
        heads = [head for kind in (*CARDS, *OTHERS) for head in store.find(kind=kind)]
        seen = track(heads, description="", transient=True, disable=as_json or len(heads) < 100)  # noqa: PLR2004 - a blink
        found: Iterator[Flaw] = flaws_of(seen, store)
        flaws = [(one, setting.pages.sentence(f"cli/{one.key}", one.facts, setting.locale)) for one in found]
    finally:
        store.close()
    if as_json:
        rows = [{"key": one.key, "facts": dict(one.facts), "sentence": sentence} for one, sentence in flaws]
        typer.echo(json.dumps({"streams": len(heads), "flaws": rows}, ensure_ascii=False, indent=2, sort_keys=True))
    else:
        for _, sentence in flaws:
            typer.echo(sentence)
    told_whole = {"count": len(heads), "flaws": len(flaws)}
    typer.echo(setting.pages.sentence("cli/verified", told_whole, setting.locale), err=True)
    return BAD_ANSWER if flaws else 0
