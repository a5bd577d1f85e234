"""provisioning: who goes with a part that is split off; until when somebody has access"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0034"
down_revision = "0033"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Applies the change."""
    op.add_column("provisioning_reorganisation", sa.Column("people", _JSON, nullable=False, server_default="[]"))
    op.create_table(
        "provisioning_term",
        sa.Column("user_id", _NUMBER, nullable=False),
        sa.Column("sponsor_id", _NUMBER),
        sa.Column("ends_on", sa.Date()),
        sa.Column("warned_for", sa.Date()),
        sa.Column("former_name", sa.String()),
        sa.ForeignKeyConstraint(
            ["user_id"], ["auth_user.id"], name=op.f("fk_provisioning_term_user_id_auth_user"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["sponsor_id"],
            ["auth_user.id"],
            name=op.f("fk_provisioning_term_sponsor_id_auth_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_provisioning_term")),
    )
    op.create_index(op.f("ix_provisioning_term_sponsor_id"), "provisioning_term", ["sponsor_id"])
    op.create_index(op.f("ix_provisioning_term_ends_on"), "provisioning_term", ["ends_on"])


def downgrade() -> None:
    """Takes it back."""
    op.drop_table("provisioning_term")
    with op.batch_alter_table("provisioning_reorganisation") as table:
        table.drop_column("people")
