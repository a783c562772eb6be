"""The corpus: articles with gold records, and the origin of each text.

A line of `corpus/<split>.jsonl` is a record as `onrecord read --format json` prints it, without `run` and
`confidence` and with an object `corpus` (a `Source`): what kind of text it is, where it comes from and how
it was annotated.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import ClassVar, Literal, cast

from pydantic import ConfigDict, TypeAdapter, ValidationError

from onrecord.evaluation.jsonl import Json, check_distinct_ids, first_fault, load_rows, read_numbered_lines
from onrecord.model.article import Article, Published
from onrecord.model.checks import check_record
from onrecord.model.edtf import edtf_bounds
from onrecord.model.errors import GoldError, OnRecordError
from onrecord.model.ids import text_digest
from onrecord.model.record import Record
from onrecord.model.serial import outcome_from_json, outcome_to_json

Split = Literal["train", "dev", "test"]
TextKind = Literal[
    "news", "speech", "communique", "un-record", "press-conference", "interview", "thread", "liveblog"
]
Subject = Literal[
    "diplomacy", "conflict", "protest", "justice", "politics", "business", "health-climate-disaster",
    "culture",
]  # fmt: skip
Continent = Literal[
    "africa", "asia", "europe", "north-america", "south-america", "oceania", "middle-east", "global"
]  # fmt: skip
Habit = Literal[
    "agency-wire", "british-paper", "american-paper", "indian-paper", "african-paper", "gulf-paper",
    "asian-paper", "latin-paper", "official-release", "translated-release", "web-copy", "transcript",
    "social", "wikinews", "russian-paper", "ukrainian-paper",
]  # fmt: skip
SURE = 1.0  # the confidence of a gold row: the type needs a number
Language = Literal["en", "ru", "uk"]
_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_GOLD_RUN = {"onrecord": "gold", "readers": {}, "settings": {}}


@dataclass(frozen=True, slots=True)
class Source:
    """The kind of text of an article, its origin and how it was annotated."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    id: str
    split: Split
    kind: TextKind
    subject: Subject
    continent: Continent
    habit: Habit
    matter: str
    licence: str
    origin: str
    marked: str = ""


@dataclass(frozen=True, slots=True)
class CorpusText:
    """A text of the corpus without annotation: a line of `corpus/texts.jsonl`."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    source: Source
    text: str
    published: str | None = None
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    language: Language = "en"

    @property
    def id(self) -> str:
        """The id of its source."""
        return self.source.id

    @property
    def article(self) -> Article:
        """The text as the pipeline takes it."""
        return Article(
            self.text,
            self.title,
            self.outlet,
            self.url,
            self.language,
            published=Published(self.published, "given") if self.published else Published(),
            source=f"corpus:{self.source.id}",
        )


@dataclass(frozen=True, slots=True)
class MarkedArticle:
    """One article of the corpus with its gold record."""

    source: Source
    record: Record

    @property
    def id(self) -> str:
        """The id of its source."""
        return self.source.id

    @property
    def article(self) -> Article:
        """The article as the pipeline takes it."""
        return replace(self.record.article.to_article(), source=f"corpus:{self.source.id}")


_TEXT: TypeAdapter[CorpusText] = TypeAdapter(CorpusText)
_SOURCE: TypeAdapter[Source] = TypeAdapter(Source)


def load_corpus_texts(path: Path) -> dict[str, CorpusText]:
    """Load `corpus/texts.jsonl` by id, in file order. Raises GoldError with file and line."""
    rows = load_rows(path, _TEXT, strict=False)
    for number, row in rows:
        place = f"{path}:{number}"
        if not _ID.fullmatch(row.id):
            raise GoldError(f"{place}: the id {row.id!r} has other characters than a-z, 0-9 and -")
        if row.published is not None and edtf_bounds(row.published) is None:
            raise GoldError(f"{place}: published is {row.published!r}, which is no day in EDTF (2025-03-03)")
    return {row.id: row for row in check_distinct_ids(path, rows)}


def load_marked(path: Path) -> list[MarkedArticle]:
    """Load a split of the corpus.

    Raises GoldError with file, line and what is wrong with the record there.
    """
    rows = [(number, _read_line(line, f"{path}:{number}")) for number, line in read_numbered_lines(path)]
    return list(check_distinct_ids(path, rows))


def write_marked(path: Path, articles: Iterable[MarkedArticle]) -> None:
    """Write a split of the corpus, one article a line, in the format that `load_marked` reads."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for article in articles:
            out.write(marked_to_json(article) + "\n")


def marked_to_json(article: MarkedArticle) -> str:
    """Return the JSON line of a gold article: its record without run and confidences, and its source."""
    raw = cast("dict[str, Json]", json.loads(outcome_to_json(article.record)))
    del raw["run"]
    for rows in ("statements", "events"):
        for row in cast("list[dict[str, Json]]", raw[rows]):
            del row["confidence"]
    first = {"schema": raw.pop("schema"), "outcome": raw.pop("outcome"), "corpus": asdict(article.source)}
    return json.dumps({**first, **raw}, ensure_ascii=False)


def _read_line(line: str, place: str) -> MarkedArticle:
    try:
        raw = json.loads(line)
        source = _SOURCE.validate_python(raw.pop("corpus"))
        for row in [*raw["statements"], *raw["events"]]:
            row["confidence"] = SURE
        record = outcome_from_json(json.dumps({**raw, "run": _GOLD_RUN}))
    except ValidationError as error:
        raise GoldError(f"{place}: {first_fault(error)}") from error
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise GoldError(
            f"{place}: is not a gold article ({error!r}); make it with `onrecord corpus build`"
        ) from error
    except OnRecordError as error:
        raise GoldError(f"{place}: {error}") from error
    if not isinstance(record, Record):
        raise GoldError(f"{place}: the outcome is {record.outcome!r}; a gold article is `done`")
    faults = [*_check_digest(record), *check_record(record)]
    if faults:
        raise GoldError(f"{place}: {source.id}: {'; '.join(faults[:3])}")
    return MarkedArticle(source, record)


def _check_digest(record: Record) -> list[str]:
    if text_digest(record.article.text) == record.article.sha256:
        return []
    return ["the text is not the one that was annotated (its SHA-256 differs)"]
