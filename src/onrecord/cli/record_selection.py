"""`onrecord add DOSSIER --records FOLDER`: takes records that were read before into a dossier."""

import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

import click

from onrecord.annotate.actor_files.rows import find_country, state_names
from onrecord.batch.selection import intake
from onrecord.batch.selection.choice import Chosen, RecordSource, Selection
from onrecord.batch.selection.line_source import LineSource, find_line_files, spool
from onrecord.batch.selection.near import describe_near
from onrecord.batch.selection.run_folder import RunFolder, choose_run
from onrecord.batch.selection.table_source import TableSource
from onrecord.cli.dossier.link import link_all
from onrecord.cli.output.record_cards import print_record
from onrecord.cli.output.terminal import open_console, open_progress, printable
from onrecord.cli.sources import exit_status, print_totals
from onrecord.model.annotation import EVENT_TYPES
from onrecord.model.errors import SettingError
from onrecord.model.version import VERSION
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import MOST_ROWS, Dossier, Filter

STDIN = "-"
SHOWN = 20  # refused records that are told one by one
Options = Mapping[str, Any]
F = TypeVar("F", bound=Callable[..., object])
DAY = click.DateTime(["%Y-%m-%d"])
SELECTS = ("actor", "country", "type", "since", "until", "contains", "limit", "run")
READS = ("workers", "min_confidence", "actors", "column", "language", "url", "title", "date")


def selection_options(command: F) -> F:
    """Add --records, and the options that select among records, to a command."""
    for decorate in (
        click.option(
            "--limit", type=click.IntRange(0, MOST_ROWS), help="At most so many records, the latest."
        ),
        click.option(
            "--contains",
            help="Records whose title and text have all these words; words in double quotes are a phrase.",
        ),
        click.option("--until", type=DAY, metavar="YYYY-MM-DD", help="Last day of publication, inclusive."),
        click.option("--since", type=DAY, metavar="YYYY-MM-DD", help="First day of publication, inclusive."),
        click.option("--type", "kind", metavar="TYPE", help="Records with an event of this type (PLOVER)."),
        click.option(
            "--country",
            help="Records with an actor of this country, by its English name or ISO 3166-1 code.",
        ),
        click.option(
            "--actor", help="Records that name this actor: its id, or whole words of any of its names."
        ),
        click.option(
            "--run", metavar="DIGITS", help="Which run of the batch, by the first digits of its folder run=…."
        ),
        click.option(
            "--records",
            metavar="FOLDER",
            help="Take records that were read before, without reading again: what `onrecord batch --out "
            "FOLDER` wrote, or lines of `onrecord read --format json` (a file, a folder, - for standard "
            "input).",
        ),
    ):
        command = decorate(command)
    return command


def check_use(sources: tuple[str, ...], options: Options) -> None:
    """Raise click.UsageError unless there are either sources or records, each with options of its own."""
    given = {name.replace("_", "-") for name, value in options.items() if value not in (None, ())}
    given |= {"type"} if options["kind"] is not None else set()
    if options["records"] is None:
        if not sources:
            raise click.UsageError("give a SOURCE to read, or --records with what was read before")
        of_other, what = SELECTS, "is for --records"
    else:
        if sources:
            raise click.UsageError("give either a SOURCE to read or --records, not both")
        of_other, what = READS, "is for reading; with --records nothing is read again"
    for name in of_other:
        if name.replace("_", "-") in given:
            raise click.UsageError(f"--{name.replace('_', '-')} {what}")


def make_selection(options: Options) -> Selection:
    """Return the options as a selection. Raises click.UsageError for values that nothing can have."""
    kind, country = options["kind"], options["country"]
    types = tuple(one for one in EVENT_TYPES if kind is not None and one == kind.upper())
    if kind is not None and not types:
        raise click.UsageError(f"--type {kind}: there is no such type of event; {_near(kind, EVENT_TYPES)}")
    code = find_country(country) if country is not None else None
    if country is not None and code is None:
        raise click.UsageError(f"--country {country}: there is no such state; {_near_state(country)}")
    try:
        wanted = Filter(
            actor=options["actor"],
            since=_day(options["since"]),
            until=_day(options["until"]),
            contains=options["contains"],
            outlet=options["outlet"],
            limit=options["limit"],
            types=types,
        )
    except SettingError as error:
        raise click.UsageError(str(error)) from error
    return Selection(wanted, code)


def _day(value: datetime | None) -> date | None:
    return None if value is None else value.date()


def _near(word: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(word.upper(), known, n=3, cutoff=0.5)
    return f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(known)}"


def _near_state(word: str) -> str:
    names = {name.upper(): f"{name} ({code})" for code, name in state_names().items()}
    codes = {code: f"{name} ({code})" for code, name in state_names().items()}
    near = get_close_matches(word.upper(), [*names, *codes], n=3, cutoff=0.6)
    shown = " or ".join(dict.fromkeys((names | codes)[one] for one in near))
    return f"did you mean {shown}?" if shown else "give an English name or an ISO 3166-1 code, such as UKR"


def add_records(location: str, records: str, options: Options) -> int:
    """Take the wanted records into the dossier, print what became of them; return the exit status."""
    selection = make_selection(options)
    with ExitStack() as stack:
        source = _open_source(records, options["run"], stack)
        chosen = source.choose(selection)
        if not chosen.matching and not selection.is_everything:
            left_out = f" ({chosen.undated} of unknown date are left out)" if chosen.undated else ""
            raise SettingError(
                f"no article of {source.name} matches{left_out}; {describe_near(source, selection)}"
            )
        dossier = stack.enter_context(open_dossier(location, create=True))
        run = source.run if isinstance(source, TableSource) else None
        why = intake.why_not_linked(run) if run is not None else ""
        mark = intake.mark_of(run) if run is not None and why is None else None
        counts = _take(dossier, chosen, mark, show=options["show"])
        if run is not None and mark is not None:
            _take_findings(dossier, run)
        elif why:
            click.echo(printable(f"{source.name}: {why}; the articles are compared here"), err=True)
        link_all(dossier)
        names = ("added", "unchanged", "kept", "withdrawn", "skipped", "failed", "refused")
        print_totals(counts, names, printable(f"{dossier.name}: "))
    return 1 if counts["refused"] else exit_status(counts)


def _open_source(records: str, run: str | None, stack: ExitStack) -> RecordSource:
    if records == STDIN:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        return LineSource("standard input", [spool(sys.stdin.buffer, folder)])
    path = Path(records)
    if not path.exists():
        raise SettingError(f"{records}: there is no such file or folder")
    if path.is_file():
        return LineSource(records, [path])
    chosen = choose_run(path.resolve() if path.name in ("", ".", "..") else path, run)
    if chosen is not None and RunFolder(chosen).has_tables:
        return TableSource(RunFolder(chosen))
    folder = chosen or path
    files = find_line_files(folder) or (
        find_line_files(folder / "records") if (folder / "records").is_dir() else []
    )
    if not files:
        raise SettingError(
            f"{records}: this folder has no run of `onrecord batch` (run=…) and no lines of records (.jsonl)"
        )
    return LineSource(str(folder), files)


def _take(dossier: Dossier, chosen: Chosen, mark: str | None, *, show: bool) -> Counter[str]:
    """Store the records; print on stderr what was refused, left out, or read by another version."""
    counts: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    versions: Counter[str] = Counter()
    console = open_console()
    with open_progress() as progress:
        task = progress.add_task("taking records", total=chosen.matching)
        for taken in intake.take_lines(dossier, chosen.lines, mark):
            progress.advance(task)
            counts[taken.result] += 1
            if taken.result == "added" and taken.record is not None:
                versions[taken.record.run.onrecord] += 1
                if show:
                    print_record(console, taken.record)
            if taken.result == "refused":
                reasons[taken.reason] += 1
                if counts["refused"] <= SHOWN:
                    line = f"refused: {taken.place}: {taken.detail}"
                    progress.console.print(printable(line), markup=False, highlight=False, soft_wrap=True)
    _tell(dossier, chosen, counts, reasons, versions)
    return counts


def _tell(
    dossier: Dossier, chosen: Chosen, counts: Counter[str], reasons: Counter[str], versions: Counter[str]
) -> None:
    notes = []
    if chosen.undated:
        notes.append(f"{chosen.undated} articles with an unknown date are left out")
    if counts["kept"]:
        notes.append(f"{counts['kept']} articles have another record here, which stays")
    if counts["withdrawn"]:
        notes.append(f"{counts['withdrawn']} articles were withdrawn and are not added again")
    if reasons:
        notes.append(
            "refused: " + ", ".join(f"{number} {reason}" for reason, number in sorted(reasons.items()))
        )
    for version, number in sorted(versions.items()):
        if version != VERSION:
            notes.append(
                f"{number} records were made by OnRecord {version} and are stored as they are; "
                f"`onrecord reread {dossier.name}` reads the articles with {VERSION}"
            )
    for note in notes:
        click.echo(printable(f"{dossier.name}: {note}"), err=True)


def _take_findings(dossier: Dossier, run: RunFolder) -> None:
    new = 0
    if not intake.make_room(dossier, run):
        return  # they are compared as new articles are
    with open_progress() as progress:
        task = progress.add_task("taking judgements", total=None)
        for number in intake.take_findings(dossier, run):
            new += number
            progress.advance(task, number)
    with open_progress() as progress:
        task = progress.add_task("settling", total=None)
        for number in intake.settle(dossier, run):
            progress.advance(task, number)
    click.echo(printable(f"{dossier.name}: {new} judgements of the batch taken"), err=True)
