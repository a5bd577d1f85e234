"""questions: what an answer relies on"""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"


def upgrade() -> None:
    """Applies the change; answers that are there get their sources when their words change."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "questions_source",
        sa.Column("answer_id", number, nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("subject_id", number, nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"],
            ["questions_answer.id"],
            name=op.f("fk_questions_source_answer_id_questions_answer"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("answer_id", "kind", "subject_id", name=op.f("pk_questions_source")),
    )
    op.create_index("ix_questions_source_of", "questions_source", ["kind", "subject_id"])


def downgrade() -> None:
    """Takes it back."""
    op.drop_table("questions_source")
