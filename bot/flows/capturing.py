"""What follows from what somebody said: it is kept, and the files that came with it are copied into the evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.failures import Outage
from bot.domain.incidents.evidence import LIMIT_BYTES, TOO_LARGE, Evidence, digest, path_of
from bot.domain.messages import File, Revision
from bot.domain.stream import Effect
from bot.ports import Records, Store
from bot.speech import Place

Facts = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Capturing:
    """Keeps what was said. A copy is asked for in the same transaction, and never makes the file public."""

    store: Store
    records: Records
    limit: int = LIMIT_BYTES

    def capture(self, revision: Revision) -> bool:
        """Keep one form of a message; False when it was kept before."""
        if not revision.files:
            return self.store.keep(revision)
        stream = self.store.room_of(Place(revision.channel, revision.root_ts or revision.ts))
        effects = () if stream is None else tuple(_copy(stream, revision, one) for one in revision.files if one.id)
        return self.store.keep(revision, effects)

    def copy(self, facts: Facts) -> None:
        """Copy a file, or note why there is no copy of it; nothing when its message was deleted meanwhile."""
        channel, ts, wanted = str(facts["channel"]), str(facts["ts"]), str(facts["file"])
        messages = [one for one in self.store.messages(channel, root_ts=ts) if one.ts == ts]
        file = next((file for one in messages for file in one.files if file.id == wanted), None)
        if file is None:
            return
        content, missing = self._content(file)
        piece = Evidence(
            stream=str(facts["stream"]),
            path=path_of(file),
            sha256="" if missing else digest(content),
            bytes=file.bytes if missing else len(content),
            description=file.name,
            missing=missing,
            channel=channel,
            ts=ts,
            file=file.id,
        )
        self.store.put_evidence(piece, content)

    def _content(self, file: File) -> tuple[bytes, str]:
        if file.bytes > self.limit:
            return b"", TOO_LARGE
        try:
            return self.records.file(file.url, most_bytes=self.limit), ""
        except Outage as outage:
            if outage.retry:
                raise
            return b"", outage.reason


def _copy(stream: str, revision: Revision, file: File) -> Effect:
    facts = {"stream": stream, "channel": revision.channel, "ts": revision.ts, "file": file.id}
    return Effect(f"copy-{revision.channel}-{revision.ts}-{file.id}", f"copy:{stream}", "copy", facts)
