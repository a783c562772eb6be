"""The corpus as a data set that `datasets.load_dataset(FOLDER)` (Hugging Face) reads.

A line of `data/<split>.jsonl` is an article: its text, its licence and origin, and the rows of its gold
record. The split `dev` is called `validation` there. `README.md` is the card: a head in YAML that names the
files and the types of all fields (huggingface.co/docs/datasets/repository_structure), and what a reader has
to know. Without the types, `datasets` would guess them from the first lines, and fail where a list is empty
there.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from importlib.resources import files
from string import Template
from types import UnionType
from typing import Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

from onrecord.evaluation.corpus import MarkedArticle, Source, Split, marked_to_json
from onrecord.model.evidence import Evidence
from onrecord.model.record import ArticleRow, Record
from onrecord.model.span import Span

HF_SPLITS: Mapping[Split, str] = {"train": "train", "dev": "validation", "test": "test"}
LISTS = ("passages", "actors", "statements", "events", "commitments")
ARTICLE_FIELDS = ("title", "outlet", "url", "language", "authors", "sha256")
NOT_IN_GOLD = {"confidence"}
_PLAIN = {str: "string", int: "int64", float: "float64", bool: "bool"}
Feature: TypeAlias = "str | dict[str, Feature] | list[dict[str, Feature]]"
_SPDX = {"CC-BY-4.0": "cc-by-4.0", "CC-BY-2.5": "cc-by-2.5"}  # the names of the Hub; others are "other"


def dataset_line(article: MarkedArticle) -> str:
    """Return an article as a line of JSON."""
    raw = json.loads(marked_to_json(article))
    corpus, row = raw["corpus"], raw["article"]
    line = {
        "id": corpus.pop("id"),
        "text": row["text"],
        "licence": corpus.pop("licence"),
        **{name: row[name] for name in ARTICLE_FIELDS},
        "published": row["published"]["value"],
        **corpus,
        **{name: raw[name] for name in LISTS},
    }
    return json.dumps(line, ensure_ascii=False) + "\n"


def dataset_features() -> list[dict[str, Feature]]:
    """Return the fields of a line and their types, in the form that the head of a card has."""
    source, article, record = (get_type_hints(one) for one in (Source, ArticleRow, Record))
    types: dict[str, object] = {"id": str, "text": str, "licence": str}
    types |= {name: article[name] for name in ARTICLE_FIELDS}
    types |= {"published": str}
    types |= {field.name: source[field.name] for field in fields(Source) if field.name not in types}
    return _struct(types | {name: record[name] for name in LISTS})


def _struct(types: Mapping[str, object]) -> list[dict[str, Feature]]:
    return [{"name": name, **_feature(of)} for name, of in types.items() if name not in NOT_IN_GOLD]


def _feature(of: object) -> dict[str, Feature]:
    """Return the type of a field. Raises TypeError for one that has no counterpart."""
    arguments = [one for one in get_args(of) if one is not type(None)]
    if get_origin(of) in (UnionType, Union):
        return _feature(arguments[0])  # a value or None: every field may be null there
    if get_origin(of) is Literal:
        return {"dtype": "string"}
    if of is Span:
        return {"list": "int64"}
    if of is Evidence:
        return {"list": {"list": "int64"}}
    if get_origin(of) is tuple and arguments[1:] == [...]:
        inner = _feature(arguments[0])
        return {"list": inner.get("struct") or inner.get("dtype") or inner}
    if isinstance(of, type) and is_dataclass(of):
        return {"struct": _struct({field.name: get_type_hints(of)[field.name] for field in fields(of)})}
    if isinstance(of, type) and of in _PLAIN:
        return {"dtype": _PLAIN[of]}
    raise TypeError(f"{of} has no type in a data set")


def dataset_card(splits: Mapping[Split, Sequence[MarkedArticle]]) -> str:
    """Return the README.md of the data set."""
    template = Template(files(__package__).joinpath("dataset_card.md").read_text("utf-8"))
    licences = sorted({_SPDX.get(one.source.licence, "other") for rows in splits.values() for one in rows})
    every = [one.record.article.language or "en" for rows in splits.values() for one in rows]
    names = [f"  - split: {HF_SPLITS[split]}\n    path: data/{HF_SPLITS[split]}.jsonl" for split in splits]
    return template.substitute(
        languages="\n".join(f"- {language}" for language in sorted(set(every))),
        licences="\n".join(f"- {name}" for name in licences),
        features=json.dumps(dataset_features()),  # JSON is YAML
        files="\n".join(names),
        sizes="\n".join(_size_row(split, rows) for split, rows in splits.items()),
        licence_rows="\n".join(_licence_rows(splits)),
    )


def _size_row(split: Split, rows: Sequence[MarkedArticle]) -> str:
    words = sum(len(one.record.article.text.split()) for one in rows)
    counts = (sum(len(getattr(one.record, name)) for one in rows) for name in LISTS[1:])
    cells = (HF_SPLITS[split], f"{len(rows):,}", f"{words:,}", *(f"{count:,}" for count in counts))
    return f"| {' | '.join(cells)} |"


def _licence_rows(splits: Mapping[Split, Sequence[MarkedArticle]]) -> Iterator[str]:
    counts = {split: Counter(one.source.licence for one in rows) for split, rows in splits.items()}
    for licence in sorted(set().union(*counts.values())):
        numbers = ", ".join(
            f"{counts[split][licence]} in {HF_SPLITS[split]}" for split in splits if counts[split][licence]
        )
        yield f"| {licence} | {numbers} |"
