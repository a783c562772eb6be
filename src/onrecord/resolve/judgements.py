"""Decisions of people about a dossier: accept, reject, correct, merge, split, answer, undo.

Each decision is a judgement with author, reason and time. It wins over the program's judgements, survives
when an article is annotated again, and can be undone.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from onrecord.model.errors import SettingError
from onrecord.model.judgement import (
    RULE_PREFIX,
    Judgement,
    JudgementKind,
    Signature,
    make_decision,
    make_judgement,
)
from onrecord.model.record import Record, Relation, find_list
from onrecord.model.span import Span
from onrecord.model.step import StepDetail, StepKind, parse_step
from onrecord.store.corrections import ACTOR_FIELDS
from onrecord.store.protocol import Dossier, JudgementFilter
from onrecord.store.rows_from_record import names_of
from onrecord.store.search_terms import fold_name

_KINDS: dict[str, JudgementKind] = {
    "actors": "actor",
    "statements": "statement",
    "events": "event",
    "commitments": "commitment",
}


@dataclass(frozen=True, slots=True)
class ToldStep:
    """Where a step is told: in which article or row of it, on which day (EDTF), in which words, by whom."""

    source: str
    day: str | None
    spans: tuple[Span, ...] = ()
    teller: str | None = None
    words: str = ""


def now() -> datetime:
    """Return the current time in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Decider:
    """Who decides, and why (a sentence).

    `seen` is `Dossier.count_decisions(…)` when this person looked at the rows.

    With `seen`, a decision raises ConflictError and changes nothing when somebody else has decided on the
    rows since.
    """

    by: str
    why: str
    seen: int | None = None
    clock: Callable[[], datetime] = now

    def __post_init__(self) -> None:
        if self.by.startswith(RULE_PREFIX) or not self.by.strip():
            raise SettingError("give the name of the person who decides")
        if not self.why.strip():
            raise SettingError("give the reason, in a sentence")

    @property
    def signature(self) -> Signature:
        """The author, the reason and the time."""
        return Signature(self.by, self.why, self.clock().astimezone(UTC).isoformat(timespec="microseconds"))


def accept(dossier: Dossier, row: str, decider: Decider) -> Judgement:
    """Accept a row (`ARTICLE/ROW`): it stays even if a newer annotator misses it.

    Raises SettingError, StoreError.
    """
    _check_row(dossier, row)
    return _store(dossier, make_decision("row", row, decider.signature), decider)


def reject(dossier: Dossier, row: str, decider: Decider) -> Judgement:
    """Reject a row: it is no longer shown, even if a newer annotator finds it again.

    Raises SettingError, StoreError.
    """
    _check_row(dossier, row)
    return _store(dossier, make_decision("row", row, decider.signature, score=0.0), decider)


def correct(dossier: Dossier, row: str, field: str, value: str, decider: Decider) -> Judgement:
    """Set a field of a row, or of an article (`a:…`), to a value in JSON. Raises SettingError, StoreError.

    The fields are those of `onrecord.store.corrections.FIELDS`. A date, a medium or a place may be given as a
    plain string, and an actor by any of its names in the article. The status of a commitment is no field of
    one report: a step is added to its history, told by the person on the day of the decision.
    """
    if field == "status" and find_kind(dossier, row) == "commitment":
        return add_step(dossier, row, parse_step(str(json.loads(value))), decider)
    if field in ACTOR_FIELDS:
        value = _names_to_ids(dossier, row, value)
    return _store(dossier, make_decision("field", row, decider.signature, on=field, value=value), decider)


def merge(dossier: Dossier, left: str, right: str, decider: Decider) -> Judgement:
    """Judge that two articles carry one copy, or two rows mean the same. Raises SettingError, StoreError."""
    return _judge_pair(dossier, left, right, decider, 1.0)


def split(dossier: Dossier, left: str, right: str, decider: Decider) -> Judgement:
    """Judge that two articles, or two rows, are not the same. Raises SettingError, StoreError."""
    return _judge_pair(dossier, left, right, decider, 0.0)


def answer(dossier: Dossier, left: str, right: str, relation: Relation, decider: Decider) -> Judgement:
    """Judge that statement `left` answers statement or article `right`, in any articles.

    Raises SettingError, StoreError.
    """
    kinds = find_kind(dossier, left), find_kind(dossier, right)
    if kinds[0] != "statement" or kinds[1] not in ("statement", "reprint") or left == right:
        raise SettingError(
            "a statement can only answer another statement or an article; give the ids of a statement and of "
            "what it answers"
        )
    return _store(
        dossier, make_decision("answer", left, decider.signature, on=right, value=relation), decider
    )


def add_step(
    dossier: Dossier, about: str, step: StepKind, decider: Decider, told: ToldStep | None = None
) -> Judgement:
    """Add a dated step to the history of a commitment, a statement, an event or an article.

    `told` are the words of an article that tell it; without, the person vouches for it on the day of the
    decision. Raises SettingError, StoreError.
    """
    if find_kind(dossier, about) == "actor":
        raise SettingError(
            f"{about} is an actor; a step is about a commitment, a claim, an event or an article"
        )
    told = told or ToldStep("", decider.clock().astimezone(UTC).date().isoformat(), teller=decider.by)
    value = StepDetail(step, told.day, told.spans, told.teller, told.words).to_json()
    return _store(
        dossier, make_decision("step", about, decider.signature, on=told.source, value=value), decider
    )


def find_decidable(dossier: Dossier, judgement: str) -> Judgement | None:
    """Return the step or answer in force with this id, None where there is none. Raises StoreError."""
    found = next(dossier.list_judgements(JudgementFilter(id=judgement)), None)
    return found if found is not None and found.kind in ("step", "answer") else None


def decide(dossier: Dossier, judgement: str, says_yes: bool, decider: Decider) -> Judgement:
    """Confirm or reject a step or an answer that somebody or the program judged, by the judgement's id.

    Raises SettingError, StoreError.
    """
    found = find_decidable(dossier, judgement)
    if found is None:
        raise SettingError(
            f"{judgement} is no step or answer in force; "
            f"`onrecord history {dossier.name} --kind step` lists them"
        )
    score = 1.0 if says_yes else 0.0
    decision = make_decision(
        found.kind, found.left, decider.signature, on=found.right, value=found.value, score=score
    )
    return _store(dossier, decision, decider)


def undo(dossier: Dossier, judgement: str, decider: Decider) -> None:
    """Withdraw a judgement of a person or the program; it stays in the history.

    Raises StoreError if there is none.
    """
    dossier.withdraw(judgement, decider.by, decider.why, decider.seen)


def find_kind(dossier: Dossier, reference: str) -> JudgementKind:
    """Return the kind of judgement for a row or an article.

    Raises SettingError when the dossier does not hold it.
    """
    article, _, row = reference.partition("/")
    record = dossier.get_uncorrected_record(article, added=True)
    if record is not None and not row:
        return "reprint"
    row_list = find_list(record, row) if record is not None else None
    if row_list is None:
        raise SettingError(
            f"{dossier.name} holds no {reference!r}; `onrecord show {dossier.name} statements` prints ids"
        )
    return _KINDS[row_list]


def _check_row(dossier: Dossier, row: str) -> None:
    if find_kind(dossier, row) == "reprint":
        raise SettingError(
            f"{row} is an article; accept or reject one of its rows ({row}/s1), "
            "or remove the article with `onrecord withdraw`"
        )


def _judge_pair(dossier: Dossier, left: str, right: str, decider: Decider, score: float) -> Judgement:
    left, right = _find_row(dossier, left), _find_row(dossier, right)
    if left == right:
        raise SettingError(f"{left} is given twice; give two different ids")
    kinds = {find_kind(dossier, left), find_kind(dossier, right)}
    if len(kinds) > 1:
        names = " and ".join(sorted("article" if kind == "reprint" else kind for kind in kinds))
        raise SettingError(f"things of two kinds ({names}) cannot be the same; give two of one kind")
    signature = decider.signature
    judgement = make_judgement(
        kinds.pop(), (left, right), signature.by, score, signature.why, signature.made_at
    )
    return _store(dossier, judgement, decider)


def _find_row(dossier: Dossier, reference: str) -> str:
    """Return a row of an actor that is given by its id across articles (`person:anna-lind`); anything else
    unchanged.
    """
    return dossier.find_actor_rows([reference]).get(reference, reference)


def _names_to_ids(dossier: Dossier, row: str, value: str) -> str:
    """Return a value with ids in place of the names of actors.

    Raises SettingError where a name fits several actors.
    """
    record, given = dossier.get_uncorrected_record(row.partition("/")[0], added=True), json.loads(value)
    if record is None:
        return value
    ids = {actor.id for actor in record.actors}
    names = [given] if isinstance(given, str) else given if isinstance(given, list) else []
    found = {name: _find_actor(record, name) for name in names if isinstance(name, str) and name not in ids}
    if isinstance(given, str):
        return json.dumps(found.get(given, given))
    return json.dumps([found.get(name, name) for name in given]) if found else value


def _find_actor(record: Record, name: str) -> str:
    """Return the id of the actor with this name, or with a name that contains it.

    `name` itself where there is none.
    """
    wanted = fold_name(name)  # has a space at both ends, so that only whole words match
    names = {actor: set(names_of(actor, record.article.text)) for actor in record.actors} if wanted else {}
    bearers = [actor for actor, called in names.items() if wanted in called]
    bearers = bearers or [actor for actor, called in names.items() if any(wanted in one for one in called)]
    if len(bearers) > 1:
        actors = ", ".join(f"{actor.id} ({actor.name})" for actor in bearers)
        raise SettingError(f"{name!r} is the name of several actors of the article: {actors}; give one id")
    return bearers[0].id if bearers else name


def _store(dossier: Dossier, judgement: Judgement, decider: Decider) -> Judgement:
    """Store a judgement; return it, or the one in force that says the same."""
    if dossier.judge(judgement, decider.seen):
        return judgement
    key = (judgement.left, judgement.right, judgement.value, judgement.same, judgement.by)
    for row in dossier.list_judgements(JudgementFilter(judgement.kind, about=judgement.left)):
        if (row.left, row.right, row.value, row.same, row.by) == key:
            return row
    return judgement


def as_json(words: str) -> str:
    """Return a typed value as JSON: valid JSON (null, 3, a list) stays, other words become a string."""
    try:
        json.loads(words)
    except ValueError:
        return json.dumps(words, ensure_ascii=False)
    return words
