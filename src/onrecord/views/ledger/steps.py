"""Which dated steps hold on a day, by what they are about.

A person's judgement on a step wins over the program's.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from onrecord.model.edtf import edtf_bounds
from onrecord.model.judgement import Judgement, JudgementKind
from onrecord.model.step import StepDetail, step_of
from onrecord.store.protocol import Dossier, Filter, JudgementFilter
from onrecord.store.stored_rows import StoredArticle
from onrecord.views.queries import BATCH, batches


@dataclass(frozen=True, slots=True)
class DatedStep:
    """A step that holds: the judgement, what it tells, and the article that tells it.

    `article` is None where a person vouches for it.
    """

    judgement: Judgement
    detail: StepDetail
    article: StoredArticle | None

    @property
    def about(self) -> str:
        """The commitment, claim or article that the step is about."""
        return self.judgement.left


def load_steps(dossier: Dossier, wanted: Filter, about: Iterable[str]) -> dict[str, list[DatedStep]]:
    """Return the steps about some rows and articles on the record on the filter's day, in order of time.

    Raises StoreError.
    """
    in_force = [(row, step_of(row)) for row in find_in_force(dossier, "step", wanted, about)]
    found = [(judgement, detail) for judgement, detail in in_force if _is_by(detail, wanted)]
    tellers = {judgement.right.partition("/")[0] for judgement, _ in found if judgement.right}
    articles = _articles_on_record(dossier, tellers, wanted)
    by_row: defaultdict[str, list[DatedStep]] = defaultdict(list)
    for judgement, detail in found:
        article = judgement.right.partition("/")[0]
        if not article or article in articles:
            by_row[judgement.left].append(DatedStep(judgement, detail, articles.get(article)))
    for rows in by_row.values():
        rows.sort(key=lambda row: (row.detail.day or "9999", row.judgement.made_at, row.judgement.id))
    return dict(by_row)


def find_in_force(
    dossier: Dossier, kind: JudgementKind, wanted: Filter, about: Iterable[str]
) -> list[Judgement]:
    """Return the judgements of a kind that say yes and that no later one about the same two overrules.

    Those whose left side is one of the rows and articles `about`. With `learnt`, as they stood on the
    filter's day.
    """
    as_of = wanted.as_of if wanted.learnt else None
    return _in_force(
        kind,
        (
            judgement
            for lefts in batches(sorted(set(about)))
            for judgement in dossier.list_judgements(JudgementFilter(kind, as_of=as_of, lefts=tuple(lefts)))
        ),
    )


def _in_force(kind: JudgementKind, judgements: Iterable[Judgement]) -> list[Judgement]:
    last: dict[tuple[str, ...], Judgement] = {}
    for judgement in judgements:
        key = (judgement.left, judgement.right, judgement.value or "" if kind == "step" else "")
        if key not in last or last[key].by_rule or not judgement.by_rule:
            last[key] = judgement
    return [judgement for judgement in last.values() if judgement.same]


def _is_by(detail: StepDetail, wanted: Filter) -> bool:
    """Return whether a step was told by the filter's day; a vague day counts by its last."""
    if wanted.as_of is None or detail.day is None:
        return True
    bounds = edtf_bounds(detail.day)
    return bounds is None or bounds[1] <= wanted.as_of


def _articles_on_record(dossier: Dossier, ids: set[str], wanted: Filter) -> dict[str, StoredArticle]:
    ordered, found = sorted(ids), dict[str, StoredArticle]()
    for first in range(0, len(ordered), BATCH):
        rows = tuple(ordered[first : first + BATCH])
        on_day = Filter(as_of=wanted.as_of, learnt=wanted.learnt, rows=rows, versions=True)
        found |= {article.id: article for article in dossier.list_articles(on_day)}
    return found


@dataclass(frozen=True, slots=True)
class ToldRow:
    """What a page shows of a step or an answer: what it is about, what it is, who tells it where and how.

    `about` and `source` are ids of rows or articles, `source` empty where a person vouches for it.
    """

    about: str
    step: str
    day: str | None
    teller: str | None
    source: str
    words: str
    by: str


def list_told_of(dossier: Dossier, article: str, wanted: Filter) -> tuple[ToldRow, ...]:
    """Return the steps of an article and of its rows, and the answers to the article. Raises StoreError."""
    as_of = wanted.as_of if wanted.learnt else None
    judged = dossier.list_judgements(JudgementFilter("step", as_of=as_of, about=article))
    steps = load_steps(dossier, wanted, {row.left for row in judged})
    answers = dossier.list_judgements(JudgementFilter("answer", as_of=as_of, about=article))
    rows = [
        ToldRow(
            step.about, step.detail.step, step.detail.day, step.detail.teller, step.judgement.right,
            step.detail.words or step.judgement.reason, step.judgement.by,
        )
        for about in sorted(steps)
        if about == article or about.startswith(f"{article}/")
        for step in steps[about]
    ]  # fmt: skip
    rows += [
        ToldRow(article, str(row.value), None, None, row.left, row.reason, row.by)
        for row in _in_force("answer", answers)
        if row.right == article
    ]
    return tuple(sorted(rows, key=lambda row: row.day or "9999"))
