"""What is everything in the pretend liveness service called? As in the operations manual, with the eight alarms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

REGION = "us-east-1"
ACCOUNT = "123456789012"

NAMESPACE = "FaceAuth/Liveness"
# The manual leaves dimensions out; a real publisher sends some, and CloudWatch answers only to the exact set.
DIMENSIONS = {"Environment": "production"}

CREATE = "FaceAuth-CreateLivenessSession"
RESULT = "FaceAuth-GetLivenessResult"
ENROLLMENT = "FaceAuth-Enrollment"
FUNCTIONS = (CREATE, RESULT, ENROLLMENT)
# Production calls these two by their alias, and so a published version; Enrollment it calls as it is, for which reason
# the manual's emergency command, which changes only what is not published, has its effect.
ALIASED = (CREATE, RESULT)
ALIAS = "live"
# What each of them asks Rekognition for.
OPERATIONS = {CREATE: "CreateFaceLivenessSession", RESULT: "GetFaceLivenessSessionResults"}

TABLE = "FaceAuth-LivenessSessions"
BUCKET = f"face-auth-images-{ACCOUNT}-{REGION}"
AUDIT_PREFIX = "liveness-audit/"
# Two records with a past: one that somebody deleted, and one that somebody wrote over.
DELETED_AUDIT = f"{AUDIT_PREFIX}5f0c2a9e-3b7d-4c11-9a64-d1e7f0b2c385/audit-log.json"
OVERWRITTEN_AUDIT = f"{AUDIT_PREFIX}c84e17d2-60fa-4e3b-8b09-27a5d9136fe0/audit-log.json"
# An object tagged so is kept from everybody but the people of this role.
QUARANTINE_TAG = "quarantine"
SECURITY_ROLE = "FaceAuthSecurity"
DISTRIBUTION = "E1FACEAUTHPAGE"
ROLE = "FaceAuthLambdaExecutionRole"
POLICY = "FaceAuthLambdaPolicy"
ROLLOUT = "LIVENESS_ROLLOUT_PERCENTAGE"
DASHBOARD = "FaceAuth-Liveness"
ALARM_TOPIC = "FaceAuth-Alarms"
ALARM_QUEUE = "FaceAuth-Alarms"
DEAD_QUEUE = "FaceAuth-Alarms-Dead"
# Whose calls are nobody's: the pretend service's own, as it lives.
NATURE = "workspace"
# Who releases the service, and so is found in the account's trail.
DEPLOYER = "deploybot"

Weather = Literal["healthy", "low_success", "errors", "slow", "silent", "cold_starts", "throttled_table", "cost_spike"]
WEATHERS: tuple[Weather, ...] = get_args(Weather)
AwsMode = Literal["fine", "throttled", "failing", "slow"]
AWS_MODES: tuple[AwsMode, ...] = get_args(AwsMode)
AlarmState = Literal["OK", "ALARM", "INSUFFICIENT_DATA"]


def log_group(function: str) -> str:
    """Name the log group that Lambda writes a function's lines to."""
    return f"/aws/lambda/{function}"


@dataclass(frozen=True, slots=True)
class AlarmRule:
    """One of the manual's eight alarms: a figure of the last `window_seconds`, against a threshold.

    `metric` and `statistic` are None where AWS itself would need metric math.
    """

    name: str
    description: str
    figure: Literal["success_rate", "confidence", "verification", "error_rate", "lambda_errors", "lambda_duration"]
    threshold: float
    breaches_above: bool
    window_seconds: int
    metric: str | None
    statistic: Literal["Sum", "Average", "Maximum"] | None
    function: str | None = None

    @property
    def needs_traffic(self) -> bool:
        """Say whether silence means INSUFFICIENT_DATA (custom metrics) and not "not breaching" (Lambda metrics)."""
        return self.function is None


_HOUR = 3600
_FIVE_MINUTES = 300

# Sparse traffic (a session every two or three minutes) makes rates over five minutes meaningless: one failure in four
# would be 75 %. So the four figures of the service are judged over an hour.
ALARMS: tuple[AlarmRule, ...] = (
    AlarmRule(
        "FaceAuth-Liveness-LowSuccessRate",
        "Success rate below 95 % (manual: high, respond within 30 minutes)",
        "success_rate",
        95.0,
        breaches_above=False,
        window_seconds=_HOUR,
        metric=None,
        statistic=None,
    ),
    AlarmRule(
        "FaceAuth-Liveness-LowConfidence",
        "Mean confidence below 92 % (manual: medium, respond within 1 hour)",
        "confidence",
        92.0,
        breaches_above=False,
        window_seconds=_HOUR,
        metric="ConfidenceScore",
        statistic="Average",
    ),
    AlarmRule(
        "FaceAuth-Liveness-SlowVerification",
        "Mean verification time above 30 seconds (manual: medium, respond within 1 hour)",
        "verification",
        30.0,
        breaches_above=True,
        window_seconds=_HOUR,
        metric="VerificationTime",
        statistic="Average",
    ),
    AlarmRule(
        "FaceAuth-Liveness-HighErrorRate",
        "Error rate above 1 % (manual: high, respond within 30 minutes)",
        "error_rate",
        1.0,
        breaches_above=True,
        window_seconds=_HOUR,
        metric=None,
        statistic=None,
    ),
    *(
        AlarmRule(
            f"{function}-Errors",
            "More than 5 errors in 5 minutes (manual: high, respond within 30 minutes)",
            "lambda_errors",
            5.0,
            breaches_above=True,
            window_seconds=_FIVE_MINUTES,
            metric="Errors",
            statistic="Sum",
            function=function,
        )
        for function in (CREATE, RESULT)
    ),
    *(
        AlarmRule(
            f"{function}-Timeouts",
            f"Runs longer than {milliseconds // 1000} seconds (manual: medium, respond within 1 hour)",
            "lambda_duration",
            float(milliseconds),
            breaches_above=True,
            window_seconds=_FIVE_MINUTES,
            metric="Duration",
            statistic="Maximum",
            function=function,
        )
        for function, milliseconds in ((CREATE, 9000), (RESULT, 14000))
    ),
)
