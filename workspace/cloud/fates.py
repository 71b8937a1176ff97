"""What can befall a visit in bad weather? A healthy visit in, what becomes of it out; without dice."""

from __future__ import annotations

from dataclasses import replace

from workspace.cloud.names import ALIASED, CREATE, RESULT
from workspace.cloud.traffic import ErrorKind, Visit, chance, extra


def rejected(visit: Visit) -> Visit:
    """Let the check judge that nobody alive was in front of the camera: dark room, poor camera."""
    confidence = round(22 + 36 * chance("rejected", visit.session_id), 2)
    return replace(visit, outcome="not_live", confidence=confidence, enroll_ms=None)


def slowed(visit: Visit, *, verification_seconds: float) -> Visit:
    """Let Rekognition answer late: both functions run into their alarm thresholds (9 and 14 seconds)."""
    draw = chance("late", visit.session_id)
    return replace(
        visit,
        verification_seconds=round(verification_seconds, 2),
        create_ms=round(9150 + 2400 * draw, 2),
        result_ms=round(14200 + 3600 * draw, 2),
    )


def broken(visit: Visit, *, at_creation: bool, is_retry: bool = False) -> Visit:
    """Let a function fail with one of the manual's four kinds of error."""
    kinds: tuple[ErrorKind, ...] = ("ClientError", "ClientError", "LivenessServiceError")
    if not at_creation:
        kinds = ("LivenessServiceError", "ClientError", "SessionExpiredError", "SessionNotFoundError")
    return replace(
        visit,
        outcome="create_error" if at_creation else "result_error",
        error=kinds[int(chance("kind", visit.session_id) * len(kinds))],
        enroll_ms=None,
        is_retry=is_retry,
    )


def unwritten(visit: Visit, *, is_retry: bool = False) -> Visit:
    """Let the sessions table refuse the write for want of capacity, after the SDK's own retries took their time."""
    waited_ms = round(2400 + 1900 * chance("backoff", visit.session_id), 2)
    told = replace(visit, outcome="create_error", error="ClientError", table_throttled=True, is_retry=is_retry)
    return replace(told, create_ms=waited_ms, enroll_ms=None)


def chilled(visit: Visit, where: frozenset[str] = frozenset(ALIASED)) -> Visit:
    """Let functions start cold. A session takes more than the manual's five seconds; no alarm's limit is reached."""
    draw = chance("chill", visit.session_id)
    if CREATE in where:
        visit = replace(
            visit,
            cold_start_ms=round(4200 + 2600 * draw, 2),
            create_ms=round(5100 + visit.create_ms + 1200 * draw, 2),
            verification_seconds=round(visit.verification_seconds + 4 + 2 * draw, 2),
        )
    if RESULT in where:
        visit = replace(
            visit,
            result_cold_start_ms=round(4600 + 2400 * draw, 2),
            result_ms=round(5600 + visit.result_ms + 1400 * draw, 2),
            verification_seconds=round(visit.verification_seconds + 2 + draw, 2),
        )
    return visit


def runaway(at: float) -> Visit:
    """Let a program open a session, and not wait for anything."""
    return replace(extra("runaway", at, at=at), outcome="abandoned", enroll_ms=None, is_runaway=True)
