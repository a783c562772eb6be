"""`onrecord export`: writes the content of a dossier to a file or folder for other programs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

import click

from onrecord.cli.upkeep.check import check_option, ensure_sound
from onrecord.exports.files import write_whole, write_whole_binary, write_whole_folder
from onrecord.exports.formats import (
    FORMATS,
    NAMES,
    ExportFormat,
    check_options,
    find_format,
    load_binary_writer,
    load_folder_writer,
    load_lines_writer,
)
from onrecord.exports.selection import ExportOptions, Selection
from onrecord.exports.tabular.rows import find_table
from onrecord.model.annotation import ACTS, EVENT_TYPES
from onrecord.model.errors import SettingError
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import ACTUAL, REALITIES, Filter

DAY = click.DateTime(["%Y-%m-%d"])
OWN_NAMES = {".docx", ".html", ".parquet", ".xlsx"}  # what programs open by its name, as one kind of file
Option = str | datetime | bool | tuple[str, ...] | None
Command = Callable[..., object]
FILTER_OPTIONS: tuple[Callable[[Command], Command], ...] = (
    click.option(
        "--actor",
        help="Rows of this actor, by its id or whole words of any of its names; articles that name it.",
    ),
    click.option(
        "--act", "acts", type=click.Choice(ACTS), multiple=True, help="Only statements, with this speech act."
    ),
    click.option(
        "--type", "--types", "types", multiple=True, metavar="TYPE,…", help="Only events, of these types."
    ),
    click.option(
        "--reality",
        type=click.Choice([*REALITIES, "any"]),
        help="Statements of this reality (default: those that were actually made).",
    ),
    click.option("--outlet", help="Only articles of this outlet, named as `show articles` prints it."),
    click.option("--since", type=DAY, metavar="YYYY-MM-DD", help="First day, inclusive."),
    click.option("--until", type=DAY, metavar="YYYY-MM-DD", help="Last day, inclusive."),
    click.option("--contains", help="Rows with all these words; words in double quotes are a phrase."),
    click.option(
        "--as-of", type=DAY, metavar="YYYY-MM-DD", help="Only articles published by the end of this day."
    ),
    click.option(
        "--learnt",
        is_flag=True,
        help="With --as-of: articles added to the dossier by then, whenever published.",
    ),
    click.option("--versions", is_flag=True, help="Also rows that only earlier versions of a page contain."),
)
FORMAT_OPTIONS: tuple[Callable[[Command], Command], ...] = (
    click.option(
        "--kind",
        metavar="TABLE",
        help="csv, excel, parquet: only this table: statements, events, commitments (their steps), ledger, "
        "threads (their turns), actors or articles.",
    ),
    click.option(
        "--bom", is_flag=True, help="csv: begin with a byte-order mark, by which Excel knows UTF-8."
    ),
    click.option(
        "--period",
        type=click.Choice(["day", "week", "month", "quarter", "year"]),
        help="dyads: length of a period (default: month).",
    ),
    click.option(
        "--level", type=click.Choice(["country", "actor"]), help="dyads: what a side is (default: country)."
    ),
    click.option(
        "--weights",
        type=click.Choice(["goldstein", "count", "fatalities"]),
        help="dyads: what the column weight adds up (default: goldstein).",
    ),
    click.option(
        "--undirected/--directed", help="dyads: one line for both directions, or one for each (default)."
    ),
    click.option("--complete", is_flag=True, help="dyads: lines for periods without events as well."),
)


def _options(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    def add(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add


def _list_formats() -> str:
    width = max(map(len, NAMES))
    lines = [f"{one.name:{width}}  {one.about}" for one in sorted(FORMATS, key=lambda one: one.name)]
    return "\b\nFormats:\n" + "\n".join(lines)


@click.command(epilog=_list_formats())
@click.argument("location", metavar="DOSSIER")
@click.option("--as", "form", type=click.Choice(NAMES), required=True, metavar="FORMAT", help="See below.")
@click.option("--out", required=True, metavar="PATH", help="The file or folder to write; - for stdout.")
@_options(*FILTER_OPTIONS, *FORMAT_OPTIONS)
@check_option
def export(location: str, form: str, out: str, unchecked: bool, **options: Option) -> None:
    """Write the content of DOSSIER to a file or folder, completely or not at all.

    The options that select rows are those of `onrecord show`. What judgements join is told by columns and
    fields: rows with the same identity are one statement, event or actor. What a format cannot express is
    left out and counted. See docs/exports.md for what each format keeps.
    """
    wanted_form = find_format(form)
    try:
        selection = _select(wanted_form, options)
        kinds = _kinds(wanted_form, selection, out)
    except SettingError as error:
        raise click.UsageError(str(error)) from error
    write = _writer(wanted_form, out)
    with open_dossier(location, create=False) as dossier:
        ensure_sound(dossier, unchecked=unchecked)
        selected = Selection(dossier, selection.wanted, selection.options)
        write(selected)
        remarks = [*selected.report.remarks, *_remarks(selected, kinds)]
    if not selection.wanted.types and _is_usual_table(wanted_form, selection, out):
        remarks.append(f"only the table {wanted_form.usual_table}; see --kind, or name a folder (tables/)")
    for line in (str(selected.report), *remarks):
        click.echo(line, err=True)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The filter and the options of a call."""

    wanted: Filter
    options: ExportOptions


def _select(form: ExportFormat, given: dict[str, Option]) -> _Chosen:
    """Return what the options select. Raises SettingError for options that do not go with the format."""
    wanted = _make_filter(given)
    for option, is_given, kind in (("act", wanted.acts, "statements"), ("type", wanted.types, "events")):
        if is_given and kind not in form.rows:
            raise SettingError(f"--{option} selects {kind}; --as {form.name} has none")
    names = ExportOptions.__dataclass_fields__
    options = ExportOptions(**{name: given[name] for name in names if given.get(name) is not None})  # type: ignore[arg-type]
    check_options(form, options)
    return _Chosen(wanted, options)


def _is_usual_table(form: ExportFormat, chosen: _Chosen, out: str) -> bool:
    """Whether the output is one table, which nobody named."""
    return form.usual_table is not None and chosen.options.kind is None and not _to_folder(form, out)


def _kinds(form: ExportFormat, chosen: _Chosen, out: str) -> frozenset[str]:
    """Return the kinds of rows in the output. Raises SettingError for a reality without statements."""
    table = form.usual_table if _is_usual_table(form, chosen, out) else chosen.options.kind
    kinds: frozenset[str] = form.rows
    if table is not None:
        kinds = frozenset({find_table(table).belongs_to or table})
    elif form.whole_records and not (chosen.wanted.acts or chosen.wanted.types):
        kinds = frozenset({"articles"})  # which hold all their rows
    if chosen.wanted.realities != ACTUAL and "statements" not in kinds and not form.whole_records:
        what = f"the table {table}" if table else f"--as {form.name}"
        raise SettingError(f"--reality selects statements; {what} has none")
    return kinds


def _remarks(selected: Selection, kinds: frozenset[str]) -> Iterator[str]:
    """Yield what the filter left out that a reader may not expect."""
    if undated := selected.count_undated(kinds if kinds == {"articles"} else kinds - {"articles"}):
        counts = ", ".join(f"{number} {kind}" for kind, number in undated.items())
        yield f"{counts} with an unknown date are left out"
    told = "statements" in kinds and selected.options.kind != "threads"
    if told and (not_made := selected.count_not_made()):
        yield f"{not_made} statements that were not really made are left out; --reality any has them"


def _writer(form: ExportFormat, out: str) -> Callable[[Selection], None]:
    """Return what writes a selection to a path. Raises click.UsageError for a path that does not fit."""
    to_folder = _to_folder(form, out)
    suffix = Path(out).suffix.lower()
    if suffix in OWN_NAMES and suffix != form.suffix and not _is_folder(out):
        writes = f"a {form.suffix} file" if form.suffix else "a folder"
        raise click.UsageError(f"--as {form.name} writes {writes}, which no program opens as {suffix}")
    if out == "-" and (to_folder or form.kind == "binary"):
        raise click.UsageError(f"--as {form.name} cannot be written to stdout; name a file or folder")
    path = Path(out)
    if to_folder:
        write_folder = load_folder_writer(form)
        return lambda selection: write_whole_folder(path, partial(write_folder, selection))
    if form.kind == "binary":
        write_binary = load_binary_writer(form)
        return lambda selection: write_whole_binary(path, partial(write_binary, selection))
    write_lines = load_lines_writer(form)
    return lambda selection: _write_lines(out, write_lines(selection))


def _to_folder(form: ExportFormat, out: str) -> bool:
    return form.kind == "folder" or (form.folder_writer is not None and _is_folder(out))


def _is_folder(out: str) -> bool:
    return out.endswith(("/", "\\")) or Path(out).is_dir()


def _write_lines(out: str, lines: Iterator[str]) -> None:
    if out != "-":
        write_whole(Path(out), lines)
        return
    for line in lines:
        click.echo(line, nl=False)


def _make_filter(options: dict[str, Option]) -> Filter:
    """Return the options as a filter. Raises SettingError when they contradict each other."""
    realities = tuple(one for one in REALITIES if options["reality"] in (one, "any"))
    acts, types = _several(options["acts"]), [one.upper() for one in _several(options["types"])]
    unknown = next((one for one in types if one not in EVENT_TYPES), None)
    if unknown is not None:
        raise SettingError(f"{unknown!r} is no type of event; choose from {', '.join(EVENT_TYPES)}")
    return Filter(
        actor=_text(options["actor"]),
        since=_day(options["since"]),
        until=_day(options["until"]),
        contains=_text(options["contains"]),
        acts=tuple(one for one in ACTS if one in acts),
        types=tuple(one for one in EVENT_TYPES if one in types),
        realities=realities or ACTUAL,
        outlet=_text(options["outlet"]),
        as_of=_day(options["as_of"]),
        learnt=bool(options["learnt"]),
        versions=bool(options["versions"]),
    )


def _several(value: Option) -> list[str]:
    """Return the values of an option that may be given several times, each with commas between."""
    parts = [part.strip() for one in value for part in one.split(",")] if isinstance(value, tuple) else []
    return [part for part in parts if part]


def _text(value: Option) -> str | None:
    return value if isinstance(value, str) else None


def _day(value: Option) -> date | None:
    return value.date() if isinstance(value, datetime) else None
