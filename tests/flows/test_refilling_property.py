"""Whatever people do, and whichever events are lost, does a refill leave us with what Slack shows?"""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.flows.capture_world import ROOM, Channel

ACTS = st.lists(
    st.tuples(
        st.sampled_from(["post", "post", "reply", "reply", "edit", "delete", "mark", "unmark", "pin", "unpin"]),
        st.integers(0, 9),
        st.booleans(),
    ),
    max_size=40,
)


def act(channel: Channel, what: str, which: int, number: int, *, told: bool) -> None:
    """Let somebody do something to the message that `which` falls on; nothing where there is none."""
    there = sorted(ts for ts, one in channel.messages.items() if not one.is_tombstone)
    roots = [ts for ts in there if channel.messages[ts].revision.root_ts is None]
    if what == "post":
        channel.post(f"words {number}", told=told)
    elif what == "reply" and roots:
        channel.post(f"reply {number}", root=roots[which % len(roots)], told=told)
    elif there:
        ts = there[which % len(there)]
        match what:
            case "edit":
                channel.clock.advance(10)  # two edits within some seconds may be told in each other's place
                channel.edit(ts, f"edited {number}", told=told)
            case "delete":
                channel.delete(ts, told=told)
            case "mark" | "pin":
                channel.mark(ts, "pin" if what == "pin" else "pushpin", "U1", told=told)
            case "unmark" | "unpin":
                channel.unmark(ts, "pin" if what == "unpin" else "pushpin", "U1", told=told)


@settings(max_examples=200, deadline=None)
@given(ACTS, st.integers(2, 5))
def test_after_a_refill_we_hold_what_slack_shows(acts: list[tuple[str, int, bool]], page: int) -> None:
    channel = Channel()
    channel.archive.page = page
    channel.away()
    for number, (what, which, told) in enumerate(acts):
        act(channel, what, which, number, told=told)
    channel.back()
    channel.refill()

    held = {one.ts: one for one in channel.store.messages(ROOM)}
    shown = {ts: one for ts, one in channel.messages.items() if not one.is_tombstone}
    assert {ts for ts, one in held.items() if not one.is_deleted} == set(shown)
    assert {ts: held[ts].text for ts in shown} == {ts: one.revision.text for ts, one in shown.items()}
    assert all(held[ts].is_edited == one.revision.is_edit for ts, one in shown.items())
    assert all(not one.text for one in held.values() if one.is_deleted)
    marks = {(mark.ts, mark.mark) for mark in channel.store.marks(ROOM) if mark.ts in shown}
    assert marks == {(ts, mark) for ts, one in shown.items() for mark, _ in one.marks}


@settings(max_examples=50, deadline=None)
@given(ACTS)
def test_a_second_refill_finds_nothing(acts: list[tuple[str, int, bool]]) -> None:
    channel = Channel()
    channel.away()
    for number, (what, which, told) in enumerate(acts):
        act(channel, what, which, number, told=told)
    channel.back()
    channel.refill()
    before = channel.store.messages(ROOM)
    channel.away()
    channel.back()
    channel.refill()
    assert channel.store.messages(ROOM) == before
    assert dict(channel.entries()[-1].facts)["found"] == 0
    assert dict(channel.entries()[-1].facts)["gone"] == 0
