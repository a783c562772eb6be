"""Measure how the time of reading grows with the length of hostile texts: an exponent for each pattern.

Each line of growth_patterns.txt is repeated to 1, 4, 16, 64 and 256 kB and read. The exponent is the slope of
a line through the logarithms of the last three lengths and times; 1 is linear, 2 quadratic. Times are
processor times of this process: other work on the machine disturbs them less than times on the clock. Ends
with status 1 when an exponent is above --steepest.
"""

import argparse
import random
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from growth_patterns import load_patterns, make_text
from onrecord.model.article import Article, Published
from onrecord.pipeline import Pipeline, make_pipeline

FITTED = 3  # the longest lengths: short texts are read in a constant time


def main() -> int:
    """Print time and exponent of each pattern, the steepest last."""
    options = _options()
    pipeline = make_pipeline(article_seconds=0)
    time_reading(pipeline, "Anna Lind said on Monday that the port would open.", 0)
    patterns = load_patterns()
    random.Random(options.seed).shuffle(patterns)  # noqa: S311 - a selection
    steep: list[tuple[float, str]] = []
    print(f"{'exponent':>8} {'seconds at ' + format(max(options.sizes), ','):>20}  pattern", flush=True)
    for pattern in patterns[: options.patterns]:
        seconds = [time_reading(pipeline, pattern, size) for size in options.sizes]
        exponent = fit_exponent(options.sizes, seconds)
        steep.append((exponent, pattern))
        print(f"{exponent:8.2f} {seconds[-1]:20.2f}  {pattern!r}", flush=True)
    worst = sorted(steep)[-5:]
    print("steepest: " + ", ".join(f"{exponent:.2f} {pattern!r}" for exponent, pattern in reversed(worst)))
    return int(worst[-1][0] > options.steepest)


def time_reading(pipeline: Pipeline, pattern: str, size: int) -> float:
    """Return the processor time to read a text of a pattern, in seconds."""
    text = make_text(pattern, size) if size else pattern
    article = Article(text, language="en", published=Published("2025-07-01", "given"))
    started = time.process_time()
    outcome = pipeline.read(article)
    used = time.process_time() - started
    if outcome.outcome == "failed":
        sys.exit(f"{pattern!r} repeated to {size:,} characters: {outcome}")
    return used


def fit_exponent(sizes: list[int], seconds: list[float]) -> float:
    """Return the slope of log time over log length, by least squares over the longest texts."""
    slope, _ = np.polyfit(np.log(sizes[-FITTED:]), np.log(seconds[-FITTED:]), 1)
    return float(slope)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--patterns", type=int, default=None, help="how many, drawn at random (default: all)")
    parser.add_argument("--seed", type=int, default=0, help="of the drawing")
    parser.add_argument(
        "--sizes",
        type=int,
        nargs="+",
        default=[1_000, 4_000, 16_000, 64_000, 256_000],
        help="lengths of the texts",
    )
    parser.add_argument("--steepest", type=float, default=1.15, help="largest exponent allowed")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
