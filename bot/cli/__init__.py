"""What can be said on the command line?

One file per command; each imports only what it needs when it is called, so that `validate` answers in a blink.
Exit codes: 0 fine, 1 the answer is bad, 2 wrong use or configuration.
"""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Annotated, Literal

import typer

BAD_ANSWER = 1
WRONG_USE = 2

cli = typer.Typer(
    name="liveness-bot",
    help="Runs on-call for AWS services from the chat where people already talk.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

postmortem = typer.Typer(name="postmortem", help="Write postmortems.", no_args_is_help=True)
cli.add_typer(postmortem)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on standard output, and nothing else.")]


@cli.command()
def run() -> None:
    """Run the bot."""
    from bot.cli.run import run as act

    raise typer.Exit(act())


@cli.command()
def demo(
    port: Annotated[int, typer.Option(help="The page's port; another is used when it is taken.")] = 8765,
    scenario: Annotated[str | None, typer.Option(help="Play this story in it; the weather panel lists them.")] = None,
) -> None:
    """Open the local workspace with a pretend AWS; no Slack, no account."""
    from bot.cli.demo import demo as act

    raise typer.Exit(act(port, scenario))


@cli.command()
def status(
    service: str,
    window: Annotated[str, typer.Option(help="1h, 24h or 7d.")] = "1h",
    as_json: Json = False,
) -> None:
    """Show a service's status card in the terminal."""
    from bot.cli.status import status as act

    raise typer.Exit(act(service, window, as_json=as_json))


@cli.command()
def triage(service: str, alarm: str, as_json: Json = False) -> None:
    """Work the runbook of an alarm or a symptom through: the most likely cause, and what helps."""
    from bot.cli.triage import triage as act

    raise typer.Exit(act(service, alarm, as_json=as_json))


@cli.command(name="alert-rules")
def alert_rules(service: str) -> None:
    """Print the rules that Prometheus needs for a service's alerts."""
    from bot.cli.alert_rules import alert_rules as act

    raise typer.Exit(act(service))


@cli.command()
def understand() -> None:
    """Tell what chat messages mean: JSON lines with `id` and `text` in, `id`, `intent` and `value` out."""
    from bot.cli.understanding import understand as act

    raise typer.Exit(act())


@postmortem.command(name="from-export")
def from_export(
    export: Annotated[Path, typer.Argument(metavar="ZIP", help="A Slack export: the zip, or its folder.")],
    channel: Annotated[str, typer.Option(metavar="NAME", help="The incident's channel.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where PM-….md and .json are written.")],
    timezone: Annotated[
        str | None, typer.Option(metavar="TZ", help="The zone of its times; bot.yaml's.", show_default=False)
    ] = None,
    include: Annotated[Literal["suggested", "all"], typer.Option(help="Which messages become rows.")] = "suggested",
    name: Annotated[
        str | None, typer.Option("--id", metavar="PM-…", help="Its id; the day's next free one.", show_default=False)
    ] = None,
) -> None:
    """Write the postmortem of an incident that is only in a Slack export."""
    from bot.cli.from_export import from_export as act

    raise typer.Exit(act(export, channel, out, timezone, include, name))


@cli.command()
def gate(
    service: str,
    metrics: Annotated[Path, typer.Option(metavar="FILE", help="JSON: an object of names and numbers.")],
    reports: Annotated[
        Path | None, typer.Option(metavar="DIR", help="A checkout of the report repository.", show_default=False)
    ] = None,
) -> None:
    """Say whether a change may go in: its figures against the service's budgets, and overdue corrective actions."""
    from bot.cli.gate import gate as act

    raise typer.Exit(act(service, metrics, reports))


@cli.command()
def kpi(
    reports: Annotated[
        Path | None, typer.Option(metavar="DIR", help="A checkout of it, read instead.", show_default=False)
    ] = None,
    as_json: Json = False,
) -> None:
    """Show the figures of all postmortems in the report repository: times, on-time rates, corrective actions."""
    from bot.cli.kpi import kpi as act

    raise typer.Exit(act(reports, as_json=as_json))


@cli.command()
def redact(
    json_lines: Annotated[
        bool, typer.Option("--json-lines", help="Objects with `id` and `text` in, with `redactions` beside them out.")
    ] = False,
) -> None:
    """Take secrets and personal data out of a text: standard input, redacted, to standard output."""
    from bot.cli.redacting import redact as act

    raise typer.Exit(act(json_lines=json_lines))


@cli.command()
def validate(directory: Annotated[Path | None, typer.Argument(metavar="[DIR]", show_default=False)] = None) -> None:
    """Check the configuration; every fault is named with its file, line and field."""
    from bot.cli.describe import validate as act

    raise typer.Exit(act(directory))


@cli.command()
def manifest(
    form: Annotated[str, typer.Option("--format", help="yaml or json.")] = "yaml",
    url: Annotated[str | None, typer.Option(help="The bot's public address: HTTP mode. Left out: Socket Mode.")] = None,
) -> None:
    """Print the Slack app manifest, made from the commands and the services."""
    from bot.cli.describe import manifest as act

    raise typer.Exit(act(form, url))


@cli.command(name="iam-policy")
def iam_policy(kind: Annotated[str, typer.Argument(metavar="[read|act]")] = "read") -> None:
    """Print the least IAM policy that the bot needs for reading, or for carrying out actions."""
    from bot.cli.describe import iam_policy as act

    raise typer.Exit(act(kind))


@cli.command()
def schema(name: Annotated[str, typer.Argument(metavar="[service|postmortem|check]")]) -> None:
    """Print a JSON Schema (2020-12)."""
    from bot.cli.describe import schema as act

    raise typer.Exit(act(name))


@cli.command()
def verify(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH", help="Postmortems, manifests, or folders of them.", show_default=False),
    ] = None,
    as_json: Json = False,
) -> None:
    """Look for what was changed or is missing in postmortems and their evidence; without a path, in the record."""
    from bot.cli.verify import verify as act

    raise typer.Exit(act(paths or (), as_json=as_json))


def main() -> None:
    """Start the command line."""
    # Collecting garbage while modules are loaded finds none and takes a fifth of the start; `run` switches it on again.
    gc.disable()
    cli()
