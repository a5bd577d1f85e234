"""Who may do what to a comment."""

from dataclasses import replace

import pytest

from auth.policy import can
from portal.comments import remove_comment
from portal.core import db
from portal.core.subjects import Ref
from tests.comments.factories import make_comment
from tests.comments.notes import make_note
from tests.factories import actor, make_user

TABLE = {
    # who:     (edit, remove, react)
    "author": (True, True, True),
    "colleague": (False, False, True),
    "community-manager": (False, True, True),
    "hr-admin": (False, False, True),
    "it-admin": (False, False, True),
    "works-council": (False, False, True),
    "ambassador": (False, False, True),
}


@pytest.mark.parametrize("who", TABLE)
def test_the_table_of_rights(who: str) -> None:
    author = make_user("Ann")
    comment = make_comment(Ref("note", make_note().id), author)
    role = (who,) if who not in ("author", "colleague") else ()
    someone = author if who == "author" else make_user("Bob", roles=role)
    rights = tuple(can(actor(someone), verb, comment) for verb in ("edit", "remove", "react"))
    assert rights == TABLE[who]


def test_nobody_may_anything_with_a_removed_comment() -> None:
    author = make_user("Ann")
    comment = make_comment(Ref("note", make_note().id), author)
    remove_comment(actor(author), comment)
    db.commit()
    for verb in ("edit", "remove", "react"):
        assert not can(actor(author), verb, comment)


def test_roles_give_no_sight() -> None:
    author, manager = make_user("Ann"), make_user("Petra", roles=("community-manager",))
    comment = make_comment(Ref("note", make_note(f"user:{author.id}").id), author)
    assert not can(actor(manager), "remove", comment)


def test_owners_and_hosts_look_after_their_group_and_no_other() -> None:
    author, host = make_user("Ann"), make_user("Hanna")
    comment = make_comment(Ref("note", make_note().id), author)
    comment.audience = "group:7"
    own = replace(actor(host), keys=frozenset({"everyone", "group:7", "group:7:managers"}))
    other = replace(own, keys=frozenset({"everyone", "group:7", "group:8:managers"}))
    assert can(own, "remove", comment)
    assert not can(own, "edit", comment)
    assert not can(other, "remove", comment)
