"""questions: desks, their boards and their texts"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0051"
down_revision = "0050"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
_asking = sa.table("questions_asking", sa.column("stage", sa.Integer()))


def upgrade() -> None:
    """Applies the change."""
    op.create_table(
        "questions_desk",
        sa.Column("id", ID, nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("name_de", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("purpose_de", sa.String(length=300), nullable=False),
        sa.Column("purpose_en", sa.String(length=300), nullable=False),
        sa.Column("tags", JSON, nullable=False),
        sa.Column("days", JSON, nullable=False),
        sa.Column("opens", sa.Integer(), nullable=False),
        sa.Column("closes", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("within", sa.Integer(), nullable=False),
        sa.Column("most_open", sa.Integer(), nullable=True),
        sa.Column("away_de", sa.String(length=300), nullable=False),
        sa.Column("away_en", sa.String(length=300), nullable=False),
        sa.Column("away_from", sa.Date(), nullable=True),
        sa.Column("away_until", sa.Date(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("opens < closes", name=op.f("ck_questions_desk_hours")),
        sa.ForeignKeyConstraint(["unit_id"], ["auth_unit.id"], name=op.f("fk_questions_desk_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions_desk")),
        sa.UniqueConstraint("slug", name=op.f("uq_questions_desk_slug")),
    )
    op.create_index(op.f("ix_questions_desk_unit_id"), "questions_desk", ["unit_id"])
    op.create_table(
        "questions_desk_member",
        sa.Column("desk_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("is_lead", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["desk_id"], ["questions_desk.id"], name=op.f("fk_questions_desk_member_desk_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["auth_user.id"], name=op.f("fk_questions_desk_member_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("desk_id", "user_id", name=op.f("pk_questions_desk_member")),
    )
    op.create_index(op.f("ix_questions_desk_member_user_id"), "questions_desk_member", ["user_id"])
    op.create_table(
        "questions_desk_topic",
        sa.Column("desk_id", ID, nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["desk_id"], ["questions_desk.id"], name=op.f("fk_questions_desk_topic_desk_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("desk_id", "slug", name=op.f("pk_questions_desk_topic")),
    )
    op.create_index(op.f("ix_questions_desk_topic_slug"), "questions_desk_topic", ["slug"])
    op.create_table(
        "questions_case",
        sa.Column("question_id", ID, nullable=False),
        sa.Column("desk_id", ID, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("holder_id", ID, nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('new', 'taken', 'waiting', 'done')", name=op.f("ck_questions_case_state")),
        sa.ForeignKeyConstraint(["desk_id"], ["questions_desk.id"], name=op.f("fk_questions_case_desk_id")),
        sa.ForeignKeyConstraint(["holder_id"], ["auth_user.id"], name=op.f("fk_questions_case_holder_id")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions_question.id"], name=op.f("fk_questions_case_question_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_questions_case")),
    )
    op.create_index("ix_questions_case_board", "questions_case", ["desk_id", "state", "since", "question_id"])
    op.create_index(op.f("ix_questions_case_holder_id"), "questions_case", ["holder_id"])
    op.create_table(
        "questions_case_step",
        sa.Column("id", ID, nullable=False),
        sa.Column("question_id", ID, nullable=False),
        sa.Column("desk_id", ID, nullable=False),
        sa.Column("what", sa.String(length=12), nullable=False),
        sa.Column("actor_id", ID, nullable=True),
        sa.Column("holder_id", ID, nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["auth_user.id"], name=op.f("fk_questions_case_step_actor_id")),
        sa.ForeignKeyConstraint(["desk_id"], ["questions_desk.id"], name=op.f("fk_questions_case_step_desk_id")),
        sa.ForeignKeyConstraint(["holder_id"], ["auth_user.id"], name=op.f("fk_questions_case_step_holder_id")),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["questions_question.id"],
            name=op.f("fk_questions_case_step_question_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions_case_step")),
    )
    op.create_index("ix_questions_case_step_question", "questions_case_step", ["question_id", "id"])
    op.create_table(
        "questions_text_block",
        sa.Column("id", ID, nullable=False),
        sa.Column("desk_id", ID, nullable=False),
        sa.Column("title_de", sa.String(length=80), nullable=False),
        sa.Column("title_en", sa.String(length=80), nullable=False),
        sa.Column("body_de", sa.Text(), nullable=False),
        sa.Column("body_en", sa.Text(), nullable=False),
        sa.Column("tags", JSON, nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(body_de) <= 5500", name=op.f("ck_questions_text_block_body_de")),
        sa.CheckConstraint("length(body_en) <= 5500", name=op.f("ck_questions_text_block_body_en")),
        sa.ForeignKeyConstraint(
            ["desk_id"], ["questions_desk.id"], name=op.f("fk_questions_text_block_desk_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["auth_user.id"], name=op.f("fk_questions_text_block_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions_text_block")),
    )
    op.create_index("ix_questions_text_block_desk", "questions_text_block", ["desk_id", "used"])
    op.execute(_asking.update().where(_asking.c.stage == 3).values(stage=4))


def downgrade() -> None:
    """Takes it back."""
    op.execute(_asking.update().where(_asking.c.stage == 4).values(stage=3))
    for name in ("text_block", "case_step", "case", "desk_topic", "desk_member", "desk"):
        op.drop_table(f"questions_{name}")
