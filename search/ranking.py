"""What comes first: the weights, and where they come from.

Relevance is BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009) with field
weights (their section 3.6, BM25F) as SQLite's FTS5 computes it; PostgreSQL's `ts_rank` saturates a word's frequency
in the same manner (sum of weight / n squared) and is given the same proportions. Times a mild bonus for what is new,
and one by kind: people and groups are few and usually meant when their name is typed.
"""

CANDIDATES = 500
"""At most so many matches, newest first, are ranked and counted; it bounds the cost of words that occur everywhere."""

RELAXED = 200
"""The same where only some of the words have to be there: that is a hint, no list to be read to its end."""

TITLED = 100
"""So many more whose title, names or tags have all the words are ranked however old they are."""

FIELD_WEIGHTS = {"title": 8.0, "tags": 4.0, "names": 8.0, "author": 2.0, "body": 1.0, "extra": 0.7}
"""For FTS5; the ratio of title to text lies in the usual range of 5 to 10 for short texts."""

LABEL_WEIGHTS = (0.12, 0.25, 0.5, 1.0)
"""The same for PostgreSQL's labels D (body), C (author), B (tags), A (title and names)."""

KIND_WEIGHTS = {"person": 1.5, "group": 1.4, "comment": 0.8}
"""Kinds not named here count 1."""

RECENCY = 0.3
"""What was written today counts up to 30 % more than what is very old."""

HALF_LIFE = 90
"""Days after which half of that bonus is left."""

WHOLE_SUBJECTS = ("person", "group", "post")
"""Kinds proposed while typing, in this order; the others are parts of something."""


FEW = ("person", "group")
"""Of these, kinds of which there are so few that two letters suffice to propose them."""


def kind_case(column: str) -> str:
    """The SQL expression of a kind's weight; REAL because PostgreSQL counts plain 1.5 in slow decimal digits."""
    cases = " ".join(f"WHEN '{kind}' THEN CAST({weight} AS REAL)" for kind, weight in KIND_WEIGHTS.items())
    return f"CASE {column} {cases} ELSE CAST(1 AS REAL) END"


def recency(day: str) -> str:
    """The SQL expression of the bonus for a day given as days since 1970; `:today` is the present one."""
    return f"(1.0 + {RECENCY} / (1.0 + CAST(:today - {day} AS REAL) / {HALF_LIFE}.0))"
