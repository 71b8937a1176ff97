"""Do the settings hold what the table of interfaces says, and name what is wrong?"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import Settings, WrongSettingError

ALL = """
SLACK_BOT_TOKEN=xoxb-1
SLACK_APP_TOKEN=xapp-1
SLACK_SIGNING_SECRET=shh
SLACK_API_URL=http://127.0.0.1:9/api
DATABASE_URL=postgresql+psycopg://u@h/d
REPORTS_REPOSITORY=git@example.org:r.git
REPORTS_BRANCH=reports/main
REPORTS_AUTHOR="運用 <ops@example.org>"
ALARM_QUEUE_URL=https://sqs.eu-west-1.amazonaws.com/1/q
ALERTMANAGER_TOKEN=bearer
ALERTMANAGER_URL=http://alertmanager:9093/?receiver=liveness-bot
SNS_TOPIC_ARNS=arn:aws:sns:eu-west-1:1:a, arn:aws:sns:eu-west-1:1:b
HTTP_BIND=[::1]:0
LIVENESS_BOT_LOCALE=ja
"""


def _load(folder: Path, text: str) -> Settings:
    file = folder / ".env"
    file.write_text(text, encoding="utf-8")
    return Settings.load(file)


def test_every_variable_of_the_table_is_read_from_a_dotenv_file(tmp_path: Path) -> None:
    settings = _load(tmp_path, ALL + f"CONFIG_DIR={tmp_path}\n")
    access = settings.slack()
    assert access.bot_token.get_secret_value() == "xoxb-1"
    assert access.api_url == "http://127.0.0.1:9/api/"
    assert settings.config_dir == tmp_path
    assert settings.sns_topic_arns == ("arn:aws:sns:eu-west-1:1:a", "arn:aws:sns:eu-west-1:1:b")
    assert settings.alertmanager_url == "http://alertmanager:9093/?receiver=liveness-bot"
    assert settings.http_address == ("::1", 0)
    assert settings.liveness_bot_locale == "ja"
    assert (settings.reports_branch, settings.reports_author) == ("reports/main", "運用 <ops@example.org>")


def test_an_empty_environment_gives_the_table_s_defaults(tmp_path: Path) -> None:
    settings = _load(tmp_path, "SLACK_APP_TOKEN=\nHTTP_BIND=\n")
    assert settings.slack_app_token is None
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.database_url == "sqlite:///var/liveness-bot.db"
    assert settings.config_dir == Path("config")
    assert (settings.reports_repository, settings.reports_branch) == ("var/reports", "main")
    assert settings.http_address == ("127.0.0.1", 8080)
    assert settings.liveness_bot_locale == "en"
    assert settings.sns_topic_arns == ()
    assert settings.alarm_queue_url is None
    assert settings.alertmanager_url is None


@pytest.mark.parametrize(
    "line",
    [
        "SLACK_BOT_TOKEN=xoxp-user-secret",
        "SLACK_APP_TOKEN=xoxb-secret",
        "SLACK_API_URL=ftp://slack.com/api/",
        "SLACK_API_URL=https://slack.com/",
        "DATABASE_URL=mysql://u:secret@h/d",
        "CONFIG_DIR=/no/such/folder",
        "REPORTS_BRANCH=a..b",
        "REPORTS_AUTHOR=ops@example.org",
        "REPORTS_SIGNING_KEY=/nowhere/key",
        "ALARM_QUEUE_URL=queue",
        "ALERTMANAGER_URL=alertmanager:9093",
        "ALERTMANAGER_URL=file:///etc/passwd",
        "ALERTMANAGER_URL=http://bot:secret@alertmanager:9093",
        "ALERTMANAGER_URL=http://alertmanager:port-secret",
        "SNS_TOPIC_ARNS=arn:aws:sqs:x",
        "HTTP_BIND=8080",
        "HTTP_BIND=localhost:99999",
        "LIVENESS_BOT_LOCALE=fr",
    ],
)
def test_a_wrong_value_is_refused_in_one_sentence_that_names_its_variable(tmp_path: Path, line: str) -> None:
    """The sentence says what is wanted, and never shows a value that may be a secret."""
    with pytest.raises(WrongSettingError) as wrong:
        _load(tmp_path, line)
    (sentence,) = wrong.value.sentences
    assert sentence.startswith(line.partition("=")[0] + " must be ")
    assert sentence.endswith(".")
    assert "secret" not in sentence


def test_run_is_told_everything_that_it_lacks_at_once(tmp_path: Path) -> None:
    with pytest.raises(WrongSettingError) as wrong:
        _load(tmp_path, "").slack()
    first, second = wrong.value.sentences
    assert first.startswith("SLACK_BOT_TOKEN is missing")
    assert second.startswith("SLACK_APP_TOKEN or SLACK_SIGNING_SECRET is missing")


def test_secrets_do_not_show_when_settings_are_printed(tmp_path: Path) -> None:
    shown = repr(_load(tmp_path, ALL)) + str(_load(tmp_path, ALL).slack())
    assert "xoxb-1" not in shown
    assert "xapp-1" not in shown
    assert "shh" not in shown
    assert "bearer" not in shown


def test_the_environment_wins_over_the_file_and_the_file_reaches_boto3(tmp_path: Path) -> None:
    """Tried in a process of its own, for it changes that process's environment."""
    (tmp_path / ".env").write_text("AWS_ENDPOINT_URL=http://127.0.0.1:1\nAWS_REGION=eu-west-1\nHTTP_BIND=127.0.0.1:1\n")
    program = (
        "import os; from bot.settings import Settings; s = Settings.load(); "
        "print(s.http_bind, os.environ['AWS_ENDPOINT_URL'], os.environ['AWS_REGION'], 'HTTP_BIND' in os.environ)"
    )
    root = str(Path(__file__).parents[1])
    environment = {"PYTHONPATH": root, "PATH": os.defpath, "HTTP_BIND": "127.0.0.1:2", "AWS_REGION": "ap-northeast-1"}
    told = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == ["127.0.0.1:2", "http://127.0.0.1:1", "ap-northeast-1", "True"]
