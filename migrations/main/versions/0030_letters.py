"""auth: PINs, and codes on letters"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Applies the change."""
    op.create_table(
        "auth_pin",
        sa.Column("user_id", _NUMBER, nullable=False),
        sa.Column("hash", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["auth_user.id"], name=op.f("fk_auth_pin_user_id_auth_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_auth_pin")),
    )
    op.create_table(
        "auth_access_code",
        sa.Column("user_id", _NUMBER, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["user_id"], ["auth_user.id"], name=op.f("fk_auth_access_code_user_id_auth_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_auth_access_code")),
        sa.UniqueConstraint("hash", name=op.f("uq_auth_access_code_hash")),
    )
    op.create_index(op.f("ix_auth_access_code_expires_at"), "auth_access_code", ["expires_at"])
    op.create_index(op.f("ix_auth_identity_subject"), "auth_identity", ["subject"])


def downgrade() -> None:
    """Takes it back."""
    op.drop_index(op.f("ix_auth_identity_subject"), "auth_identity")
    op.drop_table("auth_access_code")
    op.drop_table("auth_pin")
