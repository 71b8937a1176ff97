"""What do the stories share while the process lives? The world, and the status answers just read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.service import Service
from bot.flows.status import Statuses
from bot.ports import Ports


@dataclass(frozen=True, slots=True)
class Stories:
    """The services we look after, the world, and answers a few seconds old that everybody who asks may share."""

    services: Mapping[str, Service]
    ports: Ports
    statuses: Statuses
