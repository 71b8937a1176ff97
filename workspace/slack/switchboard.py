"""What belongs together in one running workspace?"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from workspace.slack.api.rates import Rates
from workspace.slack.delivery.office import PostOffice
from workspace.slack.delivery.signed_http import SignedHttp
from workspace.slack.delivery.sockets import SocketMode
from workspace.slack.events import EventDesk
from workspace.slack.passes import Passes
from workspace.slack.state.agenda import Agenda
from workspace.slack.trouble import Troubles
from workspace.slack.views.stack import Views

if TYPE_CHECKING:
    from workspace.slack.refusals import Json
    from workspace.slack.state.team import Team

CALLS_KEPT = 20_000


class Switchboard:
    """The team, and every desk that works for it; what happens inside happens on one event loop."""

    def __init__(self, team: Team, *, hurry: float, ack_seconds: float, rate_tiers: bool) -> None:
        """Put the desks together; nothing runs yet."""
        self.team = team
        self.ack_seconds = ack_seconds
        self.troubles = Troubles()
        self.rates = Rates(enabled=rate_tiers)
        self.passes = Passes(team, self.troubles)
        self.views = Views(team)
        self.agenda = Agenda(team)
        self.office = PostOffice(team.moments, self.troubles, hurry=hurry, ack_seconds=ack_seconds)
        self.sockets = SocketMode(self.office, team.app.app_id, hurry=hurry)
        self.ways: list[SignedHttp] = []  # every request URL there was, so that each is closed in the end
        self.office.carrier = self.sockets
        self.sockets.on_count = lambda count: team.presence.app_reached(is_reached=count > 0)
        self.events = EventDesk(team, self.office.hand_in)
        self.calls: deque[Json] = deque(maxlen=CALLS_KEPT)
        self.unknown: list[Json] = []

    def use_request_url(self, url: str) -> SignedHttp:
        """Deliver by signed HTTP from now on."""
        way = SignedHttp(self.office, self.team.app, url, ack_seconds=self.ack_seconds)
        self.ways.append(way)
        self.office.carrier = way
        self.sockets.on_count = lambda _count: None
        # Over HTTP nobody is connected: the app counts as there until a delivery meets nobody.
        self.office.on_outcome = lambda reason: self.team.presence.app_reached(is_reached=reason != "connection_failed")
        self.team.presence.app_reached(is_reached=True)
        return way

    def record_call(self, method: str, arguments: Json, answer: Json) -> None:
        """Keep one call of the app for assertions, without its token."""
        args = {name: value for name, value in arguments.items() if name != "token"}
        self.calls.append(
            {
                "method": method,
                "args": args,
                "ok": bool(answer.get("ok")),
                "error": answer.get("error"),
                "at": self.team.moments.now(),
            }
        )
