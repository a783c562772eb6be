"""A standing fuzz: small corpora, a mutator, and what must hold whatever comes in (`make fuzz`).

FUZZ_SECONDS is the time for all targets together (default: a minute), FUZZ_SEED the first seed. An input that
breaks a promise is written to `.fuzz/` with its seed and named in the failure.
"""

import hashlib
import io
import json
import os
import random
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import jsonschema

from growth_patterns import load_patterns, make_text
from onrecord.ingest import Limits, Overrides, load_stream
from onrecord.model.article import Article
from onrecord.model.checks import check_record
from onrecord.model.record import Outcome, Record, Undone
from onrecord.model.serial import outcome_to_json, record_schema
from onrecord.pipeline import Pipeline, make_pipeline

FAILURES = Path(__file__).resolve().parents[1] / ".fuzz"
TARGETS = 6
LONGEST = 20_000  # bytes of an input, unless its seed is longer
NEWS = (
    "KYIV, July 1, 2025 (Reuters) — The envoy Anna Lind said on Monday that talks between Russia and Ukraine "
    "would resume in Istanbul.\n\n“We are ready,” Keith Kellogg told reporters. Russia denied the "
    "charge, and 5 people were killed in Odesa on May 16, according to Interfax.\n\n"
    "They agreed to exchange 1,000 prisoners by Friday."
)
TEXTS = (
    NEWS,
    "Q: Did it leave?\nMS. LIND: It did. He said he never said so.\nQ: Why?\n",
    "The minister’s spokesman rejected what the BBC, citing TASS, had reported: “No.”",
    "",
    "\ufeffabc\r\n\r\n\x00\x1b[0m",
)
PAGES = (
    f"<!doctype html><html lang=en><head><title>Talks</title><meta property='article:published_time' "
    f"content='2025-07-01T09:30:00Z'></head><body><article><h1>Talks</h1><p>{NEWS}</p></article>"
    "</body></html>",
    "<html><body><p>a<table><tr><td>b<!--c--><script>d</script></body>",
)
LINES = (
    "\n".join(json.dumps({"text": text, "title": "t", "published": "2025-07-01"}) for text in TEXTS),
    json.dumps([{"text": NEWS, "authors": ["A"], "url": "https://a.example/2025/07/01/b"}, 1, None]),
    '{"html": "<p>They met.</p>", "date": "2025?"}\n[]\n1e999\n{"text": "\\ud800"}\n',
)
FEEDS = (
    f"<?xml version='1.0'?><rss version='2.0'><channel><title>F</title><item><title>T</title><pubDate>Tue, "
    f"01 Jul 2025 09:30:00 GMT</pubDate><description><![CDATA[<p>{NEWS}</p>]]></description></item></channel>"
    "</rss>",
    "<feed xmlns='http://www.w3.org/2005/Atom'><entry><summary>They met.</summary></entry></feed>",
)
PIECES = (
    *(
        "\u0301",
        "\u200d",
        "👨\u200d👩\u200d👧",
        "🇺🇦",
        "\u202e",
        "\x00",
        "\ufeff",
        "\u2028",
        "\r",
        "\n\n",
        "\t",
        " " * 80,
    ),
    *(
        "“",
        "”",
        '"',
        "'",
        "(",
        ")",
        "[",
        "]",
        "<",
        ">",
        "&",
        "&#0;",
        "<p>",
        "</p>",
        "<![CDATA[",
        "]]>",
        "<!--",
    ),
    *(
        "{",
        "}",
        ",",
        ":",
        "\\",
        "\\u0000",
        "null",
        "NaN",
        "9" * 400,
        "-1",
        "1e400",
        "0001-01-01",
        "9999-12-31",
    ),
    *(
        "said",
        "said that",
        "according to",
        "denied",
        "Lind",
        "President",
        "Kyiv",
        "on Monday",
        "$5 million",
        "Q:",
    ),
)


def seconds_per_target() -> float:
    return float(os.environ.get("FUZZ_SECONDS", "60")) / TARGETS


def mutate(seed: bytes, others: tuple[bytes, ...], drawing: random.Random) -> bytes:
    """Return a changed copy of an input: pieces put in, cut, doubled, moved; bytes changed; inputs mixed."""
    found = bytearray(seed)
    for _ in range(drawing.randint(1, 12)):
        at, end = sorted((drawing.randint(0, len(found)), drawing.randint(0, len(found))))
        end = min(end, at + 200)
        match drawing.randint(0, 6):
            case 0 | 1:
                found[at:at] = drawing.choice(PIECES).encode()
            case 2:
                del found[at:end]
            case 3:
                found[at:at] = bytes(found[at:end]) * drawing.choice((1, 2, 30))
            case 4 if found:
                found[min(at, len(found) - 1)] = drawing.randrange(256)
            case 5:
                other = drawing.choice(others)
                found[at:at] = other[: drawing.randint(0, len(other))]
            case _:
                pattern = drawing.choice(load_patterns())
                found[at:at] = make_text(pattern, drawing.choice((20, 400, 4_000))).encode()
    return bytes(found[: max(LONGEST, len(seed))])


def run_fuzz(name: str, seeds: tuple[bytes, ...], check: Callable[[bytes], None]) -> int:
    """Check inputs made from the seeds until the time of a target is over; return how many.

    Raises AssertionError for the first that breaks a promise.
    """
    number = int(os.environ.get("FUZZ_SEED", "0"))
    first, end = number, time.monotonic() + seconds_per_target()
    while number < first + len(seeds) or time.monotonic() < end:
        drawing = random.Random(f"{name} {number}")  # noqa: S311 - the same inputs each time
        seed = seeds[number % len(seeds)]
        raw = seed if number < len(seeds) else mutate(seed, seeds, drawing)
        try:
            check(raw)
        except BaseException as error:
            if not isinstance(error, KeyboardInterrupt):
                FAILURES.mkdir(exist_ok=True)
                kept = FAILURES / f"{name}-{number}"
                kept.write_bytes(raw)
                error.add_note(f"the input is in {kept}; FUZZ_SEED={number} begins with it")
            raise
        number += 1
    return number - first


@cache
def shared_pipeline() -> Pipeline:
    return make_pipeline()


def check_source(raw: bytes, name: str) -> None:
    """Check that each article of a source has one outcome, and the same one again."""
    outcomes = list(_read(raw, name))
    assert outcomes, "a source gives at least one outcome"
    lines = [_check_outcome(one) for one in outcomes]
    assert [outcome_to_json(one) for one in _read(raw, name)] == lines, "the same bytes twice"


def _read(raw: bytes, name: str) -> Iterator[Outcome]:
    for item in load_stream(io.BytesIO(raw), name, Overrides(language="en"), Limits()):
        yield item if isinstance(item, Undone) else _read_in_time(item)


def _read_in_time(article: Article) -> Outcome:
    started = time.process_time()
    outcome = shared_pipeline().read(article)
    used = time.process_time() - started
    # Fifteen times what dense prose takes on a slow core, and the time to load the models.
    assert used < 10 + len(article.text) * 1e-3, f"{used:.1f} s for {len(article.text)} characters"
    return outcome


def _check_outcome(outcome: Outcome) -> str:
    line = outcome_to_json(outcome)
    jsonschema.Draft202012Validator(record_schema()).validate(json.loads(line))
    if isinstance(outcome, Record):
        assert check_record(outcome) == []
        digest = hashlib.sha256(outcome.article.text.encode()).hexdigest()
        assert outcome.article.sha256.removeprefix("sha256:") == digest
    else:
        assert outcome.reason not in ("internal", "time"), outcome.detail
        assert outcome.detail
    return line
