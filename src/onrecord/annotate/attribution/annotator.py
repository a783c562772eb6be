"""The annotator of the attribution model.

Outer attributions with a confidence. nested_attribution.py adds those inside them.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace

from onrecord.annotate.attribution.decoder import FoundAttribution, find_attributions
from onrecord.annotate.encoder.model_files import AttributionNetwork
from onrecord.annotate.encoder.windows import Range
from onrecord.model.annotation import NEWS, Annotation, ModelAttribution, Passage
from onrecord.model.article import Article
from onrecord.model.layers import Annotations, Layer
from onrecord.model.span import Span

_PART_OF_NAME = re.compile(r"(?: [^\W\d_]+)?-?")  # between "Park" and the cue "[soon said]": " Won-"


@dataclass(frozen=True, slots=True)
class AttributionAnnotator:
    """Finds who is reported to have said what (docs/model-card-attribution.md)."""

    network: AttributionNetwork = field(default_factory=AttributionNetwork)
    name: str = "attribution"
    needs: tuple[Layer, ...] = (Passage,)
    gives: tuple[Layer, ...] = (ModelAttribution,)

    @property
    def model_version(self) -> str:
        """The digest of the model. Raises ModelError when its description is missing or altered."""
        return self.network.digest

    def annotate(self, article: Article, view: Annotations) -> Iterable[Annotation]:
        """Return the attributions in order of their cues.

        Raises ModelError when the model cannot be loaded.
        """
        news = [passage.span for passage in view.of(Passage) if passage.kind in NEWS]
        passages: list[Range] = [(span.start, span.end) for span in news]
        headlines = {passage.span for passage in view.of(Passage) if passage.kind == "headline"}
        rows = (
            _attribution(_with_whole_names(article.text, found), news, headlines)
            for found in find_attributions(article.text, passages, self.network)
        )
        for number, row in enumerate((row for row in rows if row is not None), start=1):
            yield replace(row, id=number)


def _with_whole_names(text: str, found: FoundAttribution) -> FoundAttribution:
    """Return an attribution whose source and cue do not meet inside a hyphenated word ("Won-soon said")."""
    for source in found.source:
        for cue in found.cue:
            end = cue[0]
            between = text[source[1] : end] if source[1] <= end else "?"
            hyphen = _PART_OF_NAME.fullmatch(between) and text[end - 1 : end] == "-"
            if not hyphen or not text[end : end + 1].isalpha() or source[1] < source[0]:
                continue
            while end < cue[1] and text[end].isalpha():
                end += 1
            begin = end + (text[end : end + 1] == " ")
            sources = tuple((one[0], end) if one == source else one for one in found.source)
            cues = tuple((begin, one[1]) if one == cue else one for one in found.cue)
            return replace(found, source=sources, cue=cues) if begin < cue[1] else found
    return found


def _attribution(
    found: FoundAttribution, news: Sequence[Span], headlines: Set[Span]
) -> ModelAttribution | None:
    """Return the attribution with its spans cut at the edges of passages, None when no content is left.

    A headline and a body are never mixed: the passage of the cue decides, else that of the content.
    """
    pieces = [list(_pieces(spans, news)) for spans in (found.source, found.cue, found.content)]
    first = next((passage for _, passage in (*pieces[1], *pieces[2])), None)
    source, cue, content = (
        tuple(span for span, passage in role if (passage in headlines) == (first in headlines))
        for role in pieces
    )
    if not content:
        return None
    whole = content[0]
    for span in (*content, *source, *cue):
        whole = whole.joined(span)
    return ModelAttribution(whole, source, cue, content, found.confidence)


def _pieces(ranges: Iterable[Range], news: Sequence[Span]) -> Iterator[tuple[Span, Span]]:
    """Yield the parts of the ranges that lie in a passage, with the passage.

    `news` are the passages' spans in text order.
    """
    for span in (Span(*edges) for edges in ranges if edges[0] < edges[1]):
        first = bisect_right(news, span.start, key=_end)
        for passage in news[first : bisect_left(news, span.end, key=_start)]:
            piece = span.clipped(passage)
            if piece is not None:
                yield piece, passage


def _start(span: Span) -> int:
    return span.start


def _end(span: Span) -> int:
    return span.end
