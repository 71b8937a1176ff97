"""What happens when somebody runs a slash command or a shortcut, or opens the app's home?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspace.slack.delivery.office import COMMANDS, Delivery
from workspace.slack.human import payloads
from workspace.slack.human.wording import as_command_text
from workspace.slack.passes import ResponsePass
from workspace.slack.refusals import Json, Refused
from workspace.slack.responses import respond, says_something
from workspace.slack.state.happenings import Happening

if TYPE_CHECKING:
    from workspace.slack.delivery.office import Answered, Unanswered
    from workspace.slack.human.acting import Act
    from workspace.slack.state.channels import Channel

_SENTENCES = {"timeout": "operation_timeout", "http_timeout": "operation_timeout", "http_error": "http_service_error"}


def toast(act: Act, subject: str, **more: str) -> Unanswered:
    """Return what tells the person that the app did not answer, as Slack's own client does."""

    def tell(reason: str) -> None:
        error = _SENTENCES.get(reason, "dispatch_failed")
        text = f"{subject} did not answer ({error})."
        facts = {"text": text, "error": error, "subject": subject, **more}
        act.team.tell(Happening("toast", facts=facts, only_for=act.person.id))

    return tell


def command(act: Act) -> Json:
    """Run a slash command; an app's own cannot be run in a thread (Slack docs, slash commands)."""
    channel = act.channel()
    if not channel.has(act.person.id):
        raise Refused("not_in_channel", f"Join #{channel.name} first.")
    name, _, rest = str(act.get("text")).strip().partition(" ")
    known = act.team.manifest.commands.get(name)
    if known is None:
        raise Refused("unknown_command", f"{name or 'That'} is not a valid command.")
    if act.get("thread_ts"):
        raise Refused("command_in_thread", f"{name} is not supported in threads. Sorry!")
    if "commands" not in act.team.manifest.scopes:
        raise Refused("missing_scope", "The app's manifest lacks the scope `commands`.")
    text = as_command_text(act.team, rest.strip(), should_escape=known.should_escape)
    delivery = Delivery(
        COMMANDS,
        _command_payload(act, channel, name, text),
        f"{name} {text}".strip(),
        _answer_in(act, channel),
        toast(act, name),
    )
    act.board.office.hand_in(delivery)
    return {"ok": True, "channel": channel.id, "delivery": delivery.id}


def _command_payload(act: Act, channel: Channel, name: str, text: str) -> Json:
    """Return the flat fields of a command (Slack docs, slash commands)."""
    team, person = act.team, act.person
    return {
        "token": team.app.verification_token,
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": channel.id,
        "channel_name": team.channel_label(channel) if not channel.is_private or channel.is_im else "privategroup",
        "user_id": person.id,
        "user_name": person.name,
        "command": name,
        "text": text,
        "api_app_id": team.app.app_id,
        "is_enterprise_install": "false",
        "response_url": act.board.passes.new_response_url("commands", person.id, channel.id),
        "trigger_id": act.board.passes.new_trigger(person.id),
    }


def _answer_in(act: Act, channel: Channel) -> Answered:
    """Return what shows the message that an acknowledgement carries."""

    def show(answer: Json) -> None:
        if not says_something(answer):
            return
        leave = ResponsePass(act.person.id, channel.id, act.team.moments.now())
        try:
            respond(act.team, leave, answer)
        except Refused as refusal:
            text = f"The app's answer was refused: {refusal.error}."
            act.team.tell(Happening("toast", facts={"text": text, "error": refusal.error}, only_for=act.person.id))

    return show


def shortcut(act: Act) -> Json:
    """Run a global shortcut, or one on a message (Slack docs, shortcuts)."""
    known = act.team.manifest.shortcuts.get(str(act.get("callback_id")))
    if known is None:
        raise Refused("unknown_shortcut", "The app has no such shortcut.")
    facts: Json = {"callback_id": known.callback_id, "action_ts": act.team.moments.next_ts()}
    if known.type == "message":
        channel = act.channel()
        message = act.team.message(channel, str(act.get("message_ts")))
        context = payloads.message_context(act, channel, message)
        facts |= {
            "channel": context["channel"],
            "response_url": context["response_url"],
            "message": context["message"],
            "message_ts": message.ts,
        }
    kind = "message_action" if known.type == "message" else "shortcut"
    payload = payloads.common(act, kind) | facts
    delivery = payloads.hand_in(act, payload, known.callback_id, lambda _answer: None, toast(act, known.name))
    return {"ok": True, "delivery": delivery.id}


def open_home(act: Act) -> Json:
    """Open the app's home tab (Slack docs, app_home_opened)."""
    team = act.team
    if not team.manifest.home_enabled:
        raise Refused("home_disabled", "The app's manifest has no home tab.")
    channel = team.direct_channel(act.person.id, team.app.bot_user_id)
    view = act.board.views.home(act.person.id)
    event: Json = {
        "type": "app_home_opened",
        "user": act.person.id,
        "channel": channel.id,
        "tab": str(act.get("tab", "home")),
    }
    if view is not None:
        event["view"] = act.board.views.as_json(view)
    if team.manifest.hears("app_home_opened"):
        act.board.events.send(event)
    return {"ok": True, "channel": channel.id, "view": event.get("view")}


ACTS = {"command": command, "shortcut": shortcut, "open_home": open_home}
