"""`onrecord judge`: a person's word on a row, a field, or whether two things are the same; and taking a judgement back."""

import click

from onrecord.model.errors import SettingError
from onrecord.resolve import judgements
from onrecord.resolve.judgements import Decider
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Dossier

RELATIONS = ("rejects", "answers", "criticises", "repeats", "confirms", "corrects", "thanks")


@click.command()
@click.argument("dossier")
@click.argument("things", nargs=-1, metavar="[THING [THING]]")
@click.option("--same/--different", default=None, help="Whether the two are the same.")
@click.option("--answers", type=click.Choice(RELATIONS), help="The first statement answers the second.")
@click.option("--accept", is_flag=True, help="The row is right, and stays whatever a newer reader finds.")
@click.option("--reject", is_flag=True, help="The row is wrong, and is shown no more.")
@click.option(
    "--set",
    "field",
    metavar="FIELD=VALUE",
    help="Correct a field: act=accuse, actor=Lind, said=2025-07-01, published=null.",
)
@click.option(
    "--withdraw", metavar="JUDGEMENT", help="Take back the judgement of this id, a person's or a rule's."
)
@click.option("--by", required=True, help="Who judges.")
@click.option("--why", required=True, help="The reason, in a sentence.")
def judge(
    dossier: str,
    things: tuple[str, ...],
    by: str,
    why: str,
    **told: str | bool | None,
) -> None:
    """Judge whether two things are the same, whether a row is right, what a field should be; or take a judgement back.

    A THING is an article (a:…), a row (a:…/s3) or an actor (person:anna-lind) by its id, as `onrecord show` prints them: two
    articles are the same when they carry one copy, two actors when they are one person or body, two statements when they report
    one utterance. A person's word wins over the program's, survives reading again, and is kept with who, when and why (`onrecord
    history`).
    """
    wanted = [
        name for name, value in told.items() if value is not None and (name == "same" or value is not False)
    ]
    if len(wanted) != 1:
        raise click.UsageError(
            "say one thing: --same, --different, --answers, --accept, --reject, --set or --withdraw"
        )
    need = {"same": 2, "answers": 2, "withdraw": 0}.get(wanted[0], 1)
    if len(things) != need:
        told_need = "two ids" if need == 2 else "one id" if need else "no id besides the judgement's"
        raise click.UsageError(f"--{wanted[0].replace('field', 'set')} wants {told_need}, not {len(things)}")
    decider = make_decider(by, why)
    with open_dossier(dossier, create=False, write=True) as kept:
        click.echo(_decide(kept, wanted[0], told[wanted[0]], things, decider), err=True)


def make_decider(by: str, why: str) -> Decider:
    """Return who decides and why. Raises click.UsageError where one is not told."""
    try:
        return Decider(by, why)
    except SettingError as error:
        raise click.UsageError(str(error)) from error


def _decide(
    kept: Dossier, what: str, value: str | bool | None, things: tuple[str, ...], decider: Decider
) -> str:
    if what == "withdraw":
        judgements.undo(kept, str(value), decider)
        return f"withdrawn: {value}"
    if what == "same":
        decide = judgements.merge if value else judgements.split
        judgement = decide(kept, things[0], things[1], decider)
    elif what == "answers":
        judgement = judgements.answer(kept, things[0], things[1], value, decider)  # type: ignore[arg-type]
    elif what == "field":
        field, found, plain = str(value).partition("=")
        if not found:
            raise click.UsageError("--set wants FIELD=VALUE, such as act=accuse")
        judgement = judgements.correct(kept, things[0], field.strip(), judgements.as_json(plain), decider)
    else:
        judgement = (judgements.accept if what == "accept" else judgements.reject)(kept, things[0], decider)
    known = any(row.id == judgement.id for row in kept.list_judgements(judgements.about(judgement)))
    return f"kept: {judgement.id}" if known else f"{decider.by} held that before"
