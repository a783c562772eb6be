"""Link: compare what is new in a dossier with what was there and keep the findings. Stopped, it goes on where it was."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache

from onrecord.model.judgement import SAME, Judgement, JudgementKind, make_judgement
from onrecord.model.record import Record
from onrecord.resolve.near_duplicates import ComparableText, compare, make_comparable, shared_credit, article_fingerprints
from onrecord.resolve.actor_resolution import (
    DOUBTED,
    NamesakeIndex,
    ambiguous_names,
    find_senses,
    is_generic,
    match_actor,
    candidate_names,
    bare_surnames,
)
from onrecord.resolve.event_resolution import SLACK, Match, compare_commitments, compare_events, match_in_copies
from onrecord.resolve.statement_resolution import (
    REFERRED_DAYS,
    Likeness,
    ContentWords,
    compare_statements,
    shared_earlier_outlet,
    find_content_words,
)
from onrecord.store.match_features import ActorFeatures, StatementFeatures
from onrecord.store.protocol import DOUBTFUL, Dossier
from onrecord.store.stored_rows import StoredText

RULE = "rule:linking/2"  # a new number makes every article be compared anew
MOST_CANDIDATES = 25  # articles one is compared with: those that share most prints
MOST_REPEATS = (
    3  # statements in the same words by one mouth in one article that are compared; more are a refrain
)
MOST_ALIKE = 3  # statements of one other article with which one statement is judged
MOST_DOUBTS = 2  # namesakes of one actor that are left for people to decide


Worded = Callable[[str], ContentWords]


@dataclass(frozen=True, slots=True)
class Linked:
    """What was found of one article: how many others carry its copy, and how many of its rows others tell, too."""

    article: str
    reprints: int
    statements: int
    actors: int = 0
    events: int = 0
    commitments: int = 0


def link_articles(dossier: Dossier) -> Iterator[Linked]:
    """Compare every article that was not yet, and yield what was found of each. Raises StoreError."""
    for article_id in dossier.list_unlinked(RULE):
        found = link_article(dossier, article_id)
        if found is not None:
            yield found


def link_article(dossier: Dossier, article_id: str) -> Linked | None:
    """Compare one article with those compared before it and keep the judgements; None when its record is gone.

    Actors come first, because the rest is compared by who takes part. Stopped between the two, it finds the same again.
    """
    record = dossier.get_record(article_id)
    if record is None:
        return None
    judge = _Judge(datetime.now(UTC).isoformat(timespec="microseconds"))
    actors = list(_judge_actors(dossier, record, judge))
    dossier.write_judgements(actors)
    rest: list[Judgement] = []
    prints: list[int] = []
    kept = dossier.get_text(article_id)
    if kept is not None:
        own = make_comparable(kept)
        prints = sorted({*article_fingerprints(own)})
        rest.extend(_judge_articles(dossier, kept, own, prints, judge))
    copies = [
        row.right if row.left == article_id else row.left
        for row in rest
        if row.kind == "reprint" and row.same
    ]
    rest.extend(_judge_said(dossier, article_id, judge))
    rest.extend(_judge_events(dossier, article_id, copies, judge))
    rest.extend(_judge_commitments(dossier, article_id, copies, judge))
    dossier.write_linked(article_id, RULE, prints, rest)
    same = Counter(row.kind for row in (*actors, *rest) if row.same)
    return Linked(
        article_id, same["reprint"], same["statement"], same["actor"], same["event"], same["commitment"]
    )


@dataclass(frozen=True, slots=True)
class _Judge:
    """Makes judgements of this rule, at one moment."""

    made_at: str

    def on(self, kind: JudgementKind, left: str, right: str, score: float, reason: str) -> Judgement:
        return make_judgement(kind, (left, right), RULE, score, reason, self.made_at)


def _judge_actors(dossier: Dossier, record: Record, judge: _Judge) -> Iterator[Judgement]:
    """Yield for each actor the judgement that it is one known from others; or on those it may be or shares a name with."""
    actors = [
        actor for actor in dossier.list_actor_features(record.article.id) if not actor.linked and actor.proper
    ]
    own = [actor for actor in actors if actor.kinds != {"people"} and not _is_anyones(actor)]
    asked = {name for actor in own for name in candidate_names(actor)}
    alone = {name for actor in own for name in bare_surnames(actor)}
    others = dossier.list_namesakes(record.article.id, asked, alone)
    senses, namesakes = _senses(dossier, record, own, others), NamesakeIndex(others)
    for actor in own:
        verdicts = match_actor(actor, namesakes.of(actor), senses)
        if verdicts and verdicts[0][1].score >= SAME:
            other, verdict = verdicts[0]
            yield judge.on("actor", actor.reference, other.reference, verdict.score, verdict.reason)
            continue
        doubts = 0
        for other, verdict in verdicts:
            namesake = other.known_as == actor.known_as
            if verdict.score >= DOUBTFUL and doubts < MOST_DOUBTS:
                doubts += 1
            elif not namesake:
                continue
            yield judge.on(
                "actor", actor.reference, other.reference, min(verdict.score, DOUBTED), verdict.reason
            )
    for actor in actors:
        if _is_anyones(actor):
            yield from _judge_generic(dossier, actor, judge)


def _is_anyones(actor: ActorFeatures) -> bool:
    """Tell whether an actor is called what bodies of many places are, and the article does not tell of which it is."""
    bodies = not actor.kinds & {"person", "people", "state"}
    return bodies and not actor.countries and all(is_generic(name.strip()) for name in actor.names)


def _judge_generic(dossier: Dossier, actor: ActorFeatures, judge: _Judge) -> Iterator[Judgement]:
    """Yield the doubt about one namesake: comparing a body that could be anyone's with all of them would lead nowhere."""
    for other in dossier.list_namesakes(actor.reference.partition("/")[0], actor.names, limit=1):
        if not other.kinds & {"person", "people", "state"}:
            reason = f"both are called {min(actor.names).strip()!r}, as bodies of many places are"
            yield judge.on("actor", actor.reference, other.reference, DOUBTED, reason)


def _senses(
    dossier: Dossier, record: Record, own: list[ActorFeatures], others: list[ActorFeatures]
) -> dict[str, str]:
    """Return which bearer of an ambiguous name is meant, by the reference of the actor and the name."""
    found: dict[str, str] = {}
    texts = {record.article.id: record.article.text}
    for actor in (*own, *others):
        names = {name.strip() for name in actor.names | actor.called} & ambiguous_names()
        if names and actor.kinds != {"person"}:
            article = actor.reference.partition("/")[0]
            if article not in texts:
                other = dossier.get_text(article)
                texts[article] = other.text if other else ""
            found.update(
                (f"{actor.reference} {name}", sense)
                for name, sense in find_senses(names, texts[article]).items()
            )
    return found


def _judge_articles(
    dossier: Dossier, kept: StoredText, own: ComparableText, prints: list[int], judge: _Judge
) -> Iterator[Judgement]:
    """Yield the judgements that other articles carry the same copy, or are other versions of the same page."""
    article_id = kept.article
    same_page = set(dossier.list_same_page(article_id))
    near = [*dossier.find_articles_sharing(article_id, prints, MOST_CANDIDATES), *sorted(same_page)]
    for other_id in dict.fromkeys(near):
        other = dossier.get_text(other_id)
        if other is None:
            continue
        found = compare(own, make_comparable(other))
        if found.score >= DOUBTFUL:
            yield judge.on("reprint", article_id, other_id, found.score, found.reason)
        if other_id in same_page:
            same_title = kept.title is not None and kept.title == other.title
            if same_title or found.score >= SAME:
                why = "the same title" if same_title else found.reason
                yield judge.on("version", article_id, other_id, 0.95, f"the same address, and {why}")


def _judge_said(dossier: Dossier, article_id: str, judge: _Judge) -> Iterator[Judgement]:
    """Yield the judgements that others report the same utterance, and that both had it from one and the same other."""
    own = dossier.list_statement_features(article_id)
    days = [row.days for row in own if row.days]
    if not own:
        return
    first, last = (
        min((row[0] for row in days), default=date.min),
        max((row[1] for row in days), default=date.max),
    )
    others: dict[str, list[StatementFeatures]] = {}
    for rival in dossier.list_statements_by(
        article_id, {row.known_as for row in own}, _wider(first, last, REFERRED_DAYS)
    ):
        others.setdefault(rival.known_as, []).append(rival)
    credited: dict[str, ComparableText | None] = {}
    worded = cache(find_content_words)
    told = {name: _without_refrains(rows, worded) for name, rows in others.items()}
    for row in _without_refrains(own, worded):
        for rival, found in _most_alike(row, told.get(row.known_as, ()), worded):
            yield judge.on("statement", row.reference, rival.reference, found.score, found.reason)
            if found.score >= SAME:
                why = _why_one_origin(dossier, row, rival, credited)
                if why:
                    yield judge.on("origin", row.reference, rival.reference, found.score, why)


def _without_refrains(rows: Iterable[StatementFeatures], worded: Worded) -> list[StatementFeatures]:
    """Return statements without those an article tells in the same words more than MOST_REPEATS times: they would pair with each
    other's repetitions, squared."""
    told: Counter[tuple[str, str, tuple[str, ...]]] = Counter()
    kept: list[StatementFeatures] = []
    for row in rows:
        key = (row.reference.partition("/")[0], row.known_as, worded(row.content).words)
        told[key] += 1
        if told[key] <= MOST_REPEATS:
            kept.append(row)
    return kept


def _most_alike(
    row: StatementFeatures, rivals: Iterable[StatementFeatures], worded: Worded
) -> Iterator[tuple[StatementFeatures, Likeness]]:
    """Yield the statements that may be the same utterance, of each article the few that are most alike, in the order given."""
    found = [
        (rival, alike)
        for rival in rivals
        if (alike := compare_statements(row, rival, worded)) and alike.score >= DOUBTFUL
    ]
    near: dict[str, list[tuple[StatementFeatures, Likeness]]] = {}
    for pair in sorted(found, key=lambda pair: -pair[1].score):
        near.setdefault(pair[0].reference.partition("/")[0], []).append(pair)
    kept = {rival.reference for pairs in near.values() for rival, _ in pairs[:MOST_ALIKE]}
    yield from (pair for pair in found if pair[0].reference in kept)


def _why_one_origin(
    dossier: Dossier, row: StatementFeatures, rival: StatementFeatures, known: dict[str, ComparableText | None]
) -> str | None:
    holder = shared_earlier_outlet(row, rival)
    if holder is not None:
        return f"both had the words from {holder.strip()}"
    tellings = []
    for article in (row.reference.partition("/")[0], rival.reference.partition("/")[0]):
        if article not in known:
            kept = dossier.get_text(article)
            known[article] = make_comparable(kept) if kept else None
        tellings.append(known[article])
    left, right = tellings
    agency = shared_credit(left, right) if left and right else None
    return f"both articles say their copy is {agency}'s" if agency else None


def _judge_events(
    dossier: Dossier, article_id: str, copies: Sequence[str], judge: _Judge
) -> Iterator[Judgement]:
    """Yield for each event the judgement that it is one told elsewhere, or on the one it may be."""
    own = dossier.list_event_features(article_id)
    copied = [other for name in copies for other in dossier.list_event_features(name)] if own else []
    for event in own:
        likely = dossier.list_similar_events(article_id, event, SLACK)
        matches = [(match_in_copies(event, other), other.reference) for other in copied]
        matches += [(compare_events(event, other), other.reference) for other in likely]
        yield from _best("event", event.reference, matches, judge)


def _judge_commitments(
    dossier: Dossier, article_id: str, copies: Sequence[str], judge: _Judge
) -> Iterator[Judgement]:
    """Yield for each commitment the judgement that it is one told elsewhere, or on the one it may be."""
    own = dossier.list_commitment_features(article_id)
    copied = [other for name in copies for other in dossier.list_commitment_features(name)] if own else []
    for commitment in own:
        likely = dossier.list_similar_commitments(article_id, commitment)
        matches = [(match_in_copies(commitment, other), other.reference) for other in copied]
        matches += [(compare_commitments(commitment, other), other.reference) for other in likely]
        yield from _best("commitment", commitment.reference, matches, judge)


def _best(
    kind: JudgementKind, own: str, matches: Iterable[tuple[Match | None, str]], judge: _Judge
) -> Iterator[Judgement]:
    ordered = sorted(
        ((match, other) for match, other in matches if match), key=lambda row: (-row[0].score, row[1])
    )
    if ordered and ordered[0][0].score >= DOUBTFUL:
        match, other = ordered[0]
        yield judge.on(kind, own, other, match.score, match.reason)


def _wider(first: date, last: date, days: int) -> tuple[date, date]:
    by = timedelta(days=days)
    return max(first, date.min + by) - by, min(last, date.max - by) + by
