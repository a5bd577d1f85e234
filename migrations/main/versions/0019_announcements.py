"""announcements: combined audiences, announcements, who has read them, who writes in whose name"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Applies the change."""
    op.create_table(
        "announcements_audience",
        sa.Column("id", ID, nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("kinds", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("is_used", sa.Boolean(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["auth_user.id"], name=op.f("fk_announcements_audience_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements_audience")),
    )
    op.create_index(op.f("ix_announcements_audience_is_used"), "announcements_audience", ["is_used"], unique=False)
    op.create_index("uq_announcements_audience_same", "announcements_audience", ["owner_id", "digest"], unique=True)

    op.create_table(
        "announcements_delegation",
        sa.Column("id", ID, nullable=False),
        sa.Column("leader_id", ID, nullable=False),
        sa.Column("delegate_id", ID, nullable=False),
        sa.Column("granted_by", ID, nullable=False),
        sa.Column("consent", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["delegate_id"], ["auth_user.id"], name=op.f("fk_announcements_delegation_delegate_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["granted_by"], ["auth_user.id"], name=op.f("fk_announcements_delegation_granted_by")),
        sa.ForeignKeyConstraint(
            ["leader_id"], ["auth_user.id"], name=op.f("fk_announcements_delegation_leader_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements_delegation")),
    )
    op.create_index("ix_announcements_delegation_delegate", "announcements_delegation", ["delegate_id"], unique=False)
    op.create_index(
        "uq_announcements_delegation_pair",
        "announcements_delegation",
        ["leader_id", "delegate_id"],
        unique=True,
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )

    op.create_table(
        "announcements_announcement",
        sa.Column("id", ID, nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("on_behalf_id", ID, nullable=True),
        sa.Column("audience_id", ID, nullable=False),
        sa.Column("follows_id", ID, nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("title", sa.String(length=150), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("plain", sa.Text(), nullable=False),
        sa.Column("other_title", sa.String(length=150), nullable=False),
        sa.Column("other_body", sa.Text(), nullable=False),
        sa.Column("other_html", sa.Text(), nullable=False),
        sa.Column("other_plain", sa.Text(), nullable=False),
        sa.Column("is_forced", sa.Boolean(), nullable=False),
        sa.Column("wants_confirmation", sa.Boolean(), nullable=False),
        sa.Column("takes_comments", sa.Boolean(), nullable=False),
        sa.Column("takes_reactions", sa.Boolean(), nullable=False),
        sa.Column("has_files", sa.Boolean(), nullable=False),
        sa.Column("pinned_until", INSTANT, nullable=True),
        sa.Column("expires_at", INSTANT, nullable=True),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.Column("people_count", sa.Integer(), nullable=False),
        sa.Column("read_count", sa.Integer(), nullable=False),
        sa.Column("confirmed_count", sa.Integer(), nullable=False),
        sa.Column("comment_count", sa.Integer(), nullable=False),
        sa.Column("reactions", JSON, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("client_key", sa.String(length=40), nullable=True),
        sa.Column("published_at", INSTANT, nullable=False),
        sa.Column("edited_at", INSTANT, nullable=True),
        sa.Column("reminded_at", INSTANT, nullable=True),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.Column("audience", sa.String(length=64), nullable=False),
        sa.CheckConstraint("length(body) <= 21000", name=op.f("ck_announcements_announcement_body")),
        sa.CheckConstraint("length(other_body) <= 21000", name=op.f("ck_announcements_announcement_other_body")),
        sa.ForeignKeyConstraint(
            ["audience_id"], ["announcements_audience.id"], name=op.f("fk_announcements_announcement_audience_id")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["auth_user.id"], name=op.f("fk_announcements_announcement_author_id")),
        sa.ForeignKeyConstraint(
            ["follows_id"],
            ["announcements_announcement.id"],
            name=op.f("fk_announcements_announcement_follows_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["on_behalf_id"], ["auth_user.id"], name=op.f("fk_announcements_announcement_on_behalf_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements_announcement")),
    )
    op.create_index(
        op.f("ix_announcements_announcement_audience"), "announcements_announcement", ["audience"], unique=False
    )
    op.create_index(
        op.f("ix_announcements_announcement_audience_id"), "announcements_announcement", ["audience_id"], unique=False
    )
    op.create_index(
        op.f("ix_announcements_announcement_follows_id"), "announcements_announcement", ["follows_id"], unique=False
    )
    op.create_index(
        "ix_announcements_announcement_newest", "announcements_announcement", ["published_at", "id"], unique=False
    )
    op.create_index(
        op.f("ix_announcements_announcement_on_behalf_id"), "announcements_announcement", ["on_behalf_id"], unique=False
    )
    op.create_index(
        "ix_announcements_announcement_pinned", "announcements_announcement", ["pinned_until"], unique=False
    )
    op.create_index(
        "ix_announcements_announcement_withdrawn",
        "announcements_announcement",
        ["withdrawn_at"],
        unique=False,
        sqlite_where=sa.text("withdrawn_at IS NOT NULL"),
        postgresql_where=sa.text("withdrawn_at IS NOT NULL"),
    )
    op.create_index(
        "uq_announcements_announcement_sent", "announcements_announcement", ["author_id", "client_key"], unique=True
    )

    op.create_table(
        "announcements_criterion",
        sa.Column("audience_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("value", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "kind IN ('department', 'site', 'language', 'group')", name=op.f("ck_announcements_criterion_kind")
        ),
        sa.ForeignKeyConstraint(
            ["audience_id"],
            ["announcements_audience.id"],
            name=op.f("fk_announcements_criterion_audience_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("audience_id", "kind", "value", name=op.f("pk_announcements_criterion")),
    )
    op.create_index(
        "ix_announcements_criterion_value", "announcements_criterion", ["value", "audience_id", "kind"], unique=False
    )

    op.create_table(
        "announcements_sender",
        sa.Column("audience_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["audience_id"],
            ["announcements_audience.id"],
            name=op.f("fk_announcements_sender_audience_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["auth_user.id"], name=op.f("fk_announcements_sender_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("audience_id", "user_id", name=op.f("pk_announcements_sender")),
    )
    op.create_index(op.f("ix_announcements_sender_user_id"), "announcements_sender", ["user_id"], unique=False)

    op.create_table(
        "announcements_receipt",
        sa.Column("announcement_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcements_announcement.id"],
            name=op.f("fk_announcements_receipt_announcement_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["auth_user.id"], name=op.f("fk_announcements_receipt_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("announcement_id", "user_id", name=op.f("pk_announcements_receipt")),
    )
    op.create_index(op.f("ix_announcements_receipt_user_id"), "announcements_receipt", ["user_id"], unique=False)


def downgrade() -> None:
    """Takes it back."""
    for table in ("receipt", "sender", "criterion", "announcement", "delegation", "audience"):
        op.drop_table(f"announcements_{table}")
