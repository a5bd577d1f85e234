"""How good a list of results is, compared with what people judged to be right.

nDCG@10 as Järvelin and Kekäläinen define it (ACM TOIS 20, 2002), with the judged score as gain and 1 / log2(rank + 1)
as discount, as trec_eval counts it; MRR@10 is one over the rank of the first right result, 0 beyond the tenth.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2

DEPTH = 10
"""Results of each query that are looked at."""


@dataclass(frozen=True)
class Judgement:
    """One query, what came, and what was right: ids of documents with their scores above zero."""

    query: str
    text: str
    came: tuple[str, ...]
    right: Mapping[str, float]

    @property
    def ndcg(self) -> float:
        """The gain of the first ten, from 0 to 1: the share of what the best order would have."""
        best = _gain(sorted(self.right.values(), reverse=True)[:DEPTH])
        return _gain([self.right.get(one, 0.0) for one in self.came[:DEPTH]]) / best if best else 0.0

    @property
    def reciprocal(self) -> float:
        """One over the rank of the first right result, or 0."""
        return next((1 / rank for rank, one in enumerate(self.came[:DEPTH], start=1) if one in self.right), 0.0)


def _gain(scores: Sequence[float]) -> float:
    return sum(score / log2(place + 2) for place, score in enumerate(scores))


def mean(values: Sequence[float]) -> float:
    """The average, 0 of nothing."""
    return sum(values) / len(values) if values else 0.0


def worst_first(judgements: Sequence[Judgement]) -> list[Judgement]:
    """Those whose best order was missed, the worst first."""
    return sorted((one for one in judgements if one.ndcg < 1 - 1e-9), key=lambda one: (one.ndcg, one.query))
