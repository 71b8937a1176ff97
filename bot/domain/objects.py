"""Which objects lie under a prefix of a bucket, and how is each tagged?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.queries import Query

Tags = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class StoredObject:
    """The current version of one object. `tags` in the order of their names; None: not read (see `TaggedObjects`)."""

    key: str
    size: int
    etag: str
    modified_at: datetime
    tags: Tags | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """The objects found, in the order of their keys. `is_whole` False: there are more than `most`, and none is told.

    `count` is how many there are; of very many, how many were counted, and then `is_counted` is False.
    """

    objects: tuple[StoredObject, ...]
    count: int
    is_whole: bool = True
    is_counted: bool = True


@dataclass(frozen=True, slots=True)
class TaggedObjects(Query[Listing]):
    """The objects under a prefix with their tags.

    `until_unlike`, a tag and its value (None: without that tag), reads tags only as far as it takes to find one object
    that is not so, for whoever changes them one after the other in the order of their keys. Where all are so, the tags
    of all have been read.
    """

    bucket: str
    prefix: str
    most: int
    until_unlike: tuple[str, str | None] | None = None
