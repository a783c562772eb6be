"""A link of a source chain as found in one sentence, before it has an attribution and a place."""

from dataclasses import dataclass, replace

from onrecord.model.annotation import Medium, SourceLink, TimeExpression
from onrecord.model.span import Span

_LARGEST_GAP = 20  # characters between a name and its verb that are one piece of evidence


@dataclass(frozen=True, slots=True)
class FoundLink:
    """Who passed the words on (an actor number.

    None when nobody is named), the words that say so, and how.
    """

    actor: int | None
    evidence: tuple[Span, ...]
    medium: Medium | None = None
    outlet: int | None = None
    title: Span | None = None
    date: TimeExpression | None = None

    def row(self, span: Span, attribution: int, place: int) -> SourceLink:
        """Return the link as an annotation."""
        return SourceLink(
            span=span,
            attribution=attribution,
            place=place,
            evidence=self.evidence,
            actor=self.actor,
            medium=self.medium,
            outlet=self.outlet,
            title=self.title,
            date=self.date,
        )

    def with_evidence(self, span: Span) -> "FoundLink":
        """Return the link with one more piece of evidence, joined to the nearest one where they are close."""
        near = min(self.evidence, key=lambda other: _gap(span, other))
        if _gap(span, near) > _LARGEST_GAP:
            return replace(self, evidence=tuple(sorted({*self.evidence, span})))
        rest = [other for other in self.evidence if other != near]
        return replace(self, evidence=tuple(sorted({*rest, near.joined(span)})))


def _gap(one: Span, other: Span) -> int:
    return max(one.start - other.end, other.start - one.end)
