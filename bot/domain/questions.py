"""What must be asked of the cloud to answer for a service, and what did it say?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.figures import FINE_SECONDS, pulse_of, series_of
from bot.domain.knowledge import Answer
from bot.domain.queries import AlarmReading, Alarms, FunctionConfiguration, FunctionReading, Measured, Metrics, Series
from bot.domain.service import Service
from bot.domain.windows import Window


@dataclass(frozen=True, slots=True)
class Questions:
    """All that a status answer asks. `fresh` tells the age of data where the window's own buckets are too wide to."""

    metrics: Metrics
    fresh: Metrics | None
    alarms: Alarms
    functions: tuple[FunctionConfiguration, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """What the cloud said to each question; functions by name."""

    metrics: Answer[Mapping[Series, Measured]]
    fresh: Answer[Mapping[Series, Measured]] | None
    alarms: Answer[tuple[AlarmReading, ...]]
    functions: Mapping[str, Answer[FunctionReading]]


def questions_for(service: Service, window: Window, now: datetime) -> Questions:
    """Return what to ask: every series of the window and the one before at once, the alarms, the settings."""
    span = window.until(now)
    series = dict.fromkeys(one for figure in service.figures for one in series_of(figure, window))
    fine = {one.metric for one in series if one.period_seconds == FINE_SECONDS}
    pulses = dict.fromkeys(metric for figure in service.figures for metric in pulse_of(figure))
    ages = tuple(Series(metric, "SampleCount", FINE_SECONDS) for metric in pulses if metric not in fine)
    fresh = None
    if window.bucket_seconds == FINE_SECONDS:
        series.update(dict.fromkeys(ages))
    elif ages:
        fresh = Metrics(
            ages,
            span.end - timedelta(seconds=window.bucket_seconds) - max(timedelta(hours=1), 2 * service.stale_after),
            span.end,
        )
    strays = tuple(
        alarm.name
        for alarm in service.alarms
        if alarm.source == "cloudwatch" and not alarm.name.startswith(service.alarm_prefixes)
    )
    return Questions(
        Metrics(tuple(series), span.before, span.end),
        fresh,
        Alarms((*service.alarm_prefixes, *strays)),
        tuple(FunctionConfiguration(name) for name in dict.fromkeys(setting.function for setting in service.settings)),
    )
