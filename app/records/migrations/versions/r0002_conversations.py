"""Conversations of a visitor, to come back to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0002"
down_revision = "r0001"


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("owner", sa.String(64), nullable=False, index=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, index=True),
        sa.Column("title", sa.Text, nullable=False),
    )
    op.create_table(
        "turns",
        sa.Column("conversation", sa.String(32), sa.ForeignKey("conversations.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("answer", sa.JSON, nullable=False),
        sa.Column("institution", sa.String(60), nullable=False),
        sa.Column("as_of", sa.String(10), nullable=False),
        sa.Column("documents", sa.JSON, nullable=False),
    )
