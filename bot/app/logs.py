"""How does the process log? One JSON object a line on standard error, whoever speaks: we, Bolt, boto3 or DBOS."""

from __future__ import annotations

import logging
import sys
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from bot.adapters.redaction import PatternRedactor

CHATTY = (
    "alembic",
    "botocore",
    "urllib3",
    "slack_sdk",
    "slack_bolt",
    "dbos",
    "uvicorn",
    "bot.adapters.slack.doors.socket_mode",
)
"""What these say at INFO is of use to their own developers only."""


def configure() -> None:
    """Send every log line of the process to standard error as JSON, without secrets and personal data."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        Redacting("{asctime} {levelname} {name} {message}", style="{", rename_fields=FIELDS, json_ensure_ascii=False)
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    # It warns of every connection beyond the pool's size; when many alarms are looked into at once, that is thousands.
    logging.getLogger("urllib3.connectionpool").setLevel(logging.ERROR)


FIELDS = {"asctime": "at", "levelname": "level", "name": "logger", "message": "event"}


class Redacting(JsonFormatter):
    """Redacts the finished line, wherever in it a secret stands: a log is read by more people than a secret.

    Each line is a redaction of its own, so that nothing is kept of what was taken out.
    """

    default_msec_format = "%s.%03d"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._redactor = PatternRedactor()

    def format(self, record: logging.LogRecord) -> str:
        """Return the line without what must not leave us; it is one JSON object as before."""
        return self._redactor.begin().redact(super().format(record)).text
