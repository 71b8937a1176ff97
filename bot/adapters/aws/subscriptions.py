"""How is a subscription of SNS confirmed? By asking AWS for it, and never by opening an address that somebody sent."""

from __future__ import annotations

from bot.adapters.aws.errors import AWS_FAULTS, failed
from bot.adapters.aws.session import AwsSession
from bot.domain.failures import Outage

ACTION = "sns:ConfirmSubscription"


class Subscriptions:
    """Confirms what SNS asks us to confirm."""

    def __init__(self, session: AwsSession) -> None:
        self._session = session

    def confirm(self, topic_arn: str, token: str) -> None:
        """Confirm a subscription in the topic's region; from then on only somebody with the right to may end it.

        Raises `Outage("aws", …)`.
        """
        region = topic_arn.split(":")[3]
        try:
            client = self._session.client("sns", region)
            client.confirm_subscription(TopicArn=topic_arn, Token=token, AuthenticateOnUnsubscribe="true")
        except AWS_FAULTS as fault:
            told = failed(fault, ACTION)
            raise Outage("aws", told.reason, needs=told.needs, detail=told.detail) from fault
