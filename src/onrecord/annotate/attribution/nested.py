"""Nested attributions: what somebody is told to have said inside what somebody else said. Adds to an outer layer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from onrecord.annotate.attribution.cue_lexicon import load_cues, words_of
from onrecord.annotate.attribution.nested_filters import is_doubtful
from onrecord.annotate.attribution.rules.phrases import first_below
from onrecord.annotate.attribution.rules.quotation_cues import top_quotations
from onrecord.annotate.attribution.rules.quoted_speakers import find_quoted
from onrecord.annotate.attribution.rules.rule_reader import find_candidates, to_attribution
from onrecord.annotate.attribution.rules.token_attribution import Parts
from onrecord.annotate.lexicon_files import lexicon_rows
from onrecord.annotate.text.syntax.tree import VERBAL, SyntaxTree
from onrecord.model.annotation import (
    Annotation,
    Attribution,
    Name,
    OuterAttribution,
    Passage,
    Quotation,
    Sentence,
    Token,
)
from onrecord.model.article import Article
from onrecord.model.layers import Annotations, Layer
from onrecord.model.span import Span

# Share of right ones among those found in 60 marked cases (49). What the record shows is weighed anew (row_confidence.py).
CONFIDENCE = 0.8
# A second participle hangs on the cue's verb at most this many steps up.
FARTHEST_HEAD = 3
_PRONOUNS = frozenset({"i", "we", "he", "she", "they", "it", "who", "which", "that", "you"})
# Prepositions before a gerund that tells what was done: "criticised Ann for saying", "ranging from claiming ...".
_BEFORE_DEEDS = frozenset({"for", "from"})
_NOBODY = frozenset({"nobody", "none", "no", "neither", "no-one"})
_FIRST_PERSON = frozenset({"i", "we", "me", "us", "my", "our"})


class NestedAnnotator:
    """Adds the attributions told within those already found.

    The outer attributions come first, unchanged and with their ids; the nested ones follow in text order, each `within` the
    innermost attribution in whose content its cue stands. A participle that goes on about the same speaker ("..., accusing Moscow of delay") is told beside the
    first attribution, not in it: it is added without `within` where no attribution holds its words yet. So is what a clause
    that quotes somebody holds ("TASS quoted Ann as saying ...").

    Found are utterances that are told to have happened, by verb or noun ("accusations by Ann that ..."). Left out are
    infinitives and what is only possible ("asked them to say", "would reject"), what the speaker does in speaking ("we urge",
    "I think"), and the speaker's own wishes and beliefs.
    """

    name = "attribution-nested"
    needs: tuple[Layer, ...] = (Passage, Sentence, Token, Name, Quotation, OuterAttribution)
    gives: tuple[Layer, ...] = (Attribution,)

    def annotate(self, article: Article, view: Annotations) -> Iterable[Annotation]:
        """Return the outer attributions and then the nested ones."""
        outer = view.of(OuterAttribution)
        tree = view.index(SyntaxTree)
        spoken = [quotation.inner for quotation in top_quotations(view.of(Quotation))]
        spoken += [span for row in outer if row.verbatim for span in row.content]
        quoted = {number for span in spoken for number in tree.range(span)}
        candidates = find_candidates(article.text, view, tree)
        return [
            *map(Attribution.of, outer),
            *_Search(tree, outer, frozenset(quoted)).find([*find_quoted(tree, load_cues()), *candidates]),
        ]


@dataclass(slots=True)
class _Search:
    """The tokens of what was found so far. Attributions are numbered: the outer ones by place, then nested ones as they come."""

    tree: SyntaxTree
    outer: Sequence[Attribution]
    quoted: frozenset[int]
    contents: list[frozenset[int]] = field(default_factory=list)
    holder_of: dict[int, int] = field(
        default_factory=dict
    )  # token -> the innermost attribution in whose content it stands
    cue_of: dict[int, int] = field(
        default_factory=dict
    )  # token -> the outer attribution whose cue it is part of
    sourced: set[int] = field(default_factory=set)  # tokens of sources of outer attributions

    def find(self, candidates: Iterable[Parts]) -> list[Attribution]:
        """Return the nested attributions in text order, their `within` already counting from the first outer one."""
        self._enter_outer()
        found: list[tuple[int, Attribution]] = []
        for parts in sorted(candidates, key=lambda parts: (-len(parts.content), parts.head)):
            holder = self.holder_of.get(parts.head)
            inner = self._clipped(parts, holder)
            if (
                parts.cue & self.cue_of.keys()
                or self._is_told_already(parts, holder)
                or not self._is_told(parts, holder)
            ):
                continue
            row = to_attribution(
                self.tree, inner if holder is not None else self._with_speaker(inner), holder
            )
            if row:
                self._enter(len(self.outer) + len(found), inner.content)
                found.append((parts.head, replace(row, confidence=CONFIDENCE)))
        return _in_text_order(found, [row.id for row in self.outer])

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

    def _is_told_already(self, parts: Parts, holder: int | None) -> bool:
        """Tell whether a cue beside an outer one only goes on to the same words ("She continued by noting that ...")."""
        shared = sum(number in self.holder_of for number in parts.content)
        same = parts.rule != "quoted" and parts.source <= self.sourced
        return holder is None and same and 2 * shared > len(parts.content)

    def _is_told(self, parts: Parts, holder: int | None) -> bool:
        """Tell whether a candidate is an utterance told in another's content, or beside it in a participle."""
        if parts.rule in ("turn", "headline-colon", "raising") or parts.head in self.sourced:
            return False
        if parts.rule == "quoted":
            return True
        if self._is_own(parts, holder) or is_doubtful(self.tree, parts, _act_of(parts)):
            return False
        if self.tree[parts.head].pos not in VERBAL:
            return holder is not None and self._is_uttered_noun(parts)
        if self._is_unreal(parts, holder) or not _is_utterance(parts):
            return False
        return holder is not None or self._is_second(parts)

    def _is_uttered_noun(self, parts: Parts) -> bool:
        """Tell whether a noun tells of words, not of an attitude or a step; a bare "pledge to ..." is nobody's utterance."""
        act = _acts().get(parts.words, "neutral")
        if act in ("think", "agree") or (act == "thank" and not parts.source):
            return False
        return bool(parts.source) or parts.rule != "noun-infinitive" or self.tree[parts.head].tag == "NNS"

    def _is_unreal(self, parts: Parts, holder: int | None) -> bool:
        """Tell whether nothing is told to have been said: an infinitive, a possibility, a denial, a gerund that names a deed."""
        token = self.tree[parts.head]
        tags = {helper.tag for helper in self.tree.below(parts.head, "aux", "auxpass")}
        negated = parts.rule.startswith("object") and first_below(self.tree, parts.head, "neg") is not None
        named = token.tag == "VBG" and token.dep in ("pcomp", "pobj", "csubj", "nsubj") and holder is not None
        deed = named and self.tree[token.head].text.lower() not in _BEFORE_DEEDS
        nobody = any(self.tree[number].text.lower() in _NOBODY for number in sorted(parts.source)[:1])
        left_open = self._is_asked(token) or self._is_on_condition(token)
        return (
            negated
            or deed
            or nobody
            or left_open
            or bool(tags & {"TO", "MD"})
            or (token.tag == "VB" and not tags)
        )

    def _is_asked(self, token: Token) -> bool:
        """Tell whether a verb is asked for: "Do you agree with them?" tells nobody's agreement."""
        subject = first_below(self.tree, token.index, "nsubj")
        helper = first_below(self.tree, token.index, "aux")
        return (
            subject is not None
            and helper is not None
            and helper.index < subject.index
            and helper.lemma in ("do", "be", "have")
        )

    def _is_on_condition(self, token: Token) -> bool:
        """Tell whether a verb is told as a condition: "if the council voted against it"."""
        mark = first_below(self.tree, token.index, "mark")
        return mark is not None and mark.text.lower() in ("if", "unless")

    def _is_own(self, parts: Parts, holder: int | None) -> bool:
        """Tell whether the speaker only speaks: "we urge", "I think" in a quotation, "she hopes" in her own words."""
        words = {self.tree[number].text.lower() for number in parts.source}
        if _is_inner_state(parts) and (not words or words <= _PRONOUNS):
            return True
        present = self.tree[parts.head].tag in ("VBP", "VB", "VBZ")
        outside = holder is not None and bool(parts.source) and not parts.source & self.contents[holder]
        performed = not words or outside or bool(words & _FIRST_PERSON)  # "Thank you", "we urge"
        return holder is not None and present and performed and parts.head in self.quoted

    def _is_second(self, parts: Parts) -> bool:
        """Tell whether a verb goes on about an outer speaker: "rejected it, accusing Ann", "said Ann, who warned that ..."."""
        token = self.tree[parts.head]
        if _is_inner_state(parts):
            return False
        if token.dep == "relcl":
            return token.head in self.sourced
        if token.tag != "VBG" or token.dep not in ("advcl", "conj", "xcomp", "acl", "pcomp"):
            return False
        return self._speaker_above(parts) is not None

    def _speaker_above(self, parts: Parts) -> int | None:
        """Return the outer attribution whose cue, or a word of whose content, a verb hangs on."""
        for above in self.tree.above(parts.head, FARTHEST_HEAD):
            place = self.cue_of.get(above.index, self.holder_of.get(above.index))
            if place is not None and place < len(self.outer):
                return place
        return None

    def _with_speaker(self, parts: Parts) -> Parts:
        """Return a second of an outer speaker with that speaker's words as source, where the parser hung it on the content."""
        place = self._speaker_above(parts)
        if place is None or any(
            above.index in self.cue_of for above in self.tree.above(parts.head, FARTHEST_HEAD)
        ):
            return parts
        return replace(parts, source=self._numbers(self.outer[place].source))


def _in_text_order(found: Sequence[tuple[int, Attribution]], outer: Sequence[int]) -> list[Attribution]:
    """Sort (head of the cue, attribution) by head and number them behind the ids of the outer attributions.

    `within` comes in as a place among the outer and the found ones and goes out as an id.
    """
    order = sorted(range(len(found)), key=lambda at: found[at][0])
    first, last = len(outer), max(outer, default=0)
    id_of = dict(enumerate(outer)) | {first + at: last + place for place, at in enumerate(order, start=1)}
    return [
        replace(row, within=None if row.within is None else id_of[row.within], id=id_of[first + at])
        for at, row in ((at, found[at][1]) for at in order)
    ]


def _is_utterance(parts: Parts) -> bool:
    """Tell whether the cue is about words: with a mere object, "denied" and "praised" are, "saw" and "backed" are not."""
    if not parts.rule.startswith("object"):
        return True
    if parts.rule == "object-passive" and not parts.source:
        return False
    if parts.words.split()[0] in words_of("naming"):
        return True
    act = _act_of(parts)
    if act in ("neutral", "assert"):
        return any("quote" in cue.frames for cue in load_cues().verbs.get(parts.words.split()[0], ()))
    return act not in ("think", "agree")


@cache
def _acts() -> dict[str, str]:
    return {row[0]: row[1] for row in lexicon_rows("attribution/act_cues")}


def _act_of(parts: Parts) -> str:
    """Return the act a cue names, "neutral" where it names none."""
    return _acts().get(parts.words) or _acts().get(parts.words.split()[0], "neutral")


def _is_inner_state(parts: Parts) -> bool:
    """Tell whether a cue tells what somebody thinks, feels or wants, and nothing that was said."""
    return _act_of(parts) == "think"
