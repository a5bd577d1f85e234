"""reactions"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Applies the change."""
    op.create_table(
        "reactions_reaction",
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('thumbs-up', 'heart', 'celebrate', 'clap', 'insight', 'laugh')",
            name=op.f("ck_reactions_reaction_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["auth_user.id"], name=op.f("fk_reactions_reaction_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("subject_kind", "subject_id", "user_id", name=op.f("pk_reactions_reaction")),
    )
    with op.batch_alter_table("reactions_reaction", schema=None) as batch_op:
        batch_op.create_index(
            "ix_reactions_reaction_latest", ["subject_kind", "subject_id", "created_at", "user_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_reactions_reaction_user_id"), ["user_id"], unique=False)


def downgrade() -> None:
    """Takes it back."""
    with op.batch_alter_table("reactions_reaction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reactions_reaction_user_id"))
        batch_op.drop_index("ix_reactions_reaction_latest")

    op.drop_table("reactions_reaction")
