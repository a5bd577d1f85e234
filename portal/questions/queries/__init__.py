"""Every read: questions and answers as one reader sees them."""

from .answers import SIZE, AnswerRow, answer_row, answers, answers_since
from .lists import WHOSE, asked_by, listed, my_tags
from .rows import QuestionRow, Rights, question_row, questions, rights

__all__ = [
    "SIZE",
    "WHOSE",
    "AnswerRow",
    "QuestionRow",
    "Rights",
    "answer_row",
    "answers",
    "answers_since",
    "asked_by",
    "listed",
    "my_tags",
    "question_row",
    "questions",
    "rights",
]
