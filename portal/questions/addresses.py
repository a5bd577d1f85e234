"""Where questions and answers are found."""

from portal.core import text


def url_of(question_id: int, title: str) -> str:
    """Gives the address of a question, with a part that says what it is about."""
    slug = text.slug(title)
    return f"/questions/{question_id}-{slug}" if slug else f"/questions/{question_id}"


def url_of_answer(answer_id: int) -> str:
    """Gives the address of an answer."""
    return f"/questions/answers/{answer_id}"
