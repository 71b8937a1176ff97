"""Let CloudFront forget what it keeps of some paths, so that it fetches them anew.

The request carries this action's own name: made twice with the same paths it is one invalidation, and the second answer
tells of the first (CloudFront docs, InvalidationBatch). So an unknown outcome is found out by asking once more, which
ListInvalidations could not do: it tells no names. Nothing takes an invalidation back, nor needs to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self
from urllib.parse import quote

from bot.domain.actions.call import Call, Json
from bot.domain.actions.kind import Answers, Done, Draft, Line, Make, Progress, Scene, Wait, known
from bot.domain.failures import Mistake, Refusal, shortened
from bot.domain.items import Detail
from bot.domain.queries import Described, Query, described

MOST_WILDCARDS = 15
"""Paths with a wildcard that may be in progress at a time (CloudFront docs, quotas)."""

MOST_PATHS = 3000
"""Paths altogether that may be in progress at a time (the same)."""

LONGEST_PATH = 4000
"""In characters (the same)."""

FREE_PATHS, USD_PER_PATH = 1000, 0.005
"""So many paths a month cost nothing, and what each beyond costs; one with a wildcard counts as one (pricing page)."""

CREATE = "cloudfront:CreateInvalidation"
_PRINTABLE_ASCII = "".join(map(chr, range(33, 127)))


@dataclass(frozen=True, slots=True)
class CloudfrontInvalidation:
    """The id of a distribution, and the paths to be forgotten: `/index.html`, `/images/*`."""

    NAME: ClassVar[str] = "cloudfront_invalidation"
    READS: ClassVar[tuple[str, ...]] = ("cloudfront:GetDistribution", "cloudfront:GetInvalidation")
    CHANGES: ClassVar[tuple[str, ...]] = ("cloudfront:CreateInvalidation",)

    distribution: str
    paths: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        """The distribution."""
        return self.distribution

    @property
    def resources(self) -> tuple[str, ...]:
        """The distribution; CloudFront belongs to no region."""
        return (f"arn:aws:cloudfront::*:distribution/{self.distribution}",)

    def chosen(self, words: Sequence[str]) -> Self:
        """Take other paths."""
        return replace(self, paths=_checked(words)) if words else self

    def questions(self, scene: Scene) -> tuple[Query[Any], ...]:
        """Ask for the distribution, and how far the invalidation is once there is one."""
        made = self._made(scene)
        return (self._described(),) if made is None else (self._described(), self._invalidation(made))

    def plan(self, scene: Scene, answers: Answers) -> Draft:
        """Show the paths, what they cost, and what the origin must bear."""
        paths, before = _checked(self.paths), self.before(scene, answers)
        if not before["enabled"]:
            raise Refusal("distribution_disabled", {"distribution": self.distribution})
        distribution = known(answers, self._described())["Distribution"]
        under_way = distribution.get("InProgressInvalidationBatches", 0)
        everything = [path for path in paths if path == "/*"]
        notes = [Detail("distribution_serves", {"distribution": self.distribution, "names": _names(distribution)})]
        if everything:
            notes.append(Detail("origin_serves_everything", {"paths": everything}))
        if under_way:
            notes.append(Detail("invalidations_under_way", {"n": under_way}))
        cost = {"n": len(paths), "free": FREE_PATHS, "each_usd": USD_PER_PATH, "most_usd": len(paths) * USD_PER_PATH}
        notes.append(Detail("invalidation_costs", cost))
        lines = (Line("Paths", None, ", ".join(paths)),)
        return Draft(lines, calls=(self._call(scene),), before=before, notes=tuple(notes))

    def before(self, scene: Scene, answers: Answers) -> Json:  # noqa: ARG002 - the same in every scene
        """Return which distribution it is, and whether it serves."""
        distribution = known(answers, self._described())["Distribution"]
        return {"domain": distribution["DomainName"], "enabled": bool(distribution["DistributionConfig"]["Enabled"])}

    def progress(self, scene: Scene, before: Json, answers: Answers) -> Progress:  # noqa: ARG002 - it makes no copy
        """Wait until every edge has forgotten; AWS tells only `InProgress` and `Completed`."""
        made = self._made(scene)
        if made is None:
            return Make(self._call(scene))
        status = known(answers, self._invalidation(made))["Invalidation"]["Status"]
        facts = {"id": made, "n": len(self.paths)}
        if status != "Completed":
            return Wait(Detail("invalidation_under_way", facts))
        return Done((Detail("invalidation_completed", facts),))

    def _call(self, scene: Scene) -> Call:
        paths = _checked(self.paths)
        batch = {"Paths": {"Quantity": len(paths), "Items": list(paths)}, "CallerReference": scene.token}
        arguments = {"DistributionId": self.distribution, "InvalidationBatch": batch}
        return Call("cloudfront", "CreateInvalidation", arguments, repeatable=True)

    def _made(self, scene: Scene) -> str | None:
        made: str | None = scene.results.get(CREATE, {}).get("Invalidation", {}).get("Id")
        return made

    def _described(self) -> Described:
        return described("cloudfront", "GetDistribution", Id=self.distribution)

    def _invalidation(self, made: str) -> Described:
        return described("cloudfront", "GetInvalidation", subject=made, DistributionId=self.distribution, Id=made)


def _checked(words: Sequence[str]) -> tuple[str, ...]:
    """Return paths as CloudFront takes them, each once; a Mistake for what it would refuse, or take for another."""
    paths = tuple(dict.fromkeys(quote(word.strip(), safe=_PRINTABLE_ASCII) for word in words))
    if not paths:
        raise Mistake("paths_not_chosen", example="/index.html", field="value")
    for path in paths:
        if not path.startswith("/"):
            raise Mistake("path_without_slash", {"word": shortened(path)}, example=f"/{shortened(path)}", field="value")
        if "*" in path[:-1]:
            # Anywhere but at the end a star is only a star, and nothing would be forgotten.
            raise Mistake("wildcard_inside", {"word": shortened(path)}, example="/images/*", field="value")
        if len(path) > LONGEST_PATH:
            raise Mistake("path_is_long", {"length": len(path), "longest": LONGEST_PATH}, field="value")
    wildcards = sum(path.endswith("*") for path in paths)
    if wildcards > MOST_WILDCARDS or len(paths) > MOST_PATHS:
        facts = {"n": len(paths), "most": MOST_PATHS, "wildcards": wildcards, "most_wildcards": MOST_WILDCARDS}
        raise Mistake("too_many_paths", facts, example="/*", field="value")
    return paths


def _names(distribution: Json) -> list[str]:
    """Return the names under which people reach a distribution."""
    aliases = distribution["DistributionConfig"].get("Aliases", {}).get("Items", [])
    return [*aliases, distribution["DomainName"]]
