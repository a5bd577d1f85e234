"""Who waits to be let into a group, and who is invited and has not answered yet."""

from collections.abc import Iterable, Sequence

from .circles import Circle
from .records import Invitation, Membership, Person, Request
from .rng import Stream
from .timeline import END

_WORDS = {
    "de": ("Ich bin ab nächster Woche im Werk und würde gern mitlesen.", "Wir haben gerade das gleiche Thema.",
           "{owner} meinte, ich soll mich hier melden.", "Ich springe öfter ein und möchte wissen, was läuft."),
    "en": ("We're working on the same thing and would like to compare notes.", "{owner} told me to ask here.",
           "I'll be joining the team next month."),
}  # fmt: skip
_OWN_WORDS = "Uns aus der Konstruktion fehlt oft, was ihr an den Linien seht. Ich würde gern mitlesen."
_ASKS = ("employee", "Qualitätszirkel")
_INVITED = {
    "employee": ("Foto-Freunde", "Running & Riding"),
    "community-manager": ("Games Night",),
    "hr-admin": ("Besser jeden Tag",),
    "it-admin": ("Foto-Freunde",),
    "works-council": ("Gesund im Betrieb",),
    "ambassador": ("Four Kitchens",),
    "newcomer": ("Neu bei uns", "Kombüse Leipzig"),
}


class Asking:
    """Draws requests and invitations of one group after the other."""

    def __init__(self, people: Sequence[Person], seed: int) -> None:
        self._everybody, self._seed = people, seed
        self._people = [person for person in people if person.left is None]

    def requests(self, circle: Circle, members: Iterable[Membership]) -> list[Request]:
        """Gives those who wait to be let into a group by request."""
        group = circle.group
        if group.visibility != "request" or group.is_archived:
            return []
        stream = Stream(self._seed, "requests", group.number)
        outside = self._outside(members)
        waiting = stream.sample([one for one in outside if _is_settled(one)], stream.between(1, 3))
        waiting += [one for one in outside if (one.persona, group.name) == _ASKS]
        owner, words = self._everybody[group.owner - 1].call, _WORDS[group.language]
        return [
            Request(
                group=group.number,
                person=person.number,
                message=_OWN_WORDS if person.persona else stream.pick(words).format(owner=owner),
                moment=END - stream.between(1, END // 60),
            )
            for person in waiting
        ]

    def invitations(self, circle: Circle, members: Sequence[Membership]) -> list[Invitation]:
        """Gives those whom members have invited: a few drawn ones, and personas to groups that would suit them."""
        group = circle.group
        if group.is_archived or group.unit is not None:
            return []
        stream = Stream(self._seed, "invitations", group.number)
        outside = self._outside(members)
        able = [one for one in outside if _is_settled(one) and group.language in one.speaks]
        guests = stream.sample(able, min(stream.pick((0, 1, 1, 2, 3)), len(able))) if not circle.needs else []
        guests += [one for one in outside if group.name in _INVITED.get(one.persona or "", ())]
        return [
            Invitation(group.number, guest.number, self._inviter(members, stream), END - stream.between(1, END // 40))
            for guest in guests
        ]

    def _outside(self, members: Iterable[Membership]) -> list[Person]:
        inside = {membership.person for membership in members}
        return [person for person in self._people if person.number not in inside]

    @staticmethod
    def _inviter(members: Sequence[Membership], stream: Stream) -> int:
        return stream.pick([one.person for one in members if one.role != "member"])


def _is_settled(person: Person) -> bool:
    return person.hired > 20 and not person.persona
