"""How is a DynamoDB table billed, and how much does it take?"""

from __future__ import annotations

from bot.adapters.aws.queries import Aws, Kind
from bot.domain.diagnostics import TableConfiguration, TableReading
from bot.domain.knowledge import Answer, Known, Missing

ACTION = "dynamodb:DescribeTable"


def _answer(aws: Aws, query: TableConfiguration, region: str) -> Answer[TableReading]:
    client = aws.session.client("dynamodb", region)
    read_at = aws.clock.now()
    try:
        found = client.describe_table(TableName=query.name)["Table"]
    except client.exceptions.ResourceNotFoundException:
        return Missing("not_found", ACTION, query.name)
    billing = found.get("BillingModeSummary", {})  # absent from a table that has always been provisioned
    is_on_demand = billing.get("BillingMode") == "PAY_PER_REQUEST"
    capacity = {} if is_on_demand else found.get("ProvisionedThroughput", {})
    reading = TableReading(
        name=found["TableName"],
        status=found["TableStatus"],
        is_on_demand=is_on_demand,
        read_units=capacity.get("ReadCapacityUnits"),
        write_units=capacity.get("WriteCapacityUnits"),
        last_to_on_demand_at=billing.get("LastUpdateToPayPerRequestDateTime"),
    )
    return Known(reading, read_at, ACTION)


KIND = Kind(TableConfiguration, (ACTION,), _answer)
