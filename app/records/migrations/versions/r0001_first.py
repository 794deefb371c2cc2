"""The tables of 0.1.0. Stores made before steps were counted have them already."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0001"
down_revision = None


def upgrade() -> None:
    if sa.inspect(op.get_bind()).has_table("answers"):
        return
    op.create_table(
        "answers",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, index=True),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("as_of", sa.String(10), nullable=False),
        sa.Column("institution", sa.String(60), nullable=False),
        sa.Column("status", sa.String(16), nullable=False, index=True),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("clauses", sa.JSON, nullable=False),
        sa.Column("nearest", sa.JSON, nullable=False),
        sa.Column("index_fingerprint", sa.String(80), nullable=False),
    )
    op.create_table(
        "feedback",
        sa.Column("answer", sa.String(64), sa.ForeignKey("answers.id"), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, index=True),
        sa.Column("verdict", sa.String(4), nullable=False),
        sa.Column("reason", sa.String(24), nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
    )
    op.create_table(
        "embed_use",
        sa.Column("key", sa.String(60), primary_key=True),
        sa.Column("user", sa.String(200), primary_key=True),
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("asked", sa.Integer, nullable=False),
    )
