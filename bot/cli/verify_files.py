"""Are published postmortems, and the evidence beside them, still what was published?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import typer

from bot.adapters.git import document_sha256_of
from bot.adapters.pages import Pages
from bot.app.places import TEMPLATES
from bot.cli import BAD_ANSWER
from bot.cli.file_contents import Lying, UnreadableFileError, content_of, contents_in, lies_in
from bot.cli.told import refuse, settings
from bot.domain.failures import Outage
from bot.domain.postmortems.canonical import canonical
from bot.domain.postmortems.manifest import NAME, Content, manifest_flaws
from bot.domain.postmortems.paths import ReportPaths
from bot.domain.postmortems.proof import UnreadableError, document_flaws, exhibit_flaws, exhibits_of, json_of
from bot.domain.postmortems.seal import Flaw

PATTERNS = ("PM-*.json", NAME)
"""What is looked at in a folder; a file that is named itself may have any name."""
_EVIDENCE = re.compile(r"pm-\d{4}-\d{2}-\d{2}-\d{2,}", re.ASCII)
"""How the folder of a postmortem's evidence is named."""


def verify_files(paths: Sequence[Path], *, as_json: bool) -> int:
    """Print what is wrong with files, a line each, and 1 when anything is.

    Folders are searched, hidden ones in them excepted. 2, with a sentence, where a path names nothing, or nothing that
    can be verified. Neither the network nor the configuration is needed.
    """
    locale = settings().liveness_bot_locale
    pages = Pages(TEMPLATES, locale)
    for path in paths:
        if not path.exists():
            refuse(pages.sentence("cli/file_no_such_path", {"path": _shown(path)}, locale))
    lying = [lies_in(path, PATTERNS) if path.is_dir() else Lying((path,), ()) for path in paths]
    files = tuple(dict.fromkeys(file for one in lying for file in one.files if file in paths or not _is_foreign(file)))
    closed = tuple(dict.fromkeys(folder for one in lying for folder in one.closed))
    if not files and not closed:
        refuse(pages.sentence("cli/file_nothing", {"path": ", ".join(map(_shown, paths))}, locale))
    told: list[dict[str, object]] = []
    found = 0
    for path in (*closed, *files):
        flaws: Iterable[Flaw] = [("closed_folder", {})] if path in closed else _flaws(path)
        rows = [_row(key, {"path": _shown(path), **facts}, pages, locale) for key, facts in flaws]
        if not as_json:
            for row in rows:
                typer.echo(row["sentence"])
        told.append({"path": _shown(path), "flaws": rows})
        found += len(rows)
    if as_json:
        whole = {"schema_version": 1, "files": told, "flaws": found}
        typer.echo(json.dumps(whole, ensure_ascii=False, indent=2, sort_keys=True))
    typer.echo(pages.sentence("cli/file_verified", {"count": len(files), "flaws": found}, locale), err=True)
    return BAD_ANSWER if found else 0


def _flaws(path: Path) -> Iterator[Flaw]:
    try:
        content = content_of(path)
        told = json_of(content)
    except UnreadableFileError as closed:
        yield closed.flaw
        return
    except UnreadableError as unreadable:
        yield unreadable.flaw
        return
    if path.name == NAME:
        yield from _manifest_flaws(path, told)
        return
    stated = None
    try:
        stated = document_sha256_of(path)
    except Outage as outage:
        yield "unproven", {"reason": outage.reason, "detail": outage.detail}
    found = document_flaws(told, path.name, stated)
    yield from found
    if not found and content.replace(b"\r\n", b"\n") != canonical(told):
        yield "not_canonical", {}  # the values are those that were sealed, the bytes are not
    if isinstance(told, Mapping):
        try:
            yield from exhibit_flaws(told, _exhibits(path, told))
        except UnreadableFileError as closed:
            yield closed.flaw


def _is_foreign(path: Path) -> bool:
    """Say whether a `manifest.json` that was found by searching is some other program's: many have one of that name."""
    if path.name != NAME or _EVIDENCE.fullmatch(path.parent.resolve().name):
        return False
    try:
        told = json_of(content_of(path))
    except (UnreadableFileError, UnreadableError):
        return False
    return not isinstance(told, Mapping) or "files" not in told


def _manifest_flaws(path: Path, told: object) -> Iterator[Flaw]:
    try:
        found = {name: one for name, one in contents_in(path.parent).items() if name != NAME}
    except UnreadableFileError as closed:
        yield closed.flaw
    else:
        yield from manifest_flaws(told, found)


def _exhibits(path: Path, told: object) -> Mapping[str, Content | None]:
    """Return what lies where a document says that its evidence is; nothing where it stands in no report repository.

    That a file is missing is known in a checkout only: a folder of documents alone proves nothing about others.
    """
    folder = path.resolve().parent
    inner = Path(ReportPaths().postmortems).parts
    if folder.parts[-len(inner) :] != inner:
        return {}
    root = folder.parents[len(inner) - 1]
    is_checkout = (root / ".git").exists()
    found: dict[str, Content | None] = {}
    for name in exhibits_of(told):
        there = contents_in(root, only=name).get(name)
        if there is not None or is_checkout:
            found[name] = there
    return found


def _row(key: str, facts: Mapping[str, object], pages: Pages, locale: str) -> dict[str, object]:
    plain = {name: _printable(one) if isinstance(one, str) else one for name, one in facts.items()}
    return {"key": key, "facts": plain, "sentence": pages.sentence(f"cli/file_{key}", plain, locale)}


def _shown(path: Path) -> str:
    return _printable(str(path))


def _printable(text: str) -> str:
    """Keep what stands in somebody's file from steering the terminal."""
    return "".join(one if one.isprintable() else "�" for one in text)
