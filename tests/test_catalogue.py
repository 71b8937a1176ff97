"""Does the configuration hold what the two documents say, and mean what it says?"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest
import yaml
from apscheduler.triggers.cron import CronTrigger
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalogue import SENTENCES, Catalogue, cron, faults, load, service_schema
from bot.domain.holdings import Bucket, Budget, CostTarget, Expiry, Role, Schedule, Table
from bot.domain.rules import Rights, Rules
from bot.domain.service import (
    Figure,
    Maximum,
    Mean,
    Metric,
    Percentile,
    Range,
    Ratio,
    Service,
    Share,
    Total,
    WorstSum,
)

CONFIG = Path(__file__).parent.parent / "config"
LIVENESS = CONFIG / "services" / "liveness.yaml"
CREATE, RESULT, ENROLLMENT = "FaceAuth-CreateLivenessSession", "FaceAuth-GetLivenessResult", "FaceAuth-Enrollment"
A_DAY = Range(at_least=100, at_most=1000, per_day=True)

MINUTES_30, HOUR = timedelta(minutes=30), timedelta(hours=1)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(CONFIG)


@pytest.fixture(scope="module")
def liveness(catalogue: Catalogue) -> Service:
    return catalogue.services["liveness"]


def figure(service: Service, identity: str) -> Figure:
    (found,) = [figure for figure in service.figures if figure.id == identity]
    return found


def test_what_we_ship_has_no_fault() -> None:
    """Whoever clones the repository starts from files that are well."""
    assert [str(fault) for fault in faults(CONFIG)] == []


# The manual's tables "カスタムメトリクス" and "Lambda メトリクス", line by line: normal range, then threshold.
MANUAL = {
    "sessions_created": (A_DAY, None),
    "success_rate": (Range(more_than=95), Range(less_than=95)),
    "confidence_mean": (Range(more_than=90), Range(less_than=92)),
    "verification_time_mean": (Range(less_than=30), Range(more_than=30)),
    "error_rate": (Range(less_than=1), Range(more_than=1)),
    f"lambda_invocations:{CREATE}": (A_DAY, None),
    f"lambda_invocations:{RESULT}": (A_DAY, None),
    f"lambda_invocations:{ENROLLMENT}": (A_DAY, None),
    f"lambda_errors:{CREATE}": (None, Range(more_than=5)),
    f"lambda_errors:{RESULT}": (None, Range(more_than=5)),
    f"lambda_errors:{ENROLLMENT}": (None, Range(more_than=5)),
    f"lambda_duration:{CREATE}": (Range(less_than=10), Range(more_than=9)),
    f"lambda_duration:{RESULT}": (Range(less_than=15), Range(more_than=14)),
    f"lambda_throttles:{CREATE}": (Range(at_most=0), Range(more_than=0)),
    f"lambda_throttles:{RESULT}": (Range(at_most=0), Range(more_than=0)),
    f"lambda_throttles:{ENROLLMENT}": (Range(at_most=0), Range(more_than=0)),
}
WITHOUT_LIMITS = {
    "verification_time_p50",
    "verification_time_p95",
    "verification_time_p99",
    f"lambda_duration:{ENROLLMENT}",
    f"lambda_concurrency:{CREATE}",
    f"lambda_concurrency:{RESULT}",
    f"lambda_concurrency:{ENROLLMENT}",
}


def test_every_limit_of_the_manual_is_there_and_no_other(liveness: Service) -> None:
    """A threshold that is forgotten or invented would be a wrong answer at three in the morning."""
    limits = {figure.id: (figure.normal, figure.alarm) for figure in liveness.figures}
    assert limits == MANUAL | dict.fromkeys(WITHOUT_LIMITS, (None, None))


def test_errors_are_also_limited_as_a_share_of_invocations(liveness: Service) -> None:
    """The manual's normal range for Lambda errors (< 1%) is of another unit than its threshold (> 5 in 5 minutes)."""
    for function in (CREATE, RESULT, ENROLLMENT):
        invocations = Metric("AWS/Lambda", "Invocations", {"FunctionName": function})
        assert figure(liveness, f"lambda_errors:{function}").share == Share(invocations, Range(less_than=1))


def test_figures_are_computed_as_the_interfaces_say(liveness: Service) -> None:
    """Rates come from sums, durations are in seconds, and counts published only when they happen are known as such."""

    def own(name: str, *, sparse: bool = False) -> Metric:
        return Metric("FaceAuth/Liveness", name, None, sparse)

    def of(function: str, name: str) -> Metric:
        return Metric("AWS/Lambda", name, {"FunctionName": function})

    success, failure = own("SuccessCount", sparse=True), own("FailureCount", sparse=True)
    created, time = own("SessionCreated"), own("VerificationTime")
    expected = {
        "sessions_created": Total(created),
        "success_rate": Ratio(success, (success, failure)),
        "confidence_mean": Mean(own("ConfidenceScore")),
        "verification_time_mean": Mean(time),
        "verification_time_p50": Percentile(time, "p50"),
        "verification_time_p95": Percentile(time, "p95"),
        "verification_time_p99": Percentile(time, "p99"),
        "error_rate": Ratio(own("VerificationError", sparse=True), (created,)),
    }
    for name in (CREATE, RESULT, ENROLLMENT):
        expected |= {
            f"lambda_invocations:{name}": Total(of(name, "Invocations")),
            f"lambda_errors:{name}": WorstSum(of(name, "Errors"), 300),
            f"lambda_duration:{name}": Maximum(of(name, "Duration"), 0.001),
            f"lambda_throttles:{name}": Total(of(name, "Throttles")),
            f"lambda_concurrency:{name}": Maximum(of(name, "ConcurrentExecutions")),
        }
    assert {figure.id: figure.formula for figure in liveness.figures} == expected
    assert figure(liveness, "confidence_mean").unit == "score"
    assert figure(liveness, f"lambda_duration:{RESULT}").function == RESULT
    assert figure(liveness, "error_rate").traffic == created
    charted = {figure.id for figure in liveness.figures if figure.charted}
    assert charted == {
        "sessions_created",
        "success_rate",
        "confidence_mean",
        "verification_time_mean",
        "verification_time_p95",
        "error_rate",
    }


def test_titles_are_in_the_manuals_own_terms(liveness: Service) -> None:
    """People look for the words that they read in the manual."""
    titles = {figure.id: figure.title["ja"] for figure in liveness.figures}
    assert titles["sessions_created"] == "セッション作成数"
    assert titles["success_rate"] == "成功率"
    assert titles["confidence_mean"] == "平均信頼度"
    assert titles["verification_time_mean"] == "平均検証時間"
    assert titles["error_rate"] == "エラー率"
    assert figure(liveness, f"lambda_throttles:{CREATE}").title["en"] == "CreateLivenessSession: throttles"


# The manual's table "CloudWatchアラーム一覧", line by line.
ALARMS = {
    "FaceAuth-Liveness-LowSuccessRate": ("成功率 < 95%", "high", MINUTES_30),
    "FaceAuth-Liveness-LowConfidence": ("平均信頼度 < 92%", "medium", HOUR),
    "FaceAuth-Liveness-SlowVerification": ("検証時間 > 30秒", "medium", HOUR),
    "FaceAuth-Liveness-HighErrorRate": ("エラー率 > 1%", "high", MINUTES_30),
    "FaceAuth-CreateLivenessSession-Errors": ("エラー > 5", "high", MINUTES_30),
    "FaceAuth-GetLivenessResult-Errors": ("エラー > 5", "high", MINUTES_30),
    "FaceAuth-CreateLivenessSession-Timeouts": ("実行時間 > 9秒", "medium", HOUR),
    "FaceAuth-GetLivenessResult-Timeouts": ("実行時間 > 14秒", "medium", HOUR),
}


def test_the_eight_alarms_are_the_manuals(liveness: Service) -> None:
    """Condition, importance and response time stand in the order of the manual, and our prefix finds all eight."""
    found = {alarm.name: (alarm.condition["ja"], alarm.importance, alarm.respond_within) for alarm in liveness.alarms}
    assert found == ALARMS
    assert list(found) == list(ALARMS)
    assert all(name.startswith(liveness.alarm_prefixes) for name in found)


def test_what_the_service_holds_is_the_manuals(liveness: Service) -> None:
    """Functions, logs, storage, roles, cost and lifetimes."""
    assert {function.name: function.log_group for function in liveness.functions} == {
        CREATE: f"/aws/lambda/{CREATE}",
        RESULT: f"/aws/lambda/{RESULT}",
        ENROLLMENT: f"/aws/lambda/{ENROLLMENT}",
    }
    assert liveness.tables == (Table("FaceAuth-LivenessSessions", "expires_at", timedelta(minutes=10)),)
    audit = Expiry("liveness-audit/", timedelta(days=90))
    assert liveness.buckets == (Bucket("face-auth-images-123456789012-us-east-1", (audit,)),)
    assert liveness.roles == (Role("FaceAuthLambdaExecutionRole", "FaceAuthLambdaPolicy"),)
    assert liveness.cost == CostTarget("Amazon Rekognition", 400, 450)
    assert (liveness.region, liveness.dashboard) == ("us-east-1", "FaceAuth-Liveness")
    (rollout,) = liveness.settings
    assert (rollout.id, rollout.function, rollout.variable) == (
        "rollout_percentage",
        ENROLLMENT,
        "LIVENESS_ROLLOUT_PERCENTAGE",
    )


def test_the_escalation_ladder_is_the_manuals(liveness: Service) -> None:
    """Four levels at 0, 30, 60 and 120 minutes, each with its people; medium alarms climb half an hour later."""
    ladder = [
        (rung.level, rung.after / timedelta(minutes=1), [contact.email for contact in rung.contacts])
        for rung in liveness.escalation
    ]
    assert ladder == [
        (1, 0, ["ops@company.com"]),
        (2, 30, ["dev-lead@company.com"]),
        (3, 60, ["architect@company.com"]),
        (4, 120, ["cto@company.com", None]),
    ]
    assert [rung.contacts[0].slack for rung in liveness.escalation] == ["#ops", "#face-auth-dev", None, None]
    assert liveness.escalates_later == {"medium": MINUTES_30}


def test_checks_run_in_the_companys_morning(liveness: Service) -> None:
    """Each period has a time of its own, in Tokyo, and the scheduler understands the line as it is."""
    assert set(liveness.checks) == {"daily", "weekly", "monthly"}
    for schedule in liveness.checks.values():
        assert schedule.timezone == "Asia/Tokyo"
        assert CronTrigger.from_crontab(schedule.cron, timezone=schedule.timezone)
    assert liveness.checks["weekly"] == Schedule("30 9 * * mon", "Asia/Tokyo")


def test_the_image_pipeline_is_a_service_without_cloudwatch(catalogue: Catalogue) -> None:
    """A service that reads nothing from AWS is whole: its alarms come from Alertmanager, its limits are budgets."""
    images = catalogue.services["image-pipeline"]
    spike = images.alarms[0]
    assert (spike.name, spike.source, spike.importance, spike.severity) == (
        "deltaE-spike",
        "alertmanager",
        "high",
        "S1",
    )
    assert {alarm.source for alarm in images.alarms} == {"alertmanager"}
    assert (images.command, images.figures, images.functions) == ("/images", (), ())
    assert images.budgets["deltaE00"] == Budget(at_most=2.0)
    assert set(images.budgets) == {"deltaE00", "ssim", "lpips"}
    assert images.alertmanager_match == {"alertname": "deltaE-spike"}


def test_the_shipped_rules_let_nobody_approve(catalogue: Catalogue) -> None:
    """No configuration, nobody approves; the rest is the interface's defaults, in the team's own time zone."""
    assert catalogue.rules == Rules(timezone="Asia/Tokyo")
    assert catalogue.rules.rights == Rights(("*",), (), ("*",), ())


def test_keys_left_out_have_the_interfaces_defaults(tmp_path: Path) -> None:
    """A schedule without a zone runs in the company's, and everything optional may be absent."""
    (tmp_path / "services").mkdir()
    (tmp_path / "bot.yaml").write_text("{}\n")
    (tmp_path / "services" / "tiny.yaml").write_text(
        "name: tiny\ntitle: { en: Tiny, ja: 小さい }\ncommand: /tiny\nchannel: 小さい運用\nregion: eu-central-1\n"
        'checks:\n  daily: { cron: "0  9 * * MON-FRI" }\n',
        encoding="utf-8",
    )
    told = load(tmp_path)
    assert told.rules == Rules()
    assert told.services["tiny"].checks == {"daily": Schedule("0 9 * * mon-fri", "UTC")}
    assert told.services["tiny"].stale_after == timedelta(minutes=15)


def test_values_are_what_they_look_like(tmp_path: Path) -> None:
    """None of YAML 1.1's surprises: `no` is a text, 12:30 is no number of seconds, and a BOM is passed over."""
    (tmp_path / "services").mkdir()
    (tmp_path / "bot.yaml").write_text("rights: { operate: ['@keiko.t', S0ABCDE12, no, k@example.com] }\n")
    text = "name: on\ntitle: { en: 2026-11-22, ja: 12:30 }\ncommand: /on\nchannel: yes\nregion: us-gov-west-1\n"
    (tmp_path / "services" / "on.yaml").write_text(text, encoding="utf-8-sig")
    told = load(tmp_path)
    assert told.rules.rights.operate == ("keiko.t", "S0ABCDE12", "no", "k@example.com")
    assert told.services["on"].title == {"en": "2026-11-22", "ja": "12:30"}
    assert told.services["on"].channel == "yes"


def test_anchors_that_stay_small_are_welcome(tmp_path: Path) -> None:
    """Repeating a contact by an anchor is ordinary YAML."""
    (tmp_path / "services").mkdir()
    (tmp_path / "bot.yaml").write_text("{}\n")
    text = LIVENESS.read_text(encoding="utf-8").replace("on_call: [ops", "on_call: &team [ops")
    text = re.sub(r"postmortem_lead: \[.*?\]", "postmortem_lead: *team", text)
    (tmp_path / "services" / "liveness.yaml").write_text(text, encoding="utf-8")
    assert load(tmp_path).services["liveness"].postmortem_lead == ("ops@company.com",)


def test_the_schema_accepts_what_we_ship_and_refuses_the_misspelt() -> None:
    """Editors and other programs see the same form as `validate`."""
    schema = service_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    validator = jsonschema.Draft202012Validator(schema)
    for path in sorted(CONFIG.glob("services/*.yaml")):
        assert [error.message for error in validator.iter_errors(yaml.safe_load(path.read_text("utf-8")))] == []
    liveness = yaml.safe_load(LIVENESS.read_text(encoding="utf-8"))
    for change in (
        {"colour": "blue"},
        {"command": "liveness"},
        {"dashboard": None},
        {"stale_after": "-5m"},
        {"figures": [{"id": "a", "title": {"en": "A", "ja": "A"}, "unit": "count"}]},
    ):
        assert list(validator.iter_errors(liveness | change)), change


def test_every_sentence_can_be_filled_and_is_well_formed() -> None:
    """Placeholders are named ones only, so that translators may move them."""
    for sentence in SENTENCES.values():
        names = set(re.findall(r"%\((\w+)\)s", sentence))
        assert sentence % dict.fromkeys(names, "x")
        assert "%" not in re.sub(r"%\(\w+\)s", "", sentence)
        assert sentence.endswith((".", "?", '".')), sentence


_SPANS = st.one_of(
    st.just("*"),
    st.integers(0, 62).map(str),
    st.tuples(st.integers(0, 62), st.integers(0, 62)).map(lambda ends: f"{ends[0]}-{ends[1]}"),
    st.sampled_from([*cron.MONTHS, *cron.WEEKDAYS, "jan-jun", "mon-fri", "fri-mon", "sun", "jan-6", "last"]),
)
_FIELDS = st.tuples(_SPANS, st.one_of(st.just(""), st.integers(0, 40).map(lambda step: f"/{step}"))).map("".join)
_LINES = st.lists(
    st.one_of(st.just("*"), _FIELDS, st.lists(_FIELDS, min_size=2, max_size=3).map(",".join)), min_size=5, max_size=5
).map(" ".join)


@settings(max_examples=400, deadline=None)
@given(line=_LINES)
def test_a_cron_line_that_we_take_runs_in_the_scheduler(line: str) -> None:
    """What passes here is understood by APScheduler and comes round at least every eight years (29 February)."""
    if cron.problem_of(line) is not None:
        return
    start = datetime(2026, 11, 22, tzinfo=UTC)
    due = CronTrigger.from_crontab(line, timezone="UTC").get_next_fire_time(None, start)
    assert due is not None
    assert due - start < timedelta(days=8 * 366)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_damage_to_a_file_brings_us_down(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    """However a file is damaged, either every fault is told or it loads; nothing else is raised."""
    lines = LIVENESS.read_text(encoding="utf-8").splitlines()
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(lines) - 1))
        kind = data.draw(st.sampled_from(["drop", "double", "dedent", "swap", "cut"]))
        other = data.draw(st.integers(0, len(lines) - 1))
        if kind == "drop" and len(lines) > 1:
            del lines[place]
        elif kind == "double":
            lines.insert(place, lines[place])
        elif kind == "dedent":
            lines[place] = lines[place].removeprefix("  ")
        elif kind == "swap":
            lines[place], lines[min(other, len(lines) - 1)] = lines[min(other, len(lines) - 1)], lines[place]
        else:
            lines[place] = lines[place][: len(lines[place]) // 2]
    folder = tmp_path_factory.mktemp("damaged")
    (folder / "services").mkdir()
    (folder / "bot.yaml").write_text("{}\n")
    (folder / "services" / "liveness.yaml").write_text("\n".join(lines), encoding="utf-8")
    found = faults(folder)
    assert all(fault.sentence() and fault.line <= len(lines) for fault in found)
    if not found:
        assert len(load(folder).services) == 1
