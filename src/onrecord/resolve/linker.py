"""Links new articles of a dossier to those compared before, and stores the findings.

It can be stopped and resumed.
"""

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from onrecord.model.judgement import SAME_SCORE, Judgement, JudgementKind, make_judgement
from onrecord.model.record import Record
from onrecord.resolve.actor_resolution import (
    NamesakeIndex,
    ambiguous_names,
    can_be_matched,
    candidate_names,
    candidate_surnames,
    choose_matches,
    find_bearer,
    find_same,
    find_senses_of,
    is_generic_body,
    match_actor,
    match_generic_body,
)
from onrecord.resolve.event_resolution import (
    MAX_DAYS_FROM_PUBLICATION,
    compare_commitments,
    compare_events,
    match_in_copies,
)
from onrecord.resolve.ledger.steps import judge_steps
from onrecord.resolve.match import Match, article_of, best_match
from onrecord.resolve.near_duplicates import (
    FAR_APART_DAYS,
    FAR_APART_SHARED,
    ComparableText,
    article_fingerprints,
    make_comparable,
    match_articles,
    shared_credit,
)
from onrecord.resolve.statement_resolution import (
    NESTED_MAX_DAYS,
    WordsOf,
    best_matches,
    explain_origin,
    find_beginnings,
    find_content_words,
    share_words,
    shared_earlier_outlet,
    without_refrains,
)
from onrecord.store.features.match_features import ActorFeatures, FarApart, StatementFeatures
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import DOUBTFUL, Dossier
from onrecord.store.stored_rows import StoredText

RULE = "rule:linking/5"  # a new number makes all articles be compared again
MAX_CANDIDATES = 25  # articles compared with one: those that share most fingerprints


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
    rest.extend(judge_steps(dossier, article_id, RULE, linker.made_at))
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
        actors = [actor for actor in article if not actor.is_linked and can_be_matched(actor)]
        specific = [actor for actor in actors if not is_generic_body(actor)]
        names = {name for actor in specific for name in candidate_names(actor)}
        surnames = {key for actor in specific for key in candidate_surnames(actor)}
        others = self.dossier.list_namesakes(self.article_id, names, surnames)
        senses, namesakes = self._find_senses(text, [*specific, *others]), NamesakeIndex(others)
        for actor in specific:
            matches = match_actor(actor, namesakes.of(actor), senses)
            bearer = None if find_same(matches) else find_bearer(actor, article)
            for other, match in choose_matches(actor, matches if bearer is None else [bearer]):
                yield self._judge("actor", actor.reference, other.reference, match)
        for actor in actors:
            if is_generic_body(actor):
                yield from self._judge_generic_body(actor)

    def _judge_generic_body(self, actor: ActorFeatures) -> Iterator[Judgement]:
        """Yield a doubt about one namesake. A body that can be of any place is not compared with all."""
        for other in self.dossier.list_namesakes(self.article_id, actor.names, limit=1)[:1]:
            match = match_generic_body(actor, other)
            if match is not None:
                yield self._judge("actor", actor.reference, other.reference, match)

    def _find_senses(self, text: str, actors: Iterable[ActorFeatures]) -> dict[str, str]:
        """Return the bearer meant by each ambiguous name, by actor reference and name."""
        found: dict[str, str] = {}
        texts = {self.article_id: text}
        for actor in actors:
            names = {name.strip() for name in actor.names | actor.called} & ambiguous_names()
            if not names or actor.kinds == {"person"}:
                continue
            article = article_of(actor.reference)
            if article not in texts:
                stored = self.dossier.get_text(article)
                texts[article] = stored.text if stored else ""
            for name, sense in find_senses_of(actor, texts[article]).items():
                found[f"{actor.reference} {name}"] = sense
        return found

    def judge_articles(
        self, stored: StoredText, own: ComparableText, fingerprints: Sequence[int]
    ) -> Iterator[Judgement]:
        """Yield the judgements that other articles carry the same copy, or are other versions of the page."""
        pages = set(self.dossier.list_same_page(self.article_id))
        far_apart = FarApart(FAR_APART_DAYS, FAR_APART_SHARED)
        sharing = self.dossier.find_articles_sharing(self.article_id, fingerprints, MAX_CANDIDATES, far_apart)
        for other_id in dict.fromkeys([*sharing, *sorted(pages)]):
            other = self.dossier.get_text(other_id)
            if other is None:
                continue
            same_page = other_id in pages
            same_title = same_page and stored.title is not None and stored.title == other.title
            text = make_comparable(other)
            for kind, match in match_articles(own, text, same_page=same_page, same_title=same_title):
                yield self._judge(kind, self.article_id, other_id, match)

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
        for row in without_refrains(own, words_of):
            for other, match in best_matches(row, candidates.get(row.known_as, ()), words_of):
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
        return {name: without_refrains(rows, words_of) for name, rows in others.items()}

    def _find_shared_origin(
        self, row: StatementFeatures, other: StatementFeatures, texts: dict[str, ComparableText | None]
    ) -> str | None:
        """Return in words from whom both articles had a statement. `texts` caches the texts of articles."""
        if shared_earlier_outlet(row, other) is not None:
            return explain_origin(row, other, None)
        for article in (article_of(row.reference), article_of(other.reference)):
            if article not in texts:
                stored = self.dossier.get_text(article)
                texts[article] = make_comparable(stored) if stored else None
        left, right = texts[article_of(row.reference)], texts[article_of(other.reference)]
        agency = shared_credit(left, right) if left and right else None
        return explain_origin(row, other, agency)

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
        best = best_match(matches, DOUBTFUL)
        if best is not None:
            yield self._judge(kind, own, best[1], best[0])


def _days_to_search(statements: Sequence[StatementFeatures]) -> tuple[date, date]:
    """Return the first and last day on which a statement can have been made that matches one of these."""
    days = [row.days for row in statements if row.days]
    first = min((row[0] for row in days), default=date.min)
    last = max((row[1] for row in days), default=date.max)
    margin = timedelta(days=NESTED_MAX_DAYS)
    return max(first, date.min + margin) - margin, min(last, date.max - margin) + margin
