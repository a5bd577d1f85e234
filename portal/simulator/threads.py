"""Writes a thread: the post from its seed, the answers that belong to it, the reactions and bookmarks."""

from collections.abc import Iterator

from .chronicle import Plan
from .library import Reply, Seed, asides
from .phrases import Phrases
from .records import Bookmark, Comment, File, Person, Post, Reaction, Thread
from .revisions import revised
from .rng import Stream
from .scenarios import Scenario
from .society import Society
from .timeline import END

_GAPS = (2, 4, 7, 12, 20, 30, 45, 70, 110, 180, 280, 420, 600, 1100)  # working minutes until the next answer
_APPEAL = (0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 9, 12, 16, 24, 38)
_DRAWINGS = 12  # different ones of each kind in large companies
_JUBILEE = 5 * 366  # days
_KINDS = {
    "question": (("thumbs-up", 6), ("insight", 3), ("heart", 1)),
    "tip": (("insight", 6), ("thumbs-up", 5), ("clap", 3), ("heart", 2)),
    "thanks": (("heart", 8), ("clap", 6), ("celebrate", 3), ("thumbs-up", 3)),
    "announcement": (("thumbs-up", 7), ("celebrate", 4), ("heart", 2), ("insight", 1)),
    "offer": (("thumbs-up", 6), ("heart", 3), ("laugh", 1)),
    "talk": (("laugh", 5), ("heart", 4), ("thumbs-up", 5), ("clap", 2)),
    "story": (("clap", 6), ("heart", 4), ("celebrate", 3), ("insight", 2), ("laugh", 2)),
}


class Writer:
    """Writes one thread after the other and counts posts and comments."""

    def __init__(self, scenario: Scenario, society: Society, links: dict[str, list[str]], seed: int) -> None:
        self._scenario, self._society, self._seed, self._links = scenario, society, seed, links
        self._minute = END // (scenario.days * 430)
        self._posts = self._comments = 0
        self._written: set[str] = set()

    def write(self, plan: Plan) -> Thread:
        """Writes the thread of one planned post."""
        self._posts += 1
        number = self._posts
        for attempt in range(6):
            stream = Stream(self._seed, "thread", number, attempt)
            name = self._colleague(plan, stream)
            phrases = Phrases(plan.seed.language, stream, self._known(plan, name, stream))
            post = self._post(plan, number, phrases, stream)
            if not self._scenario.fresh or post.text not in self._written:
                break
        if self._scenario.fresh:
            self._written.add(post.text)
        comments = tuple(self._answers(plan, post, phrases, name))
        return Thread(
            post,
            comments,
            tuple(self._reactions(plan, post, comments)),
            tuple(self._bookmarks(plan, post)),
        )

    def _colleague(self, plan: Plan, stream: Stream) -> int:
        group, language = plan.circle.group.number, plan.seed.language
        least = _JUBILEE if "{years}" in plan.seed.text else 0
        hero = self._society.hero(group, plan.moment)
        if hero and hero != plan.author and not least and stream.chance(400):
            return hero

        def fits(one: Person) -> bool:
            return language in one.speaks and one.hired >= least

        return self._society.partner(group, plan.author, plan.moment, stream, fits)

    def _known(self, plan: Plan, name: int, stream: Stream) -> dict[str, str]:
        author, colleague = self._society.person(plan.author), self._society.person(name)
        units = self._society.units
        sites = [unit.name for unit in units.values() if unit.kind == "site" and unit.number != author.site]
        others = [link for link in self._links[plan.seed.language] if f"({plan.circle.group.slug})" not in link]
        return {
            "author": author.call,
            "@author": f"@{author.slug}",
            "name": colleague.call,
            "@name": f"@{colleague.slug}",
            "years": str(max(colleague.hired // _JUBILEE * 5, 1)),
            "me": author.name,
            "mydept": units[author.department].name,
            "mysite": units[author.site].name,
            "site": units[author.site].name,
            "site2": stream.pick(sites) if sites else "Kassel",
            "group": stream.pick(others) if others else plan.circle.group.name,
        }

    def _post(self, plan: Plan, number: int, phrases: Phrases, stream: Stream) -> Post:
        seed, group = plan.seed, plan.circle.group
        title, text = phrases.fill(seed.title), phrases.fill(seed.text)
        if group.tags and stream.chance(260):
            text = f"{text}\n\n" + " ".join(f"#{tag}" for tag in stream.sample(group.tags, stream.between(1, 2)))
        former, text, edited = self._left(plan, text, number)
        return Post(
            number=number,
            author=plan.author,
            group=group.number if plan.circle.is_group else None,
            audience=plan.circle.audience,
            kind=seed.kind,
            title=title,
            text=text,
            language=seed.language,
            moment=plan.moment,
            edited=edited,
            former=former if edited else "",
            is_pinned=seed.pinned,
            file=_file(seed, number if self._scenario.fresh else number % _DRAWINGS),
        )

    def _left(self, plan: Plan, text: str, number: int) -> tuple[str, str, int | None]:
        """As it read first, as the author leaves it, and when; what lies in the future has not happened."""
        changed = revised(plan.seed, text, Stream(self._seed, "revision", number)) if self._scenario.fresh else None
        moment = plan.moment + self._minute * changed.minutes if changed else END
        return (changed.former, changed.text, moment) if changed and moment < END else (text, text, None)

    def _answers(self, plan: Plan, post: Post, phrases: Phrases, name: int) -> Iterator[Comment]:
        stream = Stream(self._seed, "answers", post.number)
        moment, used, top = post.moment, {plan.author}, None
        for reply in self._replies(plan, stream):
            moment += (self._minute * stream.pick(_GAPS) + stream.below(self._minute * 9)) // self._haste(plan.moment)
            if moment >= END:
                if self._scenario.comments == 0:
                    return
                moment = END - 1
            author = self._speaker(plan, reply, name, used, stream)
            if author is None:
                continue
            used.add(author)
            self._comments += 1
            answers = top if reply.speaker == "author" or stream.chance(90) else None
            yield Comment(
                number=self._comments,
                post=post.number,
                author=author,
                text=phrases.fill(reply.text),
                language=post.language,
                moment=moment,
                parent=answers,
            )
            top = top if answers else self._comments

    def _haste(self, moment: int) -> int:
        """What was posted in the last days is answered sooner, so that no page begins with silence."""
        days = (END - moment) * self._scenario.days // END
        return 6 if days < 2 else 3 if days < 5 else 1

    def _replies(self, plan: Plan, stream: Stream) -> list[Reply]:
        written, extra = list(plan.seed.replies), self._extra(plan, stream)
        if plan.comments is not None:
            return [*written, *extra][: plan.comments]
        if stream.chance(55) and plan.seed.kind != "question":
            return []
        if plan.seed.again:
            written = _thinned(written, stream)
        elif not stream.chance(450):
            written = written[: stream.between(2, len(written))]
        remarks = plan.seed.kind not in ("question", "offer") and stream.chance(110)
        return [*written, *extra[: stream.between(1, 3)]] if remarks else written

    def _extra(self, plan: Plan, stream: Stream) -> list[Reply]:
        pools = asides(plan.seed.language)
        texts = stream.shuffled(pools[plan.seed.kind])
        if plan.comments is not None and plan.comments > 10:
            texts += stream.shuffled(pools["story"]) + stream.shuffled(pools["tip"])
        return [Reply("", text) for text in texts]

    def _speaker(self, plan: Plan, reply: Reply, name: int, used: set[int], stream: Stream) -> int | None:
        group, language, speaker = plan.circle.group.number, plan.seed.language, reply.speaker
        if speaker == "author":
            return plan.author
        if speaker == "name":
            return name
        if speaker and speaker[0].islower() and speaker not in ("woman", "man"):
            found = self._society.with_duty(group, speaker, stream)
            if plan.comments is None:
                return found if found != plan.author else None
            return found or plan.author
        taken = used | {name}

        def fits(one: Person) -> bool:
            return one.number not in taken and language in one.speaks and speaker in self._traits(one)

        found = self._society.partner(group, plan.author, plan.moment, stream, fits)
        if found in used and plan.comments is not None:
            return stream.pick(self._society.members(group, plan.moment))
        return None if found in used else found

    def _traits(self, person: Person) -> tuple[str, ...]:
        return "", "woman" if person.woman else "man", self._society.units[person.site].name

    def _reactions(self, plan: Plan, post: Post, comments: tuple[Comment, ...]) -> Iterator[Reaction]:
        stream = Stream(self._seed, "reactions", post.number)
        members = self._society.members(plan.circle.group.number, plan.moment)
        crowd = min(len(members), 600) if plan.comments is None else 0
        wanted = min(stream.pick(_APPEAL) + stream.pick(_APPEAL) * crowd // 300, len(members) * 2 // 5)
        kinds, weights = zip(*_KINDS[plan.seed.kind], strict=True)
        for person in stream.sample(members, wanted):
            moment = post.moment + self._minute * stream.pick(_GAPS) * 2
            if person != post.author and moment < END and self._society.person(person).persona != "newcomer":
                yield Reaction(post.number, None, person, stream.weighted(kinds, weights), moment)
        usual = (0, 0, 0, 0, 1, 1, 2, 3, 5) if plan.comments is None else (0, 0, 0, 1)
        for comment in comments:
            for person in stream.sample(members, stream.pick(usual)):
                moment = comment.moment + self._minute * stream.pick(_GAPS)
                if person != comment.author and moment < END and self._society.person(person).persona != "newcomer":
                    kind = stream.pick(("thumbs-up", "thumbs-up", "heart", "laugh", "clap"))
                    yield Reaction(post.number, comment.number, person, kind, moment)

    def _bookmarks(self, plan: Plan, post: Post) -> Iterator[Bookmark]:
        stream = Stream(self._seed, "bookmarks", post.number)
        members = self._society.members(plan.circle.group.number, plan.moment)
        useful = post.kind in ("tip", "announcement")
        wanted = min(stream.pick((0, 1, 2, 4) if useful else (0, 0, 0, 1)), len(members))
        keepers = stream.sample(members, wanted)
        hero = self._society.hero(plan.circle.group.number, END)
        if hero and useful and stream.chance(180):
            keepers.append(hero)
        for person in sorted(set(keepers)):
            yield Bookmark(post.number, person, min(post.moment + self._minute * stream.between(5, 900), END - 1))


def _thinned(written: list[Reply], stream: Stream) -> list[Reply]:
    """Leaves out some answers, and with them what only makes sense behind them."""
    kept, last = [], False
    for reply in written:
        last = last if reply.speaker == "author" else stream.chance(580)
        if last:
            kept.append(reply)
    return kept


def _file(seed: Seed, number: int) -> File | None:
    from .files import named

    drawing = seed.picture or seed.file
    return named(drawing, seed.language, number, is_picture=bool(seed.picture)) if drawing else None
