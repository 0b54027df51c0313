"""What a page asks for at every act is found at once: one unit, one proposal, what is new, one person's acts.

Revision ID: 0003
"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the indexes."""
    op.create_index("events_by_actor", "events", ["actor", "seq"], if_not_exists=True)
    op.create_index("proposals_by_segment", "proposals", ["segment_id"], if_not_exists=True)
    op.create_index("decisions_by_proposal", "decisions", ["proposal_id"], if_not_exists=True)
    op.create_index("codings_by_segment", "codings", ["segment_id"], if_not_exists=True)
    op.create_index("codings_by_news", "codings", ["document_id", "seq"], if_not_exists=True)


def downgrade() -> None:
    """Refuse: a ledger is never made smaller."""
    raise NotImplementedError("a ledger is not taken back to an older schema; restore a backup")
