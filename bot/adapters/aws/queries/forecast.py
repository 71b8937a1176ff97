"""What will the days to come cost?"""

from __future__ import annotations

from botocore.exceptions import ClientError

from bot.adapters.aws.queries import Aws, Kind
from bot.adapters.aws.queries.costs import nothing, only
from bot.domain.audit_queries import CostForecast
from bot.domain.knowledge import Answer, Known

ACTION = "ce:GetCostForecast"


def _answer(aws: Aws, query: CostForecast, region: str) -> Answer[float]:
    """Ask day by day, which AWS answers on a month's last day too; the sum over all days is what counts."""
    client = aws.session.client("ce", region)
    read_at = aws.clock.now()
    try:
        found = client.get_cost_forecast(
            TimePeriod={"Start": query.start.isoformat(), "End": query.end.isoformat()},
            Metric="UNBLENDED_COST",
            Granularity="DAILY",
            Filter=only(query.billed_as),
        )
    except ClientError as fault:
        return nothing(fault, ACTION)
    return Known(float(found["Total"]["Amount"]), read_at, ACTION)


KIND = Kind(CostForecast, (ACTION,), _answer)
