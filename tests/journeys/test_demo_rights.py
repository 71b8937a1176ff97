"""Whom does the demo let approve, whatever configuration it is given? Its own people only where nobody was named."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot.catalogue import load
from bot.cli.demo_rights import OPERATIONS, configured, with_approvers
from tests.journeys.process import ROOT
from workspace.slack import serve

BEN = ("U01BEN",)


def folder_with(tmp_path: Path, bot: str | None = None) -> Path:
    """Return a configuration folder as somebody has it, with this `bot.yaml` in place of the shipped one."""
    folder = tmp_path / "ours"
    shutil.copytree(ROOT / "config", folder)
    if bot is not None:
        (folder / "bot.yaml").write_text(bot)
    return folder


def played(tmp_path: Path, bot: str | None = None) -> Path:
    """Return the folder that the demo plays with."""
    folder = folder_with(tmp_path, bot)
    home = tmp_path / "home"
    home.mkdir()
    return configured(folder, home, load(folder).rules)


def test_the_shipped_configuration_keeps_every_word_but_the_empty_list(tmp_path: Path) -> None:
    text = (ROOT / "config" / "bot.yaml").read_text()
    folder = played(tmp_path)
    expected = text.replace("approve_actions: []", "approve_actions: [U01AIKO, U01BEN]")
    expected = expected.replace("approve_postmortems: []", "approve_postmortems: [U01AIKO, U01BEN, U01CHIKA]")
    assert (folder / "bot.yaml").read_text() == expected
    assert (tmp_path / "ours" / "bot.yaml").read_text() == text
    shipped, ours = load(ROOT / "config"), load(folder)
    assert ours.services == shipped.services
    assert ours.rules == replace(shipped.rules, rights=ours.rules.rights)


@pytest.mark.parametrize(
    "bot",
    [
        "rights:\n    # nobody yet\n    operate: ['*']\ntimezone: Asia/Tokyo\n",
        "rights:\n  approve_actions: [ ] # nobody yet\n  operate: ['*']\n",
        "rights:\n  approve_actions: [\n  ]\n",
        "rights: {operate: ['*'], approve_actions: []}\n",
        "rights: {operate: ['*']}  # as it is\n",
        "# nothing of rights\ntimezone: Asia/Tokyo",
    ],
)
def test_however_nobody_is_written_two_may_approve(tmp_path: Path, bot: str) -> None:
    folder = played(tmp_path, bot)
    assert load(folder).rules.rights.approve_actions == ("U01AIKO", "U01BEN")
    assert load(folder).rules.rights.operate == ("*",)
    assert re.findall("#.*", (folder / "bot.yaml").read_text()) == re.findall("#.*", bot)


@pytest.mark.parametrize(
    "bot",
    [
        "rights:\n  approve_actions: [sre]\n  approve_postmortems: [board]\n",
        "rights:\n  approve_postmortems: &nobody []\n  approve_actions: *nobody\n",
        "{timezone: Asia/Tokyo}\n",
    ],
)
def test_who_was_named_stays_and_what_cannot_be_written_safely_is_left(tmp_path: Path, bot: str) -> None:
    folder = played(tmp_path, bot)
    assert (folder / "bot.yaml").read_text() == bot


def test_the_control_board_is_one_more_than_must_agree(tmp_path: Path) -> None:
    folder = played(tmp_path, "postmortem_approvals: 1\n")
    assert load(folder).rules.rights.approve_postmortems == OPERATIONS[:2]


def test_where_two_must_approve_a_third_may_so_that_one_can_ask(tmp_path: Path) -> None:
    folder = played(tmp_path, "action_approvals: 2\n")
    assert load(folder).rules.rights.approve_actions == OPERATIONS[:3]


def test_only_what_the_bot_reads_is_copied(tmp_path: Path) -> None:
    ours = folder_with(tmp_path)
    (ours / "notes.txt").write_text("ours alone")
    (ours / "services" / ".liveness.yaml.swp").write_text("ours alone")
    (tmp_path / "home").mkdir()
    copy = configured(ours, tmp_path / "home", load(ours).rules)
    names = {str(path.relative_to(copy)) for path in copy.rglob("*") if path.is_file()}
    assert names == {"bot.yaml", *(f"services/{path.name}" for path in (ROOT / "config" / "services").glob("*.yaml"))}


def test_they_are_people_of_the_workspace() -> None:
    with serve() as workspace:
        assert all(workspace.person(one) for one in OPERATIONS)


def test_a_text_keeps_its_japanese() -> None:
    told = with_approvers("# 夜間は二人\nrights: {approve_actions: []} # 承認者\n", BEN)
    assert told == "# 夜間は二人\nrights: {approve_actions: [U01BEN]} # 承認者\n"
