"""No real article is refused by its content: measured on the training part of the corpus."""

import json
import sys
from pathlib import Path

import pytest

from onrecord.ingest.formats import Head, find_format
from onrecord.ingest.refusals.placeholders import find_placeholder

CORPUS = Path(__file__).parents[3] / "corpus" / "train.jsonl"


def test_no_article_of_the_corpus_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    articles = [json.loads(line)["article"] for line in CORPUS.read_text(encoding="utf-8").splitlines()]
    refused = []
    for article in articles:
        for name in ("report.txt", "report", "report.html", "report.md"):
            known = find_format(Head(article["text"].encode()[:65_536], name))
            if known is not None:
                refused.append((article["id"], known.name))
        if find_placeholder(article["text"], article["title"]):
            refused.append((article["id"], "placeholder"))
    with capsys.disabled():
        sys.stdout.write(f"\n{len(refused)} of {len(articles)} real articles are refused\n")
    assert not refused
