"""The company is the same everywhere, has the promised size, and behaves like people."""

import hashlib
import re
from collections import Counter
from functools import cache

import pytest

from portal.simulator import SCENARIOS, Simulation, simulate
from portal.simulator.records import Thread
from portal.simulator.timeline import END

PERSONAS = {"employee", "community-manager", "hr-admin", "it-admin", "works-council", "ambassador", "newcomer"}


@cache
def company(name: str) -> Simulation:
    return simulate(name, 1)


@cache
def threads(name: str) -> tuple[Thread, ...]:
    return tuple(simulate(name, 1).threads())


def digest(name: str, seed: int) -> str:
    made = simulate(name, seed)
    people = [(person, sorted(person.duties)) for person in made.company.people]
    parts = [made.company.units, made.company.groups, made.company.memberships, made.company.follows]
    parts += [made.company.requests, made.company.invitations]
    text = re.sub(r"duties=frozenset\([^)]*\)", "", repr([*parts, people, list(made.threads())]))
    return hashlib.sha256(text.encode()).hexdigest()


def test_the_same_seed_makes_the_same_company_and_another_seed_another() -> None:
    assert digest("tiny", 1) == digest("tiny", 1)
    assert digest("tiny", 1) != digest("tiny", 2)


def test_a_company_is_the_same_on_every_machine() -> None:
    assert digest("tiny", 1)[:16] == "28afa2a2781cb64f"
    assert digest("demo", 1)[:16] == "a4b5a30ade30bfa6"


def test_an_unknown_scenario_names_those_that_exist() -> None:
    with pytest.raises(ValueError, match="tiny, demo, group, bench"):
        simulate("nonsense")


def test_the_demo_company_has_its_promised_size() -> None:
    made = company("demo").company
    assert len(made.people) == 600
    assert Counter(unit.kind for unit in made.units) == {"site": 4, "department": 14}
    assert {unit.name for unit in made.units if unit.kind == "site"} == {"Leipzig", "Kassel", "Gdańsk", "Lyon"}
    assert len({unit.country for unit in made.units if unit.country}) == 3
    assert len(made.groups) == 40
    assert {group.visibility for group in made.groups} == {"open", "request", "private", "hidden"}
    assert len(threads("demo")) > 400
    assert sum(len(thread.comments) for thread in threads("demo")) > 1500


def test_the_tiny_company_can_be_read_by_hand() -> None:
    made = company("tiny").company
    assert (len(made.people), len(made.groups)) == (12, 3)
    assert 10 <= len(threads("tiny")) <= 20


def test_the_bench_plans_exactly_what_it_promises() -> None:
    assert SCENARIOS["bench"].people == 2000
    plans = company("bench").plans
    assert len(plans) == 20_000
    counts = [plan.comments or 0 for plan in plans]
    assert sum(counts) == 100_000
    assert sum(12 <= count <= 18 for count in counts) > 1000


def test_names_are_as_varied_as_in_life() -> None:
    people = company("demo").company.people
    names = [person.name for person in people]
    assert max(Counter(names).values()) >= 2
    assert any(" " not in name for name in names)
    assert max(map(len, names)) > 60
    assert all(letter in "".join(names) for letter in "äöüßłńęşğçéïŻ")
    assert len({person.slug for person in people}) == 600
    assert all(re.fullmatch(r"[a-z0-9](?:[a-z0-9.-]{0,78}[a-z0-9])?", person.slug) for person in people)


def test_everybody_but_the_head_has_a_manager_in_reach() -> None:
    people = company("demo").company.people
    assert [person.name for person in people if person.manager is None] == ["Dr. Henrike Sandmann"]
    assert max(Counter(person.manager for person in people).values()) <= 40
    for person in people:
        seen, one = set(), person
        while one.manager is not None:
            assert one.number not in seen
            seen.add(one.number)
            one = people[one.manager - 1]


def test_all_personas_are_there() -> None:
    people = company("demo").company.people
    assert {person.persona for person in people} - {None} == PERSONAS
    by_persona = {person.persona: person for person in people if person.persona}
    assert by_persona["employee"].name == "Jana Hoffmann"
    assert by_persona["newcomer"].hired == 2


def test_the_employee_is_in_groups_across_sites_and_the_newcomer_in_automatic_ones_only() -> None:
    made = company("demo").company
    persona = {person.number: person.persona for person in made.people}
    mine = [one for one in made.memberships if persona[one.person] == "employee"]
    assert 8 <= len(mine) <= 12
    assert all(one.automatic for one in made.memberships if persona[one.person] == "newcomer")


def test_automatic_groups_hold_exactly_whom_the_rule_names() -> None:
    made = company("demo").company
    for group in made.groups:
        automatic = {one.person for one in made.memberships if one.group == group.number and one.automatic}
        unit = next((unit for unit in made.units if unit.number == group.unit), None)
        inside = _inside(made.units, group.unit)
        named = {p.number for p in made.people if p.left is None and (p.department in inside or p.site in inside)}
        assert automatic == (named if unit else set()), group.name


def _inside(units: tuple, number: int | None) -> set[int]:
    inside = {number}
    for unit in units:
        if unit.parent in inside and unit.parent is not None:
            inside.add(unit.number)
    return inside


def test_every_group_has_one_owner_and_hidden_ones_only_whom_they_are_for() -> None:
    made = company("demo").company
    owners = Counter(one.group for one in made.memberships if one.role == "owner")
    assert owners == {group.number: 1 for group in made.groups}
    council = next(group.number for group in made.groups if group.name == "Betriebsrat intern")
    inside = [made.people[one.person - 1] for one in made.memberships if one.group == council]
    assert all("council" in person.duties for person in inside)


def test_only_members_write_and_react_and_nothing_is_in_the_future() -> None:
    made = company("demo").company
    readers = _readers()
    open_groups = {f"group:{group.number}" for group in made.groups if group.visibility == "open"}
    for thread in threads("demo"):
        post = thread.post
        allowed = {"it", "hr", "community", "council", "boss", "safety", "kitchen", "trainer", "travel", "planner"}
        allowed |= {"finance", "apprentice"}
        for author in (post.author, *(comment.author for comment in thread.comments)):
            comes_in = post.audience in open_groups and made.people[author - 1].duties & allowed
            assert author in readers[post.audience] or comes_in
        assert readers[post.audience].issuperset(reaction.person for reaction in thread.reactions)
        assert 0 <= post.moment < END
        assert all(post.moment < comment.moment < END for comment in thread.comments)
        assert all(post.moment < reaction.moment < END for reaction in thread.reactions)


def _readers() -> dict[str, set[int]]:
    """Gives who belongs to each audience, by the company's units and memberships alone."""
    made = company("demo").company
    readers: dict[str, set[int]] = {"everyone": {person.number for person in made.people if person.left is None}}
    for unit in made.units:
        inside = _inside(made.units, unit.number)
        of_unit = (one for one in made.people if one.site in inside or one.department in inside)
        readers[f"unit:{unit.number}"] = {one.number for one in of_unit if one.left is None}
    for one in made.memberships:
        readers.setdefault(f"group:{one.group}", set()).add(one.person)
    return readers


def test_a_believable_share_is_written_past_the_groups() -> None:
    kinds = {f"unit:{unit.number}": unit.kind for unit in company("demo").company.units}
    share = Counter(kinds.get(thread.post.audience, thread.post.audience[:8]) for thread in threads("demo"))
    assert 12 <= share["everyone"] <= 30
    assert 20 <= share["site"] <= 60
    assert 30 <= share["department"] <= 80
    past = share["everyone"] + share["site"] + share["department"]
    assert len(threads("demo")) // 10 <= past <= len(threads("demo")) // 4
    for site, language in (("Leipzig", "de"), ("Kassel", "de"), ("Gdańsk", "en"), ("Lyon", "en")):
        unit = next(unit for unit in company("demo").company.units if unit.name == site)
        said = [one.post.language for one in threads("demo") if one.post.audience == f"unit:{unit.number}"]
        assert said.count(language) > len(said) * 3 // 4, site


def test_some_posts_are_edited_and_one_stands_on_top_for_all() -> None:
    posts = [thread.post for thread in threads("demo")]
    edited = [post for post in posts if post.edited is not None]
    assert len(posts) // 30 <= len(edited) <= len(posts) // 6
    assert all(post.moment < (post.edited or 0) < END for post in edited)
    assert sum("**Nachtrag:**" in post.text or "**Update:**" in post.text for post in edited) > len(edited) // 3
    assert [post.audience for post in posts if post.is_pinned].count("everyone") == 1


def test_places_past_the_groups_have_files_too() -> None:
    files = [thread.post.file for thread in threads("demo") if thread.post.group is None and thread.post.file]
    assert {file.is_picture for file in files} == {True, False}


def test_every_persona_is_awaited_somewhere() -> None:
    made = company("demo").company
    persona = {one.number: one.persona for one in made.people if one.persona}
    assert {persona[one.person] for one in made.invitations if one.person in persona} == PERSONAS
    members = {(one.group, one.person): one.role for one in made.memberships}
    for one in made.invitations:
        assert (one.group, one.person) not in members
        assert members[one.group, one.inviter] in ("owner", "host")
    asked = {one.group for one in made.requests}
    hosts = {persona.get(person) for (group, person), role in members.items() if group in asked and role != "member"}
    assert hosts >= {"hr-admin", "it-admin", "works-council", "ambassador"}
    assert "employee" in {persona.get(one.person) for one in made.requests}


def test_the_newcomer_is_welcomed_by_name() -> None:
    made = company("demo").company
    nora = next(person for person in made.people if person.persona == "newcomer")
    welcomed = [thread for thread in threads("demo") if f"@{nora.slug}" in thread.post.text]
    assert [made.units[int(thread.post.audience[5:]) - 1].name for thread in welcomed] == ["Logistik"]
    assert welcomed[0].post.moment >= END - END * 2 // 120


def test_answers_stand_behind_what_they_answer() -> None:
    for thread in threads("demo"):
        moments = {comment.number: comment for comment in thread.comments}
        for comment in thread.comments:
            if comment.parent is not None:
                parent = moments[comment.parent]
                assert parent.parent is None
                assert parent.moment < comment.moment


def test_nobody_reacts_twice_to_the_same() -> None:
    for thread in threads("demo"):
        seen = Counter((reaction.comment, reaction.person) for reaction in thread.reactions)
        assert not [key for key, count in seen.items() if count > 1]


def test_no_text_is_read_twice_on_the_first_page_of_a_group() -> None:
    newest: dict[str, list[str]] = {}
    for thread in reversed(threads("demo")):
        newest.setdefault(thread.post.audience, []).append(thread.post.text.partition("\n\n#")[0])
    assert len(newest) == 40 + 4 + 13 + 1
    for texts in newest.values():
        assert len(set(texts[:20])) == len(texts[:20])


def test_hardly_any_text_appears_twice_in_the_whole_company() -> None:
    texts = Counter(thread.post.text for thread in threads("demo"))
    assert max(texts.values()) == 1
    answers = Counter(
        comment.text for thread in threads("demo") for comment in thread.comments if len(comment.text) > 60
    )
    assert max(answers.values()) <= 8


def test_the_last_days_are_lively() -> None:
    days = Counter((END - thread.post.moment) * 120 // END for thread in threads("demo"))
    assert all(days[day] >= 4 for day in range(5))
    answered = [thread for thread in threads("demo") if (END - thread.post.moment) * 120 // END in (1, 2, 3)]
    assert sum(bool(thread.comments) for thread in answered) > len(answered) * 7 // 10


def test_a_few_write_most() -> None:
    counts = Counter(comment.author for thread in threads("demo") for comment in thread.comments)
    top = sum(count for _, count in counts.most_common(60))
    assert top > sum(counts.values()) * 4 // 10
    assert len(counts) > 150


def test_people_deal_mostly_with_their_own_department_and_site() -> None:
    people = company("demo").company.people
    near = far = 0
    for thread in threads("demo"):
        author = people[thread.post.author - 1]
        for comment in thread.comments:
            other = people[comment.author - 1]
            if other.number != author.number:
                close = other.department == author.department or other.site == author.site
                near, far = near + close, far + (not close)
    assert near > far
    assert far > (near + far) // 20


def test_mentions_name_people_who_exist() -> None:
    slugs = {person.slug for person in company("demo").company.people}
    texts = [thread.post.text for thread in threads("demo")]
    texts += [comment.text for thread in threads("demo") for comment in thread.comments]
    named = {slug for words in texts for slug in re.findall(r"(?<![\w@/])@([a-z0-9.-]*[a-z0-9])", words)}
    assert len(named) > 20
    assert named <= slugs
