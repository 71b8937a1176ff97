"""Who is in the workspace?"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from workspace.slack.refusals import Json

_ZONE_LABELS = {"Asia/Tokyo": "Japan Standard Time", "America/New_York": "Eastern Time", "Europe/London": "London Time"}


@dataclass(frozen=True, slots=True)
class Person:
    """One member: a human, a guest or a bot's user."""

    id: str
    name: str
    real_name: str
    title: str = ""
    locale: str = "en-US"
    tz: str = "Asia/Tokyo"
    color: str = "4a154b"
    email: str = ""
    is_bot: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False  # a guest of one channel only
    bot_id: str = ""
    app_id: str = ""

    @property
    def first_name(self) -> str:
        """Return what tests and people call them."""
        return self.real_name.split()[0]

    def for_page(self) -> Json:
        """Return the person as the page wants them."""
        return {
            "id": self.id,
            "name": self.name,
            "real_name": self.real_name,
            "display_name": self.real_name,
            "title": self.title,
            "locale": self.locale,
            "tz": self.tz,
            "is_bot": self.is_bot,
            "is_restricted": self.is_restricted,
            "presence": "active",
            "color": self.color,
        }

    def for_api(self, team_id: str, *, with_email: bool, with_locale: bool) -> Json:
        """Return the user object of ``users.info`` (Slack docs, User type); e-mail only with ``users:read.email``."""
        offset = datetime.fromtimestamp(time.time(), ZoneInfo(self.tz)).utcoffset()
        user = {
            "id": self.id,
            "team_id": team_id,
            "name": self.name,
            "deleted": False,
            "color": self.color,
            "real_name": self.real_name,
            "tz": self.tz,
            "tz_label": _ZONE_LABELS.get(self.tz, self.tz),
            "tz_offset": int(offset.total_seconds()) if offset is not None else 0,
            "profile": self._profile(team_id, with_email=with_email),
            "is_admin": False,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": self.is_ultra_restricted,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": 1_750_000_000,
            "who_can_share_contact_card": "EVERYONE",
        }
        if with_locale:
            user["locale"] = self.locale
        return user

    def _profile(self, team_id: str, *, with_email: bool) -> Json:
        first, _, last = self.real_name.partition(" ")
        profile: Json = {
            "title": self.title,
            "phone": "",
            "skype": "",
            "real_name": self.real_name,
            "real_name_normalized": self.real_name,
            "display_name": self.real_name,
            "display_name_normalized": self.real_name,
            "first_name": first,
            "last_name": last,
            "status_text": "",
            "status_emoji": "",
            "status_expiration": 0,
            "avatar_hash": "",
            "team": team_id,
        }
        if self.is_bot:
            profile |= {"bot_id": self.bot_id, "api_app_id": self.app_id, "always_active": True}
        elif with_email:
            profile["email"] = self.email
        return profile


@dataclass(frozen=True, slots=True)
class Group:
    """A user group, mentioned as ``<!subteam^S…>``."""

    id: str
    handle: str
    name: str
    members: tuple[str, ...]

    def for_api(self, team_id: str, *, with_users: bool, with_count: bool) -> Json:
        """Return the usergroup object (Slack docs, Usergroup type)."""
        group: Json = {
            "id": self.id,
            "team_id": team_id,
            "is_usergroup": True,
            "is_subteam": True,
            "name": self.name,
            "description": "",
            "handle": self.handle,
            "is_external": False,
            "date_create": 1_700_000_000,
            "date_update": 1_700_000_000,
            "date_delete": 0,
            "auto_type": None,
            "prefs": {"channels": [], "groups": []},
        }
        if with_users:
            group["users"] = list(self.members)
        if with_count:
            group["user_count"] = len(self.members)
        return group
