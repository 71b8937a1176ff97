"""What do the functions write into their logs about a visit? Lambda's own lines, and the application's.

Format of START, END and REPORT as Lambda writes them for Python; application lines are tab-separated like those of
Lambda's standard logger: level, time, request id, sentence with `key=value` pairs. Every line of a request says which
version of the function ran, and the first one of a session where it came from: what a search for a cause looks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from workspace.cloud.measures import Invocation, invocations
from workspace.cloud.names import CREATE, ENROLLMENT, OPERATIONS, RESULT, TABLE
from workspace.cloud.traffic import Visit, chance, identity

MEMORY_MB = 256
_REASONS = ("low_light", "face_too_small", "camera_quality", "face_moved")
_SERVICE_FAULT = "Rekognition did not answer in time"
_HONEST_SOURCES = 40
RUNAWAY_SOURCE = "203.0.113.77"


@dataclass(frozen=True, slots=True)
class Running:
    """What runs as a function when production calls it."""

    version: str
    memory_mb: int = MEMORY_MB


AT_BIRTH: Mapping[str, Running] = {CREATE: Running("2"), RESULT: Running("2"), ENROLLMENT: Running("$LATEST")}


@dataclass(frozen=True, slots=True)
class Line:
    """One log event; `at` in seconds since the epoch."""

    function: str
    at: float
    text: str


def lines(visits: Iterable[Visit], running: Mapping[str, Running] = AT_BIRTH) -> list[Line]:
    """Write down everything that the visits' invocations log, in the order of time."""
    written = [line for run in invocations(visits) for line in _run(run, running[run.function])]
    return sorted(written, key=lambda line: line.at)


def stream_name(function: str, at: float, running: Mapping[str, Running] = AT_BIRTH) -> str:
    """Name the log stream of a function's instance: one instance serves a day here."""
    day = datetime.fromtimestamp(at, UTC).strftime("%Y/%m/%d")
    version = running[function].version
    return f"{day}/[{version}]{identity(function, version, day).replace('-', '')}"


def _run(run: Invocation, running: Running) -> list[Line]:
    request = identity("request", run.function, run.visit.session_id, run.visit.is_retry)
    billed = int(run.duration_ms + (run.cold_start_ms or 0.0)) + 1
    report = (
        f"REPORT RequestId: {request}\tDuration: {run.duration_ms:.2f} ms\tBilled Duration: {billed} ms\t"
        f"Memory Size: {running.memory_mb} MB\tMax Memory Used: {96 + int(40 * chance(request))} MB\t"
    )
    if run.cold_start_ms is not None:
        report += f"Init Duration: {run.cold_start_ms:.2f} ms\t"
    texts = [f"START RequestId: {request} Version: {running.version}\n", *_application(run, request)]
    texts += [f"END RequestId: {request}\n", report + "\n"]
    return [Line(run.function, run.at + 0.001 * place, text) for place, text in enumerate(texts)]


def _application(run: Invocation, request: str) -> list[str]:
    stamp = datetime.fromtimestamp(run.at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    head = f"{stamp}\t{request}\t"
    session = f"session_id={run.visit.session_id}"
    if run.error is not None:
        return [f"[ERROR]\t{head}{run.error}: {_complaint(run)} {session}\n"]
    if run.function == CREATE:
        created = f"liveness session created {session} table={TABLE} expires_in_seconds=600 source={_source(run.visit)}"
        return [f"[INFO]\t{head}{created}\n"]
    if run.function == RESULT:
        visit = run.visit
        is_live = visit.outcome == "live"
        result = (
            f"liveness result {session} is_live={is_live} confidence={visit.confidence:.2f}"
            f" verification_seconds={visit.verification_seconds:.2f} status=SUCCEEDED"
        )
        if not is_live:
            result += f" reason={_REASONS[int(chance('reason', visit.session_id) * len(_REASONS))]}"
        return [f"[{'INFO' if is_live else 'WARNING'}]\t{head}{result}\n"]
    return [f"[INFO]\t{head}face enrolled {session} liveness=true\n"]


def _complaint(run: Invocation) -> str:
    if run.visit.table_throttled:
        return (
            "An error occurred (ProvisionedThroughputExceededException) when calling the PutItem operation:"
            f" The level of configured provisioned throughput for the table was exceeded. table={TABLE}"
        )
    operation = OPERATIONS[run.function]
    match run.error:
        case "ClientError":
            return f"An error occurred (ThrottlingException) when calling the {operation} operation: Rate exceeded"
        case "SessionNotFoundError":
            return f"An error occurred (SessionNotFoundException) when calling the {operation} operation"
        case "SessionExpiredError":
            return "Session expired before its result was read"
        case _:
            return f"{_SERVICE_FAULT} ({operation})"


def _source(visit: Visit) -> str:
    """Give the address that a session was asked for from: honest people share some few of their company's."""
    if visit.is_runaway:
        return RUNAWAY_SOURCE
    return f"198.51.100.{1 + int(_HONEST_SOURCES * chance('source', visit.session_id))}"
