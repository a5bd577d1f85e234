"""PostgreSQL's full text index over our tokens.

A document is one `tsvector`: its tokens with places and labels (A title and names, B tags and author, C body, D other
spellings and parts of compounds), and marks that let the index itself narrow down: `k/` its kind, `g/` its group, `t/`
a token of its heading, `a/` and `#/` one of its author and tags, `p/` its kind and a word for completion, `d1/`,
`d16/`, `d256/` its day at three grains. Newest matches come first because the days are asked for window by window
until there are enough, so a word that occurs everywhere costs no more than others. Each condition stands alone
(`tokens @@ a AND tokens @@ b`): only then does a GIN index skip from one to the next instead of reading all. A large
index is divided into windows besides (`windows.py`).
"""

from .asking import answered, counted, counts_from, find, suggest
from .conditions import INDEX
from .tables import create, drop, finish, learn, lock, move, move_all, purge, remove, settle, swap, write

__all__ = [
    "INDEX",
    "answered",
    "counted",
    "counts_from",
    "create",
    "drop",
    "find",
    "finish",
    "learn",
    "lock",
    "move",
    "move_all",
    "purge",
    "remove",
    "settle",
    "suggest",
    "swap",
    "write",
]
