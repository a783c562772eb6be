"""Drafts of profiles: what mentions and titles alone tell of an actor, and features of the rest."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from onrecord.annotate.mentions.known_actors import load_known_actors
from onrecord.annotate.mentions.lexicon import ActorLexicon
from onrecord.annotate.profiles.actor_words import ActorWords, collect_actors
from onrecord.annotate.profiles.country_evidence import Bodies, CountryEvidence, Outlet
from onrecord.annotate.profiles.word_features import word_features
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import ActorKind, Mention
from onrecord.model.article import Article
from onrecord.model.layers import Annotations


@dataclass(frozen=True, slots=True)
class Drafts:
    """What the mentions and titles alone tell of the actors of an article, and features of the rest."""

    text: str
    tree: SyntaxTree
    actors: Mapping[int, ActorWords]
    kinds: Mapping[int, ActorKind]
    told_countries: Mapping[int, str | None]
    told_sectors: Mapping[int, str | None]
    evidence: CountryEvidence

    @classmethod
    def of(cls, article: Article, view: Annotations, lexicon: ActorLexicon) -> "Drafts":
        """Collect the actors and the states that the article names."""
        text = article.text
        known = load_known_actors().find(_outlet_names(article), "outlet")
        tree = view.index(SyntaxTree)
        actors = collect_actors(text, tree, view)
        kinds = {number: _kind(actor.mentions) for number, actor in actors.items()}
        countries = {n: _only(row.country for row in actor.mentions) for n, actor in actors.items()}
        sectors = {n: _only(row.sector for row in actor.mentions) for n, actor in actors.items()}
        for number, actor in actors.items():
            served = _served(actor, kinds)
            countries[number] = countries[number] or _only(countries[body] for body in served)
            sectors[number] = sectors[number] or _sector_of_titles(actor, served, sectors)
        stateless = frozenset(_stateless_tokens(text, actors, kinds))
        outlet = Outlet(article.outlet or "", known)
        evidence = CountryEvidence.of(text, tree, view, lexicon, outlet, stateless)
        return cls(text, tree, actors, kinds, countries, sectors, evidence)

    def countries(self, number: int) -> dict[str, set[str]]:
        """Return the features of each state for an actor; those of no state are under ""."""
        return self.evidence.features(self.actors[number], self.kinds[number], self._bodies(number))

    def _bodies(self, number: int) -> Bodies:
        bodies = self._of(number)
        return Bodies(
            tuple(country for body in bodies if (country := self.told_countries.get(body))),
            tuple(tokens for body in bodies for tokens in self.actors[body].ranges),
            sum(_is_stateless(self.actors[body].names(self.text), self.kinds[body]) for body in bodies),
        )

    def words(self, number: int) -> set[str]:
        """Return the features of an actor's words."""
        served = [(self.kinds[body], self.told_sectors.get(body)) for body in self._of(number)]
        return word_features(self.text, self.tree, self.actors[number], self.kinds[number], served)

    def _of(self, number: int) -> list[int]:
        rows = self.actors[number].titles
        return [row.of for row in rows if row.of is not None and row.of in self.actors]


def _outlet_names(article: Article) -> list[str]:
    name = article.outlet or ""
    return [name, name.removeprefix("The ")] if name else []


def _kind(rows: Iterable[Mention]) -> ActorKind:
    """Return the most frequent kind of the mentions, the first of a tie; a person where none has a kind."""
    counts = Counter(row.kind for row in rows if row.kind is not None and row.form != "pronoun")
    return counts.most_common(1)[0][0] if counts else "person"


def _only(values: Iterable[str | None]) -> str | None:
    """Return the one value, None where there are none or several."""
    known = {value for value in values if value is not None}
    return next(iter(known)) if len(known) == 1 else None


def _served(actor: ActorWords, kinds: Mapping[int, ActorKind]) -> list[int]:
    """Return the states and governments that the titles of an actor belong to."""
    return [
        row.of for row in actor.titles if row.of is not None and kinds.get(row.of) in ("state", "government")
    ]


def _sector_of_titles(
    actor: ActorWords, served: Iterable[int], sectors: Mapping[int, str | None]
) -> str | None:
    """Return the sector of the titles; where they have none ("spokesman"), that of their body."""
    known = [row.sector for row in actor.titles if row.sector is not None]
    if known:
        return known[0] if len(set(known)) == 1 else _only(value for value in known if value != "ELI")
    return _only(sectors.get(body) for body in served)


def _stateless_tokens(
    text: str, actors: Mapping[int, ActorWords], kinds: Mapping[int, ActorKind]
) -> Iterator[int]:
    """Yield the tokens of bodies that belong to no state."""
    for number, actor in actors.items():
        if kinds[number] in ("organisation", "government") and _is_stateless(
            actor.names(text), kinds[number]
        ):
            for tokens in actor.ranges:
                yield from tokens


def _is_stateless(names: Iterable[str], kind: ActorKind) -> bool:
    known = load_known_actors().find(names, kind)
    return known is not None and known.country is None and known.scope is not None
