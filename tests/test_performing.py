"""Is what was promised kept when we died between two transactions?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.app.performing import Performing
from bot.domain.alarms import groups
from tests.alarms import service, signal
from tests.fakes import FakeCloud, FixedClock
from tests.stories import stories


def test_showing_a_groups_card_first_puts_the_alarm_there_that_it_is_shown_for() -> None:
    """Killed after the alarm was recorded and before it joined its group, on a replica that gathers nothing."""
    told = stories(FakeCloud(FixedClock(signal().changed_at + timedelta(seconds=1))), service())
    store = told.ports.store
    record = store.record

    def dying(stream, *given, **more):
        if stream.kind == groups.KIND:
            raise KeyboardInterrupt
        return record(stream, *given, **more)

    names = [f"FaceAuth-{number}" for number in range(20)]
    told.taking.take([signal(alarm=name) for name in names[:10]])
    store.record = dying
    with pytest.raises(KeyboardInterrupt):
        told.taking.take([signal(alarm=names[10])])
    store.record = record
    (member,) = [head for head in store.find(kind="alarm") if head.summary["group"]]
    assert store.read(member.summary["group"])[0] is None

    facts = {"stream": member.summary["group"], "member": member.id}
    Performing(told, lambda *_: b"", "en").perform("card", facts)

    assert groups.members(store.read(member.summary["group"])[1]) == (member.id,)
