"""topics: where spellings became one topic, those who named it are counted anew"""

from alembic import op

revision = "0053"
down_revision = "0052"


def upgrade() -> None:
    """Applies the change."""
    named = "SELECT COUNT(*) FROM people_profile_topic WHERE people_profile_topic.topic_id = topics_topic.id"
    op.execute(f"UPDATE topics_topic SET people_count = ({named}) WHERE people_count <> ({named})")  # noqa: S608  (no value comes from outside)


def downgrade() -> None:
    """Leaves the numbers, which are right before as well."""
