"""The states that an article names, and what ties an actor to each of them, as features.

Features are strings; the weights in `profiles.weights` belong to them.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from onrecord.annotate.mentions.known_actors import KnownActor
from onrecord.annotate.mentions.lexicon import ActorLexicon
from onrecord.annotate.profiles.actor_words import ActorWords, head_lemma
from onrecord.annotate.profiles.namings import Naming, dateline_of, find_namings, home_of
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import ActorKind, Passage
from onrecord.model.layers import Annotations

_BESIDE = 2  # tokens between a state and a phrase that may belong together
_NEAR = 6
_LINKS = frozenset({"of", "in", "for", "from", "at"})
# A report names the towns and seats of its own state, and other states by their names and adjectives.
_LOCAL = frozenset({"place", "capital", "seat", "part"})
_MOST_VOTES = 4
_LAST_RANK = 3


@dataclass(frozen=True, slots=True)
class Bodies:
    """The bodies that the titles of an actor belong to: their states, their tokens, how many have none.

    A body has no state when the list of known actors says that it belongs to none (the United Nations).
    """

    states: tuple[str, ...] = ()
    ranges: tuple[range, ...] = ()
    stateless: int = 0


NO_BODIES = Bodies()


@dataclass(frozen=True, slots=True)
class Outlet:
    """The outlet of an article: its name, and its entry in the list of known actors."""

    name: str = ""
    known: KnownActor | None = None


NO_OUTLET = Outlet()


@dataclass(frozen=True, slots=True)
class _Ranked:
    """States by how often they are named: the share of each, and its rank."""

    shares: dict[str, float]
    ranks: dict[str, int]

    @classmethod
    def of(cls, namings: Iterable[Naming]) -> "_Ranked":
        counts = Counter(row.country for row in namings)
        order = sorted(counts, key=lambda country: (-counts[country], country))
        total = max(1, sum(counts.values()))
        return cls(
            {country: counts[country] / total for country in order},
            {country: rank for rank, country in enumerate(order)},
        )


@dataclass(frozen=True, slots=True)
class CountryEvidence:
    """The states that an article names, in text order, and the share of each in all namings."""

    tree: SyntaxTree
    namings: tuple[Naming, ...]
    starts: tuple[int, ...]
    named: _Ranked
    local: _Ranked
    headline: frozenset[str]
    dateline: str | None
    home: str | None
    publisher: KnownActor | None
    stateless: frozenset[int] = frozenset()
    _shared: dict[tuple[str, str, bool], frozenset[str]] = field(
        default_factory=dict, compare=False, repr=False
    )

    @classmethod
    def of(
        cls,
        text: str,
        tree: SyntaxTree,
        view: Annotations,
        lexicon: ActorLexicon,
        outlet: Outlet = NO_OUTLET,
        stateless: frozenset[int] = frozenset(),
    ) -> "CountryEvidence":
        """Find the states of an article; `stateless` are the tokens of bodies that belong to no state."""
        namings = find_namings(text, tree, view, lexicon)
        heads = {at for at, row in enumerate(view.of(Passage)) if row.kind == "headline"}
        in_head = (row for row in namings if tree.sentence_at(row.first).passage in heads)
        return cls(
            tree,
            tuple(namings),
            tuple(row.first for row in namings),
            _Ranked.of(namings),
            _Ranked.of(row for row in namings if row.how in _LOCAL),
            frozenset(row.country for row in in_head),
            dateline_of(view),
            outlet.known.country if outlet.known else home_of(outlet.name, lexicon),
            outlet.known,
            stateless,
        )

    @property
    def shares(self) -> dict[str, float]:
        """The share of each state in all namings."""
        return self.named.shares

    def features(self, actor: ActorWords, kind: ActorKind, bodies: Bodies = NO_BODIES) -> dict[str, set[str]]:
        """Return the features of each state, and under "" those of having no state at all."""
        is_named = any(row.form == "name" for row in actor.mentions)
        sort = f"{kind} titled" if actor.titles else kind
        options = dict.fromkeys((*self.shares, *bodies.states))
        options.update((row, None) for row in (self.home, self.dateline) if row)
        found = {country: set(self._of_article(country, sort, is_named)) for country in options}
        for country in bodies.states:
            found[country].add("served")
        for country, feature in self._near(actor, bodies):
            found[country].update((feature, f"{kind} {feature}"))
        found[""] = set(self._of_none(actor, kind))
        if bodies.stateless:
            found[""].add("none of stateless body")
        return found

    def _near(self, actor: ActorWords, bodies: Bodies) -> Iterator[tuple[str, str]]:
        for tokens in actor.ranges:
            yield from self._of_phrase(tokens)
        for title in actor.titles:
            for row in self.within(self.tree.range(title.span)):
                yield row.country, f"title {row.how}"
        for tokens in bodies.ranges:
            for country, feature in self._of_phrase(tokens):
                if feature.startswith(("inside", "beside", "linked")):
                    yield country, f"body {feature}"
        if actor.ranges:
            for country, feature in self._before(actor.ranges[0].start):
                yield country, feature

    def _of_article(self, country: str, kind: str, is_named: bool) -> frozenset[str]:
        """Return the features of a state that all actors of a kind share; worked out once for each kind."""
        found = self._shared.get((country, kind, is_named))
        if found is None:
            features = frozenset(self._shared_features(country, kind, "named" if is_named else "unnamed"))
            found = self._shared[country, kind, is_named] = features
        return found

    def _shared_features(self, country: str, kind: str, form: str) -> Iterator[str]:
        share = self.shares.get(country, 0.0)
        levels = {0.6: "most", 0.4: "half", 0.15: "some", 0.0: "few"}
        level = next((level for least, level in levels.items() if share > least), "none")
        rank = _rank(self.named, country)
        local = _rank(self.local, country)
        yield from (f"share {level}", f"rank {rank}", f"{kind} rank {rank}", f"{kind} share {level}")
        yield from (f"local rank {local}", f"{kind} local rank {local}", f"ranks {rank} {local}")
        if len(self.shares) == 1:
            yield "only"
        if local == "0" and len(self.local.shares) == 1:
            yield "only local"
        is_first = bool(self.namings) and self.namings[0].country == country
        signs = {
            "dateline": country == self.dateline,
            "home": country == self.home,
            "first": is_first,
            "headline": country in self.headline,
        }
        for sign in (name for name, is_so in signs.items() if is_so):
            yield from (sign, f"{sign} {form}", f"{kind} {sign}")
        if self.publisher and signs["home"]:
            yield f"publisher {self.publisher.kind} {form} {kind}"
        votes = min(sum(signs.values()) + (rank == "0") + (local == "0"), _MOST_VOTES)
        yield from (f"votes {votes}", f"{form} votes {votes}", f"{kind} votes {votes}")

    def _of_phrase(self, tokens: range) -> Iterator[tuple[str, str]]:
        """Yield what ties states of the same sentence to a phrase."""
        if not tokens:
            return
        sentence = self.tree.sentence_at(tokens.start)
        rows = self.within(range(sentence.first, sentence.last))
        if len({row.country for row in rows}) == 1:
            yield rows[0].country, "only in sentence"
        for row in rows:
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
            yield from ("none unnamed", f"none unnamed {kind}")
        for tokens in actor.ranges:
            lemma = head_lemma(self.tree, tokens)
            yield f"none head {lemma}"
            if not self.stateless.isdisjoint(tokens):
                yield "none inside stateless"
            elif not self.stateless.isdisjoint(range(tokens.start - _BESIDE, tokens.stop + _BESIDE + 1)):
                yield f"none beside stateless {kind}"
            for index in tokens:
                yield f"none word {self.tree[index].text.lower()}"


def _rank(rows: _Ranked, country: str) -> str:
    rank = rows.ranks.get(country)
    return "none" if rank is None else str(min(rank, _LAST_RANK))
