"""The first schema.

Revision ID: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and the beginning of the chain."""
    op.create_table(
        "contents",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "events",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("id", sa.String(36), nullable=False, unique=True),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.create_table(
        "head",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.create_table(
        "sources",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("added_at", sa.String(32), nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("characters", sa.Integer, nullable=False),
        sa.Column("segments", sa.Integer, nullable=False),
        sa.Column("units", sa.Integer, nullable=False),
        sa.Column("content", sa.String(64), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "segments",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("document_id", sa.String(64), sa.ForeignKey("sources.id"), nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("segments_by_document", "segments", ["document_id", "ordinal"])
    op.create_table(
        "codebooks",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("content", sa.String(64), nullable=False),
    )
    op.create_table(
        "coders",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("coder_id", sa.String(64), sa.ForeignKey("coders.id"), nullable=False),
        sa.Column("codebook_id", sa.String(64), sa.ForeignKey("codebooks.id"), nullable=False),
        sa.Column("parameters", sa.Text, nullable=False),
        sa.Column("started_at", sa.String(32), nullable=False),
        sa.Column("finished_at", sa.String(32)),
    )
    op.create_table(
        "answers",
        sa.Column("run_id", sa.String(64), sa.ForeignKey("runs.id"), primary_key=True),
        sa.Column("segment_id", sa.String(64), sa.ForeignKey("segments.id"), primary_key=True),
        sa.Column("seq", sa.Integer, nullable=False),
    )
    op.create_table(
        "proposals",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("run_id", sa.String(64), sa.ForeignKey("runs.id"), nullable=False),
        sa.Column("coder_id", sa.String(64), sa.ForeignKey("coders.id"), nullable=False),
        sa.Column("document_id", sa.String(64), sa.ForeignKey("sources.id"), nullable=False),
        sa.Column("segment_id", sa.String(64), sa.ForeignKey("segments.id"), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("proposals_by_document", "proposals", ["document_id", "place"])
    op.create_index("proposals_by_run", "proposals", ["run_id"])
    op.create_table(
        "refusals",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("run_id", sa.String(64), sa.ForeignKey("runs.id"), nullable=False),
        sa.Column("coder_id", sa.String(64), sa.ForeignKey("coders.id"), nullable=False),
        sa.Column("document_id", sa.String(64), sa.ForeignKey("sources.id"), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("refusals_by_document", "refusals", ["document_id"])
    op.create_table(
        "decisions",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("proposal_id", sa.String(64), sa.ForeignKey("proposals.id"), nullable=False),
        sa.Column("coder_id", sa.String(64), sa.ForeignKey("coders.id"), nullable=False),
        sa.Column("document_id", sa.String(64), sa.ForeignKey("sources.id"), nullable=False),
        sa.Column("action", sa.String(16), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("decisions_by_document", "decisions", ["document_id"])
    op.create_table(
        "codings",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("coder_id", sa.String(64), sa.ForeignKey("coders.id"), nullable=False),
        sa.Column("document_id", sa.String(64), sa.ForeignKey("sources.id"), nullable=False),
        sa.Column("segment_id", sa.String(64), sa.ForeignKey("segments.id"), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("mode", sa.String(16), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("codings_by_document", "codings", ["document_id", "place"])
    op.create_index("codings_by_coder", "codings", ["coder_id"])
    head = sa.table("head", sa.column("id"), sa.column("seq"), sa.column("hash"))
    op.bulk_insert(head, [{"id": 1, "seq": 0, "hash": "0" * 64}])


def downgrade() -> None:
    """Refuse: a ledger is never made smaller."""
    raise NotImplementedError("a ledger is not taken back to an older schema; restore a backup")
