"""Commitments of an article: found by what binds, put in words, dated, linked to their event, and told once each."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from onrecord.annotate.amounts.lexicon import load_amount_words
from onrecord.annotate.commitments.actions import Act, Acts
from onrecord.annotate.commitments.agreements import Agreement, find_agreements, find_duties, first_dated
from onrecord.annotate.commitments.lexicon import CommitmentWords, load_commitment_words
from onrecord.annotate.commitments.parties import Parties
from onrecord.annotate.commitments.status import EarlierStatements, Outcomes
from onrecord.annotate.commitments.triggers import Binding, Bound
from onrecord.annotate.events.time_and_place import TimesAndPlaces, dates_of, place_of
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
_COMPARED = 50  # commitments of the same verb a later one is compared with
_NEAR = 5  # sentences from an agreement to what is agreed in it
# Who is bound when nobody is told is left open, but not where one of these is all that is said.
_NOBODY = frozenset({"you", "it", "who", "someone", "anyone", "everyone", "people", "one", "i", "we"})
_CONDITIONAL = (
    "if ",
    "only if",
    "provided",
    "as soon as",
    "unless",
    "on condition",
    "as long as",
    "so long as",
)


class CommitmentAnnotator:
    """What parties bound themselves to, offered or were asked for, each once, in text order."""

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
        return list(_Reading.of(article, view).commitments())


@dataclass(frozen=True, slots=True)
class _Row:
    """A commitment as told in one place."""

    bound: Bound
    act: Act
    parties: tuple[int, ...]
    status: CommitmentStatus
    day: TimeExpression | None
    place: PlaceMention | None
    event: int | None
    status_words: tuple[Span, ...] = ()
    evidence: tuple[Span, ...] = field(default_factory=tuple)


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
            number = row.id
            for token in (at for span in row.trigger for at in tree.range(span)):
                by_token.setdefault(token, number)
            covered = tree.range(row.span)
            if covered:
                by_sentence[tree[covered[0]].sentence].append(number)
        return cls({row.id: row for row in rows}, by_token, by_sentence)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One article while its commitments are looked for."""

    article: Article
    tree: SyntaxTree
    words: CommitmentWords
    binding: Binding
    parties: Parties
    scene: TimesAndPlaces
    acts: Acts
    events: "_Events"
    published: date | None

    @classmethod
    def of(cls, article: Article, view: Annotations) -> "_Reading":
        tree, words = view.index(SyntaxTree), load_commitment_words()
        times = sorted(view.of(TimeExpression), key=lambda row: row.span)
        return cls(
            article,
            tree,
            words,
            Binding(tree, words, frozenset(at for time in times for at in tree.range(time.span))),
            Parties.of(view, tree, words),
            view.index(TimesAndPlaces),
            Acts(article.text, tree, words, view.of(Amount), times, load_amount_words().lists["duration"]),
            _Events.of(tree, view.of(EventMention)),
            publication_day(article.published.value),
        )

    def commitments(self) -> Iterator[CommitmentMention]:
        """Yield the commitments in text order."""
        bound = list(self._distinct(self.binding.find()))
        agreements = find_agreements(self.binding, self.parties, self.scene, bound)
        taken = frozenset(row.act for row in bound) | frozenset(row.trigger for row in bound)
        bound += list(find_duties(self.binding, self.parties, agreements, taken))
        bound.sort(key=lambda row: (row.act, row.trigger))
        rows = [row for row in self._rows(bound, agreements) if row is not None]
        telling = frozenset(row.bound.trigger for row in rows if row.bound.trigger == row.bound.noun)
        told_in = frozenset(self.tree[row.bound.act].sentence for row in rows if row.status != "proposed")
        outcomes = Outcomes.of(
            self.article.text, self.tree, self.words, self.parties, self.acts.amounts, telling
        )
        outcomes = replace(outcomes, told_in=told_in)
        for row in self._merged([self._with_outcome(row, outcomes) for row in rows]):
            yield self._mention(row)

    def _distinct(self, found: Iterable[Bound]) -> Iterator[Bound]:
        """Yield each act once: of a word that gives it and a verb around that, the first told."""
        seen: set[int] = set()
        for row in found:
            if row.act not in seen:
                seen.add(row.act)
                yield row

    def _rows(self, bound: Sequence[Bound], agreements: Sequence[Agreement]) -> Iterator[_Row | None]:
        last = -1
        for row in bound:
            who = self._who(row)
            agreement = self._agreement(row, who, agreements)
            if not who and agreement is not None and row.kind in ("bind", "word") and row.who is None:
                who = agreement.parties
            proposed = row.proposed
            day = None if proposed else self._day(row, agreement)
            act = self.acts.act(row, first=row.trigger != last, day=_first_day(day) or self.published)
            last = row.trigger
            if act is None or act.to.lower() in ("be", "have", "do") or not self._is_sound(row, who):
                continue
            day = (
                None if day is not None and act.span.holds(day.span) and self._is_deadline(act, day) else day
            )
            conditional = row.kind == "announce" and any(
                span.words(self.article.text).lower().startswith(_CONDITIONAL) for span in act.conditions
            )
            status: CommitmentStatus = "proposed" if proposed or conditional else "agreed"
            place = None if proposed else self._place(row, agreement, act)
            yield _Row(
                row,
                act,
                who,
                status,
                day if status != "proposed" else None,
                place,
                self._event(row),
                evidence=(act.span,),
            )

    def _is_deadline(self, act: Act, day: TimeExpression) -> bool:
        return bool(set(self.tree.range(day.span)) & act.tokens)

    def _is_sound(self, row: Bound, who: tuple[int, ...]) -> bool:
        """Tell commitments of parties from what nobody in particular will do."""
        if row.kind in ("announce", "offer") and not who:
            return False
        subject = self.tree[row.who] if row.who is not None else None
        if row.kind == "announce" and row.noun is not None and not self._is_own(row):
            return False
        return bool(who) or subject is None or subject.text.lower() not in _NOBODY

    def _is_own(self, row: Bound) -> bool:
        """Tell what a party says that it will do itself ("said it would give") from forecasts."""
        if row.who is None or row.noun is None:
            return False
        speaker, subject = self.tree[row.who], self.tree[row.noun]
        if subject.pos == "PRON":
            return subject.text.lower() in ("it", "they", "he", "she", "we", "i", "both")
        mine, own = self.parties.meant(speaker), self.parties.meant(subject)
        return bool(own) and (
            bool(set(mine) & set(own)) or bool(self.parties.countries(mine) & self.parties.countries(own))
        )

    def _who(self, row: Bound) -> tuple[int, ...]:
        if row.kind == "announce" and row.noun is not None:
            subject = self.tree[row.noun]
            speaker = self.parties.meant(self.tree[row.who]) if row.who is not None else ()
            own = self.parties.meant(subject)
            if subject.pos == "PRON" and subject.text.lower() in ("it", "he", "she", "they", "we", "i"):
                return speaker
            return own
        told = self.parties.meant(self.tree[row.who]) if row.who is not None else ()
        if told or row.noun is None:
            return told
        noun = self.tree[row.noun]
        agents = self.parties.agents(noun)
        if agents:
            return agents
        head = self.tree[noun.head]
        head = self.tree[head.head] if head.pos == "ADP" else head
        subject_index = self.binding.subject(head)
        return (
            self.parties.meant(self.tree[subject_index])
            if subject_index is not None and row.kind == "word"
            else ()
        )

    def _agreement(
        self, row: Bound, who: tuple[int, ...], agreements: Sequence[Agreement]
    ) -> Agreement | None:
        """Return the agreement a commitment was made in: the one it is told under, else the nearest before with its parties."""
        sentence = self.tree[row.trigger].sentence
        best = None
        first = bisect_left(agreements, sentence - _NEAR, key=lambda one: one.sentence)
        for number in range(first, bisect_right(agreements, sentence, key=lambda one: one.sentence)):
            agreement = agreements[number]
            if agreement.token == row.noun:
                return agreement
            behind = sentence - agreement.sentence
            related = (
                behind == 1 or not agreement.parties or not who or bool(set(agreement.parties) & set(who))
            )
            if (
                behind <= _NEAR
                and related
                and (behind > 0 or agreement.under or agreement.token < row.trigger)
            ):
                best = agreement if best is None or agreement.day is not None or best.day is None else best
        return best

    def _day(self, row: Bound, agreement: Agreement | None) -> TimeExpression | None:
        own = (
            first_dated(
                [
                    time
                    for time in dates_of(self.scene, self.tree[row.trigger].span)
                    if not self._in_act(time.span, row)
                ]
            )
            if row.kind != "duty"
            else None
        )
        return self._not_later(own or (agreement.day if agreement is not None else None))

    def _not_later(self, day: TimeExpression | None) -> TimeExpression | None:
        """Return the day a year earlier where it would lie behind the article that tells of it ("October 23" in January)."""
        bounds = edtf_bounds(day.value) if day is not None and day.value else None
        if (
            day is None
            or day.value is None
            or bounds is None
            or self.published is None
            or bounds[0] <= self.published
        ):
            return day
        if (
            bounds[0] == bounds[1]
            and (bounds[0] - self.published).days <= _WEEK
            and not any(map(str.isdigit, day.span.words(self.article.text)))
        ):
            return replace(day, value=(bounds[0] - timedelta(days=_WEEK)).isoformat())
        year = day.value[:4]
        if not year.isdigit() or year in day.span.words(self.article.text) or "/" in day.value:
            return None
        return replace(day, value=f"{int(year) - 1}{day.value[4:]}")

    def _place(self, row: Bound, agreement: Agreement | None, act: Act) -> PlaceMention | None:
        own = place_of(self.scene, self.tree[row.trigger].span) if row.kind != "duty" else None
        if own is not None and set(self.tree.range(own.span)) & act.tokens:
            own = None
        return own or (agreement.place if agreement is not None else None)

    def _in_act(self, span: Span, row: Bound) -> bool:
        """Tell whether a time hangs on the act and not on the binding word."""
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
        """Tell "agreed to … and did so in January": the day is that of the later verb."""
        return verb.dep == "conj" and verb.head == trigger

    def _event(self, row: Bound) -> int | None:
        """Return the event in which it was agreed or proposed: the one with the same trigger, else one of the same sentence."""
        wanted = ("AGREE", "REQUEST") if row.proposed else ("AGREE",)
        for token in (row.trigger, *(() if row.noun is None else (row.noun,))):
            if token in self.events.by_token:
                return self.events.by_token[token]
        beside = self.events.by_sentence.get(self.tree[row.trigger].sentence, ())
        return next((number for number in beside if self.events.rows[number].type in wanted), None)

    # - outcomes, repeats

    def _with_outcome(self, row: _Row, outcomes: Outcomes) -> _Row:
        if row.status == "proposed":
            return row
        lemmas = frozenset(
            self.tree[i].lemma.lower() for i in row.act.tokens if self.tree[i].pos in ("VERB", "NOUN")
        )
        alone = row.bound.kind == "announce"
        numbers = tuple(term.value for term in row.act.terms if term.unit.lower() not in self.acts.durations)
        sentence, parties = self.tree[row.bound.act].sentence, frozenset(row.parties)
        units = frozenset(term.unit for term in row.act.terms)
        told = EarlierStatements(
            sentence, row.act.tokens, lemmas, parties, alone, row.bound.noun, numbers, units
        )
        found = outcomes.of_commitment(told)
        if found is None or not found[1].is_sound(self.article.text):
            return row
        return replace(row, status=found[0], status_words=(found[1],))

    def _merged(self, rows: Sequence[_Row]) -> list[_Row]:
        """Return the rows with those that tell the same commitment as one: same act, parties that do not differ, same terms."""
        out: list[_Row] = []
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

    def _is_same(self, row: _Row, other: _Row) -> bool:
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

    def _nouns(self, row: _Row) -> frozenset[str]:
        return frozenset(
            self.tree[i].lemma.lower()
            for i in row.act.tokens
            if self.tree[i].pos in ("NOUN", "PROPN") and i != row.bound.act
        )

    def _mention(self, row: _Row) -> CommitmentMention:
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


def _joined(first: _Row, second: _Row) -> _Row:
    """Return one row for a commitment told twice: the fuller terms, the later status."""
    terms = first.act if first.act.terms or not second.act.terms else second.act
    moved = second if second.status not in ("agreed", "proposed") or first.status == "proposed" else first
    return replace(
        first,
        act=terms
        if terms is first.act
        else replace(first.act, terms=terms.terms, deadline=terms.deadline or first.act.deadline),
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
