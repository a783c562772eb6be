"""The report as one HTML file: no scripts, nothing loaded from elsewhere, fit for print and for phones.

Everything is escaped; the page's policy forbids scripts and requests, should a browser be deceived.
"""

from collections.abc import Iterator
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from onrecord.exports.report.content import Source
from onrecord.exports.report.sections import build_report
from onrecord.exports.report.visible_text import visible_piece, visible_text
from onrecord.exports.selection import Selection

PARTS = {
    "content": "what was said",
    "source": "who said it",
    "cue": "the word of saying",
    "event": "what was done",
    "commitment": "what was agreed",
}


def write(selection: Selection) -> Iterator[str]:
    """Yield the file in parts. Raises StoreError."""
    report = build_report(selection)
    yield from _template().generate(report=report, parts=PARTS)


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("onrecord.exports.report", "."),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters |= {"words": visible_text, "piece": visible_piece}
    environment.tests["source"] = lambda cell: isinstance(cell, Source)
    return environment.get_template("report.html")
