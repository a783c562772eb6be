"""Score dateparser (past preferred, on the dates that spaCy finds) beside the annotator of times.

    .venv/bin/pip install dateparser
    .venv/bin/python benchmarks/dates.py ../shared/data/dates/train.jsonl

Both are scored as `onrecord evaluate dates` does. dateparser returns days, months or years; its "week"
counts as a day here. It is not a dependency of OnRecord.
"""

import importlib
import sys
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from onrecord.annotate.text.syntax.annotator import find_package
from onrecord.evaluation.dates import DateScore, Predicted, read_times, score_dates
from onrecord.model.span import Span

if TYPE_CHECKING:
    from spacy.language import Language

LENGTH = {"year": 4, "month": 7}  # characters of an ISO date of this precision
ROWS = ("all", "all, held-out", "news+interview", "news", "interview")


class _Parsed(Protocol):
    date_obj: datetime | None
    period: str | None


def main() -> None:
    """Print the scores of dateparser and of the annotator."""
    gold = Path(sys.argv[1])
    for name, scores in (
        ("spaCy and dateparser", score_dates(gold, read_with_dateparser)),
        ("ours", score_dates(gold, read_times)),
    ):
        print(name)
        for row in ROWS:
            print(f"  {row:20s} {_line(scores[row])}")


def read_with_dateparser(text: str, published: str) -> list[Predicted]:
    """Return the spans spaCy calls DATE with the values dateparser gives them."""
    parser = importlib.import_module("dateparser.date").DateDataParser
    settings = {
        "PREFER_DATES_FROM": "past",
        "RELATIVE_BASE": datetime.fromisoformat(published),
        "RETURN_TIME_AS_PERIOD": False,
    }
    parse = cast("Callable[[str], _Parsed]", parser(languages=["en"], settings=settings).get_date_data)
    found = []
    for entity in _whole_pipeline()(text).ents:
        if entity.label_ == "DATE":
            parsed = parse(entity.text)
            day = parsed.date_obj.date().isoformat() if parsed.date_obj else None
            found.append(
                (Span(entity.start_char, entity.end_char), day and day[: LENGTH.get(parsed.period or "", 10)])
            )
    return found


@cache
def _whole_pipeline() -> "Language":
    """Return the whole spaCy pipeline; the annotator runs only a part of it."""
    loaded: Language = importlib.import_module(find_package()[0]).load()
    return loaded


def _line(score: DateScore) -> str:
    return f"found {score.share_found:.3f}  values right {score.share_right:.3f}  (of {score.gold})"


if __name__ == "__main__":
    main()
