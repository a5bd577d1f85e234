"""Every read: questions and answers as one reader sees them."""

from .alike import alike
from .answers import SIZE, AnswerRow, answer_row, answers, answers_since
from .doubts_and_suggestions import DoubtRow, SuggestionRow, doubts, suggestions
from .lists import WHOSE, asked_by, asked_under, listed, my_tags
from .rows import QuestionRow, Rights, question_row, questions, rights
from .waiting import Wait, expected_wait

__all__ = [
    "SIZE",
    "WHOSE",
    "AnswerRow",
    "DoubtRow",
    "QuestionRow",
    "Rights",
    "SuggestionRow",
    "Wait",
    "alike",
    "answer_row",
    "answers",
    "answers_since",
    "asked_by",
    "asked_under",
    "doubts",
    "expected_wait",
    "listed",
    "my_tags",
    "question_row",
    "questions",
    "rights",
    "suggestions",
]
