"""The marks of a matter: what is the same in several articles, who answers whom, what became of promises.

The articles stand in `texts.jsonl`, the marks in one file a matter; docs/annotation.md describes both. The id
of an article is that of its matter and a letter ("m01a"); in the marks it is the letter.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from onrecord.evaluation.corpus import CorpusText, Split, load_corpus_texts
from onrecord.model.errors import GoldError
from onrecord.model.ids import text_digest
from onrecord.model.record import EventType
from onrecord.model.span import Span

Layer = Literal["events", "articles", "answers", "commitments"]
ArticleRelation = Literal["copy", "edited", "agency", "version", "corrects", "retracts", "apart"]
AnswerRelation = Literal["denies", "rejects", "confirms", "accepts", "corrects", "answers"]
StepKind = Literal["made", "under-way", "kept", "broken", "postponed", "disputed", "withdrawn"]
LAYERS: tuple[Layer, ...] = get_args(Layer)
ARTICLE_RELATIONS: tuple[ArticleRelation, ...] = get_args(ArticleRelation)
ANSWER_RELATIONS: tuple[AnswerRelation, ...] = get_args(AnswerRelation)
STEP_KINDS: tuple[StepKind, ...] = get_args(StepKind)
EVENT_TYPES: frozenset[str] = frozenset({*get_args(EventType), "OTHER"})
ONE_ORIGIN: frozenset[ArticleRelation] = frozenset({"copy", "edited", "agency", "version"})
NOTICES: frozenset[ArticleRelation] = frozenset({"corrects", "retracts"})
DIGEST_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Words:
    """A place in an article: its id, and the spans of words that stand once in it."""

    article: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A number that an article tells of an event: `value` as marked (">=12", "20..30"), and who tells it."""

    value: str
    unit: str
    teller: str | None


@dataclass(frozen=True, slots=True)
class Telling:
    """One article's words for an event, and the numbers it gives."""

    words: Words
    numbers: tuple[Number, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkedEvent:
    """One event of the world and every article that tells it.

    `type` is PLOVER's or OTHER (an accident, a vote, a court date); `day` is EDTF, None where nothing tells
    it.
    """

    id: str
    type: str
    day: str | None
    what: str
    tellings: tuple[Telling, ...]


@dataclass(frozen=True, slots=True)
class ArticlePair:
    """How article `left` relates to `right` (ids): `copy` of it, `corrects` it, another story (`apart`)."""

    relation: ArticleRelation
    left: str
    right: str
    words: Words | None = None


@dataclass(frozen=True, slots=True)
class MarkedStatement:
    """One utterance that answers or is answered, and the words of every article that tells it."""

    id: str
    what: str
    places: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class MarkedAnswer:
    """Statement `statement` answers `to`: a statement of the matter, or an article."""

    statement: str
    relation: AnswerRelation
    to: str


@dataclass(frozen=True, slots=True)
class MarkedStep:
    """Words that make or repeat a commitment (`made`), or tell what became of it.

    `day` is EDTF, None where nothing tells it; `teller` is None for the article itself.
    """

    kind: StepKind
    words: Words
    day: str | None
    teller: str | None


@dataclass(frozen=True, slots=True)
class MarkedCommitment:
    """One commitment, the words that make it, and every step that an article tells."""

    id: str
    parties: str
    to: str
    deadline: str | None
    steps: tuple[MarkedStep, ...]


@dataclass(frozen=True, slots=True)
class Matter:
    """The articles of one matter and their marks. Only `layers` are marked whole."""

    id: str
    layers: frozenset[Layer]
    texts: tuple[CorpusText, ...]
    events: tuple[MarkedEvent, ...] = ()
    pairs: tuple[ArticlePair, ...] = ()
    statements: tuple[MarkedStatement, ...] = ()
    answers: tuple[MarkedAnswer, ...] = ()
    commitments: tuple[MarkedCommitment, ...] = ()


def matter_of(article: str) -> str:
    """Return the id of the matter of an article: all but its last letter."""
    return article[:-1]


def matter_digest(texts: Iterable[CorpusText]) -> str:
    """Return the digits by which a mark file names the texts that were marked."""
    return text_digest("\f".join(text.text for text in texts))[:DIGEST_LENGTH]


def load_matter_texts(folder: Path) -> dict[str, tuple[CorpusText, ...]]:
    """Return the articles of each matter of a folder, in file order.

    Raises GoldError with file and line.
    """
    path = folder / "texts.jsonl"
    found: dict[str, list[CorpusText]] = {}
    for text in load_corpus_texts(path).values():
        found.setdefault(matter_of(text.id), []).append(text)
    for matter, texts in found.items():
        if len({text.source.split for text in texts}) > 1:
            raise GoldError(f"{path}: the articles of {matter} are in two splits; a matter is in one")
    return {matter: tuple(texts) for matter, texts in found.items()}


def find_mark_files(folder: Path, split: Split, texts: Mapping[str, tuple[CorpusText, ...]]) -> list[Path]:
    """Return the mark files of a split. Raises GoldError when a matter has none."""
    marks = folder / "marks" / split
    expected = sorted(matter for matter, group in texts.items() if group[0].source.split == split)
    missing = [matter for matter in expected if not (marks / f"{matter}.marks").is_file()]
    if missing:
        raise GoldError(f"{marks}: {len(missing)} matters have no marks ({', '.join(missing[:5])})")
    if not expected:
        raise GoldError(f"{folder / 'texts.jsonl'}: has no matter of the split {split}")
    return [marks / f"{matter}.marks" for matter in expected]
