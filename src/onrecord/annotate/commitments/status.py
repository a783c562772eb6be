"""What became of a commitment: the words that say it was carried out, begun, broken, or that parties quarrel over it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from onrecord.annotate.commitments.actions import within
from onrecord.annotate.commitments.lexicon import CommitmentWords
from onrecord.annotate.commitments.parties import Parties
from onrecord.annotate.text.syntax.tree import VERBAL, SyntaxTree
from onrecord.model.annotation import Amount, CommitmentStatus, Token
from onrecord.model.span import Span

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
    noun: int | None = None


@dataclass(frozen=True, slots=True)
class EarlierStatements:
    """A commitment as far as its outcome needs it: where it is told, which tokens, the lemmas of its act."""

    sentence: int
    tokens: frozenset[int]
    lemmas: frozenset[str]
    parties: frozenset[int]
    alone: bool
    noun: int | None = None
    numbers: tuple[float, ...] = ()
    units: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcomes:
    """One article's outcomes by sentence."""

    text: str
    tree: SyntaxTree
    words: CommitmentWords
    found: dict[int, list[Outcome]]
    who: Parties
    groups: tuple[frozenset[str], ...]
    amounts: Sequence[Amount]
    telling: frozenset[int]
    told_in: frozenset[int] = frozenset()

    @classmethod
    def of(
        cls,
        text: str,
        tree: SyntaxTree,
        words: CommitmentWords,
        who: Parties,
        amounts: Sequence[Amount],
        telling: frozenset[int],
    ) -> "Outcomes":
        """Return the outcomes told in an article; `telling` are the nouns that tell an act of their own ("a promise to pay")."""
        empty = cls(text, tree, words, {}, who, words.same_acts(), amounts, telling)
        pattern = {status: _phrases(words.outcome(status, "phrase")) for status in _PHRASES}
        found: dict[int, list[Outcome]] = {}
        for sentence in tree.sentences:
            rows = [*empty._phrased(text, sentence.index, pattern), *empty._worded(sentence.index)]
            if rows:
                found[sentence.index] = rows
        return replace(empty, found=found)

    def of_commitment(self, told: EarlierStatements) -> tuple[CommitmentStatus, Span] | None:
        """Return what became of a commitment and the words that say so, None when nothing is told."""
        best: tuple[CommitmentStatus, Span] | None = None
        passage = self.tree.sentences[told.sentence].passage
        for number in range(
            max(0, told.sentence - _BEFORE), min(len(self.tree.sentences), told.sentence + _BEHIND + 1)
        ):
            if abs(self.tree.sentences[number].passage - passage) > _BEFORE:
                continue
            rows = [row for row in self.found.get(number, ()) if self._belongs(row, told)]
            rows += [*self._acted(number, told), *self._counted(number, told)]
            for row in rows:
                if best is None or _RANK.index(row.status) > _RANK.index(best[0]):
                    best = row.status, row.span
        return best

    def _belongs(self, row: Outcome, told: EarlierStatements) -> bool:
        if any(self.tree[i].span.overlaps(row.span) for i in told.tokens):
            return False
        behind = row.sentence < told.sentence and row.noun not in self.telling
        if behind and any(
            number in self.told_in for number in range(row.sentence - _BEHIND, row.sentence + 1)
        ):
            return False  # "the promise" is one told before, where there is one
        if row.status != "disputed" and row.actors and told.parties and not row.actors & told.parties:
            return False
        if row.noun is not None and row.noun in self.telling:
            return row.noun == told.noun
        if row.link == "agreement":
            return not told.alone
        if row.span.words(self.text).lower() in ("did so", "done so"):
            return row.sentence == told.sentence
        return bool(row.lemmas & told.lemmas)

    def _actors(self, span: Span) -> frozenset[int]:
        """Return who is told to have kept, left or broken it: the subject of the words' verb."""
        for index in self.tree.range(span):
            if self.tree[index].pos in VERBAL:
                for child in self.tree.below(index, "nsubj"):
                    return frozenset(self.who.meant(child))
        return frozenset()

    def _phrased(
        self, text: str, sentence: int, patterns: dict[CommitmentStatus, re.Pattern[str]]
    ) -> Iterator[Outcome]:
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
                if lemma in self.words.leaving() and self._leaves(verb):
                    span = self._clause(verb.span)
                    taken = [
                        actor for noun in self.tree.below(index, "dobj") for actor in self.who.meant(noun)
                    ]
                    yield Outcome(
                        "broken",
                        span,
                        sentence,
                        "agreement",
                        frozenset(),
                        self._actors(verb.span) | frozenset(taken),
                    )
                for status in ("done", "broken"):
                    noun = self._object(verb) if lemma in self.words.outcome(status, "word") else None
                    if noun is not None:
                        denied = any(self.tree.below(index, "neg"))
                        if denied and status == "broken":
                            continue
                        became: CommitmentStatus = "broken" if denied else status
                        actors = self._actors(verb.span)
                        yield Outcome(became, verb.span, sentence, "agreement", frozenset(), actors, noun)

    def _leaves(self, verb: Token) -> bool:
        """Tell "left the agreement" and "took the country out of the pact" from other leaving."""
        if any(self.tree.below(verb.index, "neg")):
            return False
        if verb.lemma.lower() in ("leave", "quit", "exit"):
            return any(
                noun.lemma.lower() in self.words.pacts() for noun in self.tree.below(verb.index, "dobj")
            )
        out = [word for word in self.tree.below(verb.index, "prep") if word.text.lower() in ("out", "from")]
        inner = [word for one in out for word in (one, *self.tree.below(one.index, "prep", "pcomp"))]
        led = [
            noun
            for word in inner
            if word.text.lower() in ("of", "from")
            for noun in self.tree.below(word.index, "pobj")
        ]
        return any(noun.lemma.lower() in self.words.pacts() for noun in led)

    def _object(self, verb: Token) -> int | None:
        """Return the agreement or promise a verb is said of, None for one that is another ("a similar promise")."""
        for child in self.tree.below(verb.index, "dobj", "nsubjpass", "prep", "oprd"):
            nouns = self.tree.below(child.index, "pobj") if child.dep == "prep" else iter((child,))
            for noun in nouns:
                before = {below.text.lower() for below in self.tree.below(noun.index, "det", "amod")}
                other = bool(before & self.words.others()) and noun.index not in self.telling
                if noun.lemma.lower() in self.words.outcome_objects() and not other:
                    return noun.index
        return None

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
            below
            & (
                self.words.lists["hypothetical-aux"]
                | self.words.lists["hypothetical"]
                | {"will", "to", "'ll", "’ll"}
            )
        )

    def _acted(self, number: int, told: EarlierStatements) -> Iterator[Outcome]:
        """Yield a sentence behind the commitment that tells the act itself as done, in part or not at all."""
        of = self.tree.sentences[number]
        if number == told.sentence:
            return
        for index in range(of.first, of.last):
            verb = self.tree[index]
            if verb.pos != "VERB" or verb.tag not in ("VBD", "VBN") or self._is_open(verb):
                continue
            if self._is_finished(verb, told):
                yield Outcome("done", self._clause(verb.span), number, "act", told.lemmas)
            if (
                self._is_same(verb, told)
                and self._is_carried(verb)
                and (number > told.sentence or self._is_perfect(verb))
            ):
                status = self._extent(verb)
                if status is not None:
                    yield Outcome(status, self._clause(verb.span), number, "act", told.lemmas)

    def _is_carried(self, verb: Token) -> bool:
        """Tell the verb of a clause from a mere participle."""
        finite = verb.tag != "VBN" or any(self.tree.below(verb.index, "auxpass", "aux"))
        return finite and verb.dep in ("ROOT", "conj", "ccomp", "advcl")

    def _is_perfect(self, verb: Token) -> bool:
        """Tell "have moved", and "had moved" where it is what somebody says."""
        reported = verb.dep == "ccomp"
        return any(
            child.lemma == "have" and (reported or child.tag != "VBD")
            for child in self.tree.below(verb.index, "aux")
        )

    def _extent(self, verb: Token) -> CommitmentStatus | None:
        """Return how far an act was carried out by the words around its verb, None where they do not tell."""
        words = [self.tree[i].text.lower() for i in self.tree.subtree(verb.index, 60)]
        near = {child.text.lower() for child in self.tree.below(verb.index)}
        if any(self.tree.below(verb.index, "neg")) or near & {"no", "never", "none", "nothing"}:
            return "broken"
        if "all" in words:
            return "done"
        return "under-way" if _FIRST.search(" ".join(words)) else None

    def _is_finished(self, verb: Token, told: EarlierStatements) -> bool:
        """Tell "have finished pulling back"."""
        if verb.lemma.lower() not in self.words.finished() or any(self.tree.below(verb.index, "neg")):
            return False
        return any(self._is_same(child, told) for child in self.tree.below(verb.index, "xcomp", "dobj"))

    def _counted(self, number: int, told: EarlierStatements) -> Iterator[Outcome]:
        """Yield how much of what was promised is told as done: "so far 643 have gone home", "had sent about 10 million"."""
        if not told.numbers or not 0 <= number - told.sentence <= 2:
            return
        of = self.tree.sentences[number]
        last = max(told.tokens)
        for amount in within(self.amounts, of.span):
            tokens = self.tree.range(amount.span)
            if not tokens or tokens[0] <= last or amount.unit == "%" or any(i in told.tokens for i in tokens):
                continue
            verb = next((above for above in self.tree.above(tokens[-1], 5) if above.pos in VERBAL), None)
            whole = max(told.numbers)
            if (
                verb is not None
                and self._is_done(verb)
                and self._is_counted_alike(amount, told)
                and amount.value <= whole
            ):
                status: CommitmentStatus = "done" if amount.value == whole else "under-way"
                yield Outcome(status, self._clause(verb.span).joined(amount.span), number, "act", told.lemmas)

    def _is_done(self, verb: Token) -> bool:
        """Tell what is told as done ("have gone home") from what is to come, denied or bound to."""
        below = {child.text.lower() for child in self.tree.below(verb.index, "aux", "neg", "mark")}
        told = verb.tag == "VBD" or (
            verb.tag == "VBN" and bool(below & {"have", "has", "had", "was", "were", "been"})
        )
        known = self.words.has("bind", verb.lemma.lower()) or self.words.has("offer", verb.lemma.lower())
        return told and not known and not below & {"not", "n't", "n’t", "will", "would", "to", "if"}

    def _is_counted_alike(self, amount: Amount, told: EarlierStatements) -> bool:
        unit = amount.unit.lower().split()
        if amount.unit.isupper() and len(amount.unit) == 3:
            return amount.unit in told.units
        return (
            not unit
            or unit[-1] in told.lemmas
            or unit[-1].removesuffix("s") in told.lemmas
            or unit[-1] in ("people", "them")
        )

    def _is_same(self, verb: Token, told: EarlierStatements) -> bool:
        lemma = verb.lemma.lower()
        return lemma in told.lemmas or any(lemma in group and told.lemmas & group for group in self.groups)


def _phrases(words: Sequence[str] | frozenset[str]) -> re.Pattern[str]:
    ordered = sorted(words, key=lambda row: (-len(row), row))
    return re.compile(
        r"\b(?:" + "|".join(re.escape(row).replace(r"\ ", r"\s") for row in ordered) + r")\b", re.IGNORECASE
    )
