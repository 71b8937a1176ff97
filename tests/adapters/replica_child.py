"""A replica to be killed: says in a file what it does, and ends when its standard input does."""

from __future__ import annotations

import sys
import threading
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from bot.adapters.effects.worker import Effects
from bot.adapters.replica import join
from bot.adapters.sql.store import open_store
from bot.adapters.timer import Timer


def main(url: str, notes: str, name: str) -> None:
    def note(words: str) -> None:
        with Path(notes).open("a", encoding="utf-8") as file:
            file.write(words + "\n")

    def perform(_kind: str, facts: Mapping[str, object]) -> None:
        if name == "first":
            note(f"begun {name} {facts['lane']} {facts['n']}")
            threading.Event().wait()
        note(f"done {name} {facts['lane']} {facts['n']}")

    store = open_store(url)
    replica = join(url, on_lost=lambda: None)
    timer = Timer(replica.is_leader)
    led: list[str] = []
    timer.every(0.1, "lead", lambda: led.append(name) or note(f"lead {name}") if not led else None)
    effects = Effects(store, perform, executor_id=replica.executor_id)
    effects.launch()
    replica.watch_over(effects)
    timer.start()
    note(f"ready {name}")
    sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
