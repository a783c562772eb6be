"""`onrecord judge`: a person's word on whether two things are the same, and taking a judgement back."""

from datetime import UTC, datetime

import click

from onrecord.model.errors import SettingError
from onrecord.model.judgement import JudgementKind, make_judgement
from onrecord.model.record import Record
from onrecord.store.base import Dossier
from onrecord.store.opening import open_dossier


@click.command()
@click.argument("dossier")
@click.argument("things", nargs=-1, metavar="[LEFT RIGHT]")
@click.option("--same/--different", default=None, help="Whether LEFT and RIGHT are the same.")
@click.option("--withdraw", metavar="JUDGEMENT", help="Take back the judgement of this id, a person's or a rule's.")
@click.option("--by", required=True, help="Who judges.")
@click.option("--why", required=True, help="The reason, in a sentence.")
def judge(dossier: str, things: tuple[str, ...], same: bool | None, withdraw: str | None, by: str, why: str) -> None:
    """Judge whether LEFT and RIGHT are the same, or withdraw a judgement.

    LEFT and RIGHT are two articles (a:…: do they carry one copy?) or two statements (a:…/s3: is it one utterance?), as
    `onrecord show` prints their ids. A person's judgement wins over the program's, and is kept with who, when and why.
    """
    if (withdraw is None) == (not things) or (things and (same is None or len(things) != 2)):
        raise click.UsageError("give either LEFT RIGHT with --same or --different, or --withdraw JUDGEMENT")
    if by.startswith("rule:") or not by.strip():
        raise click.UsageError("--by is the name of a person")
    with open_dossier(dossier, create=True) as kept:
        if withdraw is not None:
            kept.withdraw(withdraw, by, why)
            click.echo(f"withdrawn: {withdraw}", err=True)
            return
        kind = _kind_of(kept, things)
        made_at = datetime.now(UTC).isoformat(timespec="microseconds")
        judgement = make_judgement(kind, things, by, 1.0 if same else 0.0, why, made_at)
        known = not kept.judge(judgement)
    click.echo(f"{by} held that before" if known else f"kept: {judgement.id}", err=True)


def _kind_of(kept: Dossier, things: tuple[str, ...]) -> JudgementKind:
    """Return what is judged. Raises SettingError when the dossier does not hold the two, or they are of two kinds."""
    if things[0] == things[1]:
        raise SettingError(f"{things[0]} is given twice; give two different ids")
    rows = {thing.partition("/")[2] for thing in things}
    for thing in things:
        article, _, row = thing.partition("/")
        record = kept.get_record(article)
        if record is None or (row and row not in _statements(record)):
            raise SettingError(f"{kept.name} holds no {thing!r}; `onrecord show {kept.name} statements --format json` prints ids")
    if "" not in rows:
        return "statement"
    if rows == {""}:
        return "reprint"
    raise SettingError("an article and a statement cannot be the same; give two of a kind")


def _statements(record: Record) -> set[str]:
    return {statement.id for statement in record.statements}
