"""Links new articles of a dossier to those compared before, and stores the findings.

It can be stopped and resumed.
"""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from onrecord.model.judgement import SAME_SCORE, Judgement, JudgementKind, make_judgement
from onrecord.model.record import Record
from onrecord.resolve.actor_resolution import (
    DOUBTFUL_SCORE,
    NamesakeIndex,
    ambiguous_names,
    candidate_names,
    candidate_surnames,
    find_bearer,
    find_same,
    find_senses,
    match_actor,
)
from onrecord.resolve.actors.known_entries import find_entries
from onrecord.resolve.event_resolution import (
    MAX_DAYS_FROM_PUBLICATION,
    compare_commitments,
    compare_events,
    match_in_copies,
)
from onrecord.resolve.match import Match
from onrecord.resolve.near_duplicates import (
    FAR_APART_DAYS,
    FAR_APART_SHARED,
    ComparableText,
    article_fingerprints,
    compare,
    make_comparable,
    shared_credit,
)
from onrecord.resolve.statement_resolution import (
    NESTED_MAX_DAYS,
    ContentWords,
    compare_statements,
    find_beginnings,
    find_content_words,
    share_words,
    shared_earlier_outlet,
)
from onrecord.store.actor_ids import is_generic
from onrecord.store.match_features import ActorFeatures, FarApart, StatementFeatures
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import DOUBTFUL, Dossier
from onrecord.store.stored_rows import StoredText

RULE = "rule:linking/3"  # a new number makes all articles be compared again
MAX_CANDIDATES = 25  # articles compared with one: those that share most fingerprints
# Statements with the same words by one speaker in one article that are compared; more are a refrain.
MAX_REPEATS = 3
MAX_MATCHES_PER_ARTICLE = 3  # statements of one other article that are judged against one statement
MAX_DOUBTFUL_NAMESAKES = 2  # namesakes of one actor that are left for people to decide
VERSION_SCORE = 0.95  # of two articles at one URL with the same title or copy
_NOT_BODIES = {"person", "people", "state"}

WordsOf = Callable[[str], ContentWords]


@dataclass(frozen=True, slots=True)
class LinkedArticle:
    """The number of matches found for one article: other articles with its copy, and rows that others have,
    too.
    """

    article: str
    reprints: int
    statements: int
    actors: int = 0
    events: int = 0
    commitments: int = 0


def link_articles(dossier: Dossier) -> Iterator[LinkedArticle]:
    """Compare every article that was not compared yet, and yield its matches. Raises StoreError."""
    dossier.retire_rules(RULE)
    for article_id in dossier.list_unlinked(RULE):
        found = link_article(dossier, article_id)
        if found is not None:
            yield found


def link_article(dossier: Dossier, article_id: str) -> LinkedArticle | None:
    """Compare one article with those compared before it and store the judgements.

    None when its record is gone.

    Actors are stored first, because all else is compared by who takes part. If the program stops in between,
    the next run finds the same again.
    """
    stored = dossier.get_text(article_id)
    if stored is None:
        return None
    linker = _Linker(dossier, article_id, datetime.now(UTC).isoformat(timespec="microseconds"))
    actors = list(linker.judge_actors(stored.text))
    dossier.write_judgements(actors)
    own = make_comparable(stored)
    fingerprints = sorted({*article_fingerprints(own)})
    rest = list(linker.judge_articles(stored, own, fingerprints))
    copies = [
        row.right if row.left == article_id else row.left
        for row in rest
        if row.kind == "reprint" and row.same
    ]
    rest.extend(linker.judge_statements())
    rest.extend(linker.judge_events(copies))
    rest.extend(linker.judge_commitments(copies))
    dossier.write_linked(article_id, RULE, fingerprints, rest)
    same = Counter(row.kind for row in (*actors, *rest) if row.same)
    return LinkedArticle(
        article_id, same["reprint"], same["statement"], same["actor"], same["event"], same["commitment"]
    )


def cluster_records(
    records: Iterable[Record], kinds: Iterable[JudgementKind]
) -> dict[JudgementKind, dict[str, str]]:
    """Return for each kind the cluster of every row (`ARTICLE/ROW`) that is in one.

    The records are linked in a temporary dossier, as `onrecord add` does. Used to measure and to test.
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        open_dossier(Path(folder) / "temporary.dossier", create=True) as dossier,
    ):
        for record in records:
            dossier.write(record)
        for _ in link_articles(dossier):
            pass
        return {kind: dossier.list_clusters(kind) for kind in kinds}


@dataclass(frozen=True, slots=True)
class _Linker:
    """Makes the judgements on one article, all with the same time."""

    dossier: Dossier
    article_id: str
    made_at: str

    def _judge(self, kind: JudgementKind, left: str, right: str, match: Match) -> Judgement:
        return make_judgement(kind, (left, right), RULE, match.score, match.reason, self.made_at)

    def judge_actors(self, text: str) -> Iterator[Judgement]:
        """Yield for each actor the judgement that others name it, too, or doubts about its namesakes."""
        article = self.dossier.list_actor_features(self.article_id)
        actors = [actor for actor in article if not actor.is_linked and _can_be_matched(actor)]
        specific = [actor for actor in actors if not _is_generic_body(actor)]
        names = {name for actor in specific for name in candidate_names(actor)}
        surnames = {key for actor in specific for key in candidate_surnames(actor)}
        others = self.dossier.list_namesakes(self.article_id, names, surnames)
        senses, namesakes = self._find_senses(text, [*specific, *others]), NamesakeIndex(others)
        for actor in specific:
            matches = match_actor(actor, namesakes.of(actor), senses)
            bearer = None if find_same(matches) else find_bearer(actor, article)
            yield from self._judge_actor(actor, matches if bearer is None else [bearer])
        for actor in actors:
            if _is_generic_body(actor):
                yield from self._judge_generic_body(actor)

    def _judge_actor(
        self, actor: ActorFeatures, matches: Sequence[tuple[ActorFeatures, Match]]
    ) -> Iterator[Judgement]:
        joined = find_same(matches)
        for other, match in joined:
            yield self._judge("actor", actor.reference, other.reference, match)
        doubtful = len(joined) and MAX_DOUBTFUL_NAMESAKES  # one that is known leaves no doubts to decide
        for other, match in matches:
            if other in (row for row, _ in joined):
                continue
            if match.score >= DOUBTFUL and doubtful < MAX_DOUBTFUL_NAMESAKES:
                doubtful += 1
            elif other.known_as != actor.known_as:
                continue
            # Actors of one name are one until judged otherwise, so that this judgement is needed to keep them
            # apart.
            limited = Match(min(match.score, DOUBTFUL_SCORE), match.reason)
            yield self._judge("actor", actor.reference, other.reference, limited)

    def _judge_generic_body(self, actor: ActorFeatures) -> Iterator[Judgement]:
        """Yield a doubt about one namesake. A body that can be of any place is not compared with all."""
        for other in self.dossier.list_namesakes(self.article_id, actor.names, limit=1)[:1]:
            if not other.kinds & _NOT_BODIES:
                reason = f"both are called {min(actor.names).strip()!r}, as bodies of many places are"
                yield self._judge("actor", actor.reference, other.reference, Match(DOUBTFUL_SCORE, reason))

    def _find_senses(self, text: str, actors: Iterable[ActorFeatures]) -> dict[str, str]:
        """Return the bearer meant by each ambiguous name, by actor reference and name."""
        found: dict[str, str] = {}
        texts = {self.article_id: text}
        for actor in actors:
            names = {name.strip() for name in actor.names | actor.called} & ambiguous_names()
            if not names or actor.kinds == {"person"}:
                continue
            article = _article_of(actor.reference)
            if article not in texts:
                stored = self.dossier.get_text(article)
                texts[article] = stored.text if stored else ""
            for name, sense in find_senses(names, texts[article]).items():
                found[f"{actor.reference} {name}"] = sense
        return found

    def judge_articles(
        self, stored: StoredText, own: ComparableText, fingerprints: Sequence[int]
    ) -> Iterator[Judgement]:
        """Yield the judgements that other articles carry the same copy, or are other versions of the page."""
        same_page = set(self.dossier.list_same_page(self.article_id))
        far_apart = FarApart(FAR_APART_DAYS, FAR_APART_SHARED)
        sharing = self.dossier.find_articles_sharing(self.article_id, fingerprints, MAX_CANDIDATES, far_apart)
        for other_id in dict.fromkeys([*sharing, *sorted(same_page)]):
            other = self.dossier.get_text(other_id)
            if other is None:
                continue
            found = compare(own, make_comparable(other))
            if found.score >= DOUBTFUL:
                yield self._judge("reprint", self.article_id, other_id, Match(found.score, found.reason))
            if other_id in same_page:
                same_title = stored.title is not None and stored.title == other.title
                if same_title or found.score >= SAME_SCORE:
                    reason = f"the same address, and {'the same title' if same_title else found.reason}"
                    yield self._judge("version", self.article_id, other_id, Match(VERSION_SCORE, reason))

    def judge_statements(self) -> Iterator[Judgement]:
        """Yield the judgements that others report the same utterance, and that both had it from one third
        party.
        """
        own = self.dossier.list_statement_features(self.article_id)
        if not own:
            return
        words_of = cache(find_content_words)
        candidates = self._find_statements(own, words_of)
        texts: dict[str, ComparableText | None] = {}
        for row in _without_refrains(own, words_of):
            for other, match in _best_matches(row, candidates.get(row.known_as, ()), words_of):
                yield self._judge("statement", row.reference, other.reference, match)
                origin = self._find_shared_origin(row, other, texts) if match.score >= SAME_SCORE else None
                if origin:
                    yield self._judge("origin", row.reference, other.reference, Match(match.score, origin))

    def _find_statements(
        self, own: Sequence[StatementFeatures], words_of: WordsOf
    ) -> dict[str, list[StatementFeatures]]:
        """Return the statements of other articles that can be one of `own`, by speaker."""
        by_speaker: dict[str, list[StatementFeatures]] = {}
        for row in own:
            by_speaker.setdefault(row.known_as, []).append(row)
        beginnings = {
            name: [find_beginnings(row.content) for row in rows] for name, rows in by_speaker.items()
        }
        days = {name: _days_to_search(rows) for name, rows in by_speaker.items()}
        found = [
            other
            for other in self.dossier.list_statements_by(self.article_id, days)
            if share_words(find_beginnings(other.content), beginnings[other.known_as])
        ]
        outlets = self.dossier.list_earlier_outlets([row.reference for row in found])
        others: dict[str, list[StatementFeatures]] = {}
        for other in found:
            had = outlets.get(other.reference, frozenset())
            others.setdefault(other.known_as, []).append(replace(other, earlier_outlets=had))
        return {name: _without_refrains(rows, words_of) for name, rows in others.items()}

    def _find_shared_origin(
        self, row: StatementFeatures, other: StatementFeatures, texts: dict[str, ComparableText | None]
    ) -> str | None:
        """Return in words from whom both articles had a statement. `texts` caches the texts of articles."""
        outlet = shared_earlier_outlet(row, other)
        if outlet is not None:
            return f"both had the words from {outlet.strip()}"
        for article in (_article_of(row.reference), _article_of(other.reference)):
            if article not in texts:
                stored = self.dossier.get_text(article)
                texts[article] = make_comparable(stored) if stored else None
        left, right = texts[_article_of(row.reference)], texts[_article_of(other.reference)]
        agency = shared_credit(left, right) if left and right else None
        return f"both articles credit {agency} for their copy" if agency else None

    def judge_events(self, copies: Sequence[str]) -> Iterator[Judgement]:
        """Yield for each event the judgement on its best match.

        `copies` are articles that carry the same copy.
        """
        own = self.dossier.list_event_features(self.article_id)
        in_copies = [row for name in copies for row in self.dossier.list_event_features(name)] if own else []
        within = MAX_DAYS_FROM_PUBLICATION
        found = self.dossier.list_similar_events(self.article_id, own, within) if own else []
        for event, similar in zip(own, found, strict=True):
            matches = [(match_in_copies(event, other), other.reference) for other in in_copies]
            matches += [(compare_events(event, other), other.reference) for other in similar]
            yield from self._judge_best("event", event.reference, matches)

    def judge_commitments(self, copies: Sequence[str]) -> Iterator[Judgement]:
        """Yield for each commitment the judgement on its best match.

        `copies` are articles that carry the same copy.
        """
        own = self.dossier.list_commitment_features(self.article_id)
        in_copies = (
            [row for name in copies for row in self.dossier.list_commitment_features(name)] if own else []
        )
        found = self.dossier.list_similar_commitments(self.article_id, own) if own else []
        for commitment, similar in zip(own, found, strict=True):
            matches = [(match_in_copies(commitment, other), other.reference) for other in in_copies]
            matches += [(compare_commitments(commitment, other), other.reference) for other in similar]
            yield from self._judge_best("commitment", commitment.reference, matches)

    def _judge_best(
        self, kind: JudgementKind, own: str, matches: Iterable[tuple[Match | None, str]]
    ) -> Iterator[Judgement]:
        ranked = sorted(
            ((match, other) for match, other in matches if match), key=lambda row: (-row[0].score, row[1])
        )
        if ranked and ranked[0][0].score >= DOUBTFUL:
            match, other = ranked[0]
            yield self._judge(kind, own, other, match)


def _article_of(reference: str) -> str:
    return reference.partition("/")[0]


def _can_be_matched(actor: ActorFeatures) -> bool:
    """Whether an actor can be one of other articles: by its proper name, or as a known actor."""
    return actor.kinds != {"people"} and (actor.is_named or bool(actor.wikidata))


def _is_generic_body(actor: ActorFeatures) -> bool:
    """Whether an actor has a name that bodies of many places have, and the article does not say of which it
    is.
    """
    is_body = not actor.kinds & _NOT_BODIES and not find_entries(actor)
    return is_body and not actor.countries and all(is_generic(name.strip()) for name in actor.names)


def _without_refrains(rows: Iterable[StatementFeatures], words_of: WordsOf) -> list[StatementFeatures]:
    """Return at most MAX_REPEATS statements of one article with the same words.

    The number of pairs to compare would otherwise grow with the square of the repetitions.
    """
    counts: Counter[tuple[str, str, tuple[str, ...]]] = Counter()
    remaining: list[StatementFeatures] = []
    for row in rows:
        key = (_article_of(row.reference), row.known_as, words_of(row.content).words)
        counts[key] += 1
        if counts[key] <= MAX_REPEATS:
            remaining.append(row)
    return remaining


def _best_matches(
    row: StatementFeatures, others: Iterable[StatementFeatures], words_of: WordsOf
) -> Iterator[tuple[StatementFeatures, Match]]:
    """Yield the statements that may be the same utterance: the best few of each article, in order."""
    found = [
        (other, match)
        for other in others
        if (match := compare_statements(row, other, words_of)) and match.score >= DOUBTFUL
    ]
    by_article: dict[str, list[str]] = {}
    for other, _ in sorted(found, key=lambda pair: -pair[1].score):
        by_article.setdefault(_article_of(other.reference), []).append(other.reference)
    best = {name for names in by_article.values() for name in names[:MAX_MATCHES_PER_ARTICLE]}
    yield from (pair for pair in found if pair[0].reference in best)


def _days_to_search(statements: Sequence[StatementFeatures]) -> tuple[date, date]:
    """Return the first and last day on which a statement can have been made that matches one of these."""
    days = [row.days for row in statements if row.days]
    first = min((row[0] for row in days), default=date.min)
    last = max((row[1] for row in days), default=date.max)
    margin = timedelta(days=NESTED_MAX_DAYS)
    return max(first, date.min + margin) - margin, min(last, date.max - margin) + margin
