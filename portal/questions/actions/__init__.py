"""Every write: asking, answering, judging answers, and what becomes of questions."""

from .answering import add_answer, edit_answer, remove_answer, restore_answer
from .asking import ask_question, edit_question, remove_question, restore_question
from .counting import count_comments, renew_files
from .judging import (
    accept_answer,
    ask_the_same,
    ask_the_same_no_more,
    forget_doubled,
    found_here,
    take_vote,
    vote,
    withdraw_acceptance,
)

__all__ = [
    "accept_answer",
    "add_answer",
    "ask_question",
    "ask_the_same",
    "ask_the_same_no_more",
    "count_comments",
    "edit_answer",
    "edit_question",
    "forget_doubled",
    "found_here",
    "remove_answer",
    "remove_question",
    "renew_files",
    "restore_answer",
    "restore_question",
    "take_vote",
    "vote",
    "withdraw_acceptance",
]
