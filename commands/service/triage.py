"""What is most likely behind it?"""

from __future__ import annotations

from bot.domain.service import Service
from bot.flows import triage
from bot.flows.alarms.finding import find, of_thread
from bot.flows.alarms.keeping import look
from bot.flows.stories import Stories
from bot.speech import Ask, Chart, Reply
from commands import Verb


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply:
    """Work a runbook through: of an alarm or a symptom by its name, of the thread's alarm, or of the only one firing.

    The button on an alarm's own message is answered in its thread.
    """
    target, ports = " ".join(words), stories.ports
    if look(target, stories.everywhere, ports.store) is not None:
        return stories.answering.look(ask, service, target)
    known, fired_at = of_thread(ask.where, services=stories.everywhere, store=ports.store), None
    if known is None and not target:
        known = find("", service, ask.where, services=stories.everywhere, store=ports.store)
    if known is not None and target in {"", known.begun.about.alarm}:
        service, target, fired_at = known.service, known.begun.about.alarm, known.begun.stretch_began_at
    found = triage.triage(service, target, cloud=ports.cloud, clock=ports.clock, fired_at=fired_at)
    drawn = triage.chart_facts(found)
    return Reply("triage/card", triage.facts(found), chart=Chart("alarm/chart", drawn) if drawn else None)


verb = Verb(
    name="triage",
    summary="Work the runbook through: the most likely cause, and what helps",
    usage="triage [alarm or symptom]",
    example="triage LowSuccessRate",
    run=run,
    needs="operate",
    button="alarm.triage",
)
