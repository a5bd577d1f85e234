"""What comes first: the weights, and where they come from.

Relevance is BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009) with field
weights (their section 3.6, BM25F) as SQLite's FTS5 computes it; PostgreSQL's `ts_rank` saturates a word's frequency
in the same manner (sum of weight / n squared) and is given the same proportions. Times a mild bonus for what is new,
and one by kind: people, groups, topics and desks are few and usually meant when their name is typed.
"""

from math import log2

CANDIDATES = 200
"""At most so many matches, newest first, are ranked and counted; it bounds the cost of words that occur everywhere."""

NEXT_TO_NOTHING = 3
"""Where fewer than so many have all the words, those with some of them follow."""

OPENED_WEIGHT, RELAXED_WEIGHT = 0.6, 0.5
"""What longer words count, and what has only some of the words."""

COMMON = 10_000
"""Where a word occurs in as many documents or more, it has to be there and does not count."""

RARE = 500
"""So many documents with a word are counted while one waits; where some of the words are in no more, all are read."""

TOGETHER = 10_000
"""Where one of several words occurs in no more documents, those with all words are read at once: the words' lists are
long, and asking for newest first reads them once for each stretch of time."""

TITLED = 100
"""So many more whose title, names or tags have all the words are ranked however old they are."""

FIELD_WEIGHTS = {"title": 8.0, "tags": 4.0, "names": 8.0, "author": 2.0, "body": 1.0, "extra": 0.5}
"""For FTS5; the ratio of title to text lies in the usual range of 5 to 10 for short texts."""

LABEL_WEIGHTS = (0.25, 0.52, 0.8, 1.0)
"""The same for PostgreSQL's labels D (other spellings, parts of compounds), C (body), B (tags, author), A (title,
names): what BM25's saturation leaves of those weights for a word that occurs once."""

OTHERS_WEIGHT = 0.4
"""What another expression for a word counts, or the parts of a compound together: less than the word itself."""

BEGUN_WEIGHT = 0.4
"""What a longer word counts that begins with the one looked for."""

OWN_GROUP, OWN_LANGUAGE = 1.1, 1.05
"""What belongs to the searcher's groups, and what is in the searcher's language."""

SOLVED, VOTE, MOST_WORTH = 0.2, 0.05, 1.5
"""What an accepted answer adds to a document's worth of 1, what each doubling of votes adds, and the most there is."""

STALE = 0.7
"""What is left of the worth of an answer that is out of date."""

KIND_WEIGHTS = {"person": 1.5, "group": 1.4, "topic": 1.4, "desk": 1.4, "comment": 0.8}
"""Kinds not named here count 1."""

NAMED = ("person", "group", "topic", "desk")
"""Kinds that are usually meant when their name is typed, and are no answer to what else is said of them."""

NAMED_FIELD_WEIGHTS = {**FIELD_WEIGHTS, "tags": 0.5, "body": 0.5, "extra": 0.25}
"""Field weights of those: whoever can be asked about travel expenses comes after what answers. PostgreSQL keeps all but
their names under label D."""

RECENCY = 0.3
"""What was written today counts up to 30 % more than what is very old."""

HALF_LIFE = 90
"""Days after which half of that bonus is left."""

WHOLE_SUBJECTS = ("person", "group", "topic", "desk", "question", "post")
"""Kinds proposed while typing, in this order; the others are parts of something."""


FEW = ("person", "group", "topic", "desk")
"""Of these, kinds of which there are so few that two letters suffice to propose them."""


def named(column: str) -> str:
    """The SQL condition that a kind is one whose name is meant."""
    return f"{column} IN ({', '.join(map(repr, NAMED))})"


def kind_case(column: str) -> str:
    """The SQL expression of a kind's weight; REAL because PostgreSQL counts plain 1.5 in slow decimal digits."""
    cases = " ".join(f"WHEN '{kind}' THEN CAST({weight} AS REAL)" for kind, weight in KIND_WEIGHTS.items())
    return f"CASE {column} {cases} ELSE CAST(1 AS REAL) END"


def recency(day: str) -> str:
    """The SQL expression of the bonus for a day given as days since 1970; `:today` is the present one."""
    return f"(1.0 + {RECENCY} / (1.0 + CAST(:today - {day} AS REAL) / {HALF_LIFE}.0))"


def worth(*, is_solved: bool = False, votes: int = 0, is_stale: bool = False) -> float:
    """What a document counts beside others of its kind: 1, more with an accepted answer and votes, less when stale."""
    plain = 1 + (SOLVED if is_solved else 0) + VOTE * log2(1 + max(0, votes))
    return round(min(plain, MOST_WORTH) * (STALE if is_stale else 1), 3)


def nearness(is_own: str, language: str) -> str:
    """The SQL expression for what is near the searcher: `is_own` is the condition that it is of an own group."""
    in_group = f"CASE WHEN {is_own} THEN CAST({OWN_GROUP} AS REAL) ELSE CAST(1 AS REAL) END"
    return f"{in_group} * CASE WHEN {language} = :spoken THEN CAST({OWN_LANGUAGE} AS REAL) ELSE CAST(1 AS REAL) END"
