"""Does the command line do what `interfaces` promise: one document on standard output, and an exit code one can trust?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from bot.adapters.aws.queries import iam_actions
from bot.catalogue import load
from bot.domain.checks_schema import check_schema
from workspace import cloud as clouds
from workspace.slack import Manifest

ROOT = Path(__file__).parent.parent
FUNCTIONS = [f"FaceAuth-{name}" for name in ("CreateLivenessSession", "GetLivenessResult", "Enrollment")]
FIGURES = ["sessions_created", "success_rate", "confidence_mean", "verification_time_mean", "error_rate"]
ITEMS = {*FIGURES, "alarms_firing", "verification_time_p95", "rollout_percentage"} | {
    f"lambda_{what}:{function}" for what in ("errors", "throttles", "duration", "invocations") for function in FUNCTIONS
}
KEYS = {"id", "title", "verdict", "value", "previous", "unit", "threshold", "window"} | {
    *("data_age_seconds", "since_last", "detail", "source", "console_url")
}
Done = subprocess.CompletedProcess[str]


def liveness_bot(*arguments: str, **environment: str) -> Done:
    """Run a command as people do, in an environment that tells it nothing but what is given."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "AWS_"))}  # noqa: TID251 - the surroundings of the command
    told = bare | {"AWS_EC2_METADATA_DISABLED": "true", "COLUMNS": "100"} | environment
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=ROOT, env=told, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def cloud() -> Iterator[clouds.PretendAws]:
    with clouds.serve() as serving:
        yield serving


def test_help_names_every_command_and_nonsense_is_wrong_use():
    told = liveness_bot("--help")
    assert told.returncode == 0
    for command in ("run", "demo", "status", "validate", "manifest", "iam-policy", "schema"):
        assert command in told.stdout
    assert liveness_bot("frobnicate").returncode == 2
    assert (
        subprocess.run(
            [Path(sys.executable).parent / "liveness-bot", "--help"], capture_output=True, check=False
        ).returncode
        == 0
    )


def test_status_as_json_is_one_document_with_the_promised_keys(cloud):
    """0 when healthy; every item that others read is there, and nothing else is on standard output."""
    done = liveness_bot("status", "liveness", "--json", **cloud.environment)
    document = json.loads(done.stdout)

    assert (done.returncode, document["verdict"]) == (0, "healthy"), done.stderr
    assert set(document) == {"service", "window", "at", "verdict", "items"}
    assert (document["service"], document["window"]) == ("liveness", "1h")
    assert document["at"].endswith("Z")
    items = {item["id"]: item for item in document["items"]}
    assert ITEMS - set(items) == set()
    for item in items.values():
        assert set(item) == KEYS, item["id"]
        assert item["verdict"] in {"ok", "warn", "fail", "unknown"}
        assert item["since_last"] in {"new", "worse", "same", "better", None}
    assert items["success_rate"]["threshold"] == {"normal": {"more_than": 95}, "alarm": {"less_than": 95}}
    Draft202012Validator(check_schema()["properties"]["items"]).validate(
        document["items"]
    )  # a check's lines are the same


def test_status_in_the_terminal_says_what_is_wrong_and_exits_with_1(cloud):
    cloud.weather("low_success")
    try:
        done = liveness_bot("status", "liveness", **cloud.environment)
    finally:
        cloud.weather("healthy")

    assert done.returncode == 1, done.stderr
    assert "Degraded" in done.stdout
    assert "FaceAuth-Liveness-LowSuccessRate" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("status", "livenes"), "There is no service livenes here."),
        (("status", "liveness", "--window", "3h"), "I can't look back over 3h."),
        (("status", "liveness", "--json", "--window", "3h"), "I can't look back over 3h."),
    ],
)
def test_a_wrong_name_is_told_on_standard_error_with_exit_2(arguments, sentence):
    done = liveness_bot(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr


def test_missing_credentials_are_wrong_configuration_and_not_an_ill_service():
    """The document still comes, for whoever reads it; 2 tells a script that asking again won't help."""
    done = liveness_bot("status", "liveness", "--json", AWS_PROFILE="nobody")
    assert done.returncode == 2
    assert json.loads(done.stdout)["verdict"] == "unknown"
    assert "credentials" in done.stderr
    assert "Traceback" not in done.stderr


def test_validate_accepts_our_configuration_and_names_every_fault_of_a_bad_one(tmp_path):
    good = liveness_bot("validate")
    assert (good.returncode, good.stderr) == (0, "")
    assert "image-pipeline, liveness" in good.stdout

    (tmp_path / "services").mkdir()
    (tmp_path / "bot.yaml").write_text("timezone: Mars/Phobos\n")
    (tmp_path / "services" / "x.yaml").write_text("name: x\ncolour: red\n")
    bad = liveness_bot("validate", str(tmp_path))
    assert (bad.returncode, bad.stdout) == (2, "")
    assert f"{tmp_path}/bot.yaml:1: timezone: " in bad.stderr
    assert f"{tmp_path}/services/x.yaml:2: colour: " in bad.stderr
    assert liveness_bot("validate", str(tmp_path / "nowhere")).returncode == 2


def test_the_manifest_is_the_same_as_yaml_and_as_json_and_within_slacks_limits():
    """Slack docs, app manifest reference: lengths, and what HTTP mode needs."""
    as_yaml, as_json = liveness_bot("manifest"), liveness_bot("manifest", "--format", "json")
    told = json.loads(as_json.stdout)

    assert yaml.safe_load(as_yaml.stdout) == told
    read = Manifest.read(told)
    assert set(read.commands) == {"/incident", "/liveness", "/images"}
    assert all(read.hears(event) for event in read.events)
    assert len(read.name) <= 35
    assert all(command.should_escape and len(command.description) <= 2000 for command in read.commands.values())
    over_http = json.loads(
        liveness_bot("manifest", "--format", "json", "--url", "https://x.example/slack/events").stdout
    )
    assert over_http["settings"]["socket_mode_enabled"] is False
    assert over_http["features"]["slash_commands"][0]["url"] == "https://x.example/slack/events"
    assert liveness_bot("manifest", "--format", "xml").returncode == 2


def test_the_iam_policy_grants_exactly_what_is_asked_of_aws():
    done = liveness_bot("iam-policy", "read")
    policy = json.loads(done.stdout)

    planning = {
        one for service in load(ROOT / "config").services.values() for act in service.actions for one in act.kind.READS
    }
    assert {one for row in policy["Statement"] for one in row["Action"]} == {*iam_actions(), *planning}
    assert {row["Effect"] for row in policy["Statement"]} == {"Allow"}
    assert liveness_bot("iam-policy", "write").returncode == 2


def test_the_schema_of_a_service_is_valid_and_our_own_services_keep_it():
    schema = json.loads(liveness_bot("schema", "service").stdout)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema)
    for file in (ROOT / "config" / "services").glob("*.yaml"):
        Draft202012Validator(schema).validate(yaml.safe_load(file.read_text()))
    assert liveness_bot("schema", "nosuch").returncode == 2


@pytest.mark.parametrize(("name", "title"), [("postmortem", "Postmortem"), ("check", "Check")])
def test_the_other_schemas_are_printed_and_valid(name, title):
    schema = json.loads(liveness_bot("schema", name).stdout)
    Draft202012Validator.check_schema(schema)
    assert (schema["title"], schema["additionalProperties"]) == (title, False)
