"""Which limits does AWS set us?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.adapters.aws.queries import Aws, Kind
from bot.domain.diagnostics import Quota, Quotas
from bot.domain.knowledge import Answer, Known, Missing

ACTION = "servicequotas:ListServiceQuotas"


def _answer(aws: Aws, query: Quotas, region: str) -> Answer[tuple[Quota, ...]]:
    client = aws.session.client("service-quotas", region)
    read_at = aws.clock.now()
    pages = client.get_paginator("list_service_quotas").paginate(ServiceCode=query.product)
    try:
        rows = [row for page in pages for row in page.get("Quotas", [])]
    except client.exceptions.NoSuchResourceException:
        return Missing("not_found", ACTION, query.product)
    words = [word.casefold() for word in query.words]
    # AWS lists a quota that it could not work out with an ErrorReason and no value.
    told = [_quota(row) for row in rows if "Value" in row]
    named = [one for one in told if not words or any(word in one.name.casefold() for word in words)]
    return Known(tuple(sorted(named, key=lambda one: one.name)), read_at, ACTION)


def _quota(row: Mapping[str, Any]) -> Quota:
    usage = row.get("UsageMetric", {})
    return Quota(
        code=row["QuotaCode"],
        name=row["QuotaName"],
        value=row["Value"],
        is_adjustable=row.get("Adjustable", False),
        usage_namespace=usage.get("MetricNamespace"),
        usage_metric=usage.get("MetricName"),
        usage_dimensions=usage.get("MetricDimensions", {}),
        usage_statistic=usage.get("MetricStatisticRecommendation", "Maximum"),
    )


KIND = Kind(Quotas, (ACTION,), _answer)
