"""activity"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Applies the change."""
    op.create_table(
        "activity_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("audience", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["auth_user.id"], name=op.f("fk_activity_entry_actor_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_entry")),
    )
    with op.batch_alter_table("activity_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_entry_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_entry_audience"), ["audience"], unique=False)
        batch_op.create_index("ix_activity_entry_audience_newest", ["audience", "at", "id"], unique=False)
        batch_op.create_index("ix_activity_entry_newest", ["at", "id"], unique=False)
        batch_op.create_index("uq_activity_entry_subject", ["subject_kind", "subject_id"], unique=True)


def downgrade() -> None:
    """Takes it back."""
    with op.batch_alter_table("activity_entry", schema=None) as batch_op:
        batch_op.drop_index("uq_activity_entry_subject")
        batch_op.drop_index("ix_activity_entry_newest")
        batch_op.drop_index("ix_activity_entry_audience_newest")
        batch_op.drop_index(batch_op.f("ix_activity_entry_audience"))
        batch_op.drop_index(batch_op.f("ix_activity_entry_actor_id"))

    op.drop_table("activity_entry")
