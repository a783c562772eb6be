"""The report as Markdown (CommonMark 0.31, tables as in GitHub Flavored Markdown). All words are escaped."""

import re
from collections.abc import Iterator

from onrecord.exports.report.content import Entry, Quoted, Report, Section, Source, Table
from onrecord.exports.report.sections import build_report
from onrecord.exports.report.visible_text import visible_piece, visible_text
from onrecord.exports.selection import Selection

_MARKUP = re.compile(r"([\\`*_\[\]<>|~#$])")
_ENTITY = re.compile(r"&(?=[#\w])")
# What begins a list, a heading or a rule at the start of a line.
_BLOCK = re.compile(r"^(\d+)(?=[.)]( |$))|^(?=[-+=](?: |$|-|=))")
_MARKS = {"content": "**", "event": "**", "commitment": "**", "source": "*", "cue": "*"}
_ADDRESS = re.compile(r"[\s<>()\\]")


def write(selection: Selection) -> Iterator[str]:
    """Yield the file in parts. Raises StoreError."""
    yield from render_markdown(build_report(selection))


def render_markdown(report: Report) -> Iterator[str]:
    """Yield a report as Markdown."""
    yield f"# {escaped(report.title)}\n\n"
    for line in report.lines:
        yield f"{escaped(line)}  \n"
    for section in report:
        yield from _section(section)


def escaped(text: str) -> str:
    """Return text of one line that Markdown shows as it is."""
    return _escape(visible_text(text))


def _escape(text: str) -> str:
    return _BLOCK.sub(r"\1\\", _ENTITY.sub("&amp;", _MARKUP.sub(r"\\\1", text)))


def _section(section: Section) -> Iterator[str]:
    yield f"\n## {escaped(section.title)}\n\n"
    for paragraph in section.paragraphs:
        yield f"{escaped(paragraph)}\n\n"
    if section.table:
        yield from _table(section.table)
    for entry in section.entries:
        yield from _entry(entry)


def _table(table: Table) -> Iterator[str]:
    yield f"| {' | '.join(map(escaped, table.columns))} |\n|{'---|' * len(table.columns)}\n"
    for row in table.rows:
        cells = (f"{_link(one)} `{one.id}`" if isinstance(one, Source) else escaped(one) for one in row)
        yield f"| {' | '.join(cells)} |\n"


def _entry(entry: Entry) -> Iterator[str]:
    yield f"### {'' if entry.is_actual else 'Not actual: '}{escaped(entry.heading)}\n\n"
    for label, value in entry.facts:
        yield f"- {escaped(label)}: {escaped(value)}\n"
    for step in entry.steps:
        yield f"{'  ' * min(step.depth, 4)}- {escaped(step.day)}: {escaped(step.words)} `{step.id}`\n"
    for quoted in entry.quoted:
        yield from _quoted(quoted)
    if entry.also:
        yield f"\nAlso reported by {'; '.join(f'{_link(one)} `{one.id}`' for one in entry.also)}\n"
    yield "\n"


def _quoted(quoted: Quoted) -> Iterator[str]:
    offsets = ""
    if quoted.excerpt:
        words = "".join(
            f"{_MARKS.get(piece.part, '')}{_escape(visible_piece(piece.words))}{_MARKS.get(piece.part, '')}"
            for piece in quoted.excerpt.pieces
        )
        yield f"\n> {words.strip()}\n"
        offsets = f" {quoted.excerpt.start}–{quoted.excerpt.end}"
    yield f">\n> {_link(quoted.source)} `{quoted.source.id}{offsets}`\n" if quoted.excerpt else ""


def _link(source: Source) -> str:
    words = escaped(source.words)
    if source.address is None:
        return words
    address = _ADDRESS.sub(
        lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), source.address
    )
    return f"[{words}](<{address}>)"
