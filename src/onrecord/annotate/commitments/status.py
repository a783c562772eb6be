"""Status of commitments: words that report one as carried out, under way, broken or disputed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from onrecord.annotate.commitments.actions import within
from onrecord.annotate.commitments.lexicon import CommitmentWords, commitment_words
from onrecord.annotate.commitments.parties import Parties
from onrecord.annotate.text.syntax.tree import VERBAL, SyntaxTree
from onrecord.model.annotation import Amount, CommitmentStatus, Token
from onrecord.model.span import Span

_BEFORE, _BEHIND = 2, 4  # sentences around a commitment in which its outcome is searched
_RANK: tuple[CommitmentStatus, ...] = ("under-way", "done", "broken", "disputed")  # the last wins
_IN_PART = re.compile(r"\bfirst\b|\bsome\b|\bso far\b|\bhalf\b|\bpart\b", re.IGNORECASE)
_CLAUSE = 15  # tokens of a clause behind its verb that are evidence
_PHRASES: tuple[CommitmentStatus, ...] = ("disputed", "broken", "done", "under-way")


@dataclass(frozen=True, slots=True)
class Outcome:
    """Words that report an outcome: of an agreement they name, or (`link` "act") of an act they repeat."""

    status: CommitmentStatus
    span: Span
    sentence: int
    link: Literal["agreement", "act"]
    lemmas: frozenset[str]
    actors: frozenset[int] = frozenset()
    noun: int | None = None


@dataclass(frozen=True, slots=True)
class TrackedCommitment:
    """What is compared of a commitment with outcomes; `tokens` and `lemmas` are those of its act."""

    sentence: int
    tokens: frozenset[int]
    lemmas: frozenset[str]
    parties: frozenset[int]
    is_announced: bool  # by one party alone: no agreement can be meant
    noun: int | None = None
    numbers: tuple[float, ...] = ()
    units: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The outcomes of one article by sentence.

    `own_act_nouns` are nouns with an act of their own ("a promise to pay"); `committed_sentences` those with
    commitments.
    """

    text: str
    tree: SyntaxTree
    words: CommitmentWords
    found: dict[int, list[Outcome]]
    parties: Parties
    groups: tuple[frozenset[str], ...]
    amounts: Sequence[Amount]
    own_act_nouns: frozenset[int]
    committed_sentences: frozenset[int] = frozenset()

    @classmethod
    def of(
        cls,
        text: str,
        tree: SyntaxTree,
        words: CommitmentWords,
        parties: Parties,
        amounts: Sequence[Amount],
        own_act_nouns: frozenset[int],
    ) -> "Outcomes":
        """Return the outcomes that an article reports."""
        empty = cls(text, tree, words, {}, parties, words.same_acts(), amounts, own_act_nouns)
        pattern = {status: _phrases(words.outcome(status, "phrase")) for status in _PHRASES}
        found: dict[int, list[Outcome]] = {}
        for sentence in tree.sentences:
            rows = [*empty._phrased(text, sentence.index, pattern), *empty._worded(sentence.index)]
            if rows:
                found[sentence.index] = rows
        return replace(empty, found=found)

    def of_commitment(self, commitment: TrackedCommitment) -> tuple[CommitmentStatus, Span] | None:
        """Return the status of a commitment and the words that report it, None without a reported outcome."""
        best: tuple[CommitmentStatus, Span] | None = None
        passage = self.tree.sentences[commitment.sentence].passage
        for number in range(
            max(0, commitment.sentence - _BEFORE),
            min(len(self.tree.sentences), commitment.sentence + _BEHIND + 1),
        ):
            if abs(self.tree.sentences[number].passage - passage) > _BEFORE:
                continue
            rows = [row for row in self.found.get(number, ()) if self._belongs(row, commitment)]
            rows += [*self._acted(number, commitment), *self._counted(number, commitment)]
            for row in rows:
                if best is None or _RANK.index(row.status) > _RANK.index(best[0]):
                    best = row.status, row.span
        return best

    def _belongs(self, row: Outcome, commitment: TrackedCommitment) -> bool:
        if any(self.tree[i].span.overlaps(row.span) for i in commitment.tokens):
            return False
        behind = row.sentence < commitment.sentence and row.noun not in self.own_act_nouns
        if behind and any(
            number in self.committed_sentences for number in range(row.sentence - _BEHIND, row.sentence + 1)
        ):
            return False  # "the promise" is one mentioned before, where there is one
        if (
            row.status != "disputed"
            and row.actors
            and commitment.parties
            and not row.actors & commitment.parties
        ):
            return False
        if row.noun is not None and row.noun in self.own_act_nouns:
            return row.noun == commitment.noun
        if row.link == "agreement":
            return not commitment.is_announced
        if row.span.words(self.text).lower() in ("did so", "done so"):
            return row.sentence == commitment.sentence
        return bool(row.lemmas & commitment.lemmas)

    def _actors(self, span: Span) -> frozenset[int]:
        """Return who kept, left or broke it: the subject of the words' verb."""
        for index in self.tree.range(span):
            if self.tree[index].pos in VERBAL:
                for child in self.tree.below(index, "nsubj"):
                    return frozenset(self.parties.actors_of(child))
        return frozenset()

    def _phrased(
        self, text: str, sentence: int, patterns: dict[CommitmentStatus, re.Pattern[str]]
    ) -> Iterator[Outcome]:
        """Yield the phrases of a sentence that report an outcome."""
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
        """Return whether what has begun is an agreement ("the exchange has begun")."""
        for index in self.tree.range(span):
            for child in self.tree.below(index, "nsubj", "nsubjpass"):
                if child.lemma.lower() in self.words.outcome_objects():
                    return True
        return False

    def _clause(self, span: Span) -> Span:
        """Return the words of a phrase to the end of what its verb governs."""
        tokens = self.tree.range(span)
        verb = next((self.tree[i] for i in tokens if self.tree[i].pos in VERBAL), None)
        if verb is None:
            return span
        governed = self.tree.subtree(verb.index, 60)
        last = max((i for i in governed if i <= verb.index + _CLAUSE), default=tokens[-1])
        while last > tokens[-1] and self.tree[last].pos == "PUNCT":
            last -= 1
        return span.joined(self.tree[max(last, tokens[-1])].span)

    def _worded(self, sentence: int) -> Iterator[Outcome]:
        """Yield verbs that report the outcome of an agreement.

        Charges, leaving it, keeping or breaking it.
        """
        of = self.tree.sentences[sentence]
        for index in range(of.first, of.last):
            verb = self.tree[index]
            if verb.pos not in VERBAL or self._is_open(verb):
                continue
            lemma = verb.lemma.lower()
            if lemma in self.words.outcome("disputed", "charge") and self._charges(verb):
                yield Outcome("disputed", self._clause(verb.span), sentence, "agreement", frozenset())
            if lemma in self.words.leaving() and self._leaves(verb):
                nouns = self.tree.below(index, "dobj")
                actors = self._actors(verb.span) | {
                    one for noun in nouns for one in self.parties.actors_of(noun)
                }
                yield Outcome("broken", self._clause(verb.span), sentence, "agreement", frozenset(), actors)
            yield from self._fulfilled(verb, sentence)

    def _fulfilled(self, verb: Token, sentence: int) -> Iterator[Outcome]:
        """Yield a verb of keeping or breaking whose object or passive subject is an agreement or promise."""
        statuses: tuple[CommitmentStatus, ...] = ("done", "broken")
        for status in statuses:
            if verb.lemma.lower() not in self.words.outcome(status, "word"):
                continue
            noun, denied = self._object(verb), any(self.tree.below(verb.index, "neg"))
            if noun is None or (denied and status == "broken"):
                continue
            became: CommitmentStatus = "broken" if denied else status
            yield Outcome(
                became, verb.span, sentence, "agreement", frozenset(), self._actors(verb.span), noun
            )

    def _leaves(self, verb: Token) -> bool:
        """Return whether a verb reports leaving an agreement.

        Examples: "left the accord", "took Chad out of the pact".
        """
        if any(self.tree.below(verb.index, "neg")):
            return False
        if verb.lemma.lower() in commitment_words("verbs of leaving"):
            objects = self.tree.below(verb.index, "dobj")
            return any(noun.lemma.lower() in self.words.lists["pact"] for noun in objects)
        out = [word for word in self.tree.below(verb.index, "prep") if word.text.lower() in ("out", "from")]
        inner = [word for one in out for word in (one, *self.tree.below(one.index, "prep", "pcomp"))]
        led = [
            noun
            for word in inner
            if word.text.lower() in ("of", "from")
            for noun in self.tree.below(word.index, "pobj")
        ]
        return any(noun.lemma.lower() in self.words.lists["pact"] for noun in led)

    def _object(self, verb: Token) -> int | None:
        """Return the agreement or promise that is a verb's object.

        None for another one ("a similar promise").
        """
        for child in self.tree.below(verb.index, "dobj", "nsubjpass", "prep", "oprd"):
            nouns = self.tree.below(child.index, "pobj") if child.dep == "prep" else iter((child,))
            for noun in nouns:
                before = {below.text.lower() for below in self.tree.below(noun.index, "det", "amod")}
                other = bool(before & self.words.others()) and noun.index not in self.own_act_nouns
                if noun.lemma.lower() in self.words.outcome_objects() and not other:
                    return noun.index
        return None

    def _charges(self, verb: Token) -> bool:
        """Return whether the charge is of breaking an agreement: "accused Moscow of breaking the truce"."""
        if verb.lemma.lower() not in commitment_words("verbs of accusing"):
            return False
        lemmas = {self.tree[i].lemma.lower() for i in self.tree.subtree(verb.index, 40)}
        return bool(lemmas & self.words.breaking()) and bool(lemmas & self.words.outcome_objects())

    def _is_open(self, verb: Token) -> bool:
        """Return whether a verb reports what may happen or is to happen, not what did."""
        below = {child.text.lower() for child in self.tree.below(verb.index, "aux", "mark")}
        hypothetical = self.words.lists["hypothetical-aux"] | self.words.lists["hypothetical"]
        return bool(below & (hypothetical | commitment_words("marks of what is to come")))

    def _acted(self, number: int, commitment: TrackedCommitment) -> Iterator[Outcome]:
        """Yield outcomes of a sentence that repeats the act, as done, done in part or not done."""
        of = self.tree.sentences[number]
        if number == commitment.sentence:
            return
        for index in range(of.first, of.last):
            verb = self.tree[index]
            if verb.pos != "VERB" or verb.tag not in ("VBD", "VBN") or self._is_open(verb):
                continue
            if self._is_finished(verb, commitment):
                yield Outcome("done", self._clause(verb.span), number, "act", commitment.lemmas)
            is_later = number > commitment.sentence or self._is_perfect(verb)
            if is_later and self._is_same(verb, commitment) and self._is_clause_verb(verb):
                status = self._extent(verb)
                if status is not None:
                    yield Outcome(status, self._clause(verb.span), number, "act", commitment.lemmas)

    def _is_clause_verb(self, verb: Token) -> bool:
        """Return whether a verb heads a clause and is no mere participle."""
        finite = verb.tag != "VBN" or any(self.tree.below(verb.index, "auxpass", "aux"))
        return finite and verb.dep in ("ROOT", "conj", "ccomp", "advcl")

    def _is_perfect(self, verb: Token) -> bool:
        """Return whether a verb is a present perfect ("have moved"), or a reported past perfect."""
        reported = verb.dep == "ccomp"
        return any(
            child.lemma == "have" and (reported or child.tag != "VBD")
            for child in self.tree.below(verb.index, "aux")
        )

    def _extent(self, verb: Token) -> CommitmentStatus | None:
        """Return how far an act was carried out by the words around its verb, None where they do not say."""
        words = [self.tree[i].text.lower() for i in self.tree.subtree(verb.index, 60)]
        near = {child.text.lower() for child in self.tree.below(verb.index)}
        if any(self.tree.below(verb.index, "neg")) or near & commitment_words("nothing"):
            return "broken"
        if "all" in words:
            return "done"
        return "under-way" if _IN_PART.search(" ".join(words)) else None

    def _is_finished(self, verb: Token, commitment: TrackedCommitment) -> bool:
        """Return whether a verb reports the act as finished: "have finished pulling back"."""
        if verb.lemma.lower() not in self.words.finished() or any(self.tree.below(verb.index, "neg")):
            return False
        return any(self._is_same(child, commitment) for child in self.tree.below(verb.index, "xcomp", "dobj"))

    def _counted(self, number: int, commitment: TrackedCommitment) -> Iterator[Outcome]:
        """Yield reports of how much of a promised number is done: "so far 643 have gone home"."""
        if not commitment.numbers or not 0 <= number - commitment.sentence <= 2:
            return
        of = self.tree.sentences[number]
        last = max(commitment.tokens)
        for amount in within(self.amounts, of.span):
            tokens = self.tree.range(amount.span)
            if (
                not tokens
                or tokens[0] <= last
                or amount.unit == "%"
                or any(i in commitment.tokens for i in tokens)
            ):
                continue
            verb = next((above for above in self.tree.above(tokens[-1], 5) if above.pos in VERBAL), None)
            whole = max(commitment.numbers)
            is_part = self._is_counted_alike(amount, commitment) and amount.value <= whole
            if verb is not None and is_part and self._is_done(verb):
                status: CommitmentStatus = "done" if amount.value == whole else "under-way"
                yield Outcome(
                    status, self._clause(verb.span).joined(amount.span), number, "act", commitment.lemmas
                )

    def _is_done(self, verb: Token) -> bool:
        """Return whether a verb reports something as done, not as to come, denied or promised."""
        below = {child.text.lower() for child in self.tree.below(verb.index, "aux", "neg", "mark")}
        is_perfect = verb.tag == "VBN" and bool(below & commitment_words("auxiliaries of the past"))
        binds = self.words.has("bind", verb.lemma.lower()) or self.words.has("offer", verb.lemma.lower())
        return (verb.tag == "VBD" or is_perfect) and not binds and not below & commitment_words("not done")

    def _is_counted_alike(self, amount: Amount, commitment: TrackedCommitment) -> bool:
        """Return whether an amount counts what the commitment counts."""
        if amount.unit.isupper() and len(amount.unit) == 3:  # a currency
            return amount.unit in commitment.units
        unit = amount.unit.lower().split()
        if not unit or unit[-1] in ("people", "them"):
            return True
        return unit[-1] in commitment.lemmas or unit[-1].removesuffix("s") in commitment.lemmas

    def _is_same(self, verb: Token, commitment: TrackedCommitment) -> bool:
        lemma = verb.lemma.lower()
        return lemma in commitment.lemmas or any(
            lemma in group and commitment.lemmas & group for group in self.groups
        )


def _phrases(words: Sequence[str] | frozenset[str]) -> re.Pattern[str]:
    ordered = sorted(words, key=lambda row: (-len(row), row))
    return re.compile(
        r"\b(?:" + "|".join(re.escape(row).replace(r"\ ", r"\s") for row in ordered) + r")\b", re.IGNORECASE
    )
