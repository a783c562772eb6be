"""Which cue a quotation belongs to, by where they stand: after it, before it, or resumed once the cue is past."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from onrecord.annotate.attribution.cue_lexicon import CueLexicon, FoundCue
from onrecord.annotate.attribution.rules.phrases import first_below
from onrecord.annotate.attribution.rules.token_attribution import Rule
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import Quotation

# A cue is looked for this many tokens after a quotation, and before one.
NEAR_AFTER = 25
NEAR_BEFORE = 40
# A shorter quotation without punctuation of its own is a quoted term, part of somebody's clause.
TERM = 3
_SENTENCE_ENDS = frozenset({".", "!", "?"})
_INTRODUCTIONS = frozenset({",", ":", "that", "as", "—", "–", "--"})
# The marks at the end of a quotation that tell that its cue follows.
_OPEN_ENDS = frozenset(",?!—–-…")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A quotation given to a cue: tokens (marks included), the head of the cue, and by which rule."""

    numbers: range
    head: int
    rule: Rule


@dataclass(slots=True)
class QuotationFinder:
    """The outermost quotations of an article, to be given to cues one paragraph after the other."""

    tree: SyntaxTree
    text: str
    cues: CueLexicon
    quotations: Sequence[Quotation]
    paragraphs: Sequence[int]  # the first token of each paragraph
    given: list[Spoken] = field(default_factory=list)
    inside: set[int] = field(default_factory=set)

    def find(self) -> list[Spoken]:
        """Return the quotations with their cues, in text order; those without a cue are left out."""
        ranges = [self.tree.range(quotation.span) for quotation in self.quotations]
        for numbers in ranges:
            self.inside.update(numbers)
        for place, quotation in enumerate(self.quotations):
            numbers = ranges[place]
            if not numbers or self._is_term(quotation):
                continue
            before = ranges[place - 1] if place else range(0)
            after = ranges[place + 1] if place + 1 < len(ranges) else range(len(self.tree), len(self.tree))
            found = self._spoken(place, numbers, before, after)
            if found:
                self.given.append(found)
        return self.given

    def _is_term(self, quotation: Quotation) -> bool:
        words = quotation.inner.words(self.text)
        return len(words.split(maxsplit=TERM)) <= TERM and not (words[0].isupper() and words[-1] in ".,!?")

    def _spoken(self, place: int, numbers: range, before: range, after: range) -> Spoken | None:
        """Return the quotation with the cue after it, else the one before it, else that of the quotation it resumes."""
        inner = self.quotations[place].inner.words(self.text)
        follows = inner[-1] in _OPEN_ENDS or self._text_at(numbers.stop) == ","
        head = self._cue_after(numbers, after.start) if follows else None
        if head is not None:
            return Spoken(numbers, head, "quote-after")
        head = self._cue_before(numbers, before.stop)
        if head is not None:
            return Spoken(numbers, head, "quote-before")
        return self._resumed(place, numbers)

    def _text_at(self, number: int) -> str:
        token = self.tree.get(number)
        return token.text if token else ""

    def _paragraph(self, number: int) -> int:
        return bisect_right(self.paragraphs, number)

    def _cue_after(self, numbers: range, limit: int) -> int | None:
        """Return the verb that reports the quotation before it: the first outside relative clauses, in the same sentence."""
        found: list[int] = []
        paragraph = self._paragraph(numbers.start)
        for at in range(numbers.stop, min(limit, numbers.stop + NEAR_AFTER)):
            token = self.tree[at]
            if token.text in _SENTENCE_ENDS or self._paragraph(at) != paragraph:
                break
            if self._may_quote(at) and not self._has_clause_after(at):
                found.append(at)
        main = [at for at in found if self.tree[at].dep not in ("relcl", "acl")]
        return next(iter(main or found), None)

    def _cue_before(self, numbers: range, limit: int) -> int | None:
        """Return the verb that introduces the quotation after it, the nearest one in the same sentence."""
        last = numbers.start - 1
        if last < 0 or self._paragraph(last) != self._paragraph(numbers.start):
            return self._cue_of_line_before(numbers)
        introduced = self._text_at(last).lower() in _INTRODUCTIONS
        for at in range(last, max(limit, numbers.start - NEAR_BEFORE) - 1, -1):
            if self._text_at(at) in _SENTENCE_ENDS:
                return None
            if self._may_quote(at):
                return at if introduced or numbers.start - at <= 2 or self._is_below(numbers, at) else None
        return None

    def _cue_of_line_before(self, numbers: range) -> int | None:
        """Return the verb of a paragraph that ends with a colon, right before a paragraph that begins with the quotation."""
        last = numbers.start - 1
        if last < 0 or self._text_at(last) != ":":
            return None
        paragraph = self._paragraph(last)
        for at in range(last, max(0, last - NEAR_BEFORE), -1):
            if self._text_at(at) in _SENTENCE_ENDS or self._paragraph(at) != paragraph:
                return None
            if self._may_quote(at):
                return at
        return None

    def _is_below(self, numbers: range, verb: int) -> bool:
        return any(
            token.index in numbers for token in self.tree.below(verb, "ccomp", "dobj", "xcomp", "oprd")
        )

    def _may_quote(self, number: int) -> bool:
        if number in self.inside:
            return False
        return any("quote" in found.cue.frames for found in self.cues.find_verbs(self.tree, number))

    def _has_clause_after(self, verb: int) -> bool:
        clause = first_below(self.tree, verb, "ccomp")
        return clause is not None and clause.index > verb and clause.index not in self.inside

    def _resumed(self, place: int, numbers: range) -> Spoken | None:
        """Return the quotation under the cue of the one before when nothing but the end of its sentence stands between."""
        if not self.given:
            return None
        last = self.given[-1]
        between = range(max(last.numbers.stop, last.head + 1), numbers.start)
        previous = self.quotations[place - 1] if place else None
        if previous and previous.continues and last.numbers == self.tree.range(previous.span):
            return Spoken(numbers, last.head, "quote-resumed")
        if len(between) > NEAR_BEFORE or self._paragraph(last.head) != self._paragraph(numbers.start):
            return None
        sentence = self.tree[last.head].sentence
        ends = sum(self.tree[at].text in _SENTENCE_ENDS for at in between)
        own = all(
            self.tree[at].sentence == sentence or self.tree[at].text in _SENTENCE_ENDS for at in between
        )
        return Spoken(numbers, last.head, "quote-resumed") if own and ends <= 1 else None


def contents_by_cue(spoken: Sequence[Spoken]) -> Mapping[int, list[Spoken]]:
    """Return the quotations of each cue, in text order."""
    by_head: dict[int, list[Spoken]] = {}
    for row in spoken:
        by_head.setdefault(row.head, []).append(row)
    return by_head


def top_quotations(quotations: Sequence[Quotation]) -> Iterator[Quotation]:
    """Yield the outermost quotations."""
    return (quotation for quotation in quotations if quotation.depth == 0)


def quoting_cue(tree: SyntaxTree, cues: CueLexicon, head: int) -> FoundCue | None:
    """Return the cue of a verb that may report a quotation."""
    return next((found for found in cues.find_verbs(tree, head) if "quote" in found.cue.frames), None)
