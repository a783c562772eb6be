"""The states that an article names, and what ties an actor to each of them, as features.

A state is named by its name, its adjective, its capital or a place in it. Features are strings; the weights
in `profiles.weights` belong to them.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from onrecord.annotate.mentions.known_actors import KnownActor
from onrecord.annotate.mentions.lexicon import ActorLexicon
from onrecord.annotate.profiles.actor_words import ActorWords, head_lemma
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import ActorKind, Passage, PlaceMention
from onrecord.model.layers import Annotations
from onrecord.model.span import Span

_BESIDE = 2  # tokens between a state and a phrase that may belong together
_NEAR = 6
_LINKS = frozenset({"of", "in", "for", "from", "at"})


@dataclass(frozen=True, slots=True)
class Naming:
    """A state named at tokens `first` to `last` (inclusive).

    `how` is "state" (its name), "demonym", "capital", "seat" (of a body of the state) or "place".
    """

    first: int
    last: int
    country: str
    how: str


@dataclass(frozen=True, slots=True)
class CountryEvidence:
    """The states that an article names, in text order, and the share of each in all namings."""

    tree: SyntaxTree
    namings: tuple[Naming, ...]
    starts: tuple[int, ...]
    shares: dict[str, float]
    ranks: dict[str, int]
    dateline: str | None
    publisher: KnownActor | None
    _shared: dict[tuple[str, ActorKind], frozenset[str]] = field(
        default_factory=dict, compare=False, repr=False
    )

    @classmethod
    def of(
        cls,
        text: str,
        tree: SyntaxTree,
        view: Annotations,
        lexicon: ActorLexicon,
        publisher: KnownActor | None = None,
    ) -> "CountryEvidence":
        """Find the states of an article; `publisher` is its outlet in the list of known actors."""
        namings = sorted(_find_namings(text, tree, view, lexicon), key=lambda row: (row.first, row.last))
        counts = Counter(row.country for row in namings)
        order = sorted(counts, key=lambda country: (-counts[country], country))
        total = max(1, sum(counts.values()))
        datelines = [row.span for row in view.of(Passage) if row.kind == "dateline"]
        told = (row.country for row in namings if _is_in(tree[row.first].span, datelines))
        return cls(
            tree,
            tuple(namings),
            tuple(row.first for row in namings),
            {country: counts[country] / total for country in order},
            {country: rank for rank, country in enumerate(order)},
            next(told, None),
            publisher,
        )

    def features(self, actor: ActorWords, kind: ActorKind, served: Sequence[str]) -> dict[str, set[str]]:
        """Return the features of each state, and under "" those of having no state at all.

        `served` are the states of the bodies whose titles the actor has.
        """
        home = self.publisher.country if self.publisher and self.publisher.country else None
        found = {
            country: set(self._of_article(country, kind))
            for country in (*self.shares, *served, *([home] if home else ()))
        }
        for country in served:
            found[country].add("served")
        for tokens in actor.ranges:
            for country, feature in self._of_phrase(tokens):
                found[country].add(feature)
        if home is not None and self.publisher is not None:
            form = "named" if any(row.form == "name" for row in actor.mentions) else "unnamed"
            found[home].update((f"publisher {form}", f"publisher {self.publisher.kind} {form} {kind}"))
        if actor.ranges:
            for country, feature in self._before(actor.ranges[0].start):
                found[country].add(feature)
        found[""] = set(self._of_none(actor, kind))
        return found

    def _of_article(self, country: str, kind: ActorKind) -> frozenset[str]:
        """Return the features of a state that all actors of a kind share; worked out once for each kind."""
        found = self._shared.get((country, kind))
        if found is None:
            found = self._shared[country, kind] = frozenset(self._shared_features(country, kind))
        return found

    def _shared_features(self, country: str, kind: ActorKind) -> Iterator[str]:
        share = self.shares.get(country, 0.0)
        level = "most" if share > 0.6 else "half" if share > 0.4 else "some" if share > 0.15 else "few"
        rank = min(self.ranks.get(country, 9), 3)
        yield f"share {level}"
        yield f"rank {rank}"
        yield f"{kind} rank {rank}"
        yield f"{kind} share {level}"
        if len(self.shares) == 1:
            yield "only"
        if country == self.dateline:
            yield "dateline"
            yield f"{kind} dateline"
        if self.namings and self.namings[0].country == country:
            yield "first"

    def _of_phrase(self, tokens: range) -> Iterator[tuple[str, str]]:
        """Yield what ties states of the same sentence to a phrase."""
        if not tokens:
            return
        sentence = self.tree.sentence_at(tokens.start)
        for row in self.within(range(sentence.first, sentence.last)):
            if tokens.start <= row.first < tokens.stop:
                yield row.country, f"inside {row.how}"
                continue
            gap = tokens.start - row.last - 1 if row.last < tokens.start else row.first - tokens.stop
            side = "before" if row.last < tokens.start else "behind"
            yield row.country, f"sentence {side}"
            if gap <= _BESIDE:
                yield row.country, f"beside {side} {row.how}"
            elif gap <= _NEAR:
                yield row.country, f"near {side}"
            if side == "behind" and gap <= _BESIDE and self._is_linked(tokens.stop, row.first):
                yield row.country, f"linked {row.how}"

    def _is_linked(self, start: int, stop: int) -> bool:
        return any(self.tree[index].text.lower() in _LINKS for index in range(start, stop))

    def within(self, tokens: range) -> Sequence[Naming]:
        """Return the namings that begin within a range of tokens."""
        return self.namings[bisect_left(self.starts, tokens.start) : bisect_left(self.starts, tokens.stop)]

    def _before(self, token: int) -> Iterator[tuple[str, str]]:
        at = bisect_left(self.starts, token)
        if at:
            yield self.namings[at - 1].country, "last before"

    def _of_none(self, actor: ActorWords, kind: ActorKind) -> Iterator[str]:
        yield "none"
        yield f"none {kind}"
        yield f"none of {min(len(self.shares), 3)}"
        forms = {row.form for row in actor.mentions}
        if "name" not in forms:
            yield "none unnamed"
        for tokens in actor.ranges:
            lemma = head_lemma(self.tree, tokens)
            yield f"none head {lemma}"
            for index in tokens:
                yield f"none word {self.tree[index].text.lower()}"


def _find_namings(text: str, tree: SyntaxTree, view: Annotations, lexicon: ActorLexicon) -> Iterator[Naming]:
    taken: set[int] = set()
    for token in tree.tokens:
        if token.index in taken or not token.text[:1].isupper():
            continue
        known = lexicon.known_at(text, token.span.start)
        if (
            known is None
            or known.country is None
            or known.sort not in ("state", "demonym", "capital", "seat")
        ):
            continue
        last = token.index
        while last + 1 < len(tree) and tree[last + 1].span.start < token.span.start + len(known.words):
            last += 1
        taken.update(range(token.index, last + 1))
        yield Naming(token.index, last, known.country, known.sort)
    for place in view.of(PlaceMention) if view.can_read(PlaceMention) else ():
        tokens = tree.range(place.span)
        if place.country and tokens and tokens.start not in taken:
            yield Naming(tokens.start, tokens.stop - 1, place.country, "place")


def _is_in(span: Span, passages: Sequence[Span]) -> bool:
    """Return whether one of the passages, which are in text order and do not overlap, holds a span."""
    at = bisect_right(passages, span.start, key=_start) - 1
    return at >= 0 and passages[at].holds(span)


def _start(span: Span) -> int:
    return span.start
