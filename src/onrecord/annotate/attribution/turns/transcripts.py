"""Turns: what a speaker says in a transcript ("MR. SMITH:  Yes."), a thread or an interview.

Each is an attribution around those found in it.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from onrecord.annotate.attribution.candidates.syntax_candidate import SyntaxCandidate, build_attribution
from onrecord.annotate.attribution.turns.interviews import interview_turns
from onrecord.annotate.attribution.turns.posts import find_posts
from onrecord.annotate.mentions.lexicon import load_actor_lexicon
from onrecord.annotate.text.paragraphs import Paragraph, news_paragraphs
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import (
    Annotation,
    Attribution,
    ModelAttribution,
    Name,
    OuterAttribution,
    Passage,
    Sentence,
    Token,
)
from onrecord.model.article import Article
from onrecord.model.layers import Annotations, Layer
from onrecord.model.span import Span

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŹŻŽ"
# The label of a turn: a few words in capitals before a colon, or Q and A with a gap after them.
_LABEL = re.compile(
    rf"(?:[{_UPPER}][{_UPPER}.'’\-]*+(?:[ ,]++[{_UPPER}(][{_UPPER}.'’\-)]*+){{0,9}}"
    r"(?: \([\w .'’\-]{1,40}\))?:|"
    r"[QA](?::|\.?(?:\t| {2,}|\u00a0))|Q(?= [A-Z“]))\s*+"
)
# A name before a colon; it is a label when the same one begins several paragraphs.
_NAME_LABEL = re.compile(r"[A-Z][\w.'’\-]*+(?: [A-Z][\w.'’\-]*+){0,3}:(?=\s)")
# Where turns follow one another on one line, a wide gap stands before the label.
_GAP = re.compile(rf"(?<!\s)\s{{2,}}+(?=[{_UPPER}][{_UPPER}.'’\-]*+[ :])")
_LONGEST_LABEL = 24  # tokens of a paragraph that are compared with its label
_LONGEST_TITLE = 3  # words of a title at the beginning of a label
# A text with fewer labelled paragraphs is no transcript, because "NOTE:" begins paragraphs of articles
# as well. One label that opens with a title ("PRESIDENT LIND:", "THE MINISTER:") is enough.
FEWEST_TURNS = 3
# Set by hand: PolNeAR, on which the model is measured, marks what is said within turns instead of the turns.
CONFIDENCE = 0.6


@dataclass(frozen=True, slots=True)
class TranscriptAnnotator:
    """Gives the outer layer of attributions: those of the model, and the turns of a transcript.

    The turns come first, in text order and verbatim; each attribution of the model is `within` the turn in
    whose content it stands. One that mixes a speaker's label into another's words is dropped: the turn
    replaces it.
    """

    name: str = "transcripts"
    needs: tuple[Layer, ...] = (Passage, Sentence, Token, Name, ModelAttribution)
    gives: tuple[Layer, ...] = (OuterAttribution,)

    def annotate(self, article: Article, view: Annotations) -> Iterable[Annotation]:
        """Return the model's attributions and the turns, if there are any."""
        tree, found = view.index(SyntaxTree), view.of(ModelAttribution)
        candidates = (
            list(find_posts(article.text, tree))
            or list(_labelled_turns(article.text, tree, view))
            or list(interview_turns(article.text, tree, view.of(Name)))
        )
        rows = [row for turn in candidates if (row := build_attribution(tree, turn, CONFIDENCE))]
        turns = [
            replace(row, span=_near(article.text, row), verbatim=True, id=number)
            for number, row in enumerate(sorted(rows, key=lambda row: row.content[0]), start=1)
        ]
        outer = [*turns, *(_within_turns(found, turns) if turns else found)]
        return [OuterAttribution.of(replace(row, id=number)) for number, row in enumerate(outer, start=1)]


def _near(text: str, turn: Attribution) -> Span:
    """Return the span of a turn: that of its content where its speaker is named on another line."""
    content = Span(turn.content[0].start, max(span.end for span in turn.content))
    label = max((span.end for span in (*turn.source, *turn.cue)), default=turn.span.start)
    return turn.span if "\n" not in text[label : content.start] and label <= content.start else content


def _labelled_turns(text: str, tree: SyntaxTree, view: Annotations) -> Iterator[SyntaxCandidate]:
    for turn in find_turns(text, tree, list(news_paragraphs(text, view))):
        yield from _cut_at_questions(text, tree, turn)


def find_turns(text: str, tree: SyntaxTree, paragraphs: Sequence[Paragraph]) -> Iterator[SyntaxCandidate]:
    """Yield a candidate for each turn of a transcript: the paragraphs from one label up to the next."""
    labelled: list[tuple[range, set[int]]] = []
    recurring = _recurring_labels(text, paragraphs)
    is_titled = False
    for paragraph in paragraphs:
        if paragraph.headline:
            continue
        for span in _cut_at_labels(text, paragraph.span):
            indices = tree.range(span)
            label = _label(text, tree, span, recurring)
            if label:
                is_titled = is_titled or _opens_with_title(text, span)
                labelled.append((label, set(indices) - set(label)))
            elif labelled:
                labelled[-1][1].update(indices)
    if is_titled or len(labelled) >= FEWEST_TURNS:
        for label, content in labelled:
            if content:
                yield _turn(tree, label, content)


def _cut_at_labels(text: str, span: Span) -> Iterator[Span]:
    """Yield the pieces of a paragraph that begin with a titled label.

    The whole paragraph where there is none.
    """
    start = span.start
    for gap in _GAP.finditer(text, span.start, span.end):
        if gap.end() < span.end and _opens_with_title(text, Span(gap.end(), span.end)):
            yield Span(start, gap.start())
            start = gap.end()
    yield Span(start, span.end)


def _opens_with_title(text: str, span: Span) -> bool:
    """Return whether a span begins with a label that opens with a title.

    For example "PRESIDENT LIND:", "THE MINISTER:".
    """
    label = _LABEL.match(text, span.start, span.end)
    words = label.group().partition(":")[0].lower().removeprefix("the ").split() if label else []
    titles = load_actor_lexicon().titles
    return any(" ".join(words[:length]) in titles for length in range(1, _LONGEST_TITLE + 1))


def _recurring_labels(text: str, paragraphs: Sequence[Paragraph]) -> frozenset[str]:
    """Return the names that stand before a colon at the beginning of more than one paragraph."""
    matches = (_NAME_LABEL.match(text, paragraph.span.start, paragraph.span.end) for paragraph in paragraphs)
    counts = Counter(match.group() for match in matches if match)
    return frozenset(name for name, count in counts.items() if count > 1)


def _label(text: str, tree: SyntaxTree, span: Span, recurring: frozenset[str]) -> range:
    """Return the tokens of the speaker's name and the colon at the beginning of a span.

    An empty range when there are none.
    """
    label = _LABEL.match(text, span.start, span.end)
    name = _NAME_LABEL.match(text, span.start, span.end)
    if label is None and name and name.group() in recurring:
        label = name
    if label is None:
        return range(0)
    words = [at for at in tree.range(span)[:_LONGEST_LABEL] if tree[at].span.end <= label.end()]
    return range(words[0], words[-1] + 1) if words else range(0)


def _turn(tree: SyntaxTree, label: range, content: set[int]) -> SyntaxCandidate:
    """Return a turn whose cue is the colon of the label; a label of one token ("Q") has no cue."""
    cue = label[-1:] if len(label) > 1 else range(0)
    source = label[: len(label) - len(cue)]
    bracket = next((at for at in source[1:-1] if tree[at].text == "("), None)
    if bracket is not None and tree[bracket + 1].text.islower():
        source = range(source[0], bracket)  # "(voice-over)" is no part of the name
    return SyntaxCandidate("turn", label[-1], ":", frozenset(source), frozenset(cue), frozenset(content))


def _cut_at_questions(text: str, tree: SyntaxTree, turn: SyntaxCandidate) -> Iterator[SyntaxCandidate]:
    """Yield a turn up to the first question on its line, and each question.

    A "Q" with wide gaps around it is a label.
    """
    indices = sorted(turn.content)
    labels = [at for at in indices if _is_question_label(text, tree, at)]
    edges = [*labels, len(tree)]
    first = frozenset(indices[: bisect_left(indices, edges[0])])
    if first:
        yield replace(turn, content=first)
    for label, end in pairwise(edges):
        content = frozenset(indices[bisect_right(indices, label) : bisect_left(indices, end)])
        if content:
            yield SyntaxCandidate("turn", label, ":", frozenset({label}), frozenset(), content)


def _is_question_label(text: str, tree: SyntaxTree, index: int) -> bool:
    span = tree[index].span
    if tree[index].text != "Q":
        return False
    before, after = text[max(0, span.start - 2) : span.start], text[span.end : span.end + 2]
    return len(before) == len(after) == 2 and before.isspace() and after.isspace()


def _within_turns(found: Iterable[Attribution], turns: Sequence[Attribution]) -> Iterator[Attribution]:
    for row in found:
        at = bisect_left(turns, row.content[0].end, key=lambda turn: turn.content[0].start) - 1
        if at < 0 or turns[at].span.end <= row.content[0].start:
            yield row  # before the first turn: the heading of the transcript
        elif any(span.holds(row.span) for span in turns[at].content):
            yield replace(row, within=turns[at].id)
