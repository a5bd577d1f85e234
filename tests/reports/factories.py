"""A report in a private group, with those who may look after it and those who may not."""

from typing import Any, NamedTuple

from auth.models import User
from portal.groups import Group
from portal.posts import Post
from portal.reports import Reading, ReportForm, report
from portal.reports.reading import ask
from portal.reports.reading.forms import AskForm
from tests.factories import actor, make_user
from tests.groups.factories import add_member, make_group
from tests.posts.factories import make_post, ref

SECRET = "Zirbelflux"


class Closed(NamedTuple):
    """Ann wrote in a hidden group what Bob reported; Petra and Max have the roles and do not see it."""

    ann: User
    bob: User
    petra: User
    max: User
    group: Group
    post: Post

    @property
    def about(self) -> str:
        return str(ref(self.post))


def make_closed(**roles: Any) -> Closed:
    ann = make_user("Ann Author", roles=roles.get("ann", ()))
    bob = make_user("Bob Reporter")
    petra = make_user("Petra Peters", roles=("community-manager",))
    second = make_user("Max Moder", roles=roles.get("max", ("moderator",)))
    group = make_group("Brazing", owner=ann, visibility="hidden")
    add_member(group, bob)
    post = make_post(ann, group.key, title=SECRET, body=f"{SECRET} is not for you.\n\nSecond line.")
    report(actor(bob), ReportForm(about=str(ref(post)), reason="insult", words="Names a colleague"))
    return Closed(ann, bob, petra, second, group, post)


def make_asked(closed: Closed) -> Reading:
    return ask(actor(closed.petra), AskForm(about=closed.about, reason="Somebody is said to be named in it."))
