"""People as the search sees them: only what everybody reads."""

from portal.core import subjects
from portal.people import documents
from tests.factories import make_unit, make_user
from tests.people.factories import make_profile, make_topic, speaks


def test_a_document_holds_what_everybody_reads(app) -> None:
    ann = make_user("Ann Probst", title="Welder", department=make_unit("Press shop"))
    make_profile(ann, about_html="<p>Forty <b>presses</b></p>", phone="4711")
    make_topic("Hydraulik", ann)
    make_topic("C++", ann)
    speaks(ann, "pl")
    speaks(ann, "fr", level="colleagues")
    found = documents.document(ann)
    assert (str(found.ref), found.audience, found.title, found.names) == (
        f"person:{ann.id}",
        "everyone",
        ann.name,
        ann.slug,
    )
    assert found.body == "Welder · Press shop · Forty presses\n\nPolnisch, Polish"
    assert found.tags == ("C++", "Hydraulik")


def test_what_is_not_for_everybody_is_left_out(app) -> None:
    ann = make_user("Ann Probst")
    make_profile(ann, about_html="<p>Forty presses</p>", visibility={"about": "colleagues"})
    assert documents.document(ann).body == ""


def test_leavers_are_not_found(app) -> None:
    gone = make_user("Gone Girl", is_active=False)
    assert documents.document(gone) is None
    assert list(documents.documents()) == []


def test_all_documents_come_in_batches(app, monkeypatch) -> None:
    monkeypatch.setattr(documents, "BATCH", 2)
    people = [make_user(f"Person {n}") for n in range(5)]
    assert [document.ref.id for document in subjects.get("person").documents()] == [person.id for person in people]
