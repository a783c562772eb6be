"""Finds candidates.

At most one for each verb, noun or "according to" that can be a cue. Does not choose among them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from onrecord.annotate.attribution.candidates.contents import FoundContent, find_content
from onrecord.annotate.attribution.candidates.noun_cues import find_noun_candidate
from onrecord.annotate.attribution.candidates.phrases import (
    cue_words,
    find_source,
    first_below,
    noun_phrase,
    phrase_beside_cue,
)
from onrecord.annotate.attribution.candidates.quotation_cues import (
    QuotationCueFinder,
    QuotationWithCue,
    by_cue,
    outermost_quotations,
    quoting_cue,
)
from onrecord.annotate.attribution.candidates.quoted_speakers import find_quoted_speakers
from onrecord.annotate.attribution.candidates.syntax_candidate import SyntaxCandidate
from onrecord.annotate.attribution.lexicon import CueLexicon, FoundCue, load_cues
from onrecord.annotate.text.paragraphs import Paragraph, news_paragraphs
from onrecord.annotate.text.syntax.tree import VERBAL, SyntaxTree
from onrecord.model.annotation import Quotation
from onrecord.model.layers import Annotations

# Dependencies of a verb that is no clause of its own for "according to": it qualifies the clause around it.
_DEPENDENT_CLAUSES = frozenset({"acl", "xcomp", "amod", "pcomp", "relcl"})


def find_candidates(text: str, view: Annotations) -> list[SyntaxCandidate]:
    """Return the candidates of an article.

    Speakers quoted "as saying", then all others in order of their cues. The view needs passages, sentences,
    tokens and quotations.
    """
    tree, cues = view.index(SyntaxTree), load_cues()
    finder = CandidateFinder(text, tree, view.of(Quotation), list(news_paragraphs(text, view)), cues)
    return [*find_quoted_speakers(tree, cues), *finder.find()]


@dataclass(frozen=True)
class CandidateFinder:
    """What the search for candidates reads."""

    text: str
    tree: SyntaxTree
    quotations: Sequence[Quotation]
    paragraphs: Sequence[Paragraph]
    cues: CueLexicon

    def find(self) -> list[SyntaxCandidate]:
        """Return the candidates in order of their cues, at most one for each token."""
        quotations = by_cue(self._quotations_with_cue())
        found = []
        for index in range(len(self.tree)):
            candidate = (
                self._from_verb(index, quotations.get(index, []))
                or self._from_noun(index)
                or self._from_according_to(index)
            )
            if candidate is not None and not self._is_idiom(candidate):
                found.append(self._with_whole_quotations(candidate))
        return [candidate for candidate in found if candidate.content]

    def _is_idiom(self, candidate: SyntaxCandidate) -> bool:
        """Return whether a candidate is "That said, …"."""
        if len(candidate.source) != 1 or candidate.rule != "that-around":
            return False
        return self.tree[min(candidate.source)].tag == "DT"

    def _quotations_with_cue(self) -> list[QuotationWithCue]:
        first_tokens = [self.tree.range(paragraph.span).start for paragraph in self.paragraphs]
        quotations = list(outermost_quotations(self.quotations))
        return QuotationCueFinder(self.tree, self.text, self.cues, quotations, first_tokens).find()

    def _from_verb(self, index: int, quotations: list[QuotationWithCue]) -> SyntaxCandidate | None:
        if quotations:
            cue = quoting_cue(self.tree, self.cues, index)
            if cue is None:
                return None
            candidate = self._candidate(cue, self._quoted_content(cue, quotations))
            return self._with_speaker(candidate, quotations[0])
        for found in self.cues.find_verbs(self.tree, index):
            content = find_content(self.tree, found)
            if content is not None:
                return self._candidate(found, content)
        return None

    def _with_speaker(self, candidate: SyntaxCandidate, quotation: QuotationWithCue) -> SyntaxCandidate:
        """Return the candidate with the phrase beside its cue as source.

        Only where the parser found no subject, or one inside the quotation.
        """
        has_source = bool(candidate.source) and not candidate.source & set(quotation.tokens)
        if quotation.rule != "quote-after" or has_source:
            return candidate
        beside = phrase_beside_cue(self.tree, candidate.head, quotation.tokens.stop)
        return replace(candidate, source=frozenset(beside) - candidate.cue)

    def _quoted_content(self, cue: FoundCue, quotations: list[QuotationWithCue]) -> FoundContent:
        """Return a cue's quotations as its content, with the clause they are part of."""
        tokens = {index for row in quotations for index in row.tokens}
        clause = find_content(self.tree, cue)
        if clause is not None and (clause.rule == "that-after" or clause.tokens & tokens):
            tokens |= clause.tokens
        return FoundContent(quotations[0].rule, frozenset(tokens))

    def _candidate(self, found: FoundCue, content: FoundContent) -> SyntaxCandidate:
        cue = frozenset(cue_words(self.tree, found))
        source: frozenset[int] = frozenset()
        if content.rule != "infinitive-passive":  # "is expected to": the text does not say by whom
            source = frozenset(find_source(self.tree, found.head, self.cues)) - cue
        return SyntaxCandidate(content.rule, found.head, found.cue.words, source, cue, content.tokens)

    def _from_noun(self, index: int) -> SyntaxCandidate | None:
        found = self.cues.find_noun(self.tree, index)
        return find_noun_candidate(self.tree, found, self.cues) if found else None

    def _from_according_to(self, index: int) -> SyntaxCandidate | None:
        if self.tree[index].text.lower() != "according":
            return None
        to = self.tree.get(index + 1)
        speaker = first_below(self.tree, to.index, "pobj") if to and to.text.lower() == "to" else None
        if to is None or speaker is None:
            return None
        source = frozenset(noun_phrase(self.tree, speaker.index, self.cues))
        cue = frozenset({index, to.index})
        phrase = source | cue | set(self.tree.subtree(index))
        content = frozenset(self.tree.subtree(self._clause_of(index))) - phrase
        return SyntaxCandidate("according", index, "according to", source, cue, content)

    def _clause_of(self, index: int) -> int:
        """Return the verb of the nearest finite clause around a token, or the root of its sentence."""
        found = index
        for above in self.tree.above(index):
            found = above.index
            if above.pos in VERBAL and above.dep not in _DEPENDENT_CLAUSES:
                break
        return found

    def _with_whole_quotations(self, candidate: SyntaxCandidate) -> SyntaxCandidate:
        """Return the candidate with every quotation that its content touches as a whole.

        Source, cue and content stay disjoint.
        """
        content = set(candidate.content)
        for tokens in self._quotations_touched(candidate.content):
            if candidate.head not in tokens and not candidate.source & set(tokens):
                content.update(tokens)
        return replace(candidate, content=frozenset(content) - candidate.cue - candidate.source)

    def _quotations_touched(self, indices: Iterable[int]) -> Iterator[range]:
        seen: set[int] = set()
        for index in indices:
            tokens = self._quotation_at.get(index)
            if tokens is not None and tokens.start not in seen:
                seen.add(tokens.start)
                yield tokens

    @cached_property
    def _quotation_at(self) -> dict[int, range]:
        """For each token of an outermost quotation, the tokens of that quotation."""
        ranges = (self.tree.range(quotation.span) for quotation in outermost_quotations(self.quotations))
        return {index: tokens for tokens in ranges for index in tokens}
