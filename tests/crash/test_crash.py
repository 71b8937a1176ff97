"""Is everything acknowledged still stored, and done exactly once, after SIGKILL at random moments?"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from collections import defaultdict
from contextlib import closing
from pathlib import Path

import pytest

from bot.adapters.effects.stuck import unfinished
from bot.adapters.sql.store import SqlStore, open_store
from bot.domain.stream import Effect
from bot.ports import Arrival
from tests.crash import verdict
from tests.crash.harness import History, Subject, launched, storm
from tests.crash.witness import LONG_AFTER, act

WITNESS = Path(__file__).with_name("witness.py")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{shutil.copy(request.getfixturevalue('sqlite_template'), tmp_path)}"
    return str(request.getfixturevalue("postgres").new_database())


def witness(url: str, room: Path, store: SqlStore) -> Subject:
    """Describe the witness program to the storm."""
    port_file = room / "port"

    def start(_: int) -> subprocess.Popen[bytes]:
        port_file.unlink(missing_ok=True)
        command = [sys.executable, str(WITNESS), url, str(room / "world"), str(port_file)]
        return launched(command, room / "witness.log")

    def send(name: str) -> bool:
        if not port_file.exists():
            return False
        port = int(port_file.read_text(encoding="utf-8") or 0)
        with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
            line.sendall(f"{name}\n".encode())
            return line.recv(10) == b"ok\n"

    def is_done() -> bool:
        return not store.unsettled(before=LONG_AFTER, limit=1) and not unfinished(
            store.outbox.client, "ENQUEUED", "PENDING"
        )

    return Subject(start=start, is_ready=lambda _: port_file.exists(), send=send, is_done=is_done)


def test_after_many_kills_everything_acknowledged_is_stored_and_told_exactly_once_in_order(
    url: str, tmp_path: Path, kills: int
) -> None:
    with closing(open_store(url)) as store:
        history = storm(witness(url, tmp_path, store), kills=kills)
        shown: dict[str, list[str]] = defaultdict(list)
        for line in (tmp_path / "world").read_text(encoding="utf-8").splitlines():
            lane, mark = line.split(" ")
            shown[lane].append(mark)
        stored = verdict.arrivals(store)
        recorded = {lane: [one.entry.key for one in entries] for lane, entries in verdict.streams(store).items()}

        assert len(history.acknowledged) > kills, f"the storm let nothing through, seed {history.seed}"
        assert verdict.lost(history, stored) == []
        assert verdict.invented(history, stored) == []
        assert sorted(key for keys in recorded.values() for key in keys) == sorted(stored)
        assert shown == recorded
        assert verdict.damage(store) == []
        print(f"{kills} kills, {len(history.acknowledged)} acknowledged, {len(stored)} stored and told")  # noqa: T201 - the figures of a long run


class TestTheVerdictItself:
    """A checker that finds nothing wrong with anything would be worse than none."""

    def test_what_was_acknowledged_and_is_missing_is_lost(self) -> None:
        history = History(seed=1, attempted=["a", "b", "c"], acknowledged=["a", "b"])
        assert verdict.lost(history, ["a", "c"]) == ["b"]
        assert verdict.invented(history, ["a", "c", "d"]) == ["d"]

    def test_what_the_world_shows_twice_is_doubled_and_another_order_is_seen(self) -> None:
        assert verdict.doubled(["a", "b", "a"]) == ["a"]
        recorded = {"C1": ["1", "2", "3"], "C2": ["4", "5"]}
        assert verdict.out_of_order(recorded, {"C1": ["1", "3"], "C2": ["5", "4"]}) == ["C2"]

    def test_a_changed_entry_a_cut_stream_and_work_left_lying_are_damage(
        self, sqlite_template: Path, tmp_path: Path
    ) -> None:
        with closing(open_store(f"sqlite:///{shutil.copy(sqlite_template, tmp_path)}")) as store:
            for lane in ("1", "2"):
                for number in range(3):
                    act(store, Arrival(f"{lane}-{number}", "line", {}))
            with store.database.writing() as connection:
                connection.exec_driver_sql("UPDATE entries SET \"by\" = 'somebody' WHERE stream = '1' AND seq = 2")
                connection.exec_driver_sql("DELETE FROM entries WHERE stream = '2' AND seq = 3")
            store.receive(Arrival("3-0", "line", {}))
            store.settle("nothing", [Effect("late", "C9", "say", {})])
            found = verdict.damage(store)
        assert "the chain of 1 is broken at 2" in found
        assert "the head of 2 counts 3 of 2 entries" in found
        assert "3-0 was never handled" in found
        assert "late was never carried out" in found
