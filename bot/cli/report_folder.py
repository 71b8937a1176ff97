"""What does a checkout of the report repository hold, on this machine and without any network?"""

from __future__ import annotations

from pathlib import Path

from bot.cli.told import Told, refuse
from bot.domain.postmortems.paths import ReportPaths
from bot.domain.postmortems.shelf import Shelf, shelf_of


def shelf_in(folder: Path, paths: ReportPaths, setting: Told) -> Shelf:
    """Read the postmortems and corrective actions of a checkout; ends the command with a sentence where there is none.

    A folder is one when git keeps it, or when the folder of the postmortems is in it: an empty folder, or a wrong one,
    must not pass for a repository in which nothing is overdue.
    """
    if not folder.is_dir() or not ((folder / ".git").exists() or (folder / paths.postmortems).is_dir()):
        refuse(setting.pages.sentence("cli/no_checkout", {"folder": str(folder)}, setting.locale))
    found: dict[str, bytes] = {}
    unread = []
    for path in (*sorted(folder.glob(paths.documents)), folder / paths.actions):
        name = path.relative_to(folder).as_posix()
        try:
            found[name] = path.read_bytes()
        except FileNotFoundError:
            continue  # there are no corrective actions yet
        except OSError:
            unread.append(name)
    shelf = shelf_of(found, paths)
    return Shelf(shelf.documents, shelf.actions, (*unread, *shelf.unreadable))
