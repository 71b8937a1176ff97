"""Does the SNS hook believe only SNS, and answer 2xx only for what is stored?"""

from __future__ import annotations

import contextlib
import json
import logging
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.aws.session import AwsSession
from bot.adapters.aws.subscriptions import Subscriptions
from bot.adapters.fetching import fetched
from bot.adapters.hooks.certificates import LARGEST_CERTIFICATE_BYTES, Certificates
from bot.adapters.hooks.envelope import is_of_sns
from bot.adapters.hooks.sns import sns_hook
from bot.domain.failures import Outage
from tests.adapters.alarm_desk import Desk, Hooked
from tests.adapters.alarm_forms import TOPIC, composite_alarm, eventbridge_event, sns_alarm, sns_envelope
from tests.adapters.clouds import REGION, ministack, session_for
from tests.adapters.signing import ADDRESS, Signer
from tests.adapters.waiting import until
from tests.fakes import FixedClock

NOW = datetime(2026, 11, 22, 0, 38, tzinfo=UTC)
TOKEN = "2336412f37fb687f5d51e6e241d"
CONFIRMATION = {
    "Type": "SubscriptionConfirmation",
    "MessageId": "165545c9-2a5c-472c-8df2-7ff2be2b3b1b",
    "Token": TOKEN,
    "TopicArn": TOPIC,
    "Message": "You have chosen to subscribe to the topic.",
    "SubscribeURL": f"https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&Token={TOKEN}",
    "Timestamp": "2026-11-22T00:37:59.000Z",
}


@pytest.fixture(scope="module")
def signer() -> Signer:
    return Signer(NOW)


class Shelf:
    """Where certificates lie: a server on loopback, which can redirect, send too much, or fail."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.pem = b""
        self.status = 200
        shelf = self

        class Desk(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                shelf.asked.append(self.path)
                self.send_response(shelf.status)
                self.send_header("Location", "/elsewhere.pem")
                self.send_header("Content-Length", str(len(shelf.pem)))
                self.end_headers()
                self.wfile.write(shelf.pem)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def fetch(self, url: str) -> bytes:
        """Fetch what SNS would serve at an address of its own from here."""
        here = f"http://127.0.0.1:{self._server.server_address[1]}/{url.rpartition('/')[2]}"
        return fetched(here, port="sns", largest=LARGEST_CERTIFICATE_BYTES)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class Stage(Hooked):
    """The hook, served; its clock stands at the moment of the examples."""

    def __init__(self, pem: bytes) -> None:
        super().__init__()
        self.desk, self.shelf, self.clock = Desk(), Shelf(), FixedClock(NOW)
        self.shelf.pem = pem
        self.confirmed: list[tuple[str, str]] = []
        self.confirm_fault: Outage | None = None
        self.endpoint = sns_hook(
            topics=(TOPIC,),
            take=self.desk.take,
            strange=self.desk.report,
            confirm=self.confirm,
            clock=self.clock,
            figures=self.figures,
            certificates=Certificates(self.shelf.fetch),
        )

    def confirm(self, topic: str, token: str) -> None:
        if self.confirm_fault is not None:
            raise self.confirm_fault
        self.confirmed.append((topic, token))

    def post(self, body: bytes) -> tuple[int, str]:
        """Post as SNS does: its content type is plain text, its header a hint that may be wrong."""
        return self.send(body, Content_Type="text/plain; charset=UTF-8", x_amz_sns_message_type="Odd")[:2]


@pytest.fixture
def stage(signer: Signer) -> Iterator[Stage]:
    stage = Stage(signer.pem)
    with stage.serving("/hooks/sns", stage.endpoint):
        yield stage
    stage.shelf.close()


@pytest.mark.parametrize("version", ["1", "2"])
@pytest.mark.parametrize(
    "told",
    [sns_envelope(sns_alarm()), sns_envelope(composite_alarm(), Subject=None), sns_envelope(eventbridge_event())],
    ids=["metric", "composite without subject", "event"],
)
def test_a_notification_that_sns_signed_is_taken(
    stage: Stage, signer: Signer, told: dict[str, Any], version: str
) -> None:
    assert stage.post(signer.body(told, version=version)) == (200, "ok\n")
    assert [signal.alarm for signal in stage.desk.taken] == ["FaceAuth-Low-Success-Rate"]
    assert stage.accepted("sns") == 1


def test_what_is_sent_again_within_the_hour_is_the_same_change(stage: Stage, signer: Signer) -> None:
    """A replay does no harm: it has the key of the first, by which the story knows it. The certificate is fetched once."""
    body = signer.body(sns_envelope(sns_alarm()))
    assert [stage.post(body)[0] for _ in range(3)] == [200, 200, 200]
    assert len({signal.key for signal in stage.desk.taken}) == 1
    assert stage.shelf.asked == ["/SimpleNotificationService-0123.pem"]


@pytest.mark.parametrize(
    "spoiled",
    [
        {"Message": json.dumps(sns_alarm(NewStateValue="OK"))},
        {"MessageId": "another"},
        {"Subject": "another"},
        {"Subject": None},
        {"Timestamp": "2026-11-22T00:37:34.000Z"},
        {"Signature": "AAAA"},
        {"SignatureVersion": "1"},
    ],
)
def test_what_was_changed_on_the_way_is_refused(stage: Stage, signer: Signer, spoiled: dict[str, Any]) -> None:
    told = signer.signed(sns_envelope(sns_alarm())) | spoiled
    assert stage.post(json.dumps(told).encode()) == (403, "signature\n")
    assert stage.desk.taken == []
    assert stage.refused("sns", "signature") == 1


def test_a_signature_by_another_key_is_refused(stage: Stage) -> None:
    assert stage.post(Signer(NOW).body(sns_envelope(sns_alarm()))) == (403, "signature\n")


@pytest.mark.parametrize("version", ["0", "3", ""])
def test_a_signature_of_an_unknown_version_is_refused(stage: Stage, signer: Signer, version: str) -> None:
    told = signer.signed(sns_envelope(sns_alarm())) | {"SignatureVersion": version}
    assert stage.post(json.dumps(told).encode()) == (403, "signature_version\n")


def test_a_topic_that_we_were_not_told_is_refused_before_anything_is_fetched(stage: Stage, signer: Signer) -> None:
    body = signer.body(sns_envelope(sns_alarm(), TopicArn="arn:aws:sns:us-east-1:999999999999:theirs"))
    assert stage.post(body) == (403, "topic\n")
    assert stage.shelf.asked == []


LOOK_ALIKES = [
    "http://sns.us-east-1.amazonaws.com/a.pem",
    "https://sns.us-east-1.amazonaws.com.evil.example/a.pem",
    "https://sns.us-east-1.amazonaws.com.cn.evil.example/a.pem",
    "https://evil.example/sns.us-east-1.amazonaws.com/a.pem",
    "https://sns.us-east-1.amazonaws.com@evil.example/a.pem",
    "https://evil.example#@sns.us-east-1.amazonaws.com/a.pem",
    "https://user@sns.us-east-1.amazonaws.com/a.pem",
    "https://sns.us-east-1.amazonaws.com:8443/a.pem",
    "https://sns.us-east-1.amazonaws.com:/a.pem",
    "https://sns.us-east-1.amazonaws.com/a.pem?x=1",
    "https://sns.us-east-1.amazonaws.com/a.pem#x",
    "https://sns.us-east-1.amazonaws.com/a.cer",
    "https://xsns.us-east-1.amazonaws.com/a.pem",
    "https://sns.us.evil.amazonaws.com/a.pem",
    "https://sns-us-east-1.amazonaws.com/a.pem",
    "https://bucket.s3.amazonaws.com/a.pem",
    "https://sns.us-east-1.amazonaws.com\\@evil.example/a.pem",
    "https://sns.us-east-1.amazonaws.com\n.evil.example/a.pem",
    "https://sns.us-east-1.amazonaws.com/a.pem\n",
    "https://ѕns.us-east-1.amazonaws.com/a.pem",
    "https://[::1]/a.pem",
    "https://[/a.pem",
    "https://sns.us-east-1.amazonaws.com:99999/a.pem",
    "https://sns.us-east-1.amazonaws.com/" + "a" * 500 + ".pem",
    "",
]


@pytest.mark.parametrize("address", LOOK_ALIKES)
def test_a_certificate_of_a_look_alike_is_refused_and_never_fetched(stage: Stage, signer: Signer, address: str) -> None:
    """Who can choose the address can choose the certificate."""
    assert stage.post(signer.body(sns_envelope(sns_alarm()), address=address)) == (403, "certificate_address\n")
    assert stage.shelf.asked == []


def test_every_partition_of_aws_has_its_own_host() -> None:
    assert is_of_sns(ADDRESS)
    assert is_of_sns("https://sns.ap-northeast-1.amazonaws.com/SimpleNotificationService-1.pem")
    assert is_of_sns("https://sns.cn-north-1.amazonaws.com.cn/SimpleNotificationService-1.pem")
    assert is_of_sns("https://sns.us-gov-west-1.amazonaws.com/SimpleNotificationService-1.pem")


@pytest.mark.parametrize(
    ("sent_at", "answer"),
    [
        ("2026-11-21T23:38:01.000Z", (200, "ok\n")),
        ("2026-11-21T23:37:59.000Z", (403, "old\n")),
        ("2026-11-22T00:42:59.000Z", (200, "ok\n")),
        ("2026-11-22T00:43:01.000Z", (403, "ahead\n")),
    ],
)
def test_a_message_is_believed_for_an_hour(stage: Stage, signer: Signer, sent_at: str, answer: tuple[int, str]) -> None:
    assert stage.post(signer.body(sns_envelope(sns_alarm(), Timestamp=sent_at))) == answer


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"not json", "not_json"),
        (b"\xff\xfe", "not_json"),
        (b"[" * 100_000, "not_json"),
        (b"[]", "type"),
        (b"{}", "type"),
        (json.dumps(sns_envelope(sns_alarm(), Type="Other")).encode(), "type"),
        (json.dumps(sns_envelope(sns_alarm(), Type=["Notification"])).encode(), "type"),
        (json.dumps(sns_envelope(sns_alarm(), TopicArn=None)).encode(), "fields"),
        (json.dumps(sns_envelope(sns_alarm(), Subject=7)).encode(), "fields"),
        (json.dumps(sns_envelope(sns_alarm(), Subject="\ud800")).encode(), "fields"),
        (json.dumps(sns_envelope(sns_alarm(), Signature="no base64 é")).encode(), "fields"),
        (json.dumps(sns_envelope(sns_alarm(), Timestamp="soon")).encode(), "fields"),
        (json.dumps(CONFIRMATION | {"Token": None}).encode(), "fields"),
        (json.dumps(sns_alarm()).encode(), "type"),
    ],
)
def test_what_sns_never_sends_is_a_bad_request(stage: Stage, body: bytes, reason: str) -> None:
    assert stage.post(body) == (400, f"{reason}\n")
    assert stage.refused("sns", reason) == 1


def test_a_body_that_is_too_large_is_refused_while_it_comes(stage: Stage) -> None:
    """Whether its size is declared or not: it is never held whole."""
    assert stage.post(b"x" * (256 * 1024)) == (400, "not_json\n")
    assert stage.post(b"x" * (256 * 1024 + 1)) == (413, "too_large\n")
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while sent < 1_000_000_000:
            sent += 65_536
            yield b"x" * 65_536

    with contextlib.suppress(OSError):  # the connection is closed on us while we send, sometimes before the answer
        assert stage.send(endless(), Content_Type="text/plain")[0] == 413
    assert sent < 100_000_000
    until(lambda: stage.refused("sns", "too_large") == 2)


def test_a_certificate_past_its_dates_is_refused(stage: Stage) -> None:
    expired = Signer(NOW, days=-1)
    stage.shelf.pem = expired.pem
    assert stage.post(expired.body(sns_envelope(sns_alarm()))) == (403, "certificate_dates\n")


def test_a_certificate_that_is_none_is_refused(stage: Stage, signer: Signer) -> None:
    stage.shelf.pem = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    assert stage.post(signer.body(sns_envelope(sns_alarm()))) == (403, "certificate\n")


@pytest.mark.parametrize("status", [302, 500])
def test_a_certificate_that_cannot_be_had_now_is_asked_for_again(stage: Stage, signer: Signer, status: int) -> None:
    """503 makes SNS try again; a redirect is not followed, for where it leads was not checked."""
    stage.shelf.status = status
    body = signer.body(sns_envelope(sns_alarm()))
    assert stage.post(body) == (503, "sns_out\n")
    assert stage.shelf.asked == ["/SimpleNotificationService-0123.pem"]
    stage.shelf.status = 200
    assert stage.post(body) == (200, "ok\n")


def test_an_endless_certificate_is_not_read_to_its_end(stage: Stage, signer: Signer) -> None:
    stage.shelf.pem = b"x" * (LARGEST_CERTIFICATE_BYTES + 1)
    assert stage.post(signer.body(sns_envelope(sns_alarm()))) == (503, "sns_out\n")


def test_only_a_few_certificates_are_remembered(stage: Stage, signer: Signer) -> None:
    told = sns_envelope(sns_alarm())
    for number in range(20):
        address = f"https://sns.us-east-1.amazonaws.com/{number}.pem"
        assert stage.post(signer.body(told, address=address))[0] == 200
    stage.post(signer.body(told, address="https://sns.us-east-1.amazonaws.com/19.pem"))
    assert len(stage.shelf.asked) == 20
    stage.post(signer.body(told, address="https://sns.us-east-1.amazonaws.com/0.pem"))
    assert len(stage.shelf.asked) == 21


def test_a_subscription_is_confirmed_by_its_token_and_no_address_is_opened(stage: Stage, signer: Signer) -> None:
    assert stage.post(signer.body(CONFIRMATION)) == (200, "ok\n")
    assert stage.confirmed == [(TOPIC, TOKEN)]
    assert stage.shelf.asked == ["/SimpleNotificationService-0123.pem"]


def test_a_confirmation_for_another_token_is_refused(stage: Stage, signer: Signer) -> None:
    told = signer.signed(CONFIRMATION) | {"Token": "theirs"}
    assert stage.post(json.dumps(told).encode()) == (403, "signature\n")
    assert stage.confirmed == []


def test_a_confirmation_that_aws_does_not_take_now_is_asked_for_again(stage: Stage, signer: Signer) -> None:
    stage.confirm_fault = Outage("aws", "throttled")
    assert stage.post(signer.body(CONFIRMATION)) == (503, "aws_out\n")


def test_the_end_of_a_subscription_is_logged(stage: Stage, signer: Signer, caplog: pytest.LogCaptureFixture) -> None:
    assert stage.post(signer.body(CONFIRMATION | {"Type": "UnsubscribeConfirmation"})) == (200, "ok\n")
    assert "a subscription has ended" in caplog.text
    assert stage.confirmed == []


def test_while_the_store_is_out_sns_is_told_to_come_again(stage: Stage, signer: Signer) -> None:
    stage.desk.fault = Outage("store", "unreachable")
    body = signer.body(sns_envelope(sns_alarm()))
    assert stage.post(body) == (503, "store_out\n")
    stage.desk.fault = None
    assert stage.post(body) == (200, "ok\n")


def test_a_genuine_message_that_is_no_alarm_is_kept_for_people_and_refused(stage: Stage, signer: Signer) -> None:
    told = sns_envelope({"Event": "s3:TestEvent", "secret_key": "SECRET"})
    assert stage.post(signer.body(told)) == (400, "no_alarm\n")
    ((source, name, why, excerpt),) = stage.desk.strange
    assert (source, name, why) == ("sns", told["MessageId"], "no_alarm")
    assert "s3:TestEvent" in excerpt
    assert "SECRET" not in excerpt


def test_a_refusal_is_logged_without_what_was_sent(
    stage: Stage, signer: Signer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    told = signer.signed(CONFIRMATION) | {"SignatureVersion": "9"}
    stage.post(json.dumps(told).encode())
    (line,) = [record for record in caplog.records if record.getMessage() == "a hook refused"]
    assert (line.__dict__["hook"], line.__dict__["reason"]) == ("sns", "signature_version")
    shown = " ".join(str(record.__dict__) for record in caplog.records)
    assert TOKEN not in shown
    assert told["Signature"] not in shown


def test_a_slow_certificate_does_not_hold_up_the_server(stage: Stage, signer: Signer) -> None:
    """The proof runs beside the event loop, so that health is told meanwhile."""
    gate, asked = threading.Event(), threading.Event()
    slow = Stage(signer.pem)
    fetch = slow.shelf.fetch

    def wait(url: str) -> bytes:
        asked.set()
        gate.wait(10)
        return fetch(url)

    endpoint = sns_hook(
        topics=(TOPIC,), take=slow.desk.take, strange=slow.desk.report, confirm=slow.confirm, clock=slow.clock,
        figures=slow.figures, certificates=Certificates(wait),
    )  # fmt: skip
    with slow.serving("/hooks/sns", endpoint):
        posting = threading.Thread(target=slow.post, args=(signer.body(sns_envelope(sns_alarm())),))
        posting.start()
        assert asked.wait(5)
        began = time.monotonic()
        healthy = fetched(slow.address.replace("/hooks/sns", "/healthz"), port="web", largest=100)
        assert healthy == b"ok\n"
        assert time.monotonic() - began < 2
        assert slow.desk.taken == []
        gate.set()
        posting.join(10)
        assert len(slow.desk.taken) == 1
    slow.shelf.close()


def test_a_whole_subscription_on_the_pretend_aws(tmp_path: Path, signer: Signer) -> None:
    """From *Subscribe* to the alarm: ministack sends what SNS sends but for the signature, which is put on here."""
    came: list[dict[str, Any]] = []

    class Ear(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            came.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    ear = ThreadingHTTPServer(("127.0.0.1", 0), Ear)
    ear.daemon_threads = True
    threading.Thread(target=ear.serve_forever, args=(0.02,), daemon=True).start()
    stage = Stage(signer.pem)
    stage.clock = FixedClock(datetime.now(UTC))  # noqa: TID251 - what ministack sends is of today
    here = Signer(stage.clock.now())
    stage.shelf.pem = here.pem
    with ministack() as address:
        boto = session_for(address, tmp_path, region=REGION)
        sns: Any = boto.client("sns", region_name=REGION)
        cloudwatch: Any = boto.client("cloudwatch", region_name=REGION)
        topic = sns.create_topic(Name="alarms")["TopicArn"]
        endpoint = sns_hook(
            topics=(topic,), take=stage.desk.take, strange=stage.desk.report,
            confirm=Subscriptions(AwsSession(boto)).confirm, clock=stage.clock, figures=stage.figures,
            certificates=Certificates(stage.shelf.fetch),
        )  # fmt: skip
        with stage.serving("/hooks/sns", endpoint):
            sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=f"http://127.0.0.1:{ear.server_address[1]}/")
            asked = until(lambda: [one for one in came if one["Type"] == "SubscriptionConfirmation"])[0]
            assert stage.post(here.body(asked)) == (200, "ok\n")
            cloudwatch.put_metric_alarm(
                AlarmName="a", Namespace="N", MetricName="M", Statistic="Sum", Period=300, EvaluationPeriods=1,
                Threshold=1, ComparisonOperator="GreaterThanThreshold", AlarmActions=[topic],
            )  # fmt: skip
            cloudwatch.set_alarm_state(AlarmName="a", StateValue="ALARM", StateReason="tried")
            told = until(lambda: [one for one in came if one["Type"] == "Notification"])[0]
            assert stage.post(here.body(told)) == (200, "ok\n")
    ear.shutdown()
    ear.server_close()
    stage.shelf.close()
    assert [(signal.alarm, signal.state, signal.reason) for signal in stage.desk.taken] == [("a", "firing", "tried")]
