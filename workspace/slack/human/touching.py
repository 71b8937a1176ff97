"""What happens when somebody clicks, chooses, fills in, submits or closes?"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from workspace.slack.human import payloads
from workspace.slack.human.commanding import toast
from workspace.slack.refusals import Json, Refused
from workspace.slack.state.happenings import Happening
from workspace.slack.views.filled import element_at, entry_for, fill, initial_values, shortcomings

if TYPE_CHECKING:
    from workspace.slack.human.acting import Act
    from workspace.slack.state.messages import Message
    from workspace.slack.views.stack import OpenView

_SELF_TOLD = ("text", "style", "url", "placeholder", "initial_option", "initial_date", "initial_time", "initial_user")


def _view(act: Act) -> OpenView:
    view = act.board.views.view(str(act.get("view_id")))
    if view.person != act.person.id:
        raise Refused("not_found", "That form belongs to somebody else.")
    return view


def _in_view(act: Act) -> bool:
    return bool(act.get("view_id")) or act.get("container") in {"view", "home"}


def _message_blocks(message: Message) -> list[Json]:
    attached = [block for attachment in message.draft.attachments for block in attachment.get("blocks", [])]
    return [*message.draft.blocks, *attached]


def _element(act: Act, blocks: list[Json]) -> Json:
    found = element_at(blocks, str(act.get("block_id")), str(act.get("action_id")))
    if found is None:
        raise Refused("no_such_element", "That button or field is not there any more.")
    return found


def _chosen(act: Act) -> Any:
    for name in (
        "selected",
        "selected_option",
        "selected_options",
        *(key for key in act.body if key.startswith("selected_")),
        "value",
    ):
        if act.body.get(name) is not None:
            return act.body[name]
    return None


def _action(act: Act, element: Json) -> Json:
    """Return one entry of ``actions`` (Slack docs, block_actions payloads)."""
    action: Json = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": str(act.get("block_id")),
        **{name: element[name] for name in _SELF_TOLD if name in element},
        "action_ts": act.team.moments.next_ts(),
    }
    if element["type"] == "button":
        return action | ({"value": element["value"]} if "value" in element else {})
    return action | entry_for(element, _chosen(act))


def _actions_payload(act: Act) -> tuple[Json, Json]:
    given = act.get("state", {}).get("values", {})
    if _in_view(act):
        view = _view(act)
        element = _element(act, view.blocks)
        action = _action(act, element)
        view.values = fill(view.blocks, view.values, {**given, **_own_entry(act, action)})
        return payloads.common(act, "block_actions", view.id) | payloads.view_context(act, view), action
    channel = act.channel()
    message = act.message(channel, "message_ts")
    blocks = _message_blocks(message)
    action = _action(act, _element(act, blocks))
    values = fill(blocks, initial_values(blocks), {**given, **_own_entry(act, action)})
    context = payloads.message_context(act, channel, message)
    return payloads.common(act, "block_actions") | context | {"state": {"values": values}}, action


def _own_entry(act: Act, action: Json) -> Json:
    return {} if action["type"] in {"button", "overflow"} else {str(act.get("block_id")): {action["action_id"]: action}}


def click(act: Act) -> Json:
    """Press a button or choose in a select, in a message, a modal or the home tab."""
    if not act.team.manifest.interactivity_enabled:
        raise Refused("interactivity_disabled", "The app's manifest has interactivity switched off.")
    payload, action = _actions_payload(act)
    payload["actions"] = [action]
    delivery = payloads.hand_in(act, payload, action["action_id"], lambda _answer: None, toast(act, "The app"))
    return {"ok": True, "delivery": delivery.id}


async def suggest(act: Act) -> Json:
    """Ask the app for the options of an external select (Slack docs, block_suggestion); resolves with its answer."""
    if _in_view(act):
        view = _view(act)
        element, context = _element(act, view.blocks), payloads.view_context(act, view)
    else:
        channel = act.channel()
        message = act.message(channel, "message_ts")
        element, context = _element(act, _message_blocks(message)), payloads.message_context(act, channel, message)
        context.pop("response_url")
    common = payloads.common(act, "block_suggestion")
    common.pop("trigger_id")
    asked = {"action_id": element["action_id"], "block_id": str(act.get("block_id")), "value": str(act.get("value"))}
    answered: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
    payloads.hand_in(
        act,
        common | context | asked,
        element["action_id"],
        answered.set_result,
        lambda reason: answered.set_result({"lost": reason}),
    )
    answer = await asyncio.shield(answered)  # the page may go; the app's answer still comes
    if "lost" in answer:
        raise Refused("operation_timeout", "The app did not answer with options.")
    return {"ok": True, "options": answer.get("options", []), "option_groups": answer.get("option_groups", [])}


def submit(act: Act) -> Json:
    """Submit a modal; what Slack's own client refuses (empty required inputs) never reaches the app.

    Source: Slack docs, view_submission.
    """
    view = _view(act)
    if view.is_on_its_way:
        raise Refused("already_submitted", "That form is on its way already.")
    given = act.get("state", {})
    view.values = fill(view.blocks, view.values, given.get("values", given))
    errors = shortcomings(view.blocks, view.values)
    if errors:
        _show_errors(act, view, errors)
        return {"ok": False, "error": "incomplete", "sentence": "Something is missing in the form.", "errors": errors}
    payload = payloads.common(act, "view_submission", view.id) | {
        "view": act.board.views.as_json(view),
        "response_urls": [],
    }
    tell = toast(act, "The form", view_id=view.id)

    def answered(answer: Json) -> None:
        view.is_on_its_way = False
        _carry_out(act, view, answer)

    def lost(reason: str) -> None:
        view.is_on_its_way = False
        tell(reason)

    view.is_on_its_way = True
    delivery = payloads.hand_in(act, payload, str(payload["view"]["callback_id"]), answered, lost)
    return {"ok": True, "delivery": delivery.id}


def _show_errors(act: Act, view: OpenView, errors: Json) -> None:
    act.team.tell(Happening("view_errors", facts={"view_id": view.id, "errors": errors}, only_for=act.person.id))


def _carry_out(act: Act, view: OpenView, answer: Json) -> None:
    """Do what the acknowledgement says: close, show errors, update, push or clear (Slack docs, response_action)."""
    views, what = act.board.views, answer.get("response_action")
    try:
        if what == "errors":
            _show_errors(act, view, answer.get("errors", {}))
        elif what == "update":
            views.update(view, answer.get("view"))
        elif what == "push":
            views.push(act.person.id, answer.get("view"))
        else:
            views.close(view, everything=what == "clear")
    except Refused as refusal:
        facts = {
            "text": f"The app's form was refused: {refusal.error}.",
            "error": refusal.error,
            "why": refusal.sentence,
            "view_id": view.id,
        }
        act.team.tell(Happening("toast", facts=facts, only_for=act.person.id))


def close(act: Act) -> Json:
    """Close a modal, or with ``clear_on_close`` the whole stack; the app hears of it only where it asked to.

    Source: Slack docs, view_closed.
    """
    view = _view(act)
    clears = bool(view.given.get("clear_on_close")) or bool(act.get("clear", False))
    for gone in act.board.views.close(view, everything=clears):
        if gone.notifies_on_close:
            payload = payloads.common(act, "view_closed") | {
                "view": act.board.views.as_json(gone),
                "is_cleared": clears,
            }
            payload.pop("trigger_id")
            payloads.hand_in(
                act, payload, str(payload["view"]["callback_id"]), lambda _answer: None, lambda _reason: None
            )
    return {"ok": True}


ACTS = {"click": click, "suggest": suggest, "submit": submit, "close": close}
