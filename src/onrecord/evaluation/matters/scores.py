"""Scores of what is found across articles, against the marks of matters (docs/evaluation.md).

Rows of the output are known by their words: each is matched to marked words that it shares characters with.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from onrecord.evaluation.matters.gold import (
    NOTICES,
    ONE_ORIGIN,
    MarkedAnswer,
    MarkedCommitment,
    MarkedEvent,
    MarkedStatement,
    MarkedStep,
    Matter,
    Words,
    matter_of,
)
from onrecord.evaluation.precision_recall import Counts, PartialCounts
from onrecord.evaluation.records.scores import Kappa, find_kappa
from onrecord.model.edtf import edtf_bounds
from onrecord.model.span import Span

SHARE = 0.5  # of the characters of the shorter of two places that must be common
# The relations of the record that say the same as a marked one.
SAME_RELATION: dict[str, frozenset[str]] = {
    "denies": frozenset({"denies", "rejects"}),
    "rejects": frozenset({"rejects", "criticises"}),
    "confirms": frozenset({"confirms", "repeats"}),
    "accepts": frozenset({"accepts", "confirms", "answers", "thanks"}),
    "corrects": frozenset({"corrects"}),
    "answers": frozenset({"answers", "rejects", "criticises"}),
}
Figure = Counts | PartialCounts
SAME_STEP: dict[str, str] = {"done": "kept", "retracted": "withdrawn", "denied": "disputed"}


@dataclass(frozen=True, slots=True)
class FoundEvent:
    """An event of one article: its trigger's words, its cluster across articles, and what it says of it."""

    words: Words
    cluster: str
    type: str
    day: str | None


@dataclass(frozen=True, slots=True)
class FoundAnswer:
    """A statement answers another or an article (a place without spans), each with all its reports."""

    statement: tuple[Words, ...]
    to: tuple[Words, ...]
    relation: str


@dataclass(frozen=True, slots=True)
class FoundStep:
    """What became of the commitments reported at `made`, by the words of one article."""

    made: tuple[Words, ...]
    words: Words
    kind: str


@dataclass(frozen=True, slots=True)
class Output:
    """What a program, or another marker, found in the articles of all matters.

    `origins` maps each article to its origin, `heads` each origin to the article that heads it; `notices` are
    (relation, article, article).
    """

    events: Sequence[FoundEvent] = ()
    origins: Mapping[str, str] = field(default_factory=dict)
    heads: Mapping[str, str] = field(default_factory=dict)
    notices: frozenset[tuple[str, str, str]] = frozenset()
    answers: Sequence[FoundAnswer] = ()
    made: Sequence[Words] = ()
    steps: Sequence[FoundStep] = ()


@dataclass(frozen=True, slots=True)
class MatterScores:
    """Counts by name, Bagga and Baldwin's B³ by name (precision, recall), kappas, and what is wrong."""

    matters: int
    articles: int
    counts: dict[str, Figure]
    b_cubed: dict[str, tuple[float, float]]
    kappas: dict[str, Kappa]
    faults: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Mention:
    matter: str
    event: MarkedEvent
    words: Words
    row: FoundEvent | None

    @property
    def name(self) -> str:
        return f"{self.matter}/{self.event.id}"

    def __str__(self) -> str:
        return f"{self.words.article}:{self.event.id} ({self.event.what})"


def score_matters(matters: Sequence[Matter], output: Output) -> MatterScores:
    """Score an output on the articles of matters, all of them read as one dossier."""
    faults: list[tuple[str, str]] = []
    mentions = [
        mention
        for matter in matters
        if "events" in matter.layers
        for mention in _mentions(matter, output.events)
    ]
    counts = _count_events(mentions, faults)
    counts |= _count_articles(matters, output, faults)
    counts |= _count_answers([row for row in matters if "answers" in row.layers], output, faults)
    counts |= _count_commitments([row for row in matters if "commitments" in row.layers], output, faults)
    found = [mention for mention in mentions if mention.row is not None]
    return MatterScores(
        len(matters),
        sum(len(matter.texts) for matter in matters),
        counts,
        {"all mentions": _b_cubed(mentions), "mentions found": _b_cubed(found)},
        {"events": _event_kappa(found), "origins": _origin_kappa(matters, output)},
        tuple(faults),
    )


def _mentions(matter: Matter, rows: Sequence[FoundEvent]) -> Iterator[_Mention]:
    """Yield each marked mention with its row of the output: one of its type first, then the nearest."""
    marked = [(event, telling.words) for event in matter.events for telling in event.tellings]
    taken: defaultdict[int, list[tuple[bool, int, FoundEvent]]] = defaultdict(list)
    articles = {words.article for _, words in marked}
    for row in rows:
        if row.words.article not in articles:
            continue
        shared = [(_common(row.words, words), number) for number, (_, words) in enumerate(marked)]
        most, number = max(shared, key=lambda one: (one[0], -one[1]))
        if most:
            taken[number].append((row.type == marked[number][0].type, most, row))
    for number, (event, words) in enumerate(marked):
        best = max(taken[number], key=lambda one: one[:2], default=None)
        yield _Mention(matter.id, event, words, best[2] if best else None)


def _count_events(mentions: Sequence[_Mention], faults: list[tuple[str, str]]) -> dict[str, Figure]:
    found = [mention for mention in mentions if mention.row is not None]
    pairs = Counter[str]()
    for left, right in combinations(mentions, 2):
        same, joined = left.name == right.name, _are_joined(left, right)
        pairs.update(gold=same, output=joined, right=same and joined)
        if joined and not same:
            faults.append(("events: joined, but different", f"{left} + {right}"))
        elif same and not joined:
            unread = left.row is None or right.row is None
            why = "a mention not found" if unread else "not joined"
            faults.append((f"events: same, {why}", f"{left} + {right}"))
    dated = [mention for mention in found if mention.event.day]
    told = [mention for mention in dated if mention.row and mention.row.day]
    in_time = [mention for mention in told if _share_a_day(mention)]
    faults += [
        ("events: wrong day", f"{one}: {one.row.day if one.row else None}, marked {one.event.day}")
        for one in told
        if one not in in_time
    ]
    faults += [("events: mention not found", str(one)) for one in mentions if one.row is None]
    plover = [mention for mention in mentions if mention.event.type != "OTHER"]
    same_type = [one for one in plover if one.row is not None and one.row.type == one.event.type]
    number = sum(one.row is not None for one in plover)
    return {
        "event mentions found": Counts(len(mentions), len(found), len(found)),
        "… of PLOVER's types": Counts(len(plover), number, number),
        "… with the same type": Counts(len(plover), number, len(same_type)),
        "… with a right day": Counts(len(dated), len(told), len(in_time)),
        "pairs of one event": Counts(pairs["gold"], pairs["output"], pairs["right"]),
        "… both mentions found": Counts(
            sum(left.name == right.name for left, right in combinations(found, 2)),
            pairs["output"],
            pairs["right"],
        ),
    }


def _are_joined(left: _Mention, right: _Mention) -> bool:
    return left.row is not None and right.row is not None and left.row.cluster == right.row.cluster


def _share_a_day(mention: _Mention) -> bool:
    marked = edtf_bounds(mention.event.day or "")
    found = edtf_bounds((mention.row.day if mention.row else None) or "")
    return bool(marked and found and marked[0] <= found[1] and found[0] <= marked[1])


def _b_cubed(mentions: Sequence[_Mention]) -> tuple[float, float]:
    """Return B³ precision and recall of mentions; one without a row is a cluster of its own."""
    clusters = [one.row.cluster if one.row else f"{number} alone" for number, one in enumerate(mentions)]
    names = [one.name for one in mentions]
    both = Counter(zip(clusters, names, strict=True))
    by_cluster, by_name = Counter(clusters), Counter(names)
    pairs = list(zip(clusters, names, strict=True))
    precision = sum(both[pair] / by_cluster[pair[0]] for pair in pairs)
    recall = sum(both[pair] / by_name[pair[1]] for pair in pairs)
    return (precision / len(pairs), recall / len(pairs)) if pairs else (0.0, 0.0)


def _event_kappa(found: Sequence[_Mention]) -> Kappa:
    """Return the agreement on "one event or two", over the pairs of mentions of one matter."""
    labels = [
        (str(left.name == right.name), str(_are_joined(left, right)))
        for left, right in combinations(found, 2)
        if left.matter == right.matter
    ]
    return find_kappa(labels)


def gold_origins(matter: Matter) -> dict[str, str]:
    """Return for each article of a matter the article that heads its origin."""
    source = {pair.left: pair.right for pair in matter.pairs if pair.relation in ONE_ORIGIN}
    heads: dict[str, str] = {}
    for text in matter.texts:
        head, passed = text.id, {text.id}
        while (nearer := source.get(head)) is not None and nearer not in passed:
            head = nearer
            passed.add(head)
        heads[text.id] = head
    return heads


def _origin_kappa(matters: Sequence[Matter], output: Output) -> Kappa:
    labels = []
    for matter in matters:
        heads = gold_origins(matter)
        for left, right in combinations(sorted(heads), 2):
            labels.append((str(heads[left] == heads[right]), str(_one_origin(output, left, right))))
    return find_kappa(labels)


def _one_origin(output: Output, left: str, right: str) -> bool:
    return output.origins.get(left, left) == output.origins.get(right, right)


def _count_articles(
    matters: Sequence[Matter], output: Output, faults: list[tuple[str, str]]
) -> dict[str, Figure]:
    heads = {article: head for matter in matters for article, head in gold_origins(matter).items()}
    pairs, headed = Counter[str](), Counter[str]()
    for left, right in combinations(sorted(heads), 2):
        same, joined = heads[left] == heads[right], _one_origin(output, left, right)
        pairs.update(gold=same, output=joined, right=same and joined)
        if same != joined:
            faults.append(("origins: one, not found" if same else "origins: not one", f"{left} + {right}"))
        if same and joined:
            head = output.heads.get(output.origins.get(left, left))
            headed.update(output=1, right=head == heads[left])
            if head != heads[left]:
                faults.append(("origins: wrong head", f"{left} + {right}: {head}, marked {heads[left]}"))
    marked = {
        (row.relation, row.left, row.right)
        for matter in matters
        for row in matter.pairs
        if row.relation in NOTICES
    }
    missed = sorted(marked - output.notices)
    faults += [("notices: not found", f"{left} {relation} {right}") for relation, left, right in missed]
    wrong = sorted(output.notices - marked)
    faults += [("notices: wrong", f"{left} {relation} {right}") for relation, left, right in wrong]
    return {
        "pairs of one origin": Counts(pairs["gold"], pairs["output"], pairs["right"]),
        "… headed by the right article": Counts(pairs["gold"], headed["output"], headed["right"]),
        "corrections, retractions": Counts(len(marked), len(output.notices), len(marked & output.notices)),
    }


def _common(one: Words, other: Words) -> int:
    """Return the number of characters two places of one article share."""
    if one.article != other.article:
        return 0
    clipped = (left.clipped(right) for left in one.spans for right in other.spans)
    return sum(span.length for span in clipped if span)


def _length(spans: Iterable[Span]) -> int:
    return sum(span.length for span in spans)


def _overlap(one: Words, other: Words) -> bool:
    """Return whether half of the shorter of two places is common; a place without spans is the article."""
    if one.article != other.article or not one.spans or not other.spans:
        return one.article == other.article and not one.spans and not other.spans
    return _common(one, other) >= SHARE * min(_length(one.spans), _length(other.spans))


def _any_overlap(ones: Iterable[Words], others: Sequence[Words]) -> bool:
    return any(_overlap(one, other) for one in ones for other in others)


@dataclass(frozen=True, slots=True)
class _Answer:
    """A marked answer with the places of both sides."""

    matter: str
    marked: MarkedAnswer
    statement: tuple[Words, ...]
    to: tuple[Words, ...]
    what: str

    def is_found_by(self, answer: FoundAnswer) -> bool:
        return _any_overlap(answer.statement, self.statement) and _any_overlap(answer.to, self.to)

    def __str__(self) -> str:
        marked = self.marked
        return f"{self.matter}: {marked.statement} {marked.relation} {marked.to} ({self.what})"


def _reaches(statement: Sequence[Words], to: Sequence[Words]) -> set[str]:
    """Return where an answer's other side is told: "within" its articles, "across" in another one."""
    own = {place.article for place in statement}
    return {"within" if place.article in own else "across" for place in to}


def _answers(matter: Matter) -> Iterator[_Answer]:
    places: dict[str, MarkedStatement] = {row.id: row for row in matter.statements}
    for answer in matter.answers:
        known = places.get(answer.to)
        to = known.places if known else (Words(answer.to, ()),)
        own = places[answer.statement]
        what = f"“{own.what}” to “{known.what if known else answer.to}”"
        yield _Answer(matter.id, answer, own.places, to, what)


def _count_answers(
    matters: Sequence[Matter], output: Output, faults: list[tuple[str, str]]
) -> dict[str, Figure]:
    names, texts = {matter.id for matter in matters}, _texts(matters)
    gold = [answer for matter in matters for answer in _answers(matter)]
    found = [row for row in output.answers if matter_of(row.statement[0].article) in names]
    counts: dict[str, Figure] = {}
    for reach in ("within", "across"):
        wanted = [row for row in gold if reach in _reaches(row.statement, row.to)]
        shown = [row for row in found if reach in _reaches(row.statement, row.to)]
        hits = [row for row in wanted if any(row.is_found_by(one) for one in shown)]
        right = [one for one in shown if any(row.is_found_by(one) for row in gold)]
        counts[f"answers {reach} articles"] = PartialCounts(len(wanted), len(hits), len(shown), len(right))
        faults += [(f"answers {reach}: not found", str(row)) for row in wanted if row not in hits]
        faults += [(f"answers {reach}: wrong", _describe(one, texts)) for one in shown if one not in right]
    pairs = [(row, one) for one in found for row in gold if row.is_found_by(one)]
    same = sum(one.relation in SAME_RELATION[row.marked.relation] for row, one in pairs)
    return {**counts, "… with the same relation": Counts(len(pairs), len(pairs), same)}


def _texts(matters: Iterable[Matter]) -> dict[str, str]:
    return {text.id: text.text for matter in matters for text in matter.texts}


def _describe(answer: FoundAnswer, texts: Mapping[str, str]) -> str:
    return f"{_spell(answer.statement, texts)} {answer.relation} {_spell(answer.to, texts)}"


def _spell(places: Iterable[Words], texts: Mapping[str, str]) -> str:
    """Return places with their words: m01a “denied it”."""
    return " = ".join(
        f"{place.article} “{' … '.join(span.words(texts[place.article]) for span in place.spans)}”"
        for place in places
    )


def _count_commitments(
    matters: Sequence[Matter], output: Output, faults: list[tuple[str, str]]
) -> dict[str, Figure]:
    names, texts = {matter.id for matter in matters}, _texts(matters)
    rows = [(matter.id, row) for matter in matters for row in matter.commitments]
    made = [row for _, row in rows if _any_overlap(output.made, [step.words for step in _made(row)])]
    shown = [step for step in output.steps if matter_of(step.words.article) in names]
    gold = [(name, row, step) for name, row in rows for step in row.steps if step.kind != "made"]
    counts: dict[str, Figure] = {"commitments found": Counts(len(rows), len(made), len(made))}
    faults += [
        ("commitments: not found", f"{name}/{row.id}: {row.to}") for name, row in rows if row not in made
    ]
    for reach in ("within", "across"):
        wanted = [one for one in gold if _step_reach(one[1], one[2]) == reach]
        hits = [one for one in wanted if any(_is_step(step, one[1], one[2]) for step in shown)]
        said = [step for step in shown if _found_reach(step) == reach]
        right = [step for step in said if any(_is_step(step, row, one) for _, row, one in gold)]
        counts[f"steps {reach} articles"] = PartialCounts(len(wanted), len(hits), len(said), len(right))
        faults += [
            (f"steps {reach}: not found", f"{row.id} ({row.to}) {one.kind}: {_spell((one.words,), texts)}")
            for name, row, one in wanted
            if (name, row, one) not in hits
        ]
        faults += [
            (
                f"steps {reach}: wrong",
                f"{step.kind}: {_spell((step.words,), texts)}",
            )
            for step in said
            if step not in right
        ]
    return counts


def _made(row: MarkedCommitment) -> list[MarkedStep]:
    return [step for step in row.steps if step.kind == "made"]


def _step_reach(row: MarkedCommitment, step: MarkedStep) -> str:
    """Return "across" for a step told in another article than the first that makes the commitment."""
    made = _made(row)
    return "within" if made and made[0].words.article == step.words.article else "across"


def _found_reach(step: FoundStep) -> str:
    own = step.words.article
    return "within" if all(place.article == own for place in step.made) else "across"


def _is_step(step: FoundStep, row: MarkedCommitment, marked: MarkedStep) -> bool:
    """Return whether a step has the words and the kind of a marked one, and hangs on its commitment."""
    kind = SAME_STEP.get(step.kind, step.kind)
    if kind != marked.kind or not _overlap(step.words, marked.words):
        return False
    return _any_overlap(step.made, [one.words for one in row.steps if one is not marked])


def marks_as_output(matters: Sequence[Matter]) -> Output:
    """Return the marks of a second marker in the form of an output, to be scored against the first."""
    events = [
        FoundEvent(telling.words, f"{matter.id}/{event.id}", event.type, event.day)
        for matter in matters
        for event in matter.events
        for telling in event.tellings
    ]
    origins = {article: head for matter in matters for article, head in gold_origins(matter).items()}
    answers = [
        FoundAnswer(row.statement, row.to, row.marked.relation)
        for matter in matters
        for row in _answers(matter)
    ]
    rows = [row for matter in matters for row in matter.commitments]
    made = [step.words for row in rows for step in _made(row)]
    steps = [
        FoundStep(tuple(one.words for one in _made(row)), step.words, step.kind)
        for row in rows
        for step in row.steps
        if step.kind != "made"
    ]
    notices = frozenset(
        (pair.relation, pair.left, pair.right)
        for matter in matters
        for pair in matter.pairs
        if pair.relation in NOTICES
    )
    heads = {head: head for head in origins.values()}
    return Output(events, origins, heads, notices, answers, made, steps)
