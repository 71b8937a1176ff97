"""How is a DynamoDB table billed, how much does it take, and how is it protected?"""

from __future__ import annotations

from datetime import UTC

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
    encryption = found.get("SSEDescription", {})  # absent where AWS's own key encrypts it
    lost_at = encryption.get("InaccessibleEncryptionDateTime")
    reading = TableReading(
        name=found["TableName"],
        status=found["TableStatus"],
        is_on_demand=is_on_demand,
        read_units=capacity.get("ReadCapacityUnits"),
        write_units=capacity.get("WriteCapacityUnits"),
        last_to_on_demand_at=billing.get("LastUpdateToPayPerRequestDateTime"),
        is_deletion_protected=found.get("DeletionProtectionEnabled", False),
        encryption=encryption.get("SSEType") if encryption.get("Status") != "DISABLED" else None,
        kms_key=encryption.get("KMSMasterKeyArn"),
        key_lost_at=lost_at and lost_at.astimezone(UTC),
    )
    return Known(reading, read_at, ACTION)


KIND = Kind(TableConfiguration, (ACTION,), _answer)
