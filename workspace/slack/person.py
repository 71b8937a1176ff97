"""How does a test act as one person of the workspace?"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from workspace.slack.human import door, seeing
from workspace.slack.refusals import Json, Refused
from workspace.slack.views.filled import elements_of

if TYPE_CHECKING:
    from workspace.slack.desk import Workspace
    from workspace.slack.state.people import Person


class Hand:
    """One person's hands and eyes. What Slack refuses raises Refused, with the error's name and a sentence."""

    def __init__(self, workspace: Workspace, person: Person) -> None:
        """Act as that person."""
        self._workspace = workspace
        self.person = person

    @property
    def id(self) -> str:
        """Return the person's Slack id."""
        return self.person.id

    def act(self, do: str, **facts: Any) -> Json:
        """Do anything that the control API knows; channels may be given by name."""
        if isinstance(facts.get("channel"), str):
            facts["channel"] = self._workspace.channel(facts["channel"]).id
        body = {"as": self.person.id, "do": do, **facts}
        answer = self._workspace.run(door.perform(self._workspace.board, body))
        if not answer["ok"]:
            extra = {name: value for name, value in answer.items() if name not in {"ok", "error", "sentence"}}
            raise Refused(answer["error"], answer.get("sentence", ""), **extra)
        return answer

    def post(self, channel: str, text: str, thread_ts: str | None = None, *, broadcast: bool = False) -> str:
        """Say something; returns the message's ts."""
        return str(self.act("post", channel=channel, text=text, thread_ts=thread_ts, broadcast=broadcast)["ts"])

    def edit(self, channel: str, ts: str, text: str) -> None:
        """Change what one said."""
        self.act("edit", channel=channel, ts=ts, text=text)

    def delete(self, channel: str, ts: str) -> None:
        """Take back what one said."""
        self.act("delete", channel=channel, ts=ts)

    def react(self, channel: str, ts: str, name: str) -> None:
        """Add a reaction."""
        self.act("react", channel=channel, ts=ts, name=name)

    def unreact(self, channel: str, ts: str, name: str) -> None:
        """Take a reaction away."""
        self.act("unreact", channel=channel, ts=ts, name=name)

    def pin(self, channel: str, ts: str) -> None:
        """Pin a message."""
        self.act("pin", channel=channel, ts=ts)

    def unpin(self, channel: str, ts: str) -> None:
        """Take a pin away."""
        self.act("unpin", channel=channel, ts=ts)

    def command(self, channel: str, text: str, thread_ts: str | None = None) -> str:
        """Run a slash command; returns the delivery's id."""
        return str(self.act("command", channel=channel, text=text, thread_ts=thread_ts)["delivery"])

    def shortcut(self, callback_id: str, channel: str | None = None, message_ts: str | None = None) -> str:
        """Run a shortcut, on a message where one is named."""
        return str(self.act("shortcut", callback_id=callback_id, channel=channel, message_ts=message_ts)["delivery"])

    def upload(self, channel: str, name: str, content: bytes, text: str = "", thread_ts: str | None = None) -> Json:
        """Share a file; returns the answer with ``ts`` and ``file_id``."""
        encoded = base64.b64encode(content).decode()
        return self.act("upload", channel=channel, name=name, content_base64=encoded, text=text, thread_ts=thread_ts)

    def click(self, where: Json, action_id: str, block_id: str | None = None, **chosen: Any) -> str:
        """Use an element of a message or a view, by its action id or what that begins with.

        ``chosen`` is ``value=`` or ``selected=`` for selects and inputs. Returns the delivery's id.
        """
        block, action = _found(where, action_id, block_id)
        if where.get("type") in {"modal", "home"}:
            place = {"container": "view", "view_id": where["id"]}
        else:
            place = {"channel": where["channel"], "message_ts": where["ts"]}
        return str(self.act("click", **place, block_id=block, action_id=action, **chosen)["delivery"])

    def submit(self, values: Json | None = None, view: Json | None = None) -> str | None:
        """Submit the topmost modal, with ``{block_id: {action_id: value}}``; returns the delivery's id."""
        top = view or self.view()
        if top is None:
            raise Refused("not_found", "No form is open.")
        return str(self.act("submit", view_id=top["id"], state={"values": values or {}})["delivery"])

    def close(self, view: Json | None = None) -> None:
        """Close the topmost modal, or the one that is named."""
        top = view or self.view()
        if top is None:
            raise Refused("not_found", "No form is open.")
        self.act("close", view_id=top["id"])

    def views(self) -> list[Json]:
        """Return one's open modals, the lowest first."""
        views = self._workspace.board.views
        return self._workspace.on_loop(lambda: [views.as_json(view) for view in views.stack(self.person.id)])

    def view(self) -> Json | None:
        """Return the topmost modal."""
        stack = self.views()
        return stack[-1] if stack else None

    def home(self) -> Json | None:
        """Return what was published for one's home tab."""
        views = self._workspace.board.views

        def read() -> Json | None:
            found = views.home(self.person.id)
            return views.as_json(found) if found is not None else None

        return self._workspace.on_loop(read)

    def messages(self, channel: str, thread_ts: str | None = None) -> list[Json]:
        """Return what one sees in a channel or a thread, ephemeral messages among it, oldest first."""
        query = {"channel": self._workspace.channel(channel).id, "thread_ts": thread_ts, "limit": 1000}
        found = self._workspace.on_loop(lambda: seeing.messages(self._workspace.board.team, self.person, query))
        messages: list[Json] = found["messages"]
        return messages

    def whispers(self, channel: str, thread_ts: str | None = None) -> list[Json]:
        """Return the ephemeral messages that one sees."""
        return [message for message in self.messages(channel, thread_ts) if message.get("ephemeral")]

    def toasts(self) -> list[str]:
        """Return the short notices that one was shown, such as a command that was not answered."""
        return [fact["text"] for fact in self._workspace.told(self.person.id) if fact["type"] == "toast"]

    def form_errors(self) -> Json:
        """Return the errors by block that were last shown in a form."""
        shown: list[Json] = [
            fact["errors"] for fact in self._workspace.told(self.person.id) if fact["type"] == "view_errors"
        ]
        return shown[-1] if shown else {}


def _found(where: Json, action_id: str, block_id: str | None) -> tuple[str, str]:
    blocks = [
        *where.get("blocks", []),
        *(block for one in where.get("attachments", []) for block in one.get("blocks", [])),
    ]
    for block, element in elements_of(blocks):
        named: str = element["action_id"]
        if (named == action_id or named.startswith(f"{action_id}:")) and block_id in (None, block["block_id"]):
            return block["block_id"], named
    raise Refused("no_such_element", f"There is nothing with the action id {action_id}.")
