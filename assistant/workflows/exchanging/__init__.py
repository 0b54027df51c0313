"""Projects of other analysis programs: a study written for them, and theirs merged into a study."""

from assistant.workflows.exchanging.doing import ExportReport, export_exchange, import_exchange, preview_import
from assistant.workflows.exchanging.incoming import carry_out, plan_import
from assistant.workflows.exchanging.outgoing import Outgoing, prepare_export
from assistant.workflows.exchanging.plan import ImportChoice, ImportPlan, SourceFate

__all__ = [
    "ExportReport",
    "ImportChoice",
    "ImportPlan",
    "Outgoing",
    "SourceFate",
    "carry_out",
    "export_exchange",
    "import_exchange",
    "plan_import",
    "prepare_export",
    "preview_import",
]
