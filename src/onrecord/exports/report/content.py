"""The content of a report, without form: sections of entries with evidence, and of tables."""

from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.exports.tellings.excerpts import Excerpt


@dataclass(frozen=True, slots=True)
class Source:
    """Where an entry comes from: the article in words, its address where it has one on the web, the row's id
    (`ARTICLE/ROW`, or `ARTICLE`).
    """

    words: str
    address: str | None
    id: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """The words of an article that support an entry, and where they are from."""

    excerpt: Excerpt | None
    source: Source


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a course of things: a day, what happened, and the row that tells it. What answers an
    earlier step is deeper than it.
    """

    day: str
    words: str
    id: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the record for people.

    `heading` says it in a line, `facts` are pairs of a label and a value, `steps` what became of it, `quoted`
    the evidence, `also` further articles that report it. `is_actual` is false for what was not done or said.
    """

    heading: str
    facts: tuple[tuple[str, str], ...] = ()
    steps: tuple[Step, ...] = ()
    quoted: tuple[Quoted, ...] = ()
    also: tuple[Source, ...] = ()
    is_actual: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """A table. Cells are text or, for links, sources."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | Source, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A section with its paragraphs, then its entries or table. `anchor` is unique in the report."""

    anchor: str
    title: str
    paragraphs: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A report: its title, lines under it, and sections."""

    title: str
    lines: tuple[str, ...]
    sections: tuple[Section, ...]

    def __iter__(self) -> Iterator[Section]:
        return iter(self.sections)
