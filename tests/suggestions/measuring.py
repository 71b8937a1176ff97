"""How well does a choice of messages agree with the labels, and how well do simple ways to choose?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.incidents.incident import COMMANDER
from bot.domain.messages import Message
from bot.domain.postmortems.suggesting import suggest
from tests.suggestions.labelled import Labelled

Chosen = frozenset[str]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Counts over any number of incidents: chosen and in, chosen, in."""

    right: int
    chosen: int
    belong: int

    @property
    def recall(self) -> float:
        """Return which part of what belongs was chosen."""
        return self.right / self.belong

    @property
    def precision(self) -> float:
        """Return which part of what was chosen belongs; 0 where nothing was chosen."""
        return self.right / self.chosen if self.chosen else 0.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of both."""
        return 2 * self.right / (self.chosen + self.belong)


def ours(incident: Labelled) -> Chosen:
    """Choose as the bot does."""
    return frozenset(one.ts for one in suggest(incident.messages, incident.seen))


def everything(incident: Labelled) -> Chosen:
    """Choose all messages."""
    return _ts(incident.messages)


def every_nth(incident: Labelled) -> Chosen:
    """Choose as many as the bot does, at even distances."""
    count = len(ours(incident))
    return _ts(incident.messages[number * len(incident.messages) // count] for number in range(count))


def commander_only(incident: Labelled) -> Chosen:
    """Choose what the commander said; without a commander, nothing."""
    commanders = incident.seen.roles.get(COMMANDER, frozenset())
    return _ts(one for one in incident.messages if one.author in commanders)


def longest(incident: Labelled) -> Chosen:
    """Choose as many as the bot does, the longest."""
    by_length = sorted(incident.messages, key=lambda one: len(one.text), reverse=True)
    return _ts(by_length[: len(ours(incident))])


BASELINES: Mapping[str, Callable[[Labelled], Chosen]] = {
    "everything": everything,
    "every n-th": every_nth,
    "commander only": commander_only,
    "longest n": longest,
}


def agreement(incidents: Iterable[Labelled], choose: Callable[[Labelled], Chosen]) -> Agreement:
    """Compare a way to choose with the labels of all these incidents."""
    pairs: Sequence[tuple[Chosen, Chosen]] = [(choose(one), one.belong) for one in incidents]
    return Agreement(
        right=sum(len(chosen & belong) for chosen, belong in pairs),
        chosen=sum(len(chosen) for chosen, _ in pairs),
        belong=sum(len(belong) for _, belong in pairs),
    )


def _ts(messages: Iterable[Message]) -> Chosen:
    return frozenset(one.ts for one in messages)
