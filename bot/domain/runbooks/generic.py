"""What is looked at when an alarm has no runbook of its own? Whatever is known of it already."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.alarms.rules import Alarm
from bot.domain.runbooks.kinds.changes import Changes
from bot.domain.runbooks.kinds.figures import Figures
from bot.domain.runbooks.kinds.functions import FunctionsAsTheyAre
from bot.domain.runbooks.kinds.history import History
from bot.domain.runbooks.kinds.log_search import LogLinesOf
from bot.domain.runbooks.runbook import Cause, Runbook, Sign, Step
from bot.domain.runbooks.scene import PLACEHOLDER
from bot.domain.service import Service
from bot.domain.words import Words

ID = "generic"
_MOST_FIGURES = 6

_TITLE: Words = {"en": "First look", "ja": "初動確認"}
_FIGURES: Words = {"en": "The figures", "ja": "指標"}
_HISTORY: Words = {"en": "The alarm's last 24 hours", "ja": "アラームの直近24時間"}
_FUNCTION: Words = {"en": "The function's configuration", "ja": "Lambda関数の設定"}
_ERRORS: Words = {"en": "Errors in the log", "ja": "エラーログ"}
_CHANGES: Words = {"en": "What was changed before", "ja": "直前の変更"}

_DEPLOYMENT: Words = {"en": "A deployment or a change of configuration", "ja": "デプロイまたは設定変更"}
_BROKEN: Words = {"en": "The function's configuration", "ja": "Lambda関数の設定不備"}


def generic(service: Service, alarm: Alarm | None, *, known: Runbook | None = None) -> Runbook:
    """Make a runbook of the alarm's figure (or the service's with a threshold), its history, its function, changes.

    What is not there to be looked at has no step: a service that reads nothing from AWS has none at all. `known` is a
    runbook of the file that is only an address; its name stays.
    """
    steps = tuple(_steps(service, alarm))
    names = {step.id for step in steps}
    causes = [cause for cause in _causes() if all(sign.step in names for sign in cause.signs_for[:1])]
    if known is not None:
        return Runbook(known.id, known.title, known.url, steps, tuple(causes), known.recommends)
    return Runbook(ID, _TITLE, service.runbook, steps, tuple(causes))


def _steps(service: Service, alarm: Alarm | None) -> Iterator[Step]:
    figures = [alarm.figure] if alarm is not None and alarm.figure else []
    figures = figures or [one.id for one in service.figures if one.alarm is not None and one.function is None]
    if figures:
        yield Step("figures", _FIGURES, Figures(tuple(figures[:_MOST_FIGURES])))
    if service.alarm_prefixes and (alarm is None or alarm.source == "cloudwatch"):
        yield Step("history", _HISTORY, History())
    functions = (PLACEHOLDER,) if alarm is not None and alarm.function else tuple(one.name for one in service.functions)
    if functions:
        yield Step("functions", _FUNCTION, FunctionsAsTheyAre(functions))
        yield Step("errors", _ERRORS, LogLinesOf(functions, ('"ERROR"',), ("ERROR",)))
        yield Step("changes", _CHANGES, Changes(functions))


def _causes() -> Iterator[Cause]:
    deployed = tuple(Sign("changes", name) for name in ("deployed", "changed"))
    yield Cause("deployment", _DEPLOYMENT, (*deployed, Sign("functions", "changed_recently")))
    broken = tuple(Sign("functions", name) for name in ("variable_missing", "not_active", "update_failed"))
    yield Cause("configuration", _BROKEN, broken)
