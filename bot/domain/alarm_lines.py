"""Which alarms are firing, and which can't tell?"""

from __future__ import annotations

from bot.domain import consoles
from bot.domain.items import AlarmLine, Detail, Item, ItemVerdict, ignorance
from bot.domain.knowledge import Answer, Known
from bot.domain.queries import AlarmReading
from bot.domain.service import Range, Service

ALARMS_FIRING = "alarms_firing"
_TITLE = {"en": "Alarms firing", "ja": "発報中のアラーム"}
_SOURCE = "cloudwatch:DescribeAlarms"
_NONE = Range(at_most=0)
_STATES = ("ALARM", "MISSING", "INSUFFICIENT_DATA", "OK")


def lines_of(service: Service, answer: Answer[tuple[AlarmReading, ...]]) -> tuple[AlarmLine, ...]:
    """Return every alarm the service should have, and every other with its prefixes; the most pressing first.

    Nothing is said of any when they could not be read.
    """
    if not isinstance(answer, Known):
        return ()
    expected = {alarm.name: alarm for alarm in service.alarms if alarm.source == "cloudwatch"}
    found = {reading.name: reading for reading in answer.value}
    lines = []
    for name in {**expected, **found}:
        alarm, reading = expected.get(name), found.get(name)
        importance, condition = (alarm.importance, alarm.condition) if alarm else (None, None)
        if reading is None:
            lines.append(AlarmLine(name, "MISSING", None, importance, actions_enabled=False, condition=condition))
            continue
        enabled, reason = reading.actions_enabled, reading.reason
        lines.append(AlarmLine(name, reading.state, reading.changed_at, importance, enabled, condition, reason))
    weights = ("high", "medium", None, "notification")
    return tuple(sorted(lines, key=lambda line: (_STATES.index(line.state), weights.index(line.importance))))


def item_of(
    service: Service, answer: Answer[tuple[AlarmReading, ...]], lines: tuple[AlarmLine, ...], window: str
) -> Item:
    """Return the line that counts what is firing.

    It fails when any is; it is unknown when none is, but an alarm that must exist is missing or has too little data; it
    warns when one that must exist would tell nobody.
    """
    value: float | None = None
    verdict: ItemVerdict = "unknown"
    if isinstance(answer, Known):
        expected = {alarm.name for alarm in service.alarms if alarm.source == "cloudwatch"}
        firing = [line.name for line in lines if line.state == "ALARM"]
        value = float(len(firing))
        verdict, detail = _judge(firing, tuple(line for line in lines if line.name in expected))
    else:
        detail = ignorance(answer, _SOURCE)
    return Item(
        id=ALARMS_FIRING,
        title=_TITLE,
        group="alarms",
        verdict=verdict,
        value=value,
        unit="count",
        window=window,
        source=_SOURCE,
        console_url=consoles.of_alarms(service.region),
        normal=_NONE,
        data_age_seconds=0 if isinstance(answer, Known) else None,
        detail=detail,
    )


def _judge(firing: list[str], expected: tuple[AlarmLine, ...]) -> tuple[ItemVerdict, Detail | None]:
    if firing:
        return "fail", Detail("alarms_firing", {"names": firing})
    missing = [line.name for line in expected if line.state == "MISSING"]
    insufficient = [line.name for line in expected if line.state == "INSUFFICIENT_DATA"]
    if missing or insufficient:
        return "unknown", Detail("alarms_unsure", {"missing": missing, "insufficient": insufficient})
    mute = [line.name for line in expected if not line.actions_enabled]
    if mute:
        return "warn", Detail("actions_disabled", {"names": mute})
    return "ok", None
