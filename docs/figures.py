"""Score the program on the test articles (logged as a run) and on dev.

Writes docs/figures.md and the figures in README.md. `python docs/figures.py` (make figures). No figure in a
page is typed by hand.
"""

import json
import re
import textwrap
from datetime import UTC, datetime
from pathlib import Path

from onrecord.cli.evaluation.evaluate_records import read_marked
from onrecord.evaluation.calibration import Calibration
from onrecord.evaluation.corpus import load_marked
from onrecord.evaluation.records.run_log import log_test_run
from onrecord.evaluation.records.scores import Scores, score_agreement, score_output
from onrecord.evaluation.records.table import render_scores

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"
BLOCK = re.compile(r"(?<=<!-- figures: made by docs/figures.py -->\n).*?(?=<!-- /figures -->)", re.DOTALL)
HEAD = """# Figures

Output of `onrecord evaluate records` on the test articles and on dev. The last column is the agreement of the
two markers of the test articles. [How rows are scored](evaluation.md),
[how articles are marked](annotation.md). Written by `make figures`.
"""
MEASURED = ROOT / "src" / "onrecord" / "exports" / "report" / "measured.json"  # the same for exported reports
SURE = 0.5
PARAGRAPH = """On {articles} articles that nobody tuned on ({words:,} words: agencies, papers, ministries and
careless web pages of all continents, speeches, transcripts, posts, live blogs), **{right} of the rows it puts
out are right in every cell that counts**, and it finds {found} of those that are there. Two careful readers
of the same guidelines agree on {agreed}. The confidence beside a row tells them apart: of the {rows} rows
rated {least} or more,
{sure} are right."""


def main() -> None:
    readme = ROOT / "README.md"
    if not BLOCK.search(readme.read_text("utf-8")):
        raise SystemExit(f"{readme} has no place for the figures; nothing was scored")
    markers = score_agreement(
        *(load_marked(CORPUS / "agreement" / f"{name}.jsonl") for name in ("first", "second"))
    )
    test, dev = (load_marked(CORPUS / f"{split}.jsonl") for split in ("test", "dev"))
    outputs = read_marked(test)
    scores = score_output(test, outputs)
    run = log_test_run(CORPUS / "test.jsonl", scores, outputs.values(), datetime.now(UTC))
    tables = {
        "Test": render_scores(scores, f"test run number {run}, corpus/test.jsonl", markers),
        "Dev": render_scores(score_output(dev, read_marked(dev)), "corpus/dev.jsonl", markers),
        "The two markers": render_scores(markers, "corpus/agreement/first.jsonl against second.jsonl"),
    }
    (ROOT / "docs" / "figures.md").write_text(render_page(tables), "utf-8")
    block = render_block(scores, markers, run)
    readme.write_text(BLOCK.sub(lambda _: block, readme.read_text("utf-8")), "utf-8")
    MEASURED.write_text(json.dumps(plain_block(block), ensure_ascii=False, indent=1) + "\n", "utf-8")


def render_page(tables: dict[str, str]) -> str:
    parts = [HEAD]
    parts += [f"## {name}\n\n```\n{table.strip()}\n```\n" for name, table in tables.items()]
    return "\n".join(parts)


def render_block(scores: Scores, markers: Scores, run: int) -> str:
    """Return the paragraph and the table for README.md."""
    counts = scores.counts
    rows, sure = counts["rows"], share_of_sure(scores.calibration["both"])
    right, found, agreed = (
        percent(share) for share in (rows.precision, rows.recall, markers.counts["rows"].f1)
    )
    paragraph = PARAGRAPH.format(
        articles=scores.articles,
        words=scores.words,
        right=right,
        found=found,
        agreed=agreed,
        rows=sure[1],
        least=SURE,
        sure=percent(sure[0]),
    )
    lines = [
        *textwrap.wrap(" ".join(paragraph.split()), 130),
        "",
        "| on the test articles | marked | put out | right | of those put out | of those marked "
        "| two markers (F1) |",
        "|---|---|---|---|---|---|---|",
    ]
    named = {
        "statements entirely right": "statements.rows",
        "events entirely right": "events.rows",
        "commitments entirely right": "commitments.rows",
        "statements found: source, cue and content": "statements.found",
        "events found, with type and actors": "events.type_actors",
        "actors found, whole and unsplit": "actors.found",
        "news kept from the page's furniture, characters": "passages.news",
    }
    for label, name in named.items():
        one, other = counts[name], markers.counts[name]
        numbers = (f"{number:,.0f}" for number in (one.gold, one.output, one.right))
        shares = (percent(share) for share in (one.precision, one.recall, other.f1))
        lines.append(f"| {label} | {' | '.join([*numbers, *shares])} |")
    error = scores.calibration["both"].error
    lines += [
        "",
        f"Calibration error of the confidence: {error:.3f}. Test run number {run}; "
        "every cell: [figures](docs/figures.md).",
        "",
    ]
    return "\n".join(lines)


def plain_block(block: str) -> dict[str, object]:
    """Return the paragraph, the table and the note of the block for README.md, without Markdown."""
    paragraph, table, note = block.strip().split("\n\n")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    plain = re.sub(r"; every cell: .*", ".", " ".join(note.split()))
    return {
        "paragraph": " ".join(paragraph.replace("**", "").split()),
        "table": [row for row in rows if set(row[0]) != {"-"}],
        "note": plain,
    }


def share_of_sure(calibration: Calibration) -> tuple[float, int]:
    """Return the share of correct rows among those rated SURE or more, and the number of those rows."""
    bins = [one for one in calibration.bins if one.low >= SURE - 1e-9]
    rows = sum(one.predictions for one in bins)
    return sum(one.right * one.predictions for one in bins) / max(1, rows), rows


def percent(share: float) -> str:
    return f"{100 * share:.0f} %"


if __name__ == "__main__":
    main()
