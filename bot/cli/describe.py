"""What can be said of ourselves without doing anything: manifest, policy, schema, the configuration's faults."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import typer
import yaml

from bot.adapters.pages import Pages
from bot.adapters.slack.manifest import manifest as app_manifest
from bot.app.acting_policy import acting_policy
from bot.app.manual import shortcuts, slash_commands
from bot.app.places import TEMPLATES
from bot.app.policy import reading_policy
from bot.catalogue import faults, load, service_schema
from bot.cli import BAD_ANSWER, WRONG_USE
from bot.cli.told import refuse, settings, told
from bot.domain.checks_schema import check_schema
from bot.domain.postmortems.schema import postmortem_schema


def validate(directory: Path | None) -> int:
    """Print every fault of the configuration with its file, line and field; 2 when there is one."""
    environment = settings()
    folder = directory if directory is not None else environment.config_dir
    found = faults(folder)
    pages = Pages(TEMPLATES, environment.liveness_bot_locale)
    for fault in found:
        sentence = fault.sentence(lambda words: pages.translated(words, environment.liveness_bot_locale))
        typer.echo(f"{fault.place}: {sentence}", err=True)
    if found:
        return WRONG_USE
    names = ", ".join(sorted(load(folder).services))
    typer.echo(pages.sentence("cli/valid", {"folder": str(folder), "services": names}, environment.liveness_bot_locale))
    return 0


def manifest(form: str, url: str | None) -> int:
    """Print the Slack app manifest as YAML or JSON."""
    if form not in {"yaml", "json"}:
        refuse("--format must be yaml or json.")
    setting = told()
    commands = slash_commands(setting.catalogue, setting.pages, setting.locale)
    described = app_manifest(commands, shortcuts(setting.pages, setting.locale), http_url=url)
    if form == "json":
        typer.echo(json.dumps(described, indent=2, ensure_ascii=False))
    else:
        typer.echo(yaml.safe_dump(described, sort_keys=False, allow_unicode=True), nl=False)
    return 0


def iam_policy(kind: str) -> int:
    """Print the policy for reading, or the one for carrying out what the services' files declare."""
    setting = told()
    services = setting.catalogue.services.values()
    if kind == "act":
        policy = acting_policy(services)
    elif kind == "read":
        policy = reading_policy(
            services,
            queue_url=setting.settings.alarm_queue_url,
            topics=setting.settings.sns_topic_arns,
            act_as=setting.catalogue.rules.act_as,
        )
    else:
        refuse("iam-policy knows `read` and `act`.")
        return BAD_ANSWER
    typer.echo(json.dumps(policy, indent=2))
    return 0


def schema(name: str) -> int:
    """Print the JSON Schema of a service's file, of a postmortem's document, or of a check's result."""
    known: Mapping[str, Callable[[], Mapping[str, Any]]] = {
        "service": service_schema,
        "postmortem": postmortem_schema,
        "check": check_schema,
    }
    if name not in known:
        refuse("schema knows `service`, `postmortem` and `check`.")
        return BAD_ANSWER
    typer.echo(json.dumps(known[name](), indent=2, ensure_ascii=False))
    return 0
