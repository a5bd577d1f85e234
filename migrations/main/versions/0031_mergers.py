"""auth: accounts that were merged into another one"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Applies the change."""
    op.create_table(
        "auth_merger",
        sa.Column("gone_id", _NUMBER, nullable=False),
        sa.Column("kept_id", _NUMBER, nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_by", _NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["gone_id"], ["auth_user.id"], name=op.f("fk_auth_merger_gone_id_auth_user"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["kept_id"], ["auth_user.id"], name=op.f("fk_auth_merger_kept_id_auth_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("gone_id", name=op.f("pk_auth_merger")),
    )
    op.create_index(op.f("ix_auth_merger_kept_id"), "auth_merger", ["kept_id"])


def downgrade() -> None:
    """Takes it back."""
    op.drop_table("auth_merger")
