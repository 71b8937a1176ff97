"""How is the page of reports switched on, and how does it end? With the process that started it."""

from __future__ import annotations

import argparse
import json
import socket
import sys
from pathlib import Path

from aiohttp import web

from workspace.reports.pages import Reports

LOOPBACK = "127.0.0.1"


def main() -> None:
    """Serve the reports of a repository until SIGTERM; one JSON line with the address says that it listens."""
    parser = argparse.ArgumentParser(prog="python -m workspace.reports")
    parser.add_argument("--repository", type=Path, required=True)
    parser.add_argument("--branch", default="main")
    wishes = parser.parse_args()
    app = web.Application()
    Reports(wishes.repository, wishes.branch).add_routes(app)
    with socket.create_server((LOOPBACK, 0)) as listening:
        sys.stdout.write(json.dumps({"address": f"http://{LOOPBACK}:{listening.getsockname()[1]}"}) + "\n")
        sys.stdout.flush()
        web.run_app(app, sock=listening, print=None, access_log=None)


if __name__ == "__main__":
    main()
