"""questions: an answer that no longer holds"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Applies the change."""
    with op.batch_alter_table("questions_answer") as table:
        table.add_column(sa.Column("obsolete_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("obsolete_by", ID, nullable=True))
        table.create_foreign_key(op.f("fk_questions_answer_obsolete_by"), "auth_user", ["obsolete_by"], ["id"])


def downgrade() -> None:
    """Takes it back."""
    with op.batch_alter_table("questions_answer") as table:
        table.drop_constraint(op.f("fk_questions_answer_obsolete_by"), type_="foreignkey")
        table.drop_column("obsolete_by")
        table.drop_column("obsolete_at")
