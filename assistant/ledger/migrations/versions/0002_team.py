"""The tables of a team at work: assignments, locks, what was seen, memos, verdicts, notes, who may sign in.

Revision ID: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "assignments",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("coder_id", sa.String(64), sa.ForeignKey("coders.id"), nullable=False),
        sa.Column("round", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("assignments_by_coder", "assignments", ["coder_id"])
    op.create_table(
        "locks",
        sa.Column("coder_id", sa.String(64), sa.ForeignKey("coders.id"), primary_key=True),
        sa.Column("segment_id", sa.String(64), sa.ForeignKey("segments.id"), primary_key=True),
        sa.Column("assignment_id", sa.String(64), primary_key=True),
        sa.Column("document_id", sa.String(64), sa.ForeignKey("sources.id"), nullable=False),
        sa.Column("dwell_ms", sa.Integer),
        sa.Column("seq", sa.Integer, nullable=False),
    )
    op.create_index("locks_by_document", "locks", ["document_id"])
    op.create_table(
        "seen",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("coder_id", sa.String(64), sa.ForeignKey("coders.id"), nullable=False),
        sa.Column("proposal_id", sa.String(64), sa.ForeignKey("proposals.id"), nullable=False),
        sa.Column("document_id", sa.String(64), sa.ForeignKey("sources.id"), nullable=False),
        sa.Column("segment_id", sa.String(64), sa.ForeignKey("segments.id"), nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("position", sa.Integer),
        sa.Column("dwell_ms", sa.Integer),
    )
    op.create_index("seen_by_document", "seen", ["document_id"])
    op.create_table(
        "memos",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("coder_id", sa.String(64), sa.ForeignKey("coders.id"), nullable=False),
        sa.Column("document_id", sa.String(64), sa.ForeignKey("sources.id")),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("memos_by_document", "memos", ["document_id"])
    op.create_table(
        "adjudications",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("coder_id", sa.String(64), sa.ForeignKey("coders.id"), nullable=False),
        sa.Column("document_id", sa.String(64), sa.ForeignKey("sources.id"), nullable=False),
        sa.Column("segment_id", sa.String(64), sa.ForeignKey("segments.id"), nullable=False),
        sa.Column("family", sa.Text, nullable=False),
        sa.Column("round", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("adjudications_by_segment", "adjudications", ["segment_id"])
    op.create_table(
        "judgements",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("coder_id", sa.String(64), sa.ForeignKey("coders.id"), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("judgements_by_kind", "judgements", ["kind"])
    op.create_table(
        "stability",
        sa.Column("coder_id", sa.String(64), sa.ForeignKey("coders.id"), primary_key=True),
        sa.Column("segment_id", sa.String(64), sa.ForeignKey("segments.id"), primary_key=True),
        sa.Column("code", sa.String(255), primary_key=True),
        sa.Column("document_id", sa.String(64), sa.ForeignKey("sources.id"), nullable=False),
        sa.Column("asked", sa.Integer, nullable=False),
        sa.Column("given", sa.Integer, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
    )
    op.create_index("stability_by_document", "stability", ["document_id"])
    op.create_table(
        "notes",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("coder_id", sa.String(64), sa.ForeignKey("coders.id"), nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("details", sa.Text, nullable=False),
    )
    op.create_table(
        "accounts",
        sa.Column("coder_id", sa.String(64), sa.ForeignKey("coders.id"), primary_key=True),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("changed_at", sa.String(32), nullable=False),
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("coder_id", sa.String(64), sa.ForeignKey("coders.id"), nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("expires_at", sa.String(32), nullable=False),
    )


def downgrade() -> None:
    """Refuse: a ledger is never made smaller."""
    raise NotImplementedError("a ledger is not taken back to an older schema; restore a backup")
