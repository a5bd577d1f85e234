"""search"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

SQLITE = (
    "CREATE VIRTUAL TABLE search_index USING fts5(title, tags, names, author, body, extra, tokenize='ascii')",
    "CREATE VIRTUAL TABLE search_surface USING fts5(words, tokenize='ascii', prefix='1 2 3')",
    "CREATE TRIGGER search_document_deleted AFTER DELETE ON search_document BEGIN"
    " DELETE FROM search_index WHERE rowid = old.id; DELETE FROM search_surface WHERE rowid = old.id; END",
    "CREATE TRIGGER search_document_renumbered AFTER UPDATE OF id ON search_document WHEN old.id <> new.id BEGIN"
    " DELETE FROM search_index WHERE rowid = old.id; DELETE FROM search_surface WHERE rowid = old.id; END",
)
POSTGRESQL = (
    "CREATE TABLE search_index (id bigint NOT NULL, kind varchar(32) NOT NULL, audience varchar(64) NOT NULL,"
    " day integer NOT NULL, tokens tsvector NOT NULL)",
    "ALTER TABLE search_index ADD CONSTRAINT pk_search_index PRIMARY KEY (id)",
    "CREATE INDEX ix_search_index_tokens ON search_index USING gin (tokens) WITH (fastupdate = off)",
    "ALTER TABLE search_index ADD CONSTRAINT fk_search_index_id FOREIGN KEY (id)"
    " REFERENCES search_document (id) ON DELETE CASCADE ON UPDATE CASCADE",
)


def upgrade() -> None:
    """Applies the change."""
    letters = sa.String(32).with_variant(sa.String(32, collation="C"), "postgresql")
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "search_document",
        sa.Column("id", number, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("subject_id", number, nullable=False),
        sa.Column("audience", sa.String(64), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("group_key", sa.String(64), nullable=True),
        sa.Column("digest", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("indexed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_document")),
        sa.UniqueConstraint("kind", "subject_id", name=op.f("uq_search_document_kind_subject_id")),
    )
    op.create_table(
        "search_word",
        sa.Column("plain", letters, nullable=False),
        sa.Column("backwards", letters, nullable=False),
        sa.Column("shown", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("plain", name=op.f("pk_search_word")),
    )
    op.create_index("ix_search_word_backwards", "search_word", ["backwards"])
    op.create_table(
        "search_state",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_search_state")),
    )
    for statement in POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE:
        op.execute(statement)


def downgrade() -> None:
    """Takes the change back."""
    op.execute("DROP TABLE search_index")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER search_document_deleted")
        op.execute("DROP TRIGGER search_document_renumbered")
        op.execute("DROP TABLE search_surface")
    for table in ("search_state", "search_word", "search_document"):
        op.drop_table(table)
