"""The study's own tables and figures, made from accepted evidence."""

from assistant.workflows.report.gathering import StudyEvidence, gather_evidence
from assistant.workflows.report.making import ReportQuestion, make_report

__all__ = ["ReportQuestion", "StudyEvidence", "gather_evidence", "make_report"]
