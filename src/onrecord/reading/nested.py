"""Nested attributions: what somebody is told to have said inside what somebody else said. Adds to an outer layer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from onrecord.model.annotation import Annotation, Attribution, Name, Passage, Quotation, Sentence, Token
from onrecord.model.article import Article
from onrecord.model.reading import Layer, Reading
from onrecord.model.span import Span
from onrecord.reading.attribution import find_candidates, to_attribution
from onrecord.reading.attribution_parts import Parts
from onrecord.reading.attribution_quotes import top_quotations
from onrecord.reading.lexicon_files import lexicon_rows
from onrecord.reading.tree import VERBAL, Tree

# Share of right ones among those found in the tuning half of evaluation/gold/nested.jsonl (`onrecord evaluate nested`).
CONFIDENCE = 0.8
# A second participle hangs on the cue's verb at most this many steps up.
FARTHEST_HEAD = 3
_PRONOUNS = frozenset({"i", "we", "he", "she", "they", "it", "who", "which", "that", "you"})
_FIRST_PERSON = frozenset({"i", "we", "me", "us", "my", "our"})


class NestedReader:
    """Adds the attributions told within those already found.

    `gives` is the Attribution layer again: the attributions that were there come first, unchanged and in the same order,
    so that their indices hold; the nested ones follow in text order, each `within` the innermost attribution in whose content
    its cue stands. A participle that goes on about the same speaker ("..., accusing Moscow of delay") is told beside the
    first attribution, not in it: it is added without `within` where no attribution holds its words yet.

    Found are utterances that are told to have happened, by verb or noun ("accusations by Ann that ..."). Left out are
    infinitives and what is only possible ("asked them to say", "would reject"), what the speaker does in speaking ("we urge",
    "I think"), and the speaker's own wishes and beliefs.
    """

    name = "attribution-nested"
    version = "1"
    needs: tuple[Layer, ...] = (Passage, Sentence, Token, Name, Quotation, Attribution)
    gives: tuple[Layer, ...] = (Attribution,)

    def read(self, article: Article, reading: Reading) -> Iterable[Annotation]:
        """Return the outer attributions and then the nested ones."""
        outer = reading.of(Attribution)
        tree = Tree.of(reading)
        quoted = {number for quotation in top_quotations(reading.of(Quotation)) for number in tree.range(quotation.inner)}
        candidates = find_candidates(article.text, reading, tree)
        return [*outer, *_Search(tree, outer, frozenset(quoted)).find(candidates)]


@dataclass(slots=True)
class _Search:
    """The tokens of what was found so far. Attributions are numbered: the outer ones by place, then nested ones as they come."""

    tree: Tree
    outer: Sequence[Attribution]
    quoted: frozenset[int]
    contents: list[frozenset[int]] = field(default_factory=list)
    holder_of: dict[int, int] = field(default_factory=dict)  # token -> the innermost attribution in whose content it stands
    cue_of: dict[int, int] = field(default_factory=dict)  # token -> the outer attribution whose cue it is part of
    sourced: set[int] = field(default_factory=set)  # tokens of sources of outer attributions

    def find(self, candidates: Iterable[Parts]) -> list[Attribution]:
        """Return the nested attributions in text order, their `within` already counting from the first outer one."""
        self._enter_outer()
        found: list[tuple[int, Attribution]] = []
        for parts in sorted(candidates, key=lambda parts: (-len(parts.content), parts.head)):
            holder = self.holder_of.get(parts.head)
            inner = self._clipped(parts, holder)
            row = to_attribution(self.tree, inner, holder)
            if row and not parts.cue & self.cue_of.keys() and self._is_told(parts, holder):
                self._enter(len(self.outer) + len(found), inner.content)
                found.append((parts.head, replace(row, confidence=CONFIDENCE)))
        return _in_text_order(found, len(self.outer))

    def _enter_outer(self) -> None:
        self.contents = [self._numbers(row.content) for row in self.outer]
        for place in sorted(range(len(self.outer)), key=lambda place: (-len(self.contents[place]), place)):
            self.holder_of.update(dict.fromkeys(self.contents[place], place))
        for place, row in enumerate(self.outer):
            self.cue_of.update(dict.fromkeys(self._numbers(row.cue), place))
            self.sourced.update(self._numbers(row.source))

    def _enter(self, number: int, content: frozenset[int]) -> None:
        self.contents.append(content)
        self.holder_of.update(dict.fromkeys(content, number))

    def _numbers(self, spans: Iterable[Span]) -> frozenset[int]:
        return frozenset(number for span in spans for number in self.tree.range(span))

    def _clipped(self, parts: Parts, holder: int | None) -> Parts:
        """Return the candidate with no more content than the attribution it stands in has."""
        return parts if holder is None else replace(parts, content=parts.content & self.contents[holder])

    def _is_told(self, parts: Parts, holder: int | None) -> bool:
        """Tell whether a candidate is an utterance told in another's content, or beside it in a participle."""
        if parts.rule in ("turn", "headline-colon", "raising") or parts.head in self.sourced:
            return False
        if self.tree[parts.head].pos not in VERBAL:
            return holder is not None
        if self._is_unreal(parts.head) or self._is_own(parts, holder):
            return False
        return holder is not None or self._is_second(parts)

    def _is_unreal(self, verb: int) -> bool:
        """Tell whether a verb is an infinitive or only possible, so that nothing is told to have been said."""
        helpers = {verb, *(token.index for token in self.tree.below(verb, "aux", "auxpass"))}
        return any(self.tree[helper].tag in ("TO", "MD") for helper in helpers)

    def _is_own(self, parts: Parts, holder: int | None) -> bool:
        """Tell whether the speaker only speaks: "we urge", "I think" in a quotation, "she hopes" in her own words."""
        words = {self.tree[number].text.lower() for number in parts.source}
        if parts.words in _inner_states() and (not words or words <= _PRONOUNS):
            return True
        present = self.tree[parts.head].tag in ("VBP", "VB", "VBZ")
        return holder is not None and present and bool(words & _FIRST_PERSON) and parts.head in self.quoted

    def _is_second(self, parts: Parts) -> bool:
        """Tell whether a verb is a participle that hangs on the verb of an outer cue ("rejected it, accusing Ann of ...")."""
        token = self.tree[parts.head]
        if token.tag != "VBG" or token.dep not in ("advcl", "conj", "xcomp", "acl") or parts.words in _inner_states():
            return False
        return any(above.index in self.cue_of for above in self.tree.above(parts.head, FARTHEST_HEAD))


def _in_text_order(found: Sequence[tuple[int, Attribution]], first: int) -> list[Attribution]:
    """Sort (head of the cue, attribution) by head and let `within` count in the new order."""
    order = sorted(range(len(found)), key=lambda at: found[at][0])
    place_of = {first + at: first + place for place, at in enumerate(order)}
    rows = (found[at][1] for at in order)
    return [replace(row, within=row.within if row.within is None else place_of.get(row.within, row.within)) for row in rows]


@cache
def _inner_states() -> frozenset[str]:
    """Return the cues that tell what somebody thinks, feels or wants, and nothing that was said."""
    return frozenset(row[0] for row in lexicon_rows("acts") if row[1] == "think")
