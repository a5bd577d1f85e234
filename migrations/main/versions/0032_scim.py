"""scim: tokens of clients, the people and groups that they speak of"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0032"
down_revision = "0031"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_MOMENT = sa.DateTime(timezone=True)


def _source() -> sa.Column:
    column = sa.ForeignKey("provisioning_source.key", ondelete="CASCADE")
    return sa.Column("source", sa.String(40), column, nullable=False)


def upgrade() -> None:
    """Applies the change."""
    op.create_table(
        "scim_token",
        sa.Column("id", _NUMBER, primary_key=True),
        _source(),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("hint", sa.String(20), nullable=False),
        sa.Column("scopes", _JSON, nullable=False),
        sa.Column("created_by", _NUMBER, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("last_used_at", _MOMENT),
        sa.UniqueConstraint("hash", name="uq_scim_token_hash"),
    )
    op.create_index("ix_scim_token_source", "scim_token", ["source"])
    _people()
    _groups()


def _people() -> None:
    op.create_table(
        "scim_person",
        sa.Column("id", sa.String(36), primary_key=True),
        _source(),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("external_id", sa.String(255)),
        sa.Column("login", sa.String(255), nullable=False),
        sa.Column("user_id", _NUMBER, sa.ForeignKey("auth_user.id", ondelete="SET NULL")),
        sa.Column("words", _JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.UniqueConstraint("source", "login", name="uq_scim_person_login"),
        sa.UniqueConstraint("source", "external_id", name="uq_scim_person_external_id"),
        sa.UniqueConstraint("source", "subject", name="uq_scim_person_subject"),
    )
    op.create_index("ix_scim_person_user_id", "scim_person", ["user_id"])
    op.create_index("ix_scim_person_order", "scim_person", ["source", "created_at", "id"])
    op.create_table(
        "scim_address",
        sa.Column("person_id", sa.String(36), sa.ForeignKey("scim_person.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("value", sa.String(255), nullable=False),
        sa.Column("kind", sa.String(255), nullable=False),
    )
    op.create_index("ix_scim_address_value", "scim_address", ["value"])


def _groups() -> None:
    op.create_table(
        "scim_group",
        sa.Column("id", sa.String(36), primary_key=True),
        _source(),
        sa.Column("external_id", sa.String(255)),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("sort_name", sa.String(255), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.UniqueConstraint("source", "external_id", name="uq_scim_group_external_id"),
    )
    op.create_index("ix_scim_group_sort_name", "scim_group", ["sort_name"])
    op.create_index("ix_scim_group_order", "scim_group", ["source", "created_at", "id"])
    op.create_table(
        "scim_member",
        sa.Column("group_id", sa.String(36), sa.ForeignKey("scim_group.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("person_id", sa.String(36), sa.ForeignKey("scim_person.id", ondelete="CASCADE"), primary_key=True),
    )
    op.create_index("ix_scim_member_person_id", "scim_member", ["person_id"])


def downgrade() -> None:
    """Takes it back."""
    for table in ("scim_member", "scim_group", "scim_address", "scim_person", "scim_token"):
        op.drop_table(table)
