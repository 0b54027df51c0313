"""Auditing agreement from the ledger, or from other people's tables; and drawing the sample that is coded twice.

Only blind codings of people enter agreement. A unit nobody can vouch for is missing, never *nothing found*.
"""

from assistant.workflows.audit.auditing import AgreementAudit, audit_agreement, basis_of, by_coder
from assistant.workflows.audit.comparing import around_adjudication, beside_instruments
from assistant.workflows.audit.foreign import Blank, ForeignAudit, TableQuestion, audit_table
from assistant.workflows.audit.gathering import open_grid
from assistant.workflows.audit.grid import Grid
from assistant.workflows.audit.lots import SampledUnit, draw_audit_sample
from assistant.workflows.audit.measuring import by_code, by_group
from assistant.workflows.audit.pairs import advise, by_pair, find_confusions
from assistant.workflows.audit.question import (
    AuditQuestion,
    ReadDocuments,
    ReadListed,
    ReadRule,
    ReadSample,
    command_of,
    read_listed,
)
from assistant.workflows.audit.spans import by_span

__all__ = [
    "AgreementAudit",
    "AuditQuestion",
    "Blank",
    "ForeignAudit",
    "Grid",
    "ReadDocuments",
    "ReadListed",
    "ReadRule",
    "ReadSample",
    "SampledUnit",
    "TableQuestion",
    "advise",
    "around_adjudication",
    "audit_agreement",
    "audit_table",
    "basis_of",
    "beside_instruments",
    "by_code",
    "by_coder",
    "by_group",
    "by_pair",
    "by_span",
    "command_of",
    "draw_audit_sample",
    "find_confusions",
    "open_grid",
    "read_listed",
]
