"""`onrecord history`: lists the judgements of a dossier, with who made or withdrew them, when and why."""

import click
from rich.markup import escape
from rich.table import Table

from onrecord.cli.output.terminal import open_console, printable
from onrecord.exports.csv import render_csv
from onrecord.exports.json import render_json
from onrecord.model.judgement import JUDGEMENT_KINDS, Judgement, JudgementKind
from onrecord.model.step import step_of
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import JudgementFilter


@click.command()
@click.argument("location", metavar="DOSSIER")
@click.option("--kind", type=click.Choice(JUDGEMENT_KINDS), help="Only judgements of this kind.")
@click.option(
    "--about",
    metavar="ID",
    help="Only judgements about this article and its statements (a:…), or this statement (a:…/s3).",
)
@click.option(
    "--doubtful",
    is_flag=True,
    help="Only what the program left for people to decide, the closest cases first.",
)
@click.option("--people", is_flag=True, help="Only judgements made by people.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True
)
def history(
    location: str, kind: JudgementKind | None, about: str | None, doubtful: bool, people: bool, form: str
) -> None:
    """List the judgements in DOSSIER, by the program and by people.

    The oldest come first. Withdrawn judgements are included.
    """
    with open_dossier(location, create=False) as dossier:
        rows = dossier.list_judgements(
            JudgementFilter(kind, about, withdrawn=not doubtful, by_people=people, doubtful=doubtful)
        )
        if form == "table":
            _print_table(list(rows))
        else:
            for line in render_json(rows) if form == "json" else render_csv(Judgement, rows):
                click.echo(line, nl=False)


def _print_table(rows: list[Judgement]) -> None:
    table = Table(show_edge=False, pad_edge=False, row_styles=("", "dim"))
    for heading in ("when", "by", "what", "judged", "why", "id"):
        # Ids are not wrapped, because users copy them.
        table.add_column(heading, overflow="fold", no_wrap=heading in ("when", "what", "id"))
    for row in rows:
        what = f"{row.kind}\n{row.left}\n{row.right}".strip()
        why = row.reason
        if row.withdrawn_at is not None:
            why += f"; withdrawn by {row.withdrawn_by}: {row.withdrawn_why}"
        cells = (row.made_at[:16], row.by, what, _decision(row), why, row.id)
        table.add_row(*(escape(printable(cell)) for cell in cells))
    if rows:
        open_console().print(table)
    click.echo(f"{len(rows)} {'judgement' if len(rows) == 1 else 'judgements'}", err=True)


def _decision(row: Judgement) -> str:
    if row.kind == "row":
        return "accepted" if row.same else "rejected"
    if row.kind == "step":
        step = step_of(row).step
        return (
            f"{step} ({row.score:.2f})"
            if row.same
            else f"perhaps {step} ({row.score:.2f})"
            if row.by_rule
            else f"not {step}"
        )
    if row.kind == "added":
        return "added"
    if row.kind in ("field", "answer"):
        return f"{row.value}" if row.same else f"not {row.value}"
    return f"{'same' if row.same else 'not the same'} ({row.score:.2f})"
