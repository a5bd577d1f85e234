"""auth: waits after failures, new passwords by mail, codes as a second factor"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _user(table: str) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    name = op.f(f"fk_{table}_user_id_auth_user")
    key = sa.ForeignKeyConstraint(["user_id"], ["auth_user.id"], name=name, ondelete="CASCADE")
    return sa.Column("user_id", _NUMBER, nullable=False), key


def upgrade() -> None:
    """Applies the change."""
    op.create_table(
        "auth_failure",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waits_until", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_auth_failure")),
    )
    op.create_index(op.f("ix_auth_failure_last_at"), "auth_failure", ["last_at"])
    op.create_table(
        "auth_reset",
        sa.Column("hash", sa.String(64), nullable=False),
        *_user("auth_reset"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_auth_reset")),
    )
    op.create_index(op.f("ix_auth_reset_user_id"), "auth_reset", ["user_id"])
    op.create_index(op.f("ix_auth_reset_expires_at"), "auth_reset", ["expires_at"])
    op.create_table(
        "auth_totp",
        *_user("auth_totp"),
        sa.Column("sealed", sa.String(300), nullable=False),
        sa.Column("last_step", _NUMBER, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_auth_totp")),
    )
    op.create_table(
        "auth_recovery_code",
        sa.Column("hash", sa.String(64), nullable=False),
        *_user("auth_recovery_code"),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_auth_recovery_code")),
    )
    op.create_index(op.f("ix_auth_recovery_code_user_id"), "auth_recovery_code", ["user_id"])


def downgrade() -> None:
    """Takes it back."""
    for table in ("auth_recovery_code", "auth_totp", "auth_reset", "auth_failure"):
        op.drop_table(table)
