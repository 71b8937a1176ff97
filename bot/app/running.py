"""How is the bot switched on, and off again?

`Bot.open` makes each part, hands it what it needs, and starts it; `close` ends them in the opposite order. While a part
of the world can't be reached the process stays up and says so at `/readyz`; what can't get better by waiting (a refused
token, a missing scope, a taken port) is raised as a non-retryable Outage.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import timedelta
from functools import partial

from prometheus_client import CollectorRegistry
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.adapters.alertmanager import AlertmanagerApi
from bot.adapters.aws.cloud import AwsCloud
from bot.adapters.aws.session import AwsSession
from bot.adapters.charts import Charts
from bot.adapters.clock import SystemClock
from bot.adapters.effects.worker import Effects
from bot.adapters.pages import Pages
from bot.adapters.redaction import PatternRedactor
from bot.adapters.replica import join
from bot.adapters.slack.archive import SlackArchive
from bot.adapters.slack.chat import SlackChat
from bot.adapters.slack.client import Identity, SlackClients, slack_clients
from bot.adapters.slack.delivery import Delivery
from bot.adapters.slack.doors.desk import Answers as DoorAnswers
from bot.adapters.slack.doors.desk import Desk
from bot.adapters.slack.doors.figures import DoorFigures
from bot.adapters.slack.doors.listeners import Listeners, bolt_app
from bot.adapters.slack.doors.listening import NOTED_EVERY_SECONDS, Listening
from bot.adapters.slack.doors.signed_http import slack_events
from bot.adapters.slack.doors.socket_mode import SocketMode
from bot.adapters.sql.engine import told_as_unusable
from bot.adapters.sql.store import SqlStore, open_store
from bot.adapters.timer import Timer
from bot.adapters.web import Endpoint, WebServer, web_app
from bot.app.answers import Answers, explain
from bot.app.gauges import measure
from bot.app.identifying import Identifying
from bot.app.intake import Intake, hook_paths
from bot.app.performing import Performing
from bot.app.places import TEMPLATES
from bot.app.writing import DocumentWriter, publisher_of
from bot.catalogue import Catalogue
from bot.domain.alarms.placing import nobodys
from bot.domain.failures import Outage
from bot.flows import telling
from bot.flows.permits import Permits
from bot.flows.status import Statuses
from bot.flows.stories import Stories
from bot.ports import Ports
from bot.settings import Settings
from scheduler import jobs

log = logging.getLogger(__name__)

TAKE_UP_SECONDS = 60


class Bot:
    """The whole bot. One per process: DBOS is made so."""

    def __init__(self, settings: Settings, catalogue: Catalogue, stopping: threading.Event) -> None:
        """Take what we were told; nothing is opened. `stopping` ends every wait, and is set by us when we must end."""
        self._settings = settings
        self._catalogue = catalogue
        self._access = settings.slack()
        self._clock = SystemClock()
        self._pages = Pages(TEMPLATES, settings.liveness_bot_locale)
        self._registry = CollectorRegistry()
        self._stack = ExitStack()
        self._stopping = stopping
        self._reasons: dict[str, str] = {"start": "still starting"}
        self._endpoints: dict[str, Endpoint] = {}
        self._socket: SocketMode | None = None
        self._store: SqlStore | None = None

    def open(self) -> str | None:
        """Switch everything on and return our HTTP address; None when we were told to end before Slack answered.

        Raises a non-retryable Outage when waiting would not help.
        """
        web = self._open_web()
        clients = slack_clients(self._access.bot_token.get_secret_value(), self._access.api_url)
        identifying = Identifying(clients, self._stopping, self._reasons)
        store = self._open_store()  # Slack's answer takes a round trip or two; the store is opened meanwhile
        us = identifying.result()
        if us is None:
            return None
        self._open_parts(store, clients, us)
        self._reasons.pop("start", None)
        log.info("ready", extra={"address": web.address, "team": us.team})
        return web.address

    def close(self) -> None:
        """Switch everything off: what is at hand is finished, what waits is left for the next start."""
        self._stopping.set()
        self._stack.close()

    def reasons(self) -> Sequence[str]:
        """Say why we are not ready; nothing when we are."""
        found = list(self._reasons.values())
        if self._socket is not None and not self._socket.is_open:
            found.append("Slack: no Socket Mode connection")
        if self._store is not None:
            try:
                self._store.sent("readyz")
            except Outage as outage:
                found.append(f"store: {outage.reason}")
        return found

    def _open_store(self) -> SqlStore:
        try:
            with told_as_unusable():
                store = self._store = open_store(self._settings.database_url, self._clock)
        except BaseException:
            self._stopping.set()  # without a store there is no bot, however long Slack is waited for meanwhile
            raise
        self._stack.callback(store.close)
        return store

    def _open_web(self) -> WebServer:
        def late(path: str) -> Endpoint:
            async def endpoint(request: Request) -> Response:
                found = self._endpoints.get(path)
                return await found(request) if found is not None else PlainTextResponse("not ready\n", 503)

            return endpoint

        paths = [*hook_paths(self._settings), *(["/slack/events"] if self._speaks_http else [])]
        posts = {path: late(path) for path in paths}
        host, port = self._settings.http_address
        web = WebServer(web_app(reasons=self.reasons, registry=self._registry, posts=posts), host, port)
        web.open()
        self._stack.callback(web.close)
        return web

    @property
    def _speaks_http(self) -> bool:
        return self._access.app_token is None

    def _open_parts(self, store: SqlStore, clients: SlackClients, us: Identity) -> None:
        locale, zone = self._settings.liveness_bot_locale, self._catalogue.rules.timezone
        services = self._catalogue.services
        session = AwsSession()
        cloud = AwsCloud(self._clock, session)
        people = SlackArchive(clients, store, self._clock, team=us.team)
        chat = SlackChat(clients, self._pages, people, locale=locale, zone=zone, url=us.url)
        charts = Charts(self._pages, zone=zone)
        url = self._settings.alertmanager_url
        alerting = AlertmanagerApi(url) if url is not None else None
        writer = DocumentWriter(self._pages, charts.draw, locale, zone)
        ports = Ports(
            chat=chat,
            cloud=cloud,
            store=store,
            clock=self._clock,
            people=people,
            alerting=alerting,
            publisher=publisher_of(self._settings, writer, self._clock),
            redactor=PatternRedactor(),
            writer=writer,
        )
        rules = self._catalogue.rules
        statuses = Statuses(cloud=cloud, clock=self._clock)
        stories = Stories(services, nobodys(rules.announce_channel), ports, statuses, Permits(rules, people))

        with told_as_unusable():
            replica = join(self._settings.database_url, on_lost=self._stopping.set)
        self._stack.callback(replica.close)
        performing = Performing(stories, charts.draw, locale)
        effects = Effects(store, performing.perform, executor_id=replica.executor_id)
        effects.launch()
        self._stack.callback(effects.close)
        replica.watch_over(effects)
        measure(effects, replica.is_leader, self._registry)

        delivery = Delivery(chat=chat, pages=self._pages, charts=charts, people=people, locale=locale, zone=zone)
        answers = DoorAnswers(
            answer=Answers(stories).answer,
            said_once=telling.answer_to,
            capture=stories.capturing.capture,
            on_event=_nothing,
            happened=stories.happening.take,
            means_something=stories.hearing.means_something,
            hear=stories.hearing.hear,
            explain=explain,
        )
        figures = DoorFigures(self._registry)
        desk = Desk(store=store, clock=self._clock, delivery=delivery, answers=answers, us=us, figures=figures)
        self._stack.callback(desk.close)
        self._open_doors(desk, store, us)
        intake = Intake(self._settings, stories, self._registry, session)
        self._endpoints |= intake.endpoints()
        self._stack.callback(self._shut_doors)
        intake.open()
        self._stack.callback(intake.close)

        self._open_timer(desk, stories, store, replica.is_leader)
        if replica.is_leader():
            # Whoever comes second leaves this to the leader: what is unsettled may be at hand in another replica.
            desk.take_up(self._clock.now(), older_than=timedelta())
        cloud.warm(services.values())

    def _open_doors(self, desk: Desk, store: SqlStore, us: Identity) -> None:
        access = self._access
        secret = access.signing_secret.get_secret_value() if access.signing_secret else None
        token = access.bot_token.get_secret_value()
        listeners = Listeners(desk, store, us)
        app = bolt_app(listeners, token=token, us=us, api_url=access.api_url, signing_secret=secret)
        if access.app_token is None:
            self._endpoints["/slack/events"] = slack_events(app)
            return
        self._socket = SocketMode(app, app_token=access.app_token.get_secret_value(), api_url=access.api_url)
        self._stack.callback(self._socket.close)
        self._socket.open()

    def _open_timer(self, desk: Desk, stories: Stories, store: SqlStore, is_leader: Callable[[], bool]) -> None:
        timer = Timer(is_leader)
        for job in jobs():
            timer.every(job.every_seconds, job.name, partial(job.run, stories), at_once=job.at_start)
        socket = self._socket
        listening = Listening(store, self._clock, lambda: socket is None or socket.is_open)
        timer.every(NOTED_EVERY_SECONDS, "listening", listening.note, at_once=True)
        timer.every(TAKE_UP_SECONDS, "take up", lambda: desk.take_up(self._clock.now()))
        timer.start()
        self._stack.callback(timer.close)

    def _shut_doors(self) -> None:
        """Refuse what comes over HTTP: the web server itself is closed last, so that it can tell of the rest."""
        self._endpoints.clear()


def _nothing(kind: str, body: Mapping[str, object]) -> None:
    """Do nothing with an event that no story is about yet."""
