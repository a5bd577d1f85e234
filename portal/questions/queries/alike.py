"""What resembles a question that somebody is asking: the real index says so, in both languages."""

import search
from auth.audience import Actor

from .rows import QuestionRow, questions

MOST = 5


def alike(actor: Actor, words: str, *, except_id: int = 0) -> list[QuestionRow]:
    """Gives the questions that the actor may see and that are most like these words."""
    hits = search.similar(actor, words, kinds=("question",), size=MOST + 1)
    ids = [hit.ref.id for hit in hits if hit.ref.id != except_id][:MOST]
    found = questions(actor, ids)
    return [found[number] for number in ids if number in found]
