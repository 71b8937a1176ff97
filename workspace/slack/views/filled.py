"""What has a person chosen or typed, in the form in which the app gets it?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspace.slack.refusals import Json

REQUIRED = "Please complete this required field."
# Slack docs, block elements and view state: where each kind keeps its value, and its initial value.
_KEPT: dict[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", "files"),
}


def elements_of(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Yield every element that people can touch, with its block."""
    for block in blocks:
        for element in [block.get("accessory"), block.get("element"), *_listed(block)]:
            if isinstance(element, dict) and element.get("action_id"):
                yield block, element


def _listed(block: Json) -> list[Any]:
    return block["elements"] if block.get("type") in {"actions", "context_actions"} else []


def element_at(blocks: list[Json], block_id: str, action_id: str) -> Json | None:
    """Return the element with these ids."""
    for block, element in elements_of(blocks):
        if block.get("block_id") == block_id and element["action_id"] == action_id:
            return element
    return None


def initial_values(blocks: list[Json]) -> Json:
    """Return ``state.values`` before anybody touched anything."""
    values: Json = {}
    for block, element in elements_of(blocks):
        kind = element["type"]
        if kind in _KEPT:
            name, initial = _KEPT[kind]
            empty: Any = [] if name.endswith("s") and name != "files" else None
            values.setdefault(block["block_id"], {})[element["action_id"]] = {
                "type": kind,
                name: element.get(initial, empty),
            }
    return values


def entry_for(element: Json, given: Any) -> Json:
    """Return the state entry for what was chosen: Slack's own form, or a bare value, or an option's value."""
    kind = element["type"]
    name = _KEPT.get(kind, ("selected_option" if kind == "overflow" else "value", ""))[0]
    if isinstance(given, dict) and "text" not in given:
        given = given.get(name)
    if given is None:
        return {"type": kind, name: [] if name == "selected_options" else None}
    if name == "selected_option":
        return {"type": kind, name: _option(element, given)}
    if name == "selected_options":
        return {"type": kind, name: [_option(element, one) for one in (given if isinstance(given, list) else [given])]}
    if kind.startswith("multi_") and not isinstance(given, list):
        given = [given]
    return {"type": kind, name: given}


def _option(element: Json, given: Any) -> Json:
    if isinstance(given, dict):
        return given
    groups = [group["options"] for group in element.get("option_groups") or []]
    for option in [*(element.get("options") or []), *(option for options in groups for option in options)]:
        if option.get("value") == given:
            return dict(option)
    return {"text": {"type": "plain_text", "text": str(given), "emoji": True}, "value": str(given)}


def fill(blocks: list[Json], values: Json, given: Json) -> Json:
    """Return ``values`` with what was given put in, wherever there is such an element."""
    filled = {block: dict(actions) for block, actions in values.items()}
    for block, element in elements_of(blocks):
        block_id, action_id = block["block_id"], element["action_id"]
        actions = given.get(block_id)
        if element["type"] in _KEPT and isinstance(actions, dict) and action_id in actions:
            filled.setdefault(block_id, {})[action_id] = entry_for(element, actions[action_id])
    return filled


def shortcomings(blocks: list[Json], values: Json) -> dict[str, str]:
    """Return what Slack's own client would not let through, by block: empty required inputs and wrong lengths."""
    errors: dict[str, str] = {}
    for block in blocks:
        if block.get("type") != "input":
            continue
        element = block["element"]
        entry = values.get(block["block_id"], {}).get(element["action_id"], {})
        value = entry.get(_KEPT.get(element["type"], ("value", ""))[0])
        words = _shortcoming(element, value, is_optional=bool(block.get("optional")))
        if words:
            errors[block["block_id"]] = words
    return errors


def _shortcoming(element: Json, value: Any, *, is_optional: bool) -> str:
    if value in (None, "", []):
        return "" if is_optional else REQUIRED
    if isinstance(value, str) and len(value) < int(element.get("min_length") or 0):
        return f"Please enter at least {element['min_length']} characters."
    if isinstance(value, str) and len(value) > int(element.get("max_length") or 3000):
        return f"Please enter at most {element.get('max_length') or 3000} characters."
    return ""
