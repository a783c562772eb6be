"""Merges one dossier into another, without duplicates and with the author and time of each judgement."""

import json
from collections import Counter
from dataclasses import replace
from datetime import datetime

from onrecord.model.judgement import PAIR_KINDS, Judgement
from onrecord.resolve.reannotation import match_rows, with_new_ids
from onrecord.store.protocol import Dossier, Filter, JudgementFilter

EVERYTHING = Filter(versions=True)


def merge_dossier(into: Dossier, other: Dossier) -> Counter[str]:
    """Copy the articles, judgements and withdrawals of `other` into `into`; return how many of each were new.

    `other` does not change. Of an article that both hold, `into` keeps its own record; judgements on rows of
    the other record are moved to the rows with the same words. An article that either dossier has withdrawn
    is in neither afterwards. A second merge changes nothing. Raises StoreError.
    """
    counts: Counter[str] = Counter()
    for note in other.list_withdrawn():
        if into.has(note.article):
            into.withdraw_article(note.article, note.by, note.why)
            counts["withdrawn"] += 1
    new_references: dict[str, str] = {}
    for article in other.list_articles(EVERYTHING):
        theirs = other.get_uncorrected_record(article.id)
        if theirs is None:
            continue
        ours = into.get_uncorrected_record(article.id)
        if ours is None:
            learnt = datetime.fromisoformat(article.added_at) if article.added_at else None
            counts[into.write(theirs, learnt)] += 1
        elif ours != theirs:
            for their_row, our_row in match_rows(ours, theirs):
                new_references[f"{article.id}/{their_row}"] = f"{article.id}/{our_row}"
            counts["unchanged"] += 1
    for judgement in other.list_judgements(JudgementFilter(withdrawn=True)):
        counts["judgements"] += into.import_judgement(_with_references(judgement, new_references))
    for outcome in other.list_outcomes():
        counts["outcomes"] += outcome.outcome != "done"
    return counts


def _with_references(judgement: Judgement, new_references: dict[str, str]) -> Judgement:
    left, right = (new_references.get(side, side) for side in (judgement.left, judgement.right))
    if judgement.kind in PAIR_KINDS:
        left, right = sorted((left, right))
    if judgement.kind == "added":
        judgement = replace(judgement, value=_with_new_rows(judgement, new_references))
    return replace(judgement, left=left, right=right)


def _with_new_rows(judgement: Judgement, new_references: dict[str, str]) -> str:
    """Return the row that a judgement adds, with the ids of the rows it refers to as they are here."""
    prefix = f"{judgement.left.partition('/')[0]}/"
    ids = {
        theirs.removeprefix(prefix): ours.removeprefix(prefix)
        for theirs, ours in new_references.items()
        if theirs.startswith(prefix)
    }
    return json.dumps(with_new_ids(json.loads(judgement.value or "{}"), ids), ensure_ascii=False)
