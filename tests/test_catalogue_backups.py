"""May a service's file say how old a table's newest backup may be, and what holds where it doesn't?"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.catalogue import load

TINY = "name: tiny\ntitle: { en: Tiny, ja: 小さい }\ncommand: /tiny\nchannel: tiny\nregion: us-east-1\n"


@pytest.mark.parametrize(("told", "wanted"), [("", timedelta(days=7)), (", backup_within: 12h", timedelta(hours=12))])
def test_a_table_s_newest_backup_may_be_so_old(told: str, wanted: timedelta, tmp_path: Path) -> None:
    (tmp_path / "services").mkdir()
    (tmp_path / "bot.yaml").write_text("{}\n", encoding="utf-8")
    text = f"{TINY}tables:\n  - {{ name: Sessions{told} }}\n"
    (tmp_path / "services" / "tiny.yaml").write_text(text, encoding="utf-8")
    (table,) = load(tmp_path).services["tiny"].tables
    assert table.backup_within == wanted
