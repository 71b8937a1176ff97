"""What watches the pretend service? Its eight alarms, where they report to, the dashboard and the log groups."""

from __future__ import annotations

import json
from typing import Any

from workspace.cloud.account import Account
from workspace.cloud.alarms import Judgement
from workspace.cloud.measures import CUSTOM_DIMENSIONS
from workspace.cloud.names import (
    ACCOUNT,
    ALARM_QUEUE,
    ALARM_TOPIC,
    ALARMS,
    DASHBOARD,
    DEAD_QUEUE,
    DIMENSIONS,
    FUNCTIONS,
    NAMESPACE,
    REGION,
    AlarmRule,
    log_group,
)

_TOPIC_ARN = f"arn:aws:sns:{REGION}:{ACCOUNT}:{ALARM_TOPIC}"
_LOGS_KEPT_DAYS = 30
# Short, so that what a reader died over comes back while a demo's viewer still looks.
_HIDDEN_SECONDS = 10
_TRIES = 5


def build_logs_and_dashboard(account: Account) -> None:
    """Make the functions' log groups and the dashboard that the manual opens every morning."""
    logs = account.client("logs")
    for function in FUNCTIONS:
        logs.create_log_group(logGroupName=log_group(function))
        logs.put_retention_policy(logGroupName=log_group(function), retentionInDays=_LOGS_KEPT_DAYS)
    account.client("cloudwatch").put_dashboard(DashboardName=DASHBOARD, DashboardBody=json.dumps(_dashboard()))


def build_alarms(account: Account, states: dict[str, Judgement]) -> str:
    """Make the alarms in the given states, then the queue they report to; give its URL.

    The queue subscribes last, so that it does not begin with eight messages about nothing.
    """
    cloudwatch = account.client("cloudwatch")
    account.client("sns").create_topic(Name=ALARM_TOPIC)
    for rule in ALARMS:
        cloudwatch.put_metric_alarm(**_alarm(rule))
        judged = states[rule.name]
        cloudwatch.set_alarm_state(AlarmName=rule.name, StateValue=judged.state, StateReason=judged.reason)
    return _queue(account)


def _alarm(rule: AlarmRule) -> dict[str, Any]:
    about: dict[str, Any] = {
        "AlarmName": rule.name,
        "AlarmDescription": rule.description,
        "EvaluationPeriods": 1,
        "Threshold": rule.threshold,
        "ComparisonOperator": "GreaterThanThreshold" if rule.breaches_above else "LessThanThreshold",
        "TreatMissingData": "missing" if rule.needs_traffic else "notBreaching",
        "AlarmActions": [_TOPIC_ARN],
        "OKActions": [_TOPIC_ARN],
        "InsufficientDataActions": [_TOPIC_ARN],
    }
    if rule.metric is None:
        return about | {"Metrics": _rate(rule)}
    on_function = [{"Name": "FunctionName", "Value": rule.function}]
    return about | {
        "Namespace": "AWS/Lambda" if rule.function else NAMESPACE,
        "MetricName": rule.metric,
        "Dimensions": on_function if rule.function else CUSTOM_DIMENSIONS,
        "Statistic": rule.statistic,
        "Period": rule.window_seconds,
    }


def _rate(rule: AlarmRule) -> list[dict[str, Any]]:
    """Give the metric math of a rate, as AWS wants it (ministack takes it and forgets it)."""
    if rule.figure == "success_rate":
        names, expression = {"part": "SuccessCount", "rest": "FailureCount"}, "100 * part / (part + rest)"
    else:
        names, expression = {"part": "VerificationError", "rest": "SessionCreated"}, "100 * part / rest"
    stats = [
        {
            "Id": ident,
            "ReturnData": False,
            "MetricStat": {
                "Metric": {"Namespace": NAMESPACE, "MetricName": name, "Dimensions": CUSTOM_DIMENSIONS},
                "Period": rule.window_seconds,
                "Stat": "Sum",
            },
        }
        for ident, name in names.items()
    ]
    return [*stats, {"Id": "rate", "Expression": expression, "Label": rule.figure, "ReturnData": True}]


def _queue(account: Account) -> str:
    """Make the queue; what nobody could handle in five tries lands in another, where it waits to be looked at."""
    sqs = account.client("sqs")
    queue_arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{ALARM_QUEUE}"
    only_our_topic = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": queue_arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": _TOPIC_ARN}},
    }
    sqs.create_queue(QueueName=DEAD_QUEUE)
    dead = {"deadLetterTargetArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{DEAD_QUEUE}", "maxReceiveCount": _TRIES}
    attributes = {
        "Policy": json.dumps({"Version": "2012-10-17", "Statement": [only_our_topic]}),
        "RedrivePolicy": json.dumps(dead),
        "VisibilityTimeout": str(_HIDDEN_SECONDS),
    }
    url: str = sqs.create_queue(QueueName=ALARM_QUEUE, Attributes=attributes)["QueueUrl"]
    account.client("sns").subscribe(TopicArn=_TOPIC_ARN, Protocol="sqs", Endpoint=queue_arn)
    return url


def _dashboard() -> dict[str, Any]:
    custom = [pair for name, value in DIMENSIONS.items() for pair in (name, value)]
    widgets = [
        _widget(place, title, [[NAMESPACE, name, *custom] for name in names], stat)
        for place, (title, names, stat) in enumerate(
            [
                ("Sessions", ["SessionCreated"], "Sum"),
                ("Success and failure", ["SuccessCount", "FailureCount"], "Sum"),
                ("Confidence", ["ConfidenceScore"], "Average"),
                ("Verification time", ["VerificationTime"], "Average"),
                ("Errors", ["VerificationError"], "Sum"),
            ]
        )
    ]
    durations = [["AWS/Lambda", "Duration", "FunctionName", function] for function in FUNCTIONS]
    widgets.append(_widget(len(widgets), "Lambda duration", durations, "Maximum"))
    return {"widgets": widgets}


def _widget(place: int, title: str, metrics: list[list[str]], stat: str) -> dict[str, Any]:
    properties = {
        "title": title,
        "metrics": metrics,
        "stat": stat,
        "period": 300,
        "region": REGION,
        "view": "timeSeries",
    }
    return {
        "type": "metric",
        "x": 8 * (place % 3),
        "y": 6 * (place // 3),
        "width": 8,
        "height": 6,
        "properties": properties,
    }
