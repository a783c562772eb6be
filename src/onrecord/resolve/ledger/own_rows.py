"""Rows and steps that people add: from quoted words of a stored article to a judgement."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from onrecord.model.annotation import ACTS, EVENT_TYPES, CommitmentStatus, Reality, Relation
from onrecord.model.edtf import edtf_bounds
from onrecord.model.errors import SettingError
from onrecord.model.judgement import Judgement, make_decision
from onrecord.model.record import Record
from onrecord.model.span import Span
from onrecord.model.step import parse_step
from onrecord.resolve import judgements
from onrecord.resolve.judgements import Decider, ToldStep
from onrecord.store.added_rows import make_row_id
from onrecord.store.protocol import Dossier
from onrecord.store.rows_from_record import names_of
from onrecord.store.search_terms import fold_name

OwnKind = Literal["commitment", "event", "statement", "answer", "step"]
OWN_KINDS: tuple[OwnKind, ...] = get_args(OwnKind)
# Fields that can be given for each kind, the needed ones first
FIELDS: dict[OwnKind, tuple[str, ...]] = {
    "commitment": ("to", "parties", "status", "deadline"),
    "event": ("type", "actors", "recipients", "date", "reality"),
    "statement": ("actor", "act", "said", "reality", "cue"),
    "answer": ("relation", "actor", "act", "said", "cue"),
    "step": ("step", "day", "teller"),
}
NEEDED: dict[OwnKind, tuple[str, ...]] = {
    "commitment": ("to", "parties"),
    "event": ("type",),
    "statement": ("actor",),
    "answer": ("relation",),
    "step": ("step",),
}
_CHOICES: dict[str, tuple[str, ...]] = {
    "act": ACTS,
    "type": EVENT_TYPES,
    "reality": get_args(Reality),
    "relation": get_args(Relation),
    "status": get_args(CommitmentStatus),
}
_DAYS = ("said", "date", "day", "deadline")
_QUOTES = {'"': '["“”„«»]', "“": '["“”„«»]', "”": '["“”„«»]', "'": "['‘’]", "’": "['‘’]", "‘": "['‘’]"}
AROUND = 25  # characters shown on both sides of words that are found several times
MAX_QUOTE = 2_000  # characters

Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """The words that a row points to: an article, words of it, and which place if there are several."""

    article: str
    quote: str
    number: int | None = None


def find_quote(text: str, quote: str, number: int | None = None) -> Span:
    """Return where an article has some words. White space and the form of quotation marks do not count.

    `number` chooses one of several places, from 1. Raises SettingError where the words are not found, or are
    found several times and no number is given; the message says how to go on.
    """
    words = quote.split()
    if not words or len(quote) > MAX_QUOTE:
        raise SettingError(f"quote between one word and {MAX_QUOTE} characters of the article")
    pattern = r"\s+".join("".join(_QUOTES.get(one, re.escape(one)) for one in word) for word in words)
    found = [Span(*match.span()) for match in re.finditer(pattern, text)]
    spans = [span for span in found if span.is_sound(text)]
    if not spans:
        near = "; they begin or end inside a word there" if found else ""
        raise SettingError(
            f"the article does not have the words {quote[:60]!r}{near}; copy them from its page, exactly"
        )
    if number is None and len(spans) > 1:
        places = "; ".join(
            f"{place}: …{_around(text, span)}…" for place, span in enumerate(spans[:9], start=1)
        )
        raise SettingError(
            f"the article has the words {quote[:60]!r} {len(spans)} times ({places}); quote more words, or "
            "give the number of the place"
        )
    if number is not None and not 1 <= number <= len(spans):
        raise SettingError(f"there is no place {number}; the words are found {len(spans)} times")
    return spans[(number or 1) - 1]


def _around(text: str, span: Span) -> str:
    return " ".join(text[max(0, span.start - AROUND) : span.end + AROUND].split())


def add_own(
    dossier: Dossier,
    source: Source,
    kind: OwnKind,
    fields: Mapping[str, str],
    decider: Decider,
    about: str | None = None,
) -> list[Judgement]:
    """Add a row, an answer or a step that the program missed; return the judgements.

    `fields` are those of FIELDS, as typed: actors by name or id within the article, several separated by
    ";". `about` is what a step is about, or what is answered: a row or an article. Raises SettingError,
    StoreError.
    """
    record = dossier.get_record(source.article)
    if record is None:
        raise SettingError(f"{dossier.name} holds no article {source.article!r}")
    _check_fields(kind, fields)
    if (about is None) == (kind in ("step", "answer")):
        raise SettingError(
            f"say what the {kind} is about: the id of a row or an article"
            if about is None
            else f"{_an(kind)} stands alone; only a step or an answer is about another row"
        )
    span = find_quote(record.article.text, source.quote, source.number)
    if kind == "step":
        return [_add_step(dossier, record, span, fields, decider, str(about))]
    row_list = {"commitment": "commitments", "event": "events"}.get(kind, "statements")
    if about is not None and judgements.find_kind(dossier, about) not in ("statement", "reprint"):
        raise SettingError(f"{about} is neither a statement nor an article, so that nothing can answer it")
    addition = _make_addition(record, row_list, span, fields, decider)
    made = [addition] if dossier.judge(addition, decider.seen) else []
    if about is not None:
        relation: Any = fields["relation"]
        later = Decider(decider.by, decider.why, None, decider.clock)
        made.append(judgements.answer(dossier, addition.left, about, relation, later))
    return made


def _check_fields(kind: OwnKind, fields: Mapping[str, str]) -> None:
    allowed = FIELDS[kind]
    for name, value in fields.items():
        if name not in allowed:
            raise SettingError(f"{name!r} is no field of {_an(kind)}; its fields are {', '.join(allowed)}")
        choices = _CHOICES.get(name)
        if choices is not None and value not in choices:
            raise SettingError(f"{name}: {value[:40]!r} is not one of {', '.join(choices)}")
        if name in _DAYS and edtf_bounds(value) is None:
            raise SettingError(
                f"{name}: {value[:40]!r} is no date; write it in EDTF, such as 2025-07-01 or 2025-07"
            )
    missing = [name for name in NEEDED[kind] if not fields.get(name, "").strip()]
    if missing:
        raise SettingError(f"{_an(kind)} needs {' and '.join(missing)}")


def _an(kind: OwnKind) -> str:
    return f"an {kind}" if kind.startswith(("a", "e")) else f"a {kind}"


def _add_step(
    dossier: Dossier, record: Record, span: Span, fields: Mapping[str, str], decider: Decider, about: str
) -> Judgement:
    text, told_in = record.article.text, record.article.id
    inner = [row for row in record.statements if any(part.holds(span) for part in row.evidence.content.spans)]
    teller = fields.get("teller")
    if teller is None and inner:
        inside = min(inner, key=lambda row: (sum(map(len, row.evidence.content.words)), row.id))
        names = {actor.id: actor.name for actor in record.actors}
        told_in, teller = f"{told_in}/{inside.id}", names.get(inside.actor or "")
    day = fields.get("day") or record.article.published.value
    told = ToldStep(told_in, day, (span,), teller, span.words(text))
    return judgements.add_step(dossier, about, parse_step(fields["step"]), decider, told)


def _make_addition(
    record: Record, row_list: str, span: Span, fields: Mapping[str, str], decider: Decider
) -> Judgement:
    finder = _ActorFinder(record)
    row = _ROWS[row_list](record, span, fields, finder)
    content = json.dumps(row, sort_keys=True, ensure_ascii=False)
    row["id"] = make_row_id(row_list, record.article.id, content)
    for number, link in enumerate(row.get("source_chain", ()), start=1):
        link["id"] = f"{row['id']}.{number}"
    value = json.dumps({"list": row_list, "row": row, "actors": finder.new}, ensure_ascii=False)
    return make_decision("added", f"{record.article.id}/{row['id']}", decider.signature, value=value)


class _ActorFinder:
    """Finds actors of an article by name or id; a name of none makes a new actor, if the text has it."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._names = {actor.id: set(names_of(actor, record.article.text)) for actor in record.actors}
        self.new: list[Raw] = []

    def find(self, name: str) -> str:
        """Return the id of an actor. Raises SettingError where several have the name, or nobody."""
        if name in self._names:
            return name
        wanted = fold_name(name)
        bearers = [actor for actor, names in self._names.items() if wanted and wanted in names]
        bearers = bearers or [
            actor for actor, names in self._names.items() if wanted and any(wanted in one for one in names)
        ]
        if len(bearers) > 1:
            raise SettingError(
                f"{name!r} is the name of several actors of the article: {', '.join(bearers)}; give one id"
            )
        return bearers[0] if bearers else self._add(name)

    def find_all(self, names: str) -> list[str]:
        """Return the ids of actors whose names are separated by ";"."""
        return list(dict.fromkeys(self.find(name.strip()) for name in names.split(";") if name.strip()))

    def _add(self, name: str) -> str:
        text = self._record.article.text
        place = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)
        if place is None:
            raise SettingError(
                f"the article names nobody {name[:40]!r}; give a name as the article prints it"
            )
        row = make_row_id("actors", self._record.article.id, name)
        kind = "person" if len(name.split()) > 1 else "organisation"
        mentions = [{"span": list(place.span()), "form": "name"}]
        self.new.append({"id": row, "name": name, "kind": kind, "mentions": mentions})
        return row


def _statement(record: Record, span: Span, fields: Mapping[str, str], finder: _ActorFinder) -> Raw:
    actors = finder.find_all(fields.get("actor", ""))
    text = record.article.text
    quoted = text[max(0, span.start - 1) : span.start] in tuple('"“„«') or text[span.start] in '"“„«'
    cue = find_cue(text, fields["cue"], span) if fields.get("cue") else None
    published = record.article.published.value
    return {
        "actor": next(iter(actors), None),
        "actors": actors,
        "kind": "direct" if quoted else "indirect",
        "act": fields.get("act") or ("reject" if fields.get("relation") == "rejects" else "assert"),
        "reality": fields.get("reality") or "actual",
        "said": {"value": fields["said"], "evidence": []} if fields.get("said") else None,
        "evidence": {"content": [list(span)], "source": [], "cue": [list(cue)] if cue else []},
        "confidence": 1.0,
        "source_chain": [
            {"id": "", "actor": next(iter(actors), None), "evidence": []},
            {"id": "", "actor": None, "medium": "article", "date": published, "evidence": []},
        ],
    }


def find_cue(text: str, cue: str, near: Span) -> Span:
    """Return the place of a word of saying that is nearest to the words said, outside them."""
    places = [Span(*one.span()) for one in re.finditer(rf"(?<!\w){re.escape(cue.strip())}(?!\w)", text)]
    outside = [place for place in places if not place.overlaps(near)]
    if not outside:
        raise SettingError(f"the article does not have the cue {cue[:40]!r} outside the words said")
    return min(outside, key=lambda place: abs(place.start - near.start))


def _event(_record: Record, span: Span, fields: Mapping[str, str], finder: _ActorFinder) -> Raw:
    return {
        "type": fields["type"],
        "reality": fields.get("reality") or "actual",
        "actors": finder.find_all(fields.get("actors", "")),
        "recipients": finder.find_all(fields.get("recipients", "")),
        "date": {"value": fields["date"], "evidence": []} if fields.get("date") else None,
        "evidence": {"all": [list(span)], "trigger": [], "actor": [], "recipient": []},
        "confidence": 1.0,
    }


def _commitment(_record: Record, span: Span, fields: Mapping[str, str], finder: _ActorFinder) -> Raw:
    return {
        "parties": finder.find_all(fields["parties"]),
        "to": fields["to"].strip(),
        "status": fields.get("status") or "agreed",
        "evidence": [list(span)],
        "deadline": fields.get("deadline"),
    }


_ROWS = {"statements": _statement, "events": _event, "commitments": _commitment}
