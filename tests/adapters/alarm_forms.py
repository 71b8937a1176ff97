"""What watchers send, as it was received or as their documentation shows it: the forms that alarms come in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

ARN = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:FaceAuth-Low-Success-Rate"
TOPIC = "arn:aws:sns:us-east-1:123456789012:alarms"


def sns_alarm(**changes: object) -> dict[str, Any]:
    """Return what CloudWatch publishes to SNS about a metric alarm."""
    return {
        "AlarmName": "FaceAuth-Low-Success-Rate",
        "AlarmDescription": "成功率が 95 % を下回った",
        "AWSAccountId": "123456789012",
        "AlarmConfigurationUpdatedTimestamp": "2026-11-01T00:00:00.000+0000",
        "NewStateValue": "ALARM",
        "NewStateReason": "Threshold Crossed: 1 datapoint [80.0] was less than the threshold (95.0).",
        "StateChangeTime": "2026-11-22T00:37:33.123+0000",
        "Region": "US East (N. Virginia)",
        "AlarmArn": ARN,
        "OldStateValue": "OK",
        "OKActions": [],
        "AlarmActions": [TOPIC],
        "InsufficientDataActions": [],
        "Trigger": {
            "MetricName": "SuccessRate",
            "Namespace": "FaceAuth/Liveness",
            "StatisticType": "Statistic",
            "Statistic": "AVERAGE",
            "Unit": None,
            "Dimensions": [{"value": "prod", "name": "Environment"}],
            "Period": 300,
            "EvaluationPeriods": 1,
            "ComparisonOperator": "LessThanThreshold",
            "Threshold": 95.0,
            "TreatMissingData": "missing",
            "EvaluateLowSampleCountPercentile": "",
        },
    } | changes


def stand_in_alarm(**changes: object) -> dict[str, Any]:
    """Return the leaner form that an emulator publishes: no ARN, no action lists, the region by its id."""
    told = sns_alarm(Region="us-east-1")
    for name in ("AlarmArn", "AlarmConfigurationUpdatedTimestamp", "OKActions", "AlarmActions", "AWSAccountId"):
        del told[name]
    return told | changes


def math_alarm() -> dict[str, Any]:
    metrics = [
        {"Id": "e1", "Expression": "m1/m2*100", "Label": "rate", "ReturnData": True},
        {"Id": "m1", "MetricStat": {"Metric": {"MetricName": "Succeeded"}, "Period": 300, "Stat": "Sum"}},
    ]
    return sns_alarm(Trigger={"Metrics": metrics, "Threshold": 95.0, "EvaluationPeriods": 1})


def composite_alarm() -> dict[str, Any]:
    told = sns_alarm(AlarmRule="ALARM(a) OR ALARM(b)", AlarmDescription=None)
    del told["Trigger"]
    return told


def sns_envelope(inner: Mapping[str, Any], **changes: object) -> dict[str, Any]:
    """Return SNS's envelope around a message, as a queue without raw delivery gets it."""
    return {
        "Type": "Notification",
        "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
        "TopicArn": TOPIC,
        "Subject": 'ALARM: "FaceAuth-Low-Success-Rate" in US East (N. Virginia)',
        "Message": json.dumps(inner, ensure_ascii=False),
        "Timestamp": "2026-11-22T00:37:33.200Z",
        "SignatureVersion": "1",
        "Signature": "EXAMPLEpH+signature",
        "SigningCertURL": "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0000.pem",
        "UnsubscribeURL": "https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe",
    } | changes


def eventbridge_event(**state: object) -> dict[str, Any]:
    """Return EventBridge's event about a change of an alarm."""
    metric = {"namespace": "FaceAuth/Liveness", "name": "SuccessRate", "dimensions": {"Environment": "prod"}}
    return {
        "version": "0",
        "id": "c4c1c1c9-6542-e61b-6ef0-8c4d36933a92",
        "detail-type": "CloudWatch Alarm State Change",
        "source": "aws.cloudwatch",
        "account": "123456789012",
        "time": "2026-11-22T00:37:33Z",
        "region": "us-east-1",
        "resources": [ARN],
        "detail": {
            "alarmName": "FaceAuth-Low-Success-Rate",
            "configuration": {
                "description": "成功率が 95 % を下回った",
                "metrics": [{"id": "m1", "metricStat": {"metric": metric, "period": 300, "stat": "Average"}}],
            },
            "previousState": {"value": "OK", "reason": "fine", "timestamp": "2026-11-21T00:00:00.000+0000"},
            "state": {
                "value": "ALARM",
                "reason": "Threshold Crossed: 1 datapoint [80.0] was less than the threshold (95.0).",
                "reasonData": '{"version":"1.0"}',
                "timestamp": "2026-11-22T00:37:33.123+0000",
            }
            | state,
        },
    }


def alert(**changes: object) -> dict[str, Any]:
    """Return one alert as Alertmanager 0.25 sent it for the rule of the image article."""
    return {
        "status": "firing",
        "labels": {"alertname": "deltaE-spike", "cluster": "trial", "pipeline": "print", "severity": "S1"},
        "annotations": {
            "runbook": "https://runbooks.example.com/deltaE-spike",
            "runbook_url": "https://runbooks.example.com/deltaE-spike",
            "summary": "ブランドカラー逸脱 (print)",
            "value": "0.043596666666666666",
        },
        "startsAt": "2026-11-22T00:42:09.385Z",
        "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": "http://prometheus.example.com:9090/graph?g0.expr=up&g0.tab=1",
        "fingerprint": "687c10c9ff63f9ea",
    } | changes


def webhook(*alerts: Mapping[str, Any], **changes: object) -> dict[str, Any]:
    """Return a call of Alertmanager's webhook, version 4."""
    return {
        "receiver": "bot",
        "status": "firing",
        "alerts": list(alerts),
        "groupLabels": {"alertname": "deltaE-spike", "pipeline": "print"},
        "commonLabels": {"alertname": "deltaE-spike"},
        "commonAnnotations": {"summary": "ブランドカラー逸脱 (print)"},
        "externalURL": "http://alertmanager.example.com:9093",
        "version": "4",
        "groupKey": '{}:{alertname="deltaE-spike", pipeline="print"}',
        "truncatedAlerts": 0,
    } | changes
