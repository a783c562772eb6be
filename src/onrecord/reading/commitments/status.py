"""What became of a commitment: the words that say it was carried out, begun, broken, or that parties quarrel over it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from onrecord.model.annotation import CommitmentStatus, Token
from onrecord.model.span import Span
from onrecord.reading.commitments.lexicon import CommitmentWords
from onrecord.reading.commitments.parties import Parties
from onrecord.reading.tree import VERBAL, Tree

_BEFORE, _BEHIND = 2, 4  # sentences around a commitment in which its outcome is looked for
_RANK: tuple[CommitmentStatus, ...] = ("under-way", "done", "broken", "disputed")
_FIRST = re.compile(r"\bfirst\b|\bsome\b|\bso far\b|\bhalf\b|\bpart\b", re.IGNORECASE)
_PHRASES: tuple[CommitmentStatus, ...] = ("disputed", "broken", "done", "under-way")


@dataclass(frozen=True, slots=True)
class Outcome:
    """Words that tell what became of something: of agreements they name, or (`act`) of an act they repeat."""

    status: CommitmentStatus
    span: Span
    sentence: int
    link: Literal["agreement", "act"]
    lemmas: frozenset[str]
    actors: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Told:
    """A commitment as far as its outcome needs it: where it is told, which tokens, the lemmas of its act."""

    sentence: int
    tokens: frozenset[int]
    lemmas: frozenset[str]
    parties: frozenset[int]
    alone: bool


@dataclass(frozen=True, slots=True)
class Outcomes:
    """One article's outcomes by sentence."""

    tree: Tree
    words: CommitmentWords
    found: dict[int, list[Outcome]]
    who: Parties
    groups: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, text: str, tree: Tree, words: CommitmentWords, who: Parties) -> "Outcomes":
        """Return the outcomes told in an article."""
        empty = cls(tree, words, {}, who, words.same_acts())
        pattern = {status: _phrases(words.outcome(status, "phrase")) for status in _PHRASES}
        found: dict[int, list[Outcome]] = {}
        for sentence in tree.sentences:
            rows = [*empty._phrased(text, sentence.index, pattern), *empty._worded(sentence.index)]
            if rows:
                found[sentence.index] = rows
        return replace(empty, found=found)

    def of_commitment(self, told: Told) -> tuple[CommitmentStatus, Span] | None:
        """Return what became of a commitment and the words that say so, None when nothing is told."""
        best: tuple[CommitmentStatus, Span] | None = None
        passage = self.tree.sentences[told.sentence].passage
        for number in range(max(0, told.sentence - _BEFORE), min(len(self.tree.sentences), told.sentence + _BEHIND + 1)):
            if abs(self.tree.sentences[number].passage - passage) > _BEFORE:
                continue
            rows = [row for row in self.found.get(number, ()) if self._belongs(row, told)]
            rows += list(self._acted(number, told))
            for row in rows:
                if best is None or _RANK.index(row.status) > _RANK.index(best[0]):
                    best = row.status, row.span
        return best

    def _belongs(self, row: Outcome, told: Told) -> bool:
        if any(self.tree[i].span.overlaps(row.span) for i in told.tokens):
            return False
        if row.status != "disputed" and row.actors and told.parties and not row.actors & told.parties:
            return False
        if row.link == "agreement":
            return not told.alone or row.sentence == told.sentence
        return bool(row.lemmas & told.lemmas)

    def _actors(self, span: Span) -> frozenset[int]:
        """Return who is told to have kept, left or broken it: the subject of the words' verb."""
        for index in self.tree.range(span):
            if self.tree[index].pos in VERBAL:
                for child in self.tree.below(index, "nsubj"):
                    return frozenset(self.who.meant(child))
        return frozenset()

    def _phrased(self, text: str, sentence: int, patterns: dict[CommitmentStatus, re.Pattern[str]]) -> Iterator[Outcome]:
        """Yield the phrases of a sentence that names what is kept or broken."""
        of = self.tree.sentences[sentence]
        tokens = [self.tree[i] for i in range(of.first, of.last)]
        lemmas = frozenset(token.lemma.lower() for token in tokens if token.pos in ("NOUN", "VERB"))
        objects = self.words.outcome_objects()
        named = any(token.pos in ("NOUN", "PROPN") and token.lemma.lower() in objects for token in tokens)
        for status, pattern in patterns.items():
            for match in pattern.finditer(text, of.span.start, of.span.end):
                span = Span(*match.span())
                if status == "disputed":
                    breaking = any(token.lemma.lower() in self.words.breaking() for token in tokens)
                    if breaking or named:
                        yield Outcome(status, self._clause(span), sentence, "agreement", lemmas)
                elif (named and status != "under-way") or self._subject_named(span):
                    yield Outcome(status, span, sentence, "agreement", lemmas, self._actors(span))
                else:
                    yield Outcome(status, span, sentence, "act", lemmas)

    def _subject_named(self, span: Span) -> bool:
        """Tell whether what has begun is an agreement ("the exchange has begun")."""
        for index in self.tree.range(span):
            for child in self.tree.below(index, "nsubj", "nsubjpass"):
                if child.lemma.lower() in self.words.outcome_objects():
                    return True
        return False

    def _clause(self, span: Span) -> Span:
        """Return the words from the subject of a phrase's verb to the end of what it governs, within 15 tokens."""
        tokens = self.tree.range(span)
        verb = next((self.tree[i] for i in tokens if self.tree[i].pos in VERBAL), None)
        if verb is None:
            return span
        last = max((i for i in self.tree.subtree(verb.index, 60) if i <= verb.index + 15), default=tokens[-1])
        while last > tokens[-1] and self.tree[last].pos == "PUNCT":
            last -= 1
        return span.joined(self.tree[max(last, tokens[-1])].span)

    def _worded(self, sentence: int) -> Iterator[Outcome]:
        """Yield the verbs whose object or passive subject is an agreement or a promise, and charges of breaking one."""
        of = self.tree.sentences[sentence]
        for index in range(of.first, of.last):
            verb = self.tree[index]
            lemma = verb.lemma.lower()
            if verb.pos in VERBAL and not self._is_open(verb):
                if lemma in self.words.outcome("disputed", "charge") and self._charges(verb):
                    yield Outcome("disputed", self._clause(verb.span), sentence, "agreement", frozenset())
                for status in ("done", "broken"):
                    if lemma in self.words.outcome(status, "word") and self._has_object(verb):
                        denied = any(self.tree.below(index, "neg"))
                        if denied and status == "broken":
                            continue
                        yield Outcome(
                            "broken" if denied else status, verb.span, sentence, "agreement", frozenset(), self._actors(verb.span)
                        )

    def _has_object(self, verb: Token) -> bool:
        for child in self.tree.below(verb.index, "dobj", "nsubjpass", "prep", "oprd"):
            nouns = self.tree.below(child.index, "pobj") if child.dep == "prep" else iter((child,))
            if any(noun.lemma.lower() in self.words.outcome_objects() for noun in nouns):
                return True
        return False

    def _charges(self, verb: Token) -> bool:
        """Tell "accused Moscow of breaking the truce" from other charges."""
        if verb.lemma.lower() not in ("accuse", "blame", "charge", "fault"):
            return False
        lemmas = {self.tree[i].lemma.lower() for i in self.tree.subtree(verb.index, 40)}
        return bool(lemmas & self.words.breaking()) and bool(lemmas & self.words.outcome_objects())

    def _is_open(self, verb: Token) -> bool:
        """Tell what may happen or is to happen from what did."""
        below = {child.text.lower() for child in self.tree.below(verb.index, "aux", "mark")}
        return bool(
            below & (self.words.lists["hypothetical-aux"] | self.words.lists["hypothetical"] | {"will", "to", "'ll", "’ll"})
        )

    def _acted(self, number: int, told: Told) -> Iterator[Outcome]:
        """Yield a sentence behind the commitment that tells the act itself as done, in part or not at all."""
        of = self.tree.sentences[number]
        if number == told.sentence:
            return
        for index in range(of.first, of.last):
            verb = self.tree[index]
            if verb.pos != "VERB" or verb.tag not in ("VBD", "VBN") or self._is_open(verb) or not self._is_same(verb, told):
                continue
            if verb.dep not in ("ROOT", "conj", "ccomp", "advcl") or (
                verb.tag == "VBN" and not any(self.tree.below(index, "auxpass", "aux"))
            ):
                continue
            perfect = any(child.lemma == "have" and child.tag != "VBD" for child in self.tree.below(index, "aux"))
            if number < told.sentence and not perfect:
                continue
            span = self._clause(verb.span)
            words = [self.tree[i].text.lower() for i in self.tree.subtree(index, 60)]
            if any(self.tree.below(index, "neg")) or any(c.text.lower() in ("no", "never") for c in self.tree.below(index)):
                yield Outcome("broken", span, number, "act", told.lemmas)
            elif "all" in words:
                yield Outcome("done", span, number, "act", told.lemmas)
            elif _FIRST.search(" ".join(words)):
                yield Outcome("under-way", span, number, "act", told.lemmas)

    def _is_same(self, verb: Token, told: Told) -> bool:
        lemma = verb.lemma.lower()
        return lemma in told.lemmas or any(lemma in group and told.lemmas & group for group in self.groups)


def _phrases(words: Sequence[str] | frozenset[str]) -> re.Pattern[str]:
    ordered = sorted(words, key=lambda row: (-len(row), row))
    return re.compile(r"\b(?:" + "|".join(re.escape(row).replace(r"\ ", r"\s") for row in ordered) + r")\b", re.IGNORECASE)
