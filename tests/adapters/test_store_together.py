"""Do writes that share a transaction each get what they would have got alone?"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from bot.adapters.sql.store import SqlStore, open_store
from bot.adapters.sql.together import Together
from bot.domain.failures import Outage
from bot.ports import Arrival
from bot.speech import Place

WRITERS = 8


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    with closing(open_store(f"sqlite:///{tmp_path}/together.db")) as opened:
        yield opened


def test_of_many_deliveries_of_one_arrival_at_once_exactly_one_is_the_first(store: SqlStore) -> None:
    with ThreadPoolExecutor(WRITERS) as pool:
        for number in range(20):
            arrival = Arrival(f"command-{number}", "command", {})
            assert sorted(pool.map(store.receive, [arrival] * WRITERS)) == [False] * (WRITERS - 1) + [True]


def test_writes_that_come_while_one_is_written_share_the_next_transaction_and_the_faulty_one_fails_alone(
    store: SqlStore,
) -> None:
    """The first holds its transaction open until the others have come; then one of those is wrong."""
    together = Together(store.database)
    begun, held = threading.Event(), threading.Event()

    def first(_: Connection) -> str:
        begun.set()
        assert held.wait(10)
        return "first"

    def right(connection: Connection) -> str:
        return str(connection.scalar(text("SELECT 'right'")))

    def wrong(_: Connection) -> str:
        raise LookupError("wrong")

    with ThreadPoolExecutor(WRITERS) as pool:
        leading = pool.submit(together.write, first)
        assert begun.wait(10)
        following = [pool.submit(together.write, work) for work in (right, wrong, right)]
        held.set()
        assert leading.result(10) == "first"
        assert [one.result(10) for one in (following[0], following[2])] == ["right", "right"]
        with pytest.raises(LookupError, match="wrong"):
            following[1].result(10)


def test_an_outage_is_everybody_s_and_the_next_write_goes_on(store: SqlStore) -> None:
    together = Together(store.database)

    def out(_: Connection) -> None:
        raise Outage("store", "busy")

    for _ in range(2):
        with pytest.raises(Outage):
            together.write(out)
    assert together.write(lambda connection: connection.scalar(text("SELECT 1"))) == 1


def test_a_kept_arrival_is_there_for_another_process_when_receive_returns(store: SqlStore, tmp_path: Path) -> None:
    assert store.receive(Arrival("command-1", "command", {"text": "status"}))
    with closing(open_store(f"sqlite:///{tmp_path}/together.db")) as other:
        assert not other.receive(Arrival("command-1", "command", {}))
        assert not other.watched(Place("C1"))
