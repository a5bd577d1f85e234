"""questions, drafts: questions and their answers; tags of a question that is begun"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0039"
down_revision = "0038"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    """Applies the change."""
    op.create_table(
        "questions_revision",
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("thing_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(150), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("kind", "thing_id", "version", name=op.f("pk_questions_revision")),
    )
    op.create_table(
        "questions_question",
        sa.Column("id", ID, nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("title", sa.String(150), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("plain", sa.Text(), nullable=False),
        sa.Column("tags", JSON, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("urgency", sa.String(8), nullable=False),
        sa.Column("urgency_reason", sa.String(300), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", ID, nullable=True),
        sa.Column("closed_reason", sa.String(300), nullable=False),
        sa.Column("merged_into_id", ID, nullable=True),
        sa.Column("split_from_id", ID, nullable=True),
        sa.Column("has_files", sa.Boolean(), nullable=False),
        sa.Column("files_version", sa.Integer(), nullable=False),
        sa.Column("answer_count", sa.Integer(), nullable=False),
        sa.Column("same_count", sa.Integer(), nullable=False),
        sa.Column("comment_count", sa.Integer(), nullable=False),
        sa.Column("found_count", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("client_key", sa.String(40), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by", ID, nullable=True),
        sa.Column("former", sa.String(64), nullable=True),
        sa.Column("audience", sa.String(64), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'answered', 'solved', 'closed', 'merged')", name=op.f("ck_questions_question_state")
        ),
        sa.CheckConstraint("urgency IN ('normal', 'soon', 'now')", name=op.f("ck_questions_question_urgency")),
        sa.CheckConstraint("length(body) <= 21000", name=op.f("ck_questions_question_body")),
        sa.ForeignKeyConstraint(["author_id"], ["auth_user.id"], name=op.f("fk_questions_question_author_id")),
        sa.ForeignKeyConstraint(["closed_by"], ["auth_user.id"], name=op.f("fk_questions_question_closed_by")),
        sa.ForeignKeyConstraint(
            ["merged_into_id"],
            ["questions_question.id"],
            name=op.f("fk_questions_question_merged_into_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["removed_by"], ["auth_user.id"], name=op.f("fk_questions_question_removed_by")),
        sa.ForeignKeyConstraint(
            ["split_from_id"],
            ["questions_question.id"],
            name=op.f("fk_questions_question_split_from_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions_question")),
    )
    op.create_index(op.f("ix_questions_question_audience"), "questions_question", ["audience"])
    op.create_index(op.f("ix_questions_question_merged_into_id"), "questions_question", ["merged_into_id"])
    op.create_index("ix_questions_question_newest", "questions_question", ["asked_at", "id"])
    op.create_index("ix_questions_question_removed", "questions_question", ["removed_at"])
    op.create_index(op.f("ix_questions_question_split_from_id"), "questions_question", ["split_from_id"])
    op.create_index("ix_questions_question_state", "questions_question", ["state", "asked_at", "id"])
    op.create_index("ix_questions_question_written", "questions_question", ["author_id", "asked_at", "id"])
    op.create_index("uq_questions_question_sent", "questions_question", ["author_id", "client_key"], unique=True)
    op.create_table(
        "questions_answer",
        sa.Column("id", ID, nullable=False),
        sa.Column("question_id", ID, nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("plain", sa.Text(), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("is_accepted", sa.Boolean(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by", ID, nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", ID, nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("has_files", sa.Boolean(), nullable=False),
        sa.Column("files_version", sa.Integer(), nullable=False),
        sa.Column("vote_count", sa.Integer(), nullable=False),
        sa.Column("comment_count", sa.Integer(), nullable=False),
        sa.Column("doubt_count", sa.Integer(), nullable=False),
        sa.Column("reactions", JSON, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("client_key", sa.String(40), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by", ID, nullable=True),
        sa.Column("audience", sa.String(64), nullable=False),
        sa.CheckConstraint("length(body) <= 21000", name=op.f("ck_questions_answer_body")),
        sa.ForeignKeyConstraint(["accepted_by"], ["auth_user.id"], name=op.f("fk_questions_answer_accepted_by")),
        sa.ForeignKeyConstraint(["author_id"], ["auth_user.id"], name=op.f("fk_questions_answer_author_id")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["auth_user.id"], name=op.f("fk_questions_answer_confirmed_by")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions_question.id"], name=op.f("fk_questions_answer_question_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["removed_by"], ["auth_user.id"], name=op.f("fk_questions_answer_removed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions_answer")),
    )
    op.create_index(op.f("ix_questions_answer_audience"), "questions_answer", ["audience"])
    op.create_index("ix_questions_answer_helpful", "questions_answer", ["question_id", "vote_count", "id"])
    op.create_index("ix_questions_answer_removed", "questions_answer", ["removed_at"])
    op.create_index("ix_questions_answer_written", "questions_answer", ["author_id", "written_at", "id"])
    op.create_index(
        "uq_questions_answer_accepted",
        "questions_answer",
        ["question_id"],
        unique=True,
        sqlite_where=sa.text("is_accepted"),
        postgresql_where=sa.text("is_accepted"),
    )
    op.create_index("uq_questions_answer_sent", "questions_answer", ["author_id", "client_key"], unique=True)
    op.create_table(
        "questions_same",
        sa.Column("question_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions_question.id"], name=op.f("fk_questions_same_question_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["auth_user.id"], name=op.f("fk_questions_same_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("question_id", "user_id", name=op.f("pk_questions_same")),
    )
    op.create_index(op.f("ix_questions_same_user_id"), "questions_same", ["user_id"])
    op.create_table(
        "questions_tag",
        sa.Column("question_id", ID, nullable=False),
        sa.Column("slug", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions_question.id"], name=op.f("fk_questions_tag_question_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("question_id", "slug", name=op.f("pk_questions_tag")),
    )
    op.create_index("ix_questions_tag_slug", "questions_tag", ["slug", "question_id"])
    op.create_table(
        "questions_doubt",
        sa.Column("answer_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["questions_answer.id"], name=op.f("fk_questions_doubt_answer_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["auth_user.id"], name=op.f("fk_questions_doubt_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("answer_id", "user_id", name=op.f("pk_questions_doubt")),
    )
    op.create_index("ix_questions_doubt_newest", "questions_doubt", ["answer_id", "at"])
    op.create_index(op.f("ix_questions_doubt_user_id"), "questions_doubt", ["user_id"])
    op.create_table(
        "questions_vote",
        sa.Column("answer_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["questions_answer.id"], name=op.f("fk_questions_vote_answer_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["auth_user.id"], name=op.f("fk_questions_vote_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("answer_id", "user_id", name=op.f("pk_questions_vote")),
    )
    op.create_index(op.f("ix_questions_vote_user_id"), "questions_vote", ["user_id"])
    op.add_column("drafts_draft", sa.Column("tags", sa.String(200), server_default="", nullable=False))


def downgrade() -> None:
    """Takes it back."""
    with op.batch_alter_table("drafts_draft") as table:
        table.drop_column("tags")
    op.drop_table("questions_vote")
    op.drop_table("questions_doubt")
    op.drop_table("questions_tag")
    op.drop_table("questions_same")
    op.drop_table("questions_answer")
    op.drop_table("questions_question")
    op.drop_table("questions_revision")
