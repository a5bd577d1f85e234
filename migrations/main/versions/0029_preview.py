"""provisioning: indexes for the pages of a preview and for its questions"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
_ASKED = sa.text("question <> ''")


def upgrade() -> None:
    """Applies the change."""
    op.create_index("ix_provisioning_change_order", "provisioning_change", ["run_id", "id"])
    where = {"sqlite_where": _ASKED, "postgresql_where": _ASKED}
    op.create_index("ix_provisioning_change_question", "provisioning_change", ["run_id", "id"], **where)


def downgrade() -> None:
    """Takes it back."""
    op.drop_index("ix_provisioning_change_question", "provisioning_change")
    op.drop_index("ix_provisioning_change_order", "provisioning_change")
