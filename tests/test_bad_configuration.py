"""Is every mistake in the configuration found, and told with its file, line and field?

The folder `bad_config/` is the specification: each file is named by its mistake and says in its first lines, or in a
file `.expect` beside it when it can't hold a comment, what must be said of it: `# expect <line>: <field>: <fragment>`.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from bot.catalogue import SENTENCES, BadConfigurationError, faults, load
from bot.catalogue.faults import Fault

BAD = Path(__file__).parent / "bad_config"
GOOD_BOT = "timezone: Asia/Tokyo\n"
GOOD_SERVICE = "name: other\ntitle: { en: Other, ja: その他 }\ncommand: /other\nchannel: other-ops\nregion: us-east-1\n"
EXPECTATION = re.compile(r"# expect ((?P<file>[\w/.-]+) )?(?P<line>-|[0-9]+): (?P<field>[^:]*): (?P<fragment>.*)")

Expected = tuple[str, int, str, str]


def expectations(text: str) -> list[Expected]:
    """Return what a file says must be said of it: file (empty: itself), line (0: none), field, part of the sentence."""
    found = [line for line in (EXPECTATION.fullmatch(line) for line in text.splitlines()) if line]
    return [
        (line["file"] or "", 0 if line["line"] == "-" else int(line["line"]), line["field"], line["fragment"])
        for line in found
    ]


def expected_of(file: Path) -> list[Expected]:
    beside = file.with_suffix(".expect")
    return expectations((beside if beside.exists() else file).read_text(encoding="utf-8"))


def mistakes(kind: str) -> list[Path]:
    return sorted(BAD.joinpath(kind).glob("*.yaml"))


def assert_told(found: tuple[Fault, ...], expected: list[Expected]) -> None:
    """Check that exactly the expected faults are told, in order of file and line."""
    assert expected, "a bad file must say what is expected of it"
    told = "\n".join(str(fault) for fault in found)
    places = [(fault.line, fault.field) for fault in found]
    assert sorted(places) == sorted((line, field) for _, line, field, _ in expected), told
    for file, line, field, fragment in expected:
        (fault,) = [fault for fault in found if (fault.line, fault.field) == (line, field)]
        assert fragment in fault.sentence(), told
        assert fault.file.endswith(file), told


@pytest.mark.parametrize("file", mistakes("services"), ids=lambda file: file.stem)
def test_a_bad_service_file_is_refused_with_line_and_field(file: Path, tmp_path: Path) -> None:
    """Each mistake is told where it stands, and nothing else is."""
    (tmp_path / "services").mkdir()
    (tmp_path / "bot.yaml").write_text(GOOD_BOT)
    shutil.copy(file, tmp_path / "services")
    found = faults(tmp_path)
    assert_told(found, expected_of(file))
    assert {fault.file for fault in found} == {str(tmp_path / "services" / file.name)}


@pytest.mark.parametrize("file", mistakes("bot"), ids=lambda file: file.stem)
def test_a_bad_bot_file_is_refused_with_line_and_field(file: Path, tmp_path: Path) -> None:
    """The company's own file is read as strictly as a service's."""
    (tmp_path / "services").mkdir()
    (tmp_path / "services" / "other.yaml").write_text(GOOD_SERVICE, encoding="utf-8")
    shutil.copy(file, tmp_path / "bot.yaml")
    found = faults(tmp_path)
    assert_told(found, expected_of(file))
    assert {fault.file for fault in found} == {str(tmp_path / "bot.yaml")}


@pytest.mark.parametrize("folder", sorted(BAD.joinpath("folders").iterdir()), ids=lambda folder: folder.name)
def test_a_bad_folder_is_refused_with_the_file_at_fault(folder: Path) -> None:
    """What no file shows by itself (clashes, files that are missing or would be overlooked) is found too."""
    assert_told(faults(folder), expectations((folder / "expect").read_text(encoding="utf-8")))


def test_a_folder_that_does_not_exist_is_a_fault(tmp_path: Path) -> None:
    """A mistyped CONFIG_DIR must not read as an empty configuration."""
    (fault,) = faults(tmp_path / "nowhere")
    assert str(fault) == f"{tmp_path / 'nowhere'}: This folder does not exist."


def test_loading_raises_every_fault_at_once(tmp_path: Path) -> None:
    """Whoever mends a file wants the whole list, not the first line of it."""
    folder = BAD / "folders" / "several-files-at-fault"
    with pytest.raises(BadConfigurationError) as caught:
        load(folder)
    assert caught.value.faults == faults(folder)
    assert len(caught.value.faults) == 3
    assert all(str(fault) in str(caught.value) for fault in caught.value.faults)


def test_a_file_that_cannot_be_opened_is_a_fault(tmp_path: Path) -> None:
    """A folder with a file's name, as a failed mount leaves behind, is told as what it is."""
    (tmp_path / "services" / "other.yaml").mkdir(parents=True)
    (tmp_path / "bot.yaml").write_text(GOOD_BOT)
    (fault,) = faults(tmp_path)
    assert fault.key == "unreadable"


def test_every_sentence_is_spoken_by_some_bad_file(tmp_path: Path) -> None:
    """A sentence that no mistake brings about is dead, and one that is not in the list can't be translated."""
    spoken = {fault.key for folder in BAD.joinpath("folders").iterdir() for fault in faults(folder)}
    (tmp_path / "services").mkdir()
    for kind, place in (("services", "services/it.yaml"), ("bot", "bot.yaml")):
        for file in mistakes(kind):
            shutil.copy(file, tmp_path / place)
            spoken |= {fault.key for fault in faults(tmp_path)}
    # A file that can't be opened has a test of its own, above; `invalid` is for findings that pydantic may yet invent.
    elsewhere = {"unreadable", "invalid"}
    assert spoken | elsewhere == set(SENTENCES)


def test_a_secret_address_is_not_repeated(tmp_path: Path) -> None:
    """Addresses of heartbeats carry their key in the path; a fault is printed into logs of builds."""
    (fault,) = faults_of_bot(tmp_path, "heartbeat_url: hc.example.com/secret-path\n")
    assert "secret-path" not in str(fault)


def faults_of_bot(folder: Path, text: str) -> tuple[Fault, ...]:
    (folder / "services").mkdir()
    (folder / "services" / "other.yaml").write_text(GOOD_SERVICE, encoding="utf-8")
    (folder / "bot.yaml").write_text(text, encoding="utf-8")
    return faults(folder)
