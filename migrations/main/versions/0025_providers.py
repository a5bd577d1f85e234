"""auth: providers of sign-in, their faults, and what a sign-in in progress needs"""

import sqlalchemy as sa
from alembic import op

from portal.core.db import Json, UtcDateTime

revision = "0025"
down_revision = "0024"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Applies the change."""
    op.create_table(
        "auth_provider",
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("settings", Json, nullable=False),
        sa.Column("secrets", sa.Text(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_auth_provider")),
    )
    op.create_table(
        "auth_provider_fault",
        sa.Column("provider", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("provider", "reason", name=op.f("pk_auth_provider_fault")),
    )
    _in_progress()


def _in_progress() -> None:
    op.create_table(
        "auth_handover",
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("data", Json, nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_auth_handover")),
    )
    op.create_index(op.f("ix_auth_handover_expires_at"), "auth_handover", ["expires_at"])
    op.create_table(
        "auth_used_message",
        sa.Column("provider", sa.String(40), nullable=False),
        sa.Column("message", sa.String(64), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("provider", "message", name=op.f("pk_auth_used_message")),
    )
    op.create_index(op.f("ix_auth_used_message_expires_at"), "auth_used_message", ["expires_at"])
    op.create_table(
        "auth_session_origin",
        sa.Column("session_id", _NUMBER, nullable=False),
        sa.Column("provider", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("sid", sa.String(255), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["auth_session.id"],
            name=op.f("fk_auth_session_origin_session_id_auth_session"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_auth_session_origin")),
    )
    op.create_index("ix_auth_session_origin_sid", "auth_session_origin", ["provider", "sid"])
    op.create_index("ix_auth_session_origin_subject", "auth_session_origin", ["provider", "subject"])


def downgrade() -> None:
    """Takes it back."""
    for table in ("session_origin", "used_message", "handover", "provider_fault", "provider"):
        op.drop_table(f"auth_{table}")
