"""What does a committed file look like in a browser? Markdown as a page, everything else as it is."""

from __future__ import annotations

import asyncio
import html
from typing import TYPE_CHECKING

from aiohttp import web
from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from pathlib import Path

POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"
"""A report is text of many people: nothing in it may run."""

STYLE = """
body { font: 16px/1.6 system-ui, 'Noto Sans CJK JP', sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
td, th { border: 1px solid #8886; padding: .35rem .6rem; text-align: left }
td { vertical-align: top; overflow-wrap: anywhere } pre { overflow-x: auto; background: #8881; padding: .8rem }
nav { font-size: .85rem }
@media (prefers-color-scheme: dark) { body { background: #1a1d21; color: #d1d2d3 } a { color: #6bb6ff } }
"""


class Reports:
    """Serves the branch's files as they are at its tip now."""

    def __init__(self, repository: Path, branch: str) -> None:
        """Take a bare repository, which may not be there yet."""
        self._repository = repository
        self._branch = branch
        self._markdown = MarkdownIt("commonmark", {"html": False}).enable("table")

    def add_routes(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get("/", self._list)
        app.router.add_get("/{path:.+}", self._file)

    async def _list(self, _request: web.Request) -> web.Response:
        told = await self._git("ls-tree", "-r", "-z", "--name-only", self._branch)
        names = [name for name in (told or b"").decode(errors="replace").split("\0") if name]
        items = "".join(f'<li><a href="/{html.escape(name)}">{html.escape(name)}</a></li>' for name in names)
        return _page("Reports", f"<h1>Reports</h1><ul>{items}</ul>" if items else "<p>Nothing is committed yet.</p>")

    async def _file(self, request: web.Request) -> web.Response:
        path = request.match_info["path"]
        content = await self._git("cat-file", "blob", f"{self._branch}:{path}")
        if content is None:
            return web.Response(status=404, text="There is no such file at the branch's tip.")
        if path.endswith(".md"):
            rendered = self._markdown.render(content.decode(errors="replace"))
            return _page(path.rpartition("/")[2], f'<nav><a href="/">All files</a></nav>{rendered}')
        kind = "image/png" if path.endswith(".png") else "text/plain"
        charset = None if kind == "image/png" else "utf-8"
        headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": POLICY}
        return web.Response(body=content, content_type=kind, charset=charset, headers=headers)

    async def _git(self, *arguments: str) -> bytes | None:
        """Return what git prints; None when it can't."""
        process = await asyncio.create_subprocess_exec(
            *("git", "--git-dir", str(self._repository), *arguments),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        told, _ = await process.communicate()
        return told if process.returncode == 0 else None


def _page(title: str, body: str) -> web.Response:
    text = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{html.escape(title)}</title><style>{STYLE}</style><body>{body}</body></html>"
    )
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"}
    return web.Response(text=text, content_type="text/html", headers=headers)
