"""How do metrics and log lines of visits get into the emulator? The past in bulk, the present as it happens."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from http import HTTPStatus
from http.client import HTTPConnection

from workspace.cloud.account import Account
from workspace.cloud.diary import AT_BIRTH, Line, Running, lines, stream_name
from workspace.cloud.emulator import LOOPBACK
from workspace.cloud.measures import Datum, custom_data, heartbeat, lambda_data
from workspace.cloud.names import NAMESPACE, log_group
from workspace.cloud.rekognition import rekognition_data
from workspace.cloud.table import table_data
from workspace.cloud.traffic import HOUR, Visit
from workspace.cloud.weathers import visits_in

_DAY = 24 * HOUR
_DATA_PER_CALL = 1000
_LINES_PER_CALL = 5000


class Publisher:
    """Writes into the emulator through its back door; one thread at a time."""

    def __init__(self, account: Account, back_port: int) -> None:
        self._cloudwatch = account.client("cloudwatch")
        self._logs = account.client("logs")
        self._back_port = back_port
        self._streams: set[tuple[str, str]] = set()

    def backfill(self, now: float, *, days: float) -> None:
        """Publish a healthy past of `days` up to `now`.

        The last three hours are as fine as live data, the rest of the last day is in stretches of five minutes, what is
        older in hours and with coarser values: percentiles and trends stay true, and reading two weeks stays quick. The
        table's and Rekognition's figures, which nobody looks at for long, are coarser still.
        """
        fine_from = now - 3 * HOUR
        day_from = (now - _DAY) // HOUR * HOUR
        past_from = (now - days * _DAY) // HOUR * HOUR
        for begin, end, grain_seconds, rounded_to, coarse_grain_seconds in (
            (past_from, day_from, HOUR, 0.5, 6 * HOUR),
            (day_from, fine_from, 300.0, 0.1, HOUR),
            (fine_from, now, 1.0, 0.01, 300.0),
        ):
            visits = list(visits_in(begin, end, "healthy"))
            self._put_many(NAMESPACE, custom_data(visits, grain_seconds=grain_seconds, values_rounded_to=rounded_to))
            self._put_many("AWS/Lambda", lambda_data(visits, grain_seconds=grain_seconds, values_rounded_to=rounded_to))
            self._put_many("AWS/DynamoDB", table_data(visits, grain_seconds=coarse_grain_seconds))
            self._put_many("AWS/Rekognition", rekognition_data(visits, grain_seconds=coarse_grain_seconds))
        self._put_many(NAMESPACE, heartbeat(now))
        self._write(lines(visits_in(now - HOUR, now, "healthy")), AT_BIRTH)

    def publish(
        self, visits: list[Visit], *, running: Mapping[str, Running] = AT_BIRTH, write_units: int | None = None
    ) -> None:
        """Publish what has just happened; `write_units` is the table's provisioned capacity, if it has one."""
        if visits:
            self._put_many(NAMESPACE, custom_data(visits, grain_seconds=1.0))
            self._put_many("AWS/Lambda", lambda_data(visits, grain_seconds=1.0))
            self._put_many("AWS/DynamoDB", table_data(visits, grain_seconds=1.0, write_units=write_units))
            self._put_many("AWS/Rekognition", rekognition_data(visits, grain_seconds=1.0))
            self._write(lines(visits, running), running)

    def charge(self, charges: list[Datum]) -> None:
        """Publish what AWS Billing says."""
        self._put_many("AWS/Billing", charges)

    def beat(self, at: float) -> None:
        """Publish that nobody came, which is different from nobody publishing."""
        self._cloudwatch.put_metric_data(Namespace=NAMESPACE, MetricData=heartbeat(at))

    def _put_many(self, namespace: str, data: list[Datum]) -> None:
        """Send much at once in CloudWatch's JSON protocol; botocore's validation would take seconds of the start."""
        wire = HTTPConnection(LOOPBACK, self._back_port, timeout=30)
        headers = {
            "content-type": "application/x-amz-json-1.0",
            "x-amz-target": "GraniteServiceVersion20100801.PutMetricData",
        }
        for begin in range(0, len(data), _DATA_PER_CALL):
            body = json.dumps({"Namespace": namespace, "MetricData": data[begin : begin + _DATA_PER_CALL]})
            wire.request("POST", "/", body, headers)
            answer = wire.getresponse()
            said = answer.read()
            if answer.status != HTTPStatus.OK:
                raise RuntimeError(f"the emulator refused metrics: {answer.status} {said[:200]!r}")
        wire.close()

    def _write(self, written: list[Line], running: Mapping[str, Running]) -> None:
        by_stream: dict[tuple[str, str], list[Line]] = defaultdict(list)
        for line in written:
            by_stream[log_group(line.function), stream_name(line.function, line.at, running)].append(line)
        for (group, stream), some in by_stream.items():
            if (group, stream) not in self._streams:
                self._logs.create_log_stream(logGroupName=group, logStreamName=stream)
                self._streams.add((group, stream))
            for begin in range(0, len(some), _LINES_PER_CALL):
                events = [
                    {"timestamp": int(line.at * 1000), "message": line.text}
                    for line in some[begin : begin + _LINES_PER_CALL]
                ]
                self._logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=events)
