"""The commitments ledger as shown: what parties bound themselves to, and step by step what became of it, on whose word."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from onrecord.model.record import CommitmentStatus
from onrecord.store.protocol import Dossier, Filter
from onrecord.store.stored_rows import StoredCommitment
from onrecord.views.pages.page import Page

PIECE = 200  # commitments asked for at once
THE_ARTICLE = "the article"
KEPT: frozenset[CommitmentStatus] = frozenset({"under-way", "done"})
RANK: tuple[CommitmentStatus, ...] = ("proposed", "agreed", "under-way", "done", "broken", "disputed")


@dataclass(frozen=True, slots=True)
class Step:
    """One telling of a commitment: `id` is the row (`ARTICLE/COMMITMENT`), `status` what it says has become of it.

    `teller` is who says so: a name, or "the article" with its outlet in `outlet`. `words` are the article's, `status_words` those
    that tell the status; `terms` and `what` as this article tells them. `copies` tell the same in the same words (reprints).
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
    """One commitment over all articles. `id` is the first step's; `status` what has become of it so far, and `why` so.

    It moves as later articles tell; where tellers contradict each other about whether it was kept, it is "disputed".
    `first` and `last` are the days (EDTF) of the first and last telling.
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


def build_commitments(dossier: Dossier, wanted: Filter) -> Page[CommitmentRow]:
    """Return the ledger: a row a commitment of which `wanted` leaves a telling, latest told first. Raises StoreError.

    A row shows all tellings that are on the record on the day asked for.
    """
    there = Filter(as_of=wanted.as_of, learnt=wanted.learnt, versions=wanted.versions)
    ids = dossier.list_ids("commitments", replace(wanted, limit=None))
    families = dossier.list_clusters("commitment", None if len(ids) > PIECE else ids)
    names = list(dict.fromkeys(families.get(reference, reference) for reference in ids))
    shown = names[: wanted.limit]
    undated = dossier.count_commitments(wanted).undated if wanted.dated else 0
    return Page(CommitmentRow, _rows(dossier, shown, there), len(names), undated)


def build_commitment(dossier: Dossier, reference: str, wanted: Filter) -> CommitmentRow | None:
    """Return the ledger's row of one telling (`ARTICLE/COMMITMENT`), None when there is none on the day asked for."""
    return next(build_commitments(dossier, replace(wanted, rows=(reference,))).rows, None)


def _rows(dossier: Dossier, families: Sequence[str], there: Filter) -> Iterator[CommitmentRow]:
    for first in range(0, len(families), PIECE):
        some = families[first : first + PIECE]
        members = dossier.list_cluster_members("commitment", some)
        told: defaultdict[str, list[StoredCommitment]] = defaultdict(list)
        by_member = {member: name for name in some for member in members.get(name, [name])}
        for kept in _commitments(dossier, sorted(by_member), there):
            told[by_member[_name(kept)]].append(kept)
        copies = dossier.list_clusters(
            "reprint", sorted({row.article.id for rows in told.values() for row in rows})
        )
        yield from (make_row(told[name], copies) for name in some if told[name])


def _commitments(dossier: Dossier, references: Sequence[str], there: Filter) -> Iterator[StoredCommitment]:
    for first in range(0, len(references), PIECE):
        yield from dossier.list_commitments(replace(there, rows=tuple(references[first : first + PIECE])))


def make_row(told: Sequence[StoredCommitment], copies: dict[str, str]) -> CommitmentRow:
    """Return the ledger's row for the tellings of one commitment; `copies` are the families of reprints of their articles."""
    steps = list(_steps(sorted(told, key=_order), copies))
    status, why = find_status(steps)
    fullest = max(
        told, key=lambda row: (len(row.known_as), len(row.terms), row.agreed_date is not None, _name(row))
    )
    days = [step.day for step in steps if step.day]
    return CommitmentRow(
        id=steps[0].id,
        parties=tuple(dict.fromkeys(fullest.parties)),
        what=fullest.what,
        terms=fullest.terms,
        agreed=next((row.agreed_date for row in sorted(told, key=_order) if row.agreed_date), None),
        place=next((row.agreed_place for row in sorted(told, key=_order) if row.agreed_place), None),
        status=status,
        why=why,
        first=days[0] if days else None,
        last=days[-1] if days else None,
        pages=len({row.article.id for row in told}),
        steps=tuple(steps),
    )


def find_status(steps: Iterable[Step]) -> tuple[CommitmentStatus, str]:
    """Return what has become of a commitment by its steps in order, and why.

    The latest step that moves it counts: a telling that only repeats an earlier stage ("agreed in July") moves nothing back.
    Where the last word of one teller is that it was broken and that of another that it is being kept or was done, it is disputed,
    unless the one who says so spoke before it was broken and did not claim it done.
    """
    status: CommitmentStatus = "proposed"
    why = "nothing is told"
    last: dict[str, tuple[int, Step]] = {}
    for place, step in enumerate(steps):
        teller = _teller(step)
        if step.status in KEPT or step.status in ("broken", "disputed"):
            last[teller] = (place, step)
        if RANK.index(step.status) >= RANK.index(status) or place == 0 or step.status in KEPT:
            status, why = step.status, f"{step.status}, says {teller}{_on(step)}"
    doubt = next((step for _, step in last.values() if step.status == "disputed"), None)
    if doubt is not None:
        return "disputed", f"{_teller(doubt)} tells of both{_on(doubt)}"
    for name, (place, broken) in last.items():
        for other, (later, kept) in last.items():
            if broken.status != "broken" or kept.status not in KEPT or name == other:
                continue
            if later > place or kept.status == "done":
                return "disputed", f"{name} says broken{_on(broken)}, {other} says {kept.status}{_on(kept)}"
    return status, why


def _teller(step: Step) -> str:
    return step.teller if step.teller != THE_ARTICLE else step.outlet or step.title or THE_ARTICLE


def _on(step: Step) -> str:
    return f" ({step.day})" if step.day else ""


def _steps(told: Sequence[StoredCommitment], copies: dict[str, str]) -> Iterator[Step]:
    """Yield the steps in order; what a reprint tells again is no step of its own."""
    seen: dict[tuple[str, str, str], list[StoredCommitment]] = {}
    for row in told:
        origin = copies.get(row.article.id, row.article.id)
        seen.setdefault((origin, row.status, row.words if origin == row.article.id else ""), []).append(row)
    for rows in sorted(seen.values(), key=lambda rows: _order(rows[0])):
        row = rows[0]
        yield Step(
            id=_name(row),
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
            copies=tuple(_name(other) for other in rows[1:]),
        )


def _order(row: StoredCommitment) -> tuple[str, int, str]:
    return row.article.published or "9999", RANK.index(row.status), _name(row)


def _name(row: StoredCommitment) -> str:
    return f"{row.article.id}/{row.id}"
