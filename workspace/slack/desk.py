"""How do synchronous programs (tests, the demo, benchmarks) run the workspace and look into it?"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from workspace.slack.export import export
from workspace.slack.human import door, seeing
from workspace.slack.human.weather import Cloud, WeatherPanel
from workspace.slack.manifest import Manifest, ManifestSource
from workspace.slack.person import Hand
from workspace.slack.refusals import Json, Refused
from workspace.slack.scenario.player import Player
from workspace.slack.scenario.script import Script, scripts
from workspace.slack.seed import seeded_team
from workspace.slack.serving import Site
from workspace.slack.switchboard import Switchboard

if TYPE_CHECKING:
    from workspace.slack.state.channels import Channel
    from workspace.slack.state.happenings import Happening

Result = TypeVar("Result")
CALL_SECONDS = 30.0
PATIENCE_SECONDS = 5.0


class Workspace:
    """A running workspace, seen from another thread; every look and every act is done on the server's own loop."""

    def __init__(
        self, board: Switchboard, panel: WeatherPanel, player: Player, loop: asyncio.AbstractEventLoop
    ) -> None:
        """Look at a server that runs on ``loop``."""
        self.board = board
        self._panel = panel
        self._player = player
        self._loop = loop
        self._changed = threading.Condition()
        self._changes = 0
        self._told: list[tuple[str, Json]] = []
        board.team.listeners.append(self._note)
        board.office.on_change = board.sockets.on_change = self._pulse

    def _note(self, happening: Happening) -> None:
        if happening.kind in {"toast", "view_errors"}:
            self._told.append((happening.only_for, {"type": happening.kind, **happening.facts}))
        self._pulse()

    def _pulse(self) -> None:
        with self._changed:
            self._changes += 1
            self._changed.notify_all()

    def on_loop(self, work: Callable[[], Result]) -> Result:
        """Do something on the server's loop, where nothing else happens meanwhile."""

        async def do() -> Result:
            return work()

        return self.run(do())

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Run a coroutine on the server's loop and return its result."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(CALL_SECONDS)

    @property
    def page_url(self) -> str:
        """Return the page's address."""
        return f"{self.board.team.base_url}/"

    @property
    def api_url(self) -> str:
        """Return the Web API's address, ending in ``/api/``."""
        return f"{self.board.team.base_url}/api/"

    @property
    def bot_token(self) -> str:
        """Return the app's ``xoxb`` token."""
        return self.board.team.app.bot_token

    @property
    def app_token(self) -> str:
        """Return the app's ``xapp`` token."""
        return self.board.team.app.app_token

    @property
    def signing_secret(self) -> str:
        """Return what HTTP requests are signed with."""
        return self.board.team.app.signing_secret

    def person(self, name: str) -> Hand:
        """Return somebody to act as, by first name, handle or id."""
        wanted = name.lower()
        for person in self.board.team.people.values():
            if wanted in {person.id.lower(), person.name.lower(), person.first_name.lower()}:
                return Hand(self, person)
        raise Refused("user_not_found", f"Nobody here is called {name}.")

    def channel(self, name: str) -> Channel:
        """Return a channel by id or by name, with or without ``#``."""
        found = self.board.team.channels.get(name) or self.board.team.channel_named(name)
        if found is None:
            raise Refused("channel_not_found", f"There is no channel {name}.")
        return found

    def wait_for(
        self, predicate: Callable[[], Result], seconds: float = PATIENCE_SECONDS, what: str = "the condition"
    ) -> Result:
        """Return the predicate's first true value; it is asked again after every change here. Raises TimeoutError."""
        deadline = time.monotonic() + seconds
        while True:
            with self._changed:
                seen = self._changes
            found = predicate()
            if found:
                return found
            with self._changed:
                remaining = deadline - time.monotonic()
                if remaining <= 0:
                    raise TimeoutError(f"{what} did not come true within {seconds:g} s")
                if self._changes == seen:
                    self._changed.wait(min(remaining, 1.0))

    def messages(self, channel: str, thread_ts: str | None = None) -> list[Json]:
        """Return a channel's or a thread's messages, oldest first, whoever may see them, without ephemeral ones."""
        place = self.channel(channel)

        def read() -> list[Json]:
            stamps = list(place.roots)
            if thread_ts is not None:
                parent = place.messages[thread_ts]
                stamps = [parent.ts, *parent.replies]
            return [seeing.message_for(self.board.team, place.messages[ts]) for ts in stamps]

        return self.on_loop(read)

    def calls(self, method: str | None = None) -> list[Json]:
        """Return every Web API call of the app; ``response_url`` stands for posts to response URLs."""
        return self.on_loop(lambda: [call for call in self.board.calls if method in (None, call["method"])])

    @property
    def unknown(self) -> list[Json]:
        """Return unknown methods and arguments that the app used; a test fails where there are any."""
        return self.on_loop(lambda: list(self.board.unknown))

    def deliveries(self, kind: str | None = None) -> list[Json]:
        """Return every delivery to the app, or those of one kind (events_api, slash_commands, interactive)."""
        return self.on_loop(lambda: [one.as_json() for one in self.board.office.log if kind in (None, one.kind)])

    def told(self, person_id: str) -> list[Json]:
        """Return the toasts and form errors that somebody was shown."""
        return self.on_loop(lambda: [fact for person, fact in self._told if person == person_id])

    def connections(self) -> int:
        """Return how many Socket Mode connections are open."""
        return self.on_loop(lambda: self.board.sockets.open_count)

    def trouble(self, do: str, **facts: object) -> None:
        """Make a one-off fault.

        At once: disconnect, drop_socket. With the next chance: duplicate_next, drop_next_ack, expire_next_trigger,
        exhaust_next_response_url, fail_next (method, status, retry_after, times), hang_next (method, times).
        """
        self.run(door.make_trouble(self.board, {"do": do, **facts}))

    def weather(self, *, slack: str | None = None, liveness: str | None = None, aws: str | None = None) -> Json:
        """Turn the weather that is named, and return all of it."""
        return self.run(self._panel.turn({"slack": slack, "liveness": liveness, "aws": aws}))

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Name the scenarios that can be played."""
        return tuple(self._player.scripts)

    def learn(self, script: Script) -> None:
        """Add a scenario of one's own."""
        self.on_loop(lambda: self._player.scripts.update({script.name: script}))

    def play(self, scenario: str) -> None:
        """Begin a scenario; it waits for the app. An unknown name raises Refused."""
        self.run(self._player.start(scenario))

    def export(self, path: Path, *, everything: bool = False) -> None:
        """Write a Slack export of the workspace."""
        with path.open("wb") as into:
            self.on_loop(lambda: export(self.board.team, into, everything=everything))

    def let_pass(self, seconds: float) -> None:
        """Put the workspace's clock forward: trigger ids and response URLs expire by it, scheduled messages come."""

        def pass_by() -> None:
            self.board.team.moments.let_pass(seconds)
            self.board.agenda.post_due()

        self.on_loop(pass_by)

    def use_request_url(self, url: str) -> bool:
        """Deliver by signed HTTP from now on; tells whether the address answered Slack's challenge."""

        async def use() -> bool:
            return await self.board.use_request_url(url).verify()

        return self.run(use())


@contextmanager
def serve(
    manifest: ManifestSource = None,
    port: int = 0,
    *,
    hurry: float = 1.0,
    ack_seconds: float = 3.0,
    request_url: str | None = None,
    rate_tiers: bool = False,
    cloud: Cloud | None = None,
    weathers: Sequence[str] = (),
    aws_modes: Sequence[str] = (),
) -> Iterator[Workspace]:
    """Run a workspace in a thread until the block is left.

    ``hurry`` divides the schedule of event retries (0, 1, 5 minutes) and of connection refreshes; ``rate_tiers`` makes
    Slack's rate limits strict; ``request_url`` delivers by signed HTTP instead of Socket Mode. Raises OSError where the
    port is taken, ManifestMistakeError where the manifest is wrong.
    """
    team = seeded_team(Manifest.read(manifest))
    board = Switchboard(team, hurry=hurry, ack_seconds=ack_seconds, rate_tiers=rate_tiers)
    panel = WeatherPanel(board, cloud, weathers, aws_modes)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="workspace", daemon=True)
    thread.start()
    player = Player(board, panel, scripts(), hurry=hurry)
    site = Site(board, panel, player)
    workspace = Workspace(board, panel, player, loop)
    try:
        workspace.run(site.start(port))
        if request_url is not None:
            workspace.on_loop(lambda: board.use_request_url(request_url))
        yield workspace
    finally:
        workspace.run(site.stop())
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
