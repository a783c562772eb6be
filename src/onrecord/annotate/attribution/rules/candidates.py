"""Candidates for attributions: every cue of an article with its source and content, wherever it stands. No choice among them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from onrecord.annotate.attribution.cue_lexicon import CueLexicon, FoundCue
from onrecord.annotate.attribution.rules.colon_turns import find_turns
from onrecord.annotate.attribution.rules.contents import FoundContent, find_content
from onrecord.annotate.attribution.rules.noun_cues import find_noun_parts
from onrecord.annotate.attribution.rules.phrases import (
    beside_cue,
    cue_words,
    find_source,
    first_below,
    noun_phrase,
)
from onrecord.annotate.attribution.rules.quotation_cues import (
    QuotationFinder,
    Spoken,
    contents_by_cue,
    quoting_cue,
    top_quotations,
)
from onrecord.annotate.attribution.rules.token_attribution import Parts
from onrecord.annotate.text.paragraphs import Paragraph
from onrecord.annotate.text.syntax.tree import VERBAL, SyntaxTree
from onrecord.model.annotation import Quotation


@dataclass(frozen=True)
class CandidateFinder:
    """Everything a search for candidates looks at."""

    text: str
    tree: SyntaxTree
    quotations: Sequence[Quotation]
    paragraphs: Sequence[Paragraph]
    cues: CueLexicon

    def find(self) -> list[Parts]:
        """Return the candidates in order of their cues; at most one a cue."""
        by_head = contents_by_cue(self._spoken())
        found: dict[int, Parts] = {}
        for number in range(len(self.tree)):
            parts = (
                self._from_verb(number, by_head.get(number, []))
                or self._from_noun(number)
                or self._from_phrase(number)
            )
            if parts is not None:
                found[number] = parts
        turns = find_turns(self.text, self.tree, self.paragraphs)
        found.update((turn.head, turn) for turn in turns)
        widened = (
            self._with_whole_quotations(parts)
            for _, parts in sorted(found.items())
            if not self._is_idiom(parts)
        )
        return [parts for parts in widened if parts.content]

    def _is_idiom(self, parts: Parts) -> bool:
        """Tell whether a candidate is "That said, ..."."""
        return (
            len(parts.source) == 1
            and self.tree[min(parts.source)].tag == "DT"
            and parts.rule == "that-around"
        )

    def _spoken(self) -> list[Spoken]:
        first_tokens = [self.tree.range(paragraph.span).start for paragraph in self.paragraphs]
        tops = list(top_quotations(self.quotations))
        return QuotationFinder(self.tree, self.text, self.cues, tops, first_tokens).find()

    def _from_verb(self, number: int, spoken: list[Spoken]) -> Parts | None:
        for found in self.cues.find_verbs(self.tree, number):
            content = find_content(self.tree, found)
            if content is not None and not spoken:
                return self._parts(found, content)
        if not spoken:
            return None
        quoting = quoting_cue(self.tree, self.cues, number)
        return (
            self._with_speaker(self._parts(quoting, self._quoted(quoting, spoken)), spoken)
            if quoting
            else None
        )

    def _with_speaker(self, parts: Parts, spoken: list[Spoken]) -> Parts:
        """Return the candidate with the words beside its cue as source, where the parser lost the subject in the quotation."""
        numbers = spoken[0].numbers
        if spoken[0].rule != "quote-after" or (parts.source and not parts.source & set(numbers)):
            return parts
        return replace(parts, source=frozenset(beside_cue(self.tree, parts.head, numbers.stop)) - parts.cue)

    def _quoted(self, found: FoundCue, spoken: list[Spoken]) -> FoundContent:
        """Return a cue's quotations as its content, with the clause they are part of."""
        numbers = {number for row in spoken for number in row.numbers}
        clause = find_content(self.tree, found)
        if clause is not None and (clause.rule == "that-after" or clause.numbers & numbers):
            numbers |= clause.numbers
        return FoundContent(spoken[0].rule, frozenset(numbers))

    def _parts(self, found: FoundCue, content: FoundContent) -> Parts:
        cue = frozenset(cue_words(self.tree, found))
        nobody = content.rule in ("raising", "infinitive-passive")
        source = frozenset() if nobody else frozenset(find_source(self.tree, found.head, self.cues)) - cue
        return Parts(content.rule, found.head, found.cue.words, source, cue, content.numbers)

    def _from_noun(self, number: int) -> Parts | None:
        found = self.cues.find_noun(self.tree, number)
        return find_noun_parts(self.tree, found, self.cues) if found else None

    def _from_phrase(self, number: int) -> Parts | None:
        """Return the attribution of "according to Ann"."""
        token = self.tree[number]
        if token.text.lower() != "according":
            return None
        to = self.tree.get(number + 1)
        thing = first_below(self.tree, to.index, "pobj") if to and to.text.lower() == "to" else None
        if to is None or thing is None:
            return None
        source = noun_phrase(self.tree, thing.index, self.cues)
        phrase = set(self.tree.subtree(number)) | set(source) | {number, to.index}
        content = set(self.tree.subtree(self._clause_of(number))) - phrase
        return Parts(
            "according",
            number,
            "according to",
            frozenset(source),
            frozenset({number, to.index}),
            frozenset(content),
        )

    def _clause_of(self, number: int) -> int:
        """Return the verb of the nearest finite clause around a token, or the root of its sentence."""
        at = number
        for above in self.tree.above(number):
            at = above.index
            if above.pos in VERBAL and above.dep not in ("acl", "xcomp", "amod", "pcomp", "relcl"):
                break
        return at

    def _with_whole_quotations(self, parts: Parts) -> Parts:
        """Return the candidate with every quotation that its content touches taken in whole, and its parts set apart."""
        content = set(parts.content)
        for numbers in self._touched(parts.content):
            if parts.head not in numbers and not parts.source & set(numbers):
                content.update(numbers)
        return replace(parts, content=frozenset(content) - parts.cue - parts.source)

    def _touched(self, numbers: Iterable[int]) -> Iterator[range]:
        seen: set[int] = set()
        for number in numbers:
            place = self._quotation_at.get(number)
            if place is not None and place.start not in seen:
                seen.add(place.start)
                yield place

    @cached_property
    def _quotation_at(self) -> dict[int, range]:
        """For each token inside an outermost quotation, the tokens of that quotation."""
        ranges = (self.tree.range(quotation.span) for quotation in top_quotations(self.quotations))
        return {number: numbers for numbers in ranges for number in numbers}
