"""How is a Lambda function configured?"""

from __future__ import annotations

from bot.adapters.aws.queries import Aws, Kind
from bot.domain.knowledge import Answer, Known, Missing
from bot.domain.queries import FunctionConfiguration, FunctionReading

ACTION = "lambda:GetFunctionConfiguration"


def _answer(aws: Aws, query: FunctionConfiguration, region: str) -> Answer[FunctionReading]:
    client = aws.session.client("lambda", region)
    read_at = aws.clock.now()
    try:
        found = client.get_function_configuration(FunctionName=query.name)
    except client.exceptions.ResourceNotFoundException:
        return Missing("not_found", ACTION, query.name)
    environment = found.get("Environment", {})
    # When we may not use the function's key, AWS answers with an Error in place of the variables.
    variables = None if environment.get("Error") else environment.get("Variables", {})
    network = found.get("VpcConfig", {})
    reading = FunctionReading(
        name=found["FunctionName"],
        environment=variables,
        memory_mb=found.get("MemorySize", 0),
        timeout_seconds=found.get("Timeout", 0),
        last_modified=found.get("LastModified", ""),
        state=found.get("State", ""),
        # A function that left its network keeps a VpcConfig of empty values.
        is_in_vpc=bool(network.get("VpcId") or network.get("SubnetIds")),
        last_update=found.get("LastUpdateStatus", "Successful"),
    )
    return Known(reading, read_at, ACTION)


KIND = Kind(FunctionConfiguration, (ACTION,), _answer)
