"""The list of members, its export, and what is done with members there."""

import csv
import io

import pytest

from tests.factories import make_user
from tests.groups.factories import (
    add_member,
    make_group,
    owner_of,
    text,
)


def test_the_list_of_members_is_searched_and_turned(as_, ann) -> None:
    group = make_group(owner=ann)
    for number in range(35):
        add_member(group, make_user(f"Person {number:02}"))
    browser = as_(ann)
    page = text(browser.get(f"/groups/{group.slug}/members", htmx=True))
    assert "<html" not in page
    assert page.count("row-item") == 30
    following = page.split('class="pager"')[1].split('href="')[1].split('"')[0].replace("&amp;", "&")
    assert text(browser.get(following, htmx=True)).count("row-item") == 6
    assert text(browser.get(f"/groups/{group.slug}/members?q=RSON+07", htmx=True)).count("row-item") == 1
    for words in ("%25", "_", "zzz", "%5C"):
        assert "Nobody of that name" in text(browser.get(f"/groups/{group.slug}/members?q={words}", htmx=True))


@pytest.mark.parametrize("query", ["after=zzz", "after=%00", "q=" + "x" * 81, "after=" + "A" * 600])
def test_a_list_that_is_asked_nonsense_refuses_it(as_, ann, query) -> None:
    group = make_group(owner=ann)
    for path in (f"/groups/{group.slug}/members", "/groups"):
        assert as_(ann).get(f"{path}?{query}").status_code in (200, 404, 422)


def test_closed_accounts_are_not_listed(as_, ann) -> None:
    group = make_group(owner=ann)
    add_member(group, make_user("Gone Girl", is_active=False))
    assert "Gone Girl" not in text(as_(ann).get(f"/groups/{group.slug}/members"))


@pytest.mark.parametrize("evil", ["=cmd()", "+1", "-2", "@SUM(A1)"])
def test_the_export_holds_no_formulas(as_, ann, evil) -> None:
    group = make_group(owner=ann)
    add_member(group, make_user(evil + ' "x", y', title=evil))
    answer = as_(ann).get(f"/groups/{group.slug}/members.csv")
    rows = list(csv.reader(io.StringIO(text(answer).removeprefix("\ufeff"))))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer.headers["Cache-Control"]
    assert len(rows) == 3
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert any(row[0] == f'\'{evil} "x", y' for row in rows)


def test_the_german_export_has_german_heads_and_semicolons(as_) -> None:
    eva = make_user("Eva", language="de")
    group = make_group(owner=eva)
    assert '"Name";' in text(as_(eva).get(f"/groups/{group.slug}/members.csv"))


@pytest.mark.parametrize(
    ("who", "status"), [("host", 403), ("member", 403), ("stranger", 403), ("manager", 403), ("owner", 200)]
)
def test_only_owners_export(as_, ann, who, status) -> None:
    group = make_group()
    people = {"owner": owner_of(group), "manager": make_user("Mona", roles=("community-manager",)), "stranger": ann}
    for role in ("host", "member"):
        people[role] = make_user(role)
        add_member(group, people[role], role)
    assert as_(people[who]).get(f"/groups/{group.slug}/members.csv").status_code == status
    page = text(as_(people[who]).get(f"/groups/{group.slug}/members"))
    assert ("members.csv" in page) is (status == 200)
    assert ("? You become a plain member." in page) is (status == 200)


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/members/{id}/role", {"role": "host"}),
        ("/owner", {"user_id": "{id}"}),
    ],
)
def test_who_is_no_member_is_not_found(as_, ann, path, sent) -> None:
    group = make_group(owner=ann)
    foreign = owner_of(make_group("Other")).id
    for number in (foreign, 999_999, 2**53):
        data = {key: value.format(id=number) for key, value in sent.items()}
        assert as_(ann).post(f"/groups/{group.slug}{path.format(id=number)}", data).status_code == 404
    assert as_(ann).delete(f"/groups/{group.slug}/members/{foreign}").status_code == 404


@pytest.mark.parametrize("sent", [{}, {"role": "emperor"}])
def test_a_role_that_does_not_exist_is_refused(as_, ann, sent) -> None:
    group = make_group(owner=ann)
    assert as_(ann).post(f"/groups/{group.slug}/members/{ann.id}/role", sent).status_code == 422


def test_the_last_owner_reads_what_to_do(as_, ann) -> None:
    group = make_group(owner=ann)
    answer = as_(ann).delete(f"/groups/{group.slug}/membership")
    assert answer.status_code == 409
    assert "Hand the group over first" in text(answer)
