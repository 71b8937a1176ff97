"""Which rules does Prometheus need, so that it tells us what a service's file says?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import typer
import yaml

from bot.cli.told import refuse, told
from bot.domain.holdings import AlertRule


def alert_rules(service: str) -> int:
    """Print a rule file for Prometheus, one group for each layer; 2 when the service has no rules."""
    setting = told()
    chosen = setting.service(service)
    if not chosen.alert_rules:
        refuse(setting.pages.sentence("cli/no_alert_rules", {"service": chosen.name}, setting.locale))
    layers = dict.fromkeys(rule.layer for rule in chosen.alert_rules)
    groups = [
        {
            "name": f"{chosen.name}-{layer}",
            "rules": list(_rules((one for one in chosen.alert_rules if one.layer == layer), chosen.name)),
        }
        for layer in layers
    ]
    typer.echo(yaml.safe_dump({"groups": groups}, sort_keys=False, allow_unicode=True, width=120), nl=False)
    return 0


def _rules(rules: Iterable[AlertRule], service: str) -> Iterable[Mapping[str, Any]]:
    for one in rules:
        labels = {"severity": one.severity, "service": service, "layer": one.layer, **dict(one.labels)}
        annotations = {"summary": one.summary} | ({"runbook": one.runbook} if one.runbook else {})
        yield {
            "alert": one.name,
            "expr": one.expression,
            "for": _duration(one.lasting),
            "labels": labels,
            "annotations": annotations,
        }


def _duration(length: timedelta) -> str:
    """Write a length of time as Prometheus does, in its largest whole unit."""
    seconds = int(length.total_seconds())
    size, unit = next(
        (size, unit) for size, unit in ((86400, "d"), (3600, "h"), (60, "m"), (1, "s")) if seconds % size == 0
    )
    return f"{seconds // size}{unit}"
