"""What people decide about a dossier: accept, reject, correct, merge, split, answer, and taking a decision back.

Each decision is a judgement with who, why and when. It wins over the program's, survives reading again, and can be undone.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from onrecord.model.errors import SettingError
from onrecord.model.judgement import RULE, Judgement, JudgementKind, Signature, make_decision, make_judgement
from onrecord.model.record import Record, Relation, find_list
from onrecord.store.corrections import ACTORS
from onrecord.store.protocol import Dossier, JudgementFilter
from onrecord.store.rows_from_record import names_of
from onrecord.store.search_terms import fold_name

_KINDS: dict[str, JudgementKind] = {
    "actors": "actor",
    "statements": "statement",
    "events": "event",
    "commitments": "commitment",
}


def now() -> datetime:
    """Return the time, with its zone."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Decider:
    """Who decides and why (a sentence). `seen` is `Dossier.count_decisions(…)` of the rows when this person looked at them.

    With `seen`, a decision raises ConflictError when somebody else has decided about the same meanwhile; nothing is changed then.
    """

    by: str
    why: str
    seen: int | None = None
    clock: Callable[[], datetime] = now

    def __post_init__(self) -> None:
        if self.by.startswith(RULE) or not self.by.strip():
            raise SettingError("say who decides: the name of a person")
        if not self.why.strip():
            raise SettingError("say why, in a sentence")

    @property
    def signed(self) -> Signature:
        """Who, why and when."""
        return Signature(self.by, self.why, self.clock().astimezone(UTC).isoformat(timespec="microseconds"))


def accept(dossier: Dossier, row: str, decider: Decider) -> Judgement:
    """Hold that a row (`ARTICLE/ROW`) is right: it stays even if a newer reader misses it. Raises SettingError, StoreError."""
    _check_row(dossier, row)
    return _judged(dossier, make_decision("row", row, decider.signed), decider)


def reject(dossier: Dossier, row: str, decider: Decider) -> Judgement:
    """Hold that a row is wrong: it is shown no more, whoever reads the article again. Raises SettingError, StoreError."""
    _check_row(dossier, row)
    return _judged(dossier, make_decision("row", row, decider.signed, score=0.0), decider)


def correct(dossier: Dossier, row: str, field: str, value: str, decider: Decider) -> Judgement:
    """Set a field of a row (or of an article, `a:…`) to a value, in JSON as the record has it. Raises SettingError, StoreError.

    Which fields: `onrecord.store.corrections.FIELDS`. A date, a medium or a place may be given as a plain string, an actor by
    any name by which the article calls it.
    """
    if field in ACTORS:
        value = _with_ids(dossier, row, value)
    return _judged(dossier, make_decision("field", row, decider.signed, on=field, value=value), decider)


def merge(dossier: Dossier, left: str, right: str, decider: Decider) -> Judgement:
    """Hold that two articles carry one copy, or two rows mean the same. Raises SettingError, StoreError."""
    return _pair(dossier, left, right, decider, 1.0)


def split(dossier: Dossier, left: str, right: str, decider: Decider) -> Judgement:
    """Hold that two articles, or two rows, are not the same. Raises SettingError, StoreError."""
    return _pair(dossier, left, right, decider, 0.0)


def answer(dossier: Dossier, left: str, right: str, relation: Relation, decider: Decider) -> Judgement:
    """Hold that statement `left` answers statement `right`, of whichever articles. Raises SettingError, StoreError."""
    if {find_kind(dossier, left), find_kind(dossier, right)} != {"statement"} or left == right:
        raise SettingError("an answer is a statement to another statement; give two of them")
    return _judged(dossier, make_decision("answer", left, decider.signed, on=right, value=relation), decider)


def undo(dossier: Dossier, judgement: str, decider: Decider) -> None:
    """Withdraw a judgement, a person's or the program's; it stays in the history. Raises StoreError when it is not there."""
    dossier.withdraw(judgement, decider.by, decider.why, decider.seen)


def find_kind(dossier: Dossier, reference: str) -> JudgementKind:
    """Return as what a row or an article is judged. Raises SettingError when the dossier does not hold it."""
    article, _, row = reference.partition("/")
    record = dossier.get_uncorrected_record(article)
    place = _place(record, row) if record is not None else None
    if place is None:
        told = f"`onrecord show {dossier.name} statements` prints ids"
        raise SettingError(f"{dossier.name} holds no {reference!r}; {told}")
    return place


def _check_row(dossier: Dossier, row: str) -> None:
    if find_kind(dossier, row) == "reprint":
        raise SettingError(
            f"{row} is an article; accept or reject one of its rows ({row}/s1); `onrecord withdraw` takes it down"
        )


def _place(record: Record, row: str) -> JudgementKind | None:
    if not row:
        return "reprint"
    found = find_list(record, row)
    return None if found is None else _KINDS[found]


def _pair(dossier: Dossier, left: str, right: str, decider: Decider, score: float) -> Judgement:
    left, right = (_row_of(dossier, thing) for thing in (left, right))
    if left == right:
        raise SettingError(f"{left} is given twice; give two different ids")
    kinds = {find_kind(dossier, left), find_kind(dossier, right)}
    if len(kinds) > 1:
        told = " and ".join(sorted("article" if kind == "reprint" else kind for kind in kinds))
        raise SettingError(f"things of two kinds ({told}) cannot be the same; give two of a kind")
    signed = decider.signed
    return _judged(
        dossier,
        make_judgement(kinds.pop(), (left, right), signed.by, score, signed.why, signed.made_at),
        decider,
    )


def _row_of(dossier: Dossier, thing: str) -> str:
    """Return a row of an actor that is given by its id over all articles (`person:anna-lind`); everything else as it is."""
    return dossier.find_actor_rows([thing]).get(thing, thing)


def _with_ids(dossier: Dossier, row: str, value: str) -> str:
    """Return a value with ids in place of names of actors of the article. Raises SettingError where a name fits several."""
    record, given = dossier.get_uncorrected_record(row.partition("/")[0]), json.loads(value)
    if record is None:
        return value
    ids = {actor.id for actor in record.actors}
    names = [given] if isinstance(given, str) else given if isinstance(given, list) else []
    found = {name: _actor_called(record, name) for name in names if isinstance(name, str) and name not in ids}
    if isinstance(given, str):
        return json.dumps(found.get(given, given))
    return json.dumps([found.get(name, name) for name in given]) if found else value


def _actor_called(record: Record, name: str) -> str:
    wanted = fold_name(name)  # with a blank at either end, so that whole words are found in a name
    called = {actor: set(names_of(actor, record.article.text)) for actor in record.actors} if wanted else {}
    bearers = [actor for actor, names in called.items() if wanted in names]
    bearers = bearers or [actor for actor, names in called.items() if any(wanted in one for one in names)]
    if len(bearers) > 1:
        told = ", ".join(f"{actor.id} ({actor.name})" for actor in bearers)
        raise SettingError(
            f"{name!r} is the name of several actors of the article: {told}; give the id of one"
        )
    return bearers[0].id if bearers else name


def _judged(dossier: Dossier, judgement: Judgement, decider: Decider) -> Judgement:
    dossier.judge(judgement, decider.seen)
    return judgement


def as_json(words: str) -> str:
    """Return a value as people type it in JSON: what is JSON already stays (null, 3, a list), other words become a string."""
    try:
        json.loads(words)
    except ValueError:
        return json.dumps(words, ensure_ascii=False)
    return words


def about(judgement: Judgement) -> JudgementFilter:
    """Return the filter for the judgements about what a judgement is about."""
    return JudgementFilter(judgement.kind, about=judgement.left)
