"""Methods that open and change modals and home tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspace.slack.api.method import Method, method
from workspace.slack.refusals import Json, Refused

if TYPE_CHECKING:
    from workspace.slack.api.method import Call
    from workspace.slack.views.stack import OpenView


def _shown(call: Call, view: OpenView) -> Json:
    return {"ok": True, "view": call.board.views.as_json(view)}


def _open(call: Call) -> Json:
    trigger = call.board.passes.exchange(str(call.get("trigger_id")))
    return _shown(call, call.board.views.open(trigger.person, call.get("view", None)))


def _push(call: Call) -> Json:
    trigger = call.board.passes.exchange(str(call.get("trigger_id")))
    return _shown(call, call.board.views.push(trigger.person, call.get("view", None)))


def _update(call: Call) -> Json:
    view = call.board.views.view(str(call.get("view_id")), str(call.get("external_id")))
    return _shown(call, call.board.views.update(view, call.get("view", None), str(call.get("hash"))))


def _publish(call: Call) -> Json:
    if not call.team.manifest.home_enabled:
        raise Refused("not_enabled")
    person = call.team.person(str(call.get("user_id")))
    return _shown(call, call.board.views.publish(person.id, call.get("view", None), str(call.get("hash"))))


METHODS: tuple[Method, ...] = (
    method("views.open", _open, "trigger_id! view:json! interactivity_pointer", tier=4),
    method("views.push", _push, "trigger_id! view:json! interactivity_pointer", tier=4),
    method("views.update", _update, "view:json! view_id external_id hash", tier=4),
    method("views.publish", _publish, "user_id! view:json! hash", tier=4),
)
