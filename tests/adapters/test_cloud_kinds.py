"""Can every kind of question be asked of AWS, and is it known which permissions that needs?"""

from __future__ import annotations

from bot.adapters.aws.queries import iam_actions, kinds
from bot.domain import diagnostics, queries


def test_every_kind_of_question_has_its_file() -> None:
    """A question in bot/domain/ that AWS can't be asked would fail only when somebody needs its answer."""
    named = [*vars(queries).values(), *vars(diagnostics).values()]
    told = [one for one in named if isinstance(one, type) and issubclass(one, queries.Query)]
    for question in {*told} - {queries.Query}:
        assert question in kinds(), (
            f"nobody can answer {question.__name__}: add a module with KIND = Kind({question.__name__}, …) "
            "to bot/adapters/aws/queries/"
        )


def test_every_kind_names_the_iam_actions_it_needs() -> None:
    for question, kind in kinds().items():
        assert kind.actions, f"the kind for {question.__name__} must name its IAM actions, the main one first"
        for action in kind.actions:
            product, _, operation = action.partition(":")
            assert product.islower()
            assert operation[:1].isupper(), (
                f"{action} is no IAM action: write it as in a policy, like lambda:GetFunction"
            )


def test_reading_needs_no_action_that_changes_anything() -> None:
    assert iam_actions() == (
        "cloudtrail:LookupEvents",
        "cloudwatch:DescribeAlarmHistory",
        "cloudwatch:DescribeAlarms",
        "cloudwatch:GetMetricData",
        "cloudwatch:ListMetrics",
        "dynamodb:DescribeTable",
        "health:DescribeEventDetails",
        "health:DescribeEvents",
        "iam:GetRole",
        "iam:SimulatePrincipalPolicy",
        "lambda:GetFunctionConfiguration",
        "lambda:ListAliases",
        "lambda:ListVersionsByFunction",
        "logs:FilterLogEvents",
        "s3:GetAccountPublicAccessBlock",
        "s3:GetBucketPolicy",
        "s3:GetBucketPublicAccessBlock",
        "s3:GetEncryptionConfiguration",
        "servicequotas:ListServiceQuotas",
        "sts:GetCallerIdentity",
    )
    reading = ("Get", "List", "Describe", "Filter", "Lookup", "Simulate")
    assert all(action.split(":")[1].startswith(reading) for action in iam_actions())
