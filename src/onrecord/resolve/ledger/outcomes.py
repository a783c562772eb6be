"""What sentences of a later article tell of an earlier commitment: kept, broken, postponed and so on.

Pure functions that prefer precision. A sentence tells what became of a commitment when it has a form of the
commitment's verb, words of what it is about, and a party; or when it names what happens to promises ("broke
its word") beside such a sentence. The score is the estimated probability; below 0.5 a person decides.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from onrecord.model.span import Span
from onrecord.model.step import StepKind
from onrecord.resolve.ledger.article import NamedActor, TellingArticle
from onrecord.resolve.ledger.things import Thing, ToldOfThing, find_thing, names_thing, told_of_thing
from onrecord.resolve.ledger.words import (
    Sentence,
    Word,
    find_stems,
    find_words,
    is_any,
    lemma_of,
    lemmas_of,
    numbers_of,
    same_acts,
    word_class,
    words_of,
)
from onrecord.resolve.statement_resolution import stem
from onrecord.store.features.promise_features import PromiseFeatures

DOUBTFUL_SCORE = 0.45
MIN_SHARE = 0.5  # of the words of what was promised, in the sentence
BEFORE = 5  # words before a verb in which its auxiliaries and negation stand
RECALL = 12  # characters from who refused to "said"
PASSIVE_REACH = 10  # words from "promise" to "has not been kept"
NEAR = 3  # sentences between words on a promise and words on what it promises
MOST_DAYS = 730  # after which an article tells of another promise
_DURATIONS = frozenset({"hour", "day", "week", "month", "year"})


@dataclass(frozen=True, slots=True)
class Told:
    """What a sentence tells: the step, its words (`span`) and among them the word that tells it, the score
    and the reason.
    """

    step: StepKind
    span: Span
    anchor: Span
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class _Cue:
    """The word of a sentence that tells a step: a form of the act, a word of putting off or of promising."""

    step: StepKind
    at: int
    by: Literal["act", "postponing", "pledge", "thing"]


@dataclass(frozen=True)
class Promise:
    """A commitment as compared: its verb and the words for the same act, the stems of what it is about."""

    features: PromiseFeatures

    @cached_property
    def verb(self) -> str:
        """The first word of what is promised: a verb ("release"), or a noun ("a naval base"); of a passive,
        its participle's verb ("the report be published").
        """
        words = [word.folded for word in find_words(self.features.what)]
        passive = next((words[at + 1] for at, word in enumerate(words[:-1]) if word == "be"), None)
        if passive is not None:
            return lemma_of(passive, "VBD")
        idle = word_class("determiners") | word_class("not")
        return next((word for word in words if word not in idle), "")

    @cached_property
    def is_refusal(self) -> bool:
        """Whether it is promised that something will not be done."""
        nothing = word_class("not") | word_class("nothing")
        return any(word.folded in nothing for word in find_words(self.features.what)[:6])

    @cached_property
    def thing(self) -> Thing | None:
        """The thing that is promised, None where it is an act."""
        return find_thing(self.features, self.amounts)

    @cached_property
    def acts(self) -> frozenset[str]:
        """The verb and the words for the same act."""
        return same_acts(self.verb)

    @cached_property
    def act_stems(self) -> frozenset[str]:
        """The stems of the verb and the words for the same act."""
        return frozenset(stem(act) for act in self.acts)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of what the act is about, without the act and clauses on it ("that it seized")."""
        words = [word.folded for word in find_words(self.features.what)]
        end = next((at for at, word in enumerate(words) if at > 1 and word in word_class("clause")), None)
        words = words[:end]
        own = self.act_stems
        parties = {part for party in self.features.parties for part in party.partition(":")[2].split("-")}
        return frozenset(one for one in find_stems(words) if one not in own) - {stem(one) for one in parties}

    @cached_property
    def amounts(self) -> frozenset[float]:
        """The numbers of its terms that are no duration."""
        return frozenset(
            value
            for value, unit in self.features.terms
            if unit.removesuffix("s") not in _DURATIONS and value >= 1
        )


def find_told(promise: Promise, article: TellingArticle) -> list[Told]:
    """Return what an article tells of an earlier commitment, best first: one for each step."""
    days = _days_between(promise, article)
    if days is None or days < 0 or days > MOST_DAYS:
        return []
    about = [sentence for sentence in article.sentences if _shares_words(promise, sentence)]
    found = [told for sentence in about for told in _told_by_act(promise, article, sentence)]
    for sentence in article.sentences:
        told_thing = told_of_thing(promise.thing, sentence) if promise.thing is not None else None
        if told_thing is not None:
            found += _told_by_thing(promise, article, sentence, told_thing)
    near = {
        sentence.number + step
        for sentence in about
        if _names_act(promise, sentence)
        for step in range(-NEAR, NEAR + 1)
    }
    if promise.thing is not None:
        named = [row for row in article.sentences if names_thing(promise.thing, row)]
        near |= {row.number + step for row in named for step in range(-NEAR, NEAR + 1)}
    for sentence in article.sentences:
        if sentence.number in near:
            found += _told_by_pledge(promise, article, sentence)
    if days == 0:  # what happened on the day of the promise is rather a part of its report
        found = [replace(one, score=min(one.score, DOUBTFUL_SCORE)) for one in found]
    best: dict[StepKind, Told] = {}
    for told in sorted(found, key=lambda one: (-one.score, one.span)):
        best.setdefault(told.step, told)
    return _without_contradictions(list(best.values()))


def _days_between(promise: Promise, article: TellingArticle) -> int | None:
    if promise.features.day is None or article.day is None:
        return None
    return (article.day - promise.features.day).days


def _without_contradictions(found: list[Told]) -> list[Told]:
    """Return what remains when one article tells that the whole is kept and a part is."""
    steps = {one.step for one in found if one.score >= 0.5}
    if "kept" in steps:
        found = [one for one in found if one.step != "under-way"]
    if "broken" in steps and "kept" in steps:
        found = [
            replace(one, score=min(one.score, DOUBTFUL_SCORE)) if one.step in ("kept", "broken") else one
            for one in found
        ]
    return sorted(found, key=lambda one: -one.score)


def _share(promise: Promise, sentence: Sentence) -> float:
    if not promise.stems:
        return 0.0
    return len(promise.stems & sentence.stems) / len(promise.stems)


def _shares_words(promise: Promise, sentence: Sentence) -> bool:
    return _share(promise, sentence) >= MIN_SHARE


def _names_act(promise: Promise, sentence: Sentence) -> bool:
    return any(_is_act(promise, word.folded) for word in sentence.words)


def _is_act(promise: Promise, word: str) -> bool:
    """Return whether a word is a form of the act, or its noun ("the reopening")."""
    return not lemmas_of(word).isdisjoint(promise.acts) or stem(word) in promise.act_stems


# - by the act itself: "did not reopen", "released the last 28", "the reopening had been postponed"


def _told_by_act(promise: Promise, article: TellingArticle, sentence: Sentence) -> Iterator[Told]:
    if sentence.span.words(article.text).rstrip("\"”’')").endswith("?"):
        return
    place = _place_of_putting_off(promise, sentence)
    if place is not None:
        yield _rated(promise, article, sentence, _Cue("postponed", place, "postponing"))
        return
    for at in range(len(sentence.words)):
        step = _step_of_verb(promise, sentence.words, at)
        if promise.is_refusal:  # doing it breaks the promise, and not doing it is no news
            step = "broken" if step in ("kept", "under-way") else None
        if step is not None:
            yield _rated(promise, article, sentence, _Cue(step, at, "act"))
            return


def _place_of_putting_off(promise: Promise, sentence: Sentence) -> int | None:
    words = [word.folded for word in sentence.words]
    if not any(_is_act(promise, word) for word in words):
        return None
    for at, word in enumerate(words):
        pair = " ".join(words[at : at + 2])
        if is_any(word, "postpone") or pair in word_class("postpone words"):
            before = words[max(0, at - BEFORE) : at]
            been = "been" in before
            if _is_negated(before) or (not been and _is_open(before[-2:])):
                continue
            return at
    return None


def _step_of_verb(promise: Promise, words: Sequence[Word], at: int) -> StepKind | None:
    """Return what a verb for the act tells; None where it is no such verb, or only planned or possible."""
    word = words[at].folded
    before = [one.folded for one in words[max(0, at - BEFORE) : at]]
    is_bare = word in promise.acts
    is_perfect = any(one in word_class("perfect") for one in before[-3:])
    is_past = lemma_of(word, "VBD") in promise.acts and (is_perfect or not is_bare)
    is_ing = lemma_of(word, "VBG") in promise.acts and word.endswith("ing")
    if (is_bare or is_past) and _failed_before(before):
        return "broken"
    if is_ing and before[-1:] and before[-1] in word_class("without"):
        return "broken"
    if (is_past or is_bare) and _is_negated(before):
        return None if _is_modal(before) else "broken"
    if is_past and not _is_open(before[-3:]) and not _is_adjective(words, at):
        return _extent(promise, words, at)
    return None


def _failed_before(before: Sequence[str]) -> bool:
    """Return whether the words before a verb are "failed to", "refused to", "has yet to (be)"."""
    if "to" not in before[-2:]:
        return False
    place = len(before) - 1 - before[::-1].index("to")
    return place > 0 and (is_any(before[place - 1], "failing") or before[place - 1] == "yet")


def _is_negated(before: Sequence[str]) -> bool:
    pronouns = word_class("nothing") - {"no"}  # "nobody reopened it"
    return any(word in word_class("not") or word in pronouns for word in before[-4:])


def _is_modal(before: Sequence[str]) -> bool:
    modals = {
        "will",
        "would",
        "could",
        "should",
        "may",
        "might",
        "must",
        "can",
        "shall",
        "if",
        "unless",
        "to",
    }
    return not modals.isdisjoint(before[-4:])


def _is_open(before: Sequence[str]) -> bool:
    """Return whether the words before a verb make it planned, possible or demanded."""
    return any(word in word_class("open") or is_any(word, "open") for word in before)


def _is_adjective(words: Sequence[Word], at: int) -> bool:
    """Return whether a participle stands before its noun ("the released drivers", "40 freed men")."""
    if at == 0:
        return False
    word, before = words[at].folded, words[at - 1].folded
    is_form = before in word_class("determiners") or before[0].isdigit()
    following = words[at + 1].folded if at + 1 < len(words) else ""
    return is_form and bool(following) and following not in word_class("determiners") and word.endswith("ed")


def _extent(promise: Promise, words: Sequence[Word], at: int) -> StepKind:
    """Return whether all or a part was done, by the words and the number behind the verb or before it."""
    near = [word.folded for word in words[max(0, at - 8) : at + 9]]
    if any(word in word_class("whole") for word in near):
        return "kept"
    numbers = numbers_of(near)
    if promise.amounts and numbers:
        most = max(promise.amounts)
        if any(number < most for number in numbers.values()) and _is_number_of(promise, near, numbers, most):
            return "under-way"
    return "under-way" if any(word in word_class("part") for word in near) else "kept"


def _is_number_of(promise: Promise, near: Sequence[str], numbers: Mapping[int, float], most: float) -> bool:
    """Return whether a smaller number counts what was promised: "12 of the 40", "12 drivers"."""
    if most in numbers.values():
        return "of" in near
    return any(
        number < most and any(stem(one) in promise.stems for one in near[at + 1 : at + 4])
        for at, number in numbers.items()
    )


# - by the thing itself: "the money has reached nobody", "the tents arrived"


def _told_by_thing(
    promise: Promise, article: TellingArticle, sentence: Sentence, told: ToldOfThing
) -> Iterator[Told]:
    """Yield what a sentence tells of a promised thing. It is sure where the very thing is meant, and a party
    is named beside it or the sentence recalls the promise.
    """
    if sentence.span.words(article.text).rstrip("\"”’')").endswith("?"):
        return
    has_party = any(row.ids & promise.features.parties for row in article.named_in(sentence.span))
    following = article.sentences[
        sentence.number + 1 : sentence.number + 2
    ]  # "It was promised within a week"
    recalls = any(_recalls_the_promise(one) for one in (sentence, *following))
    is_in_article = any(row.ids & promise.features.parties for row in article.mentions)
    is_sure = told.is_exact and (has_party or (recalls and is_in_article))
    if told.step == "broken":
        is_sure = recalls and (has_party or (told.is_exact and is_in_article))
    reason = "it tells whether the promised thing came" + (
        ", with its number or all its words" if told.is_exact else ""
    )
    reason += "; a party is named" if has_party else "; but no party is named beside it"
    score = 0.75 if is_sure else DOUBTFUL_SCORE
    anchor = sentence.words[told.at].span
    yield Told(told.step, words_of(article.text, sentence), anchor, score, reason)


# - by words on promises: "broke its word", "kept its promise", "accused Chad of breaking the deal"


def _told_by_pledge(promise: Promise, article: TellingArticle, sentence: Sentence) -> Iterator[Told]:
    words = [word.folded for word in sentence.words]
    for at, word in enumerate(words):
        behind, before = words[at + 1 : at + 5], words[max(0, at - BEFORE) : at]
        is_passive = any(one in word_class("passive") for one in before[-3:])
        near = words[max(0, at - PASSIVE_REACH) : at] if is_passive else behind
        if not any(is_any(one, "pledge") for one in near):
            continue
        is_missed = is_any(word, "miss") and any(one in word_class("deadline") for one in behind)
        if is_any(word, "drop") or is_missed:
            step: StepKind = "broken"
        elif is_any(word, "keep"):
            step = "broken" if _is_negated(before) or _failed_before(before) else "kept"
        else:
            continue
        is_charged = any(is_any(one, "accuse") for one in words[:at])
        if step == "broken" and is_charged:
            step = "disputed"
        elif (step == "broken" and _is_negated(before) and is_any(word, "drop")) or (
            _is_open(before[-2:]) and not _failed_before(before)
        ):
            continue
        yield _rated(promise, article, sentence, _Cue(step, at, "pledge"))
        return


# - score and reason


def _rated(promise: Promise, article: TellingArticle, sentence: Sentence, cue: _Cue) -> Told:
    parties = promise.features.parties
    named = article.named_in(sentence.span)
    has_party = any(row.ids & parties for row in named)
    shared = len(promise.stems & sentence.stems)
    reasons, doubts = ["a party is named" if has_party else "a party is named elsewhere in the article"], []
    if cue.by == "pledge":
        score = 0.6
        reasons.append("it tells of a promise, beside words on what was promised")
        if not has_party:
            doubts.append("no party is named beside it")
    else:
        score = 0.75 if has_party else 0.6
        score += 0.1 if shared > 1 and shared == len(promise.stems) else 0.0
        score -= 0.1 if shared == 1 and len(promise.stems) > 1 else 0.0
        reasons.append(f"the act, and {shared} of {len(promise.stems)} words of what was promised")
        if not has_party and (shared < 2 or not any(row.ids & parties for row in article.mentions)):
            doubts.append("no party is named beside it")
    is_recalled = promise.is_refusal and _recalls_the_refusal(promise, sentence, named)
    if cue.by == "act" and not is_recalled and not _subject_is_party(promise, sentence, named, cue.at):
        doubts.append("another party did it")
    may_follow = cue.by == "act" and cue.step == "broken" and not promise.is_refusal
    if may_follow and not _recalls_the_promise(sentence):
        doubts.append("it may still be done in time")
    if doubts:
        score, reasons = min(score, DOUBTFUL_SCORE), [*reasons, f"but {' and '.join(doubts)}"]
    words, anchor = words_of(article.text, sentence), sentence.words[cue.at].span
    return Told(cue.step, words, anchor, round(min(score, 0.95), 2), "; ".join(reasons))


def _recalls_the_refusal(promise: Promise, sentence: Sentence, named: Sequence[NamedActor]) -> bool:
    """Return whether a sentence tells that a party had said that it would not ("would do no such thing")."""
    words = [word.folded for word in sentence.words]
    if " no such " not in sentence.folded and "not" not in words and "never" not in words:
        return False
    ends = {row.span.end for row in named if row.ids & promise.features.parties}
    places = [at for at, word in enumerate(words) if word in word_class("said before")]
    return any(0 <= sentence.words[at].span.start - end <= RECALL for at in places for end in ends)


def _recalls_the_promise(sentence: Sentence) -> bool:
    """Return whether a sentence says that what was not done had been promised, or was due by now."""
    words = [word.folded for word in sentence.words]
    if any(word in word_class("recall") or is_any(word, "failing") for word in words):
        return True
    if any(word in word_class("deadline") for word in words) or " in time " in sentence.folded:
        return True
    due = [words[at + 1] for at, word in enumerate(words[:-1]) if word == "by"]
    return any(word in word_class("months") | word_class("weekdays") or word[0].isdigit() for word in due)


def _subject_is_party(promise: Promise, sentence: Sentence, named: Sequence[NamedActor], at: int) -> bool:
    """Return whether the actor nearest before a verb is a party; true where none is named there.

    In a passive, the one behind "by".
    """
    verb = sentence.words[at].span
    words = [word.folded for word in sentence.words]
    is_passive = any(word in word_class("passive") for word in words[max(0, at - 3) : at])
    if is_passive:
        if "by" not in words[at + 1 : at + 6]:
            return True
        by = sentence.words[at + 1 + words[at + 1 : at + 6].index("by")].span
        behind = [row for row in named if row.span.start > by.start]
        return not behind or bool(behind[0].ids & promise.features.parties)
    before = [row for row in named if row.span.end <= verb.start]
    return not before or any(row.ids & promise.features.parties for row in before[-2:])
