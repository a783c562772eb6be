"""Marked statements as rows for training: pieces of words with their parts, the act by the lists, the act.

They are statements of whole records (corpus/train.jsonl, corpus/dev.jsonl) and of corpus/acts, where the act
alone was marked: open.jsonl has its texts, polnear.jsonl the ids of attributions of PolNeAR
(DATA/polnear/train.jsonl).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from crossed import half_of
from tokenizers import Tokenizer

from onrecord.annotate.attribution.act_network import Utterance, make_pieces
from onrecord.annotate.attribution.speech_acts import find_act
from onrecord.annotate.text.passages.annotator import PassageAnnotator
from onrecord.annotate.text.syntax.annotator import SyntaxAnnotator
from onrecord.evaluation.corpus import load_marked
from onrecord.model.annotation import Act, Sentence, Token
from onrecord.model.article import Article
from onrecord.model.span import Span
from onrecord.pipeline import Pipeline

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "corpus"


@dataclass(frozen=True, slots=True)
class Row:
    """A statement: its pieces and their parts, the act by the lists, the marked act."""

    ids: tuple[int, ...]
    parts: tuple[int, ...]
    listed: Act
    act: Act


class Reader:
    """Makes rows of texts: with the sentences of the program, and its word lists."""

    def __init__(self, tokenizer: Tokenizer, size: int) -> None:
        self._syntax = Pipeline.of(
            (PassageAnnotator(), SyntaxAnnotator())
        )  # the network itself is not there yet
        self._tokenizer, self._size = tokenizer, size

    def read(
        self, article: Article, marks: Iterable[tuple[Sequence[Span], Sequence[Span], Sequence[Span], Act]]
    ) -> Iterator[Row]:
        """Yield a row for each (source, cue, content, act) of an article."""
        view = self._syntax.annotate(article)
        tokens, sentences = view.of(Token), [sentence.span for sentence in view.of(Sentence)]
        for source, cue, content, act in marks:
            listed = find_act(article.text, cue, content, tokens, source)
            pieces = make_pieces(
                article.text, sentences, Utterance(source, cue, content, listed), self._tokenizer, self._size
            )
            yield Row(pieces.ids, pieces.parts, listed, act)


def read_records(reader: Reader, split: str, without: int | None = None) -> Iterator[Row]:
    """Yield the statements of a split of the corpus, without those of one half of its articles."""
    for marked in load_marked(CORPUS / f"{split}.jsonl"):
        if half_of(marked.source.id) == without:
            continue
        found = [
            (row.evidence.source.spans, row.evidence.cue.spans, row.evidence.content.spans, row.act)
            for row in marked.record.statements
        ]
        yield from reader.read(marked.article, found)


def read_open(reader: Reader) -> Iterator[Row]:
    """Yield the statements of corpus/acts/open.jsonl."""
    for line in _lines(CORPUS / "acts" / "open.jsonl"):
        if line["act"]:
            yield from reader.read(Article(line["text"]), [(*_parts(line), line["act"])])


def read_polnear(reader: Reader, data: Path) -> Iterator[Row]:
    """Yield the attributions of PolNeAR whose acts stand in corpus/acts/polnear.jsonl."""
    acts: dict[str, dict[str, Act]] = {}
    for line in _lines(CORPUS / "acts" / "polnear.jsonl"):
        if line["act"]:
            acts.setdefault(line["article"], {})[line["attribution"]] = line["act"]
    for article in _lines(data / "polnear" / "train.jsonl"):
        wanted = acts.get(article["id"], {})
        found = [(*_parts(row), wanted[row["id"]]) for row in article["attributions"] if row["id"] in wanted]
        if found:
            yield from reader.read(Article(article["text"]), found)


def _lines(path: Path) -> Iterator[dict]:
    if not path.exists():
        sys.exit(f"{path} is not there: see training/acts/README.md")
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def _parts(line: dict) -> tuple[list[Span], list[Span], list[Span]]:
    source, cue, content = ([Span(*edges) for edges in line[name]] for name in ("source", "cue", "content"))
    return source, cue, content
