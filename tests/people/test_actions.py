"""Profiles, topics, photos and following, through the actions and what is read afterwards."""

import io

import pytest
from PIL import Image

from portal.core import clock, db, events, jobs, storage
from portal.core.errors import Forbidden, Invalid, NotFound
from portal.core.forms import read
from portal.notifications import Noticed
from portal.people import actions, cards, followed_by, followers_of, is_following, mentionable, pictures, topics_of
from portal.people.events import Followed, PhotoChanged, ProfileEdited, Unfollowed
from portal.people.forms import ProfileForm
from portal.people.models import Profile, Spoken
from portal.topics import Topic
from tests.factories import actor, make_unit, make_user
from tests.people.factories import make_photo, make_topic, picture


@pytest.fixture
def told(app):
    """What was told during the test."""
    heard: list[events.Event] = []
    handler = events.on(events.Event)(heard.append)
    yield heard
    events._handlers[events.Event].remove(handler)


def edit(user, **fields) -> None:
    actions.edit_profile(actor(user), read(ProfileForm, fields))
    db.commit()


def names(user) -> list[str]:
    return [topic.name for topic in topics_of(actor(user), user.id)]


def count(name: str) -> int:
    return db.session.query(Topic.people_count).filter(Topic.name == name).scalar()


def test_a_profile_is_written_and_told(told) -> None:
    ann = make_user("Ann")
    edit(ann, about="I **build** presses", phone="+49 561 123-45", languages=["de", "pl"], phone_level="me")
    profile = db.session.get(Profile, ann.id)
    assert (profile.about_html.strip(), profile.phone) == ("<p>I <strong>build</strong> presses</p>", "+49 561 123-45")
    assert profile.visibility["phone"] == "me"
    assert [type(event) for event in told] == [ProfileEdited]
    assert (told[0].actor_id, str(told[0].subject), told[0].audience) == (ann.id, f"person:{ann.id}", "everyone")


def test_languages_carry_the_level_of_the_profile(app) -> None:
    ann = make_user("Ann")
    edit(ann, languages=["de", "pl", "de"], languages_level="me")
    assert {(row.code, row.level) for row in db.session.query(Spoken)} == {("de", "me"), ("pl", "me")}
    edit(ann, languages=["fr"])
    assert {(row.code, row.level) for row in db.session.query(Spoken)} == {("fr", "everyone")}


def test_spellings_of_a_topic_meet_and_are_counted(app) -> None:
    ann, bob = make_user("Ann"), make_user("Bob")
    edit(ann, more_topics="Hydraulik, C++; 3D-Druck, hydraulik")
    edit(bob, topics=["HYDRAULIK"], more_topics="C#")
    assert names(ann) == ["3D-Druck", "C++", "Hydraulik"]
    assert names(bob) == ["C#", "Hydraulik"]
    assert (count("Hydraulik"), count("C++"), count("C#")) == (2, 1, 1)
    edit(ann, topics=["C++"])
    assert names(ann) == ["C++"]
    assert (count("Hydraulik"), count("3D-Druck")) == (1, 0)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone", "call me"),
        ("phone", "12"),
        ("about", "x" * 4001),
        ("pronouns", "x" * 41),
        ("room", "x" * 81),
        ("languages", ["tlh"]),
        ("more_topics", "a" * 41),
        ("more_topics", "good, ---"),
        ("more_topics", ",".join(f"topic {n}" for n in range(13))),
        ("about_level", "nobody"),
    ],
)
def test_bad_input_names_its_field_and_writes_nothing(told, field, value) -> None:
    ann = make_user("Ann")
    with pytest.raises(Invalid) as refused:
        edit(ann, **{field: value})
    assert list(refused.value.errors) == [field]
    db.rollback()
    assert db.session.get(Profile, ann.id) is None
    assert db.session.query(Topic).count() == 0
    assert not told


def test_what_is_said_is_sanitised(app) -> None:
    ann = make_user("Ann")
    edit(ann, about="<script>alert(1)</script> [x](javascript:alert(1)) \x00\u202e", room="<b>1</b>\x00")
    profile = db.session.get(Profile, ann.id)
    assert "<script" not in profile.about_html
    assert "href" not in profile.about_html
    assert profile.room == "<b>1</b>"


def test_following_is_told_to_the_one_who_is_followed_alone(told) -> None:
    ann, bob = make_user("Ann"), make_user("Bob")
    actions.follow(actor(ann), bob)
    actions.follow(actor(ann), bob)
    db.commit()
    assert is_following(actor(ann), bob.id)
    assert not is_following(actor(bob), ann.id)
    assert list(db.session.scalars(followers_of(bob.id))) == [ann.id]
    assert list(db.session.scalars(followed_by(ann.id))) == [bob.id]
    heard = [(type(event), event.audience) for event in told if not isinstance(event, Noticed)]
    assert heard == [(Followed, f"user:{bob.id}")]


def test_unfollowing_twice_is_told_once(told) -> None:
    ann, bob = make_user("Ann"), make_user("Bob")
    actions.follow(actor(ann), bob)
    actions.unfollow(actor(ann), bob)
    actions.unfollow(actor(ann), bob)
    assert not is_following(actor(ann), bob.id)
    assert [type(event) for event in told if not isinstance(event, Noticed)] == [Followed, Unfollowed]


def test_nobody_follows_oneself_or_somebody_who_has_left(told) -> None:
    ann, gone = make_user("Ann"), make_user("Gone", is_active=False)
    for whom in (ann, gone):
        with pytest.raises(Forbidden):
            actions.follow(actor(ann), whom)
    assert not told


def test_a_photo_becomes_a_square_without_metadata(app) -> None:
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    digest = pictures.square(io.BytesIO(picture(size=(900, 300), exif=exif)))
    with Image.open(storage.path(digest)) as stored:
        assert (stored.format, stored.size, dict(stored.getexif())) == ("WEBP", (512, 512), {})
    assert b"secret place" not in storage.path(digest).read_bytes()


@pytest.mark.parametrize(("keep", "colour"), [("start", (255, 0, 0)), ("end", (0, 0, 255))])
def test_the_chosen_part_of_a_photo_is_kept(app, keep, colour) -> None:
    wide = Image.new("RGB", (900, 300), "red")
    wide.paste(Image.new("RGB", (450, 300), "blue"), (450, 0))
    out = io.BytesIO()
    wide.save(out, "PNG")
    with Image.open(storage.path(pictures.square(io.BytesIO(out.getvalue()), keep=keep))) as stored:
        middle = stored.getpixel((256, 256))
    assert all(abs(a - b) < 12 for a, b in zip(middle, colour, strict=True))


@pytest.mark.anywhere
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_usual_pictures_are_read(app, kind) -> None:
    assert len(pictures.square(io.BytesIO(picture(kind=kind)))) == 64


NO_PHOTOS = {
    "empty": lambda: b"",
    "text": lambda: b"hello",
    "pdf": lambda: b"%PDF-1.7",
    "svg": lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "torn": lambda: picture()[:200],
    "other kind": lambda: picture(kind="BMP"),
    "bomb": lambda: picture(kind="PNG", size=(9000, 9000)),
    "false head": lambda: b"\xff\xd8\xff" + b"0" * 4000,
    "too large": lambda: b"x" * (pictures.MOST_BYTES + 1),
}


@pytest.mark.anywhere
@pytest.mark.parametrize("name", NO_PHOTOS)
def test_other_files_are_refused_at_the_field(app, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        pictures.square(io.BytesIO(NO_PHOTOS[name]()))
    assert list(refused.value.errors) == ["photo"]


def test_nothing_of_a_polyglot_is_kept(app) -> None:
    digest = pictures.square(io.BytesIO(picture(kind="GIF") + b"<script>alert(1)</script>PK\x03\x04"))
    assert b"script" not in storage.path(digest).read_bytes()


def test_a_former_photo_goes_unless_somebody_has_it(told) -> None:
    ann, bob = make_user("Ann"), make_user("Bob")
    first = make_photo(ann)
    second = pictures.square(io.BytesIO(picture(colour="navy")))
    actions.set_photo(actor(ann), second)
    db.commit()
    assert (ann.photo, ann.card_version) == (second, 2)
    assert [type(event) for event in told] == [PhotoChanged]
    bob.photo = first
    db.commit()
    clock.freeze(clock.now() + jobs.timedelta(hours=2))
    jobs.run_all()
    assert storage.path(first).exists()
    actions.set_photo(actor(bob), None)
    db.commit()
    clock.freeze(clock.now() + jobs.timedelta(hours=2))
    jobs.run_all()
    assert not storage.path(first).exists()


def test_cards_tell_people_of_one_name_apart(app) -> None:
    kassel = make_unit("Kassel", kind="site")
    press = make_unit("Press shop")
    one = make_user("Anna Weber", title="Welder", department=press, site=kassel)
    two = make_user("Anna Weber", title="Lawyer", is_active=False)
    found = cards([one.id, two.id, 999_999])
    assert found[one.id][1:] == ("anna.weber", "Anna Weber", "Welder", None, "Press shop", "Kassel", True)
    assert found[two.id][1:] == ("anna.weber.2", "Anna Weber", "Lawyer", None, None, None, False)
    assert len(found) == 2
    assert cards([]) == {}


def test_handles_of_leavers_and_strangers_are_nobody(app) -> None:
    ann = make_user("Ann Probst")
    make_user("Gone Girl", is_active=False)
    assert mentionable(["ann.probst", "gone.girl", "nobody"]) == {"ann.probst": (ann.id, "ann.probst", "Ann Probst")}


def test_pages_of_their_own_are_nobodys_handle(app) -> None:
    assert [make_user(name).slug for name in ("Org", "Photos", "Cher")] == ["org.2", "photos.2", "cher"]


def test_a_foreign_reader_is_not_found(app) -> None:
    from portal.people.profiles import profile

    with pytest.raises(NotFound):
        profile(actor(make_user("Ann")), "nobody")


def test_counts_of_topics_leave_out_leavers(app) -> None:
    from portal.people.jobs import recount_topics

    make_topic("Python", make_user("Ann"), make_user("Gone", is_active=False))
    recount_topics()
    recount_topics()
    db.commit()
    db.session.expire_all()
    assert count("Python") == 1
