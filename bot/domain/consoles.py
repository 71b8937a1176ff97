"""Where in the AWS console can somebody see for themselves?"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from bot.domain.queries import Series
from bot.domain.service import Metric
from bot.domain.windows import Window


def of_metrics(region: str, series: Iterable[Series], window: Window) -> str:
    """Return the address of the metrics page that draws some series over the window and the one before.

    A metric whose dimensions were left open is searched for by its name, as we do.
    """
    period = window.chart_seconds
    lines = [_line(one.metric, one.statistic, period) for one in series]
    start = f"-PT{2 * window.seconds // 3600}H"
    graph = (
        f"~(view~'timeSeries~stacked~false~region~'{_quoted(region)}~start~'{start}~end~'P0D~period~{period}"
        f"~metrics~({''.join(lines)}))"
    )
    return f"{_console(region, 'cloudwatch')}#metricsV2:graph={graph}"


def of_alarms(region: str) -> str:
    """Return the address of the list of alarms."""
    return f"{_console(region, 'cloudwatch')}#alarmsV2:"


def of_alarm(region: str, name: str) -> str:
    """Return the address of one alarm."""
    return f"{_console(region, 'cloudwatch')}#alarmsV2:alarm/{_quoted(name).replace('*', '%')}"


def of_dashboard(region: str, name: str) -> str:
    """Return the address of a dashboard; one that is given as an address already is left as it is."""
    return name if "://" in name else f"{_console(region, 'cloudwatch')}#dashboards:name={name}"


def of_function(region: str, name: str) -> str:
    """Return the address of a function's configuration."""
    return f"{_console(region, 'lambda')}#/functions/{name}?tab=configure"


def of_log_group(region: str, group: str) -> str:
    """Return the address of a log group."""
    return f"{_console(region, 'cloudwatch')}#logsV2:log-groups/log-group/{_twice_quoted(group)}"


def of_table(region: str, name: str, *, tab: str = "monitoring") -> str:
    """Return the address of a DynamoDB table's metrics, or of another tab (`overview`, `backups`)."""
    return f"{_console(region, 'dynamodbv2')}#table?name={quote(name, safe='')}&tab={tab}"


def of_bucket(region: str, name: str, *, tab: str = "permissions") -> str:
    """Return the address of a bucket's permissions, or of another tab (`properties`, `management`)."""
    host = _console(region, "s3").partition("/s3/")[0]
    return f"{host}/s3/buckets/{quote(name, safe='')}?region={region}&tab={tab}"


def of_costs(region: str) -> str:
    """Return the address of Cost Explorer."""
    return f"{_console(region, 'costmanagement')}#/cost-explorer"


def of_role(region: str, name: str) -> str:
    """Return the address of an IAM role, which belongs to no region."""
    return f"{_console(region, 'iam')}#/roles/details/{quote(name, safe='')}"


def of_quotas(region: str, product: str) -> str:
    """Return the address of the quotas of an AWS product."""
    return f"{_console(region, 'servicequotas')}#!/services/{quote(product, safe='')}/quotas"


def of_trail(region: str, resource: str) -> str:
    """Return the address of CloudTrail's events about a resource."""
    return f"{_console(region, 'cloudtrailv2')}#/events?ResourceName={quote(resource, safe='')}"


def of_health(region: str) -> str:
    """Return the address of the account's own AWS Health page."""
    host = _console(region, "health").partition("/health/")[0]
    return f"{host}/health/home#/account/dashboard/open-issues"


def _twice_quoted(word: str) -> str:
    """Write a word as the logs' console does: percent-encoded twice, with `$` for the outer `%`."""
    return quote(quote(word, safe=""), safe="").replace("%", "$")


def _line(metric: Metric, statistic: str, period: int) -> str:
    if metric.dimensions is None:
        search = f"SEARCH('Namespace=\"{metric.namespace}\" MetricName=\"{metric.name}\"', '{statistic}', {period})"
        return f"~(~(expression~'{_quoted(search)}))"
    words = [metric.namespace, metric.name]
    for name, value in metric.dimensions.items():
        words += [name, value]
    return "~(" + "".join(f"~'{_quoted(word)}" for word in words) + f"~(stat~'{_quoted(statistic)}))"


def _quoted(word: str) -> str:
    """Write a word the way the console's addresses do: `*` and two hexadecimal digits for what isn't plain."""
    return "".join(
        chr(byte) if chr(byte).isalnum() or chr(byte) in "-._" else f"*{byte:02x}" for byte in word.encode("utf-8")
    )


def _console(region: str, product: str) -> str:
    host = "console.aws.amazon.com"
    if region.startswith("cn-"):
        host = "console.amazonaws.cn"
    elif region.startswith("us-gov-"):
        host = "console.amazonaws-us-gov.com"
    return f"https://{host}/{product}/home?region={region}"
