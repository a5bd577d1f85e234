"""Statements that are built once and run often: a list goes in as one parameter, so the statement's text is constant.

Building a statement costs the process more than running it costs the database.
"""

from typing import Any

from sqlalchemy import ColumnElement, Executable, any_, bindparam
from sqlalchemy.dialects.postgresql import ARRAY

from . import db


def among(column: Any, name: str) -> ColumnElement[bool]:
    """Gives the condition that the column is in a list, which goes with each execution as the parameter `name`."""
    if db.dialect() == "postgresql":
        found: ColumnElement[bool] = column == any_(bindparam(name, type_=ARRAY(column.type)))
        return found
    within: ColumnElement[bool] = column.in_(bindparam(name, expanding=True))
    return within


def run_each(statement: Executable, given: list[dict[str, Any]]) -> None:
    """Runs a statement with `among` once for each set of parameters; on PostgreSQL all in one go."""
    connection = db.session.connection()
    if db.dialect() == "postgresql" and given:
        connection.execute(statement, given)
        return
    for parameters in given:
        connection.execute(statement, parameters)
