"""Merging: taking everything another dossier holds into one, nothing twice, with who judged what and when it was learnt."""

from collections import Counter
from dataclasses import replace
from datetime import datetime

from onrecord.model.judgement import Judgement
from onrecord.resolve.reannotation import match_rows
from onrecord.store.protocol import Dossier, Filter, JudgementFilter

EVERYTHING = Filter(versions=True)


def merge_dossier(into: Dossier, other: Dossier) -> Counter[str]:
    """Take in the articles, judgements and withdrawals of `other`, which stays as it is; return how many of each were new.

    Of an article both hold, `into` keeps its own reading; judgements on its rows follow the same words to that reading's rows.
    An article either of them has withdrawn is in neither afterwards. Raises StoreError. Done again, it changes nothing.
    """
    counts: Counter[str] = Counter()
    for note in other.list_withdrawn():
        if into.has(note.article):
            into.withdraw_article(note.article, note.by, note.why)
            counts["withdrawn"] += 1
    names: dict[str, str] = {}
    for kept in other.list_articles(EVERYTHING):
        record = other.get_uncorrected_record(kept.id)
        if record is None:
            continue
        mine = into.get_uncorrected_record(kept.id)
        if mine is None:
            written = into.write(record, datetime.fromisoformat(kept.added_at) if kept.added_at else None)
            counts[written] += 1
        elif mine != record:
            names.update(
                (f"{kept.id}/{theirs}", f"{kept.id}/{own}") for theirs, own in match_rows(mine, record)
            )
            counts["unchanged"] += 1
    for judgement in other.list_judgements(JudgementFilter(withdrawn=True)):
        counts["judgements"] += into.import_judgement(_renamed(judgement, names))
    for outcome in other.list_outcomes():
        counts["outcomes"] += outcome.outcome != "done"
    return counts


def _renamed(judgement: Judgement, names: dict[str, str]) -> Judgement:
    left, right = (names.get(side, side) for side in (judgement.left, judgement.right))
    if judgement.kind not in ("answer", "row", "field"):
        left, right = sorted((left, right))
    return replace(judgement, left=left, right=right)
