"""Where in the report repository does each document stand?"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ID = re.compile(r"PM-\d{4}-\d{2}-\d{2}-\d{2,}", re.ASCII)


@dataclass(frozen=True, slots=True)
class ReportPaths:
    """The folders of the report repository, without a slash at either end; methods name files in them.

    Methods that take a postmortem's id raise ValueError for what is none: it would become a part of a path.
    """

    postmortems: str = "run/_/postmortems"
    evidence_folder: str = "evidence"
    impact_folder: str = "impact"
    checks: str = "checks"

    def markdown(self, postmortem: str) -> str:
        """Return the document that people read."""
        return f"{self.postmortems}/{_checked(postmortem)}.md"

    def document(self, postmortem: str) -> str:
        """Return the document that programs read."""
        return f"{self.postmortems}/{_checked(postmortem)}.json"

    def causal_map(self, postmortem: str) -> str:
        """Return the drawing of the causes."""
        return f"{self.postmortems}/{_checked(postmortem)}.excalidraw"

    @property
    def documents(self) -> str:
        """The pattern that all documents for programs match, and nothing else beside them."""
        return f"{self.postmortems}/PM-*.json"

    @property
    def reports_csv(self) -> str:
        """One row for each postmortem."""
        return f"{self.postmortems}/reports.csv"

    @property
    def actions(self) -> str:
        """Every corrective action with its current status."""
        return f"{self.postmortems}/actions.json"

    @property
    def lessons(self) -> str:
        """The governance document's list: what was learned."""
        return f"{self.postmortems}/lessons.md"

    @property
    def kpi_page(self) -> str:
        """The page of figures."""
        return f"{self.postmortems}/kpi.md"

    @property
    def kpi_picture(self) -> str:
        """The chart of the page of figures."""
        return f"{self.postmortems}/kpi.png"

    def quarterly(self, quarter: str) -> str:
        """Return the review of a quarter (`2026-Q4`)."""
        if re.fullmatch(r"\d{4}-Q[1-4]", quarter, re.ASCII) is None:
            raise ValueError(f"{quarter!r} is no quarter")
        return f"{self.postmortems}/review-{quarter}.md"

    def evidence(self, postmortem: str) -> str:
        """Return the folder of what was collected; its name is in lower case."""
        return f"{self.evidence_folder}/{_checked(postmortem).lower()}"

    def manifest(self, postmortem: str) -> str:
        """Return the list of what was collected, with digests."""
        return f"{self.evidence(postmortem)}/manifest.json"

    def impact(self, postmortem: str) -> str:
        """Return the on-call's impact report."""
        return f"{self.impact_folder}/{_checked(postmortem)}.md"


def _checked(postmortem: str) -> str:
    if _ID.fullmatch(postmortem) is None:
        raise ValueError(f"{postmortem!r} is no postmortem's id")
    return postmortem
