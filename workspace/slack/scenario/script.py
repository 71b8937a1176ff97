"""How is a scenario written? A YAML file with a title, a description and steps; every fault is named with its place.

title: {en: A bad deployment, ja: 不良デプロイ}
description: {en: …, ja: …}
steps:
  - note: {en: …, ja: …}                              said on the page while the step runs; any step may have one
  - weather: {liveness: low_success}                  one part of the world, or several
  - say: {as: ben, channel: ops, text: …}             likewise `command`
  - react: {as: ben, channel: ops, emoji: eyes}       to the newest message there
  - click: {as: ben, channel: ops, action: status.refresh}
  - trouble: {do: drop_socket}                        a one-off fault of Slack
  - wait_for: {channel: ops, message: "Degraded|異常", seconds: 20}
  - pause: 3                                          seconds in which a viewer can read
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "scenarios"
Words = Mapping[str, str]
LANGUAGES = ("en", "ja")

FIELDS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "weather": (frozenset(), frozenset({"liveness", "aws", "slack"})),
    "say": (frozenset({"as", "channel", "text"}), frozenset()),
    "command": (frozenset({"as", "channel", "text"}), frozenset()),
    "react": (frozenset({"as", "channel", "emoji"}), frozenset()),
    "click": (frozenset({"as", "channel", "action"}), frozenset()),
    "trouble": (frozenset({"do"}), frozenset({"method", "times", "status", "retry_after"})),
    "wait_for": (frozenset({"channel", "message"}), frozenset({"seconds"})),
}
"""What each kind of step must say, and what it may say besides."""


class ScriptMistakeError(ValueError):
    """A scenario cannot be read; the message names file and place."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens; a step without a kind only says its note."""

    kind: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    note: Words | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """A scenario, ready to be played."""

    name: str
    title: Words
    description: Words
    steps: tuple[Step, ...]

    def as_json(self) -> dict[str, Any]:
        """Describe it for the page."""
        return {"name": self.name, "title": dict(self.title), "description": dict(self.description)}


def scripts(folder: Path = FOLDER) -> dict[str, Script]:
    """Read every scenario of a folder, by name; raises ScriptMistakeError."""
    return {path.stem: read(path) for path in sorted(folder.glob("*.yaml"))}


def read(path: Path) -> Script:
    """Read one scenario; raises ScriptMistakeError."""
    import yaml  # noqa: PLC0415 - only who plays scenarios needs it

    try:
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as broken:
        raise ScriptMistakeError(f"{path.name}: {broken}") from broken
    if not isinstance(told, dict) or set(told) != {"title", "description", "steps"}:
        raise ScriptMistakeError(f"{path.name}: a scenario has title, description and steps, and nothing else.")
    if not isinstance(told["steps"], list) or not told["steps"]:
        raise ScriptMistakeError(f"{path.name}: steps is a list of at least one step.")
    steps = tuple(_step(f"{path.name}, step {number}", one) for number, one in enumerate(told["steps"], 1))
    title, description = (_words(f"{path.name}, {name}", told[name]) for name in ("title", "description"))
    return Script(path.stem, title, description, steps)


def _step(where: str, told: Any) -> Step:
    if not isinstance(told, dict):
        raise ScriptMistakeError(f"{where}: a step is a mapping.")
    note = _words(f"{where}, note", told["note"]) if "note" in told else None
    kinds = [name for name in told if name != "note"]
    if not kinds and note:
        return Step(note=note)
    if len(kinds) != 1 or kinds[0] not in {*FIELDS, "pause"}:
        raise ScriptMistakeError(f"{where}: a step does one of {', '.join((*FIELDS, 'pause'))}; this one: {kinds}.")
    kind = kinds[0]
    return Step(kind, _facts(f"{where}, {kind}", kind, told[kind]), note)


def _facts(where: str, kind: str, told: Any) -> Mapping[str, Any]:
    if kind == "pause":
        if not isinstance(told, int | float) or told < 0:
            raise ScriptMistakeError(f"{where}: a pause is a number of seconds.")
        return {"seconds": float(told)}
    must, may = FIELDS[kind]
    if not isinstance(told, dict) or not must <= set(told) <= must | may or not told:
        raise ScriptMistakeError(
            f"{where}: it says {', '.join(sorted(must | may))}, and this must be said: {sorted(must)}."
        )
    if kind == "wait_for":
        try:
            re.compile(told["message"])
        except re.error as wrong:
            raise ScriptMistakeError(f"{where}: {told['message']!r} is no pattern: {wrong}.") from wrong
    return told


def _words(where: str, told: Any) -> Words:
    if (
        not isinstance(told, dict)
        or set(told) != set(LANGUAGES)
        or not all(isinstance(one, str) for one in told.values())
    ):
        raise ScriptMistakeError(f"{where}: words are written as {{en: …, ja: …}}.")
    return told
