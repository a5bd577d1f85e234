"""No list asks the database more often because it is longer."""

from collections.abc import Callable
from typing import Any

from auth.models import User
from portal.core import db
from portal.core.subjects import Ref
from portal.core.web import Portal
from portal.posts import save_post
from portal.reactions import react
from tests.announcements.factories import send
from tests.attachments.factories import make_attachment
from tests.comments.factories import make_comment
from tests.drafts.factories import keep
from tests.factories import actor, make_unit, make_user
from tests.groups.factories import add_member, make_group, make_invitation, make_request
from tests.people.factories import make_topic
from tests.posts.factories import fresh, make_post
from tests.questions.factories import make_answer, make_question
from tests.statements import asked

FEW, MANY = 3, 30
LISTS = (
    "/home",
    "/home?view=all",
    "/home?view=saved",
    "/groups",
    "/groups?view=mine",
    "/groups/brazing",
    "/groups/brazing/members",
    "/groups/brazing/members.csv",
    "/home/suggestions",
    "/people",
    "/people/following",
    "/people/topics",
    "/people/org",
    "/people/ann-0",
    "/people/ann-0/posts",
    "/notifications",
    "/drafts",
    "/notifications/bell",
    "/posts/1",
    "/announcements",
    "/questions",
    "/questions?for=me",
    "/questions/1",
    "/comments/about/post:1",
    "/reactions/post:1",
    "/search?q=flux",
    "/search/suggest?q=flux",
)


class Crowd:
    """A company that grows: each who comes has a group, a post, a comment and a file of its own."""

    def __init__(self) -> None:
        self.site, self.department = make_unit("Kassel", kind="site"), make_unit("Brazing shop")
        self.reader = make_user("Rita Reader", site=self.site, department=self.department)
        self.group = make_group("Brazing", owner=self.reader, visibility="request")
        self.first = make_post(self.reader, self.group.key, title="Flux", body="Who knows about flux?")
        self.question = make_question(self.reader, self.group.key, title="Which flux?")
        self.people: list[User] = []

    def grow(self, size: int) -> None:
        """Brings the company to that size."""
        for number in range(len(self.people), size):
            self._come(number)
        db.commit()

    def _come(self, number: int) -> None:
        user = make_user(f"Ann {number}", site=self.site, department=self.department, manager_id=self.reader.id)
        self.people.append(user)
        add_member(self.group, user)
        make_topic(f"Flux {number}", user, self.reader)
        own = make_group(f"Flux circle {number}", owner=user, visibility="request")
        if number % 2:
            add_member(own, self.reader)
        else:
            make_invitation(own, self.reader)
        make_request(self.group, make_user(f"Guest {number}", site=self.site))
        files = [make_attachment(user).id] if number % 10 < FEW else []
        post = make_post(user, self.group.key, title=f"Flux {number}", body="Flux, @rita.reader!", attachments=files)
        make_comment(Ref("post", self.first.id), user, f"Flux number {number}.")
        for about in (self.first, post):
            react(actor(user), Ref("post", about.id), "heart")
        save_post(actor(self.reader), fresh(post))
        send(self.reader, groups=self.group.name, title=f"Flux {number}")
        make_answer(self.question, user, f"Flux {number}.", attachments=[make_attachment(user).id] if files else [])
        make_question(user, self.group.key, title=f"Flux {number}?", tags=f"flux-{number}")
        keep(self.reader, key=f"draft-number-{number}", audience=own.key)


def _asked(browser: Any, url: str) -> list[str]:
    """Gives the statements of a page that was drawn before: what is kept is kept by then."""
    browser.get(url).close()
    with asked() as said:
        answer = browser.get(url)
        answer.get_data()
    assert answer.status_code == 200, f"{url}: {answer.status_code}"
    return said


def test_no_list_asks_more_often_when_it_is_longer(app: Portal, as_: Callable[[User], Any]) -> None:
    crowd = Crowd()
    browser = as_(crowd.reader)
    urls = [_real(url, crowd) for url in LISTS]
    crowd.grow(FEW)
    urls = [url.replace("ann-0", crowd.people[0].slug) for url in urls]
    short = {url: _asked(browser, url) for url in urls}
    crowd.grow(MANY)
    wrong = []
    for url in urls:
        said = _asked(browser, url)
        if len(said) > len(short[url]):
            wrong.append(f"{url}: {len(short[url])} -> {len(said)}\n  " + "\n  ".join(said))
    assert not wrong, "load what belongs to the rows with the rows:\n" + "\n".join(wrong)


def _real(url: str, crowd: Crowd) -> str:
    return (
        url.replace("/posts/1", f"/posts/{crowd.first.id}-flux")
        .replace("post:1", f"post:{crowd.first.id}")
        .replace("/questions/1", f"/questions/{crowd.question.id}-which-flux")
    )
