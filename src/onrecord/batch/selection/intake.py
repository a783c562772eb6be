"""Takes records into a dossier without reading the articles again, and what linking found among them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Literal

from onrecord.batch.selection.choice import RecordLine
from onrecord.batch.selection.groups import list_groups
from onrecord.batch.selection.run_folder import RunFolder, read_rows
from onrecord.model.errors import OnRecordError
from onrecord.model.ids import text_digest
from onrecord.model.record import Outcome, Record, Undone
from onrecord.model.serial import outcome_from_json, outcome_to_json
from onrecord.resolve.ledger.steps import judge_steps
from onrecord.resolve.linker import RULE
from onrecord.resolve.near_duplicates import article_fingerprints, make_comparable
from onrecord.store.damage.records import find_faults_in
from onrecord.store.protocol import Dossier, Filter
from onrecord.store.search_terms import is_text

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")  # as an escape: alone, no database can store it
AT_ONCE = 100  # articles in one transaction
Result = Literal["added", "unchanged", "kept", "withdrawn", "skipped", "failed", "refused"]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a line.

    - `added`; `unchanged`: the dossier has the same record; `kept`: it has another record of the article,
      which stays; `withdrawn`: the article was withdrawn there.
    - `skipped`, `failed`: an outcome without a record, which is noted as it is.
    - `refused`: it is damaged. `reason` is short and for counting, `detail` a sentence.
    """

    place: str
    result: Result
    reason: str = ""
    detail: str = ""
    record: Record | None = None


def take_lines(dossier: Dossier, lines: Iterable[RecordLine], mark: str | None) -> Iterator[Taken]:
    """Store records and yield what became of each line, in order.

    AT_ONCE articles are one transaction. `mark` is stored with the articles whose record is here as it is
    there (as a rule that compared them). Taking the same lines again changes nothing. Raises StoreError.
    """
    waiting = iter(lines)
    while chunk := list(islice(waiting, AT_ONCE)):
        yield from _take_chunk(dossier, chunk, mark)


def _take_chunk(dossier: Dossier, chunk: list[RecordLine], mark: str | None) -> Iterator[Taken]:
    here = dossier.find_digests(line.article for line in chunk if line.article is not None)
    read = [_read(line, here) for line in chunk]
    records = {one.article.id: one for one in read if isinstance(one, Record)}
    digests = dossier.find_digests(records)
    wanted: list[Outcome] = [
        one
        for one in read
        if isinstance(one, Undone) or (isinstance(one, Record) and one.article.id not in digests)
    ]
    written = iter(dossier.write_all(wanted))
    taken: list[Taken] = []
    same: set[str] = set()
    for line, one in zip(chunk, read, strict=True):
        if isinstance(one, Taken):
            taken.append(one)
            same |= {line.article} if one.result == "unchanged" and line.article is not None else set()
            continue
        if isinstance(one, Undone):
            result: Result = one.outcome if next(written) == "noted" else "unchanged"
            taken.append(Taken(line.place, result, one.reason, one.detail))
            continue
        article = one.article.id
        stored = digests.get(article)
        if stored is None:
            wrote = next(written)
            result = wrote if wrote in ("added", "withdrawn") else "unchanged"  # twice among the lines
        else:
            result = "unchanged" if stored == text_digest(outcome_to_json(one)) else "kept"
        if result in ("added", "unchanged"):
            same.add(article)
        taken.append(Taken(line.place, result, record=one))
    if mark is not None and same:
        dossier.mark_compared(mark, dict.fromkeys(sorted(same), ()))
    yield from taken


def _read(line: RecordLine, here: Mapping[str, str]) -> Outcome | Taken:
    """Return the outcome in a line, or why it is refused; or that it is one of the records that are here.

    `here` gives the digests of stored records by article: the same line is not read again.
    """
    if line.article is not None and here.get(line.article) == text_digest(line.line):
        return Taken(line.place, "unchanged")
    if line.fault is not None:
        return Taken(line.place, "refused", "unreadable file", line.fault)
    try:
        outcome = outcome_from_json(line.line)
        if _SURROGATE.search(line.line) and not is_text(outcome_to_json(outcome)):
            return Taken(line.place, "refused", "no text", "it has lone surrogates, which cannot be stored")
    except (OnRecordError, RecursionError) as error:
        return Taken(line.place, "refused", "no record", str(error))
    if isinstance(outcome, Undone):
        return outcome
    faults = find_faults_in(outcome, outcome.article.id)
    if not faults:
        return outcome
    reason = "altered" if faults[0].kind == "digest" else "wrong record"
    return Taken(line.place, "refused", reason, faults[0].detail)


def mark_of(run: RunFolder) -> str:
    """Return the mark of the articles that came from a run."""
    return f"batch:{run.digits}"


def why_not_linked(run: RunFolder) -> str | None:
    """Return why what linking found cannot be taken, None where it can. "" where the run was not linked."""
    linking = run.read_linking()
    if linking is None:
        return ""
    if linking.by != RULE:
        return f"the batch was linked by {linking.by}; this program links by {RULE}"
    there = _count_articles(run)
    if linking.articles < there:
        return f"the batch was linked when it had {linking.articles} of its {there} articles"
    return None


def _count_articles(run: RunFolder) -> int:
    """Return the number of different articles in the tables; damaged files are passed over."""
    ids: set[int] = set()  # by hash: less memory than the ids themselves
    for part in run.list_parts("articles"):
        try:
            for rows in read_rows(part.file, ("id",)):
                ids.update(hash(row["id"]) for row in rows)
        except OnRecordError:
            continue
    return len(ids)


def make_room(dossier: Dossier, run: RunFolder) -> bool:
    """Whether to take what linking found among the articles of the run, rather than compare them here.

    The articles of the run were compared among themselves. If the dossier has others, one side has to be
    compared with the other: the smaller. If those are the others, the dossier is told to compare them again.
    Raises StoreError.
    """
    dossier.retire_rules(RULE)
    others, waiting = _find_sides(dossier, run)
    if others and len(waiting) <= len(others):
        return False
    for first in range(0, len(others), AT_ONCE):
        dossier.forget_compared(RULE, others[first : first + AT_ONCE])
    return True


def _find_sides(dossier: Dossier, run: RunFolder) -> tuple[list[str], list[str]]:
    """Return the articles that are not from the run, and those from it that count as not compared."""
    others = dossier.list_unlinked(mark_of(run))
    foreign = set(others)
    return others, [article for article in dossier.list_unlinked(RULE) if article not in foreign]


def take_findings(dossier: Dossier, run: RunFolder) -> Iterator[int]:
    """Store what linking found among the articles that came from the run; yield how many were new, by group.

    Each transaction is a group of judgements with the clusters that they make. Raises StoreError.
    """
    here = set(dossier.list_ids("articles", Filter(versions=True)))
    held = here - set(dossier.list_unlinked(mark_of(run)))
    for group in list_groups(run, held):
        yield dossier.import_found(group)


def settle(dossier: Dossier, run: RunFolder) -> Iterator[int]:
    """Tell the dossier that the articles of the run are compared; yield the number of articles by steps.

    What each tells of others (steps of the ledger) is found here: linking on Spark does not look for it.
    Those that were not settled when the program stopped are compared by `onrecord link`.
    """
    _, waiting = _find_sides(dossier, run)
    made_at = datetime.now(UTC).isoformat(timespec="microseconds")
    for first in range(0, len(waiting), AT_ONCE):
        prints: dict[str, list[int]] = {}
        for article in waiting[first : first + AT_ONCE]:
            stored = dossier.get_text(article)
            prints[article] = sorted({*article_fingerprints(make_comparable(stored))}) if stored else []
            dossier.write_judgements(list(judge_steps(dossier, article, RULE, made_at, by_later=False)))
        dossier.mark_compared(RULE, prints)
        yield len(prints)
