"""How is the pretend AWS put together, and what can be asked of it? `PretendAws` is all that others need."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from workspace.cloud import estate, watchtower
from workspace.cloud.account import Account
from workspace.cloud.emulator import LOOPBACK
from workspace.cloud.health import Spell
from workspace.cloud.names import AWS_MODES, DEPLOYER, REGION, WEATHERS, AwsMode, Weather
from workspace.cloud.process import Doors, launched
from workspace.cloud.publisher import Publisher
from workspace.cloud.sky import ORDERS_PATH
from workspace.cloud.wire import Trouble
from workspace.cloud.world import World

_LIVES_EVERY_SECONDS = 2.0
_REFUSED = ("throttled", "failing", "denied")
_FATES = (*_REFUSED, "slow", "lost")
_log = logging.getLogger(__name__)


class PretendAws:
    """The pretend AWS while it runs. Its methods may be called from any thread, and block for some milliseconds."""

    region = REGION

    def __init__(self, doors: Doors, world: World, alarm_queue_url: str, delay_seconds: float) -> None:
        self._doors = doors
        self._world = world
        self._mode: AwsMode = "fine"
        self._delay_seconds = delay_seconds
        self._denied: set[str] = set()
        self._billed: dict[int, int] = {}
        self._spells: tuple[Spell, ...] = ()
        self._one_at_a_time = threading.RLock()
        self.alarm_queue_url = alarm_queue_url
        self._order()

    @property
    def endpoint_url(self) -> str:
        """Give what clients need as AWS_ENDPOINT_URL."""
        return self._doors.front_url

    @property
    def environment(self) -> dict[str, str]:
        """Give the environment variables with which boto3, and so the bot, speaks to this AWS and to no other."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": "liveness-bot",
            "AWS_SECRET_ACCESS_KEY": "opens-nothing",
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    @property
    def weather_now(self) -> Weather:
        """Name the service's weather."""
        return self._world.weather

    @property
    def aws_now(self) -> AwsMode:
        """Name the weather of AWS itself."""
        return self._mode

    def weather(self, name: str) -> None:
        """Turn the service's weather; its first consequences are published when this returns.

        Raises ValueError with the choices where there is no such weather.
        """
        for known in WEATHERS:
            if known == name:
                self._world.turn(known)
                self._tell_sky_of_the_world()
                return
        raise ValueError(f"there is no weather {name!r}; choose one of {', '.join(WEATHERS)}")

    def aws(self, mode: str) -> None:
        """Turn the weather of AWS itself, for every call of every client; raises ValueError with the choices."""
        for known in AWS_MODES:
            if known == mode:
                self._mode = known
                self._order()
                return
        raise ValueError(f"AWS cannot be {mode!r}; choose one of {', '.join(AWS_MODES)}")

    def delay(self, seconds: float) -> None:
        """Add a delay to every answer, as a distant region would."""
        self._delay_seconds = seconds
        self._order()

    def deny(self, *actions: str) -> None:
        """Refuse these IAM actions ("cloudwatch:GetMetricData") with the service's own AccessDenied."""
        self._denied = self._denied.union(actions)
        self._order()

    def allow(self, *actions: str) -> None:
        """Take back refusals; all of them where none is named."""
        self._denied = self._denied.difference(actions) if actions else set()
        self._order()

    def lose_next_reply(self, action: str) -> None:
        """Carry out the next call of an IAM action ("lambda:UpdateAlias") and let its answer never arrive."""
        self._order(lost_replies=[action])

    def conflict_next(self, action: str) -> None:
        """Refuse the next call of an IAM action because something else is being changed (409), doing nothing."""
        self._order(refused_once=[(action, "conflict")])

    def stale_next(self, action: str) -> None:
        """Refuse the next call of an IAM action because it was changed meanwhile (412), doing nothing."""
        self._order(refused_once=[(action, "stale")])

    def throttle_next(self, action: str) -> None:
        """Throttle the next call of an IAM action; a client that tries again is answered."""
        self._order(refused_once=[(action, "throttled")])

    def figures(self) -> dict[str, Any]:
        """Give the service's last hour in small, with the alarms that fire."""
        return self._world.figures()

    def series(self) -> dict[str, Any]:
        """Give the course of the service's figures over the last hour; see `workspace.cloud.figures`."""
        return self._world.series()

    def aws_figures(self) -> dict[str, Any]:
        """Give how many calls AWS got in the last hour, and how many it refused, failed or answered late."""
        minutes = self._tell_sky()["minutes"]
        return {fate: sum(minute.get(fate, 0) for minute in minutes) for fate in _FATES} | {
            "calls": sum(sum(minute.values()) for minute in minutes)
        }

    def aws_series(self) -> dict[str, Any]:
        """Give the same by the minute."""
        seen = self._tell_sky()
        at = [60 * (seen["from_minute"] + number) for number in range(len(seen["minutes"]))]

        def drawn(count: Callable[[dict[str, int]], int]) -> dict[str, Any]:
            points = [[moment, count(minute)] for moment, minute in zip(at, seen["minutes"], strict=True)]
            return {"unit": "count", "threshold": None, "breaches": None, "points": points}

        return {
            "calls": drawn(lambda minute: sum(minute.values())),
            "refused": drawn(lambda minute: sum(minute.get(fate, 0) for fate in _REFUSED)),
            "slow": drawn(lambda minute: minute.get("slow", 0)),
        }

    def live(self) -> None:
        """Let the service live up to now."""
        self._world.live()
        self._tell_sky_of_the_world()

    def _tell_sky_of_the_world(self) -> None:
        """Let Cost Explorer know what a runaway client costs, and Health when Rekognition is slow."""
        with self._one_at_a_time:  # or what was true a moment ago could be told last
            billed, spells = dict(self._world.bill().runaways), self._world.spells
            if (billed, spells) != (self._billed, self._spells):
                self._billed, self._spells = billed, spells
                self._order()

    def _order(self, lost_replies: Sequence[str] = (), refused_once: Sequence[tuple[str, Trouble]] = ()) -> None:
        with self._one_at_a_time:  # or an order could overtake a newer one of another thread, and stay
            self._tell_sky(
                {
                    "mode": self._mode,
                    "delay_seconds": self._delay_seconds,
                    "denied": sorted(self._denied),
                    "lost_replies": list(lost_replies),
                    "refused_once": list(refused_once),
                    "runaways": self._billed,
                    "spells": [(spell.began_at, spell.ended_at) for spell in self._spells],
                }
            )

    def _tell_sky(self, orders: dict[str, Any] | None = None) -> dict[str, Any]:
        wire = HTTPConnection(LOOPBACK, self._doors.back, timeout=10)
        wire.request("POST", ORDERS_PATH, json.dumps(orders) if orders else b"")
        told: dict[str, Any] = json.loads(wire.getresponse().read())
        wire.close()
        return told


@contextmanager
def serve(port: int = 0, history_days: float = 15, delay_seconds: float = 0.0) -> Iterator[PretendAws]:
    """Run the pretend AWS until the block is left; see `workspace.cloud.serve`."""
    with launched(port) as coming:
        account = Account(coming.doors.back_url)
        for service in ("cloudwatch", "logs", "iam", "lambda", "dynamodb", "s3", "cloudfront", "sns", "sqs"):
            account.client(service)
        for service in ("lambda", "dynamodb"):
            account.client(service, user=DEPLOYER)
        doors = coming.wait_until_it_answers()
        born_at = time.time()
        publisher = Publisher(account, doors.back)
        world = World(account, publisher, time.time, born_at)
        watchtower.build_logs_and_dashboard(account)
        with ThreadPoolExecutor(1) as beside:
            building = beside.submit(estate.build, account, born_at)
            publisher.backfill(born_at, days=history_days)
            world.ledger.backfill()
            queue_url = watchtower.build_alarms(account, world.states())
            building.result()
        aws = PretendAws(doors, world, queue_url, delay_seconds)
        with _living(aws):
            yield aws
        account.close()


@contextmanager
def _living(aws: PretendAws) -> Iterator[None]:
    ended = threading.Event()

    def live() -> None:
        while not ended.wait(_LIVES_EVERY_SECONDS):
            try:
                aws.live()
            except (BotoCoreError, ClientError, OSError, HTTPException, RuntimeError) as trouble:
                # The next turn publishes what this one could not; nothing is lost by waiting.
                _log.warning("the pretend service could not publish: %s", trouble)

    thread = threading.Thread(target=live, name="pretend-service", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
