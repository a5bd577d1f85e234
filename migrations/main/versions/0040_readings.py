"""reports: when a report was settled; who asked to read what was reported, and who agreed"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
_TIME = sa.DateTime(timezone=True)
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Applies the change."""
    op.add_column("reports_report", sa.Column("settled_at", _TIME))
    waits = sa.text("settled_at IS NULL")
    op.create_index("ix_reports_report_open", "reports_report", ["id"], sqlite_where=waits, postgresql_where=waits)
    op.create_table(
        "reports_reading",
        sa.Column("id", _ID, nullable=False),
        sa.Column("subject_kind", sa.String(40), nullable=False),
        sa.Column("subject_id", _ID, nullable=False),
        sa.Column("place", sa.String(64), nullable=False),
        sa.Column("author_id", _ID),
        sa.Column("asker_id", _ID, nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("asked_at", _TIME, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("answered_by", _ID),
        sa.Column("word", sa.String(500), nullable=False),
        sa.Column("answered_at", _TIME),
        sa.Column("opened_at", _TIME),
        sa.Column("ends_at", _TIME),
        sa.Column("ended_at", _TIME),
        sa.Column("ending", sa.String(12), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["auth_user.id"], name=op.f("fk_reports_reading_author_id_auth_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["asker_id"], ["auth_user.id"], name=op.f("fk_reports_reading_asker_id_auth_user"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"],
            ["auth_user.id"],
            name=op.f("fk_reports_reading_answered_by_auth_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports_reading")),
    )
    running = sa.text("state IN ('asked', 'agreed')")
    op.create_index(
        "uq_reports_reading_running",
        "reports_reading",
        ["asker_id", "subject_kind", "subject_id"],
        unique=True,
        sqlite_where=running,
        postgresql_where=running,
    )
    op.create_index("ix_reports_reading_subject", "reports_reading", ["subject_kind", "subject_id", "id"])


def downgrade() -> None:
    """Takes it back."""
    op.drop_table("reports_reading")
    op.drop_index("ix_reports_report_open", "reports_report")
    op.drop_column("reports_report", "settled_at")
