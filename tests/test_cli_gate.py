"""Can a pipeline trust the gate's exit code, and people its sentences?"""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import pytest

from tests.reports import action, files, report, row, written
from tests.test_cli import Done, liveness_bot

GOOD = '{"deltaE00": 1.4, "ssim": 0.97, "lpips": 0.05}'
LONG_AGO = date(2020, 1, 1)


def gate(folder: Path, content: str = GOOD, *more: str, service: str = "image-pipeline", locale: str = "en") -> Done:
    metrics = folder / "metrics.json"
    metrics.write_text(content, encoding="utf-8")
    return liveness_bot("gate", service, "--metrics", str(metrics), *more, LIVENESS_BOT_LOCALE=locale)


def checkout(folder: Path, *, severity: str = "S1", is_drill: bool = False) -> Path:
    document = report(severity=severity, is_drill=is_drill, actions=[action(due=LONG_AGO)])  # type: ignore[arg-type]
    return written(folder / "reports", files(document))


def test_good_figures_pass(tmp_path: Path) -> None:
    done = gate(tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    assert "deltaE00 is 1.4, within the budget (at most 2.0)" in done.stdout
    assert done.stdout.splitlines()[-1] == "✓ image-pipeline: the change may go in."


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"deltaE00": 2.01, "ssim": 0.97, "lpips": 0.05}', "✗ deltaE00 is 2.01, outside"),
        ('{"deltaE00": 1.4, "ssim": 0.97}', "✗ lpips is missing"),
        ('{"deltaE00": 1.4, "ssim": NaN, "lpips": 0.05}', "✗ ssim is no finite number"),
        ('{"deltaE00": 1.4, "ssim": 1e999, "lpips": 0.05}', "✗ ssim is no finite number"),
        ('{"deltaE00": 1.4, "ssim": true, "lpips": "0.05"}', "✗ ssim is no number"),
    ],
)
def test_bad_figures_refuse_and_say_why(tmp_path: Path, content: str, said: str) -> None:
    done = gate(tmp_path, content)

    assert done.returncode == 1
    assert said in done.stdout


@pytest.mark.parametrize("content", ["", "{", "[1]", "7", '{"ssim": 1, "ssim": 0.97}', "[" * 100_000])
def test_a_file_that_is_no_flat_object_is_wrong_use(tmp_path: Path, content: str) -> None:
    done = gate(tmp_path, content)

    assert (done.returncode, done.stdout) == (2, "")
    assert "metrics.json" in done.stderr


def test_names_that_are_missing_are_wrong_use(tmp_path: Path) -> None:
    assert liveness_bot("gate", "image-pipeline").returncode == 2
    assert liveness_bot("gate", "image-pipeline", "--metrics", str(tmp_path / "none.json")).returncode == 2
    assert gate(tmp_path, service="nosuch").returncode == 2
    assert gate(tmp_path, GOOD, "--reports", str(tmp_path / "none")).returncode == 2


def test_an_empty_folder_is_no_checkout(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    done = gate(tmp_path, GOOD, "--reports", str(tmp_path / "empty"))

    assert (done.returncode, "no checkout" in done.stderr) == (2, True)


def test_a_new_report_repository_without_postmortems_passes(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path / "new")], check=True)

    assert gate(tmp_path, GOOD, "--reports", str(tmp_path / "new")).returncode == 0


@pytest.mark.parametrize("severity", ["S0", "S1"])
def test_an_overdue_action_of_any_service_refuses(tmp_path: Path, severity: str) -> None:
    done = gate(tmp_path, GOOD, "--reports", str(checkout(tmp_path, severity=severity)))

    assert done.returncode == 1
    assert f"✗ {severity} PM-2026-11-22-01 (liveness): Check the LUT (OPS-1), due 2020-01-01, is overdue" in done.stdout


def test_drills_and_lesser_severities_do_not_refuse(tmp_path: Path) -> None:
    assert gate(tmp_path, GOOD, "--reports", str(checkout(tmp_path / "a", severity="S2"))).returncode == 0
    assert gate(tmp_path, GOOD, "--reports", str(checkout(tmp_path / "b", is_drill=True))).returncode == 0


def test_what_was_done_since_does_not_refuse(tmp_path: Path) -> None:
    done = [row(status="done", due="2020-01-01")]
    folder = written(checkout(tmp_path), files(actions=done))

    assert gate(tmp_path, GOOD, "--reports", str(folder)).returncode == 0


def test_a_corrupt_report_is_named_and_answers_nothing(tmp_path: Path) -> None:
    folder = written(checkout(tmp_path), {"run/_/postmortems/PM-2026-11-23-01.json": b"{"})

    done = gate(tmp_path, GOOD, "--reports", str(folder))

    assert (done.returncode, done.stdout) == (2, "")
    assert "PM-2026-11-23-01.json" in done.stderr


def test_a_hostile_name_stays_on_its_line(tmp_path: Path) -> None:
    done = gate(tmp_path, '{"x\\n\\u001b[2J✓ all good": 1, "deltaE00": 1, "ssim": 1, "lpips": 0}')

    assert len(done.stdout.splitlines()) == 6
    assert "\x1b" not in done.stdout


def test_it_speaks_japanese(tmp_path: Path) -> None:
    assert "この変更はマージできます" in gate(tmp_path, locale="ja").stdout
