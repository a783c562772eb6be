"""Expected facts about one article, checked against its record: which are met, which are not, and why.

An expectation is a JSON object: `check` is the kind of check, the other fields are what is expected. Names
and words match as whole words; case, articles, possessives and the shape of quotation marks do not matter.
A list means any of its values. For `content`, `without`, `actors`, `recipients`, `parties` and `chain` a
list means all of its values, and a list inside that list any of them.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from pydantic import TypeAdapter, ValidationError

from onrecord.evaluation.facts.raw_record import (
    RawCommitment,
    RawEvent,
    RawLink,
    RawRecord,
    RawStatement,
    RawTerm,
    RecordView,
    addressee_ids,
    any_of,
    bare,
    contains_any_name,
    plain,
    straight,
)
from onrecord.evaluation.facts.soundness import find_faults
from onrecord.evaluation.jsonl import Json, first_fault
from onrecord.evaluation.precision_recall import ratio
from onrecord.model.errors import GoldError
from onrecord.model.record import Outcome
from onrecord.model.serial import outcome_to_json

Expectation = Mapping[str, Json]
_EXPECTATIONS: TypeAdapter[list[dict[str, Json]]] = TypeAdapter(list[dict[str, Json]])
PASSAGE_OPENING = 40  # characters of the expected words that identify a passage


@dataclass(frozen=True, slots=True)
class Unmet:
    """An expectation that is not met. `why` gives the fault of the record, if that is the reason."""

    expectation: Expectation
    why: str = ""


@dataclass(frozen=True, slots=True)
class FactsReport:
    """How many expectations were checked, and those that are not met."""

    total: int
    unmet: tuple[Unmet, ...]

    @property
    def met(self) -> int:
        """Number of expectations met."""
        return self.total - len(self.unmet)

    @property
    def share(self) -> float:
        """Share of the expectations met; 1 when there are none."""
        return ratio(self.met, self.total, empty=1.0)


def load_expected(path: Path) -> tuple[Expectation, ...]:
    """Load a JSON list of expectations. Raises GoldError for another format and for an unknown check."""
    try:
        rows = _EXPECTATIONS.validate_json(path.read_bytes())
    except OSError as error:
        raise GoldError(f"{path}: cannot be read: {error.strerror}") from error
    except ValidationError as error:
        raise GoldError(f"{path}: is not a list of expectations: {first_fault(error)}") from error
    for number, row in enumerate(rows, start=1):
        if row.get("check") not in CHECKS:
            known = ", ".join(CHECKS)
            raise GoldError(
                f"{path}: expectation {number} has the check {row.get('check')!r}; known are {known}"
            )
    return tuple(rows)


def check_outcome(expected: Sequence[Expectation], outcome: Outcome) -> FactsReport:
    """Check the outcome of an article against expectations."""
    return check_facts(expected, outcome_to_json(outcome))


def check_facts(expected: Sequence[Expectation], record: str) -> FactsReport:
    """Check a record, one line of JSON, against expectations.

    A line that is not a record meets none of them.
    """
    try:
        view = RecordView(cast("RawRecord", json.loads(record)))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return FactsReport(len(expected), tuple(Unmet(want, f"not a record: {error!r}") for want in expected))
    judged = [(want, _check(view, want)) for want in expected]
    return FactsReport(len(expected), tuple(Unmet(want, why) for want, why in judged if why is not None))


def render_facts(report: FactsReport) -> str:
    """Return the lines `onrecord evaluate facts` prints: each unmet expectation, then the total."""
    lines = [
        f"unmet: {json.dumps(dict(u.expectation), ensure_ascii=False)}{u.why and f'  ({u.why})'}"
        for u in report.unmet
    ]
    return "\n".join([*lines, f"{report.met} of {report.total} expectations met ({report.share:.1%})"])


def _check(record: RecordView, want: Expectation) -> str | None:
    """Return None when the expectation is met, else the reason ("" when the fact is simply missing)."""
    try:
        if want["check"] == "sound":
            return "; ".join(list(find_faults(record))[:5]) or None
        return None if CHECKS[str(want["check"])](record, want) else ""
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        return f"broken record: {error!r}"


def _all_match(tests: Mapping[str, Callable[[Json], bool]], want: Expectation) -> bool:
    return all(test(want[field]) for field, test in tests.items() if field in want)


def _statement_matches(record: RecordView, row: RawStatement, want: Expectation) -> bool:
    medium = row.get("medium") or {}

    def content() -> str:
        return record.words(row["evidence"].get("content"))

    def is_speaker(names: Json) -> bool:
        return any(record.is_actor(actor, names) for actor in (*(row.get("actors") or []), row.get("actor")))

    return _all_match(
        {
            "content": lambda words: all(plain(w) in content() for w in any_of(words)),
            "without": lambda words: all(plain(w) not in content() for w in any_of(words)),
            "actor": is_speaker,
            "on_behalf_of": lambda names: record.is_actor(row.get("on_behalf_of"), names),
            "reality": lambda realities: row.get("reality", "actual") in any_of(realities),
            "kind": lambda kinds: row.get("kind") in any_of(kinds),
            "act": lambda acts: row.get("act") in any_of(acts),
            "said": lambda dates: (row.get("said") or {}).get("value") in any_of(dates),
            "medium": lambda kinds: medium.get("kind") in any_of(kinds),
            "outlet": lambda names: record.is_actor(medium.get("outlet"), names),
            "addressee": lambda names: any(record.is_actor(actor, names) for actor in addressee_ids(row)),
            "chain": lambda names: _chain_matches(record, row.get("source_chain") or [], any_of(names)),
            "actor_name": is_speaker,
        },
        {"reality": "actual", **want},
    )


def _chain_matches(record: RecordView, chain: Sequence[RawLink], names: Sequence[Json]) -> bool:
    """Return whether the names match links in this order, one link each."""
    links = iter(chain)
    return all(any(record.link_matches(link, name) for link in links) for name in names)


def _event_matches(record: RecordView, row: RawEvent, want: Expectation) -> bool:
    statement = record.statements.get(row.get("told_by") or "")

    def is_told_by(names: Json) -> bool:
        if not names:
            return statement is None
        return statement is not None and record.is_actor(statement.get("actor"), names)

    return _all_match(
        {
            "type": lambda types: row.get("type") in any_of(types),
            "actors": lambda names: record.contains_actors(row.get("actors") or [], names),
            "recipients": lambda names: record.contains_actors(row.get("recipients") or [], names),
            "date": lambda dates: (row.get("date") or {}).get("value") in any_of(dates),
            "place": lambda names: contains_any_name((row.get("place") or {}).get("name"), names),
            "reality": lambda realities: row.get("reality") in any_of(realities),
            "round": lambda number: row.get("round") == number,
            "words": lambda words: plain(words) in record.words(row["evidence"].get("all")),
            "told_by": is_told_by,
        },
        want,
    )


def _commitment_matches(record: RecordView, row: RawCommitment, want: Expectation) -> bool:
    return bool(row.get("evidence")) and _all_match(
        {
            "parties": lambda names: record.contains_actors(row.get("parties") or [], names),
            "status": lambda statuses: row.get("status") in any_of(statuses),
            "date": lambda date: (row.get("agreed") or {}).get("date") == date,
            "term": lambda term: any(
                _term_matches(has, cast("RawTerm", term)) for has in row.get("terms") or []
            ),
        },
        want,
    )


def _term_matches(term: RawTerm, want: RawTerm) -> bool:
    has, wanted = cast("Expectation", term), cast("Expectation", want)
    same = all(
        has.get(field) == wanted[field] for field in ("value", "to", "qualifier", "each") if field in wanted
    )
    return same and plain(wanted.get("unit")) in plain(has.get("unit"))


def _check_statement(record: RecordView, want: Expectation) -> bool:
    return any(_statement_matches(record, row, want) for row in record.statements.values())


def _check_no_statement(record: RecordView, want: Expectation) -> bool:
    """Return whether no statement matches. A record without statements proves nothing and fails."""
    return bool(record.statements) and not _check_statement(record, want)


def _check_answers(record: RecordView, want: Expectation) -> bool:
    """Return whether a matching statement answers a matching statement (`to`) or link (`to_link`)."""
    for row in record.statements.values():
        if not _statement_matches(record, row, cast("Expectation", want["from"])):
            continue
        for answer in row.get("answers") or []:
            if "relation" in want and answer.get("relation") not in any_of(want["relation"]):
                continue
            if _is_target(record, answer.get("to"), want):
                return True
    return False


def _is_target(record: RecordView, to: str | None, want: Expectation) -> bool:
    if to in record.links and "to_link" in want and record.link_matches(record.links[to], want["to_link"]):
        return True
    if to not in record.statements or "to" not in want:
        return False
    return _statement_matches(record, record.statements[to], cast("Expectation", want["to"]))


def _check_event(record: RecordView, want: Expectation) -> bool:
    return any(_event_matches(record, row, want) for row in record.events)


def _check_no_event(record: RecordView, want: Expectation) -> bool:
    return bool(record.events) and not _check_event(record, want)


def _check_commitment(record: RecordView, want: Expectation) -> bool:
    return any(_commitment_matches(record, row, want) for row in record.commitments)


def _check_role(record: RecordView, want: Expectation) -> bool:
    return any(
        record.is_actor(name, want["actor"])
        and any(contains_any_name(role.get("title"), want["title"]) for role in row.get("roles") or [])
        for name, row in record.actors.items()
    )


def _check_same_actor(record: RecordView, want: Expectation) -> bool:
    """Return whether one actor has all names, and no name as a whole belongs to two actors."""
    found: list[set[str | None]] = []
    for name in any_of(want["names"]):
        exact = {actor for actor in record.actors if bare(name) in record.names(actor)}
        if len(exact) > 1:
            return False
        found.append(exact or _actors_named(record, name))
    return bool(set.intersection(*found))


def _check_apart(record: RecordView, want: Expectation) -> bool:
    """Return whether every name is found and no actor has them all."""
    found = [_actors_named(record, name) for name in any_of(want["names"])]
    return all(found) and not set.intersection(*found)


def _actors_named(record: RecordView, name: Json) -> set[str | None]:
    return {actor for actor in record.actors if record.is_actor(actor, name)}


def _check_passage(record: RecordView, want: Expectation) -> bool:
    opening = plain(want["words"])[:PASSAGE_OPENING]
    return any(
        passage["kind"] in any_of(want["kind"]) and opening in record.words([passage["span"]])
        for passage in record.raw.get("passages") or []
    )


def _check_nothing_from(record: RecordView, want: Expectation) -> bool:
    """Return whether no row has evidence in these words; with `to_end`, nor in the text after them."""
    words = str(want["from"])
    start = straight(record.text).find(straight(words))
    if start < 0 or not record.statements:
        return False
    end = len(record.text) if want.get("to_end") else start + len(words)
    return not any(first < end and last > start for first, last in _evidence_spans(record))


def _evidence_spans(record: RecordView) -> Iterator[Sequence[int]]:
    for statement in record.statements.values():
        for spans in statement["evidence"].values():
            yield from spans or []
    for event in record.events:
        for spans in event["evidence"].values():
            yield from spans or []
    for commitment in record.commitments:
        yield from commitment.get("evidence") or []


def _check_published(record: RecordView, want: Expectation) -> bool:
    return (record.raw["article"].get("published") or {}).get("value") == want["value"]


def _check_sound(record: RecordView, want: Expectation) -> bool:  # noqa: ARG001 - all checks take both
    return not list(find_faults(record))


CHECKS: Mapping[str, Callable[[RecordView, Expectation], bool]] = {
    "statement": _check_statement,
    "no_statement": _check_no_statement,
    "answers": _check_answers,
    "event": _check_event,
    "no_event": _check_no_event,
    "commitment": _check_commitment,
    "role": _check_role,
    "same_actor": _check_same_actor,
    "apart": _check_apart,
    "passage": _check_passage,
    "nothing_from": _check_nothing_from,
    "published": _check_published,
    "sound": _check_sound,
}
