"""What must hold of actions, whatever came in between? Each law returns what breaks it, in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bot.domain.actions.course import Course, fold
from bot.domain.stream import Recorded, broken_link
from tests.flows.action_storm import Storm, Took
from tests.flows.action_world import AIKO, BEN, OTHERS, VARIABLE

APPROVERS = {AIKO, BEN}
EMERGENCY_ABOVE = 5
AGREEING = {"approved", "broke_glass", "stood"}


def broken(storm: Storm) -> list[str]:
    """Return what is not as it must be at any moment."""
    found = [*storm.lies, *_world(storm)]
    for stream in storm.streams():
        head, entries = storm.store.read(stream)
        took = [one for one in storm.took if one.stream == stream]
        if broken_link(entries) is not None or head is None or head.seq != len(entries):
            found.append("its chain is broken")
        found += [f"{stream}: {what}" for what in _record(entries)]
        found += [f"{stream}: {what}" for what in _consent(entries)]
        found += [f"{stream}: {what}" for what in _requests(entries, took)]
        found += [f"{stream}: {what}" for what in _truth(fold(entries), took, is_unheard=stream in storm.unheard)]
    return found


def unfinished(storm: Storm) -> list[str]:
    """Return what is left undone once time has passed and nothing comes in between any more."""
    found = [f"{effect.key} waits" for effect in storm.store.queued()]
    for stream in storm.streams():
        course = storm.course(stream)
        if course.stage not in {"done", "ended"}:
            found.append(f"{stream} is still {course.stage}")
        if course.done is None:
            continue
        if course.undone is None and course.verdict is None:
            found.append(f"{stream} was watched without a verdict")
        if course.until is not None and course.undone is None:
            found.append(f"{stream} was agreed to for a while, and never taken back")
        undoes = course.plan["undoes"]
        if undoes is None:
            continue
        undone = storm.course(undoes).undone
        if undone is not None and undone.facts["by_hand"]:
            found.append(f"{undoes} is said to be undone by hand, and {stream} did it")
        if course.asked.by == "clock" and "not_restored" in storm.kinds(undoes):
            found.append(f"{undoes} is said not to be taken back, and {stream} did it")
        if undone is None:
            found.append(f"{undoes} is not told to be undone by {stream}")
    return found


def _world(storm: Storm) -> Iterator[str]:
    if storm.untouched() != storm.others:
        yield f"other variables are {storm.untouched()} and not {storm.others}"
    marks = Counter(one.notice.marker for messages in storm.chat.messages.values() for one in messages)
    yield from (f"{mark} was said {count} times" for mark, count in marks.items() if count > 1)


def _record(entries: tuple[Recorded, ...]) -> Iterator[str]:
    kinds = [row.entry.kind for row in entries]
    if kinds[:2] != ["asked", "planned"]:
        yield f"it begins with {kinds[:2]}"
    if kinds.count("done") > 1:
        yield "it was done twice"
    written = repr(entries)
    yield from (f"{name} is on record" for name in ("DB_PASSWORD", "FACE_COLLECTION_ID") if OTHERS[name] in written)


def _consent(entries: tuple[Recorded, ...]) -> Iterator[str]:
    asked, code = entries[0].entry.by, fold(entries).code
    for at, row in enumerate(entries):
        entry = row.entry
        if entry.kind in AGREEING | {"denied", "withdrawn"} and at > 1 and fold(entries[:at]).stage != "awaiting":
            yield f"{entry.kind} after it was {fold(entries[:at]).stage}"
        if entry.kind in {"approved", "broke_glass"} and (entry.by not in APPROVERS or entry.facts["code"] != code):
            yield f"{entry.kind} by {entry.by} with {entry.facts['code']}"
        if entry.kind == "approved" and entry.by == asked:
            yield f"{asked} approved their own request"
        if entry.kind == "denied" and entry.by not in APPROVERS:
            yield f"denied by {entry.by}"
        if entry.kind == "withdrawn" and entry.by != asked:
            yield f"withdrawn by {entry.by}"
        if entry.kind == "broke_glass" and not float(str(entry.facts["value"] or 0)) > EMERGENCY_ABOVE:
            yield f"the glass was broken at {entry.facts['value']}"
        if entry.kind == "stood" and entry.by != "clock":
            yield f"stood by {entry.by}"
        if entry.kind == "calling":
            yield from _request(fold(entries[:at]))


def _request(course: Course) -> Iterator[str]:
    if course.stage != "approved":
        yield f"a request while it was {course.stage}"
    if len({one.by for one in course.approvals}) < int(course.plan["approvals"]) and course.way == "agreed":
        yield f"a request with the consent of {course.approvals}"
    if course.attempts and course.attempts[-1].outcome != "not_made":
        yield "a second request, though the first may have been carried out"


def _requests(entries: tuple[Recorded, ...], took: list[Took]) -> Iterator[str]:
    """Each is on record as it was made, in time, and only one was carried out."""
    calling = [row.entry for row in entries if row.entry.kind == "calling"]
    expires_at = fold(entries).expires_at
    if len(took) > 1:
        yield f"carried out {len(took)} times"
    if calling and calling[0].at >= expires_at:
        yield f"begun at {calling[0].at}, agreed to until {expires_at}"
    told = [(one.facts["call"], _meant(one.facts["arguments"])) for one in calling]
    yield from (
        f"{one.call} is not on record" for one in took if (one.call.name, _meant(one.call.arguments)) not in told
    )


def _meant(arguments: object) -> tuple[object, object]:
    assert isinstance(arguments, dict)
    return arguments["RevisionId"], arguments["Environment"]["Variables"].get(VARIABLE)


def _truth(course: Course, took: list[Took], *, is_unheard: bool) -> Iterator[str]:
    """See that what is said to have changed nothing did not; a process that died with the answer can't tell any more."""
    if course.ending == "failed" and course.ended and course.ended.facts["is_untouched"] and took and not is_unheard:
        yield f"said to be untouched: {course.ended.facts}"
    if course.stage != "done" and course.undone is not None:
        yield "undone without being done"
