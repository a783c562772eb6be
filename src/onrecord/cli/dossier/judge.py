"""`onrecord judge`: stores a person's judgement on a row, a field or a pair of rows, or withdraws one."""

import click

from onrecord.model.errors import SettingError
from onrecord.resolve import judgements
from onrecord.resolve.judgements import Decider
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Dossier

RELATIONS = ("rejects", "answers", "criticises", "repeats", "confirms", "corrects", "thanks")


@click.command()
@click.argument("location", metavar="DOSSIER")
@click.argument("ids", nargs=-1, metavar="[ID [ID]]")
@click.option("--same/--different", default=None, help="The two are, or are not, the same.")
@click.option(
    "--answers",
    type=click.Choice(RELATIONS),
    help="The first statement responds to the second, or to an article, in this way.",
)
@click.option(
    "--accept", is_flag=True, help="The row is right, and stays even if a newer program does not find it."
)
@click.option("--reject", is_flag=True, help="The row is wrong, and is not shown any more.")
@click.option(
    "--set",
    "field",
    metavar="FIELD=VALUE",
    help="Correct a field: act=accuse, actor=Lind, said=2025-07-01, published=null.",
)
@click.option(
    "--withdraw",
    metavar="JUDGEMENT",
    help="Withdraw the judgement with this id, a person's or the program's.",
)
@click.option("--by", required=True, help="Name of the person who judges.")
@click.option("--why", required=True, help="Reason, in one sentence.")
def judge(
    location: str,
    ids: tuple[str, ...],
    by: str,
    why: str,
    **options: str | bool | None,
) -> None:
    """Store a person's judgement on a row, a field or a pair of rows.

    ID is the id of an article (a:…), a row (a:…/s3) or an actor (person:anna-lind), as `onrecord show` prints
    it. Two articles are the same if they are copies of one story, two actors if they are one person or body,
    two statements if they report one utterance. --accept and --reject also take the id (j:…) of a step or an
    answer that the program or somebody judged. --set status=done on a commitment adds a step, dated today, to
    its history. A person's judgement wins over the program's, survives
    `onrecord reread`, and is stored with who, when and why (see `onrecord history`). It can be withdrawn.
    """
    # --different is same=False, while a flag that is not given is False.
    given = [
        name
        for name, value in options.items()
        if value is not None and (name == "same" or value is not False)
    ]
    if len(given) != 1:
        raise click.UsageError(
            "give exactly one of --same, --different, --answers, --accept, --reject, --set and --withdraw"
        )
    (action,) = given
    count = {"same": 2, "answers": 2, "withdraw": 0}.get(action, 1)
    if len(ids) != count:
        needed = "two ids" if count == 2 else "one id" if count else "no id except the judgement's"
        raise click.UsageError(f"--{action.replace('field', 'set')} needs {needed}, not {len(ids)}")
    decider = make_decider(by, why)
    with open_dossier(location, create=False, write=True) as dossier:
        click.echo(_decide(dossier, action, options[action], ids, decider), err=True)


def make_decider(by: str, why: str) -> Decider:
    """Return who decides and why. Raises click.UsageError if one is blank."""
    try:
        return Decider(by, why)
    except SettingError as error:
        raise click.UsageError(str(error)) from error


def _decide(
    dossier: Dossier, action: str, value: str | bool | None, ids: tuple[str, ...], decider: Decider
) -> str:
    started = decider.signature.made_at
    if action == "withdraw":
        judgements.undo(dossier, str(value), decider)
        return f"withdrawn: {value}"
    if action == "same":
        decide = judgements.merge if value else judgements.split
        judgement = decide(dossier, ids[0], ids[1], decider)
    elif action == "answers":
        judgement = judgements.answer(dossier, ids[0], ids[1], value, decider)  # type: ignore[arg-type]
    elif action == "field":
        field, found, plain = str(value).partition("=")
        if not found:
            raise click.UsageError("--set needs FIELD=VALUE, such as act=accuse")
        judgement = judgements.correct(dossier, ids[0], field.strip(), judgements.as_json(plain), decider)
    elif ids[0].startswith("j:"):
        judgement = judgements.decide(dossier, ids[0], action == "accept", decider)
    else:
        judgement = (judgements.accept if action == "accept" else judgements.reject)(dossier, ids[0], decider)
    if judgement.made_at < started:
        return f"{decider.by} has already made this judgement: {judgement.id}"
    return f"stored: {judgement.id}"
