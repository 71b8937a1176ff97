"""Does each way of looking show what an engineer would see, and never take silence for health?"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from bot.adapters.pages import Pages
from bot.app.places import TEMPLATES
from bot.catalogue.runbook_file import StepEntry
from bot.domain.diagnostics import (
    AlarmChange,
    BucketReading,
    Change,
    Deployment,
    HealthEvent,
    Quota,
    TableReading,
)
from bot.domain.items import DETAILS
from bot.domain.knowledge import Failed
from bot.domain.queries import FunctionConfiguration, FunctionReading, Metrics, Query
from bot.domain.runbooks import kinds
from bot.domain.runbooks.answers import GAPS
from bot.domain.runbooks.by_hand import by_hand
from bot.domain.runbooks.kinds import KINDS
from bot.domain.runbooks.kinds.log_search import LineClass
from bot.domain.runbooks.kinds.role import Deed
from bot.domain.runbooks.runbook import StepKind
from bot.domain.service import Function, Mean, Metric, Range, Total
from tests.fakes import FakeCloud
from tests.liveness import CREATE, FIGURES, LOW_SUCCESS, figure, liveness, well
from tests.runbooks import GROUP, TABLE, ago, look, scene

DENIED = Failed("denied", "x:Y", needs="x:Y")
FAILURES = kinds.LogLinesOf(
    ("{function}",),
    ('"is_live=False"', "{ $.is_live IS FALSE }"),
    ("is_live=False", '"is_live": false'),
    (
        LineClass("dark", {"en": "too dark", "ja": "暗い"}, ("low_light",)),
        LineClass("camera", {"en": "camera", "ja": "カメラ"}, ("camera_quality",)),
    ),
)
CALLS = figure("calls", Total(Metric("AWS/Rekognition", "SuccessfulRequestCount", {"Operation": "Create"})))
SAMPLES: dict[str, StepKind] = {
    "figures": kinds.Figures(("success_rate",)),
    "log_search": FAILURES,
    "functions": kinds.FunctionsAsTheyAre(("{function}",)),
    "history": kinds.History(),
    "quotas": kinds.QuotasOf("rekognition", ("Create",), {"Create": "calls"}),
    "health": kinds.AwsHealth(("REKOGNITION",)),
    "changes": kinds.Changes(("{function}",), (TABLE,)),
    "throttling": kinds.Throttling(TABLE),
    "bucket": kinds.Bucket("images"),
    "role": kinds.Role("role", (Deed(("s3:GetObject",), ("arn:a",)), Deed(("rekognition:Create",)))),
    "cold_starts": kinds.ColdStarts(("{function}",)),
}


class TestEveryKind:
    def test_has_an_entry_in_the_file_a_sentence_and_a_sample_here(self) -> None:
        """Whoever adds a kind is told what else it needs."""
        sentences = Pages(TEMPLATES).sentences("triage")
        for name in KINDS:
            assert name in StepEntry.model_fields, f"StepEntry has no field {name}: nobody could write such a step"
            assert name in sentences, f"templates/triage/sentences.j2 has no macro {name}: nobody could read it"
            assert name in SAMPLES, f"tests/domain/test_runbook_kinds.py has no sample of {name}"
        assert set(SAMPLES) == set(KINDS)

    @pytest.mark.parametrize("name", KINDS)
    def test_says_in_its_docstring_which_signs_it_gives(self, name: str) -> None:
        """The YAML's authors read it there."""
        told = KINDS[name].__doc__ or ""
        for sign in SAMPLES[name].signs:
            general = re.sub(r"^success_rate_", "<figure>_", sign)
            general = re.sub(r"^(mostly_)?(dark|camera)$", r"\1<class>", general)
            assert f"`{general}`" in told, f"{KINDS[name].__name__} gives the sign {sign} and doesn't say so"

    @pytest.mark.parametrize("name", KINDS)
    def test_is_a_gap_and_no_sign_when_nothing_is_answered(self, name: str) -> None:
        """An account that refuses everything looks neither well nor ill."""
        cloud = FakeCloud()
        service = liveness(figures=(*FIGURES, CALLS))
        where = scene(cloud, service)
        reading = SAMPLES[name].read(where, dict.fromkeys(SAMPLES[name].questions(where), DENIED))
        assert reading.signs == {}
        assert reading.gap is not None
        assert reading.gap.key in (*DETAILS, *GAPS)

    @pytest.mark.parametrize("name", KINDS)
    def test_asks_nothing_new_of_the_same_moment_and_can_be_asked_by_hand(self, name: str) -> None:
        """Questions are values: the same scene asks the same, and each is told as a command."""
        cloud = FakeCloud()
        where = scene(cloud, liveness(figures=(*FIGURES, CALLS)))
        asked = SAMPLES[name].questions(where)
        assert asked == SAMPLES[name].questions(where)
        assert asked
        for query in asked:
            calls = by_hand(query, "eu-west-1")
            assert calls
            assert all(call.startswith("aws ") and " --region " in call for call in calls)

    def test_gives_only_signs_that_it_announces(self) -> None:
        """A cause that names a sign nobody can give would never be found; the catalogue relies on the announcement."""
        for name, (kind, cloud) in seen_by_all().items():
            reading = look(kind, cloud, scene(cloud, liveness(figures=(*FIGURES, CALLS))))
            assert set(reading.signs) <= kind.signs, name

    def test_tells_its_signs_gaps_and_readings_in_words_that_exist(self) -> None:
        pages = Pages(TEMPLATES)
        for name, (kind, cloud) in seen_by_all().items():
            reading = look(kind, cloud, scene(cloud, liveness(figures=(*FIGURES, CALLS))))
            for detail in (reading.said, *reading.signs.values()):
                for locale in ("en", "ja"):
                    assert pages.sentence(f"triage/{detail.key}", detail.facts, locale), (name, detail)
        assert pages.sentences("triage") >= set(GAPS)


def seen_by_all() -> dict[str, tuple[StepKind, FakeCloud]]:
    """Return for each kind a cloud in which it sees something."""
    cloud = well()
    now = cloud.clock.now()
    for text in ("is_live=False reason=low_light", "is_live=False reason=camera_quality"):
        cloud.put_log(GROUP, ago(cloud, minutes=3), text)
    cloud.put_log(GROUP, ago(cloud, minutes=2), report(1, 3000))
    cloud.put_history(LOW_SUCCESS, AlarmChange(now, "OK", "ALARM"))
    cloud.put_quota("rekognition", Quota("L-1", "Create sessions", 5, is_adjustable=True))
    cloud.put_health(health_event())
    cloud.put_change(Change("1", ago(cloud, minutes=9), "UpdateAlias", "deploybot", CREATE))
    cloud.put_deployment(CREATE, Deployment("2", ago(cloud, minutes=9), "new", ("live",)))
    cloud.put_table(TableReading(TABLE, "ACTIVE", False, 1, 1))
    cloud.publish("AWS/DynamoDB", "WriteThrottleEvents", ago(cloud, minutes=2), 3, TableName=TABLE)
    cloud.put_bucket(BucketReading("images", None, None, None, "aws:kms", "key"))
    cloud.put_role("role", {("s3:GetObject", "arn:a"): "allowed"})
    return {name: (kind, cloud) for name, kind in SAMPLES.items()}


def report(number: int, init_ms: float | None = None) -> str:
    init = f"Init Duration: {init_ms:.2f} ms\t" if init_ms is not None else ""
    return f"REPORT RequestId: {number}\tDuration: 12.00 ms\tBilled Duration: 13 ms\tMemory Size: 256 MB\t{init}\n"


def health_event(**more: Any) -> HealthEvent:
    at = FakeCloud().clock.now()
    told = {"started_at": at, "ended_at": None, "status": "open", "description": "Slow.\n\nWe look into it."}
    return HealthEvent("arn:1", "REKOGNITION", "AWS_SLOW", "issue", "us-east-1", **{**told, **more})


class TestFigures:
    def test_a_broken_limit_is_a_sign_and_so_is_the_turn_for_the_worse(self) -> None:
        reading = look(kinds.Figures(("success_rate",)), well(failures=30))
        assert set(reading.signs) == {"success_rate_broken"}
        assert reading.signs["success_rate_broken"].facts["value"] == pytest.approx(70)
        assert reading.gap is None

    def test_what_keeps_to_its_limits_is_fine(self) -> None:
        assert set(look(kinds.Figures(("success_rate", "confidence_mean")), well()).signs) == {
            "success_rate_fine",
            "confidence_mean_fine",
        }

    def test_getting_worse_within_the_limits_is_a_sign_too(self) -> None:
        cloud = FakeCloud()
        for minutes, seconds in ((90, 8.0), (30, 26.0)):
            cloud.publish("FaceAuth/Liveness", "VerificationTime", ago(cloud, minutes=minutes), seconds)
        cloud.publish("FaceAuth/Liveness", "VerificationTime", ago(cloud, minutes=1), 26.0)
        assert set(look(kinds.Figures(("verification_time_mean",)), cloud).signs) == {
            "verification_time_mean_fine",
            "verification_time_mean_worse",
        }

    def test_no_traffic_is_a_gap_and_nothing_is_fine(self) -> None:
        """A rate without visitors is unknown; it must not acquit anybody."""
        reading = look(kinds.Figures(("success_rate",)), FakeCloud())
        assert reading.signs == {}
        assert reading.gap is not None
        assert reading.gap.key == "never_published"

    def test_a_figure_of_the_alarms_own_function_is_named_without_it(self) -> None:
        reading = look(kinds.Figures(("lambda_duration:{function}",)), well(duration=12_000))
        assert set(reading.signs) == {"lambda_duration_broken"}

    def test_without_limits_there_is_no_sign(self) -> None:
        service = liveness(figures=(figure("free", Mean(Metric("FaceAuth/Liveness", "ConfidenceScore"))),))
        reading = look(kinds.Figures(("free",)), (cloud := well()), scene(cloud, service))
        assert reading.signs == {}
        assert reading.answer["figures"][0]["value"] == 96  # type: ignore[index]

    def test_one_function_that_is_not_fine_takes_the_sign_from_all(self) -> None:
        """`lambda_errors_fine` speaks of every function that was looked at."""
        other = figure("lambda_errors:Other", Total(Metric("AWS/Lambda", "Errors", {"FunctionName": "Other"})))
        limited = replace(other, alarm=Range(more_than=5))
        cloud = well()
        where = scene(cloud, liveness(figures=(*FIGURES, limited)))
        one = look(kinds.Figures((f"lambda_errors:{CREATE}",)), cloud, where)
        both = look(kinds.Figures((f"lambda_errors:{CREATE}", "lambda_errors:Other")), cloud, where)
        assert set(one.signs) == {"lambda_errors_fine"}
        assert both.signs == {}

    def test_diagnostics_of_the_service_are_figures_too(self) -> None:
        cloud = well()
        service = replace(liveness(), diagnostics=(replace(FIGURES[1], id="hidden"),))
        assert set(look(kinds.Figures(("hidden",)), cloud, scene(cloud, service)).signs) == {"hidden_fine"}


class TestLogSearch:
    def test_lines_are_counted_by_class_with_shares_and_the_newest_of_each(self) -> None:
        cloud = FakeCloud()
        for minute, reason in enumerate(("low_light", "low_light", "low_light", "camera_quality", "odd")):
            cloud.put_log(GROUP, ago(cloud, minutes=9 - minute), f"is_live=False n={minute} reason={reason}\n")
        reading = look(FAILURES, cloud)
        assert set(reading.signs) == {"found", "dark", "mostly_dark", "camera"}
        classes = reading.answer["classes"]
        assert classes == [
            {"id": "dark", "count": 3, "percent": 60.0},
            {"id": "camera", "count": 1, "percent": 20.0},
            {"id": "other", "count": 1, "percent": 20.0},
        ]
        assert [sample.text for sample in reading.samples] == [
            "is_live=False n=2 reason=low_light",
            "is_live=False n=3 reason=camera_quality",
            "is_live=False n=4 reason=odd",
        ]

    def test_two_lines_are_not_mostly_anything(self) -> None:
        cloud = FakeCloud()
        for _ in range(2):
            cloud.put_log(GROUP, ago(cloud, minutes=1), "is_live=False reason=low_light")
        assert set(look(FAILURES, cloud).signs) == {"found", "dark"}

    def test_what_a_pattern_finds_beside_the_point_does_not_count(self) -> None:
        """AWS's stand-ins find everything by a JSON pattern; the words are looked for here once more."""
        cloud = FakeCloud()
        cloud.put_log(GROUP, ago(cloud, minutes=1), '{"is_live": true}')
        assert set(look(FAILURES, cloud).signs) == {"none"}
        cloud.put_log(GROUP, ago(cloud, minutes=1), '{"is_live": false}')
        assert set(look(FAILURES, cloud).signs) == {"found"}

    def test_a_line_of_an_hour_ago_is_none_of_it(self) -> None:
        cloud = FakeCloud()
        cloud.put_log(GROUP, ago(cloud, minutes=61), "is_live=False")
        assert set(look(FAILURES, cloud).signs) == {"none"}

    def test_nothing_found_in_a_search_that_ended_early_proves_nothing(self) -> None:
        cloud = FakeCloud()
        for _ in range(5001):
            cloud.put_log(GROUP, ago(cloud, minutes=1), '{"is_live": true}')
        reading = look(FAILURES, cloud)
        assert reading.signs == {}
        assert reading.gap is not None
        assert reading.gap.key == "not_all_read"

    def test_a_sample_hides_secrets_and_control_characters_and_is_short(self) -> None:
        """A log is somebody else's text: it may hold a token, an escape sequence, or a megabyte."""
        cloud = FakeCloud()
        cloud.put_log(GROUP, ago(cloud, minutes=1), "is_live=False \x1b[31m token=abc123 \n<!channel> " + "x" * 100_000)
        (sample,) = look(FAILURES, cloud).samples
        assert len(sample.text) == 300
        assert sample.text.startswith("is_live=False ␛[31m token=[secret] ␊<!channel>")

    def test_a_group_that_does_not_exist_is_a_gap(self) -> None:
        reading = look(FAILURES, FakeCloud())
        assert reading.signs == {}
        assert reading.gap is not None
        assert reading.gap.key == "not_found"


class TestFunctions:
    def put(self, cloud: FakeCloud, **more: Any) -> FakeCloud:
        told = {"environment": {"TABLE": "t"}, "memory_mb": 256, "timeout_seconds": 15, "state": "Active"}
        cloud.put_function_reading(
            FunctionReading(CREATE, **{"last_modified": "2026-11-01T00:00:00.000+0000", **told, **more})
        )
        return cloud

    def seen(self, cloud: FakeCloud) -> Any:
        service = replace(liveness(), functions=(Function(CREATE, GROUP, {}, ("TABLE", "BUCKET")),))
        return look(SAMPLES["functions"], cloud, scene(cloud, service))

    def test_a_missing_and_an_empty_variable_are_named_and_no_value_is(self) -> None:
        reading = self.seen(self.put(FakeCloud(), environment={"TABLE": "  ", "KEY": "hunter2"}))
        assert set(reading.signs) == {"variable_missing"}
        assert reading.signs["variable_missing"].facts["names"] == ["TABLE", "BUCKET"]
        assert "hunter2" not in repr(reading)

    def test_an_active_function_with_all_its_variables_is_fine(self) -> None:
        assert set(self.seen(self.put(FakeCloud(), environment={"TABLE": "t", "BUCKET": "b"})).signs) == {"fine"}

    def test_state_update_network_and_age_are_signs(self) -> None:
        cloud = FakeCloud()
        modified = ago(cloud, hours=2).isoformat()
        whole = {"TABLE": "t", "BUCKET": "b"}
        self.put(cloud, environment=whole, state="Failed", last_update="Failed", is_in_vpc=True, last_modified=modified)
        assert set(self.seen(cloud).signs) == {"not_active", "update_failed", "in_vpc", "changed_recently"}

    def test_a_change_of_four_hours_ago_is_not_recent(self) -> None:
        cloud = FakeCloud()
        self.put(cloud, environment={"TABLE": "t", "BUCKET": "b"}, last_modified=ago(cloud, hours=4).isoformat())
        assert set(self.seen(cloud).signs) == {"fine"}

    def test_variables_that_cannot_be_read_are_a_gap_and_not_missing(self) -> None:
        reading = self.seen(self.put(FakeCloud(), environment=None))
        assert reading.signs == {}
        assert reading.gap.key == "environment_unreadable"


class TestHistory:
    @pytest.mark.parametrize(
        ("firings", "signs"),
        [(0, set()), (1, {"first_time"}), (2, {"repeated"}), (4, {"repeated", "flapping"})],
    )
    def test_firings_of_a_day_are_counted(self, firings: int, signs: set[str]) -> None:
        cloud = FakeCloud()
        for hour in range(firings):
            cloud.put_history(LOW_SUCCESS, AlarmChange(ago(cloud, hours=hour), "OK", "ALARM"))
            cloud.put_history(LOW_SUCCESS, AlarmChange(ago(cloud, hours=hour, minutes=9), "ALARM", "OK"))
        cloud.put_history(LOW_SUCCESS, AlarmChange(ago(cloud, hours=25), "OK", "ALARM"))
        assert set(look(kinds.History(), cloud).signs) == signs

    def test_a_symptom_has_no_history(self) -> None:
        reading = look(kinds.History(), (cloud := FakeCloud()), scene(cloud, alarm=None))
        assert reading.signs == {}
        assert reading.gap is not None


class TestQuotas:
    def seen(self, calls: int) -> Any:
        cloud = FakeCloud()
        cloud.put_quota("rekognition", Quota("L-1", "Transactions per second for Create", 5, is_adjustable=True))
        for _ in range(calls):
            cloud.publish("AWS/Rekognition", "SuccessfulRequestCount", ago(cloud, minutes=5), 1, Operation="Create")
        return look(SAMPLES["quotas"], cloud, scene(cloud, liveness(figures=(CALLS,))))

    def test_a_busy_minute_near_the_limit_is_a_sign(self) -> None:
        assert set(self.seen(240).signs) == {"near"}
        assert self.seen(240).answer["quotas"][0]["peak"] == 4.0

    def test_a_quiet_minute_is_no_sign_of_anything(self) -> None:
        """Bursts within a minute are hidden by its mean."""
        assert self.seen(20).signs == {}

    def test_a_product_without_quotas_is_a_gap(self) -> None:
        assert look(kinds.QuotasOf("rekognition"), FakeCloud()).gap is not None


class TestHealth:
    def test_an_open_event_is_a_sign_and_a_closed_one_is_only_told(self) -> None:
        cloud = FakeCloud()
        cloud.put_health(health_event(ended_at=cloud.clock.now(), status="closed"))
        closed = look(SAMPLES["health"], cloud)
        assert set(closed.signs) == {"none"}
        assert closed.answer["events"][0]["description"] == "Slow. We look into it."  # type: ignore[index]
        cloud.put_health(health_event())
        assert set(look(SAMPLES["health"], cloud).signs) == {"open_event"}

    def test_an_account_without_a_support_plan_is_shown_the_public_page(self) -> None:
        """Not to be allowed to ask is no sign that all is well."""
        cloud = FakeCloud()
        cloud.end_support_plan()
        reading = look(SAMPLES["health"], cloud)
        assert reading.signs == {}
        assert reading.gap is not None
        assert reading.gap.key == "not_subscribed"
        assert reading.links == ("https://health.aws.amazon.com/health/status",)


class TestChanges:
    def test_changes_and_deployments_before_the_firing_are_signs_and_marks(self) -> None:
        cloud = FakeCloud()
        cloud.put_change(Change("1", ago(cloud, minutes=30), "UpdateAlias", "deploybot", CREATE))
        cloud.put_change(Change("2", ago(cloud, minutes=20), "UpdateTable", "keiko", TABLE))
        cloud.put_deployment(CREATE, Deployment("7", ago(cloud, minutes=31), "release", ("live",)))
        reading = look(SAMPLES["changes"], cloud)
        assert set(reading.signs) == {"changed", "deployed"}
        assert [mark.words for mark in reading.marks] == [
            f"{CREATE} v7",
            f"UpdateAlias {CREATE} (deploybot)",
            f"UpdateTable {TABLE} (keiko)",
        ]

    def test_what_was_tried_in_vain_or_long_ago_changed_nothing(self) -> None:
        cloud = FakeCloud()
        cloud.put_change(Change("1", ago(cloud, minutes=5), "UpdateAlias", "x", CREATE, error="AccessDenied"))
        cloud.put_change(Change("2", ago(cloud, hours=5), "UpdateAlias", "x", CREATE))
        cloud.put_deployment(CREATE, Deployment("1", ago(cloud, hours=5), "", ()))
        long_ago = scene(cloud, fired_at=ago(cloud, minutes=20))
        assert set(look(SAMPLES["changes"], cloud, long_ago).signs) == {"none"}

    def test_that_nothing_changed_is_believed_only_once_cloudtrail_can_know(self) -> None:
        cloud = FakeCloud()
        cloud.put_deployment(CREATE, Deployment("1", ago(cloud, hours=5), "", ()))
        reading = look(SAMPLES["changes"], cloud)
        assert reading.signs == {}
        assert reading.answer["is_late"] is True


class TestThrottling:
    def seen(self, cloud: FakeCloud) -> Any:
        return look(SAMPLES["throttling"], cloud)

    def test_refused_writes_are_a_sign_told_with_the_billing(self) -> None:
        cloud = FakeCloud()
        cloud.put_table(TableReading(TABLE, "ACTIVE", False, 1, 1))
        cloud.publish("AWS/DynamoDB", "WriteThrottleEvents", ago(cloud, minutes=2), 4, TableName=TABLE)
        cloud.publish(
            "AWS/DynamoDB", "ThrottledRequests", ago(cloud, minutes=2), 4, TableName=TABLE, Operation="PutItem"
        )
        reading = self.seen(cloud)
        assert set(reading.signs) == {"throttled", "provisioned"}
        assert reading.answer["throttled"] == 4
        assert reading.answer["by"] == {"WriteThrottleEvents": 4, "PutItem": 4}

    def test_silence_acquits_a_table_only_where_something_was_written(self) -> None:
        """Throttling metrics exist only when there is throttling; a table nobody uses proves nothing."""
        cloud = FakeCloud()
        cloud.put_table(TableReading(TABLE, "ACTIVE", True, None, None))
        idle = self.seen(cloud)
        assert set(idle.signs) == {"on_demand"}
        assert idle.gap.key == "nothing_measured"
        cloud.publish("AWS/DynamoDB", "ConsumedWriteCapacityUnits", ago(cloud, minutes=2), 9, TableName=TABLE)
        assert set(self.seen(cloud).signs) == {"none", "on_demand"}

    def test_metrics_that_fail_leave_the_billing_and_a_gap(self) -> None:
        cloud = FakeCloud()
        cloud.put_table(TableReading(TABLE, "ACTIVE", False, 1, 1))
        cloud.fail(Metrics, DENIED)
        reading = self.seen(cloud)
        assert set(reading.signs) == {"provisioned"}
        assert reading.gap.key == "denied"
        assert reading.answer["throttled"] is None


TLS = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Condition": {"Bool": {"aws:SecureTransport": False}}}
ALL_BLOCKED = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True)


class TestBucket:
    def seen(self, *statements: dict[str, Any], **more: Any) -> set[str]:
        cloud = FakeCloud()
        policy = {"Statement": list(statements)} if statements else None
        told = {"block": None, "account_block": None, "encryption": "AES256"}
        cloud.put_bucket(BucketReading("images", **{"policy": policy, **told, **more}))
        return set(look(SAMPLES["bucket"], cloud).signs)

    def test_a_denial_of_what_is_not_tls_keeps_nobody_out(self) -> None:
        assert self.seen(TLS) == set()

    def test_any_other_denial_is_a_sign(self) -> None:
        assert self.seen(TLS, {"Sid": "No", "Effect": "Deny", "Action": ["s3:PutObject"]}) == {"policy_denies"}

    def test_a_denial_of_what_is_in_quarantine_is_no_sign(self) -> None:
        tagged = {"StringEquals": {"s3:ExistingObjectTag/quarantine": "true"}}
        hides = {"Sid": "Quarantine", "Effect": "Deny", "Action": ["s3:GetObject"], "Condition": tagged}
        assert self.seen(TLS, hides) == set()

    def test_no_policy_a_key_and_a_block_are_signs(self) -> None:
        assert self.seen(encryption="aws:kms") == {"no_policy", "kms"}
        assert self.seen(TLS, account_block=ALL_BLOCKED) == {"blocked"}

    def test_it_is_open_only_where_nothing_blocks_it(self) -> None:
        everybody = {"Effect": "Allow", "Principal": {"AWS": ["*"]}, "Action": "s3:GetObject"}
        assert self.seen(everybody) == {"public"}
        assert self.seen(everybody, block=ALL_BLOCKED) == {"blocked"}
        assert self.seen({**everybody, "Condition": {"StringEquals": {"aws:SourceVpc": "vpc-1"}}}) == set()

    def test_a_single_statement_stands_without_a_list(self) -> None:
        assert self.seen(policy={"Statement": {"Effect": "Deny", "Action": "s3:*"}}) == {"policy_denies"}


class TestRole:
    def test_what_is_denied_is_named_with_its_resource(self) -> None:
        cloud = FakeCloud()
        cloud.put_role("role", {("rekognition:Create", "*"): "allowed", ("s3:GetObject", "arn:a"): "explicitDeny"})
        reading = look(SAMPLES["role"], cloud)
        assert set(reading.signs) == {"denied"}
        assert reading.answer["denied"] == [{"action": "s3:GetObject", "resource": "arn:a", "decision": "explicitDeny"}]

    def test_a_role_that_may_do_all_of_it_is_allowed(self) -> None:
        cloud = FakeCloud()
        cloud.put_role("role", {("rekognition:Create", "*"): "allowed", ("s3:GetObject", "arn:a"): "allowed"})
        assert set(look(SAMPLES["role"], cloud).signs) == {"allowed"}


class TestColdStarts:
    def seen(self, warm: int, *init_ms: float) -> Any:
        cloud = FakeCloud()
        for number in range(warm):
            cloud.put_log(GROUP, ago(cloud, minutes=2), report(number))
        for number, took in enumerate(init_ms):
            cloud.put_log(GROUP, ago(cloud, minutes=2), report(100 + number, took))
        cloud.put_log(GROUP, ago(cloud, minutes=2), "said: REPORT RequestId of somebody, Init Duration: 9 ms")
        return look(SAMPLES["cold_starts"], cloud)

    def test_a_fifth_of_the_runs_and_five_are_many(self) -> None:
        reading = self.seen(20, 300, 300, 300, 300, 800)
        assert set(reading.signs) == {"many"}
        assert reading.answer["functions"] == [
            {"name": CREATE, "runs": 25, "starts": 5, "percent": 20.0, "p95_seconds": 0.8}
        ]

    def test_fewer_are_few_and_long_ones_are_slow(self) -> None:
        assert set(self.seen(3, 300, 300, 300, 300).signs) == {"few"}
        assert set(self.seen(21, 300, 300, 300, 300, 300).signs) == {"few"}
        assert set(self.seen(9, 4000).signs) == {"few", "slow"}

    def test_runs_without_a_cold_start_are_good_news_and_no_runs_are_none(self) -> None:
        assert set(self.seen(4).signs) == {"none"}
        silent = self.seen(0)
        assert silent.signs == {}
        assert silent.gap.key == "no_runs"


def test_a_question_that_nobody_answered_has_timed_out() -> None:
    """The flow's budget may be over before an answer came: that is a gap, as any other."""
    cloud = FakeCloud()
    reading = SAMPLES["functions"].read(scene(cloud), {})
    assert reading.signs == {}
    assert reading.gap is not None
    assert reading.gap.key == "timeout"


def test_every_question_of_a_runbook_can_be_asked_by_hand() -> None:
    asked: Query[Any] = FunctionConfiguration("it's")
    assert by_hand(asked, "us-east-1") == (
        """aws lambda get-function-configuration --function-name 'it'"'"'s' --region us-east-1""",
    )
