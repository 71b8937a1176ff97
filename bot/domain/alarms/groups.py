"""Which alarms share one message because too many came at once?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.alarms.placing import GROUP_TAKES_FOR, IN_A_GROUP
from bot.domain.stream import Entry, Recorded, Stream

KIND = "group"


def members(entries: Sequence[Recorded]) -> tuple[str, ...]:
    """Return the streams of the alarms in a group, as they came."""
    return tuple(str(row.entry.facts["stream"]) for row in entries if row.entry.kind == "joined")


def takes(group: Stream | None, now: datetime) -> bool:
    """Say whether a group takes one more."""
    if group is None:
        return False
    began = datetime.fromisoformat(str(group.summary["began_at"]))
    return group.seq < IN_A_GROUP and timedelta() <= now - began <= GROUP_TAKES_FOR


def joined(group: str, stream: str, now: datetime) -> Entry:
    """Let an alarm into a group, once."""
    return Entry("joined", f"joined:{group}:{stream}", now, "bot", {"stream": stream})


def spoken_for(stream: str, waiting: Sequence[Stream]) -> tuple[str, ...]:
    """Return the alarms for which one of a group speaks, itself first; none when another speaks for it.

    `waiting` are those that what is due is about, as they came. Only alarms whose clocks run alike speak for one
    another: equally important, with the same time to respond, counted from within the ten minutes of one storm. Of
    these the first speaks.
    """
    mine = next((one for one in waiting if one.id == stream), None)
    if mine is None:
        return (stream,)
    alike = sorted((one for one in waiting if _pace(one) == _pace(mine)), key=_counted_from)
    together: list[Stream] = []
    for one in alike:
        if together and _counted_from(one) - _counted_from(together[0]) > GROUP_TAKES_FOR:
            if mine in together:
                break
            together = []
        together.append(one)
    return tuple(one.id for one in together) if together[0] == mine else ()


def _pace(alarm: Stream) -> tuple[object, ...]:
    told = alarm.summary
    return told["importance"], told["respond_within"], told["severity"] == "S0"  # for S0 there are no quiet hours


def _counted_from(alarm: Stream) -> datetime:
    return datetime.fromisoformat(str(alarm.summary["counted_from"]))


def head(group: str, service: str, began_at: datetime, seq: int) -> Stream:
    """Return the stream's head; a group has nothing to do by the clock."""
    return Stream(group, KIND, service, "open", seq, None, {"began_at": began_at.isoformat()})
