"""The pages of groups: the list, a group's own pages, its members, joining."""

from flask import Blueprint

blueprint = Blueprint("groups", __name__, url_prefix="/groups")

from . import joining, members, pages  # noqa: E402, F401  (importing registers the routes)
