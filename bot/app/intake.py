"""Through which doors do alarms come in? The queue and the hooks that the settings name."""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client import CollectorRegistry

from bot.adapters.aws.alarm_queue import AlarmQueue, QueueFigures
from bot.adapters.aws.session import AwsSession
from bot.adapters.aws.subscriptions import Subscriptions
from bot.adapters.hooks.alertmanager import alertmanager_hook
from bot.adapters.hooks.figures import HookFigures
from bot.adapters.web import Endpoint
from bot.flows.stories import Stories
from bot.settings import Settings

ALERTMANAGER, SNS = "/hooks/alertmanager", "/hooks/sns"


def hook_paths(settings: Settings) -> tuple[str, ...]:
    """Return the paths that answer; the others are not there at all."""
    wanted = {ALERTMANAGER: settings.alertmanager_token is not None, SNS: bool(settings.sns_topic_arns)}
    return tuple(path for path, is_wanted in wanted.items() if is_wanted)


class Intake:
    """Hands what comes in to the stories, which store it before the sender is told that we have it."""

    def __init__(self, settings: Settings, stories: Stories, registry: CollectorRegistry, session: AwsSession) -> None:
        """Take what is needed; nothing is connected."""
        self._settings = settings
        self._stories = stories
        self._session = session
        self._hooks = HookFigures(registry)
        url = settings.alarm_queue_url
        self._queue = None if url is None else self._polled(url, QueueFigures(registry))

    def endpoints(self) -> Mapping[str, Endpoint]:
        """Return what answers at each path."""
        take, strange = self._stories.taking.take, self._stories.strange.note
        found: dict[str, Endpoint] = {}
        token = self._settings.alertmanager_token
        if token is not None:
            found[ALERTMANAGER] = alertmanager_hook(
                token=token.get_secret_value(), take=take, strange=strange, figures=self._hooks
            )
        if self._settings.sns_topic_arns:
            # What proves signatures weighs 8 MB, and most take their alarms from the queue.
            from bot.adapters.hooks.sns import sns_hook  # noqa: PLC0415

            found[SNS] = sns_hook(
                topics=self._settings.sns_topic_arns,
                take=take,
                strange=strange,
                confirm=Subscriptions(self._session).confirm,
                clock=self._stories.ports.clock,
                figures=self._hooks,
            )
        return found

    def open(self) -> None:
        """Begin to poll the queue."""
        if self._queue is not None:
            self._queue.open()

    def close(self) -> None:
        """Stop polling; what was received and not stored comes back to the queue by itself."""
        if self._queue is not None:
            self._queue.close()

    def _polled(self, url: str, figures: QueueFigures) -> AlarmQueue:
        take, strange = self._stories.taking.take, self._stories.strange.note
        region = next(iter(self._stories.services.values())).region
        return AlarmQueue(self._session, url, take=take, strange=strange, figures=figures, region=region)
