"""A table in a stand-in, as actions find it; and what AWS tells of one, for what no stand-in says."""

from __future__ import annotations

from typing import Any

from tests.adapters.clouds import REGION, StandIn

NAME = "FaceAuth-LivenessSessions"
ARN = f"arn:aws:dynamodb:us-east-1:123456789012:table/{NAME}"


class Table:
    """One table with an index, changed and looked at through boto3, as somebody else would."""

    def __init__(self, place: StandIn, name: str = NAME, *, index: bool = False, **settings: Any) -> None:
        self.name, self.client = name, place.boto.client("dynamodb", region_name=REGION)
        keys = [{"AttributeName": "id", "AttributeType": "S"}]
        capacity = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}
        if index:
            keys.append({"AttributeName": "user", "AttributeType": "S"})
            by_user: dict[str, Any] = {"IndexName": "by_user", "Projection": {"ProjectionType": "ALL"}}
            by_user["KeySchema"] = [{"AttributeName": "user", "KeyType": "HASH"}]
            settings["GlobalSecondaryIndexes"] = [{**by_user, "ProvisionedThroughput": capacity}]
        told: dict[str, Any] = {"ProvisionedThroughput": capacity, **settings}
        self.client.create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=keys,  # type: ignore[arg-type]
            **told,
        )

    def described(self, name: str | None = None) -> dict[str, Any]:
        return dict(self.client.describe_table(TableName=name or self.name)["Table"])

    def put(self, *ids: str) -> None:
        for one in ids:
            self.client.put_item(TableName=self.name, Item={"id": {"S": one}})

    def ids(self, name: str) -> list[str]:
        return sorted(str(row["id"]["S"]) for row in self.client.scan(TableName=name)["Items"])

    def expire(self, attribute: str) -> None:
        wanted: Any = {"Enabled": True, "AttributeName": attribute}
        self.client.update_time_to_live(TableName=self.name, TimeToLiveSpecification=wanted)

    def keep_history(self) -> None:
        """Turn point-in-time recovery on."""
        self.client.update_continuous_backups(
            TableName=self.name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
        )

    def back_up(self, name: str) -> str:
        return str(self.client.create_backup(TableName=self.name, BackupName=name)["BackupDetails"]["BackupArn"])

    def backups(self) -> list[str]:
        return [row["BackupName"] for row in self.client.list_backups(TableName=self.name)["BackupSummaries"]]

    def settings(self, name: str) -> tuple[str | None, bool, dict[str, str]]:
        """Return by what a table's items expire, whether it keeps its history, and its tags."""
        expiry = self.client.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
        kept = self.client.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
        arn = self.described(name)["TableArn"]
        tags = self.client.list_tags_of_resource(ResourceArn=arn)["Tags"]
        return (
            expiry.get("AttributeName"),
            kept["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED",
            {one["Key"]: one["Value"] for one in tags},
        )


def table(status: str = "ACTIVE", *, name: str = NAME, **more: Any) -> dict[str, Any]:
    """Return a table with five units each, as AWS tells it."""
    units = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}
    arn = f"{ARN.rpartition('/')[0]}/{name}"
    told = {"TableName": name, "TableStatus": status, "TableArn": arn, "ProvisionedThroughput": units, "ItemCount": 7}
    return {"Table": {**told, **more}}


def on_demand(switched_at: str | None = None, **more: Any) -> dict[str, Any]:
    """Return a table that is billed on demand; AWS tells no units for it."""
    told = {"BillingMode": "PAY_PER_REQUEST"} | (
        {"LastUpdateToPayPerRequestDateTime": switched_at} if switched_at else {}
    )
    none = {"ReadCapacityUnits": 0, "WriteCapacityUnits": 0}
    return table(BillingModeSummary=told, ProvisionedThroughput=none, **more)


def index(name: str, read: int = 5, write: int = 5, status: str = "ACTIVE") -> dict[str, Any]:
    units = {"ReadCapacityUnits": read, "WriteCapacityUnits": write}
    return {"IndexName": name, "IndexStatus": status, "ProvisionedThroughput": units}


def backup(name: str, at: str, status: str = "AVAILABLE", arn: str = "") -> dict[str, Any]:
    made = {"BackupName": name, "BackupArn": arn or f"{ARN}/backup/{name}", "BackupStatus": status}
    return {**made, "BackupCreationDateTime": at, "BackupSizeBytes": 10}
