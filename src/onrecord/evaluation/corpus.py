"""The corpus: marked articles with the whole record of each, and where each text comes from."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import JsonValue, TypeAdapter, ValidationError

from onrecord.evaluation.corpora import load_rows
from onrecord.model.errors import GoldError
from onrecord.model.record import Record


@dataclass(frozen=True, slots=True)
class Source:
    """Where a marked text comes from, and what it is: the object `corpus` of a line."""

    id: str
    split: Literal["train", "dev", "test"]
    kind: str
    subject: str
    continent: str
    habit: str
    matter: str
    licence: str
    origin: str
    marked: str


@dataclass(frozen=True, slots=True)
class MarkedArticle:
    """An article with its record as marked. Confidences are 1.0, the run is `gold`; the file has neither."""

    source: Source
    record: Record


_LINE: TypeAdapter[dict[str, JsonValue]] = TypeAdapter(dict[str, JsonValue])
_SOURCE: TypeAdapter[Source] = TypeAdapter(Source)
_RECORD: TypeAdapter[Record] = TypeAdapter(Record)


def load_marked(path: Path) -> list[MarkedArticle]:
    """Load a split of the corpus. Raises GoldError naming file, line and what is wrong."""
    marked: list[MarkedArticle] = []
    for number, line in load_rows(path, _LINE):
        source = line.pop("corpus", None)
        for layer in ("statements", "events"):
            rows = line.get(layer)
            for row in rows if isinstance(rows, list) else []:
                if isinstance(row, dict):
                    row["confidence"] = 1.0
        line["run"] = {"onrecord": "gold"}
        try:
            article = line["article"]
            text = article["text"] if isinstance(article, dict) else ""
            record = _RECORD.validate_json(json.dumps(line), context={"text": text})
            marked.append(MarkedArticle(_SOURCE.validate_python(source), record))
        except (ValidationError, KeyError) as error:
            raise GoldError(f"{path}:{number}: {error}") from error
    return marked
