"""Rows of posts, comments, reactions, bookmarks, files, and of the feed."""

from collections import Counter
from datetime import datetime
from typing import Any

from portal.activity import Entry
from portal.attachments import Attachment, Rendition
from portal.comments import Comment
from portal.core import text
from portal.core.text import Rendered
from portal.posts import Bookmark, Post, Revision
from portal.reactions import Reaction
from portal.simulator.records import Comment as Answer
from portal.simulator.records import Company, Thread
from portal.simulator.timeline import Timeline

from .keeper import keep_file
from .sink import Sink

_REMEMBERED = 50_000  # texts; most answers are used more than once in a large company


class Typesetter:
    """Renders the texts of people; equal texts once."""

    def __init__(self, company: Company) -> None:
        self._people = {person.slug: text.Person(person.number, person.slug, person.name) for person in company.people}
        self._known: dict[str, Rendered] = {}

    def render(self, words: str) -> Rendered:
        """Gives the text made ready."""
        found = self._known.get(words)
        if found is None:
            found = text.render(words, self._find)
            if len(self._known) < _REMEMBERED:
                self._known[words] = found
        return found

    def _find(self, handles: list[str]) -> dict[str, text.Person]:
        return {handle: self._people[handle] for handle in handles if handle in self._people}


class Scribe:
    """Adds one thread after the other."""

    def __init__(self, sink: Sink, company: Company, timeline: Timeline) -> None:
        self._sink, self._timeline = sink, timeline
        self.typesetter = Typesetter(company)
        self._files = 0

    def add(self, thread: Thread) -> None:
        """Adds a post with its comments, reactions, bookmarks, its file and its entry in the feed."""
        post, at = thread.post, self._timeline.at
        audience, published = post.audience, at(post.moment)
        self._sink.add(Post, self._post(thread, audience, published))
        if post.edited:
            before = {"post_id": post.number, "version": 1, "title": post.title, "body": post.former, "at": published}
            self._sink.add(Revision, before | {"removed_at": None})
        feed = {"id": post.number, "at": published, "actor_id": post.author, "audience": audience}
        self._sink.add(Entry, feed | {"subject_kind": "post", "subject_id": post.number})
        starts: dict[int, datetime] = {}
        reacted = _counts_by_comment(thread)
        for comment in thread.comments:
            row = self._comment(comment, audience, starts, reacted.get(comment.number, {}))
            self._sink.add(Comment, row)
        self._add_reactions(thread)
        self._sink.extend(
            Bookmark, [{"user_id": b.person, "post_id": b.post, "at": at(b.moment)} for b in thread.bookmarks]
        )
        if post.file:
            self._add_file(thread, audience, published)

    def _post(self, thread: Thread, audience: str, published: datetime) -> dict[str, Any]:
        post, rendered = thread.post, self.typesetter.render(thread.post.text)
        counts = Counter(reaction.kind for reaction in thread.reactions if reaction.comment is None)
        return {
            "id": post.number,
            "audience": audience,
            "author_id": post.author,
            "title": post.title,
            "body": post.text,
            "html": rendered.html,
            "plain": rendered.plain,
            "tags": list(rendered.tags),
            "is_pinned": post.is_pinned,
            "has_files": post.file is not None,
            "comment_count": len(thread.comments),
            "reactions": dict(sorted(counts.items())),
            "version": 2 if post.edited else 1,
            "published_at": published,
            "edited_at": self._timeline.at(post.edited) if post.edited else None,
        }

    def _comment(
        self, comment: Answer, audience: str, starts: dict[int, datetime], counts: dict[str, int]
    ) -> dict[str, Any]:
        rendered, written = self.typesetter.render(comment.text), self._timeline.at(comment.moment)
        starts[comment.number] = starts[comment.parent] if comment.parent else written
        return {
            "id": comment.number,
            "audience": audience,
            "subject_kind": "post",
            "subject_id": comment.post,
            "parent_id": comment.parent,
            "thread_at": starts[comment.number],
            "author_id": comment.author,
            "body": comment.text,
            "html": rendered.html,
            "plain": rendered.plain,
            "tags": list(rendered.tags),
            "language": comment.language,
            "reactions": counts,
            "version": 1,
            "created_at": written,
            "changed_at": written,
        }

    def _add_reactions(self, thread: Thread) -> None:
        for reaction in thread.reactions:
            self._sink.add(
                Reaction,
                {
                    "subject_kind": "comment" if reaction.comment else "post",
                    "subject_id": reaction.comment or reaction.post,
                    "user_id": reaction.person,
                    "kind": reaction.kind,
                    "created_at": self._timeline.at(reaction.moment),
                },
            )

    def _add_file(self, thread: Thread, audience: str, published: datetime) -> None:
        post = thread.post
        assert post.file is not None
        self._files += 1
        file, widths = keep_file(post.file, post.language)
        place = {"subject_kind": "post", "subject_id": post.number, "audience": audience, "created_at": published}
        row = file._asdict() | place | {"alt": post.file.alt, "uploaded_by": post.author}
        self._sink.add(Attachment, row | {"id": self._files})
        self._sink.extend(Rendition, [one._asdict() | {"attachment_id": self._files} for one in widths])


def _counts_by_comment(thread: Thread) -> dict[int, dict[str, int]]:
    counts: dict[int, Counter[str]] = {}
    for reaction in thread.reactions:
        if reaction.comment:
            counts.setdefault(reaction.comment, Counter())[reaction.kind] += 1
    return {number: dict(sorted(found.items())) for number, found in counts.items()}
