"""Can every kind of question be asked of AWS, and is it known which permissions that needs?"""

from __future__ import annotations

from bot.adapters.aws.queries import iam_actions, kinds
from bot.domain import audit_queries, diagnostics, objects, queries


def test_every_kind_of_question_has_its_file() -> None:
    """A question in bot/domain/ that AWS can't be asked would fail only when somebody needs its answer."""
    modules = (queries, diagnostics, audit_queries, objects)
    named = [one for module in modules for one in vars(module).values()]
    told = [one for one in named if isinstance(one, type) and issubclass(one, queries.Query)]
    for question in {*told} - {queries.Query}:
        assert question in kinds(), (
            f"nobody can answer {question.__name__}: add a module with KIND = Kind({question.__name__}, …) "
            "to bot/adapters/aws/queries/"
        )


def test_every_kind_names_the_iam_actions_it_needs() -> None:
    for question, kind in kinds().items():
        if question is queries.Described:
            continue  # each one names its own
        assert kind.actions, f"the kind for {question.__name__} must name its IAM actions, the main one first"
        for action in kind.actions:
            product, _, operation = action.partition(":")
            assert product.islower()
            assert operation[:1].isupper(), (
                f"{action} is no IAM action: write it as in a policy, like lambda:GetFunction"
            )


def test_reading_needs_no_action_that_changes_anything() -> None:
    assert iam_actions() == (
        "backup:ListRecoveryPointsByResource",
        "ce:GetCostAndUsage",
        "ce:GetCostForecast",
        "cloudtrail:LookupEvents",
        "cloudwatch:DescribeAlarmHistory",
        "cloudwatch:DescribeAlarms",
        "cloudwatch:GetMetricData",
        "cloudwatch:ListMetrics",
        "dynamodb:DescribeContinuousBackups",
        "dynamodb:DescribeTable",
        "dynamodb:DescribeTimeToLive",
        "dynamodb:ListBackups",
        "health:DescribeEventDetails",
        "health:DescribeEvents",
        "iam:GetPolicy",
        "iam:GetPolicyVersion",
        "iam:GetRole",
        "iam:GetRolePolicy",
        "iam:ListAttachedRolePolicies",
        "iam:ListRolePolicies",
        "iam:SimulatePrincipalPolicy",
        "lambda:GetFunctionConfiguration",
        "lambda:ListAliases",
        "lambda:ListVersionsByFunction",
        "logs:FilterLogEvents",
        "s3:GetAccountPublicAccessBlock",
        "s3:GetBucketPolicy",
        "s3:GetBucketPolicyStatus",
        "s3:GetBucketPublicAccessBlock",
        "s3:GetBucketVersioning",
        "s3:GetEncryptionConfiguration",
        "s3:GetLifecycleConfiguration",
        "s3:GetObjectTagging",
        "s3:ListBucket",
        "servicequotas:ListServiceQuotas",
        "sts:GetCallerIdentity",
    )
    reading = ("Get", "List", "Describe", "Filter", "Lookup", "Simulate")
    assert all(action.split(":")[1].startswith(reading) for action in iam_actions())
