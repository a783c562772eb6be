"""Token F1 of the text of pages: the reader of pages beside trafilatura with its own settings.

    PYTHONPATH=tests .venv/bin/python benchmarks/pages.py [--each 3] [--part all|tuned|held-out] [--worst 10]

Pages are those of tests/page_set: three of each structure, with the text that is right. Tokens are words and
numbers in lower case; precision, recall and F1 are counted with repeats, for each page, then averaged. No
code of OnRecord takes part in the scoring. `--files FOLDER` scores your own pages: NAME.html with NAME.txt.
"""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

import trafilatura

from onrecord.ingest.web.html import extract_article
from onrecord.model.errors import IngestError
from page_set import is_held_out, pages
from page_set.scoring import Score, mean, score

Extractor = Callable[[str], str]


def read_ours(html: str) -> str:
    """Return the text that OnRecord reads."""
    try:
        return extract_article(html, None).text
    except IngestError:
        return ""


def read_plainly(focus: str) -> Extractor:
    """Return trafilatura with one of its settings: balanced, recall, precision."""

    def read(html: str) -> str:
        found = trafilatura.extract(
            html,
            include_comments=False,
            favor_recall=focus == "recall",
            favor_precision=focus == "precision",
        )
        return found or ""

    return read


EXTRACTORS: dict[str, Extractor] = {
    "onrecord": read_ours,
    "trafilatura": read_plainly("balanced"),
    "trafilatura, recall": read_plainly("recall"),
    "trafilatura, precision": read_plainly("precision"),
}


def _pages_of(options: argparse.Namespace) -> Iterator[tuple[str, str, str]]:
    """Yield name, HTML and right text."""
    if options.files:
        for path in sorted(Path(options.files).glob("*.html")):
            yield path.stem, path.read_text("utf-8"), path.with_suffix(".txt").read_text("utf-8")
        return
    for name, page in pages(options.each):
        if options.part == "all" or is_held_out(name) == (options.part == "held-out"):
            yield name, page.html, "\n".join(page.lines)


def main() -> None:
    """Print the table: mean F1, precision and recall of each extractor, and its worst structures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=3, help="pages of each structure")
    parser.add_argument("--part", choices=("all", "tuned", "held-out"), default="all")
    parser.add_argument("--worst", type=int, default=0, help="structures to list for each extractor")
    parser.add_argument("--only", choices=tuple(EXTRACTORS), help="one extractor")
    parser.add_argument("--files", help="a folder of NAME.html and NAME.txt")
    options = parser.parse_args()
    sources = list(_pages_of(options))
    print(f"{len(sources)} pages of {len({name for name, _, _ in sources})} structures")
    for extractor in [options.only] if options.only else list(EXTRACTORS):
        by_name: dict[str, list[Score]] = {}
        for name, html, right in sources:
            by_name.setdefault(name, []).append(score(EXTRACTORS[extractor](html), right))
        whole = mean(one for scores in by_name.values() for one in scores)
        print(f"{extractor:24} F1 {whole.f1:.4f}  precision {whole.precision:.4f}  recall {whole.recall:.4f}")
        worst = sorted((mean(scores), name) for name, scores in by_name.items())
        worst.sort(key=lambda row: row[0].f1)
        for row, name in worst[: options.worst]:
            print(f"    {name:32} F1 {row.f1:.3f}  precision {row.precision:.3f}  recall {row.recall:.3f}")


if __name__ == "__main__":
    main()
