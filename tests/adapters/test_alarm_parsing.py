"""Is every form of an alarm read, and is what isn't one refused, whatever it is?"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.alarms import alertmanager, cloudwatch
from bot.adapters.alarms.values import LONGEST_EXCERPT, UnreadableError, excerpt, moment
from bot.domain.alarms.signal import Signal
from tests.adapters.alarm_forms import (
    alert,
    composite_alarm,
    eventbridge_event,
    math_alarm,
    sns_alarm,
    sns_envelope,
    stand_in_alarm,
    webhook,
)

CHANGED_AT = datetime(2026, 11, 22, 0, 37, 33, 123_000, tzinfo=UTC)


def read(told: object) -> Signal:
    (signal,) = cloudwatch.signals_of(json.dumps(told))
    return signal


def heard(*alerts: Mapping[str, Any], **changes: object) -> tuple[Signal, ...]:
    return alertmanager.signals_of(json.dumps(webhook(*alerts, **changes)).encode())


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(UnreadableError) as unreadable:
        act()
    return unreadable.value.why


class TestCloudWatch:
    """Its alarms come in three forms, and say the same in each."""

    @pytest.mark.parametrize(
        "told",
        [
            sns_alarm(),
            stand_in_alarm(),
            math_alarm(),
            composite_alarm(),
            sns_envelope(sns_alarm()),
            sns_envelope(sns_alarm(), Subject=None),
            sns_envelope(composite_alarm()),
            eventbridge_event(),
            eventbridge_event() | {"resources": [], "alarmTags": {}},
            sns_envelope(eventbridge_event()),
        ],
        ids=["raw", "lean", "math", "composite", "wrapped", "no subject", "wrapped composite", "event", "bare event", "wrapped event"],
    )  # fmt: skip
    def test_every_form_tells_the_same_change(self, told: Mapping[str, Any]) -> None:
        """So that a change that comes by two ways is known to be one."""
        signal = read(told)
        assert (signal.source, signal.alarm, signal.state) == ("cloudwatch", "FaceAuth-Low-Success-Rate", "firing")
        assert signal.changed_at == CHANGED_AT
        assert signal.key == "firing:cloudwatch:FaceAuth-Low-Success-Rate:2026-11-22T00:37:33.123+00:00"
        assert signal.reason.startswith("Threshold Crossed: 1 datapoint [80.0]")
        assert signal.labels["region"] == "us-east-1"

    def test_the_account_and_the_description_come_along_when_they_are_told(self) -> None:
        assert read(sns_alarm()).labels["account"] == "123456789012"
        assert read(eventbridge_event()).labels == {"region": "us-east-1", "account": "123456789012"}
        assert read(stand_in_alarm()).labels == {"region": "us-east-1"}
        assert read(sns_alarm()).summary == read(eventbridge_event()).summary == "成功率が 95 % を下回った"
        assert read(composite_alarm()).summary == ""

    def test_only_three_things_must_be_there(self) -> None:
        signal = read({"AlarmName": "a", "NewStateValue": "OK", "StateChangeTime": "2026-11-22T00:37:33Z"})
        assert (signal.state, signal.reason, signal.labels) == ("resolved", "", {})

    @pytest.mark.parametrize(
        ("value", "state"), [("ALARM", "firing"), ("OK", "resolved"), ("INSUFFICIENT_DATA", "unsure")]
    )
    def test_each_state_is_told_in_our_words(self, value: str, state: str) -> None:
        assert read(sns_alarm(NewStateValue=value)).state == state
        assert read(eventbridge_event(value=value)).state == state

    @pytest.mark.parametrize(
        ("told", "why"),
        [
            ({"Event": "s3:TestEvent", "Service": "Amazon S3"}, "no_alarm"),
            ({"Type": "SubscriptionConfirmation", "Message": "You have chosen to subscribe"}, "no_alarm"),
            (sns_envelope({"Records": []}), "no_alarm"),
            (sns_envelope({}, Message="Hello from the console"), "not_json"),
            (sns_envelope({}, Message='"Hello"'), "not_an_object"),
            (eventbridge_event() | {"detail-type": "CloudWatch Alarm Configuration Change"}, "no_alarm"),
            (sns_alarm(AlarmName=""), "alarm_name"),
            (sns_alarm(AlarmName=None), "alarm_name"),
            (sns_alarm(NewStateValue="PANIC"), "state"),
            (sns_alarm(StateChangeTime="yesterday"), "time"),
            (sns_alarm(StateChangeTime=None), "time"),
            (eventbridge_event() | {"detail": []}, "alarm_name"),
            ([sns_alarm()], "not_an_object"),
            (None, "not_an_object"),
        ],
    )  # fmt: skip
    def test_what_is_no_alarm_is_refused_in_one_word(self, told: object, why: str) -> None:
        assert refused(lambda: read(told)) == why

    def test_deep_nesting_and_endless_numbers_are_refused_like_any_garbage(self) -> None:
        assert refused(lambda: cloudwatch.signals_of("[" * 200_000)) == "not_json"
        assert refused(lambda: cloudwatch.signals_of('{"AlarmName": ' + "9" * 10_000 + "}")) == "not_json"

    def test_what_is_told_can_always_be_kept_and_is_never_endless(self) -> None:
        """PostgreSQL refuses NUL, UTF-8 a lone surrogate; a reason may be as long as somebody likes."""
        signal = read(sns_alarm(AlarmName="a\x00b\ud800c", NewStateReason="\x1b[31m" + "長" * 5_000))
        assert signal.alarm == signal.identity == "a b c"
        assert len(signal.reason) == 1_000
        assert signal.reason.startswith("[31m長")
        assert signal.reason.endswith("…")


class TestAlertmanager:
    """Its alerts come by webhook or when it is asked, and are known by the same fingerprint."""

    def test_a_firing_alert_is_read_whole(self) -> None:
        (signal,) = heard(alert())
        assert (signal.source, signal.alarm, signal.identity) == ("alertmanager", "deltaE-spike", "687c10c9ff63f9ea")
        assert (signal.state, signal.severity) == ("firing", "S1")
        assert signal.changed_at == datetime(2026, 11, 22, 0, 42, 9, 385_000, tzinfo=UTC)
        assert signal.summary == "ブランドカラー逸脱 (print)"
        assert signal.runbook_url == "https://runbooks.example.com/deltaE-spike"
        assert signal.link == "http://prometheus.example.com:9090/graph?g0.expr=up&g0.tab=1"
        assert signal.labels == {"alertname": "deltaE-spike", "cluster": "trial", "pipeline": "print", "severity": "S1"}

    def test_a_resolved_alert_changed_when_it_ended(self) -> None:
        (signal,) = heard(alert(status="resolved", endsAt="2026-11-22T00:42:25.385123456Z"))
        assert signal.state == "resolved"
        assert signal.changed_at == datetime(2026, 11, 22, 0, 42, 25, 385_123, tzinfo=UTC)

    def test_an_end_of_the_year_one_is_no_end(self) -> None:
        assert refused(lambda: heard(alert(status="resolved"))) == "time"

    def test_each_alert_of_a_call_is_a_signal_of_its_own(self) -> None:
        print_, web = heard(alert(), alert(fingerprint="b", labels={"alertname": "deltaE-spike", "pipeline": "web"}))
        assert (print_.labels["pipeline"], web.labels["pipeline"]) == ("print", "web")
        assert print_.key != web.key

    @pytest.mark.parametrize(
        ("label", "severity"),
        [("S0", "S0"), ("s3", "S3"), ("critical", "S1"), ("PAGE", "S1"), ("Warning", "S2"), ("info", "S3"), ("S4", None), ("", None), (None, None), (1, None)],
    )  # fmt: skip
    def test_severities_are_ours_or_the_customary_words(self, label: object, severity: str | None) -> None:
        (signal,) = heard(alert(labels={"alertname": "a", "severity": label}))
        assert signal.severity == severity

    @pytest.mark.parametrize(
        ("address", "kept"),
        [
            ("https://runbooks.example.com/a", True),
            ("http://runbooks.example.com/a", True),
            ("javascript:alert(1)", False),
            ("file:///etc/passwd", False),
            ("https://", False),
            ("https://[", False),
            ("https://example.com/a b", False),
            ("https://example.com/" + "a" * 3_000, False),
            (7, False),
        ],
    )
    def test_only_addresses_of_the_web_become_links(self, address: object, kept: bool) -> None:  # noqa: FBT001 - a column
        (signal,) = heard(alert(annotations={"runbook": address}, generatorURL=address))
        assert (signal.runbook_url == address) is kept
        assert (signal.link == address) is kept
        if not kept:
            assert (signal.runbook_url, signal.link) == (None, None)

    def test_a_runbook_goes_by_either_name(self) -> None:
        (signal,) = heard(alert(annotations={"runbook": "see the wiki", "runbook_url": "https://wiki.example.com/a"}))
        assert signal.runbook_url == "https://wiki.example.com/a"

    def test_without_a_fingerprint_the_labels_tell_alerts_apart(self) -> None:
        labels = {"alertname": "a", "pipeline": "print"}
        (one,) = heard(alert(fingerprint=None, labels=labels))
        (same,) = heard(alert(fingerprint=None, labels=dict(reversed(labels.items()))))
        (other,) = heard(alert(fingerprint=None, labels=labels | {"pipeline": "web"}))
        assert one.identity == same.identity != other.identity

    def test_labels_are_bounded_and_the_ones_that_find_the_service_are_kept(self) -> None:
        many = {f"a{number:03d}": "長" * 500 for number in range(100)}
        (signal,) = heard(alert(labels=many | {"service": "image-pipeline", "alertname": "z"}))
        assert len(signal.labels) == 40
        assert signal.labels["service"] == "image-pipeline"
        assert max(len(value) for value in signal.labels.values()) == 200

    def test_a_description_stands_in_for_a_summary(self) -> None:
        (signal,) = heard(alert(annotations={"description": "the colours are off"}))
        assert signal.summary == "the colours are off"

    def test_an_alert_that_cannot_be_read_does_not_hide_the_others(self) -> None:
        delivery = alertmanager.delivery_of(json.dumps(webhook(alert(status="odd"), alert(), truncatedAlerts=3)))
        assert [signal.identity for signal in delivery.signals] == ["687c10c9ff63f9ea"]
        assert delivery.strange == ("state",)
        assert delivery.left_out == 3

    @pytest.mark.parametrize(
        ("told", "why"),
        [
            (webhook(alert(), version="3"), "version"),
            (webhook(alert(), version=4), "version"),
            (webhook(alert()) | {"alerts": {}}, "no_alerts"),
            (webhook(alert(startsAt="soon")), "time"),
            ([], "not_an_object"),
        ],
    )
    def test_what_is_no_call_of_version_4_is_refused_in_one_word(self, told: object, why: str) -> None:
        assert refused(lambda: alertmanager.signals_of(json.dumps(told))) == why

    def test_bytes_that_are_no_text_are_refused(self) -> None:
        assert refused(lambda: alertmanager.signals_of(b"\xff\xfe\xff")) == "not_json"

    def test_what_is_active_when_asked_has_the_webhook_s_key(self) -> None:
        """`endsAt` is when the API would forget the alert, so it says nothing."""
        asked = {
            **alert(),
            "endsAt": "2026-11-22T00:46:09.385Z",
            "status": {"state": "suppressed", "silencedBy": ["x"]},
        }
        (signal,) = alertmanager.active_of([asked])
        assert signal.key == heard(alert())[0].key
        assert refused(lambda: alertmanager.active_of({"error": "no"})) == "not_a_list"
        assert refused(lambda: alertmanager.active_of([asked, "text"])) == "time"


def test_a_time_without_a_zone_is_utc() -> None:
    assert moment("2026-11-22T00:37:33.123") == CHANGED_AT
    assert moment("2026-11-22T09:37:33.123+0900") == CHANGED_AT
    assert moment("2026-11-22T09:37:33.123+09:00") == CHANGED_AT


@pytest.mark.parametrize("odd", ["9999-12-31T23:59:59-23:00", "0001-01-01T00:00:00+14:00", "1970-01-01T00:00:00Z", ""])
def test_a_year_that_cannot_be_meant_is_no_time(odd: str) -> None:
    assert refused(lambda: moment(odd)) == "time"


class TestExcerpts:
    """People see the beginning of what could not be read, and no secret."""

    @pytest.mark.parametrize(
        "told",
        [
            "xoxb-SECRET-1 said",
            "key AKIASECRETSECRET1234 of",
            '{"Token": "SECRET", "a": 1}',
            '{"Message": "{\\"password\\": \\"SECRET\\"}"}',
            '{"client_secret":"a\\nSECRET"}',
            '{"SubscribeURL": "https://sns.us-east-1.amazonaws.com/?Action=Confirm&Token=SECRET&x=1"}',
            "Authorization: Bearer SECRETSECRET",
            "https://bot:SECRET@example.com/",
            "eyJSECRETSECRET.eyJSECRETSECRET.SECRET",
        ],
    )  # fmt: skip
    def test_secrets_are_masked(self, told: str) -> None:
        assert "SECRET" not in excerpt(told)
        assert "[masked]" in excerpt(told)

    def test_a_secret_across_the_cut_is_masked_too(self) -> None:
        assert "SECRET" not in excerpt("a" * (LONGEST_EXCERPT - 20) + " xoxb-SECRETSECRETSECRET-SECRET")

    def test_what_is_no_secret_stays_readable(self) -> None:
        assert excerpt('{"Event": "s3:TestEvent", "Bucket": "b"}') == '{"Event": "s3:TestEvent", "Bucket": "b"}'

    @given(st.text() | st.binary())
    def test_any_excerpt_is_short_and_can_be_kept(self, told: str | bytes) -> None:
        shown = excerpt(told)
        assert len(shown) <= LONGEST_EXCERPT
        assert "\x00" not in shown
        shown.encode()


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
_times = st.sampled_from(["2026-11-22T00:37:33Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999-14:00"]) | st.text()


def _spoiled(form: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Put anything into some of a form's fields."""
    return st.dictionaries(st.sampled_from(sorted(form)), _json | _times, max_size=4).map(lambda odd: form | odd)


@given(_json | _spoiled(sns_alarm()) | _spoiled(eventbridge_event()) | _spoiled(sns_envelope(sns_alarm())))
def test_whatever_a_queue_brings_is_a_signal_that_can_be_kept_or_unreadable(told: object) -> None:
    with contextlib.suppress(UnreadableError):
        keepable(cloudwatch.signals_of(json.dumps(told)))


@given(
    _json | _spoiled(webhook(alert())) | st.lists(_spoiled(alert()), max_size=3).map(lambda alerts: webhook(*alerts))
)
def test_whatever_a_webhook_brings_is_signals_that_can_be_kept_or_unreadable(told: object) -> None:
    with contextlib.suppress(UnreadableError):
        keepable(alertmanager.signals_of(json.dumps(told)))


@given(st.binary())
def test_any_bytes_at_all_are_unreadable_and_no_worse(told: bytes) -> None:
    with contextlib.suppress(UnreadableError):
        alertmanager.signals_of(told)
    with contextlib.suppress(UnreadableError):
        cloudwatch.signals_of(told.decode("latin-1"))


def keepable(signals: tuple[Signal, ...]) -> None:
    """See that each signal can be written down anywhere: in UTF-8, without NUL, under its key."""
    for signal in signals:
        words = [signal.alarm, signal.identity, signal.reason, signal.summary, signal.key, *signal.labels, *signal.labels.values()]  # fmt: skip
        for word in words:
            assert "\x00" not in word
            word.encode()
        assert signal.alarm
        assert signal.identity
