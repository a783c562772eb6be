"""Attributions whose cue is a colon: turns of a transcript ("MR. SMITH:  Yes."), headlines ("Kremlin: talks go on")."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from onrecord.annotate.attribution.rules.token_attribution import Parts
from onrecord.annotate.mentions.lexicon import load_actor_lexicon
from onrecord.annotate.text.paragraphs import Paragraph
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.span import Span

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŹŻŽ"
# The speaker of a turn: a few words in capitals before a colon, or Q and A with a gap after them.
_SPEAKER = re.compile(
    rf"(?:[{_UPPER}][{_UPPER}.'’\-]*+(?:[ ,]++[{_UPPER}(][{_UPPER}.'’\-)]*+){{0,7}}:|"
    r"[QA](?::|\.?(?:\t| {2,}|\u00a0))|Q(?= [A-Z“]))\s*+"
)
# A name before a colon; it is a speaker when the same one begins several paragraphs.
_NAMED = re.compile(r"[A-Z][\w.'’\-]*+(?: [A-Z][\w.'’\-]*+){0,3}:(?=\s)")
LONGEST_LABEL = 6
MOST_LABEL_TOKENS = 24
# A text with fewer labelled paragraphs is no transcript: "NOTE:" begins paragraphs of articles, too. One label that opens
# with a title ("PRESIDENT LIND:", "THE MINISTER:") is enough.
FEWEST_TURNS = 3
# Where turns follow one another on one line, a wide gap stands before the label.
_GAP = re.compile(rf"(?<!\s)\s{{2,}}+(?=[{_UPPER}][{_UPPER}.'’\-]*+[ :])")


def find_turns(text: str, tree: SyntaxTree, paragraphs: Sequence[Paragraph]) -> Iterator[Parts]:
    """Yield a candidate for each turn of a transcript, up to the next speaker, and for each headline "Speaker: words"."""
    labelled: list[tuple[range, set[int]]] = []
    speakers = _recurring(text, paragraphs)
    titled = False
    for paragraph in paragraphs:
        if paragraph.headline:
            yield from _headline(tree, tree.range(paragraph.span))
            continue
        for span in _cut_at_labels(text, paragraph.span):
            numbers = tree.range(span)
            label = _label(text, tree, span, speakers)
            if label:
                titled = titled or _is_titled(text, span)
                labelled.append((label, set(numbers) - set(label)))
            elif labelled:
                labelled[-1][1].update(numbers)
    if titled or len(labelled) >= FEWEST_TURNS:
        yield from (parts for label, content in labelled for parts in _turn(label, content))


def _cut_at_labels(text: str, span: Span) -> Iterator[Span]:
    """Yield a paragraph in pieces that each begin with a label that opens with a title, if there are any inside it."""
    start = span.start
    for gap in _GAP.finditer(text, span.start, span.end):
        if gap.end() < span.end and _is_titled(text, Span(gap.end(), span.end)):
            yield Span(start, gap.start())
            start = gap.end()
    yield Span(start, span.end)


def _is_titled(text: str, span: Span) -> bool:
    """Tell whether a label in capitals begins a span and opens with a title: "PRESIDENT LIND:", "THE MINISTER:"."""
    label = _SPEAKER.match(text, span.start, span.end)
    words = label.group().partition(":")[0].lower().removeprefix("the ").split() if label else []
    titles = load_actor_lexicon().titles
    return any(" ".join(words[:length]) in titles for length in range(1, 4))


def _recurring(text: str, paragraphs: Sequence[Paragraph]) -> frozenset[str]:
    """Return the names that stand before a colon at the beginning of more than one paragraph."""
    named = (_NAMED.match(text, paragraph.span.start, paragraph.span.end) for paragraph in paragraphs)
    counts = Counter(match.group() for match in named if match)
    return frozenset(name for name, count in counts.items() if count > 1)


def _label(text: str, tree: SyntaxTree, span: Span, speakers: frozenset[str]) -> range:
    """Return the tokens of the speaker's name and the colon at the beginning of a span, none when it has none."""
    label = _SPEAKER.match(text, span.start, span.end)
    named = _NAMED.match(text, span.start, span.end)
    if label is None and named and named.group() in speakers:
        label = named
    numbers = tree.range(span)
    words = [at for at in numbers[:MOST_LABEL_TOKENS] if label and tree[at].span.end <= label.end()]
    return range(words[0], words[-1] + 1) if words else range(0)


def _turn(label: range, content: set[int]) -> Iterator[Parts]:
    if content:
        cue = label[-1:] if len(label) > 1 else range(0)
        source = label[: len(label) - len(cue)]
        yield Parts("turn", label[-1], ":", frozenset(source), frozenset(cue), frozenset(content))


def _headline(tree: SyntaxTree, numbers: range) -> Iterator[Parts]:
    colon = next((at for at in numbers if tree[at].text == ":"), None)
    if colon is None or not numbers.start < colon < numbers.stop - 1:
        return
    before, after = range(numbers.start, colon), range(colon + 1, numbers.stop)
    for source, content in ((before, after), (after, before)):
        if len(source) <= LONGEST_LABEL and len(content) > len(source) and _is_name(tree, source):
            yield Parts(
                "headline-colon", colon, ":", frozenset(source), frozenset({colon}), frozenset(content)
            )
            return


def _is_name(tree: SyntaxTree, numbers: range) -> bool:
    """Tell whether the words are a name or a bare noun phrase ("Senior official"), and no clause."""
    parts = [tree[at].pos for at in numbers]
    return parts[-1] in ("PROPN", "NOUN", "PART") and set(parts) <= {
        "PROPN",
        "NOUN",
        "ADJ",
        "PART",
        "DET",
        "ADP",
    }
