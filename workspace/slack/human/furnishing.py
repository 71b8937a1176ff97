"""What happens when somebody arranges a channel: its topic, its bookmarks, what is still to be read in it?"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from workspace.slack.refusals import Json, Refused
from workspace.slack.state import marks, membership
from workspace.slack.state.happenings import Happening

if TYPE_CHECKING:
    from workspace.slack.human.acting import Act


def set_topic(act: Act) -> Json:
    """Set the topic, the purpose, or both; what stays as it is makes no message."""
    channel = act.own_channel()
    for what in ("topic", "purpose"):
        value = act.body.get(what)
        if value is not None and str(value) != getattr(channel, what).value:
            membership.dress(act.team, channel, act.person, what, str(value))
    return {"ok": True}


def add_bookmark(act: Act) -> Json:
    """Put a link at the head of the channel."""
    channel, link = act.own_channel(), str(act.get("link")).strip()
    if urlsplit(link).scheme not in {"http", "https"} or not urlsplit(link).netloc:
        raise Refused("invalid_link", "A bookmark needs an address that begins with https://.")
    title = str(act.get("title")).strip() or link
    facts = {"title": title, "link": link, "emoji": str(act.get("emoji")), "user": act.person.id}
    return {"ok": True, "bookmark": marks.add_bookmark(act.team, channel, facts)["id"]}


def remove_bookmark(act: Act) -> Json:
    """Take a link away."""
    channel = act.own_channel()
    channel.bookmarks.remove(marks.bookmark_of(channel, str(act.get("bookmark"))))
    act.team.tell(Happening("channel", channel))
    return {"ok": True}


def mark_unread(act: Act) -> Json:
    """Move the read mark back before a message."""
    channel, message = act.channel(), act.message(act.channel())
    before = bisect_left(channel.roots, message.ts)
    channel.read_until[act.person.id] = channel.roots[before - 1] if before else ""
    act.team.tell(Happening("read", channel, only_for=act.person.id))
    return {"ok": True}


def archive(act: Act) -> Json:
    """Close the channel; a guest can't (Slack help, archive)."""
    channel = act.own_channel()
    if act.person.is_restricted:
        raise Refused("user_is_restricted", "Guests can't archive a channel.")
    membership.archive(act.team, channel, act.person)
    return {"ok": True}


def unarchive(act: Act) -> Json:
    """Open a closed channel again; whoever does is in it afterwards."""
    channel = act.channel()
    if act.person.is_restricted:
        raise Refused("user_is_restricted", "Guests can't unarchive a channel.")
    membership.unarchive(act.team, channel, act.person)
    return {"ok": True}


ACTS = {
    "archive_channel": archive,
    "unarchive_channel": unarchive,
    "set_topic": set_topic,
    "add_bookmark": add_bookmark,
    "remove_bookmark": remove_bookmark,
    "mark_unread": mark_unread,
}
