"""The cue of each quotation, by position.

After it, before it, or the cue of the quotation that it resumes.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from onrecord.annotate.attribution.candidates.phrases import first_below
from onrecord.annotate.attribution.candidates.syntax_candidate import Rule
from onrecord.annotate.attribution.lexicon import CueLexicon, FoundCue
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import Quotation

NEAR_AFTER = 25  # tokens behind a quotation that may hold its cue
NEAR_BEFORE = 40  # tokens before a quotation that may hold its cue
# A quotation of at most this many words without punctuation of its own is a quoted term in somebody's clause.
TERM = 3
_SENTENCE_ENDS = frozenset({".", "!", "?"})
_INTRODUCTIONS = frozenset({",", ":", "that", "as", "—", "–", "--"})
# Marks at the end of a quotation after which its cue follows.
_OPEN_ENDS = frozenset(",?!—–-…")


@dataclass(frozen=True, slots=True)
class QuotationWithCue:
    """A quotation and its cue.

    The tokens (marks included), the head of the cue, and the rule that joined them.
    """

    tokens: range
    head: int
    rule: Rule


@dataclass(slots=True)
class QuotationCueFinder:
    """Finds cues for the outermost quotations of an article, one paragraph after the other."""

    tree: SyntaxTree
    text: str
    cues: CueLexicon
    quotations: Sequence[Quotation]
    paragraphs: Sequence[int]  # the first token of each paragraph
    found: list[QuotationWithCue] = field(default_factory=list)
    inside: set[int] = field(default_factory=set)

    def find(self) -> list[QuotationWithCue]:
        """Return the quotations that have a cue, in text order."""
        ranges = [self.tree.range(quotation.span) for quotation in self.quotations]
        for tokens in ranges:
            self.inside.update(tokens)
        for place, quotation in enumerate(self.quotations):
            tokens = ranges[place]
            if not tokens or self._is_term(quotation):
                continue
            before = ranges[place - 1] if place else range(0)
            after = ranges[place + 1] if place + 1 < len(ranges) else range(len(self.tree), len(self.tree))
            row = self._with_cue(place, tokens, before, after)
            if row:
                self.found.append(row)
        return self.found

    def _is_term(self, quotation: Quotation) -> bool:
        words = quotation.inner.words(self.text)
        return len(words.split(maxsplit=TERM)) <= TERM and not (words[0].isupper() and words[-1] in ".,!?")

    def _with_cue(self, place: int, tokens: range, before: range, after: range) -> QuotationWithCue | None:
        """Return the quotation with its cue.

        After it, else before it, else that of the quotation it resumes.
        """
        inner = self.quotations[place].inner.words(self.text)
        follows = inner[-1] in _OPEN_ENDS or self._text_at(tokens.stop) == ","
        head = self._cue_after(tokens, after.start) if follows else None
        if head is not None:
            return QuotationWithCue(tokens, head, "quote-after")
        head = self._cue_before(tokens, before.stop)
        if head is not None:
            return QuotationWithCue(tokens, head, "quote-before")
        return self._resumed(place, tokens)

    def _text_at(self, index: int) -> str:
        token = self.tree.get(index)
        return token.text if token else ""

    def _paragraph(self, index: int) -> int:
        return bisect_right(self.paragraphs, index)

    def _cue_after(self, tokens: range, limit: int) -> int | None:
        """Return the verb behind a quotation that reports it.

        The first outside relative clauses, in the same sentence.
        """
        found: list[int] = []
        paragraph = self._paragraph(tokens.start)
        for at in range(tokens.stop, min(limit, tokens.stop + NEAR_AFTER)):
            token = self.tree[at]
            if token.text in _SENTENCE_ENDS or self._paragraph(at) != paragraph:
                break
            if self._may_quote(at) and not self._has_clause_after(at):
                found.append(at)
        main = [at for at in found if self.tree[at].dep not in ("relcl", "acl")]
        return next(iter(main or found), None)

    def _cue_before(self, tokens: range, limit: int) -> int | None:
        """Return the verb before a quotation that introduces it: the nearest one in the same sentence."""
        last = tokens.start - 1
        if last < 0 or self._paragraph(last) != self._paragraph(tokens.start):
            return self._cue_of_line_before(tokens)
        introduced = self._text_at(last).lower() in _INTRODUCTIONS
        for at in range(last, max(limit, tokens.start - NEAR_BEFORE) - 1, -1):
            if self._text_at(at) in _SENTENCE_ENDS:
                return None
            if self._may_quote(at):
                is_near = introduced or tokens.start - at <= 2
                return at if is_near or self._is_complement(tokens, at) else None
        return None

    def _cue_of_line_before(self, tokens: range) -> int | None:
        """Return the verb of a paragraph that ends with a colon right before the quotation's paragraph."""
        last = tokens.start - 1
        if last < 0 or self._text_at(last) != ":":
            return None
        paragraph = self._paragraph(last)
        for at in range(last, max(0, last - NEAR_BEFORE), -1):
            if self._text_at(at) in _SENTENCE_ENDS or self._paragraph(at) != paragraph:
                return None
            if self._may_quote(at):
                return at
        return None

    def _is_complement(self, tokens: range, verb: int) -> bool:
        return any(token.index in tokens for token in self.tree.below(verb, "ccomp", "dobj", "xcomp", "oprd"))

    def _may_quote(self, index: int) -> bool:
        if index in self.inside:
            return False
        return any("quote" in found.cue.frames for found in self.cues.find_verbs(self.tree, index))

    def _has_clause_after(self, verb: int) -> bool:
        clause = first_below(self.tree, verb, "ccomp")
        return clause is not None and clause.index > verb and clause.index not in self.inside

    def _resumed(self, place: int, tokens: range) -> QuotationWithCue | None:
        """Return the quotation with the cue of the one before, where only its sentence's end is between."""
        if not self.found:
            return None
        last = self.found[-1]
        between = range(max(last.tokens.stop, last.head + 1), tokens.start)
        previous = self.quotations[place - 1] if place else None
        if previous and previous.continues and last.tokens == self.tree.range(previous.span):
            return QuotationWithCue(tokens, last.head, "quote-resumed")
        if len(between) > NEAR_BEFORE or self._paragraph(last.head) != self._paragraph(tokens.start):
            return None
        sentence = self.tree[last.head].sentence
        ends = sum(self.tree[at].text in _SENTENCE_ENDS for at in between)
        own = all(
            self.tree[at].sentence == sentence or self.tree[at].text in _SENTENCE_ENDS for at in between
        )
        return QuotationWithCue(tokens, last.head, "quote-resumed") if own and ends <= 1 else None


def by_cue(rows: Sequence[QuotationWithCue]) -> Mapping[int, list[QuotationWithCue]]:
    """Return the quotations by the head of their cue, in text order."""
    by_head: dict[int, list[QuotationWithCue]] = {}
    for row in rows:
        by_head.setdefault(row.head, []).append(row)
    return by_head


def outermost_quotations(quotations: Sequence[Quotation]) -> Iterator[Quotation]:
    """Yield the outermost quotations."""
    return (quotation for quotation in quotations if quotation.depth == 0)


def quoting_cue(tree: SyntaxTree, cues: CueLexicon, head: int) -> FoundCue | None:
    """Return the cue of a verb that can report a quotation."""
    return next((found for found in cues.find_verbs(tree, head) if "quote" in found.cue.frames), None)
