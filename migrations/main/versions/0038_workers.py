"""core: which worker has taken a job"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    """Applies the change."""
    op.add_column("core_job", sa.Column("worker", sa.Integer(), server_default="0", nullable=False))
    taken = sa.text("worker <> 0")
    op.create_index("ix_core_job_worker", "core_job", ["worker"], sqlite_where=taken, postgresql_where=taken)


def downgrade() -> None:
    """Takes it back."""
    op.drop_index("ix_core_job_worker", "core_job")
    op.drop_column("core_job", "worker")
