"""Do the real Prometheus and Alertmanager, with the rule of the image article, reach us as we think they do?

Both are Debian's, run as child processes on loopback; a small server of ours is the image pipeline that is scraped.
"""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bot.adapters.alertmanager import AlertmanagerApi
from bot.adapters.hooks.alertmanager import alertmanager_hook
from bot.domain.alarms.signal import Signal
from bot.domain.failures import Outage
from tests.adapters.alarm_desk import Desk, Hooked
from tests.adapters.waiting import until

TOKEN = "the-bearer-token"
RUNBOOK = "https://runbooks.example.com/deltaE-spike"

RULES = f"""
groups:
  - name: image
    rules:
      - alert: deltaE-spike
        expr: sum by (pipeline) (rate(image_delta_e_over_threshold_total[10s])) > 0
        for: 1s
        labels: {{severity: S1}}
        annotations:
          summary: "ブランドカラー逸脱 ({{{{ $labels.pipeline }}}})"
          runbook: {RUNBOOK}
"""

PROMETHEUS = """
global: {{scrape_interval: 1s, evaluation_interval: 1s, external_labels: {{cluster: trial}}}}
rule_files: [{rules}]
alerting: {{alertmanagers: [{{static_configs: [{{targets: ["{alertmanager}"]}}]}}]}}
scrape_configs: [{{job_name: image, static_configs: [{{targets: ["{pipeline}"]}}]}}]
"""

ALERTMANAGER = """
route: {{receiver: bot, group_by: [alertname, pipeline], group_wait: 0s, group_interval: 1s, repeat_interval: 1h}}
receivers:
  - name: bot
    webhook_configs:
      - url: {hook}
        send_resolved: true
        http_config: {{authorization: {{type: Bearer, credentials: {token}}}}}
"""


class Pipeline:
    """The image pipeline's metrics; while `is_off`, each scrape finds one more picture beyond the threshold."""

    def __init__(self) -> None:
        self.is_off, self.count = False, 0
        outer = self

        class Metrics(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.count += outer.is_off
                told = f'image_delta_e_over_threshold_total{{pipeline="print"}} {outer.count}\n'.encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/plain; version=0.0.4")
                self.send_header("Content-Length", str(len(told)))
                self.end_headers()
                self.wfile.write(told)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Metrics)
        self.server.daemon_threads = True
        self.address = f"127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()


class Stage(Hooked):
    """Our hook, served."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = Desk()
        self.endpoint = alertmanager_hook(
            token=TOKEN, take=self.desk.take, strange=self.desk.report, figures=self.figures
        )

    def told(self, state: str) -> list[Signal]:
        return [one for one in self.desk.taken if one.state == state]


@dataclass(frozen=True, slots=True)
class Watchers:
    """The two programs, and what stands at both ends of them."""

    pipeline: Pipeline
    stage: Stage
    alertmanager: subprocess.Popen[bytes]
    alertmanager_again: Callable[[], AbstractContextManager[object]]
    api: AlertmanagerApi


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def is_ready(address: str) -> bool:
    try:
        urllib.request.urlopen(f"http://{address}/-/ready", timeout=2).close()
    except OSError:
        return False
    return True


@contextmanager
def running(room: Path, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    with (room / f"{Path(command[0]).name}.log").open("ab") as log:
        child = subprocess.Popen(command, cwd=room, stdout=log, stderr=log)
        try:
            yield child
        finally:
            child.kill()
            child.wait(timeout=10)


@pytest.fixture
def watchers(tmp_path: Path) -> Iterator[Watchers]:
    for program in ("prometheus", "prometheus-alertmanager", "promtool"):
        assert shutil.which(program), f"{program} is missing; .ci/run installs it"
    pipeline, stage = Pipeline(), Stage()
    ours, theirs = f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}"
    (tmp_path / "rules.yml").write_text(RULES, encoding="utf-8")
    subprocess.run(["promtool", "check", "rules", "rules.yml"], cwd=tmp_path, check=True, capture_output=True)
    with stage.serving("/hooks/alertmanager", stage.endpoint) as hook:
        (tmp_path / "alertmanager.yml").write_text(ALERTMANAGER.format(hook=hook, token=TOKEN), encoding="utf-8")
        (tmp_path / "prometheus.yml").write_text(
            PROMETHEUS.format(rules=tmp_path / "rules.yml", alertmanager=theirs, pipeline=pipeline.address),
            encoding="utf-8",
        )
        command = (
            "prometheus-alertmanager", "--config.file=alertmanager.yml", f"--web.listen-address={theirs}",
            "--cluster.listen-address=", f"--storage.path={tmp_path / 'alertmanager'}",
        )  # fmt: skip
        prometheus = (
            "prometheus", "--config.file=prometheus.yml", f"--web.listen-address={ours}",
            f"--storage.tsdb.path={tmp_path / 'prometheus'}", "--rules.alert.resend-delay=1s",
        )  # fmt: skip
        with running(tmp_path, *prometheus), running(tmp_path, *command) as alertmanager:
            until(lambda: is_ready(theirs) and is_ready(ours), what="the start of both programs")
            again = partial(running, tmp_path, *command)
            yield Watchers(pipeline, stage, alertmanager, again, AlertmanagerApi(f"http://{theirs}"))
    pipeline.server.shutdown()
    pipeline.server.server_close()


def test_the_article_s_alert_reaches_us_through_our_outage_and_theirs_and_ends(watchers: Watchers) -> None:
    """Refused by us with 503, it is sent again; asked for, it is the same change; Alertmanager killed, it is an Outage.

    A new Alertmanager knows nothing until Prometheus sends the alert again; then it is still the same change.
    """
    stage, api = watchers.stage, watchers.api
    assert api.firing() == ()
    stage.desk.fault = Outage("store", "unreachable")
    watchers.pipeline.is_off = True
    until(lambda: stage.refused("alertmanager", "store_out") >= 2, what="a second try after our 503")
    stage.desk.fault = None
    fired = until(lambda: stage.told("firing"), what="the alert")[0]
    assert (fired.source, fired.alarm, fired.severity) == ("alertmanager", "deltaE-spike", "S1")
    assert fired.summary == "ブランドカラー逸脱 (print)"
    assert fired.runbook_url == RUNBOOK
    assert fired.labels == {"alertname": "deltaE-spike", "cluster": "trial", "pipeline": "print", "severity": "S1"}
    assert fired.link is not None
    assert "image_delta_e_over_threshold_total" in fired.link

    (asked,) = api.firing()
    assert asked == fired, "who asks learns all that the webhook tells"
    assert asked.key == fired.key

    watchers.alertmanager.send_signal(signal.SIGKILL)
    watchers.alertmanager.wait(timeout=10)
    with pytest.raises(Outage) as out:
        api.firing()
    assert (out.value.port, out.value.reason) == ("alertmanager", "unreachable")

    with watchers.alertmanager_again():
        assert [one.key for one in until(lambda: firing(api), what="the alert, sent again")] == [fired.key]
        watchers.pipeline.is_off = False
        ended = until(lambda: stage.told("resolved"), within=25, what="the end")[0]
        assert ended.identity == fired.identity
        assert ended.changed_at > fired.changed_at
        assert {one.key for one in stage.told("firing")} == {fired.key}, "repeats are the same change"
        until(lambda: api.firing() == (), what="an Alertmanager that holds it active no more")


def firing(api: AlertmanagerApi) -> tuple[Signal, ...]:
    """Ask an Alertmanager that may not be up yet."""
    try:
        return api.firing()
    except Outage:
        return ()
