"""Print the processor time for events beside that for attributions, on the articles of corpus/dev.jsonl.

python benchmarks/events.py

"""

from __future__ import annotations

import time
from pathlib import Path

from onrecord.evaluation.corpus import load_marked
from onrecord.model.annotation import Attribution
from onrecord.model.article import Article
from onrecord.model.layers import Annotations, Annotator
from onrecord.pipeline import make_pipeline


def seconds(reader: Annotator, rows: list[tuple[Article, Annotations]]) -> float:
    start = time.process_time()
    for article, reading in rows:
        list(reader.annotate(article, reading))
    return time.process_time() - start


def main() -> None:
    pipeline = make_pipeline()
    articles = [marked.article for marked in load_marked(Path("corpus/dev.jsonl"))]
    rows = [(article, pipeline.annotate(article)) for article in articles]
    events = next(reader for reader in pipeline.annotators if reader.name == "events")
    attribution = next(reader for reader in pipeline.annotators if Attribution in reader.gives)
    own, encoder = (min(seconds(reader, rows) for _ in range(3)) for reader in (events, attribution))
    words = sum(len(article.text.split()) for article in articles)
    print(f"{words} words: events {own:.2f} s, attributions {encoder:.2f} s, ratio {own / encoder:.3f}")


if __name__ == "__main__":
    main()
