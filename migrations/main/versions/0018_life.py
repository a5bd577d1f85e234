"""life of a post: former words, links, rules of threads, how far one has read, who listens, what moved; reports"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Applies the change."""
    op.add_column("posts_post", sa.Column("moved_at", INSTANT, nullable=True))
    _posts()
    _comments()
    _people()
    _reports()


def _posts() -> None:
    op.create_table(
        "posts_revision",
        sa.Column("post_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=150), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("removed_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts_post.id"], name=op.f("fk_posts_revision_post_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", "version", name=op.f("pk_posts_revision")),
    )
    op.create_table(
        "posts_link",
        sa.Column("post_id", ID, nullable=False),
        sa.Column("origin_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.CheckConstraint("kind IN ('card', 'split')", name=op.f("ck_posts_link_kind")),
        sa.ForeignKeyConstraint(["post_id"], ["posts_post.id"], name=op.f("fk_posts_link_post_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["origin_id"], ["posts_post.id"], name=op.f("fk_posts_link_origin_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_posts_link")),
    )
    op.create_index(op.f("ix_posts_link_origin_id"), "posts_link", ["origin_id"])


def _comments() -> None:
    op.create_table(
        "comments_revision",
        sa.Column("comment_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("removed_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments_comment.id"], name=op.f("fk_comments_revision_comment_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("comment_id", "version", name=op.f("pk_comments_revision")),
    )
    op.create_table(
        "comments_rules",
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("slow_minutes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("subject_kind", "subject_id", name=op.f("pk_comments_rules")),
    )
    op.create_table(
        "comments_relocation",
        sa.Column("comment_id", ID, nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments_comment.id"], name=op.f("fk_comments_relocation_comment_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("comment_id", "subject_kind", "subject_id", name=op.f("pk_comments_relocation")),
    )
    op.create_index("ix_comments_relocation_subject", "comments_relocation", ["subject_kind", "subject_id", "at"])


def _people() -> None:
    op.create_table(
        "comments_visit",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("place_at", INSTANT, nullable=True),
        sa.Column("place_id", ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["auth_user.id"], name=op.f("fk_comments_visit_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "subject_kind", "subject_id", name=op.f("pk_comments_visit")),
    )
    op.create_index("ix_comments_visit_subject", "comments_visit", ["subject_kind", "subject_id"])
    op.create_index("ix_comments_visit_seen", "comments_visit", ["seen_at"])
    op.create_table(
        "comments_listener",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("level", sa.String(length=8), nullable=False),
        sa.CheckConstraint("level IN ('all', 'me')", name=op.f("ck_comments_listener_level")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["auth_user.id"], name=op.f("fk_comments_listener_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "subject_kind", "subject_id", name=op.f("pk_comments_listener")),
    )
    op.create_index("ix_comments_listener_subject", "comments_listener", ["subject_kind", "subject_id", "level"])


def _reports() -> None:
    op.create_table(
        "reports_report",
        sa.Column("id", ID, nullable=False),
        sa.Column("reporter_id", ID, nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["reporter_id"], ["auth_user.id"], name=op.f("fk_reports_report_reporter_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports_report")),
        sa.UniqueConstraint(
            "reporter_id",
            "subject_kind",
            "subject_id",
            name=op.f("uq_reports_report_reporter_id_subject_kind_subject_id"),
        ),
    )
    op.create_index("ix_reports_report_subject", "reports_report", ["subject_kind", "subject_id"])


def downgrade() -> None:
    """Takes it back."""
    tables = ("reports_report", "comments_listener", "comments_visit", "comments_relocation", "comments_rules")
    for table in (*tables, "comments_revision", "posts_link", "posts_revision"):
        op.drop_table(table)
    op.drop_column("posts_post", "moved_at")
