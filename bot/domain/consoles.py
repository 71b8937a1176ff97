"""Where in the AWS console can somebody see for themselves?"""

from __future__ import annotations

from collections.abc import Iterable

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


def of_dashboard(region: str, name: str) -> str:
    """Return the address of a dashboard; one that is given as an address already is left as it is."""
    return name if "://" in name else f"{_console(region, 'cloudwatch')}#dashboards:name={name}"


def of_function(region: str, name: str) -> str:
    """Return the address of a function's configuration."""
    return f"{_console(region, 'lambda')}#/functions/{name}?tab=configure"


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
