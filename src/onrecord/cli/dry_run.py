"""`onrecord read --dry-run`: lists what sources hold, without reading it."""

import json
from collections import Counter

import click

from onrecord.cli.output.terminal import printable
from onrecord.cli.sources import SourceRequest, exit_status, load_sources, print_totals
from onrecord.model.article import Article
from onrecord.model.record import Undone

_TITLE = 60  # characters of a title, or of the first words, in a line


def list_articles(request: SourceRequest, form: str) -> int:
    """Print a line for each article of the sources, and for each thing that gives none; return the status.

    The format of a source and the columns of a table come before its articles. With the form "json" each
    line is an object.
    """
    counts: Counter[str] = Counter()
    told: dict[str, str] = {}

    def telling(kind: str, words: str) -> None:
        told[kind] = words
        if form != "json":
            click.echo(printable(f"{kind}: {words}"))

    for item in load_sources(request, telling):
        counts["found" if isinstance(item, Article) else item.outcome] += 1
        if form == "json":
            click.echo(json.dumps(_fields(item, told.get("format")), ensure_ascii=False))
        else:
            click.echo(printable(_line(item)))
    print_totals(counts, ("found", "skipped", "failed"))
    return exit_status(counts)


def _fields(item: Article | Undone, known: str | None) -> dict[str, object]:
    if isinstance(item, Undone):
        return {
            "source": item.source, "format": known, "outcome": item.outcome, "reason": item.reason,
            "detail": item.detail,
        }  # fmt: skip
    return {
        "source": item.source, "format": known, "outcome": "found", "title": item.title,
        "published": item.published.value, "published_how": item.published.how, "outlet": item.outlet,
        "language": item.language, "characters": len(item.text),
    }  # fmt: skip


def _line(item: Article | Undone) -> str:
    if isinstance(item, Undone):
        return f"  {item.source}: {item.outcome} ({item.reason}): {item.detail}"
    title = " ".join((item.title or item.text[: 4 * _TITLE]).split())
    facts = (
        item.published.value or "no day",
        item.outlet or "no outlet",
        title if len(title) <= _TITLE else f"{title[:_TITLE]}…",
        f"{len(item.text):,} characters",
        item.language or "language unknown",
    )
    return f"  {item.source}: {' · '.join(facts)}"
