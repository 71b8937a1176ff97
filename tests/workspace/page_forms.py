"""Which app tries everything that a form and a card can hold? A real Bolt app whose one command opens any of its forms."""

from __future__ import annotations

import re
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

FRUIT = [{"text": {"type": "plain_text", "text": name}, "value": name} for name in ("apple", "pear", "plum")]


def plain(text: str) -> dict[str, str]:
    """Build a plain_text object."""
    return {"type": "plain_text", "text": text}


def wanted(block: str, label: str, element: dict[str, Any], *, optional: bool = False) -> dict[str, Any]:
    """Build an input block; its element's action id is `value`."""
    return {
        "type": "input",
        "block_id": block,
        "label": plain(label),
        "element": {"action_id": "value", **element},
        "optional": optional,
    }


EVERY_INPUT = [
    wanted("text", "Words", {"type": "plain_text_input", "min_length": 3, "max_length": 10}),
    wanted("lines", "Lines", {"type": "plain_text_input", "multiline": True, "focus_on_load": True}),
    wanted(
        "number", "Count", {"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "max_value": "9"}
    ),
    wanted("mail", "Mail", {"type": "email_text_input"}),
    wanted("address", "Address", {"type": "url_text_input"}),
    wanted("rich", "Formatted", {"type": "rich_text_input"}),
    wanted("day", "Day", {"type": "datepicker"}),
    wanted("time", "Time of day", {"type": "timepicker"}),
    wanted("moment", "Moment", {"type": "datetimepicker"}),
    wanted("fruit", "Fruit", {"type": "static_select", "options": FRUIT}),
    wanted("fruits", "Fruits", {"type": "multi_static_select", "options": FRUIT, "max_selected_items": 2}),
    wanted("person", "Person in charge", {"type": "users_select"}),
    wanted("people", "Others", {"type": "multi_users_select"}),
    wanted("room", "Room", {"type": "conversations_select", "default_to_current_conversation": True}),
    wanted("channel", "Channel", {"type": "channels_select"}),
    wanted("rooms", "Rooms", {"type": "multi_conversations_select"}, optional=True),
    wanted("channels", "More channels", {"type": "multi_channels_select"}, optional=True),
    wanted("outside", "Looked up", {"type": "external_select", "min_query_length": 1}),
    wanted("outsides", "All looked up", {"type": "multi_external_select", "min_query_length": 1}, optional=True),
    wanted("radio", "One of", {"type": "radio_buttons", "options": FRUIT}),
    wanted("boxes", "Any of", {"type": "checkboxes", "options": FRUIT}),
    wanted("files", "Evidence", {"type": "file_input", "filetypes": ["txt"], "max_files": 2}),
]


def form(name: str, blocks: list[dict[str, Any]]) -> dict[str, Any]:
    """Build a modal whose callback id is its name."""
    title = name.capitalize()
    return {
        "type": "modal",
        "callback_id": name,
        "title": plain(title),
        "submit": plain("Send"),
        "notify_on_close": True,
        "blocks": blocks,
    }


FIRST = form(
    "first",
    [
        wanted("what", "What happened?", {"type": "plain_text_input"}),
        {
            "type": "actions",
            "block_id": "more",
            "elements": [{"type": "button", "action_id": "push", "text": plain("Details")}],
        },
    ],
)
SECOND = form("second", [wanted("detail", "Which detail?", {"type": "plain_text_input", "multiline": True})])
FORMS = {"every": form("every", EVERY_INPUT), "first": FIRST}


class FormApp:
    """The app, connected, and what it got."""

    def __init__(self, client: WebClient, app_token: str) -> None:
        self.submitted: list[dict[str, Any]] = []
        self.closed: list[str] = []
        self.used: list[dict[str, Any]] = []
        app = App(client=client)
        self._answer(app)
        self.handler = SocketModeHandler(app, app_token)

    def _answer(self, app: App) -> None:
        @app.command("/liveness")
        def open_form(ack: Any, command: dict[str, Any], client: WebClient) -> None:
            ack()
            client.views_open(trigger_id=command["trigger_id"], view=FORMS[command["text"]])

        @app.action("push")
        def push(ack: Any, body: dict[str, Any], client: WebClient) -> None:
            ack()
            client.views_push(trigger_id=body["trigger_id"], view=SECOND)

        @app.action(re.compile(r"^\w$"))
        def use(ack: Any, action: dict[str, Any]) -> None:
            ack()
            self.used.append(action)

        @app.options("value")
        def look_up(ack: Any, payload: dict[str, Any]) -> None:
            found = f"{payload['value']}-found"
            ack(options=[{"text": plain(found), "value": found}])

        for name in ("every", "first", "second"):
            app.view(name)(self._take)
            app.view_closed(name)(self._note)

    def _take(self, ack: Any, view: dict[str, Any]) -> None:
        ack()
        self.submitted.append(view)

    def _note(self, ack: Any, view: dict[str, Any]) -> None:
        ack()
        self.closed.append(view["callback_id"])
