"""Which of Slack's requests do we listen to, and when is each acknowledged?

Everything is kept in the inbox (a captured message in its own table) before it is acknowledged, and handled after.
One listener serves each kind of request, by pattern; which command or button it was is none of the doors' business.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from typing import Any

from slack_bolt import Ack, App, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.adapters.slack.client import Identity
from bot.adapters.slack.doors.desk import SAID, Desk, place_of
from bot.adapters.slack.doors.messages import revision_of
from bot.adapters.slack.doors.payloads import arrival_of, call_of, is_only_a_link
from bot.adapters.slack.doors.room_events import KINDS, note_mark, place_of_event, room_event_of
from bot.adapters.slack.doors.submissions import errors, submit
from bot.domain.failures import Outage
from bot.domain.messages import Revision
from bot.ports import Arrival, Store

log = logging.getLogger(__name__)

ANY = re.compile(r".*", re.DOTALL)
UNKEPT = 503
UNREADABLE = frozenset({404, 500})
Json = Mapping[str, Any]

EVENTS: Mapping[str, tuple[str, ...]] = {
    "app_home_opened": ("app_home_opened",),
    "app_mention": ("app_mention",),
    "file_deleted": ("file_deleted",),
    "message": ("message.channels", "message.groups"),
    **{kind: (kind,) for kind in KINDS},
}
"""The event types we act on, with the subscriptions that bring them; the manifest subscribes to exactly these."""


class Listeners:
    """What Bolt calls. Each method returns Bolt's answer: an acknowledgement, or 503 so that Slack sends it again."""

    def __init__(self, desk: Desk, store: Store, us: Identity) -> None:
        self.desk = desk
        self._store = store
        self._us = us

    def command(self, ack: Ack, body: Json) -> BoltResponse:
        """Keep a slash command; when that fails, say privately that nothing was done."""
        arrival = arrival_of("command", body)
        try:
            self._take(arrival)
        except Outage as outage:
            words = self._excuse(arrival, outage)
            return ack(text=words.text, blocks=[dict(block) for block in words.blocks], response_type="ephemeral")
        return ack()

    def button(self, ack: Ack, body: Json) -> BoltResponse:
        """Keep a click; buttons that only open an address are nothing to us."""
        return ack() if is_only_a_link(body) else self._keep_or_refuse(ack, arrival_of("button", body))

    def shortcut(self, ack: Ack, body: Json) -> BoltResponse:
        """Keep a shortcut."""
        return self._keep_or_refuse(ack, arrival_of("shortcut", body))

    def closed(self, ack: Ack, body: Json) -> BoltResponse:
        """Keep the news that somebody closed a form."""
        return self._keep_or_refuse(ack, arrival_of("view_closed", body))

    def submission(self, ack: Ack, body: Json) -> BoltResponse:
        """Keep a submitted form and answer it at once where that is possible; see `submissions`."""
        arrival = arrival_of("submission", body)
        call = call_of(arrival)
        if call is None:
            log.warning("unreadable submission", extra={"arrival": arrival.id})
            return ack()
        try:
            is_new = self.desk.keep(arrival)
        except Outage as outage:
            answer = errors(body.get("view") or {}, self._excuse(arrival, outage).text)
            return ack(answer) if answer else BoltResponse(status=UNKEPT)
        answer = submit(self.desk, arrival, call) if is_new else {}
        return ack(answer) if answer else ack()

    def event(self, ack: Ack, body: Json) -> BoltResponse:
        """Keep a message where messages are captured, and every other event that we act on."""
        event = body.get("event") or {}
        kind = str(event.get("type"))
        if kind == "message":
            return self._message(ack, event)
        if kind in KINDS:
            return self._room_event(ack, arrival_of(f"event:{kind}", body))
        if kind == "file_deleted":
            return self._file_deleted(ack, str(event.get("file_id") or ""))
        if kind == "app_home_opened" and event.get("tab") != "home":
            return ack()  # our messages were opened, where Slack itself shows all there is
        if kind not in EVENTS:
            log.info("unexpected event", extra={"event_type": kind})
            return ack()
        return self._keep_or_refuse(ack, arrival_of(f"event:{kind}", body))

    def _message(self, ack: Ack, event: Json) -> BoltResponse:
        revision = revision_of(event, self._us)
        if revision is None:
            return ack()
        try:
            if self._store.watched(place_of(revision)) or self._is_erased(revision):
                self.desk.answers.capture(revision)
                self._hear(revision)
        except Outage as outage:
            self._excuse(Arrival(revision.ts, "event:message", {}), outage)
            return BoltResponse(status=UNKEPT)
        return ack()

    def _hear(self, revision: Revision) -> None:
        """Have a message handled that may be meant for us; one that came again was perhaps never taken up."""
        if self.desk.answers.means_something(revision):
            body = {"channel": revision.channel, "ts": revision.ts}
            self._take(Arrival(f"{SAID}:{revision.channel}:{revision.ts}", SAID, body))

    def _is_erased(self, revision: Revision) -> bool:
        """Say whether this deletes what was captured once, though its place is captured no more."""
        return revision.is_deletion and self._store.held(revision.channel, revision.ts)

    def _room_event(self, ack: Ack, arrival: Arrival) -> BoltResponse:
        """Keep a mark, and what happened to a room, where messages are captured."""
        event = room_event_of(arrival)
        if event is None or event.by == self._us.user:
            return ack()
        try:
            if self._store.watched(place_of_event(event)):
                note_mark(self._store, event)
                self._take(arrival)
        except Outage as outage:
            self._excuse(arrival, outage)
            return BoltResponse(status=UNKEPT)
        return ack()

    def _file_deleted(self, ack: Ack, file: str) -> BoltResponse:
        """Erase what we have of a file that Slack has no more."""
        try:
            self._store.erase_file(file)
        except Outage as outage:
            self._excuse(Arrival(file, "event:file_deleted", {}), outage)
            return BoltResponse(status=UNKEPT)
        return ack()

    def _keep_or_refuse(self, ack: Ack, arrival: Arrival) -> BoltResponse:
        try:
            self._take(arrival)
        except Outage as outage:
            self._excuse(arrival, outage)
            return BoltResponse(status=UNKEPT)
        return ack()

    def _take(self, arrival: Arrival) -> None:
        if self.desk.keep(arrival):
            self.desk.hand_over(arrival)

    def _excuse(self, arrival: Arrival, outage: Outage) -> Any:
        self.desk.figures.unkept.labels(arrival.kind).inc()
        log.error("not written down", extra={"arrival": arrival.id, "kind": arrival.kind, "reason": outage.reason})
        unkept = Outage("store", "not_written_down", needs=outage.needs, retry=outage.retry, detail=outage.detail)
        return self.desk.delivery.in_house_words(self.desk.answers.explain(unkept))


def bolt_app(listeners: Listeners, *, token: str, us: Identity, api_url: str, signing_secret: str | None) -> App:
    """Put Bolt together; no call is made.

    `authorize` is ours, so that Bolt makes no `auth.test` of its own, and `SLACK_CLIENT_ID` and `SLACK_CLIENT_SECRET`
    in the environment, which make Bolt take itself for a distributed app, can't take the token away.
    `process_before_response` spares Bolt's 10 ms steps of waiting for the acknowledgement.
    """
    ours = AuthorizeResult(enterprise_id=None, team_id=us.team, bot_id=us.bot, bot_user_id=us.user, bot_token=token)
    logger = logging.getLogger("slack_bolt.liveness_bot")
    logger.setLevel(logging.ERROR)  # its warnings tell of environment variables that we don't read
    app = App(
        name="liveness-bot",
        logger=logger,
        client=WebClient(base_url=api_url),
        authorize=lambda: ours,
        signing_secret=signing_secret or "",
        process_before_response=True,
        attaching_conversation_kwargs_enabled=False,
    )
    app.command(ANY)(_timed(listeners.desk, "command", listeners.command))
    app.block_action(ANY)(_timed(listeners.desk, "button", listeners.button))
    app.view_submission(ANY)(_timed(listeners.desk, "submission", listeners.submission))
    app.view_closed(ANY)(_timed(listeners.desk, "view_closed", listeners.closed))
    app.shortcut(ANY)(_timed(listeners.desk, "shortcut", listeners.shortcut))
    app.event(ANY)(_timed(listeners.desk, "event", listeners.event))
    return app


def dispatch(app: App, request: BoltRequest) -> BoltResponse:
    """Have Bolt serve a request; what neither it nor we can read is acknowledged, or Slack would send it again."""
    answer = app.dispatch(request)
    if answer.status not in UNREADABLE:
        return answer
    log.error("unreadable request", extra={"keys": sorted(request.body)})
    return BoltResponse(status=200, body="")


def _timed(desk: Desk, kind: str, listen: Callable[[Ack, Json], BoltResponse]) -> Callable[..., BoltResponse]:
    """Measure a listener, and let it go before answers. Bolt injects by parameter name, so the names are Bolt's."""
    acknowledged = desk.figures.acknowledged.labels(kind)
    hurry = nullcontext if kind == "submission" else desk.courtesy.acknowledging  # a submission waits for its answer

    def listener(ack: Ack, body: dict[str, Any]) -> BoltResponse:
        with acknowledged.time(), hurry():
            return listen(ack, body)

    return listener
