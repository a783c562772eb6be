"""Parse the training texts with the teacher, the whole spaCy pipeline; one JSON line an article.

python training/attribution/teach.py --data ../shared/data --out DIR

"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import logging
from collections.abc import Iterator
from pathlib import Path

from spacy.language import Language

from onrecord.annotate.lexicon_files import lexicon_rows
from onrecord.annotate.text.passages.annotator import PassageAnnotator
from onrecord.annotate.text.syntax.annotator import cut_chunks, find_package, trimmed_name
from onrecord.model.annotation import Passage
from onrecord.model.article import Article
from onrecord.model.layers import Annotations
from onrecord.model.span import Span

LOG = logging.getLogger("teach")
SETS = ("polnear/train.jsonl", "wikinews/2019.jsonl", "talks/white_house.jsonl")


def read_texts(data: Path) -> Iterator[tuple[str, str]]:
    """(set, text) of every article; OntoGUM's sentences are joined to lines, a paragraph a line."""
    for name in SETS:
        for line in (data / name).read_text(encoding="utf-8").splitlines():
            yield name.split("/")[0], json.loads(line)["text"]
    for path in sorted((data / "ontogum").glob("*/*.conllu")):
        paragraphs: list[list[str]] = []
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("# newpar") and not line.startswith("# newpar_block"):
                paragraphs.append([])
            elif line.startswith("# text = "):
                paragraphs = paragraphs or [[]]
                paragraphs[-1].append(line.removeprefix("# text = "))
        yield f"ontogum-{path.parent.name}", "\n\n".join(" ".join(lines) for lines in paragraphs if lines)


class Teacher:
    """The whole pipeline, with our corrections of its lemmas."""

    def __init__(self) -> None:
        self.nlp: Language = importlib.import_module(find_package()[0]).load(exclude=["senter"])
        self.corrections = {row[0]: row[1] for row in lexicon_rows("text/lemmas")}

    def lemma(self, token: object) -> str:
        if token.pos_ == "PROPN":
            return token.lemma_
        lemma = token.lemma_.lower()
        return self.corrections.get(token.lower_, lemma) if token.pos_ == "VERB" else lemma

    def read(self, text: str) -> dict:
        """Return the parse as columns. Offsets are code points; heads are token numbers in the article."""
        names = ("starts", "ends", "lemmas", "tags", "deps", "heads", "sentences", "names")
        columns: dict[str, list] = {name: [] for name in names}
        reading = Annotations().joined((Passage,), PassageAnnotator().annotate(Article(text), Annotations()))
        for piece in cut_chunks(text, reading):
            doc, base = self.nlp(piece.parser_text), len(columns["starts"])
            words = [token.i for token in doc if not token.is_space]
            number = {old: base + new for new, old in enumerate(words)}
            for sentence in doc.sents:
                first = next((number[token.i] for token in sentence if token.i in number), None)
                columns["sentences"] += [] if first is None else [first]
            for token in (doc[i] for i in words):
                columns["starts"].append(piece.span.start + token.idx)
                columns["ends"].append(piece.span.start + token.idx + len(token))
                columns["lemmas"].append(self.lemma(token))
                columns["tags"].append(f"{token.tag_}|{token.pos_}")
                columns["deps"].append(token.dep_)
                columns["heads"].append(number.get(token.head.i, number[token.i]))
            for entity in doc.ents:
                low, high = trimmed_name([token.text for token in entity])
                if low < high:
                    start, end = doc[entity.start + low].idx, doc[entity.start + high - 1]
                    span = Span(start, end.idx + len(end)).shifted(piece.span.start).widened_to_words(text)
                    columns["names"].append([*span, entity.label_])
        passages = [[*passage.span] for passage in reading.of(Passage)]
        return {"sha256": hashlib.sha256(text.encode()).hexdigest(), "passages": passages, **columns}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    paths = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    paths.out.mkdir(parents=True, exist_ok=True)
    teacher = Teacher()
    with (paths.out / "teacher.part").open("w", encoding="utf-8") as out:
        for number, (name, text) in enumerate(read_texts(paths.data), 1):
            out.write(
                json.dumps({"set": name, "text": text, **teacher.read(text)}, ensure_ascii=False) + "\n"
            )
            if number % 100 == 0:
                LOG.info("%d articles", number)
    (paths.out / "teacher.part").replace(paths.out / "teacher.jsonl")


if __name__ == "__main__":
    main()
