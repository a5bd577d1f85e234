"""questions: other words that are suggested"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Applies the change."""
    op.create_table(
        "questions_suggestion",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("thing_id", ID, nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(150), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", ID, nullable=True),
        sa.Column("is_taken", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["auth_user.id"], name=op.f("fk_questions_suggestion_author_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["auth_user.id"], name=op.f("fk_questions_suggestion_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions_suggestion")),
    )
    op.create_index("ix_questions_suggestion_author", "questions_suggestion", ["author_id"])
    op.create_index("ix_questions_suggestion_thing", "questions_suggestion", ["kind", "thing_id", "decided_at"])


def downgrade() -> None:
    """Takes it back."""
    op.drop_table("questions_suggestion")
