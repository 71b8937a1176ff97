"""What does the whole folder say, and what is wrong with it?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar, cast

from pydantic import BaseModel, ValidationError

from bot.catalogue import meaning, references
from bot.catalogue.bot_file import BotFile
from bot.catalogue.complaints import complaints_of
from bot.catalogue.faults import BadConfigurationError, Complaint, Fault, placed
from bot.catalogue.reading import Written, read
from bot.catalogue.service_file import ServiceFile
from bot.domain.rules import Rules
from bot.domain.service import Service

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All that we were told: the company's rules, and the services by name."""

    rules: Rules
    services: Mapping[str, Service]


@dataclass(frozen=True, slots=True)
class _Read(Generic[M]):
    """One file: its path as people write it, what it says, the model when it fits, and the complaints."""

    path: str
    written: Written
    model: M | None
    complaints: tuple[Complaint, ...]

    def value(self, key: str) -> object:
        """Return a value at the top of the file, as it stands there."""
        return self.written.value.get(key) if isinstance(self.written.value, dict) else None

    def faults(self, more: tuple[Complaint, ...] = ()) -> list[Fault]:
        """Return all that is wrong, in the file's order."""
        return placed(self.path, (*self.complaints, *more), self.written.lines)


def load(config_dir: Path) -> Catalogue:
    """Read `bot.yaml` and `services/*.yaml`; raises `BadConfigurationError` with everything that is wrong."""
    bot, services, found = _look(config_dir)
    if found or bot is None or bot.model is None:
        raise BadConfigurationError(found)
    files = [cast("ServiceFile", service.model) for service in services]
    rules = bot.model.rules()
    return Catalogue(rules, {file.name: meaning.service(file, timezone=rules.timezone) for file in files})


def faults(config_dir: Path) -> tuple[Fault, ...]:
    """Return everything that is wrong with a configuration folder, file by file, line by line."""
    return _look(config_dir)[2]


def _look(config_dir: Path) -> tuple[_Read[BotFile] | None, list[_Read[ServiceFile]], tuple[Fault, ...]]:
    if not config_dir.is_dir():
        return None, [], (Fault(str(config_dir), 0, "", "folder_missing"),)
    folder = config_dir / "services"
    bot = _read(config_dir / "bot.yaml", BotFile)
    services = [_read(path, ServiceFile) for path in sorted(folder.glob("[!.]*.yaml"))] if folder.is_dir() else []
    found = [*bot.faults(), *_overlooked(folder, any_services=bool(services))]
    for place, service in enumerate(services):
        found += service.faults(tuple(_clashes(service, services[:place], bot)))
    return bot, services, tuple(found)


def _read(path: Path, model: type[M]) -> _Read[M]:
    written = read(path)
    complaints = [*written.complaints]
    fitting = None
    if written.value is not None:
        try:
            fitting = model.model_validate(written.value)
        except ValidationError as error:
            complaints += complaints_of(model, error)
        if model is ServiceFile and isinstance(written.value, dict):
            complaints += references.complaints_about(written.value, written.lines)
    return _Read(str(path), written, fitting, tuple(complaints))


def _overlooked(folder: Path, *, any_services: bool) -> Iterator[Fault]:
    if not folder.is_dir():
        yield Fault(str(folder), 0, "", "folder_missing")
        return
    if not any_services:
        yield Fault(str(folder), 0, "", "no_services")
    for path in sorted(folder.glob("[!.]*")):
        if path.suffix.lower() in (".yml", ".yaml") and path.suffix != ".yaml":
            yield Fault(str(path), 0, "", "wrong_ending")


def _clashes(service: _Read[ServiceFile], others: list[_Read[ServiceFile]], bot: _Read[BotFile]) -> Iterator[Complaint]:
    """Say what a service file takes that an earlier one, or the bot itself, has already."""
    for key, complaint in (("name", "service_twice"), ("command", "command_twice")):
        taken = service.value(key)
        for other in others:
            if isinstance(taken, str) and other.value(key) == taken:
                yield Complaint((key,), complaint, {"name": taken, "other": other.path})
                break
    command = service.value("command")
    if command is not None and command == (bot.value("incident_command") or Rules().incident_command):
        yield Complaint(("command",), "command_taken", {"name": command})
