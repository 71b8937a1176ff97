"""A postmortem as tests know it: the day on which a wrong colour table got into production, all parts filled in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.domain.incidents.capturing import StatedGap
from bot.domain.incidents.checklist import ITEMS
from bot.domain.postmortems.outline import (
    Approval,
    Causes,
    CorrectiveAction,
    Edge,
    Exhibit,
    Hypothesis,
    Node,
    Outline,
    Row,
    Spell,
    Tick,
    Why,
)

DETECTED = datetime(2026, 11, 22, 9, 30, 12, tzinfo=UTC)
AIKO, BEN, CHIE, DAN = "U01AIKO", "U01BEN", "U01CHIE", "U01DAN"


def after(minutes: float) -> datetime:
    """Return the moment so many minutes after detection."""
    return DETECTED + timedelta(minutes=minutes)


def said(minutes: float, event: str, owner: str, **changes: Any) -> Row:
    """Return a row of somebody's message."""
    at = after(minutes)
    ts = f"{at.timestamp():.6f}"
    link = f"https://acme.slack.com/archives/C0INC/p{ts.replace('.', '')}"
    return replace(Row(at, event, owner, "message", "slack", link, ts), **changes)


TIMELINE = (
    Row(
        DETECTED, "brand-colour-drift is firing: ΔE2000 is 6.8, allowed is 2.0", "alertmanager", "alert", "alertmanager"
    ),
    said(2, "I'm looking at it. /liveness triage brand-colour-drift", AIKO, kind="command"),
    said(6.5, "ロゴの赤が茶色になっています。14:00 のデプロイ後からです", CHIE),
    Row(after(9), "S2 → S1: what customers see damages the brand", BEN, "status", "bot"),
    said(11, "The LUT in the bundle is v12, the model was trained against v14", AIKO, edited=True, redactions=1),
    said(12, "", DAN, deleted=True),
    Row(after(21), "Rolled back the alias `live` of liveness-render from 41 to 40", AIKO, "action", "bot"),
    Row(after(24), "Mitigated: ΔE2000 is 0.9", BEN, "status", "bot"),
    Row(after(95), "Resolved", BEN, "status", "bot"),
)

CAUSES = Causes(
    direct="The bundle of release 41 held the colour table (LUT) v12, while the model expects v14.",
    contributing=("The build cached the LUT by its name and not by its digest.", "ΔE was measured hourly only."),
    systemic=("Nobody owns the LUT between training and release.",),
    whys=(
        Why("Why was the logo brown?", "The LUT did not fit the model."),
        Why("Why did it not fit?", "The build took v12 from its cache."),
        Why("Why was it in the cache?", "The key was the file's name."),
        Why("Why did no check see it?", "The gate measured SSIM and not ΔE2000."),
        Why("Why not ΔE2000?", "The budget was never agreed on."),
    ),
    model="The model itself was right.",
    data="LUT v12 and v14 bear the same name.",
    operations="The release went out without a look at the brand's reference pictures.",
    hypotheses=(
        Hypothesis("The LUT is the wrong one", "Render the reference with v14: ΔE2000 falls below 2", "confirmed"),
        Hypothesis("The new weights shift reds", "Render with weights of release 40 and LUT v12", "refuted"),
        Hypothesis("Browsers render it differently", "Compare the two profiles", "insufficient_data"),
        Hypothesis("The cache serves other files, too", "List its keys and compare digests"),
    ),
    nodes=(
        Node("1", "LUT v12 in the bundle", "direct"),
        Node("2", "Cache key without a digest", "contributing"),
        Node("3", "LUT has no owner", "systemic"),
        Node("4", "Brand colour is off", "effect"),
    ),
    edges=(Edge("3", "2"), Edge("2", "1"), Edge("1", "4")),
)

CORRECTIVES = (
    CorrectiveAction(
        "1",
        "Put the digest of the LUT into the cache's key",
        AIKO,
        date(2026, 12, 1),
        "S",
        "L",
        "prevent",
        "LIV-101",
        "open",
    ),
    CorrectiveAction(
        "2", "Gate on ΔE2000 ≤ 2.0", BEN, date(2026, 12, 8), "M", "L", "detect", "LIV-102", "done", closed_by=BEN
    ),
    CorrectiveAction("3", "Name an owner of the LUT", None, None, "S", "M", "process", None, "dropped", closed_by=CHIE),
)

NOTES = {"causes_identified": "Agreed on 2026-11-23", "knowledge_shared": ""}
MET = {"mitigated_30m": True, "published_48h": True, "causes_identified": True, "actions_ticketed": False}


def an_outline(**changes: Any) -> Outline:
    """Return the whole postmortem; `changes` are fields of it."""
    whole = Outline(
        id="PM-2026-11-22-01",
        title="ブランドカラー逸脱: logo rendered in brown",
        service="liveness",
        severity="S1",
        stage="published",
        timezone="Asia/Tokyo",
        impact="3,214 pages showed the logo in brown for 24 minutes.",
        stakeholders=("Brand team", "Legal", "顧客サポート"),
        milestones={
            "started": after(-30),
            "detected": DETECTED,
            "acknowledged": after(2),
            "mitigated": after(24),
            "resolved": after(95),
        },
        published_at=after(60 * 30),
        severities=(Spell("S2", DETECTED, after(9)), Spell("S1", after(9))),
        roles={"incident_commander": BEN, "on_call": AIKO, "postmortem_lead": CHIE, "control_board": DAN},
        timeline=TIMELINE,
        messages_seen=64,
        gaps=(StatedGap(after(40), after(43), refilled=True), StatedGap(after(50), after(51), refilled=False)),
        redactions=3,
        causes=CAUSES,
        correctives=CORRECTIVES,
        lessons=("A name is not a version.", "測っていないものは守れない。"),
        checklist=tuple(Tick(name, MET.get(name), NOTES.get(name, "")) for name in ITEMS),
        evidence=(
            Exhibit("evidence/pm-2026-11-22-01/triage.json", "ab" * 32, 2048, "Answers of the triage"),
            Exhibit("evidence/pm-2026-11-22-01/files/F01-logo.png", "", 48_211, "The brown logo, left in Slack"),
        ),
        approvals=(Approval(DAN, after(60 * 28)), Approval(BEN, after(60 * 29))),
    )
    return replace(whole, **changes)
