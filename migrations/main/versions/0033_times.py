"""provisioning: several times of day at which a source is read by itself"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0033"
down_revision = "0032"

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_OLD = sa.table("provisioning_source", sa.column("daily_at", sa.String), sa.column("times", _JSON))


def upgrade() -> None:
    """Applies the change."""
    op.add_column("provisioning_source", sa.Column("times", _JSON, nullable=False, server_default="[]"))
    for time in op.get_bind().scalars(sa.select(_OLD.c.daily_at).where(_OLD.c.daily_at != "").distinct()).all():
        op.execute(sa.update(_OLD).where(_OLD.c.daily_at == time).values(times=[time]))
    op.drop_column("provisioning_source", "daily_at")


def downgrade() -> None:
    """Takes it back; of several times none is kept."""
    op.add_column("provisioning_source", sa.Column("daily_at", sa.String(5), nullable=False, server_default=""))
    op.drop_column("provisioning_source", "times")
