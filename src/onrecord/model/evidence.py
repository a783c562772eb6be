"""Evidence: the spans that support a field of the record, and their words. It checks itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from pydantic import GetCoreSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, core_schema

from onrecord.model.errors import EvidenceError
from onrecord.model.span import Span, sorted_spans


@dataclass(frozen=True, slots=True)
class Evidence:
    """Spans in text order and, for each, the words they cover.

    Build it with `Evidence.of(text, spans)` or `Evidence.checked(text, spans, words)`. Both raise
    EvidenceError when a span is outside the text, or begins or ends on white space or inside a word;
    `checked` also when the words differ from the text. In JSON, evidence is a list of spans.
    """

    spans: tuple[Span, ...] = ()
    words: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.spans) != len(self.words):
            raise EvidenceError(
                f"{len(self.spans)} spans but {len(self.words)} pieces of text; give each span its words"
            )

    @classmethod
    def of(cls, text: str, spans: Iterable[Span]) -> "Evidence":
        """Return evidence for `spans` of `text`. Spans are sorted, and overlapping ones joined."""
        ordered = sorted_spans(spans)
        return cls.checked(text, ordered, (span.words(text) for span in ordered))

    @classmethod
    def checked(cls, text: str, spans: Iterable[Span], words: Iterable[str]) -> "Evidence":
        """Return evidence whose words equal those of `text`. Raises EvidenceError where they differ."""
        evidence = cls(tuple(spans), tuple(words))
        for span, said in zip(evidence.spans, evidence.words, strict=True):
            if not span.is_sound(text):
                raise EvidenceError(
                    f"span {list(span)} is outside the text, on white space or cuts a word: "
                    f"{span.words(text)[:40]!r}"
                )
            if span.words(text) != said:
                raise EvidenceError(
                    f"the text at {list(span)} reads {span.words(text)[:40]!r}, not {said[:40]!r}"
                )
        return evidence

    def __bool__(self) -> bool:
        return bool(self.spans)

    @property
    def start(self) -> int:
        """First code point of the first span."""
        return self.spans[0].start

    def __str__(self) -> str:
        return " … ".join(self.words)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Serialise to spans; validate with the article's text as context, from which the words come."""
        spans = handler.generate_schema(list[Span])
        return core_schema.with_info_after_validator_function(
            _read_evidence,
            spans,
            serialization=core_schema.plain_serializer_function_ser_schema(
                _write_evidence, return_schema=spans
            ),
        )


def _read_evidence(spans: list[Span], info: ValidationInfo) -> Evidence:
    context = cast("dict[str, str] | None", info.context)
    if not context or "text" not in context:
        raise ValueError("evidence can only be read beside its article's text")
    try:
        return Evidence.of(context["text"], spans)
    except EvidenceError as error:
        raise ValueError(str(error)) from error


def _write_evidence(evidence: Evidence) -> list[Span]:
    return list(evidence.spans)


NO_EVIDENCE = Evidence()
