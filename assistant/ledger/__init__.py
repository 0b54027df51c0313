"""The ledger: append-only, hash-chained events, and tables that are a fold of them.

Invariant: an event and everything it changes in the tables are written in one transaction, and the tables can always
be derived again from the events alone.
"""

from assistant.ledger.files import SourceFiles
from assistant.ledger.opening import open_ledger
from assistant.ledger.store import SqlLedger

__all__ = ["SourceFiles", "SqlLedger", "open_ledger"]
