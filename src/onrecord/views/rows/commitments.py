"""Rows of commitments: what parties committed to, and step by step what became of it according to whom."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Literal

from onrecord.model.judgement import RULE_PREFIX
from onrecord.model.step import LedgerStatus
from onrecord.store.protocol import Dossier, Filter
from onrecord.store.stored_rows import StoredCommitment
from onrecord.views.ledger.steps import DatedStep, find_in_force, load_steps
from onrecord.views.queries import BATCH, QueryResult, list_by_id, same_day

THE_ARTICLE = "the article"
Which = Literal["checkable", "intent"]
FULFILLED: frozenset[LedgerStatus] = frozenset({"under-way", "done"})
STAGES: tuple[LedgerStatus, ...] = (
    "proposed", "agreed", "under-way", "done", "postponed", "broken", "disputed", "denied", "corrected",
    "retracted",
)  # fmt: skip
WITHDRAWING: frozenset[LedgerStatus] = frozenset({"denied", "retracted"})  # what they are about is no report


@dataclass(frozen=True, slots=True)
class Step:
    """One report of a commitment, or a step that a judgement ties to it.

    `id` is the row (`ARTICLE/COMMITMENT`) or what tells the step (a row, an article); `status` is what it
    reports. `teller` is who reports it: a speaker's name, or "the article" with its outlet in `outlet`.
    `words` are the article's, `status_words` those that give the status; `terms` and `what` are as this
    article has them. `copies` are the same words in reprints. `judgement` is the id of the judgement; `by` is
    who judged, or who added the report, None where the program read the report in its article.
    """

    id: str
    day: str | None
    status: LedgerStatus
    teller: str
    outlet: str | None
    words: str
    status_words: str
    what: str
    terms: tuple[str, ...]
    title: str | None
    url: str | None
    copies: tuple[str, ...] = ()
    judgement: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    """One commitment over all articles. `id` is that of the first step; `why` gives the reason for `status`.

    The status follows the steps in order of time. It is "disputed" where reports contradict each other about
    whether the commitment was fulfilled. `is_checkable` is false where it is a mere intent: nobody is bound,
    or the act is not definite. `first` and `last` are the days (EDTF) of the first and last report;
    `pages` counts the articles.
    """

    id: str
    parties: tuple[str, ...]
    what: str
    terms: tuple[str, ...]
    agreed: str | None
    place: str | None
    status: LedgerStatus
    why: str
    first: str | None
    last: str | None
    pages: int
    steps: tuple[Step, ...]
    is_checkable: bool = True


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step of a commitment, as a row of a table."""

    commitment: str
    parties: tuple[str, ...]
    what: str
    terms: tuple[str, ...]
    agreed: str | None
    status: str
    step: str
    step_day: str | None
    step_status: str
    teller: str
    outlet: str | None
    words: str
    by: str | None


def build_commitments(
    dossier: Dossier, wanted: Filter, which: Which | None = None
) -> QueryResult[CommitmentRow]:
    """Return the commitments with a report that matches, latest report first. Raises StoreError.

    A row shows all reports on the record on the filter's day, also those that do not match its other
    conditions, and the steps that later articles and people tie to it.
    `which` selects those that can be checked, or mere intents; by default both, the intents last.
    """
    total, page = dossier.list_commitment_clusters(wanted, None if which is None else which == "checkable")
    undated = dossier.count_commitments(wanted).undated if wanted.dated else 0
    checkable = dict(page)
    rows = (
        replace(row, is_checkable=checkable[name])
        for name, row in _rows(dossier, list(checkable), same_day(wanted))
    )
    return QueryResult(CommitmentRow, rows, total, undated)


def _rows(dossier: Dossier, clusters: Sequence[str], on_day: Filter) -> Iterator[tuple[str, CommitmentRow]]:
    for first in range(0, len(clusters), BATCH):
        batch = clusters[first : first + BATCH]
        members = dossier.list_cluster_members("commitment", batch)
        cluster_of = {member: name for name in batch for member in members.get(name, [name])}
        reports: defaultdict[str, list[StoredCommitment]] = defaultdict(list)
        for report in list_by_id(dossier.list_commitments, sorted(cluster_of), on_day):
            reports[cluster_of[_reference(report)]].append(report)
        articles = sorted({report.article.id for rows in reports.values() for report in rows})
        told = load_steps(dossier, on_day, {*cluster_of, *articles})
        added = {row.left: row.by for row in find_in_force(dossier, "added", on_day, cluster_of)}
        copies = dossier.list_clusters("reprint", articles)
        for name in batch:
            if reports[name]:
                steps = [step for member in members.get(name, [name]) for step in told.get(member, ())]
                steps += _retractions(reports[name], told)
                row = build_commitment_row(reports[name], copies, steps)
                yield name, _with_authors(row, added)


def _with_authors(row: CommitmentRow, added: Mapping[str, str]) -> CommitmentRow:
    """Return a commitment with the names of who added its reports."""
    steps = (replace(step, by=added[step.id]) if step.id in added else step for step in row.steps)
    return replace(row, steps=tuple(steps))


def _retractions(
    reports: Sequence[StoredCommitment], told: Mapping[str, Sequence[DatedStep]]
) -> Iterator[DatedStep]:
    """Yield the retractions of whole articles that report a commitment."""
    for article in dict.fromkeys(row.article.id for row in reports):
        yield from (step for step in told.get(article, ()) if step.detail.step == "retracted")


def build_commitment_row(
    reports: Sequence[StoredCommitment], copies: dict[str, str], told: Sequence[DatedStep] = ()
) -> CommitmentRow:
    """Return the row of one commitment from its reports; `copies` maps articles to clusters of reprints.

    `told` are the steps that judgements tie to the reports.
    """
    taken_back = {step.about for step in told if step.detail.status in WITHDRAWING and _is_own(step)}
    ordered = sorted(reports, key=_order)
    own = [row for row in ordered if _reference(row) not in taken_back] or ordered
    reported = [*_steps(own, copies)] if own is not ordered or not taken_back else []
    known = {(row.article.id, row.status) for row in own}
    steps = sorted([*reported, *_told_steps(told, known)], key=_step_order)
    status, why = find_status(steps)
    fullest = max(reports, key=_completeness)
    days = [step.day for step in steps if step.day]
    return CommitmentRow(
        id=_reference(ordered[0]),
        parties=tuple(dict.fromkeys(fullest.parties)),
        what=fullest.what,
        terms=fullest.terms,
        agreed=next((row.agreed_date for row in ordered if row.agreed_date), None),
        place=next((row.agreed_place for row in ordered if row.agreed_place), None),
        status=status,
        why=why,
        first=days[0] if days else None,
        last=days[-1] if days else None,
        pages=len({row.article.id for row in reports} | {one.article.id for one in told if one.article}),
        steps=tuple(steps),
    )


def _is_own(step: DatedStep) -> bool:
    """Return whether an article tells a commitment only to deny or retract it."""
    return step.article is not None and step.about.partition("/")[0] == step.article.id


def _told_steps(told: Sequence[DatedStep], known: Set[tuple[str, LedgerStatus]]) -> Iterator[Step]:
    """Yield the steps of judgements; what one row or article tells of several reports is one step.

    `known` are articles with the status that their own reports of the commitment give, told already.
    """
    seen: set[tuple[str, str]] = set()
    for one in told:
        judgement, detail, article = one.judgement, one.detail, one.article
        key = (judgement.right or judgement.id, detail.step)
        is_known = article is not None and judgement.by_rule and (article.id, detail.status) in known
        if key in seen or is_known:
            continue
        seen.add(key)
        yield Step(
            id=judgement.right or judgement.left,
            day=detail.day,
            status=detail.status,
            teller=detail.teller or THE_ARTICLE,
            outlet=article.outlet if article else None,
            words=detail.words or judgement.reason,
            status_words=detail.words,
            what="",
            terms=(),
            title=article.title if article else None,
            url=article.url if article else None,
            judgement=judgement.id,
            by=judgement.by,
        )


def _step_order(step: Step) -> tuple[str, bool, bool, int]:
    """Return the sort key of steps: of one day, reports come first, and what a person judged last."""
    by_person = is_by_person(step)
    return (
        step.day or "9999",
        step.judgement is not None,
        by_person,
        0 if by_person else STAGES.index(step.status),
    )


def find_status(steps: Iterable[Step]) -> tuple[LedgerStatus, str]:
    """Return the status of a commitment by its steps in order of time, and the reason for it in words.

    The latest step that moves the status counts: a report that repeats an earlier stage ("agreed in July")
    does not move it back, unless a person says so. A charge that it was broken is no dispute where another
    source reports the breach. It is disputed where the last word of one source is that the commitment was
    broken and that of another that it is being fulfilled, unless the latter spoke before the breach and did
    not call it done.
    """
    status: LedgerStatus = "proposed"
    why = "no report"
    last: dict[str, tuple[int, Step]] = {}  # the place and step of each source's last word on fulfilment
    for place, step in enumerate(steps):
        source = _source_name(step)
        if step.status in FULFILLED or step.status in ("broken", "disputed"):
            last[source] = (place, step)
        if is_by_person(step):
            last = {source: (place, step)}
        is_later_stage = STAGES.index(step.status) >= STAGES.index(status) or step.judgement is not None
        if step.status == "disputed" and status == "broken" and not is_by_person(step):
            del last[source]
        elif is_later_stage or place == 0 or step.status in FULFILLED:
            status, why = step.status, f"{step.status}, says {source}{_on_day(step)}"
    dispute = next((step for _, step in last.values() if step.status == "disputed"), None)
    if dispute is not None:
        return "disputed", f"{_source_name(dispute)} reports a dispute{_on_day(dispute)}"
    return _find_contradiction(last) or (status, why)


def is_by_person(step: Step) -> bool:
    """Return whether a person judged or added a step."""
    return step.judgement is not None and step.by is not None and not step.by.startswith(RULE_PREFIX)


def _find_contradiction(last: dict[str, tuple[int, Step]]) -> tuple[LedgerStatus, str] | None:
    for name, (place, broken) in last.items():
        for other, (later, fulfilled) in last.items():
            if broken.status != "broken" or fulfilled.status not in FULFILLED or name == other:
                continue
            if later > place or fulfilled.status == "done":
                says = f"{other} says {fulfilled.status}{_on_day(fulfilled)}"
                return "disputed", f"{name} says broken{_on_day(broken)}, {says}"
    return None


def _source_name(step: Step) -> str:
    return step.teller if step.teller != THE_ARTICLE else step.outlet or step.title or THE_ARTICLE


def _on_day(step: Step) -> str:
    return f" ({step.day})" if step.day else ""


def _steps(reports: Sequence[StoredCommitment], copies: dict[str, str]) -> Iterator[Step]:
    """Yield the steps in order of time. A reprint of a report is no step of its own."""
    groups: dict[tuple[str, str, str], list[StoredCommitment]] = {}
    for row in reports:
        origin = copies.get(row.article.id, row.article.id)
        words = "" if row.article.id in copies else row.words
        groups.setdefault((origin, row.status, words), []).append(row)
    for rows in sorted(groups.values(), key=lambda rows: _order(rows[0])):
        row = rows[0]
        yield Step(
            id=_reference(row),
            day=row.article.published,
            status=row.status,
            teller=THE_ARTICLE if row.told_by is None else row.told_by_actor or "unnamed",
            outlet=row.article.outlet,
            words=row.words,
            status_words=row.status_words,
            what=row.what,
            terms=row.terms,
            title=row.article.title,
            url=row.article.url,
            copies=tuple(_reference(other) for other in rows[1:]),
        )


def step_rows(rows: Iterable[CommitmentRow]) -> Iterator[StepRow]:
    """Yield the steps of commitments as rows of a table."""
    for row in rows:
        for step in row.steps:
            yield StepRow(
                row.id, row.parties, row.what, row.terms, row.agreed, row.status,
                step.id, step.day, step.status, step.teller, step.outlet, step.words, step.by,
            )  # fmt: skip


def _order(row: StoredCommitment) -> tuple[str, int, str]:
    return row.article.published or "9999", STAGES.index(row.status), _reference(row)


def _completeness(row: StoredCommitment) -> tuple[int, int, bool, str]:
    return len(row.known_as), len(row.terms), row.agreed_date is not None, _reference(row)


def _reference(row: StoredCommitment) -> str:
    return f"{row.article.id}/{row.id}"
