"""Demo sign-in: a persona of the demo company, without a proof. Only where the settings say demo."""

from sqlalchemy import select

from portal.config import Settings
from portal.core import db
from portal.core.errors import NotFound

from ..models import User


def personas(settings: Settings) -> list[User]:
    """Gives the accounts that have a persona; none outside the demo."""
    if not settings.demo:
        return []
    return list(db.session.scalars(select(User).where(User.persona.is_not(None), User.is_active).order_by(User.id)))


def persona(settings: Settings, name: str) -> User:
    """Gives the account of a persona. Raises NotFound outside the demo or where the persona does not exist."""
    user = db.session.scalar(select(User).where(User.persona == name, User.is_active)) if settings.demo else None
    if user is None:
        raise NotFound
    return user
