"""What were we told by the environment: addresses, secrets, and which language everybody reads?"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import AfterValidator, BeforeValidator, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ENV_FILE = Path(".env")
FOREIGN_PREFIXES = ("AWS_", "OTEL_")
"""Variables that boto3 and OpenTelemetry read for themselves; in a `.env` file they would not find them."""


class WrongSettingError(Exception):
    """A setting is wrong or missing; each sentence names its variable and says what is wanted."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True, slots=True)
class SlackAccess:
    """How we get into Slack: by Socket Mode when there is an app token, else over HTTP with the signing secret."""

    bot_token: SecretStr
    app_token: SecretStr | None
    signing_secret: SecretStr | None
    api_url: str


def _bot_token(value: SecretStr) -> SecretStr:
    return _token(value, "xoxb-", "a bot token, which begins with xoxb-")


def _app_token(value: SecretStr) -> SecretStr:
    return _token(value, "xapp-", "an app-level token, which begins with xapp-")


def _token(value: SecretStr, prefix: str, wanted: str) -> SecretStr:
    if not value.get_secret_value().startswith(prefix):
        raise ValueError(f"must be {wanted}")
    return value


def _api_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc or not parts.path.rstrip("/").endswith("/api"):
        raise ValueError("must be an http or https address that ends in /api/, such as https://slack.com/api/")
    return value.rstrip("/") + "/"


def _database_url(value: str) -> str:
    scheme = urlsplit(value).scheme
    if scheme.partition("+")[0] == "sqlite" or scheme == "postgresql+psycopg":
        return value
    raise ValueError("must be a URL that begins with sqlite:/// or postgresql+psycopg://")


def _queue_url(value: str) -> str:
    if urlsplit(value).scheme not in {"http", "https"}:
        raise ValueError("must be the queue's http or https address")
    return value


def _pages(value: str) -> str:
    if not value.startswith(("https://", "http://")) or value.count("{path}") != 1:
        raise ValueError("it is an address with {path} in it, such as https://git.example/reports/blob/main/{path}")
    return value


def _alertmanager_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in {"http", "https"} or "@" in parts.netloc or parts.fragment:
        raise ValueError("must be Alertmanager's http or https address, with no name or password in it")
    return value


def _folder(value: Path) -> Path:
    if not value.is_dir():
        raise ValueError(f"must be a folder; there is none at {value}")
    return value


def _topics(value: object) -> object:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _arns(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        if not value.startswith("arn:") or ":sns:" not in value:
            raise ValueError(f"must be SNS topic ARNs with commas between them; {value!r} is none")
    return values


def _bind(value: str) -> str:
    host, colon, port = value.rpartition(":")
    if not colon or not host or not port.isdecimal() or int(port) > 65_535:  # noqa: PLR2004 - the highest port
        raise ValueError("must be an address and a port, such as 127.0.0.1:8080")
    return value


def _branch(value: str) -> str:
    if not re.fullmatch(r"(?!-)[^\s~^:?*\[\\]+(?<![./])", value) or ".." in value:
        raise ValueError("must be the name of a git branch")
    return value


def _author(value: str) -> str:
    if not re.fullmatch(r"[^<>\n\0]*[^<>\s\0] <[^<>\s\0]+>", value):
        raise ValueError("must be a name and a mail address, such as liveness-bot <liveness-bot@example.org>")
    return value


def _key_file(value: Path) -> Path:
    if not value.expanduser().is_file():
        raise ValueError(f"must be the path of an SSH key; there is no file at {value}")
    return value.expanduser()


def _locale(value: object) -> object:
    if value not in {"en", "ja"}:
        raise ValueError("must be en or ja")
    return value


class Settings(BaseSettings):
    """The environment, checked. `load` is the way to make one: it turns faults into sentences."""

    model_config = SettingsConfigDict(
        env_file=ENV_FILE, env_ignore_empty=True, extra="ignore", frozen=True, validate_default=False
    )

    slack_bot_token: Annotated[SecretStr, AfterValidator(_bot_token)] | None = None
    slack_app_token: Annotated[SecretStr, AfterValidator(_app_token)] | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_url: Annotated[str, AfterValidator(_api_url)] = "https://slack.com/api/"
    database_url: Annotated[str, AfterValidator(_database_url)] = "sqlite:///var/liveness-bot.db"
    config_dir: Annotated[Path, AfterValidator(_folder)] = Path("config")
    reports_repository: str = "var/reports"
    reports_branch: Annotated[str, AfterValidator(_branch)] = "main"
    reports_author: Annotated[str, AfterValidator(_author)] = "liveness-bot <liveness-bot@localhost>"
    reports_url: Annotated[str, AfterValidator(_pages)] | None = None
    reports_signing_key: Annotated[Path, AfterValidator(_key_file)] | None = None
    alarm_queue_url: Annotated[str, AfterValidator(_queue_url)] | None = None
    alertmanager_token: SecretStr | None = None
    alertmanager_url: Annotated[str, AfterValidator(_alertmanager_url)] | None = None
    sns_topic_arns: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_topics), AfterValidator(_arns)] = ()
    http_bind: Annotated[str, AfterValidator(_bind)] = "127.0.0.1:8080"
    liveness_bot_locale: Annotated[Literal["en", "ja"], BeforeValidator(_locale)] = "en"

    @classmethod
    def load(cls, env_file: Path | None = ENV_FILE) -> Settings:
        """Read the environment and a `.env` file, whose values yield to the environment's.

        What boto3 and OpenTelemetry read for themselves is put into the environment from there. Raises
        WrongSettingError with a sentence for each wrong variable; no sentence shows a value that may be a secret.
        """
        if env_file is not None:
            for name, value in dotenv_values(env_file).items():
                if name.startswith(FOREIGN_PREFIXES) and value is not None:
                    os.environ.setdefault(name, value)  # noqa: TID251 - this is the place
        try:
            return cls(_env_file=env_file)
        except ValidationError as error:
            raise WrongSettingError(*_sentences(error)) from None

    @property
    def reports_cache(self) -> Path:
        """The folder of our own clone of the report repository; it may be deleted at any time."""
        name = hashlib.sha256(self.reports_repository.encode()).hexdigest()[:12]
        return Path("var") / f"reports-cache-{name}"

    def slack(self) -> SlackAccess:
        """Return what `run` and `doctor` need to get into Slack; raises WrongSettingError naming what is missing."""
        missing = []
        if self.slack_bot_token is None:
            missing.append("SLACK_BOT_TOKEN is missing: it is the app's bot token, which begins with xoxb-.")
        if self.slack_app_token is None and self.slack_signing_secret is None:
            missing.append(
                "SLACK_APP_TOKEN or SLACK_SIGNING_SECRET is missing: give the app-level token (xapp-) for Socket Mode, "
                "or the signing secret for HTTP mode."
            )
        if missing or self.slack_bot_token is None:
            raise WrongSettingError(*missing)
        return SlackAccess(self.slack_bot_token, self.slack_app_token, self.slack_signing_secret, self.slack_api_url)

    @property
    def http_address(self) -> tuple[str, int]:
        """Return the host (without the brackets of IPv6) and port that HTTP is served on; port 0 takes any free one."""
        host, _, port = self.http_bind.rpartition(":")
        return host.strip("[]"), int(port)


def _sentences(error: ValidationError) -> list[str]:
    found = {}
    for fault in error.errors(include_input=False, include_url=False):
        variable = str(fault["loc"][0]).upper()
        reason = str(fault["msg"]).removeprefix("Value error, ")
        found[variable] = f"{variable} {reason if reason.startswith('must') else 'is wrong: ' + reason}."
    return list(found.values())


def surroundings() -> dict[str, str]:
    """Return the environment for a program of ours that is given other addresses: only what isn't an address stays.

    Proxies go too: everything it talks to is on loopback, and Slack's Socket Mode client knows no `NO_PROXY`.
    """
    addresses = {name.upper() for name in Settings.model_fields} - {"CONFIG_DIR", "LIVENESS_BOT_LOCALE"}
    foreign = ("SLACK_", *FOREIGN_PREFIXES)
    return {
        name: value
        for name, value in os.environ.items()  # noqa: TID251 - this is the place
        if name.upper() not in addresses and not name.startswith(foreign) and not name.lower().endswith("_proxy")
    }
