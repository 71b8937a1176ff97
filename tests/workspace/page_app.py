"""Which app lives in the workspace of the page's tests? A small real Bolt app: cards, a form, a shortcut."""

from __future__ import annotations

from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

ROOM = "C01FACEOPS"

MANIFEST: dict[str, Any] = {
    "display_information": {"name": "liveness-bot"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "liveness-bot", "always_online": True},
        "slash_commands": [
            {
                "command": "/liveness",
                "description": "Ask about the service",
                "usage_hint": "status [1h|24h|7d] | form | help",
                "should_escape": True,
            }
        ],
        "shortcuts": [
            {
                "name": "Add to timeline",
                "type": "message",
                "callback_id": "timeline.add",
                "description": "Marks the message",
            }
        ],
    },
    "oauth_config": {"scopes": {"bot": ["commands", "chat:write", "channels:history", "app_mentions:read"]}},
    "settings": {
        "event_subscriptions": {"bot_events": ["message.channels", "app_mention", "app_home_opened"]},
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}


def card(verdict: str, *, presses: int) -> list[dict[str, Any]]:
    """Build a small status card; each press of its button makes the next one."""
    return [
        {
            "type": "header",
            "text": {"type": "plain_text", "text": f":large_green_circle: liveness is {verdict}", "emoji": True},
        },
        {
            "type": "section",
            "fields": [
                {"type": "mrkdwn", "text": "*Success rate*\n97.4 %"},
                {"type": "mrkdwn", "text": f"*Read*\n{presses} times"},
            ],
        },
        {
            "type": "actions",
            "block_id": f"actions-{presses}",
            "elements": [
                {
                    "type": "button",
                    "action_id": "status.refresh",
                    "text": {"type": "plain_text", "text": "Refresh"},
                    "value": str(presses),
                    "style": "primary",
                },
                {
                    "type": "button",
                    "action_id": "action.approve",
                    "text": {"type": "plain_text", "text": "Roll back"},
                    "style": "danger",
                    "confirm": {
                        "title": {"type": "plain_text", "text": "Roll back?"},
                        "text": {"type": "mrkdwn", "text": "Rollout goes *100 % → 0 %*."},
                        "confirm": {"type": "plain_text", "text": "Do it"},
                        "deny": {"type": "plain_text", "text": "Keep it"},
                    },
                },
            ],
        },
    ]


def form(*, note: str = "Opens a room.") -> dict[str, Any]:
    """Build the modal that the app opens."""
    severities = [
        {"text": {"type": "plain_text", "text": text}, "value": text[:2]}
        for text in ("S0 emergency", "S1 major", "S2 limited")
    ]
    return {
        "type": "modal",
        "callback_id": "declare",
        "title": {"type": "plain_text", "text": "Declare an incident"},
        "submit": {"type": "plain_text", "text": "Declare"},
        "blocks": [
            {"type": "section", "block_id": "note", "text": {"type": "mrkdwn", "text": note}},
            {
                "type": "input",
                "block_id": "title",
                "label": {"type": "plain_text", "text": "What is wrong?"},
                "element": {"type": "plain_text_input", "action_id": "value"},
            },
            {
                "type": "input",
                "block_id": "severity",
                "label": {"type": "plain_text", "text": "Severity"},
                "element": {
                    "type": "static_select",
                    "action_id": "value",
                    "options": severities,
                    "initial_option": severities[2],
                },
            },
            {
                "type": "actions",
                "block_id": "more",
                "elements": [
                    {"type": "button", "action_id": "form.more", "text": {"type": "plain_text", "text": "Say more"}}
                ],
            },
        ],
    }


def small_app(client: WebClient, app_token: str) -> SocketModeHandler:
    """Make a real Bolt app that answers `/liveness`: a card, a form, or a private word."""
    app = App(client=client)
    _answer_commands(app)
    _answer_forms(app)
    _show_home(app)
    return SocketModeHandler(app, app_token, ping_interval=1)  # a cut line is noticed within a second


def _answer_commands(app: App) -> None:
    @app.command("/liveness")
    def answer(ack: Any, command: dict[str, Any], respond: Any, client: WebClient) -> None:
        ack()
        if command["text"].startswith("form"):
            client.views_open(trigger_id=command["trigger_id"], view=form())
        elif command["text"].startswith("status"):
            respond(text="liveness is healthy", blocks=card("healthy", presses=1), response_type="in_channel")
        else:
            respond(text=f"Unknown: `{command['text']}`. Try `/liveness status 1h`.")

    @app.action("status.refresh")
    def refresh(ack: Any, action: dict[str, Any], respond: Any) -> None:
        ack()
        respond(
            text="liveness is degraded",
            blocks=card("degraded", presses=int(action["value"]) + 1),
            replace_original=True,
        )

    @app.action("action.approve")
    def approve(ack: Any, body: dict[str, Any], respond: Any) -> None:
        ack()
        respond(text=f"<@{body['user']['id']}> rolled back", replace_original=False, response_type="in_channel")


def home(*, presses: int) -> dict[str, Any]:
    """Build the app's Home: a count, a button that raises it, one that opens the form, and a field."""
    button = {"type": "button", "action_id": "home.refresh", "text": {"type": "plain_text", "text": "Refresh"}}
    declare = {"type": "button", "action_id": "home.form", "text": {"type": "plain_text", "text": "Declare"}}
    field = {"type": "static_select", "action_id": "home.pick", "placeholder": {"type": "plain_text", "text": "Window"}}
    options = [{"text": {"type": "plain_text", "text": text}, "value": text} for text in ("1h", "24h")]
    return {
        "type": "home",
        "private_metadata": str(presses),
        "blocks": [
            {"type": "section", "text": {"type": "mrkdwn", "text": f"Refreshed *{presses}* times"}},
            {"type": "actions", "block_id": "home", "elements": [button, declare, {**field, "options": options}]},
        ],
    }


def _show_home(app: App) -> None:
    @app.event("app_home_opened")
    def opened(event: dict[str, Any], client: WebClient) -> None:
        if event["tab"] == "home":
            client.views_publish(user_id=event["user"], view=home(presses=0))

    @app.action("home.refresh")
    def refresh(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack()
        presses = int(body["view"]["private_metadata"]) + 1
        client.views_publish(user_id=body["user"]["id"], view=home(presses=presses), hash=body["view"]["hash"])

    @app.action("home.form")
    def declare(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=form())

    @app.action("home.pick")
    def pick(ack: Any, action: dict[str, Any], client: WebClient, body: dict[str, Any]) -> None:
        ack()
        chosen = action["selected_option"]["value"]
        client.chat_postMessage(channel=ROOM, text=f"<@{body['user']['id']}> picked {chosen}")


def _answer_forms(app: App) -> None:
    @app.action("form.more")
    def more(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_update(view_id=body["view"]["id"], view=form(note="Opens a *private* room."))

    @app.view("declare")
    def declare(ack: Any, view: dict[str, Any], body: dict[str, Any], client: WebClient) -> None:
        values = view["state"]["values"]
        if len(values["title"]["value"]["value"]) < 5:
            ack(response_action="errors", errors={"title": "Say it in a few words."})
            return
        ack()
        severity = values["severity"]["value"]["selected_option"]["value"]
        client.chat_postMessage(
            channel=ROOM, text=f"*{severity}* {values['title']['value']['value']}, declared by <@{body['user']['id']}>"
        )

    @app.shortcut("timeline.add")
    def mark(ack: Any, shortcut: dict[str, Any], client: WebClient) -> None:
        ack()
        client.chat_postMessage(channel=ROOM, thread_ts=shortcut["message"]["ts"], text="Added to the timeline.")

    @app.event("message")
    @app.event("app_mention")
    def heard() -> None:
        """Only acknowledge: an event without a listener would be delivered again."""
