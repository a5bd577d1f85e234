"""Accounts by which programs act: nobody signs in with them."""

from typing import Any

from sqlalchemy import Select, select

from portal.core import db


def programs() -> Select[Any]:
    """Selects the ids of these accounts."""
    return select(_owner())


def is_program(user_id: int) -> bool:
    """Whether a program acts by this account."""
    return db.session.scalar(programs().where(_owner() == user_id)) is not None


def _owner() -> Any:
    return db.Base.metadata.tables["api_client"].c.user_id
