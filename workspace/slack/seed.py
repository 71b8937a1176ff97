"""Who and what is in the workspace before anybody says a word?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspace.slack.seed_history import BOOKMARKS, HISTORY
from workspace.slack.state import marks
from workspace.slack.state.channels import Channel, Note
from workspace.slack.state.messages import Draft
from workspace.slack.state.moments import ts_of
from workspace.slack.state.people import Group, Person
from workspace.slack.state.posting import post
from workspace.slack.state.team import AppIdentity, Team

if TYPE_CHECKING:
    from workspace.slack.manifest import Manifest

TEAM_ID, APP_ID, BOT_USER, BOT_ID = "T01FACEAUTH", "A01LIVENESS", "U01LIVENESS", "B01LIVENESS"
FOUNDED_AT = 1_751_328_000

# id, name, real name, title, locale, zone, colour
_HUMANS = (
    ("U01AIKO", "aiko", "Aiko Tanaka", "On-call, SRE", "ja-JP", "Asia/Tokyo", "9b3b45"),
    ("U01BEN", "ben", "Ben Carter", "Incident commander", "en-US", "America/New_York", "3c8c69"),
    ("U01CHIKA", "chika", "Chika Mori", "Postmortem lead", "ja-JP", "Asia/Tokyo", "c386df"),
    ("U01DANA", "dana", "Dana Weiss", "Lead developer", "en-US", "Europe/Berlin", "2b6cb0"),
    ("U01EMI", "emi", "Emi Sato", "Control board", "ja-JP", "Asia/Tokyo", "b45309"),
    ("U01FARID", "farid", "Farid Haddad", "Control board", "en-US", "Europe/London", "0f766e"),
    ("U01GRACE", "grace", "Grace Okafor", "Control board", "en-US", "Europe/London", "7c3aed"),
    ("U01HIRO", "hiro", "Hiro Yamada", "Sales", "ja-JP", "Asia/Tokyo", "64748b"),
    ("U01IVY", "ivy", "Ivy Novak", "Guest, penetration tester", "en-US", "Europe/Prague", "be185d"),
)
_GUESTS = {"U01IVY"}
# The manual's contacts: who is called first, and who after half an hour.
_ADDRESSES = {"U01AIKO": "ops@company.com", "U01DANA": "dev-lead@company.com"}
_EVERYBODY = tuple(row[0] for row in _HUMANS if row[0] not in _GUESTS)
_OPERATIONS = ("U01AIKO", "U01BEN", "U01CHIKA", "U01DANA")
_BOARD = ("U01EMI", "U01FARID", "U01GRACE")
DEPLOY_BOT = "U01DEPLOY"

# id, name, members, topic, purpose
_CHANNELS = (
    ("C01GENERAL", "general", (*_EVERYBODY, BOT_USER), "Company-wide news", "Everybody at Face-Auth"),
    (
        "C01OPS",
        "ops",
        (*_OPERATIONS, "U01FARID", DEPLOY_BOT),
        "Handovers at 09:30 JST",
        "Daily operations of the platform",
    ),
    (
        "C01FACEDEV",
        "face-auth-dev",
        ("U01DANA", "U01AIKO", "U01IVY", DEPLOY_BOT, BOT_USER),
        "Release train: Thursdays",
        "Building Face-Auth",
    ),
    (
        "C01INCIDENTS",
        "incidents",
        (*_OPERATIONS, *_BOARD, BOT_USER),
        "Incidents are announced here",
        "Announcements of incidents",
    ),
    (
        "C01FACEOPS",
        "face-auth-ops",
        (*_OPERATIONS, "U01EMI", BOT_USER),
        "Liveness service: alarms and status",
        "Running the liveness service",
    ),
)


def seeded_team(manifest: Manifest) -> Team:
    """Return team Face-Auth with its people, groups, channels and a short past; nobody is listening yet."""
    team = Team(TEAM_ID, "Face-Auth", "face-auth", manifest, AppIdentity(APP_ID, BOT_USER, BOT_ID))
    _bring_people(team)
    for channel_id, name, members, topic, purpose in _CHANNELS:
        channel = Channel(channel_id, name, "U01BEN", FOUNDED_AT, is_general=name == "general")
        channel.topic, channel.purpose = Note(topic, "U01BEN", FOUNDED_AT), Note(purpose, "U01BEN", FOUNDED_AT)
        channel.members = dict.fromkeys(members)
        team.channels[channel_id] = channel
    team.groups = {
        "S01ONCALL": Group("S01ONCALL", "oncall", "On-call", ("U01AIKO", "U01DANA")),
        "S01BOARD": Group("S01BOARD", "control-board", "Control board", _BOARD),
    }
    _tell_the_past(team)
    return team


def _bring_people(team: Team) -> None:
    for person_id, name, real_name, title, locale, zone, color in _HUMANS:
        email = _ADDRESSES.get(person_id, f"{name}@face-auth.example")
        is_guest = person_id in _GUESTS
        team.people[person_id] = Person(
            person_id, name, real_name, title, locale, zone, color, email, is_restricted=is_guest
        )
    name = team.manifest.bot_name
    slug = name.lower().replace(" ", "-")
    team.people[BOT_USER] = Person(
        BOT_USER, slug, name, "App", color="1264a3", is_bot=True, bot_id=BOT_ID, app_id=APP_ID
    )
    team.people[DEPLOY_BOT] = Person(
        DEPLOY_BOT, "deploybot", "deploybot", "App", color="475569", is_bot=True, bot_id="B01DEPLOY", app_id="A01DEPLOY"
    )


def _tell_the_past(team: Team) -> None:
    now = team.moments.now()
    for number, (channel_name, minutes_ago, author, text, *rest) in enumerate(HISTORY):
        channel = team.channel_named(channel_name)
        if channel is None:
            continue
        extras = dict(rest[0]) if rest else {}
        draft = Draft(text=text, thread_ts=channel.roots[-1] if extras.get("under") else None)
        if author == DEPLOY_BOT:
            draft.subtype, draft.extra = "bot_message", {"username": "deploybot"}
        message = post(team, channel, team.people[author], draft, ts=ts_of(now - minutes_ago * 60 + number / 1000))
        for person, emoji in [
            (person, emoji) for emoji, people in extras.get("reactions", {}).items() for person in people
        ]:
            marks.react(team, channel, message, person, emoji)
        if extras.get("pinned"):
            marks.pin(team, channel, message, author)
    _put_bookmarks(team)
    for channel in team.channels.values():
        for person in channel.members:
            channel.read_until[person] = channel.roots[-1] if channel.roots else ts_of(FOUNDED_AT)


def _put_bookmarks(team: Team) -> None:
    for channel_name, title, link, emoji in BOOKMARKS:
        channel = team.channel_named(channel_name)
        if channel is not None:
            marks.add_bookmark(team, channel, {"title": title, "link": link, "emoji": emoji, "user": "U01BEN"})
