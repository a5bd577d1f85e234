"""topics: one table of topics for tags and people, with synonyms, followers, and what people said when asked"""

import re
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from portal.core.text import fold

revision = "0052"
down_revision = "0051"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Applies the change. Topics whose names differ in signs and spaces alone become one: the one that came first."""
    first: dict[str, int] = {}
    numbers: dict[int, int] = {}
    kept = []
    read = sa.text("SELECT id, name, people_count FROM people_topic ORDER BY id")
    for number, name, people in op.get_bind().execute(read).all():
        slug = _slug(name) or f"topic-{number}"
        numbers[number] = first.setdefault(slug, number)
        if numbers[number] == number:
            kept.append({"id": number, "slug": slug, "name": name, "people_count": people})
    links = _take_links("people_topic")
    op.create_table(
        "topics_topic",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("slug", sa.String(40), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        *(sa.Column(name, sa.String(40), server_default="", nullable=False) for name in ("name_de", "name_en")),
        *(sa.Column(name, sa.String(400), server_default="", nullable=False) for name in ("about_de", "about_en")),
        sa.Column("merged_into_id", NUMBER, nullable=True),
        sa.Column("people_count", sa.Integer(), nullable=False),
        sa.CheckConstraint("merged_into_id <> id", name=op.f("ck_topics_topic_other")),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["topics_topic.id"], name=op.f("fk_topics_topic_merged_into_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topics_topic")),
        sa.UniqueConstraint("slug", name=op.f("uq_topics_topic_slug")),
    )
    op.create_index("ix_topics_topic_people_count", "topics_topic", ["people_count", "id"])
    op.create_index("ix_topics_topic_merged_into_id", "topics_topic", ["merged_into_id"])
    _give_back("topics_topic", kept, sorted({(person, numbers[topic]) for person, topic in links}))
    _further_tables()
    _put_apart()


def _take_links(topics: str) -> list[tuple[int, int]]:
    links = op.get_bind().execute(sa.text("SELECT user_id, topic_id FROM people_profile_topic")).all()
    op.drop_table("people_profile_topic")
    op.drop_table(topics)
    return [(person, topic) for person, topic in links]


def _give_back(topics: str, rows: list[dict[str, Any]], links: list[tuple[int, int]]) -> None:
    op.create_table(
        "people_profile_topic",
        *_of_people("people_profile_topic", topics),
    )
    op.create_index("ix_people_profile_topic_topic_id_user_id", "people_profile_topic", ["topic_id", "user_id"])
    if rows:
        columns = [sa.column(name) for name in rows[0]]
        op.bulk_insert(sa.table(topics, *columns), rows)
    if links:
        table = sa.table("people_profile_topic", sa.column("user_id"), sa.column("topic_id"))
        op.bulk_insert(table, [{"user_id": person, "topic_id": topic} for person, topic in links])
    if op.get_bind().dialect.name == "postgresql":
        highest = max((row["id"] for row in rows), default=0)
        following = sa.func.setval(sa.func.pg_get_serial_sequence(topics, "id"), highest + 1, False)
        op.get_bind().execute(sa.select(following))


def _of_people(table: str, topics: str) -> list[Any]:
    return [
        sa.Column("user_id", NUMBER, nullable=False),
        sa.Column("topic_id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["auth_user.id"], name=op.f(f"fk_{table}_user_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["topic_id"], [f"{topics}.id"], name=op.f(f"fk_{table}_topic_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "topic_id", name=op.f(f"pk_{table}")),
    ]


def _further_tables() -> None:
    op.create_table(
        "topics_synonym",
        sa.Column("slug", sa.String(40), nullable=False),
        sa.Column("topic_id", NUMBER, nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topics_topic.id"], name=op.f("fk_topics_synonym_topic_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_topics_synonym")),
    )
    op.create_index("ix_topics_synonym_topic_id", "topics_synonym", ["topic_id"])
    op.create_table(
        "topics_follower",
        *_of_people("topics_follower", "topics_topic"),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_topics_follower_topic_id_user_id", "topics_follower", ["topic_id", "user_id"])
    op.create_table(
        "topics_stance",
        *_of_people("topics_stance", "topics_topic"),
        sa.Column("said", sa.String(5), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("said IN ('asked', 'later', 'no')", name=op.f("ck_topics_stance_said")),
    )
    op.create_index("ix_topics_stance_topic_id_user_id", "topics_stance", ["topic_id", "user_id"])


def _put_apart() -> None:
    """Questions on C++ and C# stood under C."""
    tagged = (
        "SELECT id, tags FROM questions_question WHERE CAST(tags AS text) LIKE '%+%' OR CAST(tags AS text) LIKE '%#%'"
    )
    tags = sa.JSON().with_variant(JSONB(), "postgresql")
    for number, names in op.get_bind().execute(sa.text(tagged).columns(id=NUMBER, tags=tags)).all():
        op.get_bind().execute(sa.text("DELETE FROM questions_tag WHERE question_id = :n"), {"n": number})
        for slug in {_slug(name) for name in names} - {""}:
            row = {"n": number, "slug": slug}
            op.get_bind().execute(sa.text("INSERT INTO questions_tag (question_id, slug) VALUES (:n, :slug)"), row)


def _slug(name: str) -> str:
    folded = fold(name.lstrip("#")).replace("++", " plus plus").replace("#", " sharp")
    return re.sub(r"[\W_]+", "-", folded).strip("-")[:40].strip("-")


def downgrade() -> None:
    """Takes it back; synonyms, followers and what people said are lost."""
    for table in ("topics_stance", "topics_follower", "topics_synonym"):
        op.drop_table(table)
    read = sa.text("SELECT id, name, people_count FROM topics_topic ORDER BY id")
    rows = [
        {"id": number, "key": fold(name), "name": name, "people_count": people}
        for number, name, people in op.get_bind().execute(read).all()
    ]
    links = _take_links("topics_topic")
    op.create_table(
        "people_topic",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("people_count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_topic")),
        sa.UniqueConstraint("key", name=op.f("uq_people_topic_key")),
    )
    op.create_index("ix_people_topic_people_count", "people_topic", ["people_count", "id"])
    _give_back("people_topic", rows, links)
