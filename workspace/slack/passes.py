"""Which trigger ids and response URLs are out, and are they still good?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workspace.slack.refusals import Refused
from workspace.slack.state.ids import new_secret

if TYPE_CHECKING:
    from workspace.slack.state.team import Team
    from workspace.slack.trouble import Troubles

TRIGGER_SECONDS = 3.0  # Slack docs, trigger_id: three seconds, single use
RESPONSE_URL_USES = 5  # Slack docs, response_url: five times within thirty minutes
RESPONSE_URL_SECONDS = 30 * 60.0
PASSES_KEPT = 5_000


@dataclass(slots=True)
class Trigger:
    """Leave to open one view for the person who did something."""

    person: str
    issued_at: float
    view_id: str = ""  # the view in which it was done, for views.push
    is_used: bool = False


@dataclass(slots=True)
class ResponsePass:
    """Leave to answer one command or interaction, without membership of its channel."""

    person: str
    channel_id: str
    issued_at: float
    message_ts: str = ""  # what replace_original and delete_original mean
    is_ephemeral: bool = False
    uses: int = 0


class Passes:
    """All trigger ids and response URLs that were given out."""

    def __init__(self, team: Team, troubles: Troubles) -> None:
        """Start with none."""
        self._team = team
        self._troubles = troubles
        self._triggers: dict[str, Trigger] = {}
        self._responses: dict[str, ResponsePass] = {}

    def new_trigger(self, person: str, view_id: str = "") -> str:
        """Mint a trigger id."""
        trigger_id = f"{len(self._triggers) + 1}.{self._team.app.app_id}.{new_secret(32)}"
        self._triggers[trigger_id] = Trigger(person, self._team.moments.now(), view_id)
        _keep_newest(self._triggers)
        return trigger_id

    def exchange(self, trigger_id: str) -> Trigger:
        """Use a trigger id up (Slack docs, ``views.open``: expired_trigger_id, exchanged_trigger_id)."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.is_used:
            raise Refused("exchanged_trigger_id")
        if self._team.moments.now() - trigger.issued_at > TRIGGER_SECONDS or self._troubles.take("expire_next_trigger"):
            raise Refused("expired_trigger_id")
        trigger.is_used = True
        return trigger

    def new_response_url(
        self, kind: str, person: str, channel_id: str, message_ts: str = "", *, is_ephemeral: bool = False
    ) -> str:
        """Mint the absolute address at which the app may answer; ``kind`` is ``commands`` or ``actions``."""
        key = new_secret(32)
        self._responses[key] = ResponsePass(person, channel_id, self._team.moments.now(), message_ts, is_ephemeral)
        _keep_newest(self._responses)
        return f"{self._team.base_url}/{kind}/{self._team.id}/{key}"

    def use_response(self, key: str) -> ResponsePass:
        """Use a response URL once (Slack docs, message responses); refuses with ``expired_url`` or ``used_url``."""
        found = self._responses.get(key)
        if found is None or self._team.moments.now() - found.issued_at > RESPONSE_URL_SECONDS:
            raise Refused("expired_url")
        if found.uses >= RESPONSE_URL_USES or self._troubles.take("exhaust_next_response_url"):
            raise Refused("used_url")
        found.uses += 1
        return found


def _keep_newest(passes: dict[str, Trigger] | dict[str, ResponsePass]) -> None:
    if len(passes) > PASSES_KEPT:
        del passes[next(iter(passes))]
