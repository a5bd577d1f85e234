"""Desks: what they are, their boards, their texts, and carrying a question further."""

from auth.audience import Actor
from portal import questions
from portal.core.i18n import lazy_

from ..asks import BoardAsk, TextsAsk
from ..operations import Operation
from ..shapes import desks as shapes
from .door import serve

READ, WRITE = "questions:read", "questions:write"
_DESK, _TEXT = "/desks/<slug>", "/desks/<slug>/texts/<int:text_id>"
_AT = "/questions/<int:question_id>/desk"


@serve(Operation("GET", "/desks", READ, lazy_("Desks that take questions"), shapes.Desks))
def list_desks(who: Actor) -> shapes.Desks:  # noqa: ARG001  (every operation takes who asks)
    return shapes.desks()


@serve(
    Operation(
        "POST", "/desks", WRITE, lazy_("Open a desk of a department"), shapes.WholeDesk, questions.DeskForm, status=201
    )
)
def open_desk(who: Actor, body: questions.DeskForm) -> shapes.WholeDesk:
    return shapes.whole_desk(questions.open_desk(who, body).slug)


@serve(Operation("GET", _DESK, READ, lazy_("One desk, with who works there"), shapes.WholeDesk))
def get_desk(who: Actor, slug: str) -> shapes.WholeDesk:  # noqa: ARG001
    return shapes.whole_desk(slug)


@serve(Operation("PUT", _DESK, WRITE, lazy_("Set a desk up otherwise"), shapes.WholeDesk, questions.DeskForm))
def change_desk(who: Actor, slug: str, body: questions.DeskForm) -> shapes.WholeDesk:
    questions.change_desk(who, questions.desk_called(slug), body)
    return shapes.whole_desk(slug)


@serve(Operation("DELETE", _DESK, WRITE, lazy_("Have a desk take no questions any more")))
def close_desk(who: Actor, slug: str) -> None:
    questions.close_desk(who, questions.desk_called(slug))


@serve(
    Operation(
        "GET", f"{_DESK}/board", READ, lazy_("A column of the board of my desk"), shapes.Cards, query=BoardAsk
    )
)  # fmt: skip
def list_board(who: Actor, slug: str, query: BoardAsk) -> shapes.Cards:
    return shapes.cards(who, slug, query.state, query.after or None)


@serve(Operation("GET", f"{_DESK}/texts", READ, lazy_("Texts that my desk has ready"), shapes.Texts, query=TextsAsk))
def list_texts(who: Actor, slug: str, query: TextsAsk) -> shapes.Texts:
    return shapes.texts(who, slug, query.q, query.after or None)


@serve(
    Operation(
        "POST", f"{_DESK}/texts", WRITE, lazy_("Have a text ready for answers"), shapes.Kept, questions.TextForm,
        status=201,
    )
)  # fmt: skip
def keep_text(who: Actor, slug: str, body: questions.TextForm) -> shapes.Kept:
    return shapes.Kept(id=questions.keep_text(who, questions.desk_called(slug), body).id)


@serve(Operation("PUT", _TEXT, WRITE, lazy_("Change a text that is ready for answers"), body=questions.TextForm))
def change_text(who: Actor, slug: str, text_id: int, body: questions.TextForm) -> None:
    questions.change_text(who, questions.text_of(who, slug, text_id), body)


@serve(Operation("DELETE", _TEXT, WRITE, lazy_("Take a text out")))
def drop_text(who: Actor, slug: str, text_id: int) -> None:
    questions.drop_text(who, questions.text_of(who, slug, text_id))


@serve(
    Operation(
        "PUT", f"{_AT}/holder", WRITE, lazy_("Take a question of my desk, or give it to a colleague there"),
        body=questions.GivingForm,
    )
)  # fmt: skip
def take_question(who: Actor, question_id: int, body: questions.GivingForm) -> None:
    if body.holder is None:
        questions.take(who, question_id)
    else:
        questions.give(who, question_id, body.holder)


@serve(Operation("DELETE", f"{_AT}/holder", WRITE, lazy_("Leave a question to the others at the desk")))
def put_question_back(who: Actor, question_id: int) -> None:
    questions.put_back(who, question_id)


@serve(Operation("PUT", f"{_AT}/pause", WRITE, lazy_("Say that the desk waits for the asker")))
def pause_question(who: Actor, question_id: int) -> None:
    questions.wait(who, question_id)


@serve(Operation("PUT", _AT, WRITE, lazy_("Hand a question over to another desk"), body=questions.HandOverForm))
def hand_question_over(who: Actor, question_id: int, body: questions.HandOverForm) -> None:
    questions.hand_over(who, question_id, body)
