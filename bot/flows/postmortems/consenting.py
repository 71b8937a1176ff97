"""Who agrees that it is right? Its lead submits it, others of the control board approve, and the lead publishes.

What is agreed to is what people had written when they read it; a change needs consent anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.alarms.silences import reasoned
from bot.domain.failures import Refusal
from bot.domain.stream import Effect, Entry
from bot.flows.permits import Permits
from bot.flows.postmortems.composing import Composing
from bot.flows.postmortems.keeping import Known, Step, named
from bot.flows.postmortems.leading import Leading, lead_of
from bot.speech import Ask, Form, Reply


@dataclass(frozen=True, slots=True)
class Consenting:
    """Takes what is decided on a postmortem."""

    leading: Leading
    composing: Composing
    permits: Permits

    def submit(self, ask: Ask, words: Sequence[str]) -> Reply:
        """Give it to the control board to read."""
        known = self.leading.meant(ask, words)
        if not self.leading.rules.rights.approve_postmortems:
            raise Refusal("nobody_may_approve_postmortems")

        def judge(now_known: Known, now: datetime) -> Entry:
            composed = self.composing.compose(now_known)
            if composed.outline.stage == "published":
                raise Refusal("postmortem_is_published")
            if now_known.postmortem.submitted is not None:
                raise Refusal("postmortem_is_submitted")
            return Entry("submitted", f"submitted:{ask.id}", now, ask.by, {"code": composed.code})

        def follow(step: Step) -> list[Effect]:
            calls = [one for one in self.leading.rules.rights.approve_postmortems if one != "*"]
            return [step.line("postmortem/submitted", {"by": ask.by, "calls": calls})]

        return self.leading.do(ask, known.stream, judge, follow=follow)

    def approve(self, ask: Ask, words: Sequence[str]) -> Reply:
        """Agree to it as it was read."""
        known, code = self.leading.meant(ask, words, by_lead=False), "".join(words[1:2])
        self.permits.require(ask.by, "approve_postmortems")

        def judge(now_known: Known, now: datetime) -> Entry:
            composed, postmortem = self.composing.compose(now_known), now_known.postmortem
            if composed.outline.stage == "published":
                raise Refusal("postmortem_is_published")
            if postmortem.submitted is None:
                raise Refusal("postmortem_not_submitted")
            if ask.by == postmortem.submitted.by:
                raise Refusal("postmortem_own")
            if code and code != composed.code:
                raise Refusal("postmortem_changed", {"code": composed.code})
            if any(one.by == ask.by for one in postmortem.agreed(composed.code)):
                raise Refusal("postmortem_agreed_before")
            return Entry("approved", f"approved:{ask.id}", now, ask.by, {"code": composed.code})

        def follow(step: Step) -> list[Effect]:
            agreed = len(step.after.agreed(step.after.consents[-1].code))
            more = max(0, self.leading.rules.postmortem_approvals - agreed)
            return [step.line("postmortem/approved", {"by": ask.by, "more": more})]

        return self.leading.do(ask, known.stream, judge, by_lead=False, follow=follow)

    def send_back(self, ask: Ask, words: Sequence[str]) -> Reply | Form:
        """Ask for changes, with a reason; a lead may take it back themselves."""
        known = self.leading.meant(ask, words, by_lead=False)
        if ask.by != lead_of(known):
            self.permits.require(ask.by, "approve_postmortems")
        if "reason" not in ask.values:
            told = named(known)
            return Form("postmortem/send_back_form", told, ask.command, f"postmortem_send_back {known.stream}")
        reason = reasoned(ask.values["reason"])

        def judge(now_known: Known, now: datetime) -> Entry:
            if now_known.postmortem.submitted is None:
                raise Refusal("postmortem_not_submitted")
            return Entry("sent_back", f"sent_back:{ask.id}", now, ask.by, {"reason": reason})

        def follow(step: Step) -> list[Effect]:
            told = {"by": ask.by, "reason": reason, "calls": [lead_of(known)]}
            return [step.line("postmortem/sent_back", told)]

        return self.leading.do(ask, known.stream, judge, by_lead=False, follow=follow)

    def publish(self, ask: Ask, words: Sequence[str]) -> Reply:
        """Publish it, once enough have agreed to what stands in it now."""
        known, code = self.leading.meant(ask, words), "".join(words[1:2])

        def judge(now_known: Known, now: datetime) -> Entry:
            composed = self.composing.compose(now_known)
            if composed.outline.stage == "published":
                raise Refusal("postmortem_is_published")
            missing = self.leading.rules.postmortem_approvals - len(now_known.postmortem.agreed(composed.code))
            if now_known.postmortem.submitted is None or missing > 0:
                raise Refusal("postmortem_not_approved", {"missing": max(missing, 0)})
            if code and code != composed.code:
                raise Refusal("postmortem_changed", {"code": composed.code})
            return Entry("released", f"released:{ask.id}", now, ask.by, {"code": composed.code})

        def follow(step: Step) -> list[Effect]:
            return [step.line("postmortem/released", {"by": ask.by})]

        return self.leading.do(ask, known.stream, judge, follow=follow)
