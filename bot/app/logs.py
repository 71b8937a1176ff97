"""How does the process log? One JSON object a line on standard error, whoever speaks: we, Bolt, boto3 or DBOS."""

from __future__ import annotations

import logging
import re
import sys

import structlog

SECRETS = re.compile(
    r"\b(xox[abeprs]|xapp|xwfp)-[A-Za-z0-9-]+|\b(AKIA|ASIA)[A-Z0-9]{16}\b|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"
)
"""Tokens and passwords in addresses, as Slack, AWS and URLs write them; a log is read by more people than a secret."""


def configure() -> None:
    """Send every log line of the process to standard error as JSON, with secrets masked."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(default=str, ensure_ascii=False),
            ],
        )
    )
    handler.addFilter(lambda record: record.levelno >= logging.INFO)
    handler.formatter = _Masked(handler.formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for chatty in ("alembic", "botocore", "urllib3", "slack_sdk", "slack_bolt", "httpcore", "dbos", "uvicorn"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


class _Masked(logging.Formatter):
    """Masks secrets in the finished line, wherever in it they stand."""

    def __init__(self, inner: logging.Formatter | None) -> None:
        super().__init__()
        self._inner = inner or logging.Formatter()

    def format(self, record: logging.LogRecord) -> str:
        """Return the line without secrets."""
        return SECRETS.sub("[secret]", self._inner.format(record))
