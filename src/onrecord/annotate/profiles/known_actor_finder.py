"""Which entry of the list of known actors an actor of an article is, on the day of publication."""

from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.annotate.actor_files.rows import is_date
from onrecord.annotate.mentions.known_actors import KnownActor, KnownActors, plain_title
from onrecord.annotate.mentions.lexicon import mention_words
from onrecord.annotate.profiles.actor_words import ActorWords
from onrecord.annotate.profiles.drafts import Drafts
from onrecord.model.annotation import ActorKind, Mention
from onrecord.model.article import Article

_DAY = 10  # characters of YYYY-MM-DD
_LONGEST_ACRONYM = 4  # letters; longer words in capitals may be names of persons ("SCHOLZ")


def publication_day(article: Article) -> str | None:
    """Return the day of publication as YYYY-MM-DD, None when it is unknown or less exact."""
    day = (article.published.value or "")[:_DAY]
    return day if len(day) == _DAY and is_date(day) else None


@dataclass(frozen=True, slots=True)
class KnownActorFinder:
    """The look-up for the actors of one article published on `day`."""

    drafts: Drafts
    known: KnownActors
    day: str | None

    def find(self, actor: ActorWords, kind: ActorKind) -> KnownActor | None:
        """Return the entry by the whole name, by family name and office, or by office and state alone."""
        names = list(self._names(actor))
        found = self.known.find(names, kind)
        if found is None and kind != "person" and any(name.isupper() for name in names):
            # The letters of a name that the article spells out may also be those of another body.
            found = self.known.find([name for name in names if " " in name], kind)
        if (
            found is not None
            and (kind == "state") == (found.kind == "state")
            and (self._is_at_home(found, names) or self._is_in_office(found, actor))
        ):
            return found
        if kind != "person":
            return None
        if names:
            return self._by_family_name(actor, names)
        return self._by_office(actor)

    def _is_at_home(self, found: KnownActor, names: list[str]) -> bool:
        """Tell whether an article names the state of a person, or of a body whose name is one word.

        Names of persons and short names recur in other states. A user's own list means whom it names in full.
        """
        if found.is_own and any(" " in name for name in names):
            return True
        if found.kind != "person" and (
            found.kind not in ("government", "organisation") or any(" " in name for name in names)
        ):
            return True
        shares = self.drafts.evidence.shares
        return found.country is None or found.country in shares or not shares

    def _is_in_office(self, found: KnownActor, actor: ActorWords) -> bool:
        """Tell whether a person with a listed name bears a listed office, or holds one of a state untold.

        Such a person is known without the state: "Penny Wong, the foreign minister". A title that is none of
        the person's offices is that of a namesake.
        """
        if found.kind != "person" or self.day is None:
            return False
        held = [term for term in found.terms if term.covers(self.day)]
        titles = [row.span.words(self.drafts.text) for row in actor.titles]
        if titles:
            offices = {plain_title(term.title) for term in held}
            return any(office in offices for title in titles for office in self._offices_in(title))
        return any(self.known.is_of_state(term) for term in held)

    def _offices_in(self, title: str) -> Iterator[str]:
        """Yield a title in its usual form, and without the name of a known body before it: "U.N. envoy"."""
        yield plain_title(title)
        words = title.split()
        for count in range(1, len(words)):
            body = self.known.find([" ".join(words[:count])], "organisation")
            if body is not None and body.kind == "organisation":
                yield plain_title(" ".join(words[count:]))

    def _names(self, actor: ActorWords) -> Iterator[str]:
        yield from (row.known_as for row in actor.mentions if row.known_as)
        for printed in actor.names(self.drafts.text):
            yield printed
            name = (
                _in_usual_case(printed) if printed.isupper() and len(printed) > _LONGEST_ACRONYM else printed
            )
            yield name
            yield " ".join(word for word in name.split() if not _is_initial_or_suffix(word))
            yield name.removeprefix("the ").removeprefix("The ").removesuffix("'s").removesuffix("\u2019s")

    def _by_family_name(self, actor: ActorWords, names: list[str]) -> KnownActor | None:
        if any(" " in name for name in names):
            return None
        text = self.drafts.text
        titles = [row.span.words(text) for row in actor.titles]
        countries = self.drafts.evidence.shares
        # The label of a turn has capitals only: "PRESIDENT BIDEN:".
        for name in dict.fromkeys(name.title() if name.isupper() else name for name in names):
            found = self.known.holder_named(name, titles, self.day, countries)
            if found is not None:
                return found
        return None

    def _by_office(self, actor: ActorWords) -> KnownActor | None:
        """Return who "the French president" is."""
        countries = {row.country for row in actor.mentions if row.country}
        if len(countries) != 1 or self.day is None:
            return None
        country = countries.pop()
        for mention in actor.mentions:
            held = (
                self.known.holders(self._office(mention), country, self.day)
                if mention.form == "nominal"
                else []
            )
            if len(held) == 1:
                return held[0]
        return None

    def _office(self, mention: Mention) -> str:
        """Return the words of a noun phrase without those for the state: "foreign minister"."""
        tree = self.drafts.tree
        tokens = tree.range(mention.span)
        states = {
            index for row in self.drafts.evidence.within(tokens) for index in range(row.first, row.last + 1)
        }
        words = [
            tree[index].text.lower() for index in tokens if index not in states and tree[index].tag != "POS"
        ]
        while words and words[-1] in mention_words("prepositions after a title") | mention_words("articles"):
            words.pop()
        return " ".join(words)


def _in_usual_case(name: str) -> str:
    """Return a name in capitals as news prints it: "VON DER LEYEN" gives "Von Der Leyen"."""
    return " ".join("-".join(part.capitalize() for part in word.split("-")) for word in name.split())


def _is_initial_or_suffix(word: str) -> bool:
    plain = word.rstrip(".,")
    return (len(plain) == 1 and word.endswith(".")) or plain.lower() in mention_words("generational suffixes")
