"""Are users telling us so much at once that it is an alarm?"""

from __future__ import annotations

from datetime import datetime

from bot.domain.alarms.rules import Surge
from bot.domain.alarms.signal import Signal, SignalState
from bot.domain.reports import Episode

ALARM = "user-reports"


def surging_since(reports: Episode, surge: Surge) -> datetime | None:
    """Return when the reports of an episode first came so close together; None when they never did."""
    moments = [one.at for one in reports.reports]
    for place, last in enumerate(moments[surge.at_least - 1 :]):
        if last - moments[place] <= surge.within:
            return last
    return None


def signal(service: str, state: SignalState, changed_at: datetime, reports: Episode) -> Signal:
    """Return what a watcher of users' reports would tell; the reports themselves stand in their own message."""
    return Signal(
        source="reports",
        alarm=ALARM,
        identity=f"{ALARM}:{service}",
        state=state,
        changed_at=changed_at,
        summary=reports.reports[-1].text if reports.reports else "",
        labels={"service": service},
    )
