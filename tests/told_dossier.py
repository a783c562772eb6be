"""A dossier to export: harbour talks told by several outlets, an answer across articles, and hostile words.

The event of the first two dispatches is one event, and so is their first statement. The third dispatch has a
statement that was not made. The fourth has markup, control characters and a script as its address.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from builders import make_record
from onrecord.exports.selection import Selection
from onrecord.model.judgement import Judgement, Signature, make_decision, make_judgement
from onrecord.model.record import Record
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import REALITIES, Filter

BY, NOW = "A. Clerk", "2025-07-01T09:30:00+00:00"
HOSTILE = '<script>alert("1")</script> & \u202eevil\u202c \x07*_[x](javascript:y)'
SCRIPT = "javascript:alert(1)"
FIRST, SECOND, NEGATED, HOSTILE_DISPATCH = 1, 3, 5, 7  # numbers of the dispatches, whose days ascend


def told_records() -> list[Record]:
    """Return the records of the dossier."""
    negated, hostile = make_record(NEGATED), make_record(HOSTILE_DISPATCH)
    first, *others = negated.statements
    negated = replace(negated, statements=(replace(first, reality="negated"), *others))
    article = replace(hostile.article, title=HOSTILE, outlet=HOSTILE, url=SCRIPT)
    actors = tuple(replace(actor, name=f"{HOSTILE} {actor.id}") for actor in hostile.actors)
    return [
        make_record(FIRST),
        make_record(SECOND),
        negated,
        replace(hostile, article=article, actors=actors),
    ]


def article_id(number: int) -> str:
    """Return the id of a dispatch."""
    return make_record(number).article.id


def judgements() -> list[Judgement]:
    """Return what is the same, and what answers what across articles."""
    first, second, negated = article_id(FIRST), article_id(SECOND), article_id(NEGATED)
    same = [
        make_judgement(kind, (f"{first}/{row}", f"{second}/{row}"), BY, 1.0, "compared by hand", NOW)  # type: ignore[arg-type]
        for kind, row in (("event", "e1"), ("statement", "s1"), ("commitment", "c1"))
    ]
    signature = Signature(BY, "it names the charge", NOW)
    answer = make_decision("answer", f"{negated}/s2", signature, on=f"{first}/s1", value="rejects")
    return [*same, answer]


@contextmanager
def told(folder: Path, wanted: Filter | None = None) -> Iterator[Selection]:
    """Give a selection of all rows of the dossier, statements that were not made as well."""
    with open_dossier(str(folder / "harbour.dossier"), create=True) as dossier:
        for record in told_records():
            dossier.write(record)
        for judgement in judgements():
            dossier.judge(judgement)
        yield Selection(dossier, wanted or Filter(realities=REALITIES))
