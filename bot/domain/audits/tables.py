"""Is a table encrypted and protected, and do its items go when they should?"""

from __future__ import annotations

from dataclasses import replace

from bot.domain import consoles
from bot.domain.audit_queries import TtlReading
from bot.domain.audits.verdict import named, told
from bot.domain.diagnostics import TableReading
from bot.domain.holdings import Table
from bot.domain.items import Detail, Item, ignorance
from bot.domain.knowledge import Answer, Known
from bot.domain.service import Service

_TITLES = {
    "dynamodb_encryption": {"en": "Table encryption", "ja": "テーブルの暗号化"},
    "dynamodb_ttl": {"en": "Items expire (TTL)", "ja": "項目の自動削除（TTL）"},
    "dynamodb_deletion_protection": {"en": "Deletion protection", "ja": "削除保護"},
}
_TABLE, _TTL = "dynamodb:DescribeTable", "dynamodb:DescribeTimeToLive"


def encryption_item(service: Service, table: Table, answer: Answer[TableReading]) -> Item:
    """Judge the table's encryption. AWS tells nothing of it where its own key encrypts: DynamoDB always encrypts."""
    item = _line(service, "dynamodb_encryption", table, _TABLE)
    if not isinstance(answer, Known):
        return replace(item, detail=ignorance(answer, _TABLE))
    item, found = replace(item, data_age_seconds=0), answer.value
    if found.key_lost_at is not None:
        return replace(item, verdict="fail", detail=Detail("table_key_lost", {"since": told(found.key_lost_at)}))
    key = (found.kms_key or found.encryption) if found.encryption else None
    return replace(item, verdict="ok", detail=Detail("table_encrypted", {"key": key}))


def protection_item(service: Service, table: Table, answer: Answer[TableReading]) -> Item:
    """Tell whether the table can be deleted by one call; nobody has decided that it may not, so it isn't judged."""
    item = replace(_line(service, "dynamodb_deletion_protection", table, _TABLE), judged=False)
    if not isinstance(answer, Known):
        return replace(item, detail=ignorance(answer, _TABLE))
    facts = {"is_on": answer.value.is_deletion_protected}
    return replace(item, verdict="ok", data_age_seconds=0, detail=Detail("deletion_protection", facts))


def ttl_item(service: Service, table: Table, answer: Answer[TtlReading]) -> Item:
    """Judge whether items go by themselves, by the attribute that the service's file names."""
    item = _line(service, "dynamodb_ttl", table, _TTL)
    if not isinstance(answer, Known):
        return replace(item, detail=ignorance(answer, _TTL))
    item, found = replace(item, data_age_seconds=0), answer.value
    if found.status == "DISABLED":
        return replace(item, verdict="fail", detail=Detail("ttl_off", {"wanted": table.expires_by}))
    if found.attribute != table.expires_by:
        facts = {"attribute": found.attribute, "wanted": table.expires_by}
        return replace(item, verdict="fail", detail=Detail("ttl_other", facts))
    if found.status != "ENABLED":
        return replace(item, verdict="warn", detail=Detail("ttl_changing", {"status": found.status}))
    return replace(item, verdict="ok", detail=Detail("ttl_on", {"attribute": found.attribute}))


def _line(service: Service, line: str, table: Table, source: str) -> Item:
    return Item(
        id=named(line, table.name, service.tables),
        title=_TITLES[line],
        group="tables",
        verdict="unknown",
        value=None,
        unit="count",
        window="now",
        source=source,
        console_url=consoles.of_table(service.region, table.name, tab="overview"),
        about=table.name,
    )
