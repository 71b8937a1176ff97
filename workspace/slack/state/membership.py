"""How do channels come to be, change their names and topics, and gain and lose members?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspace.slack.refusals import Refused
from workspace.slack.state.channels import TOPIC_LIMIT, Channel, Note, check_name
from workspace.slack.state.happenings import Happening
from workspace.slack.state.ids import new_id
from workspace.slack.state.posting import note

if TYPE_CHECKING:
    from workspace.slack.state.people import Person
    from workspace.slack.state.team import Team


def create(team: Team, creator: Person, name: str, *, is_private: bool) -> Channel:
    """Make a channel with its creator as the first member.

    Source: Slack docs, ``conversations.create``: naming rules, name_taken.
    """
    plain = check_name(name)
    if team.channel_named(plain) is not None:
        raise Refused("name_taken", f"There is a channel #{plain} already.")
    channel = Channel(new_id("C"), plain, creator.id, int(team.moments.now()), is_private=is_private)
    channel.members[creator.id] = None
    team.channels[channel.id] = channel
    team.tell(Happening("channel_created", channel))
    _joined(team, channel, creator, inviter="")
    return channel


def join(team: Team, channel: Channel, person: Person, *, inviter: str = "") -> None:
    """Make somebody a member, with the line that says so."""
    if channel.is_archived:
        raise Refused("is_archived", "That channel is archived.")
    channel.members[person.id] = None
    _joined(team, channel, person, inviter=inviter)


def _joined(team: Team, channel: Channel, person: Person, *, inviter: str) -> None:
    extra = {"inviter": inviter} if inviter else {}
    subtype = "group_join" if channel.is_private else "channel_join"
    note(team, channel, person, subtype, f"<@{person.id}> has joined the channel", **extra)
    team.tell(Happening("member_joined_channel", channel, facts={"user": person.id, **extra}))


def leave(team: Team, channel: Channel, person: Person) -> None:
    """Take somebody out; nobody leaves #general (Slack docs, ``conversations.leave``: cant_leave_general)."""
    if channel.is_general:
        raise Refused("cant_leave_general", "Nobody can leave #general.")
    subtype = "group_leave" if channel.is_private else "channel_leave"
    note(team, channel, person, subtype, f"<@{person.id}> has left the channel")
    channel.members.pop(person.id, None)
    team.tell(Happening("member_left_channel", channel, facts={"user": person.id}))


def rename(team: Team, channel: Channel, person: Person, name: str) -> None:
    """Give a channel another name (Slack docs, ``conversations.rename``)."""
    plain = check_name(name)
    other = team.channel_named(plain)
    if other is not None and other is not channel:
        raise Refused("name_taken", f"There is a channel #{plain} already.")
    old = channel.name
    channel.previous_names.insert(0, old)
    channel.name = plain
    note(
        team,
        channel,
        person,
        "channel_name",
        f'has renamed the channel from "{old}" to "{plain}"',
        old_name=old,
        name=plain,
    )
    team.tell(Happening("channel_rename", channel))


def dress(team: Team, channel: Channel, person: Person, what: str, value: str) -> None:
    """Set the topic or the purpose, at most 250 characters (Slack docs: too_long)."""
    if len(value) > TOPIC_LIMIT:
        raise Refused("too_long", f"At most {TOPIC_LIMIT} characters.")
    setattr(channel, what, Note(value, person.id, int(team.moments.now())))
    note(team, channel, person, f"channel_{what}", f"set the channel {what}: {value}", **{what: value})
    team.tell(Happening("channel", channel))


def unarchive(team: Team, channel: Channel, person: Person) -> None:
    """Open a closed channel again; a public one has no members then but who opened it (Slack help, archive)."""
    if not channel.is_archived:
        raise Refused("not_archived", "That channel is not archived.")
    channel.is_archived = False
    if not channel.is_private:
        channel.members.clear()
    channel.members[person.id] = None
    note(team, channel, person, "channel_unarchive", f"<@{person.id}> un-archived the channel")
    team.tell(Happening("channel_unarchive", channel, facts={"user": person.id}))


def archive(team: Team, channel: Channel, person: Person) -> None:
    """Close a channel; it can be read but not written to (Slack docs, ``conversations.archive``).

    Out of a public one Slack takes every app, and says so nowhere but in answers to bug reports.
    """
    if channel.is_general:
        raise Refused("cant_archive_general", "Nobody can archive #general.")
    if channel.is_archived:
        raise Refused("already_archived", "That channel is archived already.")
    note(
        team, channel, person, "channel_archive", f"<@{person.id}> archived the channel", members=list(channel.members)
    )
    channel.is_archived = True
    if not channel.is_private:
        for member in [one for one in channel.members if team.people[one].is_bot]:
            del channel.members[member]
    team.tell(Happening("channel_archive", channel, facts={"user": person.id}))
