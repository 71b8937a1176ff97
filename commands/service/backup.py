"""What can be restored, and from when? And: keep it now, or bring it back."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Mapping

from bot.domain.failures import Mistake, shortened
from bot.domain.service import Service
from bot.flows.audits import backups
from bot.flows.stories import Stories
from bot.speech import Ask, Form, Reply
from commands import Verb

LIST = "list"
ACTS: Mapping[str, str] = {"create": "dynamodb_backup", "restore": "dynamodb_restore"}
"""What changes something is an action of this kind, which somebody else approves."""


def run(ask: Ask, service: Service, words: tuple[str, ...], stories: Stories) -> Reply | Form:
    """List what there is to restore from, which is meant without a word; or plan a backup or a restore."""
    word, *rest = (unicodedata.normalize("NFKC", words[0]).lower(), *words[1:]) if words else (LIST,)
    if word == LIST:
        ports = stories.ports
        return Reply("audit/backups", backups.listing(service, cloud=ports.cloud, clock=ports.clock))
    if word in ACTS:
        return stories.asking.ask(ask, service, (_action(ACTS[word], service), *rest))
    known = [LIST, *ACTS]
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    facts = {"word": shortened(word), "known": known, "nearest": near[0] if near else None}
    raise Mistake("unknown_backup_verb", facts)


def _action(kind: str, service: Service) -> str:
    """Return the first action of a kind that the service's file declares."""
    found = next((one.id for one in service.actions if kind == one.kind.NAME), None)
    if found is None:
        raise Mistake("backup_not_declared", {"kind": kind, "title": dict(service.title)})
    return found


verb = Verb(
    name="backup",
    summary="What can be restored, and from when; make a backup, restore one",
    usage="backup list|create|restore",
    example="backup list",
    run=run,
    needs="operate",
    button="backup.refresh",
)
