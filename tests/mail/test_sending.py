"""From a mention to a mail in a real mail server, with all that goes wrong on the way."""

from portal.core.subjects import Ref
from tests.comments.factories import make_comment
from tests.counterparts.mail_catcher import Catcher
from tests.factories import make_user
from tests.mail.conftest import work
from tests.posts.factories import make_post


def test_a_mention_arrives_as_a_mail(catcher: Catcher) -> None:
    ann, bob = make_user("Ann Author", email="ann@corp.example"), make_user("Bob Brand", email="bob@corp.example")
    post = make_post(ann, title="Canteen menu")
    make_comment(Ref("post", post.id), ann, f"What do you think, @{bob.slug}?")
    work()
    [caught] = catcher.to("bob@corp.example")
    assert "Canteen menu" in caught.mail["Subject"]
    assert "Ann Author mentioned you" in caught.part("plain")
    assert "What do you think" in caught.part("plain")
    assert "What do you think" in caught.part("html")
