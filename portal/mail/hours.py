"""The hours in which people want to hear of things outside the portal, for those who reach them on other ways."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from portal.core import db

from .models import Setting
from .times import opens, rhythm


def reachable(user_ids: Iterable[int], moment: datetime) -> dict[int, datetime]:
    """Gives for each person the first instant from `moment` on outside of the quiet hours; without any, `moment`."""
    wanted = sorted(set(user_ids))
    found = db.session.scalars(select(Setting).where(Setting.user_id.in_(wanted)))
    return dict.fromkeys(wanted, moment) | {row.user_id: opens(rhythm(row), moment) for row in found}
