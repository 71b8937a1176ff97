"""Does a damaged or malicious export harm nothing, and is each file that could not be read named?"""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.adapters.slack_export import elements, sources
from bot.adapters.slack_export.names import is_junk, is_safe, spellings
from bot.adapters.slack_export.reading import opened
from bot.domain.exports import Exported
from bot.domain.failures import Mistake
from tests.exports import CHANNEL, files, packed, said, ts_of, unpacked

DAYS = ("2026-11-22", "2026-11-23", "2026-11-24")
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def read(path: Path, channel: str = CHANNEL) -> Exported:
    with opened(path) as export:
        return export.read(channel)


def three_days(middle: bytes) -> dict[str, bytes]:
    return files({DAYS[0]: [said(ts_of(0), "before")], DAYS[1]: middle, DAYS[2]: [said(ts_of(180_000), "after")]})


WHOLE = json.dumps([said(ts_of(90_000), "one"), said(ts_of(90_001), "two")]).encode()


@pytest.mark.parametrize(
    ("middle", "why", "texts"),
    [
        (WHOLE[:-40], "broken", ["before", "one", "after"]),
        (WHOLE[:-1], "broken", ["before", "one", "two", "after"]),
        (WHOLE.replace(b"}, {", b"} {"), "broken", ["before", "one", "after"]),
        (b"", "broken", ["before", "after"]),
        (b"[" * 100_000, "broken", ["before", "after"]),
        (b"[" + b"9" * 10_000 + b"]", "broken", ["before", "after"]),
        (b'{"messages": []}', "not_a_list", ["before", "after"]),
    ],
)
def test_a_damaged_day_is_named_and_leaves_a_gap(tmp_path: Path, middle: bytes, why: str, texts: list[str]) -> None:
    found = read(packed(tmp_path / "export.zip", three_days(middle)))

    assert [one.text for one in found.messages] == texts
    (flawed,) = found.unknown.flawed
    assert (flawed.name, flawed.why) == (f"{CHANNEL}/{DAYS[1]}.json", why)
    assert flawed.since is not None
    assert flawed.until is not None
    assert NOON <= flawed.since < flawed.until == datetime(2026, 11, 24, 14, tzinfo=UTC)


def test_bytes_that_are_no_text_cost_only_themselves(tmp_path: Path) -> None:
    found = read(packed(tmp_path / "export.zip", three_days(WHOLE.replace(b"one", b"o\xffe"))))

    assert [one.text for one in found.messages] == ["before", "o\ufffde", "two", "after"]
    assert [(one.why, one.since) for one in found.unknown.flawed] == [("not_utf8", None)]


def test_halves_of_characters_and_control_characters_are_replaced(tmp_path: Path) -> None:
    found = read(packed(tmp_path / "export.zip", files({DAYS[0]: [said(ts_of(0), "a\x00b\ud800c")]})))

    assert found.messages[0].text == "a\ufffdb\ufffdc"


def test_a_list_is_read_alike_however_its_bytes_come() -> None:
    whole = json.dumps([said(ts_of(0), "日本語 🚒"), {"x": [1, {"y": "]"}]}, "text"], ensure_ascii=False).encode()
    for step in (1, 2, 3, 7, 1000):
        parts = iter([whole[at : at + step] for at in range(0, len(whole), step)])

        assert list(elements.elements(lambda _size, parts=parts: next(parts, b""))) == json.loads(whole)


def test_a_bomb_is_read_no_further_than_is_sane(tmp_path: Path) -> None:
    bomb = b"[" + b" " * (sources.HARMLESS_BYTES + (1 << 20)) + b"]"
    found = read(packed(tmp_path / "export.zip", three_days(bomb)))

    assert [one.why for one in found.unknown.flawed] == ["too_large"]
    assert [one.text for one in found.messages] == ["before", "after"]


def test_what_is_encrypted_or_fails_its_checksum_is_named(tmp_path: Path) -> None:
    path = packed(tmp_path / "export.zip", {})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, content in three_days(WHOLE).items():
            archive.writestr(name, content)
    raw = path.read_bytes()
    path.write_bytes(raw.replace(b'"one"', b'"0ne"'))
    assert [one.why for one in read(path).unknown.flawed] == ["bad_checksum"]

    name = f"{CHANNEL}/{DAYS[1]}.json".encode()
    entry = raw.rindex(b"PK\x01\x02", 0, raw.rindex(name))
    path.write_bytes(raw[: entry + 8] + b"\x01" + raw[entry + 9 :])
    assert [one.why for one in read(path).unknown.flawed] == ["encrypted"]


def test_names_that_lead_out_are_not_read(tmp_path: Path) -> None:
    whole = {**files({DAYS[0]: [said(ts_of(0), "x")]}), f"../{CHANNEL}/2026-11-25.json": WHOLE, "/etc/x.json": b"[]"}
    found = read(packed(tmp_path / "export.zip", whole))

    assert {(one.name, one.why) for one in found.unknown.flawed} == {
        (f"../{CHANNEL}/2026-11-25.json", "unsafe_name"),
        ("/etc/x.json", "unsafe_name"),
    }
    assert not any(is_safe(name) for name in ("C:\\x", "..\\x", "a/../../b", "\\x", "a\0b"))


def test_links_out_of_a_folder_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.json"
    secret.write_bytes(WHOLE)
    folder = unpacked(tmp_path / "export", files({DAYS[0]: [said(ts_of(0), "x")]}))
    (folder / CHANNEL / f"{DAYS[1]}.json").symlink_to(secret)
    found = read(folder)

    assert [one.text for one in found.messages] == ["x"]
    assert [one.why for one in found.unknown.flawed] == ["unsafe_name"]


def test_a_nested_folder_and_what_a_mac_leaves_are_no_trouble(tmp_path: Path) -> None:
    whole = {f"My export/{name}": content for name, content in files({DAYS[0]: [said(ts_of(0), "x")]}).items()}
    whole |= {f"__MACOSX/My export/{CHANNEL}/._{DAYS[0]}.json": b"\0\5", "My export/.DS_Store": b"\0"}
    found = read(packed(tmp_path / "export.zip", whole))

    assert ([one.text for one in found.messages], found.unknown.flawed) == (["x"], ())
    assert is_junk("a/Thumbs.db")


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_a_japanese_channel_is_found_whatever_packed_it(tmp_path: Path, encoding: str) -> None:
    """Such zips don't say in which encoding their names are: bit 11 is not set."""
    name = "障害対応-決済"
    path = packed(tmp_path / "export.zip", {})
    whole = files({DAYS[0]: [said(ts_of(0), "x")]}, channel=name)
    with zipfile.ZipFile(path, "w") as archive:
        for one, content in whole.items():
            archive.writestr(one.replace(name, "N" * len(name.encode(encoding))), content)
    path.write_bytes(path.read_bytes().replace(b"N" * len(name.encode(encoding)), name.encode(encoding)))

    assert [one.text for one in read(path, f"#{name}").messages] == ["x"]


def test_letters_that_a_mac_took_apart_are_put_together() -> None:
    assert spellings("か\u3099", is_utf8=True) == ("が",)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 half a zip", b"hello"])
def test_what_is_no_zip_is_no_export(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "export.zip"
    path.write_bytes(content)
    with pytest.raises(Mistake) as caught:
        read(path)

    assert caught.value.key == "not_an_export"


def test_damaged_lists_are_done_without(tmp_path: Path) -> None:
    whole = {**files({DAYS[0]: [said(ts_of(0), "x")]}), "channels.json": b"{", "users.json": b"\xff"}
    found = read(packed(tmp_path / "export.zip", whole))

    assert found.messages[0].text == "x"
    assert {(one.name, one.why) for one in found.unknown.flawed} == {
        ("channels.json", "broken"),
        ("users.json", "not_utf8"),
    }
