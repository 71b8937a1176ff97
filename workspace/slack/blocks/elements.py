"""What are texts, options and interactive elements like, and how long may they be?"""

from __future__ import annotations

from typing import Any

from workspace.slack.blocks.rules import (
    Rule,
    Shape,
    fault,
    flag,
    many,
    one_of,
    pattern,
    shape,
    string,
    typed,
    url,
    whole,
)

# The numbers are the limits of Slack's Block Kit reference.
ID_LIMIT = 255
PLACEHOLDER_LIMIT = 150
OPTION_LIMIT = 100

_PLAIN = shape("text", text=string(), emoji=flag())
_MRKDWN = shape("text", text=string(), verbatim=flag())


def plain(most: int, least: int = 1) -> Rule:
    """Want a plain_text object of so many characters."""
    return _text({"plain_text": _PLAIN}, most, least)


def words(most: int, least: int = 1) -> Rule:
    """Want a text object, plain_text or mrkdwn, of so many characters."""
    return _text({"plain_text": _PLAIN, "mrkdwn": _MRKDWN}, most, least)


def _text(kinds: dict[str, Shape], most: int, least: int) -> Rule:
    kind = typed(kinds, "text object")
    length = string(most, least)

    def check(value: Any, pointer: str, findings: list[str]) -> None:
        kind(value, pointer, findings)
        if isinstance(value, dict) and isinstance(value.get("text"), str):
            length(value["text"], f"{pointer}/text", findings)

    return check


CONFIRM = Shape(
    {
        "title": plain(100),
        "text": words(300),
        "confirm": plain(30),
        "deny": plain(30),
        "style": one_of("primary", "danger"),
    },
    frozenset({"title", "text", "confirm", "deny"}),
).check


def _option(text: Rule) -> Shape:
    fields = {"text": text, "value": string(150, 1), "description": words(75), "url": url(3000)}
    return Shape(fields, frozenset({"text", "value"}))


OPTION = _option(plain(75)).check
RICH_OPTION = _option(words(75)).check
OPTIONS = many(OPTION, OPTION_LIMIT)
GROUPS = many(Shape({"label": plain(75), "options": OPTIONS}, frozenset({"label", "options"})).check, OPTION_LIMIT)

_ID = string(ID_LIMIT, 1)
_PLACEHOLDER = plain(PLACEHOLDER_LIMIT)
_DATE = pattern(r"^\d{4}-\d{2}-\d{2}$", "a date like 2026-11-22")
_TIME = pattern(r"^\d{2}:\d{2}$", "a time like 09:30")
_ids = many(string(), None, 0)


def _element(required: str = "", either: str = "", /, **fields: Rule) -> Shape:
    return shape(required, either, action_id=_ID, confirm=CONFIRM, focus_on_load=flag(), **fields)


def _static(required: str = "", /, **fields: Rule) -> Shape:
    return _element(
        required,
        "options option_groups",
        placeholder=_PLACEHOLDER,
        options=OPTIONS,
        option_groups=GROUPS,
        **fields,
    )


_FILTER = Shape({"include": _ids, "exclude_external_shared_channels": flag(), "exclude_bot_users": flag()}).check
_CONVERSATION = {"default_to_current_conversation": flag(), "filter": _FILTER}
_SEVERAL = {"max_selected_items": whole(1)}
_ONE_REPLY = {"response_url_enabled": flag()}
_DISPATCH = Shape({"trigger_actions_on": many(one_of("on_enter_pressed", "on_character_entered"), 2)}).check
_TYPED = {"placeholder": _PLACEHOLDER, "dispatch_action_config": _DISPATCH}

IMAGE = shape(
    "alt_text",
    "image_url slack_file",
    image_url=url(3000),
    alt_text=string(2000),
    slack_file=Shape({"id": string(), "url": url()}, either=frozenset({"id", "url"})).check,
)

ELEMENTS: dict[str, Shape] = {
    "button": _element(
        "text",
        text=plain(75),
        value=string(2000),
        url=url(3000),
        style=one_of("primary", "danger"),
        accessibility_label=string(75),
    ),
    "image": IMAGE,
    "static_select": _static(initial_option=OPTION),
    "multi_static_select": _static(initial_options=OPTIONS, **_SEVERAL),
    "external_select": _element(placeholder=_PLACEHOLDER, initial_option=OPTION, min_query_length=whole()),
    "multi_external_select": _element(
        placeholder=_PLACEHOLDER, initial_options=OPTIONS, min_query_length=whole(), **_SEVERAL
    ),
    "users_select": _element(placeholder=_PLACEHOLDER, initial_user=string()),
    "multi_users_select": _element(placeholder=_PLACEHOLDER, initial_users=_ids, **_SEVERAL),
    "conversations_select": _element(
        placeholder=_PLACEHOLDER, initial_conversation=string(), **_CONVERSATION, **_ONE_REPLY
    ),
    "multi_conversations_select": _element(
        placeholder=_PLACEHOLDER, initial_conversations=_ids, **_CONVERSATION, **_SEVERAL
    ),
    "channels_select": _element(placeholder=_PLACEHOLDER, initial_channel=string(), **_ONE_REPLY),
    "multi_channels_select": _element(placeholder=_PLACEHOLDER, initial_channels=_ids, **_SEVERAL),
    "overflow": _element("options", options=many(OPTION, 5)),
    "datepicker": _element(placeholder=_PLACEHOLDER, initial_date=_DATE),
    "timepicker": _element(placeholder=_PLACEHOLDER, initial_time=_TIME, timezone=string()),
    "datetimepicker": _element(initial_date_time=whole(1_000_000_000, 9_999_999_999)),
    "checkboxes": _element("options", options=many(RICH_OPTION, 10), initial_options=many(RICH_OPTION, 10)),
    "radio_buttons": _element("options", options=many(RICH_OPTION, 10), initial_option=RICH_OPTION),
    "plain_text_input": _element(
        multiline=flag(), initial_value=string(3000), min_length=whole(0, 3000), max_length=whole(1, 3000), **_TYPED
    ),
    "number_input": _element(
        "is_decimal_allowed",
        is_decimal_allowed=flag(),
        initial_value=string(),
        min_value=string(),
        max_value=string(),
        **_TYPED,
    ),
    "email_text_input": _element(initial_value=string(), **_TYPED),
    "url_text_input": _element(initial_value=string(), **_TYPED),
    "rich_text_input": _element(initial_value=lambda _value, _pointer, _findings: None, **_TYPED),
    "file_input": _element(filetypes=many(string()), max_files=whole(1, 10)),
    "workflow_button": _element(
        "text workflow", text=plain(75), workflow=lambda _value, _pointer, _findings: None, style=string()
    ),
    "feedback_buttons": _element(positive_button=lambda _v, _p, _f: None, negative_button=lambda _v, _p, _f: None),
    "icon_button": _element(
        "icon text", icon=string(), text=plain(75), value=string(2000), accessibility_label=string(75)
    ),
}


def unique_actions(elements: object, pointer: str, findings: list[str]) -> None:
    """Want different ``action_id`` values within one block."""
    seen: set[str] = set()
    for index, element in enumerate(elements if isinstance(elements, list) else []):
        action = element.get("action_id") if isinstance(element, dict) else None
        if isinstance(action, str) and action in seen:
            fault(findings, f'`action_id` "{action}" already exists', f"{pointer}/{index}/action_id")
        if isinstance(action, str):
            seen.add(action)
