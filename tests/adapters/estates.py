"""What does a stand-in for AWS hold, beyond numbers and alarms? It is put there through boto3, as anybody would."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.domain.diagnostics import AlarmChange, BucketReading, Deployment, TableReading
from tests.adapters.clouds import REGION, InMemory, StandIn

ACCOUNT = "123456789012"


class Estate(StandIn):
    """A stand-in with logs, buckets, roles, tables and deployments."""

    def __init__(self, endpoint: str, room: Path, *, knows_percentiles: bool) -> None:
        super().__init__(endpoint, room, knows_percentiles=knows_percentiles)
        self._logs, self._s3, self._dynamodb = (
            self.boto.client(product, region_name=REGION) for product in ("logs", "s3", "dynamodb")
        )

    def put_log(self, group: str, at: datetime, message: str) -> None:
        with contextlib.suppress(self._logs.exceptions.ResourceAlreadyExistsException):
            self._logs.create_log_group(logGroupName=group)
            self._logs.create_log_stream(logGroupName=group, logStreamName="stream")
        event = {"timestamp": round(at.timestamp() * 1000), "message": message}
        self._logs.put_log_events(logGroupName=group, logStreamName="stream", logEvents=[event])

    def put_history(self, name: str, *changes: AlarmChange) -> None:
        """Let an alarm go through these states, at the present moment."""
        self.put_alarm(name, changes[0].before)
        for change in changes:
            self._cloudwatch.set_alarm_state(AlarmName=name, StateValue=change.after, StateReason=change.reason)

    def put_bucket(self, reading: BucketReading) -> None:
        bucket = {"Bucket": reading.name}
        self._s3.create_bucket(**bucket)
        if reading.policy is not None:
            self._s3.put_bucket_policy(**bucket, Policy=json.dumps(reading.policy))
        if reading.block is not None:
            self._s3.put_public_access_block(**bucket, PublicAccessBlockConfiguration=dict(reading.block))
        if reading.encryption is not None:
            rule = {"SSEAlgorithm": reading.encryption, "KMSMasterKeyID": reading.kms_key}
            default = {key: value for key, value in rule.items() if value}
            rules: Any = {"Rules": [{"ApplyServerSideEncryptionByDefault": default}]}
            self._s3.put_bucket_encryption(**bucket, ServerSideEncryptionConfiguration=rules)

    def put_role(self, role: str, decisions: Mapping[tuple[str, str], str]) -> None:
        """Make a role whose inline policy decides so."""
        effects = {"allowed": "Allow", "explicitDeny": "Deny"}
        statements = [
            {"Effect": effects[decision], "Action": action, "Resource": resource}
            for (action, resource), decision in decisions.items()
            if decision in effects
        ]
        self._iam.create_role(RoleName=role, AssumeRolePolicyDocument="{}")
        document = json.dumps({"Version": "2012-10-17", "Statement": statements})
        self._iam.put_role_policy(RoleName=role, PolicyName="inline", PolicyDocument=document)

    def put_table(self, reading: TableReading) -> None:
        asked: dict[str, Any] = {"BillingMode": "PAY_PER_REQUEST"}
        if not reading.is_on_demand:
            units = {"ReadCapacityUnits": reading.read_units, "WriteCapacityUnits": reading.write_units}
            asked = {"ProvisionedThroughput": units}
        self._dynamodb.create_table(
            TableName=reading.name,
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            **asked,
        )

    def put_deployment(self, function: str, deployment: Deployment) -> None:
        """Change the function's memory, so that a new version can be published, and point the aliases there."""
        self._lambda.update_function_configuration(FunctionName=function, MemorySize=256 + int(deployment.version))
        self._lambda.get_waiter("function_updated_v2").wait(FunctionName=function, WaiterConfig={"Delay": 1})
        told = self._lambda.publish_version(FunctionName=function, Description=deployment.description)
        assert told["Version"] == deployment.version
        for alias in deployment.aliases:
            self._lambda.create_alias(FunctionName=function, Name=alias, FunctionVersion=deployment.version)

    def share(self, function: str, alias: str, version: str) -> None:
        """Let an alias send a part of its traffic to another version."""
        weights = {"AdditionalVersionWeights": {version: 0.1}}
        self._lambda.update_alias(FunctionName=function, Name=alias, RoutingConfig=weights)


AnyEstate = InMemory | Estate
