"""Do the shipped runbooks hold every procedure of the manual, and the alert rules every layer of the article?"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.catalogue import Catalogue, load
from bot.domain.alarms.placing import claimant
from bot.domain.alarms.rules import BY_SEVERITY, Attention, QuietHours, Surge
from bot.domain.alarms.signal import Signal
from bot.domain.runbooks.kinds import KINDS
from bot.domain.runbooks.kinds.log_search import LogLinesOf
from bot.domain.runbooks.runbook import Emergency, Runbook
from bot.domain.runbooks.target import target_of
from bot.domain.service import Service
from tests.fakes import FixedClock

CONFIG = Path(__file__).parent.parent / "config"
CREATE, RESULT = "FaceAuth-CreateLivenessSession", "FaceAuth-GetLivenessResult"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(CONFIG)


@pytest.fixture(scope="module")
def liveness(catalogue: Catalogue) -> Service:
    return catalogue.services["liveness"]


@pytest.fixture(scope="module")
def images(catalogue: Catalogue) -> Service:
    return catalogue.services["image-pipeline"]


def runbook(service: Service, name: str) -> Runbook:
    return next(one for one in service.runbooks if one.id == name)


# The manual's chapters "アラート対応手順" and "トラブルシューティング": which causes it names, which remedies it gives.
MANUAL = {
    "low_success_rate": (
        {"user_surroundings", "rekognition", "threshold"},
        {"guide_users", "tell_support", "look_at_health", "ask_aws_support", "lower_threshold", "ask_developers"},
    ),
    "high_error_rate": (
        {"session_timeouts", "permissions", "quota", "rekognition", "code"},
        {"longer_sessions", "fix_role", "raise_quota", "look_at_health", "read_logs", "roll_back"},
    ),
    "slow_verification": (
        {"rekognition", "slow_table", "cold_starts"},
        {"look_at_health", "ask_aws_support", "raise_capacity", "provisioned_concurrency"},
    ),
    "lambda_errors": (
        {"permissions", "configuration", "code"},
        {"fix_role", "set_variable", "ask_developers", "roll_back"},
    ),
    "slow_session_creation": (
        {"cold_starts", "network"},
        {"more_memory", "provisioned_concurrency", "check_network"},
    ),
    "table_write_errors": ({"table_full"}, {"table_on_demand"}),
    "bucket_access_errors": ({"permissions", "bucket_policy"}, {"fix_role", "fix_bucket_policy"}),
}


@pytest.mark.parametrize("name", MANUAL)
def test_a_procedure_names_the_manuals_causes_and_remedies(liveness: Service, name: str) -> None:
    causes, remedies = MANUAL[name]
    found = runbook(liveness, name)
    assert {one.id for one in found.causes} >= causes
    assert {remedy for one in found.causes for remedy in one.recommends} >= remedies


def test_every_alarm_has_a_runbook_and_its_figure_and_the_function_where_it_is_about_one(liveness: Service) -> None:
    """The manual leaves four of its eight alarms without a procedure; here none is."""
    for alarm in liveness.alarms:
        assert runbook(liveness, alarm.runbook or "").steps, alarm.name
        assert alarm.figure in {figure.id for figure in liveness.figures}, alarm.name
        is_of_one = alarm.name.startswith((CREATE, RESULT))
        assert (alarm.function is not None) is is_of_one
        assert alarm.function is None or alarm.name.startswith(alarm.function)


def test_every_kind_of_step_is_used(liveness: Service) -> None:
    used = {type(step.kind) for one in liveness.runbooks for step in one.steps}
    assert used == set(KINDS.values())


def test_the_manuals_four_kinds_of_error_are_counted_each(liveness: Service) -> None:
    wanted = {"SessionNotFoundError", "SessionExpiredError", "ClientError", "LivenessServiceError"}
    for name in ("high_error_rate", "lambda_errors"):
        kind = next(step.kind for step in runbook(liveness, name).steps if step.id == "errors")
        assert isinstance(kind, LogLinesOf)
        assert {word for one in kind.classes for word in one.contains} == wanted


def test_every_remedy_that_is_described_is_recommended_by_something(
    catalogue: Catalogue,
) -> None:
    for service in catalogue.services.values():
        recommended = {name for one in service.runbooks for cause in one.causes for name in cause.recommends}
        recommended |= {name for one in service.runbooks for name in one.recommends}
        recommended |= {service.emergency.recommends} if service.emergency else set()
        assert {one.id for one in service.recommendations} == recommended


def test_above_five_percent_of_errors_liveness_is_taken_out(liveness: Service) -> None:
    assert liveness.emergency == Emergency("error_rate", 5, "rollout_to_zero")
    remedy = next(one for one in liveness.recommendations if one.id == "rollout_to_zero")
    assert remedy.how is not None
    assert "LIVENESS_ROLLOUT_PERCENTAGE" in remedy.title["en"]
    assert "keeping all its other variables" in remedy.how["en"]
    assert "no protection against impostors" in remedy.how["en"]


def test_symptoms_can_be_asked_for_in_the_manuals_own_words(liveness: Service) -> None:
    for word, name in (
        ("セッション作成が遅い", "slow_session_creation"),
        ("DynamoDB書き込みエラー", "table_write_errors"),
        ("S3アクセスエラー", "bucket_access_errors"),
    ):
        assert target_of(liveness, word).name == name


def test_a_surge_of_reports_is_an_alarm_of_medium_importance(liveness: Service, images: Service) -> None:
    hour = timedelta(hours=1)
    assert liveness.surge == Surge(5, timedelta(minutes=15), "medium", hour, "low_success_rate")
    assert images.surge == Surge(5, timedelta(minutes=15), "medium", hour, "user_trend")
    assert liveness.attention == Attention()


def test_quiet_hours_are_read_with_the_companys_time_zone(tmp_path: Path) -> None:
    (tmp_path / "services").mkdir()
    (tmp_path / "bot.yaml").write_text("timezone: Asia/Tokyo\n")
    (tmp_path / "services" / "tiny.yaml").write_text(
        "name: tiny\ntitle: { en: Tiny, ja: 小さい }\ncommand: /tiny\nchannel: tiny\nregion: eu-central-1\n"
        "attention: { refire_window: 30m, reminders: 2, quiet_hours: { from: 22:00, until: 07:30 } }\n",
        encoding="utf-8",
    )
    found = load(tmp_path).services["tiny"].attention
    begin, end = FixedClock().now().time().replace(22, 0, 0), FixedClock().now().time().replace(7, 30, 0)
    assert found == Attention(timedelta(minutes=30), 10, 2, QuietHours(begin, end, "Asia/Tokyo", ("medium",)))


def test_the_articles_rule_is_there_word_for_word(images: Service) -> None:
    rule = images.alert_rules[0]
    assert rule.name == "deltaE-spike"
    assert rule.expression == "sum(rate(image_delta_e_over_threshold_total[5m])) by (pipeline) > 0"
    assert (rule.lasting, rule.severity) == (timedelta(minutes=10), "S1")
    assert rule.summary == "ブランドカラー逸脱 ({{ $labels.pipeline }})"
    assert rule.runbook == "https://runbooks/ui/color-drift"


def test_the_three_layers_of_monitoring_each_have_rules_and_every_rule_its_alarm(images: Service) -> None:
    """What fires is known by its name, with the importance of its severity."""
    assert [*dict.fromkeys(rule.layer for rule in images.alert_rules)] == ["quality", "metadata", "users"]
    alarms = {alarm.name: alarm for alarm in images.alarms}
    assert set(alarms) == {rule.name for rule in images.alert_rules}
    for rule in images.alert_rules:
        alarm = alarms[rule.name]
        assert (alarm.severity, alarm.importance) == (rule.severity, BY_SEVERITY[rule.severity])
        assert target_of(images, alarm.name).runbook.recommends, alarm.name


def test_personal_data_in_metadata_is_an_emergency_that_is_quarantined(images: Service) -> None:
    rule = next(one for one in images.alert_rules if one.name == "personal-data-found")
    assert rule.severity == "S0"
    assert "quarantine" in runbook(images, "personal_data").recommends


def test_an_alert_finds_its_service_with_our_label_and_the_articles_without_it(catalogue: Catalogue) -> None:
    def owner(alarm: str, **labels: str) -> str:
        at = FixedClock().now()
        signal = Signal("alertmanager", alarm, "x", "firing", at, labels={"alertname": alarm, **labels})
        return claimant(signal, catalogue.services.values())

    assert owner("ssim-drop", service="image-pipeline", severity="S2") == "image-pipeline"
    assert owner("deltaE-spike", severity="S1", pipeline="hero") == "image-pipeline"
    assert owner("something-else") == "unclaimed"
