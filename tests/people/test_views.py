"""What the pages about people show, and what they do not."""

import io
import re

import pytest

from auth.provisioning.models import Source
from portal.core import clock, db
from portal.people import count_departments
from portal.people.models import Follow, Profile
from tests.factories import make_unit, make_user, save
from tests.people.factories import make_photo, make_profile, make_topic, picture, speaks


def text(answer) -> str:
    return answer.get_data(as_text=True)


@pytest.fixture
def company(app):
    """Two sites, a tree of departments, and people that are easily mixed up."""
    plant = make_unit("Plant")
    press = make_unit("Press shop", parent=plant)
    office = make_unit("Office")
    kassel = make_unit("Kassel", kind="site", city="Kassel")
    lyon = make_unit("Lyon", kind="site", city="Lyon")
    ann = make_user("Ann Probst", department=office, site=lyon)
    return {
        "plant": plant, "press": press, "office": office, "kassel": kassel, "lyon": lyon, "ann": ann,
        "welder": make_user("Anna Weber", department=press, site=kassel, title="Welder"),
        "lawyer": make_user("Anna Weber", department=office, site=lyon, title="Lawyer"),
        "mueller": make_user("Jürgen Müller-Lüdenscheidt", department=plant, site=kassel, title="Ärztlicher Dienst"),
        "cher": make_user("Cher", site=lyon),
        "long": make_user("Maria-Theresia " + "Hohenlohe-Schillingsfürst-" * 6 + "Ende", site=kassel),
        "gone": make_user("Gone Girl", department=press, site=kassel, is_active=False),
    }  # fmt: skip


def found(as_, company, query: str, who: str = "ann") -> set[str]:
    page = text(as_(company[who]).get(f"/people?{query}", htmx=True))
    return {
        name for name, person in company.items() if hasattr(person, "slug") and f'href="/people/{person.slug}"' in page
    }


EVERYBODY = {"ann", "welder", "lawyer", "mueller", "cher", "long"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", EVERYBODY),
        ("q=&department=&site=&language=&topic=", EVERYBODY),
        ("q=weber", {"welder", "lawyer"}),
        ("q=ann", {"ann", "welder", "lawyer"}),
        ("q=WEB+ann", {"welder", "lawyer"}),
        ("q=M%C3%BCller", {"mueller"}),
        ("q=mueller", {"mueller"}),
        ("q=muller", {"mueller"}),
        ("q=luden", {"mueller"}),
        ("q=ller", set()),
        ("q=%C3%A4rzt", {"mueller"}),
        ("q=dienst", {"mueller"}),
        ("q=lawyer", {"lawyer"}),
        ("q=cher", {"cher"}),
        ("q=Schillingsf", {"long"}),
        ("q=%25", set()),
        ("q=_", set()),
        ("q=girl", set()),
        ("q=hydr", {"welder"}),
        ("topic=HYDRAULIK", {"welder"}),
        ("topic=hydr", set()),
        ("language=pl", {"mueller"}),
        ("q=anna&topic=hydraulik", {"welder"}),
    ],
)
def test_the_directory_finds(as_, company, query, expected) -> None:
    make_topic("Hydraulik", company["welder"], company["gone"])
    speaks(company["mueller"], "pl")
    assert found(as_, company, query) == expected


def test_a_department_includes_its_parts_and_a_site_its_people(as_, company) -> None:
    assert found(as_, company, f"department={company['plant'].id}") == {"welder", "mueller"}
    assert found(as_, company, f"department={company['press'].id}") == {"welder"}
    assert found(as_, company, f"site={company['lyon'].id}") == {"ann", "lawyer", "cher"}
    assert found(as_, company, f"site={company['lyon'].id}&q=weber") == {"lawyer"}
    assert found(as_, company, f"department={company['plant'].id}&site={company['lyon'].id}") == set()


def test_a_language_that_one_may_not_read_is_not_found_by_it(as_, company) -> None:
    speaks(company["welder"], "fr", level="me")
    speaks(company["lawyer"], "fr", level="colleagues")
    speaks(company["cher"], "fr")
    assert found(as_, company, "language=fr", who="ann") == {"lawyer", "cher"}
    assert found(as_, company, "language=fr", who="mueller") == {"cher"}
    assert found(as_, company, "language=fr", who="welder") == {"welder", "cher"}


def test_the_people_somebody_leads_are_listed(as_, company) -> None:
    company["cher"].manager_id = company["lawyer"].id
    db.commit()
    assert found(as_, company, f"lead={company['lawyer'].slug}") == {"cher"}
    assert found(as_, company, "lead=nobody") == set()


def test_people_of_one_name_are_told_apart(as_, company) -> None:
    page = text(as_(company["ann"]).get("/people?q=weber"))
    assert "Welder · Press shop · Kassel" in page
    assert "Lawyer · Office · Lyon" in page


def test_the_directory_comes_in_pages_that_keep_the_filter(as_, company) -> None:
    for n in range(35):
        make_user(f"Zoe {n:02}", site=company["lyon"])
    browser = as_(company["ann"])
    first = text(browser.get("/people?q=zoe"))
    assert "Zoe 29" in first
    assert "Zoe 30" not in first
    more = first.split('class="pager"><a class="btn" href="', 1)[1].split('"', 1)[0].replace("&amp;", "&")
    second = text(browser.get(more))
    assert "Zoe 30" in second
    assert "Zoe 29" not in second
    assert "Ann Probst" not in second.split('id="people-list"')[1]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("department=x", 422),
        ("site=99999999999999999999", 422),
        ("q=" + "x" * 101, 422),
        ("language=english", 422),
        ("department=999999", 200),
        ("language=zz", 200),
        ("topic=%00%ff", 200),
        ("q=%00", 200),
        ("after=nonsense", 404),
        ("after=W10", 404),
        ("after=WyJhIiwiYiJd", 404),  # ["a","b"]
        ("after=WyJhXHUwMDAwIiwxXQ", 404),  # a NUL
        ("after=WyJhIiw5OTk5OTk5OTk5OTk5OTk5OTk5OTld", 404),  # a number beyond all ids
        ("after=eyJhIjoxfQ", 404),  # {"a":1}
        ("after=Mw", 404),  # 3
    ],
)
def test_strange_filters_do_no_harm(as_, company, query, status) -> None:
    browser = as_(company["ann"])
    assert browser.get(f"/people?{query}").status_code == status
    assert browser.get(f"/people?{query}", htmx=True).status_code == status


FIELDS = {"pronouns": "she/her", "phone": "+49 561 4711", "room": "Hall 3", "about": "Forty presses", "email": "w@x.de"}


@pytest.mark.parametrize("level", ["everyone", "colleagues", "me"])
@pytest.mark.parametrize("name", FIELDS)
def test_each_field_is_seen_by_those_it_is_for(as_, company, name, level) -> None:
    owner = company["welder"]
    owner.email = FIELDS["email"]
    said = {key: value for key, value in FIELDS.items() if key not in ("email", "about")}
    make_profile(owner, visibility={name: level}, about_html=f"<p>{FIELDS['about']}</p>", **said)
    seen = {
        who: FIELDS[name] in text(as_(company[who]).get("/people/anna.weber")) for who in ("welder", "mueller", "ann")
    }
    assert seen == {"welder": True, "mueller": level in ("everyone", "colleagues"), "ann": level == "everyone"}


@pytest.mark.parametrize("level", ["everyone", "colleagues", "me"])
def test_languages_and_years_follow_their_level_too(as_, company, level) -> None:
    from datetime import date

    company["welder"].hired_on = date(2011, 4, 1)
    make_profile(company["welder"], visibility={"languages": level, "hired_on": level})
    speaks(company["welder"], "pl", level=level)
    for who, sees in (("welder", True), ("mueller", level != "me"), ("ann", level == "everyone")):
        page = text(as_(company[who]).get("/people/anna.weber"))
        assert ("Polish" in page, "1 April 2011" in page) == (sees, sees)


def test_a_profile_shows_team_topics_and_no_leavers(as_, company) -> None:
    lead, welder, ann = company["mueller"], company["welder"], company["ann"]
    for person in (welder, company["cher"], company["gone"]):
        person.manager_id = lead.id
    db.commit()
    make_topic("Hydraulik", welder, ann)
    make_topic("Chess", welder)
    page = text(as_(ann).get("/people/anna.weber"))
    assert "Led by" in page
    assert "Works with" in page
    assert "Cher" in page
    assert "Gone Girl" not in page
    assert page.index("Hydraulik") < page.index("Chess")
    assert "Leads" in text(as_(ann).get(f"/people/{lead.slug}"))


def test_who_has_left_is_named_and_no_more(as_, company) -> None:
    make_profile(company["gone"], phone="+49 561 4711", about_html="<p>Forty presses</p>")
    answer = as_(company["ann"]).get("/people/gone.girl")
    assert answer.status_code == 200
    assert "no longer works here" in text(answer)
    assert "4711" not in text(answer)
    assert "Forty presses" not in text(answer)
    assert "/follow" not in text(answer)


@pytest.mark.parametrize("slug", ["nobody", "1", "anna.weber'--", "a" * 300, "%00", "%F0%9F%98%80"])
def test_nobody_is_not_found(as_, company, slug) -> None:
    browser = as_(company["ann"])
    assert browser.get(f"/people/{slug}").status_code == 404
    assert browser.post(f"/people/{slug}/follow").status_code == 404
    assert browser.delete(f"/people/{slug}/follow").status_code == 404


def test_following_and_back_with_and_without_script(as_, company) -> None:
    browser = as_(company["ann"])
    answer = browser.post("/people/cher/follow")
    assert (answer.status_code, answer.location) == (303, "/people/cher")
    assert "Cher" in text(browser.get("/people/following"))
    swapped = browser.delete("/people/cher/follow", htmx=True)
    assert swapped.status_code == 200
    assert 'id="follow-form"' in text(swapped)
    assert "<html" not in text(swapped)
    assert db.session.query(Follow).count() == 0
    assert "You do not follow anybody yet." in text(browser.get("/people/following"))


def test_nobody_follows_oneself_or_leavers(as_, company) -> None:
    browser = as_(company["ann"])
    assert browser.post("/people/ann.probst/follow").status_code == 403
    assert browser.post("/people/gone.girl/follow").status_code == 403


def test_one_stops_following_who_has_left(as_, company) -> None:
    browser = as_(company["ann"])
    browser.post("/people/cher/follow")
    company["cher"].is_active = False
    db.session.add(company["cher"])
    db.commit()
    assert "_method=DELETE" in text(browser.get("/people/cher"))
    assert browser.delete("/people/cher/follow").status_code == 303
    assert db.session.query(Follow).count() == 0


def test_people_who_share_topics_come_most_topics_first_and_from_elsewhere_first(as_, company) -> None:
    ann = company["ann"]
    make_topic("Hydraulik", ann, company["lawyer"], company["welder"], company["gone"])
    make_topic("Chess", ann, company["cher"], company["lawyer"])
    make_topic("Yoga", company["mueller"])
    page = text(as_(ann).get("/people/topics")).split("<main", 1)[1]
    order = [page.index(mark) for mark in ("/people/anna.weber.2", '/people/anna.weber"', "/people/cher")]
    assert order == sorted(order)
    assert "Gone" not in page
    assert "Müller" not in page
    assert "Nobody shares a topic" in text(as_(company["long"]).get("/people/topics"))


def test_the_chart_opens_without_script_and_in_pieces(as_, company) -> None:
    count_departments()
    db.commit()
    browser = as_(company["ann"])
    page = text(browser.get("/people/org"))
    assert "Plant" in page
    assert "Press shop" in page
    assert "Kassel" not in page.split("<main", 1)[1]
    part = text(browser.get(f"/people/org?unit={company['plant'].id}", htmx=True))
    assert "Press shop" in part
    assert "<html" not in part
    assert browser.get(f"/people/org?unit={company['kassel'].id}").status_code == 404
    assert browser.get("/people/org?unit=x").status_code == 200


def test_suggestions_while_mentioning(as_, company) -> None:
    page = text(as_(company["ann"]).get("/people/mentions?q=anna.w"))
    assert page.count('role="option"') == 2
    assert 'data-value="anna.weber.2"' in page
    assert "Lawyer" in page
    assert "gone" not in text(as_(company["ann"]).get("/people/mentions?q=gone"))
    assert as_(company["ann"]).get("/people/mentions?q=%00%25_").status_code == 200


def form(**fields):
    levels = {f"{name}_level": "everyone" for name in ("about", "pronouns", "email", "phone", "room", "languages")}
    return levels | {"hired_on_level": "everyone", "about": "", "pronouns": "", "phone": "", "room": ""} | fields


def test_a_profile_is_edited(as_, company) -> None:
    browser = as_(company["ann"])
    sent = form(about="I build **things**", phone="0561 / 4711", phone_level="me", languages=["de", "pl"])
    answer = browser.put("/settings", data=sent | {"more_topics": "3D-Druck, C++"})
    assert (answer.status_code, answer.location) == (303, "/people/ann.probst")
    page = text(browser.get("/people/ann.probst"))
    assert "<strong>things</strong>" in page
    assert "German, Polish" in page
    assert "C++" in page
    assert "4711" in page
    assert "4711" not in text(as_(company["cher"]).get("/people/ann.probst"))
    again = text(browser.get("/settings"))
    assert 'value="3D-Druck" checked' in again
    assert 'value="pl" checked' in again


@pytest.mark.parametrize(
    "fault",
    [
        {"phone": "call me"},
        {"about": "x" * 1_000_000},
        {"languages": ["tlh"]},
        {"phone_level": "boss"},
        {"more_topics": "x" * 500},
        {"room": "x" * 100},
    ],
    ids=["phone", "long", "language", "level", "topic", "room"],
)
def test_a_refused_profile_keeps_everything_typed(as_, company, fault) -> None:
    typed = form(pronouns="they/them", topics=["Chess"]) | fault
    answer = as_(company["ann"]).put("/settings", data=typed)
    page = text(answer)
    assert answer.status_code == 422
    assert "Not saved yet." in page
    assert 'class="error"' in page
    assert 'value="they/them"' in page
    assert 'value="Chess" checked' in page
    if isinstance(next(iter(fault.values())), str) and not next(iter(fault)).endswith("_level"):
        assert next(iter(fault.values())) in page
    assert db.session.get(Profile, company["ann"].id) is None


def test_nul_and_broken_text_are_taken_out_or_refused(as_, company) -> None:
    browser = as_(company["ann"])
    assert browser.put("/settings", data=form(room="Hall\x003", about="a\x00b")).status_code == 303
    assert "Hall3" in text(browser.get("/people/ann.probst"))
    broken = browser.client.put(
        "/settings",
        data=b"about=%ff%fe&room=%c3%28",
        content_type="application/x-www-form-urlencoded",
        headers={"X-CSRF-Token": browser.token},
    )
    assert broken.status_code == 422
    assert "characters that cannot be read" in text(broken)


def test_a_stale_profile_shows_both_and_can_be_saved_again(as_, company) -> None:
    browser = as_(company["ann"])
    version = re.search(r'name="version" value="(\w+)"', text(browser.get("/settings")))[1]
    assert browser.put("/settings", data=form(about="From the phone", topics=["Chess"])).status_code == 303
    late = browser.put("/settings", data=form(about="From the desk", version=version))
    page = text(late)
    assert late.status_code == 409
    assert all(words in page for words in ("From the phone", "Chess", "From the desk"))
    assert db.session.get(Profile, company["ann"].id).about == "From the phone"
    version = re.search(r'name="version" value="(\w+)"', page)[1]
    assert browser.put("/settings", data=form(about="From the desk", version=version)).status_code == 303
    assert "From the desk" in text(browser.get("/people/ann.probst"))


def test_a_photo_is_uploaded_shown_and_removed(as_, company) -> None:
    browser = as_(company["ann"])
    answer = browser.post("/settings/photo", data={"photo": (io.BytesIO(picture()), "me.exe"), "keep": "start"})
    assert answer.status_code == 303
    db.session.expire_all()
    digest = company["ann"].photo if company["ann"].photo else db.session.merge(company["ann"]).photo
    shown = as_(company["cher"]).get(f"/people/photos/{digest}")
    assert (shown.status_code, shown.mimetype, shown.get_data()[8:12]) == (200, "image/webp", b"WEBP")
    shown.close()
    assert "immutable" in shown.headers["Cache-Control"]
    assert "private" in shown.headers["Cache-Control"]
    assert browser.delete("/settings/photo").status_code == 303
    assert browser.get(f"/people/photos/{digest}").status_code == 404


def test_a_photo_that_comes_from_elsewhere_alone_is_locked_and_says_so(as_, company) -> None:
    settings = {"fields": ["photo"], "photos_only": True}
    save(Source(key="corp", kind="directory", label="Nordlicht", settings=settings, created_at=clock.now()))
    company["ann"].source = "corp"
    save(company["ann"])
    browser = as_(company["ann"])
    page = browser.get("/settings/photo").text
    assert "Your photo comes from Nordlicht" in page
    assert 'type="file"' not in page
    answer = browser.post("/settings/photo", data={"photo": (io.BytesIO(picture()), "me.jpg")})
    assert (answer.status_code, browser.delete("/settings/photo").status_code) == (409, 409)


@pytest.mark.parametrize("upload", [None, (b"", "a.jpg"), (b"MZ hello", "a.jpg"), (picture()[:99], "a.jpg")])
def test_what_is_no_photo_is_refused_at_the_field(as_, company, upload) -> None:
    data = {"keep": "middle"}
    if upload is not None:
        data["photo"] = (io.BytesIO(upload[0]), upload[1])
    answer = as_(company["ann"]).post("/settings/photo", data=data, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert 'class="error"' in text(answer)


def test_only_photos_in_use_are_given_out(as_, company) -> None:
    from portal.core import storage

    secret = storage.put(b"a file of a private group")
    browser = as_(company["ann"])
    for digest in (secret, "0" * 64, "x", "../../etc/passwd", make_photo(company["cher"]).upper()):
        assert browser.get(f"/people/photos/{digest}").status_code == 404


def test_language_and_appearance_have_their_page(as_, company) -> None:
    page = text(as_(company["ann"]).get("/settings/display"))
    assert 'action="/language"' in page
    assert 'action="/theme"' in page


@pytest.mark.parametrize(
    ("path", "most"),
    [("/people", 6), ("/people/cher", 12), ("/people/org", 6), ("/people/topics", 6), ("/people/following", 6)],
)
def test_pages_cost_few_statements_whatever_the_company_size(statements, as_, company, path, most) -> None:
    for n in range(40):
        make_user(f"Zoe {n:02}", site=company["lyon"], manager_id=company["cher"].id)
    make_topic("Chess", company["ann"], company["cher"])
    browser = as_(company["ann"])
    browser.get(path)
    with statements() as said:
        assert browser.get(path).status_code == 200
    assert len(said) <= most, "\n".join(said)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/people", "Verzeichnis"),
        ("/people/cher", "Kontakt"),
        ("/people/org", "Alle in Plant"),
        ("/people/topics", "Gemeinsame Themen"),
        ("/people/following", "Du folgst noch niemandem."),
        ("/settings", "Fragt mich zu"),
        ("/settings/photo", "Dein Foto"),
        ("/settings/display", "Sprache und Darstellung"),
    ],
)
def test_pages_speak_german(as_, company, path, words) -> None:
    page = text(as_(make_user("Jana Hoffmann", language="de")).get(path))
    assert '<html lang="de"' in page
    assert words in page
