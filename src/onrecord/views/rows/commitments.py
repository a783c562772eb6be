"""Rows of commitments: what parties committed to, and step by step what became of it according to whom."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from onrecord.model.record import CommitmentStatus
from onrecord.store.protocol import Dossier, Filter
from onrecord.store.stored_rows import StoredCommitment
from onrecord.views.queries import BATCH, QueryResult, list_by_id, same_day

THE_ARTICLE = "the article"
FULFILLED: frozenset[CommitmentStatus] = frozenset({"under-way", "done"})
STAGES: tuple[CommitmentStatus, ...] = ("proposed", "agreed", "under-way", "done", "broken", "disputed")


@dataclass(frozen=True, slots=True)
class Step:
    """One report of a commitment. `id` is the row (`ARTICLE/COMMITMENT`), `status` the status it reports.

    `teller` is who reports it: a speaker's name, or "the article" with its outlet in `outlet`. `words` are
    the article's, `status_words` those that give the status; `terms` and `what` are as this article has them.
    `copies` are the same words in reprints.
    """

    id: str
    day: str | None
    status: CommitmentStatus
    teller: str
    outlet: str | None
    words: str
    status_words: str
    what: str
    terms: tuple[str, ...]
    title: str | None
    url: str | None
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    """One commitment over all articles. `id` is that of the first step; `why` gives the reason for `status`.

    The status follows the steps in order of time. It is "disputed" where reports contradict each other about
    whether the commitment was fulfilled. `first` and `last` are the days (EDTF) of the first and last report;
    `pages` counts the articles.
    """

    id: str
    parties: tuple[str, ...]
    what: str
    terms: tuple[str, ...]
    agreed: str | None
    place: str | None
    status: CommitmentStatus
    why: str
    first: str | None
    last: str | None
    pages: int
    steps: tuple[Step, ...]


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


def build_commitments(dossier: Dossier, wanted: Filter) -> QueryResult[CommitmentRow]:
    """Return the commitments with a report that matches, latest report first. Raises StoreError.

    A row shows all reports on the record on the filter's day, also those that do not match its other
    conditions.
    """
    total, clusters = dossier.list_commitment_clusters(wanted)
    undated = dossier.count_commitments(wanted).undated if wanted.dated else 0
    return QueryResult(CommitmentRow, _rows(dossier, clusters, same_day(wanted)), total, undated)


def _rows(dossier: Dossier, clusters: Sequence[str], on_day: Filter) -> Iterator[CommitmentRow]:
    for first in range(0, len(clusters), BATCH):
        batch = clusters[first : first + BATCH]
        members = dossier.list_cluster_members("commitment", batch)
        cluster_of = {member: name for name in batch for member in members.get(name, [name])}
        reports: defaultdict[str, list[StoredCommitment]] = defaultdict(list)
        for report in list_by_id(dossier.list_commitments, sorted(cluster_of), on_day):
            reports[cluster_of[_reference(report)]].append(report)
        articles = sorted({report.article.id for rows in reports.values() for report in rows})
        copies = dossier.list_clusters("reprint", articles)
        yield from (build_commitment_row(reports[name], copies) for name in batch if reports[name])


def build_commitment_row(reports: Sequence[StoredCommitment], copies: dict[str, str]) -> CommitmentRow:
    """Return the row of one commitment from its reports; `copies` maps articles to clusters of reprints."""
    ordered = sorted(reports, key=_order)
    steps = list(_steps(ordered, copies))
    status, why = find_status(steps)
    fullest = max(reports, key=_completeness)
    days = [step.day for step in steps if step.day]
    return CommitmentRow(
        id=steps[0].id,
        parties=tuple(dict.fromkeys(fullest.parties)),
        what=fullest.what,
        terms=fullest.terms,
        agreed=next((row.agreed_date for row in ordered if row.agreed_date), None),
        place=next((row.agreed_place for row in ordered if row.agreed_place), None),
        status=status,
        why=why,
        first=days[0] if days else None,
        last=days[-1] if days else None,
        pages=len({row.article.id for row in reports}),
        steps=tuple(steps),
    )


def find_status(steps: Iterable[Step]) -> tuple[CommitmentStatus, str]:
    """Return the status of a commitment by its steps in order of time, and the reason for it in words.

    The latest step that moves the status counts: a report that repeats an earlier stage ("agreed in July")
    does not move it back. It is disputed where the last word of one source is that the commitment was broken
    and that of another that it is being fulfilled, unless the latter spoke before the breach and did not call
    it done.
    """
    status: CommitmentStatus = "proposed"
    why = "no report"
    last: dict[str, tuple[int, Step]] = {}  # the place and step of each source's last word on fulfilment
    for place, step in enumerate(steps):
        source = _source_name(step)
        if step.status in FULFILLED or step.status in ("broken", "disputed"):
            last[source] = (place, step)
        if STAGES.index(step.status) >= STAGES.index(status) or place == 0 or step.status in FULFILLED:
            status, why = step.status, f"{step.status}, says {source}{_on_day(step)}"
    dispute = next((step for _, step in last.values() if step.status == "disputed"), None)
    if dispute is not None:
        return "disputed", f"{_source_name(dispute)} reports a dispute{_on_day(dispute)}"
    return _find_contradiction(last) or (status, why)


def _find_contradiction(last: dict[str, tuple[int, Step]]) -> tuple[CommitmentStatus, str] | None:
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
        words = row.words if origin == row.article.id else ""
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
                step.id, step.day, step.status, step.teller, step.outlet, step.words,
            )  # fmt: skip


def _order(row: StoredCommitment) -> tuple[str, int, str]:
    return row.article.published or "9999", STAGES.index(row.status), _reference(row)


def _completeness(row: StoredCommitment) -> tuple[int, int, bool, str]:
    return len(row.known_as), len(row.terms), row.agreed_date is not None, _reference(row)


def _reference(row: StoredCommitment) -> str:
    return f"{row.article.id}/{row.id}"
