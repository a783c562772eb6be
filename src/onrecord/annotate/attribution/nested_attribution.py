"""Nested attributions: what somebody is reported to have said inside what somebody else said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from onrecord.annotate.attribution.animacy import is_animate, is_inanimate, phrase_head
from onrecord.annotate.attribution.candidates.finder import find_candidates
from onrecord.annotate.attribution.candidates.phrases import first_below
from onrecord.annotate.attribution.candidates.quotation_cues import outermost_quotations
from onrecord.annotate.attribution.candidates.syntax_candidate import SyntaxCandidate, build_attribution
from onrecord.annotate.attribution.lexicon import load_cues, words_of
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

# Precision in 60 marked cases (49 right). The confidence shown in a record is calibrated later, for rows.
CONFIDENCE = 0.8
# Heads from a second participle up to the verb of the cue.
FARTHEST_HEAD = 3
# Acts of nouns after which "of" opens what is judged ("criticism of the mayor"), not who speaks.
_JUDGING_ACTS = frozenset({"criticise", "praise", "reject", "accuse", "apologise", "thank"})
# Acts whose verbs take things as subjects as well ("prices threaten growth", "the photo contradicts her").
_ACTS_OF_THINGS = frozenset({"threaten", "offer", "promise", "agree", "reject", "warn"})
# What a participle is to the verb whose subject it shares.
_PARTICIPLE_RELATIONS = ("advcl", "conj", "xcomp", "acl", "pcomp")

# "He said that he said that …": contents of endless nesting would be written once for each level.
_DEEPEST = 6


class NestedAnnotator:
    """Adds nested attributions to the outer layer.

    The outer attributions come first, unchanged and with their ids. The nested ones follow in text order,
    each `within` the innermost attribution in whose content its cue stands. A participle about the same
    speaker ("…, accusing Moscow of delay") stands beside the first attribution, not in it: it gets no
    `within` when no attribution contains its words. The same is true of the words inside a clause of quoting
    ("TASS quoted Ann as saying …").

    Found are utterances that are reported to have happened, by verb or noun ("accusations by Ann that …").
    Left out are infinitives and possibilities ("asked them to say", "would reject"), what the speaker does by
    speaking ("we urge", "I think"), and the speaker's own wishes and beliefs.
    """

    name = "nested-attribution"
    needs: tuple[Layer, ...] = (Passage, Sentence, Token, Name, Quotation, OuterAttribution)
    gives: tuple[Layer, ...] = (Attribution,)

    def annotate(self, article: Article, view: Annotations) -> Iterable[Annotation]:
        """Return the outer attributions and then the nested ones."""
        outer = view.of(OuterAttribution)
        tree = view.index(SyntaxTree)
        spans = [quotation.inner for quotation in outermost_quotations(view.of(Quotation))]
        spans += [span for row in outer if row.verbatim for span in row.content]
        quoted = frozenset(index for span in spans for index in tree.range(span))
        search = _Search(tree, outer, quoted)
        return [*map(Attribution.of, outer), *search.find(find_candidates(article.text, view))]


@dataclass(slots=True)
class _Search:
    """The tokens of the attributions found so far.

    Places count the outer attributions, then the nested ones in the order in which they are found.
    """

    tree: SyntaxTree
    outer: Sequence[Attribution]
    quoted: frozenset[int]  # tokens of quotations and turns
    contents: list[frozenset[int]] = field(default_factory=list)
    depths: list[int] = field(default_factory=list)  # how many attributions each one stands in
    # token -> place of the innermost attribution in whose content it stands
    holder_of: dict[int, int] = field(default_factory=dict)
    # token -> place of the outer attribution of whose cue it is part
    cue_of: dict[int, int] = field(default_factory=dict)
    sourced: set[int] = field(default_factory=set)  # tokens of sources of outer attributions

    def find(self, candidates: Iterable[SyntaxCandidate]) -> list[Attribution]:
        """Return the nested attributions in text order, with ids that follow those of the outer ones."""
        self._enter_outer()
        found: list[tuple[int, Attribution]] = []
        for candidate in sorted(candidates, key=lambda row: (-len(row.content), row.head)):
            holder = self.holder_of.get(candidate.head)
            depth = 1 if holder is None else self.depths[holder] + 1
            if (
                depth > _DEEPEST
                or not self._is_new(candidate, holder)
                or not self._is_nested(candidate, holder)
            ):
                continue
            inner = self._clipped(candidate, holder)
            with_source = inner if holder is not None else self._with_speaker(inner)
            row = build_attribution(self.tree, with_source, CONFIDENCE, holder)
            if row:
                self._enter(len(self.outer) + len(found), inner.content, depth)
                found.append((candidate.head, row))
        return _in_text_order(found, [row.id for row in self.outer])

    def _enter_outer(self) -> None:
        self.contents = [self._tokens(row.content) for row in self.outer]
        self.depths = [0] * len(self.outer)
        for place in sorted(range(len(self.outer)), key=lambda place: (-len(self.contents[place]), place)):
            self.holder_of.update(dict.fromkeys(self.contents[place], place))
        for place, row in enumerate(self.outer):
            self.cue_of.update(dict.fromkeys(self._tokens(row.cue), place))
            self.sourced.update(self._tokens(row.source))

    def _enter(self, place: int, content: frozenset[int], depth: int) -> None:
        self.contents.append(content)
        self.depths.append(depth)
        self.holder_of.update(dict.fromkeys(content, place))

    def _tokens(self, spans: Iterable[Span]) -> frozenset[int]:
        return frozenset(index for span in spans for index in self.tree.range(span))

    def _clipped(self, candidate: SyntaxCandidate, holder: int | None) -> SyntaxCandidate:
        """Return the candidate with no more content than the attribution it stands in has."""
        if holder is None:
            return candidate
        return replace(candidate, content=candidate.content & self.contents[holder])

    def _is_new(self, candidate: SyntaxCandidate, holder: int | None) -> bool:
        """Return whether no outer attribution covers a candidate already.

        A cue beside an outer one may repeat its speaker and content ("She continued by noting that …").
        """
        if candidate.cue & self.cue_of.keys():
            return False
        shared = sum(index in self.holder_of for index in candidate.content)
        same_speaker = candidate.rule != "quoted" and candidate.source <= self.sourced
        return holder is not None or not same_speaker or 2 * shared <= len(candidate.content)

    def _is_nested(self, candidate: SyntaxCandidate, holder: int | None) -> bool:
        """Return whether a candidate is reported in another's content, or beside it by a participle."""
        if candidate.head in self.sourced:
            return False
        if candidate.rule == "quoted":
            return True
        if self._is_own(candidate, holder) or _is_doubtful(self.tree, candidate):
            return False
        if self.tree[candidate.head].pos not in VERBAL:
            return holder is not None and self._is_utterance_noun(candidate)
        if self._is_unreal(candidate, holder) or not _is_utterance(candidate):
            return False
        return holder is not None or self._is_second(candidate)

    def _is_utterance_noun(self, candidate: SyntaxCandidate) -> bool:
        """Return whether a noun means words, not an attitude or a step.

        A bare "pledge to …" has no speaker.
        """
        act = _acts().get(candidate.words, "neutral")
        if act in ("think", "agree") or (act == "thank" and not candidate.source):
            return False
        is_bare = candidate.rule == "noun-infinitive" and self.tree[candidate.head].tag != "NNS"
        return bool(candidate.source) or not is_bare

    def _is_unreal(self, candidate: SyntaxCandidate, holder: int | None) -> bool:
        """Return whether a verb reports nothing as said.

        An infinitive, possibility, denial, question or condition.
        """
        token = self.tree[candidate.head]
        helpers = {helper.tag for helper in self.tree.below(token.index, "aux", "auxpass")}
        if helpers & {"TO", "MD"} or (token.tag == "VB" and not helpers):
            return True
        if self._is_questioned(token) or self._is_condition(token) or self._names_deed(token, holder):
            return True
        if candidate.rule.startswith("object") and first_below(self.tree, token.index, "neg") is not None:
            return True
        nobody = words_of("nobody")
        return any(self.tree[index].text.lower() in nobody for index in sorted(candidate.source)[:1])

    def _names_deed(self, token: Token, holder: int | None) -> bool:
        """Return whether a gerund only names a kind of deed: "accusing rivals helps"."""
        is_nominal = token.tag == "VBG" and token.dep in ("pcomp", "pobj", "csubj", "nsubj")
        if not is_nominal or holder is None:
            return False
        return self.tree[token.head].text.lower() not in words_of("prepositions before deeds")

    def _is_questioned(self, token: Token) -> bool:
        """Return whether a verb stands in a question: "Do you agree with them?" reports no agreement."""
        subject = first_below(self.tree, token.index, "nsubj")
        helper = first_below(self.tree, token.index, "aux")
        if subject is None or helper is None:
            return False
        return helper.index < subject.index and helper.lemma in words_of("auxiliaries of questions")

    def _is_condition(self, token: Token) -> bool:
        """Return whether a verb stands in a condition: "if the council voted against it"."""
        mark = first_below(self.tree, token.index, "mark")
        return mark is not None and mark.text.lower() in ("if", "unless")

    def _is_own(self, candidate: SyntaxCandidate, holder: int | None) -> bool:
        """Return whether the outer speaker only speaks.

        For example "we urge", "I think" in a quotation, "she hopes" outside.
        """
        words = {self.tree[index].text.lower() for index in candidate.source}
        if _is_inner_state(candidate) and words <= words_of("pronouns of speakers"):
            return True
        is_present = self.tree[candidate.head].tag in ("VBP", "VB", "VBZ")
        if holder is None or not is_present or candidate.head not in self.quoted:
            return False
        is_outside = bool(words) and not candidate.source & self.contents[holder]
        is_performative = not words or bool(words & words_of("first person"))  # "Thank you", "we urge"
        return is_outside or is_performative

    def _is_second(self, candidate: SyntaxCandidate) -> bool:
        """Return whether a verb is a further act of an outer speaker.

        For example "rejected it, accusing Ann", "said Ann, who warned".
        """
        token = self.tree[candidate.head]
        if _is_inner_state(candidate):
            return False
        if token.dep == "relcl":
            return token.head in self.sourced
        if token.tag != "VBG" or token.dep not in _PARTICIPLE_RELATIONS:
            return False
        return self._attribution_above(candidate) is not None

    def _attribution_above(self, candidate: SyntaxCandidate) -> int | None:
        """Return the place of the outer attribution with a token of cue or content above a verb."""
        for above in self.tree.above(candidate.head, FARTHEST_HEAD):
            place = self.cue_of.get(above.index, self.holder_of.get(above.index))
            if place is not None and place < len(self.outer):
                return place
        return None

    def _with_speaker(self, candidate: SyntaxCandidate) -> SyntaxCandidate:
        """Return the candidate with the source of the outer attribution whose content contains its head."""
        place = self._attribution_above(candidate)
        above = self.tree.above(candidate.head, FARTHEST_HEAD)
        if place is None or any(token.index in self.cue_of for token in above):
            return candidate
        return replace(candidate, source=self._tokens(self.outer[place].source))


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


def _is_utterance(candidate: SyntaxCandidate) -> bool:
    """Return whether the cue is about words.

    With a bare object, "denied" and "praised" are, "saw" and "backed" are not.
    """
    if not candidate.rule.startswith("object"):
        return True
    if candidate.rule == "object-passive" and not candidate.source:
        return False
    lemma = candidate.words.split()[0]
    if lemma in words_of("verbs of naming"):
        return True
    act = _act_of(candidate)
    if act in ("neutral", "assert"):
        return any("quote" in cue.frames for cue in load_cues().verbs.get(lemma, ()))
    return act not in ("think", "agree")


def _is_inner_state(candidate: SyntaxCandidate) -> bool:
    """Return whether a cue means what somebody thinks, feels or wants, and nothing that was said."""
    return _act_of(candidate) == "think"


def _act_of(candidate: SyntaxCandidate) -> str:
    """Return the act that a cue names, "neutral" where it names none."""
    return _acts().get(candidate.words) or _acts().get(candidate.words.split()[0], "neutral")


@cache
def _acts() -> dict[str, str]:
    return {row[0]: row[1] for row in lexicon_rows("attribution/act_cues")}


# What looks like a nested attribution and is none.


def _is_doubtful(tree: SyntaxTree, candidate: SyntaxCandidate) -> bool:
    act = _act_of(candidate)
    if candidate.rule == "noun-preposition":
        return _opens_speaker(tree, candidate, act) or _opens_measure(tree, candidate)
    is_of_things = candidate.rule.startswith("object") and act in _ACTS_OF_THINGS
    return is_of_things and is_inanimate(tree, candidate.source)


def _opens_speaker(tree: SyntaxTree, candidate: SyntaxCandidate, act: str) -> bool:
    """Return whether "of" opens who speaks, not what is said: "the commitment of all parties"."""
    if act in _JUDGING_ACTS or not _follows_of(tree, candidate):
        return False
    head = phrase_head(tree, candidate.content)
    return head is not None and is_animate(head)


def _opens_measure(tree: SyntaxTree, candidate: SyntaxCandidate) -> bool:
    """Return whether "of" opens a size or kind: "claims of an epic scale"."""
    head = phrase_head(tree, candidate.content)
    return head is not None and head.lemma.lower() in words_of("measures") and _follows_of(tree, candidate)


def _follows_of(tree: SyntaxTree, candidate: SyntaxCandidate) -> bool:
    head = phrase_head(tree, candidate.content)
    return head is not None and tree[head.head].text.lower() == "of"
