"""Every write: asking, answering, judging answers, and what becomes of questions."""

from .answering import add_answer, edit_answer, remove_answer, restore_answer
from .asking import ask_question, check_urgency, edit_question, remove_question, restore_question
from .closing import close_question, merge_question, reopen_question
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
from .moving import move_question, split_question
from .suggesting import decide_on, suggest_edit
from .trusting import confirm_answer, doubt_answer, settle_doubts, withdraw_confirmation

__all__ = [
    "accept_answer",
    "add_answer",
    "ask_question",
    "ask_the_same",
    "ask_the_same_no_more",
    "check_urgency",
    "close_question",
    "confirm_answer",
    "count_comments",
    "decide_on",
    "doubt_answer",
    "edit_answer",
    "edit_question",
    "forget_doubled",
    "found_here",
    "merge_question",
    "move_question",
    "remove_answer",
    "remove_question",
    "renew_files",
    "reopen_question",
    "restore_answer",
    "restore_question",
    "settle_doubts",
    "split_question",
    "suggest_edit",
    "take_vote",
    "vote",
    "withdraw_acceptance",
    "withdraw_confirmation",
]
