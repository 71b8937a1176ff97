"""What did Slack send us, in our own values?"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from bot.adapters.slack.origin import Call, Means, Origin
from bot.ports import Arrival
from bot.speech import Ask, Place

Json = Mapping[str, Any]

LINK_BUTTON = "link"
"""Buttons that only open an address have an `action_id` that begins so; Slack tells us of the click all the same."""


def arrival_of(kind: str, body: Json) -> Arrival:
    """Name what came in by Slack's own unique id (`event_id`, `trigger_id`), or by its content where there is none.

    The verification token, a secret that Slack deprecated, is not kept.
    """
    kept = {key: value for key, value in body.items() if key != "token"}
    own = body.get("event_id") or body.get("trigger_id")
    digest = hashlib.sha256(json.dumps(kept, sort_keys=True, default=str).encode()).hexdigest()[:32] if not own else ""
    return Arrival(id=f"{kind}-{own or digest}", kind=kind, body=kept)


def call_of(arrival: Arrival) -> Call | None:
    """Read a kept command, click, shortcut, submission or opened page; None when it lacks what makes it a request."""
    read = READERS.get(arrival.kind)
    if read is None:
        return None
    try:
        return read(arrival)
    except (KeyError, IndexError, TypeError, AttributeError, ValueError):
        return None  # somebody else's JSON in a shape that Slack doesn't document


def is_only_a_link(body: Json) -> bool:
    """Say whether a click only opened an address in the browser, so that nothing is asked of us."""
    actions = body.get("actions") or [{}]
    return str(actions[0].get("action_id", "")).startswith(LINK_BUTTON)


def mention_of(arrival: Arrival, us: str) -> Ask | None:
    """Read what somebody wrote to us by name; None for bots, and for edits of a message that was answered already."""
    event = cast("Json", arrival.body.get("event") or {})
    if event.get("bot_id") or not event.get("user") or event.get("edited") or not event.get("channel"):
        return None
    words = re.sub(rf"<@{re.escape(us)}(\|[^>]*)?>", " ", str(event.get("text", "")))
    root = str(event.get("thread_ts") or event.get("ts"))
    where = Place(str(event["channel"]), root)
    return Ask(arrival.id, str(event["user"]), where, "mention", _plain(words), message_ts=str(event.get("ts")))


def _command(arrival: Arrival) -> Call:
    body = cast("Json", arrival.body)
    where = Place(str(body["channel_id"]))
    words = _plain(str(body.get("text") or ""))
    ask = Ask(arrival.id, str(body["user_id"]), where, str(body["command"]), words)
    return Call(ask, _origin("command", arrival, ask))


def _button(arrival: Arrival) -> Call:
    body = cast("Json", arrival.body)
    action = body["actions"][0]
    container = body.get("container") or {}
    message = body.get("message") or {}
    channel = container.get("channel_id") or (body.get("channel") or {}).get("id") or body["user"]["id"]
    message_ts = _text_or_none(container.get("message_ts") or message.get("ts"))
    thread_ts = _text_or_none(container.get("thread_ts") or message.get("thread_ts"))
    # A thread's root stands in the channel: what is answered in the thread, whoever clicked it there would not see.
    where = Place(str(channel), thread_ts if thread_ts != message_ts else None)
    command, _, rest = str(action["action_id"]).partition(":")
    values = _values((body.get("state") or body.get("view", {}).get("state") or {}).get("values") or {})
    own = _value(action)
    ask = Ask(
        arrival.id,
        str(body["user"]["id"]),
        where,
        command,
        " ".join(part for part in rest.split(":") if part),
        values={**values, "value": own} if own else values,
        message_ts=message_ts,
    )
    means: Means = "home" if (body.get("view") or {}).get("type") == "home" else "button"
    return Call(ask, _origin(means, arrival, ask, is_ephemeral=bool(container.get("is_ephemeral"))))


def _opened_home(arrival: Arrival) -> Call:
    user = str(cast("Json", arrival.body["event"])["user"])
    ask = Ask(arrival.id, user, Place(user), "home", "")
    return Call(ask, _origin("home", arrival, ask))


def _shortcut(arrival: Arrival) -> Call:
    body = cast("Json", arrival.body)
    message = body.get("message") or {}
    channel = (body.get("channel") or {}).get("id") or body["user"]["id"]
    where = Place(str(channel), _text_or_none(message.get("thread_ts")))
    message_ts = _text_or_none(body.get("message_ts") or message.get("ts"))
    told = {"text": _unescaped(str(message.get("text") or "")), "author": _author(message)} if message else {}
    by, command = str(body["user"]["id"]), str(body["callback_id"])
    ask = Ask(arrival.id, by, where, command, "", values=told, message_ts=message_ts)
    return Call(ask, _origin("shortcut", arrival, ask))


def _submission(arrival: Arrival) -> Call:
    body = cast("Json", arrival.body)
    view = body["view"]
    known = json.loads(view.get("private_metadata") or "{}")
    user = str(body["user"]["id"])
    where = Place(str(known.get("channel") or user), _text_or_none(known.get("thread_ts")))
    values = _values((view.get("state") or {}).get("values") or {})
    ask = Ask(arrival.id, user, where, str(known["command"]), str(known.get("words", "")), values=values)
    url = next((row["response_url"] for row in body.get("response_urls") or []), known.get("response_url"))
    return Call(ask, _origin("submission", arrival, ask, response_url=_text_or_none(url)))


def _origin(
    means: Means, arrival: Arrival, ask: Ask, *, is_ephemeral: bool = False, response_url: str | None = None
) -> Origin:
    return Origin(
        means=means,
        by=ask.by,
        where=ask.where,
        response_url=response_url or _text_or_none(arrival.body.get("response_url")),
        trigger=_text_or_none(arrival.body.get("trigger_id")),
        message_ts=ask.message_ts,
        is_ephemeral=is_ephemeral,
        asked_at=arrival.received_at,
    )


def _values(told: Json) -> dict[str, str]:
    """Flatten a form's state to field name → value; a block's id is the field's name, up to a colon."""
    found: dict[str, str] = {}
    for name, value in _fields(told):  # what is ticked in several blocks of one name belongs together
        found[name] = ",".join(one for one in (found.get(name, ""), value) if one)
    return found


def _fields(told: Json) -> Iterator[tuple[str, str]]:
    for block_id, elements in told.items():
        for element in elements.values():
            yield str(block_id).partition(":")[0], _value(element)


def _value(element: Json) -> str:
    """Read whichever of Slack's value fields this kind of element has; several chosen ones are joined by commas."""
    for key in ("value", "selected_option", "selected_date", "selected_time", "selected_date_time", "selected_user",
                "selected_channel", "selected_conversation", "selected_options", "selected_users", "selected_channels",
                "selected_conversations"):  # fmt: skip
        found = element.get(key)
        if isinstance(found, Mapping):
            return str(found.get("value", ""))
        if isinstance(found, list):
            return ",".join(str(one["value"] if isinstance(one, Mapping) else one) for one in found)
        if found is not None:
            return str(found)
    return ""


def _plain(text: str) -> str:
    """Undo Slack's three entities and fold white space; mentions stay as Slack writes them."""
    return " ".join(_unescaped(text).split())


def _unescaped(text: str) -> str:
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text


def _author(message: Json) -> str:
    """Return who wrote a message: a person, or else a bot by its bot id."""
    return str(message.get("user") or message.get("bot_id") or "")


def _text_or_none(value: object) -> str | None:
    return None if value in {None, ""} else str(value)


READERS: Mapping[str, Callable[[Arrival], Call]] = {
    "command": _command,
    "button": _button,
    "shortcut": _shortcut,
    "submission": _submission,
    "event:app_home_opened": _opened_home,
}
"""How each kind of arrival that is a request is read."""
