"""A small program that keeps every promise of the house, to be killed: door, inbox, streams, effects, and a world.

It listens on loopback for lines `sender-number`, keeps each in the inbox, acknowledges it, and then records it in the
sender's stream with a `say` effect, which appends the id to a file (the outside world) after looking whether it is there.
"""

from __future__ import annotations

import socketserver
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from bot.adapters.effects.worker import Effects
from bot.adapters.sql.store import SqlStore, open_store
from bot.domain.stream import Effect, Entry, StaleSequenceError, Stream, effect_key
from bot.ports import Arrival

LONG_AFTER = datetime(2100, 1, 1, tzinfo=UTC)


def act(store: SqlStore, arrival: Arrival) -> None:
    """Record what arrived, and what must follow, looking and judging again as often as somebody was quicker."""
    lane = arrival.id.split("-", maxsplit=1)[0]
    while True:
        head, entries = store.read(lane)
        entry = Entry("told", arrival.id, arrival.received_at or LONG_AFTER, "sender", {"said": arrival.id, "言": "葉"})
        effect = Effect(effect_key(lane, len(entries) + 1), lane, "say", {"lane": lane, "mark": arrival.id})
        try:
            store.record(
                head or Stream(lane, "witness", "", "open"), [entry], [effect], expects=len(entries), settles=arrival.id
            )
        except StaleSequenceError:
            continue
        return


def main(url: str, world: str, port_file: str) -> None:
    """Serve until killed."""
    shown = Path(world)
    shown.touch()
    store = open_store(url)

    def perform(_kind: str, facts: Mapping[str, object]) -> None:
        line = f"{facts['lane']} {facts['mark']}\n"
        if line not in shown.read_text(encoding="utf-8"):
            with shown.open("a", encoding="utf-8") as file:
                file.write(line)

    class Door(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            arrival = Arrival(self.rfile.readline().decode().strip(), "line", {})
            store.receive(arrival)
            self.wfile.write(b"ok\n")
            self.wfile.flush()
            act(store, arrival)

    for arrival in store.unsettled(before=LONG_AFTER, limit=10_000):
        act(store, arrival)
    effects = Effects(store, perform, executor_id="only")
    effects.launch()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Door) as server:
        Path(port_file).write_text(str(server.server_address[1]), encoding="utf-8")
        server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
