"""provisioning: sources, runs and their changes, history of people and units"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Applies the change."""
    op.add_column("auth_unit", sa.Column("closed_on", sa.Date()))
    op.create_table(
        "provisioning_source",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("daily_at", sa.String(length=5), nullable=False),
        sa.Column("fields", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("settings", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('table', 'directory', 'scim')", name=op.f("ck_provisioning_source_kind")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_provisioning_source")),
    )
    op.create_table(
        "provisioning_reorganisation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("target_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("made_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('rename', 'move', 'merge', 'split', 'close')", name=op.f("ck_provisioning_reorganisation_kind")
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["auth_unit.id"], name=op.f("fk_provisioning_reorganisation_target_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["auth_unit.id"], name=op.f("fk_provisioning_reorganisation_unit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provisioning_reorganisation")),
    )
    with op.batch_alter_table("provisioning_reorganisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_provisioning_reorganisation_effective_on"), ["effective_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_provisioning_reorganisation_target_id"), ["target_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_provisioning_reorganisation_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "provisioning_run",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("trigger", sa.String(length=12), nullable=False),
        sa.Column("made_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("worked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.Column("adds", sa.Integer(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("removals", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("same", sa.Integer(), nullable=False),
        sa.Column("faults", sa.Integer(), nullable=False),
        sa.Column("brake", sa.String(length=12), nullable=False),
        sa.Column("released_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("apply_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("settings", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("effects", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["provisioning_source.key"], name=op.f("fk_provisioning_run_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provisioning_run")),
    )
    with op.batch_alter_table("provisioning_run", schema=None) as batch_op:
        batch_op.create_index("ix_provisioning_run_source", ["source", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_provisioning_run_state"), ["state"], unique=False)

    op.create_table(
        "provisioning_successor",
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("successor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["auth_unit.id"], name=op.f("fk_provisioning_successor_successor_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["auth_unit.id"], name=op.f("fk_provisioning_successor_unit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("unit_id", "successor_id", name=op.f("pk_provisioning_successor")),
    )
    with op.batch_alter_table("provisioning_successor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_provisioning_successor_successor_id"), ["successor_id"], unique=False)

    op.create_table(
        "provisioning_unit_link",
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["auth_unit.id"], name=op.f("fk_provisioning_unit_link_unit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source", "kind", "subject", name=op.f("pk_provisioning_unit_link")),
    )
    with op.batch_alter_table("provisioning_unit_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_provisioning_unit_link_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "provisioning_unit_version",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_from < valid_until", name=op.f("ck_provisioning_unit_version_order")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["auth_unit.id"], name=op.f("fk_provisioning_unit_version_parent_id")),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["auth_unit.id"], name=op.f("fk_provisioning_unit_version_unit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provisioning_unit_version")),
    )
    with op.batch_alter_table("provisioning_unit_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_provisioning_unit_version_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_provisioning_unit_version_present",
            ["unit_id"],
            unique=True,
            sqlite_where=sa.text("valid_until IS NULL"),
            postgresql_where=sa.text("valid_until IS NULL"),
        )

    op.create_table(
        "provisioning_change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("phase", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("handle", sa.String(length=255), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("shown", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("former", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("wanted", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("effect", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("question", sa.String(length=16), nullable=False),
        sa.Column("choice", sa.String(length=40), nullable=False),
        sa.Column("is_settled", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("error", sa.String(length=40), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_id"], ["provisioning_run.id"], name=op.f("fk_provisioning_change_run_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["auth_unit.id"], name=op.f("fk_provisioning_change_unit_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["auth_user.id"], name=op.f("fk_provisioning_change_user_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provisioning_change")),
    )
    with op.batch_alter_table("provisioning_change", schema=None) as batch_op:
        batch_op.create_index("ix_provisioning_change_kind", ["run_id", "kind", "id"], unique=False)
        batch_op.create_index("ix_provisioning_change_left", ["kind", "applied_at"], unique=False)
        batch_op.create_index("ix_provisioning_change_next", ["run_id", "state", "phase", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_provisioning_change_user_id"), ["user_id"], unique=False)

    op.create_table(
        "provisioning_employment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_from < valid_until", name=op.f("ck_provisioning_employment_order")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["auth_user.id"], name=op.f("fk_provisioning_employment_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provisioning_employment")),
    )
    with op.batch_alter_table("provisioning_employment", schema=None) as batch_op:
        batch_op.create_index("ix_provisioning_employment_days", ["valid_from", "valid_until"], unique=False)
        batch_op.create_index(batch_op.f("ix_provisioning_employment_user_id"), ["user_id"], unique=False)
        batch_op.create_index(
            "uq_provisioning_employment_present",
            ["user_id"],
            unique=True,
            sqlite_where=sa.text("valid_until IS NULL"),
            postgresql_where=sa.text("valid_until IS NULL"),
        )

    op.create_table(
        "provisioning_fault",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("given", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["provisioning_run.id"], name=op.f("fk_provisioning_fault_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provisioning_fault")),
    )
    with op.batch_alter_table("provisioning_fault", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_provisioning_fault_run_id"), ["run_id"], unique=False)

    op.create_table(
        "provisioning_person_unit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("site_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_from < valid_until", name=op.f("ck_provisioning_person_unit_order")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["auth_unit.id"], name=op.f("fk_provisioning_person_unit_department_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["auth_unit.id"], name=op.f("fk_provisioning_person_unit_site_id")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["auth_user.id"], name=op.f("fk_provisioning_person_unit_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provisioning_person_unit")),
    )
    with op.batch_alter_table("provisioning_person_unit", schema=None) as batch_op:
        batch_op.create_index("ix_provisioning_person_unit_days", ["valid_from", "valid_until"], unique=False)
        batch_op.create_index(batch_op.f("ix_provisioning_person_unit_department_id"), ["department_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_provisioning_person_unit_site_id"), ["site_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_provisioning_person_unit_user_id"), ["user_id"], unique=False)
        batch_op.create_index(
            "uq_provisioning_person_unit_present",
            ["user_id"],
            unique=True,
            sqlite_where=sa.text("valid_until IS NULL"),
            postgresql_where=sa.text("valid_until IS NULL"),
        )

    op.create_table(
        "provisioning_record",
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_name", sa.String(length=255), nullable=False),
        sa.Column("given_name", sa.String(length=200), nullable=False),
        sa.Column("family_name", sa.String(length=200), nullable=False),
        sa.Column("memberships", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("photo", sa.String(length=64), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["auth_user.id"], name=op.f("fk_provisioning_record_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source", "subject", name=op.f("pk_provisioning_record")),
    )
    with op.batch_alter_table("provisioning_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_provisioning_record_user_id"), ["user_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_provisioning_record_user_name"), ["user_name"], unique=False)
        batch_op.create_index(batch_op.f("ix_provisioning_record_valid_from"), ["valid_from"], unique=False)
        batch_op.create_index(batch_op.f("ix_provisioning_record_valid_until"), ["valid_until"], unique=False)


def downgrade() -> None:
    """Takes it back."""
    with op.batch_alter_table("provisioning_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_provisioning_record_valid_until"))
        batch_op.drop_index(batch_op.f("ix_provisioning_record_valid_from"))
        batch_op.drop_index(batch_op.f("ix_provisioning_record_user_name"))
        batch_op.drop_index(batch_op.f("ix_provisioning_record_user_id"))

    op.drop_table("provisioning_record")
    with op.batch_alter_table("provisioning_person_unit", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_provisioning_person_unit_present",
            sqlite_where=sa.text("valid_until IS NULL"),
            postgresql_where=sa.text("valid_until IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_provisioning_person_unit_user_id"))
        batch_op.drop_index(batch_op.f("ix_provisioning_person_unit_site_id"))
        batch_op.drop_index(batch_op.f("ix_provisioning_person_unit_department_id"))
        batch_op.drop_index("ix_provisioning_person_unit_days")

    op.drop_table("provisioning_person_unit")
    with op.batch_alter_table("provisioning_fault", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_provisioning_fault_run_id"))

    op.drop_table("provisioning_fault")
    with op.batch_alter_table("provisioning_employment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_provisioning_employment_present",
            sqlite_where=sa.text("valid_until IS NULL"),
            postgresql_where=sa.text("valid_until IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_provisioning_employment_user_id"))
        batch_op.drop_index("ix_provisioning_employment_days")

    op.drop_table("provisioning_employment")
    with op.batch_alter_table("provisioning_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_provisioning_change_user_id"))
        batch_op.drop_index("ix_provisioning_change_next")
        batch_op.drop_index("ix_provisioning_change_left")
        batch_op.drop_index("ix_provisioning_change_kind")

    op.drop_table("provisioning_change")
    with op.batch_alter_table("provisioning_unit_version", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_provisioning_unit_version_present",
            sqlite_where=sa.text("valid_until IS NULL"),
            postgresql_where=sa.text("valid_until IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_provisioning_unit_version_unit_id"))

    op.drop_table("provisioning_unit_version")
    with op.batch_alter_table("provisioning_unit_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_provisioning_unit_link_unit_id"))

    op.drop_table("provisioning_unit_link")
    with op.batch_alter_table("provisioning_successor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_provisioning_successor_successor_id"))

    op.drop_table("provisioning_successor")
    with op.batch_alter_table("provisioning_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_provisioning_run_state"))
        batch_op.drop_index("ix_provisioning_run_source")

    op.drop_table("provisioning_run")
    with op.batch_alter_table("provisioning_reorganisation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_provisioning_reorganisation_unit_id"))
        batch_op.drop_index(batch_op.f("ix_provisioning_reorganisation_target_id"))
        batch_op.drop_index(batch_op.f("ix_provisioning_reorganisation_effective_on"))

    op.drop_table("provisioning_reorganisation")
    op.drop_table("provisioning_source")
    op.drop_column("auth_unit", "closed_on")
