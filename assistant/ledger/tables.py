"""The tables. ``contents`` and ``events`` are the truth, ``head`` the end of the chain, the rest a fold of the events.

Columns named ``body`` or ``configuration`` hold canonical JSON. Texts beside offsets are never stored.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, String, Table, Text

metadata = MetaData()

contents = Table(
    "contents",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("body", Text, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("id", String(36), nullable=False, unique=True),
    Column("at", String(32), nullable=False),
    Column("actor", Text, nullable=False),
    Column("kind", String(64), nullable=False),
    Column("payload", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index("events_by_actor", "actor", "seq"),
)

head = Table(
    "head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)

sources = Table(
    "sources",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("added_at", String(32), nullable=False),
    Column("file_name", Text, nullable=False),
    Column("characters", Integer, nullable=False),
    Column("segments", Integer, nullable=False),
    Column("units", Integer, nullable=False),
    Column("content", String(64), nullable=False),
    Column("body", Text, nullable=False),
)

segments = Table(
    "segments",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("document_id", String(64), ForeignKey("sources.id"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("body", Text, nullable=False),
    Index("segments_by_document", "document_id", "ordinal"),
)

codebooks = Table(
    "codebooks",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("content", String(64), nullable=False),
)

coders = Table(
    "coders",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("body", Text, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("coder_id", String(64), ForeignKey("coders.id"), nullable=False),
    Column("codebook_id", String(64), ForeignKey("codebooks.id"), nullable=False),
    Column("parameters", Text, nullable=False),
    Column("started_at", String(32), nullable=False),
    Column("finished_at", String(32)),
)

answers = Table(
    "answers",
    metadata,
    Column("run_id", String(64), ForeignKey("runs.id"), primary_key=True),
    Column("segment_id", String(64), ForeignKey("segments.id"), primary_key=True),
    Column("seq", Integer, nullable=False),
)

proposals = Table(
    "proposals",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("run_id", String(64), ForeignKey("runs.id"), nullable=False),
    Column("coder_id", String(64), ForeignKey("coders.id"), nullable=False),
    Column("document_id", String(64), ForeignKey("sources.id"), nullable=False),
    Column("segment_id", String(64), ForeignKey("segments.id"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("code", Text, nullable=False),
    Column("body", Text, nullable=False),
    Index("proposals_by_document", "document_id", "place"),
    Index("proposals_by_run", "run_id"),
    Index("proposals_by_segment", "segment_id"),
)

refusals = Table(
    "refusals",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("run_id", String(64), ForeignKey("runs.id"), nullable=False),
    Column("coder_id", String(64), ForeignKey("coders.id"), nullable=False),
    Column("document_id", String(64), ForeignKey("sources.id"), nullable=False),
    Column("body", Text, nullable=False),
    Index("refusals_by_document", "document_id"),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("proposal_id", String(64), ForeignKey("proposals.id"), nullable=False),
    Column("coder_id", String(64), ForeignKey("coders.id"), nullable=False),
    Column("document_id", String(64), ForeignKey("sources.id"), nullable=False),
    Column("action", String(16), nullable=False),
    Column("body", Text, nullable=False),
    Index("decisions_by_document", "document_id"),
    Index("decisions_by_proposal", "proposal_id"),
)

codings = Table(
    "codings",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("coder_id", String(64), ForeignKey("coders.id"), nullable=False),
    Column("document_id", String(64), ForeignKey("sources.id"), nullable=False),
    Column("segment_id", String(64), ForeignKey("segments.id"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("code", Text, nullable=False),
    Column("mode", String(16), nullable=False),
    Column("body", Text, nullable=False),
    Index("codings_by_document", "document_id", "place"),
    Index("codings_by_coder", "coder_id"),
    Index("codings_by_segment", "segment_id"),
    Index("codings_by_news", "document_id", "seq"),
)

assignments = Table(
    "assignments",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("coder_id", String(64), ForeignKey("coders.id"), nullable=False),
    Column("round", Text, nullable=False),
    Column("body", Text, nullable=False),
    Index("assignments_by_coder", "coder_id"),
)

locks = Table(
    "locks",
    metadata,
    Column("coder_id", String(64), ForeignKey("coders.id"), primary_key=True),
    Column("segment_id", String(64), ForeignKey("segments.id"), primary_key=True),
    Column("assignment_id", String(64), primary_key=True),
    Column("document_id", String(64), ForeignKey("sources.id"), nullable=False),
    Column("dwell_ms", Integer),
    Column("seq", Integer, nullable=False),
    Index("locks_by_document", "document_id"),
)

seen = Table(
    "seen",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("coder_id", String(64), ForeignKey("coders.id"), nullable=False),
    Column("proposal_id", String(64), ForeignKey("proposals.id"), nullable=False),
    Column("document_id", String(64), ForeignKey("sources.id"), nullable=False),
    Column("segment_id", String(64), ForeignKey("segments.id"), nullable=False),
    Column("place", Text, nullable=False),
    Column("at", String(32), nullable=False),
    Column("position", Integer),
    Column("dwell_ms", Integer),
    Index("seen_by_document", "document_id"),
)

memos = Table(
    "memos",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("coder_id", String(64), ForeignKey("coders.id"), nullable=False),
    Column("document_id", String(64), ForeignKey("sources.id")),
    Column("body", Text, nullable=False),
    Index("memos_by_document", "document_id"),
)

adjudications = Table(
    "adjudications",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("coder_id", String(64), ForeignKey("coders.id"), nullable=False),
    Column("document_id", String(64), ForeignKey("sources.id"), nullable=False),
    Column("segment_id", String(64), ForeignKey("segments.id"), nullable=False),
    Column("family", Text, nullable=False),
    Column("round", Text, nullable=False),
    Column("body", Text, nullable=False),
    Index("adjudications_by_segment", "segment_id"),
)

judgements = Table(
    "judgements",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("coder_id", String(64), ForeignKey("coders.id"), nullable=False),
    Column("body", Text, nullable=False),
    Index("judgements_by_kind", "kind"),
)

stability = Table(
    "stability",
    metadata,
    Column("coder_id", String(64), ForeignKey("coders.id"), primary_key=True),
    Column("segment_id", String(64), ForeignKey("segments.id"), primary_key=True),
    Column("code", String(255), primary_key=True),
    Column("document_id", String(64), ForeignKey("sources.id"), nullable=False),
    Column("asked", Integer, nullable=False),
    Column("given", Integer, nullable=False),
    Column("seq", Integer, nullable=False),
    Index("stability_by_document", "document_id"),
)

notes = Table(
    "notes",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("coder_id", String(64), ForeignKey("coders.id"), nullable=False),
    Column("kind", String(64), nullable=False),
    Column("details", Text, nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("coder_id", String(64), ForeignKey("coders.id"), primary_key=True),
    Column("password_hash", Text, nullable=False),
    Column("changed_at", String(32), nullable=False),
)
"""Who may sign in. No part of the record of the study: neither chained nor derived, and never exported."""

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("coder_id", String(64), ForeignKey("coders.id"), nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("expires_at", String(32), nullable=False),
)
"""Who is signed in; as ``accounts``."""

FOLDED = (
    sources, segments, codebooks, coders, runs, answers, proposals, refusals, decisions, codings,
    assignments, locks, seen, memos, adjudications, judgements, stability, notes,
)  # fmt: skip
"""The tables that ``verify`` derives again, in an order that foreign keys allow."""
