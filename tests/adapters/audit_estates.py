"""What must a stand-in for AWS hold for audits? Backups, expiries, versions and policies, put there through boto3."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bot.domain.audit_queries import (
    ContinuousReading,
    LifecycleRule,
    RolePolicy,
    TableBackup,
    TtlReading,
    VersioningReading,
)
from tests.adapters.clouds import REGION, InMemory
from tests.adapters.estates import Estate


class AuditEstate(Estate):
    """A stand-in whose tables, buckets and roles can be backed up, versioned and left open."""

    def __init__(self, endpoint: str, room: Path) -> None:
        super().__init__(endpoint, room, knows_percentiles=False)
        self._policies = self.boto.client("iam", region_name=REGION)

    def put_backup(self, table: str, backup: TableBackup) -> None:
        """Make a backup now, whatever moment it tells."""
        self._dynamodb.create_backup(TableName=table, BackupName=backup.name)

    def put_continuous(self, table: str, reading: ContinuousReading) -> None:
        wanted = {"PointInTimeRecoveryEnabled": reading.is_on}
        self._dynamodb.update_continuous_backups(TableName=table, PointInTimeRecoverySpecification=wanted)

    def put_ttl(self, table: str, reading: TtlReading) -> None:
        wanted: Any = {"Enabled": reading.status == "ENABLED", "AttributeName": reading.attribute}
        self._dynamodb.update_time_to_live(TableName=table, TimeToLiveSpecification=wanted)

    def put_versioning(self, bucket: str, reading: VersioningReading) -> None:
        self._s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": reading.status or "Suspended"})

    def put_lifecycle(self, bucket: str, *rules: LifecycleRule) -> None:
        rows: Any = {"Rules": [_row(one) for one in rules]}
        self._s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration=rows)

    def put_policies(self, role: str, *policies: RolePolicy) -> None:
        self._policies.create_role(RoleName=role, AssumeRolePolicyDocument="{}")
        for one in policies:
            document = json.dumps(one.document)
            if one.arn is None:
                self._policies.put_role_policy(RoleName=role, PolicyName=one.name, PolicyDocument=document)
            else:
                self._policies.create_policy(PolicyName=one.name, PolicyDocument=document)
                self._policies.attach_role_policy(RoleName=role, PolicyArn=one.arn)

    def newer_version(self, arn: str, document: Any) -> None:
        """Put another version of a policy in force."""
        self._policies.create_policy_version(PolicyArn=arn, PolicyDocument=json.dumps(document), SetAsDefault=True)


def _row(rule: LifecycleRule) -> dict[str, Any]:
    tags = [{"Key": "kind", "Value": "audit"}]
    chosen = {"And": {"Prefix": rule.prefix, "Tags": tags}} if rule.is_narrowed else {"Prefix": rule.prefix}
    row: dict[str, Any] = {"ID": rule.id, "Status": "Enabled" if rule.is_on else "Disabled", "Filter": chosen}
    row |= {"Expiration": {"Days": rule.expires_days}} if rule.expires_days else {}
    later = {"NoncurrentDays": rule.noncurrent_days, "NewerNoncurrentVersions": rule.keeps_newer}
    wanted = {name: value for name, value in later.items() if value}
    return row | ({"NoncurrentVersionExpiration": wanted} if wanted else {})


AnyAuditEstate = InMemory | AuditEstate
