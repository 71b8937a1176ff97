"""What do the tests of Slack's rooms and records share? Our adapters on a workspace, and names that are still free."""

from __future__ import annotations

from bot.adapters.clock import SystemClock
from bot.adapters.memory import MemoryStore
from bot.adapters.slack.archive import SlackArchive
from bot.adapters.slack.chat import SlackChat
from bot.adapters.slack.client import SlackClients, slack_clients
from tests.slack_fakes import PlainPages
from workspace.slack import Workspace

_numbers = iter(range(1, 1_000))


def fresh() -> str:
    """Return a name that no room has yet, for Slack's is shared by the tests."""
    return f"inc-2026-11-22-room{next(_numbers)}"


def chat_on(workspace: Workspace, clients: SlackClients | None = None) -> tuple[SlackChat, SlackArchive]:
    clients = clients or slack_clients(workspace.bot_token, workspace.api_url)
    archive = SlackArchive(clients, MemoryStore(SystemClock()), SystemClock())
    return SlackChat(clients, PlainPages(), archive, locale="en"), archive
