"""A function in a stand-in, with versions and an alias, as actions find it."""

from __future__ import annotations

from typing import Any

from tests.adapters.clouds import REGION, StandIn
from tests.adapters.waiting import until

NAME = "FaceAuth-Enrollment"


class Function:
    """One function, changed and looked at through boto3, as somebody else would."""

    def __init__(self, place: StandIn, name: str = NAME, **variables: str) -> None:
        self.name, self.client = name, place.boto.client("lambda", region_name=REGION)
        place.put_function(name, **(variables or {"ROLLOUT": "100", "TABLE": "Sessions", "REGION_NAME": "ap"}))
        self.settle()

    def settle(self) -> None:
        """Wait until the stand-in is through with a change, as AWS wants it."""
        until(lambda: self.configuration().get("LastUpdateStatus") != "InProgress", what="the update")

    def configuration(self, qualifier: str | None = None) -> dict[str, Any]:
        named = {"FunctionName": self.name} | ({"Qualifier": qualifier} if qualifier else {})
        return dict(self.client.get_function_configuration(**named))

    def variables(self, qualifier: str | None = None) -> dict[str, str]:
        return dict(self.configuration(qualifier)["Environment"]["Variables"])

    def change(self, **settings: Any) -> None:
        self.client.update_function_configuration(FunctionName=self.name, **settings)
        self.settle()

    def publish(self, description: str = "", **settings: Any) -> str:
        """Change something and publish a version of it."""
        if settings:
            self.change(**settings)
        return str(self.client.publish_version(FunctionName=self.name, Description=description)["Version"])

    def point(self, alias: str, version: str, **shares: float) -> None:
        """Make an alias, or move it; `v2=0.1` gives version 2 a tenth of the calls."""
        routing: Any = {"AdditionalVersionWeights": {name[1:]: share for name, share in shares.items()}}
        make = self.client.update_alias if alias in self.aliases() else self.client.create_alias
        make(FunctionName=self.name, Name=alias, FunctionVersion=version, RoutingConfig=routing)

    def aliases(self) -> list[str]:
        return [row["Name"] for row in self.client.list_aliases(FunctionName=self.name)["Aliases"]]

    def alias(self, name: str) -> dict[str, Any]:
        return dict(self.client.get_alias(FunctionName=self.name, Name=name))
