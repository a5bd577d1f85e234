"""groups"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Applies the change."""
    op.create_table(
        "groups_group",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("sort_name", sa.String(length=80), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("about_html", sa.Text(), nullable=False),
        sa.Column("welcome", sa.Text(), nullable=False),
        sa.Column("welcome_html", sa.Text(), nullable=False),
        sa.Column("visibility", sa.String(length=12), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("is_official", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("hue", sa.Integer(), nullable=False),
        sa.Column("tags", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("member_count", sa.Integer(), nullable=False),
        sa.Column("department_count", sa.Integer(), nullable=False),
        sa.Column("site_count", sa.Integer(), nullable=False),
        sa.Column("post_seq", sa.Integer(), nullable=False),
        sa.Column("last_post_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("active_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "visibility IN ('open', 'request', 'private', 'hidden')", name=op.f("ck_groups_group_visibility")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["auth_unit.id"], name=op.f("fk_groups_group_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groups_group")),
        sa.UniqueConstraint("slug", name=op.f("uq_groups_group_slug")),
    )
    with op.batch_alter_table("groups_group", schema=None) as batch_op:
        batch_op.create_index("ix_groups_group_active", ["active_at", "id"], unique=False)
        batch_op.create_index(
            "uq_groups_group_name",
            ["sort_name"],
            unique=True,
            sqlite_where=sa.text("visibility <> 'hidden'"),
            postgresql_where=sa.text("visibility <> 'hidden'"),
        )
        batch_op.create_index(batch_op.f("ix_groups_group_audience"), ["audience"], unique=False)
        batch_op.create_index(batch_op.f("ix_groups_group_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "groups_invitation",
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("invited_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups_group.id"], name=op.f("fk_groups_invitation_group_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["invited_by"], ["auth_user.id"], name=op.f("fk_groups_invitation_invited_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["auth_user.id"], name=op.f("fk_groups_invitation_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("group_id", "user_id", name=op.f("pk_groups_invitation")),
    )
    with op.batch_alter_table("groups_invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_groups_invitation_user_id"), ["user_id"], unique=False)

    op.create_table(
        "groups_membership",
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("level", sa.String(length=12), nullable=False),
        sa.Column("is_automatic", sa.Boolean(), nullable=False),
        sa.Column("is_welcomed", sa.Boolean(), nullable=False),
        sa.Column("read_seq", sa.Integer(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("level IN ('all', 'highlights', 'none')", name=op.f("ck_groups_membership_level")),
        sa.CheckConstraint("role IN ('owner', 'host', 'member')", name=op.f("ck_groups_membership_role")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups_group.id"], name=op.f("fk_groups_membership_group_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["auth_user.id"], name=op.f("fk_groups_membership_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("group_id", "user_id", name=op.f("pk_groups_membership")),
    )
    with op.batch_alter_table("groups_membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_groups_membership_user_id"), ["user_id"], unique=False)
        batch_op.create_index(
            "ix_groups_membership_leads",
            ["group_id"],
            unique=False,
            sqlite_where=sa.text("role <> 'member'"),
            postgresql_where=sa.text("role <> 'member'"),
        )

    op.create_table(
        "groups_request",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("message", sa.String(length=500), nullable=False),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'approved', 'declined')", name=op.f("ck_groups_request_state")),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["auth_user.id"], name=op.f("fk_groups_request_answered_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups_group.id"], name=op.f("fk_groups_request_group_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["auth_user.id"], name=op.f("fk_groups_request_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groups_request")),
    )
    with op.batch_alter_table("groups_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_groups_request_user_id"), ["user_id"], unique=False)
        batch_op.create_index("uq_groups_request_person", ["group_id", "user_id"], unique=True)

    op.create_table(
        "groups_presence",
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups_group.id"], name=op.f("fk_groups_presence_group_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["auth_unit.id"], name=op.f("fk_groups_presence_unit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("group_id", "unit_id", name=op.f("pk_groups_presence")),
    )
    with op.batch_alter_table("groups_presence", schema=None) as batch_op:
        batch_op.create_index("ix_groups_presence_most", ["unit_id", "people", "group_id"], unique=False)


def downgrade() -> None:
    """Takes it back."""
    with op.batch_alter_table("groups_presence", schema=None) as batch_op:
        batch_op.drop_index("ix_groups_presence_most")

    op.drop_table("groups_presence")
    with op.batch_alter_table("groups_request", schema=None) as batch_op:
        batch_op.drop_index("uq_groups_request_person")
        batch_op.drop_index(batch_op.f("ix_groups_request_user_id"))

    op.drop_table("groups_request")
    with op.batch_alter_table("groups_membership", schema=None) as batch_op:
        batch_op.drop_index("ix_groups_membership_leads")
        batch_op.drop_index(batch_op.f("ix_groups_membership_user_id"))

    op.drop_table("groups_membership")
    with op.batch_alter_table("groups_invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_groups_invitation_user_id"))

    op.drop_table("groups_invitation")
    with op.batch_alter_table("groups_group", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_groups_group_unit_id"))
        batch_op.drop_index(batch_op.f("ix_groups_group_audience"))
        batch_op.drop_index("uq_groups_group_name")
        batch_op.drop_index("ix_groups_group_active")

    op.drop_table("groups_group")
