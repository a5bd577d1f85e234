"""questions: people who may know are invited to answer"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Applies the change."""
    op.create_table(
        "questions_asking",
        sa.Column("question_id", ID, nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["questions_question.id"],
            name=op.f("fk_questions_asking_question_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_questions_asking")),
    )
    op.create_index("ix_questions_asking_due", "questions_asking", ["due_at"])
    op.create_table(
        "questions_invitation",
        sa.Column("question_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("reason", sa.String(8), nullable=False),
        sa.Column("topic", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("reason IN ('answered', 'named', 'similar')", name=op.f("ck_questions_invitation_reason")),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["questions_question.id"],
            name=op.f("fk_questions_invitation_question_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["auth_user.id"], name=op.f("fk_questions_invitation_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("question_id", "user_id", name=op.f("pk_questions_invitation")),
    )
    op.create_index("ix_questions_invitation_newest", "questions_invitation", ["user_id", "at"])
    op.create_table(
        "questions_readiness",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("weekly", sa.Integer(), nullable=False),
        sa.Column("away_until", sa.Date(), nullable=True),
        sa.CheckConstraint("weekly BETWEEN 0 AND 20", name=op.f("ck_questions_readiness_weekly")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["auth_user.id"], name=op.f("fk_questions_readiness_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_questions_readiness")),
    )


def downgrade() -> None:
    """Takes it back."""
    op.drop_table("questions_readiness")
    op.drop_table("questions_invitation")
    op.drop_table("questions_asking")
