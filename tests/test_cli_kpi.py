"""Does `kpi` give the same figures to people and to programs, from a checkout and from the repository itself?"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.reports import action, files, report, written
from tests.test_cli import Done, liveness_bot


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    documents = [
        report("PM-2026-10-01-01", (2, 10, 20), met=(True, True), actions=[action()]),
        report("PM-2026-11-01-01", (4, 40, None), met=(False, None)),
        report("PM-2026-11-02-01", is_drill=True),
    ]
    return written(tmp_path / "reports", files(*documents))


def kpi(*arguments: str, **environment: str) -> Done:
    return liveness_bot("kpi", *arguments, **({"LIVENESS_BOT_LOCALE": "en"} | environment))


def test_programs_get_one_document(folder: Path) -> None:
    done = kpi("--json", "--reports", str(folder))

    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert (told["schema_version"], told["incidents"], told["drills_excluded"]) == (1, 2, 1)
    assert told["spans"]["minutes_to_mitigate"] == {"median": 25.0, "p90": 37.0, "n": 2, "missing": 0}
    assert told["rates"]["published_48h"] == {"percent": 100.0, "met": 1, "n": 1, "unknown": 1}
    assert told["actions"] == {"open": 1, "overdue": 0, "done": 0, "dropped": 0}


def test_people_get_figures_a_chart_and_definitions(folder: Path) -> None:
    said = kpi("--reports", str(folder)).stdout

    assert "Time to mitigate: median 25 min, 90th percentile 37 min · n = 2" in said
    assert "11-01 ▓" in said
    assert "10-01 █" in said
    assert "Counted from detection" in said


def test_the_repository_gives_the_same_figures(folder: Path, tmp_path: Path) -> None:
    git = ["git", "-C", str(folder), "-c", "user.name=x", "-c", "user.email=x@example.com"]
    for command in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "reports"]):
        subprocess.run([*git, *command], check=True)

    done = kpi("--json", REPORTS_REPOSITORY=str(folder), REPORTS_BRANCH="main")

    assert done.stdout == kpi("--json", "--reports", str(folder)).stdout


def test_a_repository_out_of_reach_is_named_without_its_password() -> None:
    done = kpi("--json", REPORTS_REPOSITORY="https://me:hunter2@127.0.0.1:9/x")

    assert (done.returncode, done.stdout) == (2, "")
    assert "REPORTS_REPOSITORY" in done.stderr
    assert "hunter2" not in done.stderr


def test_a_corrupt_file_is_named_and_the_others_count(folder: Path) -> None:
    written(folder, {"run/_/postmortems/PM-2026-11-23-01.json": b"{"})

    done = kpi("--json", "--reports", str(folder))

    assert (done.returncode, json.loads(done.stdout)["incidents"]) == (1, 2)
    assert "PM-2026-11-23-01.json" in done.stderr


def test_no_postmortems_are_no_fault(tmp_path: Path) -> None:
    (tmp_path / "run/_/postmortems").mkdir(parents=True)

    done = kpi("--reports", str(tmp_path))

    assert (done.returncode, done.stdout.strip()) == (0, "No postmortem is in the report repository yet")
