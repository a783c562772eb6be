"""What the words for an answered statement mean: "the charge", "Ann's remarks", "it", "a Bild article", or who spoke before."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from onrecord.annotate.mentions.actor_index import ActorIndex
from onrecord.annotate.provenance.documents import Work, Works
from onrecord.annotate.responses.candidates import EarlierStatement, EarlierStatements
from onrecord.annotate.responses.lexicon import ReplyLexicon, load_reply_lexicon
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import Act, Medium, Relation, SourceLink, Token
from onrecord.model.span import Span

_OWNERS = frozenset({"by", "from", "of"})
_THIS = frozenset({"it", "this", "that", "them", "these", "those"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
_THEIRS = frozenset({"his", "her", "their", "its"})
_PUBLISHED = frozenset({"report", "article", "story", "editorial", "piece"})
_MOST = 50  # statements that came through one work that are looked at
_NEAR = 3  # sentences back for what is answered without being named
_FAR = 30  # for what is named by its speaker
_AHEAD = 6  # sentences on for what was said before, yet is told later
_ALIKE = 2  # words of sense in common by which two statements are about the same
_POSSESSIVES = frozenset({"’s", "'s", "’", "'"})
_TAIL = 2  # characters behind the head of a source
_FAULTS: frozenset[Act] = frozenset({"criticise", "accuse", "reject", "demand"})


_Key = tuple[int | None, Span | None, Medium | None]  # whose work, its title, its medium


@dataclass(frozen=True, slots=True)
class Target:
    """What is answered: an attribution, or of its relays the one at a place."""

    index: int
    relay: int | None = None


@dataclass(frozen=True, slots=True)
class Targets:
    """The statements and links of an article, to be asked which one some words mean."""

    who: ActorIndex
    works: Works
    told: EarlierStatements
    links: Mapping[_Key, tuple[SourceLink, ...]]
    lexicon: ReplyLexicon

    @classmethod
    def of(
        cls, who: ActorIndex, works: Works, told: EarlierStatements, relays: Iterable[SourceLink]
    ) -> "Targets":
        """Sort the relays by the work they are."""
        links: dict[_Key, list[SourceLink]] = {}
        for relay in relays:
            if relay.place > 0:
                links.setdefault((relay.actor, relay.title, relay.medium), []).append(relay)
        return cls(
            who, works, told, {key: tuple(rows[:_MOST]) for key, rows in links.items()}, load_reply_lexicon()
        )

    @property
    def tree(self) -> SyntaxTree:
        """The syntax of the article."""
        return self.told.tree

    def meant(
        self, row: EarlierStatement, noun: Token, relation: Relation, owned: Token | None = None
    ) -> Iterator[Target]:
        """Yield what a noun means: what is nested at it, a link, what its owner said, or what was said just before.

        `owned` is the noun that names the owner, where it is another ("Ann's flurry of posts").
        """
        nested = self._nested_at(row, noun)
        if nested is not None:
            yield Target(nested)
            return
        work = self.works.at(noun)
        link = self._link(work, row) if work is not None else None
        if link is not None:
            yield link
            return
        if work is not None and work.actor is not None and work.actor != row.speaker:
            found = self._said_by(row, work.actor, frozenset())
            if found is not None:
                yield Target(found.index)
                return
        acts = self._acts(noun)
        found = (
            self._of_words(row, owned or noun, acts)
            if acts is not None
            else self._of_other(row, noun, relation)
        )
        if found is not None:
            yield Target(found.index)

    def _acts(self, noun: Token) -> frozenset[Act] | None:
        """Return the acts that a noun for words or deeds can mean, None when it is no such noun."""
        lemma = noun.lemma.lower()
        called = any(below.text.lower() in ("for", "to") for below in self.tree.below(noun.index))
        if lemma == "call":
            return self.lexicon.nouns["call for"] if called else None
        return self.lexicon.nouns.get(lemma, self.lexicon.deeds.get(lemma))

    def _nested_at(self, row: EarlierStatement, noun: Token) -> int | None:
        for inner in self.told.inner.get(row.index, ()):
            told = self.told.by_index[inner].row
            if self._acts(noun) is not None and any(span.holds(noun.span) for span in told.cue):
                return inner
            if any(span.holds(noun.span) and span.end - noun.span.end <= _TAIL for span in told.source):
                return inner
        return None

    def _of_words(self, row: EarlierStatement, noun: Token, acts: frozenset[Act]) -> EarlierStatement | None:
        owner = self._owner(noun)
        if owner is not None and owner != row.speaker:
            return self._said_by(row, owner, acts)
        owners = {below.text.lower() for below in self.tree.below(noun.index, "poss")}
        before = {below.text.lower() for below in self.tree.below(noun.index, "det")}
        if owner is None and owners & _THEIRS:
            fitting = [other for other in self.others(row, 2) if acts and other.act in acts]
            return self.best(row, fitting) or self.nearest(row, 2)
        if owner is not None or not before & {*_DEFINITE, "a", "an"}:
            return None
        if not before & _DEFINITE:
            return self.nearest(row, 1) if noun.dep != "dobj" else None
        published = noun.lemma in _PUBLISHED
        near = [other for other in self.others(row, 2 * _NEAR) if other.published or not published]
        return self.best(row, [other for other in near if not acts or other.act in acts])

    def _of_other(self, row: EarlierStatement, noun: Token, relation: Relation) -> EarlierStatement | None:
        """Return what "it" means, or what a person said: "agreed with Ann"; who is criticised must have said alike."""
        if noun.text.lower() in _THIS and noun.pos in ("PRON", "DET"):
            return self.nearest(row, 2)
        actor = self.who.at(noun) if self.who.mention_at(noun) is not None else None
        if actor is None or actor == row.speaker or (relation == "confirms" and noun.dep == "dobj"):
            return None
        found = self._said_by(row, actor, frozenset())
        if found is None or relation in ("repeats", "confirms", "answers", "rejects"):
            return found
        return found if found.lemmas & row.lemmas else None

    def is_owned(self, noun: Token) -> bool:
        """Tell whether the text tells whose words a noun means."""
        return self._owner(noun) is not None

    def is_definite(self, noun: Token) -> bool:
        """Tell whether a noun means words told of before: "the claims", "Ann's claims"."""
        return self.is_owned(noun) or any(
            below.text.lower() in _DEFINITE for below in self.tree.below(noun.index, "det")
        )

    def _owner(self, noun: Token) -> int | None:
        """Return whose words a noun means: "Ann's claim", "a claim by Ann", "a Trump tweet"."""
        for below in self.tree.below(noun.index, "poss"):
            return self.who.at(below)
        before = self.tree.get(noun.index - 1)
        if before is not None and before.text in _POSSESSIVES and before.head != noun.index:
            return self.who.at(self.tree[before.head])  # the parser took the owner for an object of its own
        for preposition in self.tree.below(noun.index, "prep"):
            if preposition.text.lower() in _OWNERS:
                for thing in self.tree.below(preposition.index, "pobj"):
                    actor = self.who.at(thing)
                    if actor is not None:
                        return actor
        for below in self.tree.below(noun.index, "compound", "amod", "nmod"):
            mention = self.who.mention_at(below)
            if mention is not None:
                return mention.actor
        return None

    def _link(self, work: Work, row: EarlierStatement) -> Target | None:
        """Return the link of a source chain that a work is: that of the statement nearest to the reply, not of its own title."""
        if work.actor is None and work.title is None:
            return None
        same = self.links.get((work.actor, work.title, work.medium), ())
        if not same:
            return None
        title = work.title
        near = min(
            same,
            key=lambda relay: (
                title is not None and title.overlaps(relay.span),
                abs(relay.span.start - row.start),
                relay.attribution,
            ),
        )
        return Target(near.attribution, near.place)

    def _said_by(self, row: EarlierStatement, actor: int, acts: frozenset[Act]) -> EarlierStatement | None:
        before = [other for other in self.others(row, _FAR) if other.speaker == actor]
        if row.past:
            later = [other for other in self.told.after(row) if other.speaker == actor]
            later = [other for other in later if other.sentence - row.sentence <= _AHEAD]
            before = [other for other in (*before, *later) if other.said is None] or before
        return self.best(row, [other for other in before if other.act in acts] or before)

    def others(self, row: EarlierStatement, farthest: int) -> Iterator[EarlierStatement]:
        """Yield what others said before, from the nearest, not too far back nor on a later day."""
        for other in self.told.before(row):
            if row.sentence - other.sentence > farthest:
                return
            later = row.said is not None and other.said is not None and other.said[:10] > row.said[:10]
            apart = other.speaker != row.speaker or (
                other.speaker is None and other.row.source != row.row.source
            )
            if apart and not later and not self.told.is_responding(other):
                yield other

    def best(self, row: EarlierStatement, fitting: Sequence[EarlierStatement]) -> EarlierStatement | None:
        """Return the one that shares most words of sense, of those alike the nearest."""
        if not fitting:
            return None
        return max(
            fitting,
            key=lambda other: (
                len(other.lemmas & row.lemmas),
                -abs(row.sentence - other.sentence),
                other.start,
            ),
        )

    def nearest(self, row: EarlierStatement, farthest: int = _NEAR) -> EarlierStatement | None:
        """Return what was said just before by somebody else; what speaks of the one who answers comes first."""
        near = [other for other in self.others(row, farthest) if self._is_somebody(other, row)]
        near = [other for other in near if other.row.within is None] or near
        close = [other for other in near if row.sentence - other.sentence <= _NEAR]
        about = [other for other in close if self.told.speaks_of(other, row.speaker)]
        return next(iter(about or near), None)

    def _is_somebody(self, other: EarlierStatement, row: EarlierStatement) -> bool:
        """Tell whether a statement is somebody's whom one can answer: not a thing's, nor one's own body's."""
        if other.speaker is not None:
            return (row.speaker, other.speaker) not in self.told.served
        heads = self.tree.heads(other.row.source)
        return other.act == "ask" if not heads else heads[0].pos == "PROPN"

    def alike_or_near(self, row: EarlierStatement) -> EarlierStatement | None:
        """Return what an agreement or contradiction is about: the same matter, else what was said before in its paragraph."""
        best = self.best(
            row, [other for other in self.others(row, 2 * _NEAR) if self._is_somebody(other, row)]
        )
        if best is not None and len(best.lemmas & row.lemmas) >= _ALIKE:
            return best
        near = self.nearest(row)
        return near if near is not None and near.paragraph == row.paragraph else None

    def fault_found(self, row: EarlierStatement) -> EarlierStatement | None:
        """Return who found fault before somebody defends a thing: the nearest criticism."""
        return next((other for other in self.others(row, 2 * _NEAR) if other.act in _FAULTS), None)
