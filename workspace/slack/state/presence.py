"""Who is here right now? People while a page of theirs is open, our app while Slack can reach it, other bots always."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from workspace.slack.state.happenings import Happening

if TYPE_CHECKING:
    from workspace.slack.state.people import Person

Availability = Literal["active", "away"]


class Presence:
    """Counts open pages by person, and knows whether the app is connected; every change is told once."""

    def __init__(self, app_user: str, tell: Callable[[Happening], None]) -> None:
        """Begin with nobody here."""
        self._app_user = app_user
        self._tell = tell
        self._pages: Counter[str] = Counter()
        self.is_app_connected = False

    def of(self, person: Person) -> Availability:
        """Say whether somebody is here."""
        is_here = bool(self._pages[person.id])
        if person.is_bot:
            is_here = self.is_app_connected if person.id == self._app_user else True
        return "active" if is_here else "away"

    def arrive(self, person: Person) -> None:
        """Note that a page of this person was opened."""
        self._pages[person.id] += 1
        if self._pages[person.id] == 1:
            self._tell_of(person.id, "active")

    def leave(self, person: Person) -> None:
        """Note that a page of this person was closed."""
        self._pages[person.id] -= 1
        if not self._pages[person.id]:
            self._tell_of(person.id, "away")

    def app_reached(self, *, is_reached: bool) -> None:
        """Note whether the app can be reached."""
        if is_reached == self.is_app_connected:
            return
        self.is_app_connected = is_reached
        self._tell(Happening("app", facts={"connected": is_reached}))
        self._tell_of(self._app_user, "active" if is_reached else "away")

    def _tell_of(self, person_id: str, availability: Availability) -> None:
        self._tell(Happening("presence", facts={"user": person_id, "presence": availability}))
