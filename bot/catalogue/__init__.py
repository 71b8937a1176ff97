"""What were we told of the company and its services? Reads `config/` into the domain's values."""

from __future__ import annotations

from bot.catalogue.faults import BadConfigurationError, Fault
from bot.catalogue.loading import Catalogue, faults, load
from bot.catalogue.schema import service_schema
from bot.catalogue.sentences import SENTENCES

__all__ = ["SENTENCES", "BadConfigurationError", "Catalogue", "Fault", "faults", "load", "service_schema"]
