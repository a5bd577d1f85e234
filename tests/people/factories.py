"""What tests about people need: profiles, photos, pictures to upload."""

import io
from typing import Any

from PIL import Image

from auth.models import User
from portal.core import clock, db, storage
from portal.people import Profile, ProfileTopic, Spoken
from portal.topics import Topic, slug_of
from tests.factories import save


def make_profile(user: User, *, visibility: dict[str, str] | None = None, **columns: Any) -> Profile:
    said = {"about": "", "about_html": "", "pronouns": "", "phone": "", "room": ""} | columns
    return save(Profile(user_id=user.id, visibility=visibility or {}, updated_at=clock.now(), **said))


def make_topic(name: str, *users: User) -> Topic:
    topic = save(Topic(slug=slug_of(name), name=name, people_count=len(users)))
    for user in users:
        save(ProfileTopic(user_id=user.id, topic_id=topic.id))
    return topic


def speaks(user: User, *codes: str, level: str = "everyone") -> None:
    for code in codes:
        save(Spoken(user_id=user.id, code=code, level=level))


def picture(*, size: tuple[int, int] = (900, 600), kind: str = "JPEG", colour: str = "teal", **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **options)
    return out.getvalue()


def make_photo(user: User, colour: str = "teal") -> str:
    digest = storage.put(picture(size=(64, 64), kind="WEBP", colour=colour))
    user.photo = digest
    db.session.add(user)
    db.session.commit()
    return digest
