"""Which views does each person have open, how deep, and may the app change them?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workspace.slack.blocks.checks import checked_blocks
from workspace.slack.refusals import Json, Refused
from workspace.slack.state.happenings import Happening
from workspace.slack.state.ids import new_id, new_secret
from workspace.slack.views.filled import initial_values
from workspace.slack.views.frame import check_frame

if TYPE_CHECKING:
    from workspace.slack.state.team import Team

STACK_LIMIT = 3  # Slack docs, views.push: push_limit_reached
VIEW_BYTES = 250_000  # Slack docs, views.open: view_too_large


@dataclass(slots=True)
class OpenView:
    """One view that somebody has before them."""

    id: str
    person: str
    given: Json
    blocks: list[Json]
    hash: str
    values: Json
    root_id: str
    previous_id: str | None = None
    is_on_its_way: bool = False  # submitted, and the app has not answered yet

    @property
    def notifies_on_close(self) -> bool:
        """Tell whether the app wants to hear of its being closed."""
        return bool(self.given.get("notify_on_close"))


class Views:
    """Everybody's modals, as stacks of at most three, and home tabs."""

    def __init__(self, team: Team) -> None:
        """Start with none."""
        self._team = team
        self._views: dict[str, OpenView] = {}
        self._stacks: dict[str, list[OpenView]] = {}
        self._homes: dict[str, OpenView] = {}

    def view(self, view_id: str, external_id: str = "") -> OpenView:
        """Return an open view, or refuse with ``not_found``."""
        found = self._views.get(view_id)
        if found is None and external_id:
            found = next((view for view in self._views.values() if view.given.get("external_id") == external_id), None)
        if found is None:
            raise Refused("not_found", "That form is not open any more.")
        return found

    def stack(self, person: str) -> list[OpenView]:
        """Return a person's modals, the lowest first."""
        return self._stacks.get(person, [])

    def home(self, person: str) -> OpenView | None:
        """Return what was last published for a person's home tab."""
        return self._homes.get(person)

    def open(self, person: str, given: object) -> OpenView:
        """Open a modal as the bottom of a new stack."""
        view = self._made(person, given, "modal")
        self._close_stack(person)
        self._views[view.id] = view
        self._stacks[person] = [view]
        self._show("opened", view)
        return view

    def push(self, person: str, given: object) -> OpenView:
        """Put a modal on top of the one before, three at most (Slack docs, ``views.push``)."""
        stack = self.stack(person)
        if not stack:
            raise Refused("not_found", "There is no form to put another upon.")
        if len(stack) >= STACK_LIMIT:
            raise Refused("push_limit_reached")
        view = self._made(person, given, "modal")
        view.root_id, view.previous_id = stack[0].id, stack[-1].id
        self._views[view.id] = view
        stack.append(view)
        self._show("pushed", view)
        return view

    def update(self, view: OpenView, given: object, expected_hash: str = "") -> OpenView:
        """Replace a view; what was typed into blocks with the same ids is kept.

        Source: Slack docs, ``views.update``: hash_conflict.
        """
        if expected_hash and expected_hash != view.hash:
            raise Refused("hash_conflict")
        fresh = self._made(view.person, given, str(view.given["type"]), own_id=view.id)
        kept = {
            block: {
                action: view.values[block].get(action, entry) if block in view.values else entry
                for action, entry in actions.items()
            }
            for block, actions in fresh.values.items()
        }
        view.given, view.blocks, view.hash, view.values = fresh.given, fresh.blocks, fresh.hash, kept
        self._show("updated", view)
        return view

    def publish(self, person: str, given: object, expected_hash: str = "") -> OpenView:
        """Set a person's home tab (Slack docs, ``views.publish``)."""
        existing = self._homes.get(person)
        if existing is not None and expected_hash and expected_hash != existing.hash:
            raise Refused("hash_conflict")
        view = self._made(person, given, "home", own_id=existing.id if existing else "")
        if existing is not None:
            view.id = view.root_id = existing.id
        self._homes[person] = view
        self._views[view.id] = view
        self._team.tell(Happening("home", facts={"view": self.as_json(view)}, only_for=person))
        return view

    def close(self, view: OpenView, *, everything: bool = False) -> list[OpenView]:
        """Take a modal, or the whole stack, away; returns what was closed, the top first."""
        stack = self.stack(view.person)
        if view not in stack:
            return []
        closed = list(reversed(stack if everything else stack[stack.index(view) :]))
        for gone in closed:
            stack.remove(gone)
            self._views.pop(gone.id, None)
            self._team.tell(
                Happening("view_closed", facts={"view_id": gone.id, "stack_depth": len(stack)}, only_for=view.person)
            )
        return closed

    def _close_stack(self, person: str) -> None:
        stack = self.stack(person)
        if stack:
            self.close(stack[0], everything=True)

    def _show(self, change: str, view: OpenView) -> None:
        facts = {"change": change, "view": self.as_json(view), "stack_depth": len(self.stack(view.person))}
        self._team.tell(Happening("view", facts=facts, only_for=view.person))

    def _made(self, person: str, given: object, surface: str, own_id: str = "") -> OpenView:
        body = json.loads(given) if isinstance(given, str) and given else given
        if not isinstance(body, dict):
            raise Refused("invalid_arguments", response_metadata={"messages": ["[ERROR] missing required field: view"]})
        if len(json.dumps(body, ensure_ascii=False).encode()) > VIEW_BYTES:
            raise Refused("view_too_large")
        check_frame(body, surface)
        blocks = checked_blocks(self._team, body.get("blocks"), surface)
        external = body.get("external_id")
        if external and any(
            view.given.get("external_id") == external and view.id != own_id for view in self._views.values()
        ):
            raise Refused("duplicate_external_id")
        view_id = own_id or new_id("V")
        return OpenView(
            view_id,
            person,
            body,
            blocks,
            f"{int(self._team.moments.now())}.{new_secret(8)}",
            initial_values(blocks),
            view_id,
        )

    def as_json(self, view: OpenView) -> Json:
        """Return the view object of answers and payloads (Slack docs, view payloads)."""
        given, app = view.given, self._team.app
        found: Json = {
            "id": view.id,
            "team_id": self._team.id,
            "type": given["type"],
            "blocks": view.blocks,
            "private_metadata": given.get("private_metadata") or "",
            "callback_id": given.get("callback_id") or "",
            "state": {"values": view.values},
            "hash": view.hash,
            "title": given.get("title") or {"type": "plain_text", "text": "View Title", "emoji": True},
            "clear_on_close": bool(given.get("clear_on_close")),
            "notify_on_close": view.notifies_on_close,
            "close": given.get("close"),
            "submit": given.get("submit"),
            "previous_view_id": view.previous_id,
            "root_view_id": view.root_id,
            "app_id": app.app_id,
            "external_id": given.get("external_id") or "",
            "app_installed_team_id": self._team.id,
            "bot_id": app.bot_id,
        }
        return found
