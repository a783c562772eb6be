"""The formats of `onrecord export`: one line each in FORMATS. A writer is imported when it is used.

A writer gets a `Selection`: the rows to export, what is known of them across articles, the options, and the
report, in which it counts what it wrote and what it left out. There are three kinds:

- "lines": `write(selection) -> Iterator[str]`, text with its line breaks; it may go to stdout;
- "binary": `write(selection, file)`, one file, which is open for writing and can be sought in;
- "folder": `write(selection, folder)`, files in an empty folder that exists.

The file or folder appears under its name when it is complete. A writer raises SettingError for what a person
can change.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, Literal, cast

from onrecord.exports.selection import ExportOptions, Selection
from onrecord.model.errors import SettingError

FormatKind = Literal["lines", "binary", "folder"]
RowSort = Literal["statements", "events", "commitments", "articles", "actors"]
LineWriter = Callable[[Selection], Iterator[str]]
BinaryWriter = Callable[[Selection, BinaryIO], None]
FolderWriter = Callable[[Selection, Path], None]

EVERYTHING: frozenset[RowSort] = frozenset({"statements", "events", "commitments", "articles", "actors"})
EVENTS: frozenset[RowSort] = frozenset({"events"})
SAID: frozenset[RowSort] = frozenset({"statements", "articles", "actors"})


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format: `writer` is `module:function`, its module below `onrecord.exports`.

    `rows` are the kinds of rows it holds: `--act` and `--type` are errors where there are no statements or
    events. `extra` is the extra of the package that its library comes with. `options` are the fields of
    ExportOptions that it uses; others are errors. A format of lines with a `folder_writer` is written as a
    folder where the path is one, and is else one table: `usual_table`, where the options name none. With
    `whole_records` it holds all rows of an article, also those that the filter does not select.
    """

    name: str
    kind: FormatKind
    suffix: str
    about: str
    writer: str
    rows: frozenset[RowSort] = EVERYTHING
    extra: str | None = None
    options: frozenset[str] = frozenset()
    folder_writer: str | None = None
    usual_table: str | None = None
    whole_records: bool = False


# Documents, graphs and linked data.
DOCUMENTS: tuple[ExportFormat, ...] = (
    ExportFormat(
        "html", "lines", ".html", "a report for people: one page, also to print", "report.html:write"
    ),
    ExportFormat("docx", "binary", ".docx", "the report as a Word document", "report.docx:write"),
    ExportFormat("markdown", "lines", ".md", "the report as Markdown", "report.markdown:write"),
    ExportFormat("rss", "lines", ".xml", "the newest statements as a feed", "chronology.rss:write", SAID),
    ExportFormat("timelinejs", "lines", ".json", "the JSON of TimelineJS", "chronology.timelinejs:write"),
    ExportFormat(
        name="graphml",
        kind="lines",
        suffix=".graphml",
        about="who deals with whom, as a graph",
        writer="graphs.files:write_graphml",
        rows=SAID | EVENTS,
        extra="exports",
    ),
    ExportFormat(
        name="gexf",
        kind="lines",
        suffix=".gexf",
        about="the same graph for Gephi",
        writer="graphs.files:write_gexf",
        rows=SAID | EVENTS,
        extra="exports",
    ),
    ExportFormat("jsonld", "lines", ".jsonld", "statements, by schema.org", "linked.jsonld:write", SAID),
    ExportFormat(
        name="webannotation",
        kind="lines",
        suffix=".jsonld",
        about="W3C Web Annotations of the articles' texts",
        writer="linked.webannotation:write",
    ),
    ExportFormat(
        name="prov",
        kind="lines",
        suffix=".json",
        about="where each statement comes from, as PROV-JSON",
        writer="linked.prov:write",
        rows=SAID,
        extra="exports",
    ),
    ExportFormat(
        name="followthemoney",
        kind="lines",
        suffix=".ftm.json",
        about="entities for Aleph and OpenSanctions",
        writer="linked.followthemoney:write",
        rows=SAID | EVENTS,
    ),
)
TABLES: frozenset[str] = frozenset({"kind"})
FORMATS: tuple[ExportFormat, ...] = (
    ExportFormat(
        "jsonl", "lines", ".jsonl", "whole records, one article a line", "json:write", whole_records=True
    ),
    ExportFormat("plover", "lines", ".jsonl", "events as PLOVER records", "plover:write", EVENTS),
    ExportFormat(
        "csv", "lines", ".csv", "one table (the events, or --kind), or a folder of all tables",
        "tabular.csv_tables:write", options=TABLES | {"bom"}, folder_writer="tabular.csv_tables:write_folder",
        usual_table="events",
    ),
    ExportFormat(
        "excel", "binary", ".xlsx", "a workbook, one sheet a table", "tabular.excel:write", options=TABLES
    ),
    ExportFormat(
        "parquet", "folder", "", "a folder of tables with a Frictionless data package",
        "tabular.parquet:write", extra="parquet", options=TABLES,
    ),
    ExportFormat(
        "dyads", "lines", ".csv", "counts of events by pair of countries or actors and period",
        "event_files.dyads:write", EVENTS,
        options=frozenset({"period", "level", "weights", "undirected", "complete"}),
    ),
    ExportFormat(
        "icews", "lines", ".tsv", "events in the 20 columns of ICEWS, with CAMEO codes",
        "event_files.icews:write", EVENTS,
    ),
    ExportFormat(
        "gdelt", "folder", "", "a folder of events (61 columns) and mentions as in GDELT 2.0",
        "event_files.gdelt:write", EVENTS,
    ),
    *DOCUMENTS,
)  # fmt: skip
NAMES = tuple(sorted(one.name for one in FORMATS))


def find_format(name: str) -> ExportFormat:
    """Return the format of this name. Raises SettingError with the choices when there is none."""
    for one in FORMATS:
        if one.name == name:
            return one
    raise SettingError(f"there is no export format {name!r}; choose one of {', '.join(NAMES)}")


def check_options(form: ExportFormat, options: ExportOptions) -> None:
    """Raise SettingError for an option that the format does not use."""
    for name in options.given():
        if name not in form.options:
            users = ", ".join(one.name for one in FORMATS if name in one.options)
            flag = name.replace("_", "-")
            raise SettingError(f"--as {form.name} has no use for --{flag}; it is for {users or 'no format'}")


def load_lines_writer(form: ExportFormat) -> LineWriter:
    """Return the writer of a format of lines. Raises SettingError when its extra is not installed."""
    return cast("LineWriter", _load(form, form.writer))


def load_binary_writer(form: ExportFormat) -> BinaryWriter:
    """Return the writer of a format that is one binary file. Raises SettingError as above."""
    return cast("BinaryWriter", _load(form, form.writer))


def load_folder_writer(form: ExportFormat) -> FolderWriter:
    """Return the writer of a format's folder. Raises SettingError as above."""
    return cast("FolderWriter", _load(form, form.folder_writer or form.writer))


def _load(form: ExportFormat, writer: str) -> object:
    module, _, function = writer.partition(":")
    try:
        return getattr(import_module(f"onrecord.exports.{module}"), function)
    except ModuleNotFoundError as error:
        if form.extra is None or (error.name or "").partition(".")[0] == "onrecord":
            raise
        raise SettingError(
            f"--as {form.name} needs {error.name}, which is not installed; "
            f"install it with: pip install 'onrecord[{form.extra}]'"
        ) from error
