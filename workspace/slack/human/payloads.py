"""What do the app's payloads for commands and interactions hold?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspace.slack.delivery.office import INTERACTIONS, Delivery

if TYPE_CHECKING:
    from workspace.slack.delivery.office import Answered, Unanswered
    from workspace.slack.human.acting import Act
    from workspace.slack.refusals import Json
    from workspace.slack.state.channels import Channel
    from workspace.slack.state.messages import Message
    from workspace.slack.views.stack import OpenView


def common(act: Act, kind: str, view_id: str = "") -> Json:
    """Return what every interaction carries (Slack docs, interaction payloads)."""
    team, person = act.team, act.person
    return {
        "type": kind,
        "token": team.app.verification_token,
        "api_app_id": team.app.app_id,
        "team": {"id": team.id, "domain": team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
        "user": {"id": person.id, "username": person.name, "name": person.name, "team_id": team.id},
        "trigger_id": act.board.passes.new_trigger(person.id, view_id),
    }


def message_context(act: Act, channel: Channel, message: Message) -> Json:
    """Return where a click in a message happened; an ephemeral message itself is not sent along."""
    is_ephemeral = bool(message.whispered_to)
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": is_ephemeral,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    found: Json = {
        "container": container,
        "channel": {"id": channel.id, "name": act.team.channel_label(channel)},
        "response_url": act.board.passes.new_response_url(
            "actions", act.person.id, channel.id, message.ts, is_ephemeral=is_ephemeral
        ),
    }
    if not is_ephemeral:
        found["message"] = message.for_api(with_metadata=True)
    return found


def view_context(act: Act, view: OpenView) -> Json:
    """Return which view something happened in."""
    return {"container": {"type": "view", "view_id": view.id}, "view": act.board.views.as_json(view)}


def hand_in(act: Act, payload: Json, summary: str, on_answer: Answered, on_silence: Unanswered) -> Delivery:
    """Send an interaction to the app."""
    return act.board.office.hand_in(
        Delivery(INTERACTIONS, payload, f"{payload['type']} {summary}".strip(), on_answer, on_silence)
    )
