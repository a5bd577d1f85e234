"""auth: who somebody is elsewhere, and which source owns an account"""

import sqlalchemy as sa
from alembic import op

from portal.core.db import UtcDateTime

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Applies the change."""
    op.add_column("auth_user", sa.Column("source", sa.String(40), server_default="", nullable=False))
    op.create_table(
        "auth_identity",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["auth_user.id"], name=op.f("fk_auth_identity_user_id_auth_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auth_identity")),
        sa.UniqueConstraint("source", "subject", name=op.f("uq_auth_identity_source_subject")),
    )
    op.create_index(op.f("ix_auth_identity_user_id"), "auth_identity", ["user_id"])


def downgrade() -> None:
    """Takes it back."""
    op.drop_table("auth_identity")
    op.drop_column("auth_user", "source")
