"""The attribution reader: the trained model behind the Reader protocol. The outer layer; nested.py adds what is told within."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from onrecord.model.annotation import NEWS, Annotation, Attribution, Passage
from onrecord.model.article import Article
from onrecord.model.reading import Layer, Reading
from onrecord.model.span import Span
from onrecord.reading.attribution_model import FoundAttribution, find_attributions
from onrecord.reading.attribution_windows import Range
from onrecord.reading.models import AttributionNetwork


@dataclass(frozen=True, slots=True)
class AttributionReader:
    """Finds who is said to have said what, with a calibrated confidence (docs/model-card-attribution.md)."""

    network: AttributionNetwork = field(default_factory=AttributionNetwork)
    name: str = "attribution"
    needs: tuple[Layer, ...] = (Passage,)
    gives: tuple[Layer, ...] = (Attribution,)

    @property
    def version(self) -> str:
        """The digest of the model. Raises ModelError when its description is missing or altered."""
        return f"sha256:{self.network.digest}"

    def read(self, article: Article, reading: Reading) -> Iterable[Annotation]:
        """Return the attributions in the order of their cues. Raises ModelError when the model cannot be loaded."""
        news = [passage.span for passage in reading.of(Passage) if passage.kind in NEWS]
        passages: list[Range] = [(span.start, span.end) for span in news]
        for found in find_attributions(article.text, passages, self.network):
            yield _attribution(found)


def _attribution(found: FoundAttribution) -> Attribution:
    source, cue, content = _spans(found.source), _spans(found.cue), _spans(found.content)
    whole = content[0]
    for span in (*content, *source, *cue):
        whole = whole.joined(span)
    return Attribution(whole, source, cue, content, found.confidence)


def _spans(ranges: Iterable[Range]) -> tuple[Span, ...]:
    return tuple(Span(*span) for span in ranges)
