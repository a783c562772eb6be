"""The annotator of commitments.

From triggers to commitments with parties, day, event and status, each once.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from onrecord.annotate.amounts.lexicon import load_amount_words
from onrecord.annotate.commitments.actions import Act, ActFinder
from onrecord.annotate.commitments.agreements import Agreement, find_agreements, find_duties, first_dated
from onrecord.annotate.commitments.deadlines import own_times, with_deadline
from onrecord.annotate.commitments.lexicon import CommitmentWords, commitment_words, load_commitment_words
from onrecord.annotate.commitments.parties import Parties
from onrecord.annotate.commitments.status import Outcomes, TrackedCommitment
from onrecord.annotate.commitments.triggers import BoundAct, TriggerFinder
from onrecord.annotate.events.time_and_place import TimesAndPlaces, place_of
from onrecord.annotate.text.syntax.tree import VERBAL, SyntaxTree
from onrecord.annotate.times.annotator import publication_day
from onrecord.model.annotation import (
    Amount,
    Annotation,
    Attribution,
    Circumstance,
    CommitmentMention,
    CommitmentStatus,
    EventMention,
    Mention,
    ParticipantMention,
    PlaceMention,
    Sentence,
    TimeExpression,
    Title,
    Token,
)
from onrecord.model.article import Article
from onrecord.model.edtf import edtf_bounds
from onrecord.model.layers import Annotations, Layer
from onrecord.model.span import Span

_WEEK = 7
_COMPARED = 50  # commitments with the same verb that a later one is compared with
_NEAR = 5  # sentences from an agreement to what is agreed in it


class CommitmentAnnotator:
    """Gives what parties bound themselves to, offered or were asked for, each once, in text order."""

    name = "commitments"
    needs: tuple[Layer, ...] = (
        Sentence,
        Token,
        Mention,
        ParticipantMention,
        Title,
        EventMention,
        Attribution,
        Circumstance,
        TimeExpression,
        PlaceMention,
        Amount,
    )
    gives: tuple[Layer, ...] = (CommitmentMention,)

    def annotate(self, article: Article, view: Annotations) -> Iterable[Annotation]:
        """Return the commitments. Raises ModelError when a word list is missing."""
        return list(_ArticleCommitments.of(article, view).commitments())


@dataclass(frozen=True, slots=True)
class _Commitment:
    """A commitment as one place of the text reports it."""

    bound: BoundAct
    act: Act
    parties: tuple[int, ...]
    status: CommitmentStatus
    day: TimeExpression | None
    place: PlaceMention | None
    event: int | None
    status_words: tuple[Span, ...] = ()
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class _Events:
    """The events of an article by the tokens of their triggers and by sentence."""

    rows: Mapping[int, EventMention]  # by id
    by_token: Mapping[int, int]
    by_sentence: Mapping[int, Sequence[int]]

    @classmethod
    def of(cls, tree: SyntaxTree, rows: Sequence[EventMention]) -> "_Events":
        by_token: dict[int, int] = {}
        by_sentence: defaultdict[int, list[int]] = defaultdict(list)
        for row in rows:
            for token in (at for span in row.trigger for at in tree.range(span)):
                by_token.setdefault(token, row.id)
            covered = tree.range(row.span)
            if covered:
                by_sentence[tree[covered[0]].sentence].append(row.id)
        return cls({row.id: row for row in rows}, by_token, by_sentence)


@dataclass(frozen=True, slots=True)
class _ArticleCommitments:
    """Finds the commitments of one article."""

    article: Article
    tree: SyntaxTree
    words: CommitmentWords
    finder: TriggerFinder
    parties: Parties
    times_and_places: TimesAndPlaces
    acts: ActFinder
    events: "_Events"
    published: date | None

    @classmethod
    def of(cls, article: Article, view: Annotations) -> "_ArticleCommitments":
        tree, words = view.index(SyntaxTree), load_commitment_words()
        times = sorted(view.of(TimeExpression), key=lambda row: row.span)
        return cls(
            article,
            tree,
            words,
            TriggerFinder(tree, words, frozenset(at for time in times for at in tree.range(time.span))),
            Parties.of(view, tree, words),
            view.index(TimesAndPlaces),
            ActFinder(
                article.text, tree, words, view.of(Amount), times, load_amount_words().lists["duration"]
            ),
            _Events.of(tree, view.of(EventMention)),
            publication_day(article.published.value),
        )

    def commitments(self) -> Iterator[CommitmentMention]:
        """Yield the commitments in text order."""
        bound = list(self._distinct(self.finder.find()))
        agreements = find_agreements(self.finder, self.parties, self.times_and_places, bound)
        taken = frozenset(row.act for row in bound) | frozenset(row.trigger for row in bound)
        bound += list(find_duties(self.finder, self.parties, agreements, taken))
        bound.sort(key=lambda row: (row.act, row.trigger))
        rows = list(self._rows(bound, agreements))
        own_act_nouns = frozenset(row.bound.trigger for row in rows if row.bound.trigger == row.bound.noun)
        committed_sentences = frozenset(
            self.tree[row.bound.act].sentence for row in rows if row.status != "proposed"
        )
        outcomes = Outcomes.of(
            self.article.text, self.tree, self.words, self.parties, self.acts.amounts, own_act_nouns
        )
        outcomes = replace(outcomes, committed_sentences=committed_sentences)
        for row in self._merged([self._with_outcome(row, outcomes) for row in rows]):
            yield self._mention(row)

    def _distinct(self, found: Iterable[BoundAct]) -> Iterator[BoundAct]:
        """Yield each act once: where a noun and a verb around it bind to the same act, the first."""
        seen: set[int] = set()
        for row in found:
            if row.act not in seen:
                seen.add(row.act)
                yield row

    def _rows(self, bound: Sequence[BoundAct], agreements: Sequence[Agreement]) -> Iterator[_Commitment]:
        last = -1
        for row in bound:
            parties = self._bound_parties(row)
            agreement = self._agreement(row, parties, agreements)
            if not parties and agreement is not None and row.kind in ("bind", "word") and row.bearer is None:
                parties = agreement.parties
            day = None if row.proposed else self._day(row, agreement)
            own_words = row if self._is_subject(row) else replace(row, bearer=None)
            act = self.acts.act(own_words, first=row.trigger != last, day=_first_day(day) or self.published)
            last = row.trigger
            if act is None or act.to.lower() in commitment_words("empty acts"):
                continue
            act = with_deadline(act, row, self.times_and_places, self.published, self.article.text)
            if self._is_of_party(row, parties):
                yield self._commitment(row, act, parties, day, agreement)

    def _commitment(
        self,
        row: BoundAct,
        act: Act,
        parties: tuple[int, ...],
        day: TimeExpression | None,
        agreement: Agreement | None,
    ) -> _Commitment:
        is_conditional = row.kind == "announce" and any(map(self._opens_with_if, act.conditions))
        is_proposed = row.proposed or is_conditional
        place = None if row.proposed else self._place(row, agreement, act)
        if is_proposed or (day is not None and self._is_deadline(act, day)):
            day = None
        status: CommitmentStatus = "proposed" if is_proposed else "agreed"
        return _Commitment(row, act, parties, status, day, place, self._event(row), evidence=(act.span,))

    def _opens_with_if(self, condition: Span) -> bool:
        """Return whether a condition makes an announcement a mere proposal ("if", "provided", …)."""
        openings = ("if ", *commitment_words("openings of a condition"))
        return condition.words(self.article.text).lower().startswith(openings)

    def _is_deadline(self, act: Act, day: TimeExpression) -> bool:
        """Return whether a day is within the act: its deadline, not the day of the agreement."""
        return act.span.holds(day.span) and bool(set(self.tree.range(day.span)) & act.tokens)

    def _is_of_party(self, row: BoundAct, parties: tuple[int, ...]) -> bool:
        """Return whether a party is bound, and not nobody in particular ("one", "people")."""
        if row.kind in ("announce", "offer") and not parties:
            return False
        subject = self.tree[row.bearer] if row.bearer is not None else None
        if row.kind == "announce" and row.noun is not None and not self._is_own(row):
            return False
        return (
            bool(parties)
            or subject is None
            or subject.text.lower() not in commitment_words("subjects that are no party")
        )

    def _is_own(self, row: BoundAct) -> bool:
        """Return whether a party announces an act of its own ("said it would give"), not a forecast."""
        if row.bearer is None or row.noun is None:
            return False
        speaker, subject = self.tree[row.bearer], self.tree[row.noun]
        if subject.pos == "PRON":
            return subject.text.lower() in commitment_words("singular and plural pronouns")
        owners = {child.text.lower() for child in self.tree.below(speaker.index, "poss")}
        if owners & commitment_words("possessives of the subject"):  # "Chad will pay, its minister said"
            return True
        mine, own = self.parties.actors_of(speaker), self.parties.actors_of(subject)
        return bool(own) and (
            bool(set(mine) & set(own)) or bool(self.parties.countries(mine) & self.parties.countries(own))
        )

    def _bound_parties(self, row: BoundAct) -> tuple[int, ...]:
        """Return who is bound: the bearer, else who made the agreement or promise."""
        bearer = self.parties.actors_of(self.tree[row.bearer]) if row.bearer is not None else ()
        if not self._is_subject(row) and len(bearer) < 2:
            bearer = self.parties.speaker_at(self.tree[row.trigger])
        if row.kind == "announce" and row.noun is not None:
            subject = self.tree[row.noun]
            is_pronoun = subject.pos == "PRON" and subject.text.lower() in commitment_words(
                "personal pronouns"
            )
            return bearer if is_pronoun else self.parties.actors_of(subject)
        if bearer or row.noun is None:
            return bearer
        noun = self.tree[row.noun]
        agents = self.parties.agents_of(noun)
        if agents:
            return agents
        head = self.tree[noun.head]
        head = self.tree[head.head] if head.pos == "ADP" else head
        subject_index = self.finder.subject(head)
        return (
            self.parties.actors_of(self.tree[subject_index])
            if subject_index is not None and row.kind == "word"
            else ()
        )

    def _is_subject(self, row: BoundAct) -> bool:
        """Return whether the bearer is who promises, and not what the promise is about ("promised on Monday
        that a bridge would be built", where the parser gives the promise no subject).
        """
        is_behind = row.bearer is not None and row.bearer > row.trigger
        return row.kind != "bind" or not is_behind or not self.parties.speaker_at(self.tree[row.trigger])

    def _agreement(
        self, row: BoundAct, parties: tuple[int, ...], agreements: Sequence[Agreement]
    ) -> Agreement | None:
        """Return the agreement of a commitment.

        That of its noun, else the nearest before with its parties.
        """
        sentence = self.tree[row.trigger].sentence
        best = None
        first = bisect_left(agreements, sentence - _NEAR, key=lambda one: one.sentence)
        for number in range(first, bisect_right(agreements, sentence, key=lambda one: one.sentence)):
            agreement = agreements[number]
            if agreement.token == row.noun:
                return agreement
            behind = sentence - agreement.sentence
            shares_party = bool(set(agreement.parties) & set(parties))
            is_related = behind == 1 or not agreement.parties or not parties or shares_party
            is_before = behind > 0 or agreement.under or agreement.token < row.trigger
            if is_related and is_before and (best is None or agreement.day is not None or best.day is None):
                best = agreement
        return best

    def _day(self, row: BoundAct, agreement: Agreement | None) -> TimeExpression | None:
        """Return the day of the trigger, else of the agreement; of a duty always that of the agreement."""
        times = own_times(self.times_and_places, row) if row.kind != "duty" else ()
        own = first_dated([time for time in times if not self._in_act(time.span, row)])
        return self._not_later(own or (agreement.day if agreement is not None else None))

    def _not_later(self, day: TimeExpression | None) -> TimeExpression | None:
        """Return a day of an agreement that is not after the article.

        A week or a year earlier where it would be.

        A weekday goes back a week, "October 23" in January a year; None where the text gives the year.
        """
        bounds = edtf_bounds(day.value) if day is not None and day.value else None
        if day is None or day.value is None or bounds is None:
            return day
        if self.published is None or bounds[0] <= self.published:
            return day
        words, year = day.span.words(self.article.text), day.value[:4]
        is_near = bounds[0] == bounds[1] and (bounds[0] - self.published).days <= _WEEK
        if is_near and not any(map(str.isdigit, words)):
            return replace(day, value=(bounds[0] - timedelta(days=_WEEK)).isoformat())
        if not year.isdigit() or year in words or "/" in day.value:
            return None
        return replace(day, value=f"{int(year) - 1}{day.value[4:]}")

    def _place(self, row: BoundAct, agreement: Agreement | None, act: Act) -> PlaceMention | None:
        own = place_of(self.times_and_places, self.tree[row.trigger].span) if row.kind != "duty" else None
        if own is not None and set(self.tree.range(own.span)) & act.tokens:
            own = None
        return own or (agreement.place if agreement is not None else None)

    def _in_act(self, span: Span, row: BoundAct) -> bool:
        """Return whether a time depends on the act and not on the trigger."""
        for index in self.tree.range(span):
            for above in self.tree.above(index, 8):
                if above.index == row.trigger:
                    return False
                if row.act != row.trigger and (
                    above.index == row.act or (above.pos in VERBAL and self._is_below(above, row.trigger))
                ):
                    return True
        return False

    def _is_below(self, verb: Token, trigger: int) -> bool:
        """Return whether a verb is joined to the trigger: the day of "and did so in January" is its own."""
        return verb.dep == "conj" and verb.head == trigger

    def _event(self, row: BoundAct) -> int | None:
        """Return the id of the event that agreed or proposed it.

        Of the same trigger, else of the same sentence.
        """
        wanted = ("AGREE", "REQUEST") if row.proposed else ("AGREE",)
        for token in (row.trigger, *(() if row.noun is None else (row.noun,))):
            if token in self.events.by_token:
                return self.events.by_token[token]
        beside = self.events.by_sentence.get(self.tree[row.trigger].sentence, ())
        return next((number for number in beside if self.events.rows[number].type in wanted), None)

    # - outcomes, repeats

    def _with_outcome(self, row: _Commitment, outcomes: Outcomes) -> _Commitment:
        if row.status == "proposed":
            return row
        lemmas = frozenset(
            self.tree[i].lemma.lower() for i in row.act.tokens if self.tree[i].pos in ("VERB", "NOUN")
        )
        is_announced = row.bound.kind == "announce"
        numbers = tuple(term.value for term in row.act.terms if term.unit.lower() not in self.acts.durations)
        sentence, parties = self.tree[row.bound.act].sentence, frozenset(row.parties)
        units = frozenset(term.unit for term in row.act.terms)
        tracked = TrackedCommitment(
            sentence, row.act.tokens, lemmas, parties, is_announced, row.bound.noun, numbers, units
        )
        found = outcomes.of_commitment(tracked)
        if found is None or not found[1].is_sound(self.article.text):
            return row
        return replace(row, status=found[0], status_words=(found[1],))

    def _merged(self, rows: Sequence[_Commitment]) -> list[_Commitment]:
        """Return each commitment once, with the evidence of all places that report it."""
        out: list[_Commitment] = []
        by_act: defaultdict[str, list[int]] = defaultdict(list)
        for row in rows:
            alike = by_act[self.tree[row.bound.act].lemma.lower()]
            place = next((place for place in alike[-_COMPARED:] if self._is_same(row, out[place])), None)
            if place is not None:
                out[place] = _joined(out[place], row)
                continue
            alike.append(len(out))
            out.append(row)
        return out

    def _is_same(self, row: _Commitment, other: _Commitment) -> bool:
        """Return whether two rows with the same verb have parties, day and terms that do not contradict."""
        one, two = self.tree[row.bound.act], self.tree[other.bound.act]
        if one.index == two.index:
            return False
        if row.parties and other.parties and not set(row.parties) & set(other.parties):
            return False
        if row.day and other.day and row.day.value != other.day.value:
            return False
        numbers = (
            {(term.value, term.to) for term in row.act.terms},
            {(term.value, term.to) for term in other.act.terms},
        )
        if numbers[0] and numbers[1]:
            return numbers[0] == numbers[1]
        nouns = [self._nouns(r) for r in (row, other)]
        return bool(nouns[0] & nouns[1]) or not (nouns[0] or nouns[1])

    def _nouns(self, row: _Commitment) -> frozenset[str]:
        return frozenset(
            self.tree[i].lemma.lower()
            for i in row.act.tokens
            if self.tree[i].pos in ("NOUN", "PROPN") and i != row.bound.act
        )

    def _mention(self, row: _Commitment) -> CommitmentMention:
        return CommitmentMention(
            span=row.evidence[0],
            parties=row.parties,
            to=row.act.to,
            status=row.status,
            evidence=row.evidence,
            terms=row.act.terms,
            deadlines=tuple(row.act.deadline for _ in row.act.terms),
            conditions=row.act.conditions,
            status_evidence=row.status_words,
            event=row.event,
            agreed_on=row.day,
            agreed_at=row.place,
            deadline=row.act.deadline,
        )


def _joined(first: _Commitment, second: _Commitment) -> _Commitment:
    """Return one row for a commitment that is reported twice: the fuller terms, the later status."""
    moved = second if second.status not in ("agreed", "proposed") or first.status == "proposed" else first
    act = first.act
    if not act.terms and second.act.terms:
        act = replace(act, terms=second.act.terms, deadline=second.act.deadline or act.deadline)
    return replace(
        first,
        act=act,
        parties=first.parties or second.parties,
        status=moved.status,
        status_words=moved.status_words,
        day=first.day or second.day,
        place=first.place or second.place,
        event=second.event if first.event is None else first.event,
        evidence=(*first.evidence, *second.evidence),
    )


def _first_day(time: TimeExpression | None) -> date | None:
    bounds = edtf_bounds(time.value) if time is not None and time.value else None
    return bounds[0] if bounds and bounds[0] == bounds[1] else None
