"""Can a runbook be worked through in a terminal, and do Prometheus' own tools take the rules that we print?"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.test_cli import liveness_bot
from workspace import cloud as clouds

PROMTOOL = shutil.which("promtool") or "promtool"
KEYS = {"service", "alarm", "runbook", "at", "steps", "verdict", "recommended_actions", "emergency"}


@pytest.fixture(scope="module")
def ill() -> Iterator[clouds.PretendAws]:
    with clouds.serve() as serving:
        serving.weather("low_success")
        yield serving


def test_triage_as_json_is_one_document_with_the_promised_keys(ill):
    done = liveness_bot("triage", "liveness", "LowSuccessRate", "--json", **ill.environment)
    document = json.loads(done.stdout)

    assert done.returncode == 0, done.stderr
    assert set(document) == KEYS
    assert (document["service"], document["alarm"]) == ("liveness", "FaceAuth-Liveness-LowSuccessRate")
    assert document["verdict"]["cause"] == "user_surroundings"
    assert document["verdict"]["because"]
    for step in document["steps"]:
        assert {"id", "title", "query", "answer", "reading", "evidence"} <= set(step)
    assert {one["id"] for one in document["recommended_actions"]} == {"guide_users", "tell_support"}


def test_triage_in_the_terminal_begins_with_the_verdict_and_shows_each_step(ill):
    done = liveness_bot("triage", "liveness", "LowSuccessRate", **ill.environment)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "FaceAuth-Liveness-LowSuccessRate: Most likely: The users' surroundings (light, camera)"
    assert lines[1].startswith("Because ")
    # With a tie among the reasons the step only notes them, so which mark stands before it is the weather's.
    assert {"⚠ Failed checks by reason", "· Failed checks by reason"} & set(lines)
    assert any(line.startswith("  [WARNING]") for line in lines)
    assert "is_live=False" in done.stdout
    assert "1. Guide users better in the front end" in lines


def test_triage_speaks_japanese(ill):
    done = liveness_bot("triage", "liveness", "LowSuccessRate", LIVENESS_BOT_LOCALE="ja", **ill.environment)
    assert "推定原因：ユーザー環境の問題（照明不足、カメラ品質低下）" in done.stdout


def test_a_runbook_that_asks_nothing_of_aws_needs_no_way_into_it():
    done = liveness_bot("triage", "image-pipeline", "personal-data-found", AWS_PROFILE="nobody")
    assert done.returncode == 0, done.stderr
    assert "1. Quarantine the images" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("triage", "livenes", "x"), "There is no service livenes here."),
        (("triage", "liveness", "LowSucessRate"), "I know no alarm or symptom LowSucessRate."),
        (("triage", "liveness", "FaceAuth", "--json"), "I know no alarm or symptom FaceAuth."),
        (("alert-rules", "nobody"), "There is no service nobody here."),
        (("alert-rules", "liveness"), "liveness has no alert rules"),
    ],
)
def test_a_wrong_name_is_told_on_standard_error_with_exit_2(arguments, sentence):
    done = liveness_bot(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr


def test_without_credentials_the_document_comes_and_the_exit_is_2():
    """Whoever reads it sees what is a gap; a script knows that asking again won't help."""
    done = liveness_bot("triage", "liveness", "LowSuccessRate", "--json", AWS_PROFILE="nobody")
    document = json.loads(done.stdout)
    assert done.returncode == 2
    assert document["verdict"]["cause"] is None
    assert document["verdict"]["unread"] == [step["id"] for step in document["steps"]]
    assert "credentials" in done.stderr


@pytest.fixture(scope="module")
def rules(tmp_path_factory) -> Path:
    done = liveness_bot("alert-rules", "image-pipeline")
    assert done.returncode == 0, done.stderr
    file = tmp_path_factory.mktemp("rules") / "rules.yaml"
    file.write_text(done.stdout, encoding="utf-8")
    return file


def promtool(*arguments: object) -> subprocess.CompletedProcess[str]:
    words = [PROMTOOL, *map(str, arguments)]
    return subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)


def test_prometheus_own_tool_takes_the_rules(rules):
    done = promtool("check", "rules", rules)
    assert done.returncode == 0, done.stderr
    assert "7 rules found" in done.stdout


def test_the_articles_rule_is_printed_as_it_stands_there(rules):
    (first, *_) = yaml.safe_load(rules.read_text(encoding="utf-8"))["groups"][0]["rules"]
    assert first == {
        "alert": "deltaE-spike",
        "expr": "sum(rate(image_delta_e_over_threshold_total[5m])) by (pipeline) > 0",
        "for": "10m",
        "labels": {"severity": "S1", "service": "image-pipeline", "layer": "quality"},
        "annotations": {
            "summary": "ブランドカラー逸脱 ({{ $labels.pipeline }})",
            "runbook": "https://runbooks/ui/color-drift",
        },
    }


def test_the_articles_rule_fires_after_ten_minutes_with_its_summary_filled_in(rules):
    """Prometheus itself evaluates the rules over a made-up series: silent at 9 minutes, firing at 12."""
    labels = {"severity": "S1", "service": "image-pipeline", "layer": "quality", "pipeline": "hero"}
    told = {"summary": "ブランドカラー逸脱 (hero)", "runbook": "https://runbooks/ui/color-drift"}
    fires = {"exp_labels": labels, "exp_annotations": told}
    trial = {
        "rule_files": [str(rules)],
        "evaluation_interval": "1m",
        "tests": [
            {
                "interval": "1m",
                "input_series": [
                    {"series": 'image_delta_e_over_threshold_total{pipeline="hero"}', "values": "0+5x30"},
                    {"series": 'image_delta_e_over_threshold_total{pipeline="calm"}', "values": "7x30"},
                ],
                "alert_rule_test": [
                    {"eval_time": "9m", "alertname": "deltaE-spike", "exp_alerts": []},
                    {"eval_time": "12m", "alertname": "deltaE-spike", "exp_alerts": [fires]},
                ],
            }
        ],
    }
    file = rules.with_name("trial.yaml")
    file.write_text(yaml.safe_dump(trial, allow_unicode=True), encoding="utf-8")

    done = promtool("test", "rules", file)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_rule_of_ours_can_fire_and_fills_its_summary(rules):
    """An expression that can't match its own metric, or a summary with a wrong label, would be found out too late."""
    series = {
        "image_ssim": "0.5x90",
        "image_lpips": "0.5x90",
        'image_metadata_deviation_total{key="dc:creator"}': "0+1x90",
        "image_metadata_personal_data_total": "0+1x90",
        "image_support_inquiries_total": "0+9x90",
        "image_sns_sentiment_score": "-0.8x90",
    }
    summaries = {
        "ssim-drop": "構造の劣化：SSIM 0.500 (hero)",
        "lpips-rise": "知覚的な劣化：LPIPS 0.500 (hero)",
        "metadata-deviation": "IPTC/XMP キーの逸脱：dc:creator (hero)",
        "personal-data-found": "メタデータに個人情報を検出 (hero)",
        "support-inquiries-surge": "CS 問い合わせの急増：540 件/時 (hero)",
        "sns-sentiment-negative": "SNS の負のトレンド (hero)",
    }
    shipped = [rule for group in yaml.safe_load(rules.read_text(encoding="utf-8"))["groups"] for rule in group["rules"]]
    labels = {rule["alert"]: {**rule["labels"], "pipeline": "hero"} for rule in shipped}
    labels["metadata-deviation"]["key"] = "dc:creator"
    inputs = [
        {"series": f'{name.rstrip("}")}{"," if "{" in name else "{"}pipeline="hero"}}', "values": values}
        for name, values in series.items()
    ]
    checks = [
        {
            "eval_time": "80m",
            "alertname": name,
            "exp_alerts": [{"exp_labels": labels[name], "exp_annotations": {"summary": summary}}],
        }
        for name, summary in summaries.items()
    ]
    trial = {
        "rule_files": [str(rules)],
        "evaluation_interval": "1m",
        "tests": [{"interval": "1m", "input_series": inputs, "alert_rule_test": checks}],
    }
    file = rules.with_name("all.yaml")
    file.write_text(yaml.safe_dump(trial, allow_unicode=True), encoding="utf-8")

    done = promtool("test", "rules", file)
    assert done.returncode == 0, done.stdout + done.stderr
